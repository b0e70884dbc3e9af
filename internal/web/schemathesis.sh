#!/usr/bin/env bash
# Sends random requests to the API of a demonstration: schemathesis.sh SCHEMATHESIS EXAMPLES LEAST
# It fails on any failure, and on fewer than LEAST calls: the sum of what every run says that it generated.
# Two processes share the work: one tries most of the commands, the other the rest and the chains of calls that follow
# from one another. Not two workers of one process, whose parser some versions of Python break between threads.
set -euo pipefail
cd "$(dirname "$0")/../.."
run=$(mktemp -d)
server=
commands=
stop() {
  for job in $commands $server; do
    kill "$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
  done
  rm -rf "$run"
}
trap stop EXIT

bin/handover serve --demo --listen 127.0.0.1:0 --token-file "$run/token" >"$run/out" 2>"$run/log" &
server=$!
for _ in $(seq 300); do
  [ -s "$run/out" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$run/log" >&2; exit 1; }
  sleep 0.1
done
link=$(head -1 "$run/out")
here=$PWD

# ask PHASES EXAMPLES FILTER... runs schemathesis in a folder of its own, for it keeps what it learnt where it runs.
ask() {
  local phases=$1 examples=$2
  shift 2
  mkdir "$run/in-$phases"
  cd "$run/in-$phases"
  "$schemathesis" --config-file "$here/internal/web/schemathesis.toml" run "$here/internal/web/openapi.json" \
    --url "${link%/sign-in/*}" -H "Authorization: Bearer $(cat "$run/token")" -H "Handover-Person: office-1" \
    --phases "$phases" --continue-on-failure --max-examples "$examples" "$@"
}
# told prints what a run said, and adds its calls to those of the others.
calls=0
told() {
  cat "$1"
  local made
  made=$(grep -oE '^ +[0-9]+ generated' "$1" | grep -oE '[0-9]+') || { echo "a run counted no calls" >&2; bad=1; return; }
  calls=$((calls + made))
}

schemathesis=$1
bad=0
ask examples,coverage,fuzzing "$2" --include-path-regex '/commands/[a-r]' >"$run/commands" 2>&1 &
commands=$!
ask fuzzing,coverage,examples "$2" --exclude-path-regex '/commands/[a-r]' >"$run/rest" 2>&1 || bad=1
told "$run/rest"
ask stateful 50 >"$run/stateful" 2>&1 || bad=1
told "$run/stateful"
wait "$commands" || bad=1
commands=
told "$run/commands"
echo "$calls calls in $SECONDS seconds"
[ "$calls" -ge "$3" ] || { echo "fewer than $3 calls" >&2; bad=1; }
exit $bad

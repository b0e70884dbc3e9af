#!/usr/bin/env bash
# Sends random requests to the API of a demonstration: schemathesis.sh SCHEMATHESIS EXAMPLES
set -euo pipefail
cd "$(dirname "$0")/../.."
run=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$run"
}
trap stop EXIT

bin/handover serve --demo --listen 127.0.0.1:0 --token-file "$run/token" >"$run/out" 2>"$run/log" &
server=$!
for _ in $(seq 100); do
  [ -s "$run/out" ] && break
  sleep 0.1
done
link=$(head -1 "$run/out")
here=$PWD
cd "$run" # it keeps what it learnt where it runs
"$1" --config-file "$here/internal/web/schemathesis.toml" run "$here/internal/web/openapi.json" --url "${link%/sign-in/*}" \
  -H "Authorization: Bearer $(cat "$run/token")" -H "Handover-Person: office-1" \
  --phases examples,coverage,fuzzing --continue-on-failure --max-examples "$2"

#!/usr/bin/env bash
# Runs the built functions in containers, as `make sam` does, and compares what they answer. SAM ends with 0 even when a
# function fails, so that nothing but standard output is judged.
#
#   infra/local/sam.sh invoke [FUNCTION ...]   every function (or those named: plan, gate, ...) with each of its events
#   infra/local/sam.sh api                     the HTTP API
#   infra/local/sam.sh lambda                  the Lambda API, over which the Go SDK plays a programme on a local AWS
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
run=$root/.tools/run
sam=$root/.tools/sam/bin/sam
events=$root/events/lambda
server=

cd "$root"
mkdir -p "$run"
eval "$("$root/infra/local/aws.sh" env)" # credentials that open nothing
unset AWS_ENDPOINT_URL
eval "$("$root/infra/local/engine.sh" env)"

# words of every call; unquoted on purpose where they are used
local_options="--env-vars infra/local/environment.json --parameter-overrides Architecture=$(uname -m | sed s/aarch64/arm64/) $HANDOVER_SAM_LOCAL"

stop() {
  if [ -n "$server" ] && kill -TERM "$server" 2>/dev/null; then
    wait "$server" || true
  fi
  server=
}
trap stop EXIT

# same compares an answer with the expected one, as JSON: the order of members says nothing.
same() {
  local name=$1 got=$2
  if diff -u --label expected --label "$name" <(python3 -m json.tool --sort-keys "$events/answers/$name.json") \
    <(python3 -m json.tool --sort-keys <<<"$got"); then
    echo "ok   $name"
    return
  fi
  echo "FAIL $name"
  return 1
}

# one lets the function of one event answer it.
one() {
  local name got function log
  name=$(basename "$1" .json) log=$run/sam-$(basename "$1" .json).log
  function=${name%%-*}
  # shellcheck disable=SC2086
  got=$("$sam" local invoke "${function^}Function" --event "$1" $local_options 2>"$log") || true
  same "$name" "$got" || { echo "sam.sh: its log is $log" >&2; return 1; }
}

# invoke runs four at a time: each waits for its container, and for its tries to reach an AWS that is not there.
invoke() {
  local file
  for file in "$events"/*.json; do
    if [ $# -eq 0 ] || grep -qw -- "$(basename "$file" .json | sed 's/-.*//')" <<<"$*"; then
      echo "$file"
    fi
  done | xargs --max-procs 4 --max-args 1 "$root/infra/local/sam.sh" one
}

# serve starts `sam local KIND` and waits until its port answers.
serve() {
  local kind=$1 port=$2
  # shellcheck disable=SC2086
  "$sam" local "$kind" --host 127.0.0.1 --port "$port" $local_options >"$run/sam-$kind.log" 2>&1 </dev/null &
  server=$!
  for _ in $(seq 150); do
    if (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      return
    fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
  done
  echo "sam.sh: sam local $kind did not start; its log ends with:" >&2
  tail -20 "$run/sam-$kind.log" >&2
  return 1
}

api() {
  local port=3999 got
  serve start-api $port
  got=$(curl -sS "http://127.0.0.1:$port/healthz")
  [ "$got" = ok ] || { echo "FAIL start-api: /healthz answers $got"; return 1; }
  got=$(curl -sS -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/api/programmes")
  [ "$got" = 401 ] || { echo "FAIL start-api: an unsigned request is answered $got"; return 1; }
  echo "ok   start-api"
  stop
}

# meeting is an address of this machine that a container reaches: that of the engine's bridge where this machine has it,
# as on Linux. Where the engine runs in a machine of its own, its containers call this one by name. A daemon that has just
# made its bridge names only the network, whose first address is the bridge's.
meeting() {
  local network
  network=$(docker network inspect bridge --format '{{with index .IPAM.Config 0}}{{or .Gateway .Subnet}}{{end}}') || true
  python3 - "$network" <<'END'
import ipaddress, socket, sys
try:
    bridge = ipaddress.ip_interface(sys.argv[1])
    here = str(bridge.network[1] if bridge.network.num_addresses > 1 else bridge.ip)
    socket.socket().bind((here, 0))
    print(here, here)
except (OSError, ValueError):
    print("127.0.0.1 host.docker.internal")
END
}

# lambda lets a Go test start the Lambda API and play a programme there, over a local AWS that the containers reach.
lambda() {
  local here there aws="$root/infra/local/aws.sh"
  read -r here there < <(meeting)
  export HANDOVER_AWS_HOST=$here HANDOVER_AWS_PORT=4570 HANDOVER_AWS_AUTH=false
  trap '"$root/infra/local/aws.sh" down' EXIT
  "$aws" up
  eval "$("$aws" env)"
  # shellcheck disable=SC2086
  HANDOVER_SAM=$sam HANDOVER_SAM_OPTIONS=${local_options#*environment.json } HANDOVER_SAM_AWS=http://$there:4570 \
    go test -tags aws -count 1 -timeout 8m -v -run TestFunctionsInContainers ./internal/app/cloud
  echo "ok   start-lambda"
}

case ${1:-} in
  invoke) shift && invoke "$@" ;;
  one) one "$2" ;;
  api) api ;;
  lambda) lambda ;;
  *)
    echo "usage: infra/local/sam.sh invoke [FUNCTION ...]|api|lambda" >&2
    exit 2
    ;;
esac

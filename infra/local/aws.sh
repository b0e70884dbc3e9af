#!/usr/bin/env bash
# A local AWS on 127.0.0.1 (or HANDOVER_AWS_HOST), for deploying the stack without an account. It checks rights as AWS does.
#
#   infra/local/aws.sh up      starts it and waits until it answers
#   infra/local/aws.sh down    stops it; all that it held is gone
#   infra/local/aws.sh env     prints what a client needs: eval "$(infra/local/aws.sh env)"
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
run=$root/.tools/run
port=${HANDOVER_AWS_PORT:-4566}
host=${HANDOVER_AWS_HOST:-127.0.0.1}
endpoint=http://$host:$port
pidfile=$run/aws-$port.pid
log=$run/aws-$port.log
calls=$run/aws-$port-calls.tsv

# settings are credentials that open nothing but the local AWS.
settings() {
  cat <<END
export AWS_ENDPOINT_URL=$endpoint HANDOVER_AWS_ENDPOINT=$endpoint HANDOVER_AWS_CALLS=$calls
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=eu-west-2 AWS_DEFAULT_REGION=eu-west-2
export AWS_EC2_METADATA_DISABLED=true SAM_CLI_TELEMETRY=0
unset AWS_PROFILE AWS_SESSION_TOKEN
END
}

# ours reports whether the process of the pid file runs and is the one that this script started: ids are used again.
ours() {
  [ -f "$pidfile" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$pidfile")/cmdline" | grep -q "$root/.tools/ministack/"
}

up() {
  if ours && curl -fsS -o /dev/null "$endpoint/_ministack/health" 2>/dev/null; then
    return
  fi
  down
  if (: <>"/dev/tcp/$host/$port") 2>/dev/null; then
    echo "aws.sh: something else listens on port $port; set HANDOVER_AWS_PORT to a free one" >&2
    return 1
  fi
  "$root/infra/local/tools.sh" ministack
  eval "$(settings)"
  export BIND_HOST=$host GATEWAY_PORT=$port MINISTACK_REGION=$AWS_REGION AUTH=${HANDOVER_AWS_AUTH:-true}
  export IOT_MTLS_ENABLED=0 # it would listen beyond this machine
  export SFN_WAIT_SCALE=0.02 # a workflow that tries again waits two seconds, not a hundred
  export LAMBDA_EXECUTOR=local LOG_LEVEL=WARNING S3_DATA_DIR=$run/aws-$port-s3 TMPDIR=$run/aws-$port-tmp
  mkdir -p "$TMPDIR"
  setsid nohup "$root/.tools/ministack/bin/python" "$root/infra/local/aws.py" >"$log" 2>&1 </dev/null &
  echo $! >"$pidfile"
  for _ in $(seq 150); do
    if curl -fsS -o /dev/null "$endpoint/_ministack/health" 2>/dev/null; then
      return
    fi
    if ! ours; then
      break
    fi
    sleep 0.2
  done
  echo "aws.sh: the local AWS did not start; its log ends with:" >&2
  tail -20 "$log" >&2
  down
  return 1
}

# down asks the process and its functions to end, and insists after ten seconds.
down() {
  if ours; then
    local pid
    pid=$(cat "$pidfile")
    kill -TERM -- "-$pid" 2>/dev/null || true
    for _ in $(seq 50); do
      kill -0 -- "-$pid" 2>/dev/null || break
      sleep 0.2
    done
    kill -KILL -- "-$pid" 2>/dev/null || true
  fi
  rm -rf "$pidfile" "$run/aws-$port-tmp" "$run/aws-$port-s3"
}

case ${1:-} in
  up) up ;;
  down) down ;;
  env) settings ;;
  *)
    echo "usage: infra/local/aws.sh up|down|env" >&2
    exit 2
    ;;
esac

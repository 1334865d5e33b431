#!/usr/bin/env bash
# Compares the release binaries with Debian's supervisor, runit, s6, pm2 and a bare loop of system calls, in turns, and prints a table.
# usage: tests/benchmarks/compare.sh [BIN] [--rounds N] [--mib N] [--only PART,PART] [--peers NAME,NAME]
# BIN: the folder that packaging/build.sh filled; without it a release is built. As root it installs what it compares with.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then bin=$(cd "$1" && pwd); shift; fi
cache=${XDG_CACHE_HOME:-$HOME/.cache}/supervisor-benchmarks
mkdir -p "$cache"

missing=()
for package in gcc libc6-dev nodejs python3-minimal runit s6 supervisor; do
  case $package in
    nodejs) command -v node >/dev/null && continue ;;
  esac
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  # Packages start their services when they are installed, unless this file forbids it; see invoke-rc.d(8).
  policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod +x "$policy"; trap 'rm -f "$policy"' EXIT; }
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
[ -e "$cache/pm2/node_modules/pm2" ] || npm install --silent --no-audit --no-fund --prefix "$cache/pm2" pm2
if [ -z "$bin" ]; then
  bin=$cache/release
  "$here/../../packaging/build.sh" "$bin" >/dev/null
fi
python3 "$here/peers/compare.py" "$bin" "$cache/pm2/node_modules/pm2/bin/pm2" "$@"

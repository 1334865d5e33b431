#!/usr/bin/env bash
# Runs every test. As root it first installs what the tests need beyond the .NET SDK; without root it uses what is there, and
# tests that lack something are skipped with the reason. The last line is "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")/.."

packages=(buildah busybox-static fish gcc libc6-dev lintian man-db podman procps python3-minimal runc strace supervisor systemd ucf util-linux zsh)
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  missing=()
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    # Packages start their services when they are installed, unless this file forbids it; see invoke-rc.d(8).
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && trap 'rm -f "$policy"' EXIT
    fi
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null \
      || echo "cannot install ${missing[*]}: tests that need them are skipped" >&2
    [ -z "$(trap -p EXIT)" ] || { rm -f "$policy"; trap - EXIT; }
  fi
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# What a program leaves behind when a test kills it, such as the sockets of its diagnostics, goes with this folder.
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/t.XXXXXX")
export TMPDIR
chmod 1777 "$TMPDIR"
trap 'rm -rf "$TMPDIR"' EXIT
log=$TMPDIR/test.log

# The end-to-end tests drive the release binaries where they can be built, else what "dotnet build" makes.
if [ -z "${SUPERVISOR_BIN:-}" ] && { command -v gcc || command -v clang; } >/dev/null; then
  packaging/build.sh artifacts/release >/dev/null || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
  export SUPERVISOR_BIN=$PWD/artifacts/release
  command -v clang >/dev/null || linker=-p:CppCompilerAndLinker=gcc
  dotnet publish tests/Supervisor.Keeper.TestProgram -c Release --use-current-runtime -o artifacts/keeper-test-program -v quiet -nologo ${linker:+"$linker"} \
    || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
  export KEEPER_TEST_PROGRAM=$PWD/artifacts/keeper-test-program/keeper-test-program
fi

dotnet build Supervisor.sln -v quiet -nologo -clp:NoSummary || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
# One project after the other: they start real processes and measure them, and would be in each other's way.
dotnet test --solution Supervisor.sln --no-build --max-parallel-test-modules 1 --no-progress "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

count() { sed -n "s/^  $1: \([0-9]*\)$/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
# A run that was cut short has failed, whatever it counted.
[ "$status" = 0 ] || [ "${failed:-0}" -gt 0 ] || failed=1
[ "${passed:-0}" -gt 0 ] || status=1
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$status"

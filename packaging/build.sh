#!/usr/bin/env bash
# Builds the Native AOT release binaries. usage: packaging/build.sh OUT [RID]   (RID: linux-x64, linux-arm64; default: this machine's)
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 OUT [RID]" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
case "$(uname -m)" in
  aarch64) rid=linux-arm64 ;;
  *) rid=linux-x64 ;;
esac
rid=${2:-$rid}

# The AOT linker is clang where there is one, else gcc.
command -v clang >/dev/null || linker=-p:CppCompilerAndLinker=gcc
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
for project in Daemon Ctl; do
  dotnet publish "src/Supervisor.$project" -c Release -r "$rid" -o "$stage/$project" -v quiet -nologo ${linker:+"$linker"}
done
install -m 0755 "$stage/Daemon/supervisord" "$stage/Ctl/supervisorctl" "$out/"
install -m 0644 "$stage/Daemon/libMonoPosixHelper.so" "$out/"
# supervisorctl is this command too, when it is called by its name.
ln -sf supervisorctl "$out/echo_supervisord_conf"
# supervisord is pidproxy too, when it is called by that name.
ln -sf supervisord "$out/pidproxy"
ls -l "$out"

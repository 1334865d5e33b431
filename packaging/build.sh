#!/usr/bin/env bash
# Builds the Native AOT release binaries. usage: packaging/build.sh OUT [RID]   (RID: linux-x64, linux-arm64; default: this machine's)
# For another machine than this one the cross compiler is needed; for linux-arm64: gcc-aarch64-linux-gnu libc6-dev-arm64-cross
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 OUT [RID]" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
here=$(packaging/rid.sh)
rid=${2:-$here}
linker=()
if [ "$rid" = linux-arm64 ] && [ "$here" != "$rid" ]; then
  command -v aarch64-linux-gnu-gcc >/dev/null || { echo "cannot build for $rid: aarch64-linux-gnu-gcc is missing (gcc-aarch64-linux-gnu, libc6-dev-arm64-cross)" >&2; exit 1; }
  linker=("-p:CppCompilerAndLinker=$PWD/packaging/arm64-linker.sh" -p:ObjCopyName=aarch64-linux-gnu-objcopy)
elif [ "$rid" != "$here" ]; then
  echo "cannot build for $rid on $here" >&2
  exit 1
elif ! command -v clang >/dev/null; then
  # The AOT linker is clang where there is one, else gcc.
  linker=(-p:CppCompilerAndLinker=gcc)
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
sources=$(packaging/sources.sh)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
for project in Daemon Ctl; do
  dotnet publish "src/Supervisor.$project" -c Release -r "$rid" -o "$stage/$project" "-p:Version=$(packaging/version.sh)" -v quiet -nologo "${linker[@]}"
done
install -m 0755 "$stage/Daemon/supervisord" "$stage/Ctl/supervisorctl" "$out/"
install -m 0644 "$stage/Daemon/libMonoPosixHelper.so" "$out/"
# supervisorctl is this command too, when it is called by its name.
ln -sf supervisorctl "$out/echo_supervisord_conf"
# supervisord is pidproxy too, when it is called by that name.
ln -sf supervisord "$out/pidproxy"
# What they were built from, so that packages take them when it is still the same.
echo "$sources" >"$out/.sources"
ls -l "$out"

#!/usr/bin/env bash
# Makes everything that a release consists of. usage: packaging/release.sh OUT [RID...]   (default: linux-x64 linux-arm64)
#
#   supervisord-VERSION-RID.tar.gz, with install.sh; supervisord-VERSION-RID.cdx.json, its bill of materials;
#   supervisord_VERSION_ARCHITECTURE.deb; the libraries as NuGet packages; SHA256SUMS
#
# Binaries of another architecture are started under qemu-user where that is installed (qemu-user-static), to see that they run.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 OUT [RID...]" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
version=$(packaging/version.sh)
SOURCE_DATE_EPOCH=$(packaging/epoch.sh)
export SOURCE_DATE_EPOCH DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# What the binaries may need at the most; docs/platforms.md promises it.
newest_glibc=2.34
given=${SUPERVISOR_BIN:-}
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

check() { # RID FOLDER
  local run=() tools= needed
  case $1 in
    "$(packaging/rid.sh)") ;;
    linux-arm64) run=(qemu-aarch64-static -L /usr/aarch64-linux-gnu) tools=aarch64-linux-gnu- ;;
  esac
  needed=$("${tools}objdump" -T "$2"/supervisord "$2"/supervisorctl | grep -o 'GLIBC_[0-9.]*' | sed s/GLIBC_// | sort -uV | tail -n 1)
  [ "$(printf '%s\n' "$needed" $newest_glibc | sort -V | tail -n 1)" = $newest_glibc ] \
    || { echo "$1: the binaries need glibc $needed, newer than $newest_glibc: build them on an older system" >&2; exit 1; }
  if [ ${#run[@]} -gt 0 ] && ! command -v "${run[0]}" >/dev/null; then
    echo "$1: not started, ${run[0]} is not installed" >&2
    return
  fi
  [ "$("${run[@]}" "$2/supervisord" --version)" = "$version" ] \
    || { echo "$1: supervisord does not say that it is version $version" >&2; exit 1; }
  "${run[@]}" "$2/supervisorctl" echo-conf --toml >"$stage/sample.toml"
  "${run[@]}" "$2/supervisord" --check -c "$stage/sample.toml"
}

for rid in "${@:-linux-x64 linux-arm64}"; do
  # shellcheck disable=SC2086 # the default is two words
  for one in $rid; do
    binaries=$(packaging/binaries.sh "$one")
    check "$one" "$binaries"
    name=supervisord-$version-$one
    # The same for all, whatever becomes of the sources meanwhile.
    export SUPERVISOR_BIN=$binaries
    packaging/tree.sh "$stage/$name" "$one"
    install -m 0755 packaging/install.sh "$stage/$name/"
    packaging/sbom.sh "$one" >"$out/$name.cdx.json"
    cp "$out/$name.cdx.json" "$stage/$name/share/doc/supervisord/sbom.cdx.json"
    chmod -R u=rwX,go=rX "$stage/$name"
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$stage" -cf - "$name" | gzip -9n >"$out/$name.tar.gz"
    packaging/deb.sh "$out" "$one" >/dev/null
    if [ "$given" ]; then SUPERVISOR_BIN=$given; else unset SUPERVISOR_BIN; fi
  done
done
for library in Posix Subprocess Daemonization Control; do
  dotnet pack "src/Supervisor.$library" -c Release -o "$out" "-p:Version=$version" -v quiet -nologo
done
(cd "$out" && find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS)
ls -l "$out"

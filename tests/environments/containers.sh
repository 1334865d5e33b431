#!/bin/bash
# An engine for containers of its own (podman and runc), with stand-ins for the base images that the Dockerfile names, and the image that is built from it.
#
#   containers.sh up FOLDER       makes FOLDER/engine, whose variables the other commands of podman need, and the image localhost/supervisor
#   containers.sh down FOLDER     removes everything
#
# The stand-in of the SDK is an empty tree into which this machine's /usr is mounted while the image is built; that of the runtime has the C library, OpenSSL
# and nothing else, no shell either. So no image is fetched, and NuGet packages come from the cache of this machine.
# Needs root, the packages podman, buildah and runc, the .NET SDK and gcc.
set -eu
command=$1 folder=$2
source=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$folder"
export CONTAINERS_STORAGE_CONF=$folder/storage.conf CONTAINERS_CONF=$folder/containers.conf REGISTRY_AUTH_FILE=$folder/auth.json
export TMPDIR=$folder

if [ "$command" = down ]; then
  podman rm --all --force --time 1 >/dev/null || true
  podman rmi --all --force >/dev/null || true
  mount | awk -v folder="$folder/" 'index($3, folder) == 1 { print $3 }' | tac | xargs -r -n 1 umount
  rm -rf "$folder"
  find /sys/fs/cgroup/*/libpod_parent -depth -type d -exec rmdir {} \; 2>/dev/null || true
  exit 0
fi

cat >"$CONTAINERS_STORAGE_CONF" <<EOF
[storage]
driver = "overlay"
graphroot = "$folder/images"
runroot = "$folder/run"
EOF
# A root that may not raise limits gives containers what it has.
cat >"$CONTAINERS_CONF" <<EOF
[containers]
default_ulimits = ["nofile=1024:$(ulimit -Hn)", "nproc=32000:32000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
EOF
printf 'export CONTAINERS_STORAGE_CONF=%q CONTAINERS_CONF=%q REGISTRY_AUTH_FILE=%q\n' "$CONTAINERS_STORAGE_CONF" "$CONTAINERS_CONF" "$REGISTRY_AUTH_FILE" >"$folder/engine"

echo '{}' >"$REGISTRY_AUTH_FILE"

image_of() { awk -v name="$1" '/^FROM/ && index($2, name) { print $2; exit }' "$source/Dockerfile"; }

# Directories, accounts and certificates; /bin and the like are links into /usr, as in every distribution of today.
skeleton() {
  mkdir -p "$1"/{etc/ssl,tmp,var/tmp,root,proc,sys,dev,run,usr/lib,usr/bin}
  chmod 1777 "$1/tmp" "$1/var/tmp"
  for link in bin sbin lib lib64; do
    [ ! -L "/$link" ] || ln -s "$(readlink "/$link")" "$1/$link"
    mkdir -p "$1/usr/$link"
  done
  cp -r /etc/ssl/certs "$1/etc/ssl/"
  printf 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\napp:x:1654:1654::/home/app:/bin/sh\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\napp:x:1654:\n' >"$1/etc/group"
}

from_tree() {
  local tree=$1 image=$2 container
  shift 2
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$tree" / >/dev/null
  buildah config "$@" "$container"
  buildah commit --quiet --rm "$container" "$image" >/dev/null
}

skeleton "$folder/runtime"
for library in $(ldconfig -p | awk '/^\t(lib(c|m|dl|pthread|rt|gcc_s|ssl|crypto)|ld-linux-[a-z0-9_-]*)\.so\.[0-9]+ / { print $NF }'); do
  case $library in
    */ld-linux-x86-64*) place=lib64 ;;
    */ld-linux-*) place=lib ;;
    *) place=lib/$(uname -m)-linux-gnu ;;
  esac
  install -D "$(realpath "$library")" "$folder/runtime/usr/$place/$(basename "$library")"
done
from_tree "$folder/runtime" "$(image_of runtime-deps)" --env APP_UID=1654 --env DOTNET_RUNNING_IN_CONTAINER=true

skeleton "$folder/sdk"
for file in ld.so.cache ld.so.conf ld.so.conf.d alternatives; do [ ! -e "/etc/$file" ] || cp -r "/etc/$file" "$folder/sdk/etc/"; done
settings=()
while read -r name; do settings+=(--env "$name=${!name}"); done < <(compgen -e | grep -E '^(NUGET_|SSL_CERT_|DOTNET_SYSTEM_|NIX_SSL)' || true)
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')
mkdir -p "$HOME/.nuget/NuGet"
from_tree "$folder/sdk" "$(image_of /sdk)" --env PATH=/usr/local/bin:/usr/bin:/usr/sbin --env HOME=/root --env NUGET_PACKAGES=/packages "${settings[@]}"

podman build --quiet --format docker --pull-never --isolation=chroot --network=host \
  --volume /usr:/usr:ro --volume "$packages:/packages" --volume "$HOME/.nuget/NuGet:/root/.nuget/NuGet" \
  --tag localhost/supervisor "$source" >"$folder/build.log" 2>&1 || { tail -n 40 "$folder/build.log" >&2; exit 1; }

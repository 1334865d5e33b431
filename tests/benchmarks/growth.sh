#!/usr/bin/env bash
# Measures how each step grows with the number of programs, up to what the hard limit of open files has room for, and prints a table: on this
# machine, and as root in a User Mode Linux guest, which is root enough to raise that limit, with up to 10,000 programs.
# usage: tests/benchmarks/growth.sh [BIN] [--only host|guest] [--part supervisord|limit] [--rounds N] [--sizes N,N,most] [--guest-sizes N,N] [--memory 6G]
# BIN: the folder that packaging/build.sh filled; without it a release is built. Needs a C compiler and python3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/supervisor-benchmarks
mkdir -p "$cache"
bin= only= part= rounds=1 sizes=1000,2500,most guest_sizes=1000,2500,5000,10000 memory=6G
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then bin=$(cd "$1" && pwd); shift; fi
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || { sed -n 2,5p "$0" >&2; exit 2; }
  case $1 in
    --only) only=$2 ;;
    --rounds) rounds=$2 ;;
    --sizes) sizes=$2 ;;
    --guest-sizes) guest_sizes=$2 ;;
    --memory) memory=$2 ;;
    --part) part=$2 ;;
    *) sed -n 2,5p "$0" >&2; exit 2 ;;
  esac
  shift 2
done
if [ -z "$bin" ]; then
  bin=$cache/release
  "$here/../../packaging/build.sh" "$bin" >/dev/null
fi

[ "$only" = guest ] || python3 "$here/growth/growth.py" "$bin" ${part:+--only $part} --rounds "$rounds" --sizes "$sizes"
[ "$only" != host ] || exit 0
[ "$(id -u)" = 0 ] || { echo "growth.sh: the guest needs root, for an overlay of / as its root file system" >&2; exit 0; }

# The kernel that runs as a program. It is unpacked, not installed.
kernel=$cache/uml/usr/bin/linux.uml
if [ ! -x "$kernel" ]; then
  mkdir -p "$cache/uml"
  (cd "$cache/uml" && apt-get download -qq user-mode-linux 2>/dev/null && dpkg -x user-mode-linux_*.deb . && rm -f user-mode-linux_*.deb)
fi

# The guest's / is a throw-away view of ours: nothing that it writes reaches this machine.
view=$(mktemp -d)
finish() { umount -l "$view/root" "$view" 2>/dev/null || true; rmdir "$view"; }
trap finish EXIT
mount -t tmpfs -o mode=755 growth "$view"
mkdir "$view/upper" "$view/work" "$view/root"
mount -t overlay -o "lowerdir=/,upperdir=$view/upper,workdir=$view/work" growth "$view/root"
mkdir "$view/root/growth"
cp -r "$bin/." "$view/root/growth/bin"
cp -r "$here/growth" "$here/peers" "$view/root/growth"
for program in child bare; do cc -O2 -static -o "$view/root/growth/bin/$program" "$here/peers/$program.c"; done
python=$(python3 -c 'import sys; print(sys.executable)')
cat > "$view/root/growth/init" <<END
#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t tmpfs -o mode=1777 tmp /tmp; mount -t tmpfs run /run
ip link set lo up 2>/dev/null
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
echo 65536 > /proc/sys/kernel/pid_max
ulimit -n 65536
# All of the memory is the guest's before anything is measured: who is the first to touch a page of it pays for it, here and on the host.
mkdir /warm; mount -t tmpfs -o size=95% warm /warm
dd if=/dev/zero of=/warm/all bs=1M count=\$((\$(awk '/MemFree/ { print \$2 }' /proc/meminfo) / 1024 * 9 / 10)) 2>/dev/null
umount /warm
"$python" /growth/growth/growth.py /growth/bin --slow ${part:+--only $part} --rounds $rounds --sizes $guest_sizes --restarts 30 > /growth/table 2> /growth/log
echo \$? > /growth/status
echo o > /proc/sysrq-trigger
sleep 9
END
chmod +x "$view/root/growth/init"
echo "User Mode Linux, one emulated processor, $memory of memory:" >&2
timeout 7200 "$kernel" mem="$memory" rootfstype=hostfs rootflags="$view/root" rw con=null con0=null,fd:2 console=tty0 quiet init=/growth/init </dev/null >/dev/null 2>"$view/console" || true
cat "$view/root/growth/log" >&2
if [ "$(cat "$view/root/growth/status" 2>/dev/null)" != 0 ]; then
  tail -20 "$view/console" >&2
  echo "growth.sh: the guest did not finish" >&2
  exit 1
fi
cat "$view/root/growth/table"

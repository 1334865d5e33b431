#!/bin/bash
# Boots a real systemd as process 1 of namespaces of its own, on a throw-away view of this machine's root file system: nothing that is
# written there reaches the machine, and no unit of the machine is started.
#
#   systemd.sh FOLDER FILES DAEMON CLIENT
#
# FOLDER    empty; has the file "leader" (the pid of that systemd) when it is up, and is unmounted at the end
# FILES     a tree that is copied over the root: units, configs
# DAEMON    the folder that has supervisord, which is /opt/supervisor there; /usr/bin has a link to it
# CLIENT    the same for supervisorctl and /opt/supervisorctl
#           With - for both the machine's own packages and their configs stay as they are, so that a package can be installed.
#
# Commands are run there with: nsenter -t "$(cat FOLDER/leader)" -a COMMAND. It ends when its stdin does, or by SIGTERM.
# Needs root, util-linux and the package systemd.
set -eu
folder=$1 files=$2 daemon=$3 client=$4
exec 3<&0
root=$folder/root

# Cgroups of its own in each hierarchy that systemd knows, so that nothing is left in those of the machine.
group=test-systemd-$$
hierarchies=()
for hierarchy in /sys/fs/cgroup/unified /sys/fs/cgroup/systemd /sys/fs/cgroup; do
  [ -e "$hierarchy/cgroup.procs" ] && hierarchies+=("$hierarchy")
done
leave() {
  set +e
  for hierarchy in "${hierarchies[@]}"; do
    echo $BASHPID >"$hierarchy/cgroup.procs"
    [ ! -e "$hierarchy/$group/cgroup.kill" ] || echo 1 >"$hierarchy/$group/cgroup.kill"
  done
  for _ in $(seq 100); do
    busy=
    for hierarchy in "${hierarchies[@]}"; do
      find "$hierarchy/$group" -depth -type d -exec rmdir {} \; 2>/dev/null
      [ ! -e "$hierarchy/$group" ] || busy=1
    done
    [ "$busy" ] || break
    sleep 0.02
  done
  umount -l "$root" "$folder" 2>/dev/null
}
trap leave EXIT
trap 'exit 143' TERM INT
for hierarchy in "${hierarchies[@]}"; do
  mkdir -p "$hierarchy/$group"
  echo $$ >"$hierarchy/$group/cgroup.procs"
done

mount -t tmpfs -o mode=755 test-systemd "$folder"
mkdir "$folder/upper" "$folder/work" "$root"
mount -t overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" test-systemd "$root"

units=$root/etc/systemd/system
rm -rf "$units" "$root/var/log/journal"
mkdir -p "$units"
if [ "$daemon" != - ]; then
  rm -rf "$root/etc/supervisor" "$root"/etc/supervisord.* "$root/etc/default/supervisord" "$root/usr/bin/supervisord" "$root/usr/bin/supervisorctl"
  mkdir -p "$root/opt/supervisor" "$root/opt/supervisorctl" "$root/etc/supervisor/conf.d"
  ln -s /opt/supervisor/supervisord "$root/usr/bin/supervisord"
  ln -s /opt/supervisorctl/supervisorctl "$root/usr/bin/supervisorctl"
fi
: >"$root/etc/machine-id"
: >"$root/etc/fstab"
printf '[Unit]\nRequires=basic.target\nAfter=basic.target\nAllowIsolate=yes\n' >"$units/default.target"
for unit in timers.target systemd-udevd.service systemd-udev-trigger.service systemd-firstboot.service \
  systemd-timesyncd.service systemd-networkd.service systemd-resolved.service systemd-modules-load.service; do
  ln -s /dev/null "$units/$unit"
done
cp -r "$files/." "$root/"

# shellcheck disable=SC2016 # expanded by the inner shell
unshare --pid --fork --kill-child --mount --uts --ipc --net --cgroup --propagation private bash -eu -c '
  root=$1
  if [ "$2" != - ]; then
    mount --bind "$2" "$root/opt/supervisor"
    mount --bind "$3" "$root/opt/supervisorctl"
  fi
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=755 run "$root/run"
  mount -t tmpfs -o mode=1777 tmp "$root/tmp"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  mount -t tmpfs -o mode=755 dev "$root/dev"
  mkdir "$root/dev/shm" "$root/dev/pts"
  for device in null zero full random urandom tty; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
  ln -s pts/ptmx "$root/dev/ptmx"
  hostname test-systemd
  ip link set lo up 2>/dev/null || true
  cd "$root"
  pivot_root . mnt
  umount -l /mnt
  # As the root of a machine is: what systemd mounts for a unit, such as its credentials, is seen by all.
  mount --make-rshared /
  exec env -i container=unshare PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --show-status=0 --log-target=journal
' _ "$root" "$daemon" "$client" </dev/null >"$folder/boot.log" 2>&1 3<&- &
outer=$!

leader=
for _ in $(seq 500); do
  leader=$(pgrep -P "$outer" -x systemd || true)
  [ -n "$leader" ] && state=$(nsenter -t "$leader" -a systemctl is-system-running 2>/dev/null || true) || state=
  case $state in running | degraded) break ;; esac
  kill -0 "$outer" 2>/dev/null || { cat "$folder/boot.log" >&2; exit 1; }
  sleep 0.02
done
case ${state:-} in running | degraded) ;; *) echo "systemd did not come up: ${state:-not started}" >&2; cat "$folder/boot.log" >&2; kill -KILL "$outer"; exit 1 ;; esac
echo "$leader" >"$folder/leader.new"
mv "$folder/leader.new" "$folder/leader"

# The end of stdin, or a signal.
cat <&3 >/dev/null &
reader=$!
wait "$reader" || true
kill -RTMIN+4 "$leader" 2>/dev/null || true
for _ in $(seq 250); do
  kill -0 "$outer" 2>/dev/null || exit 0
  sleep 0.02
done
kill -KILL "$outer"

#!/usr/bin/env bash
# Lays out all that is installed below a prefix: bin, lib and share. usage: packaging/tree.sh FOLDER [RID]
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 FOLDER [RID]" >&2; exit 2; }
mkdir -p "$1"
tree=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
binaries=$(packaging/binaries.sh "${2:-$(packaging/rid.sh)}")
version=$(packaging/version.sh)
day=$(date -u -d "@$(packaging/epoch.sh)" +%F)

install -d "$tree/bin" "$tree/lib/supervisord" "$tree/lib/systemd/system" "$tree/lib/systemd/user"
install -m 0755 "$binaries/supervisord" "$binaries/supervisorctl" "$tree/bin/"
ln -sf supervisorctl "$tree/bin/echo_supervisord_conf"
ln -sf supervisord "$tree/bin/pidproxy"
install -m 0644 "$binaries/libMonoPosixHelper.so" "$tree/lib/supervisord/"
install -m 0644 packaging/systemd/*.service "$tree/lib/systemd/system/"
install -m 0644 packaging/systemd/user/*.service "$tree/lib/systemd/user/"

page() { # NAME SECTION PAGE ABOUT
  install -d "$tree/share/man/man$2"
  awk -v name="$1" -v section="$2" -v about="$4" -v date="$day" -v version="$version" -f packaging/man.awk "docs/$3" \
    | gzip -9n >"$tree/share/man/man$2/$1.$2.gz"
}
page supervisord 8 supervisord.md "start programs and keep them running"
page supervisorctl 1 supervisorctl.md "control a running supervisord"
page supervisord.toml 5 configuration.md "configuration of supervisord"
link() { ln -sf "$1" "$tree/share/man/$2"; }
link supervisorctl.1.gz man1/echo_supervisord_conf.1.gz
link ../man8/supervisord.8.gz man1/pidproxy.1.gz

install -D -m 0644 packaging/completions/supervisorctl.bash "$tree/share/bash-completion/completions/supervisorctl"
install -D -m 0644 packaging/completions/supervisord.bash "$tree/share/bash-completion/completions/supervisord"
install -D -m 0644 -t "$tree/share/zsh/site-functions" packaging/completions/_supervisorctl packaging/completions/_supervisord
install -D -m 0644 -t "$tree/share/fish/vendor_completions.d" packaging/completions/supervisorctl.fish packaging/completions/supervisord.fish

install -D -m 0644 packaging/supervisord.toml "$tree/share/supervisord/supervisord.toml"
install -D -m 0644 -t "$tree/share/doc/supervisord" README.md CHANGELOG.md LICENSE
install -D -m 0644 -t "$tree/share/doc/supervisord/docs" docs/*.md

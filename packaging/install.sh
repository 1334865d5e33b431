#!/usr/bin/env bash
# Installs supervisord below a prefix, and takes it away again. Nothing outside of the prefix is touched, and no service is started.
#
#   install.sh [PREFIX]               bin, lib and share below PREFIX (/usr/local)
#   install.sh --uninstall [PREFIX]   what was installed there, and no file of yours
#
# In a checkout it builds the release binaries first, unless they are there; in a release it takes those beside it.
set -euo pipefail
usage() { sed -n '2,7s/^# \{0,1\}//p' "$0"; }
uninstall=
prefix=
for word; do
  case $word in
    --uninstall) uninstall=1 ;;
    -h | --help) usage; exit ;;
    -*) echo "$0: no option $word" >&2; usage >&2; exit 2 ;;
    *) [ -z "$prefix" ] || { echo "$0: one prefix is enough" >&2; exit 2; }; prefix=$word ;;
  esac
done
prefix=${prefix:-/usr/local}
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
prefix=${prefix%/}
# What was installed, one path below the prefix in each line.
manifest=$prefix/lib/supervisord/installed

remove() { # paths on stdin
  local path folder
  while IFS= read -r path; do
    rm -f "$prefix/$path"
    folder=$(dirname "$path")
    # Folders that are empty now; the prefix itself stays.
    while [ "$folder" != . ] && rmdir "$prefix/$folder" 2>/dev/null; do folder=$(dirname "$folder"); done
  done
}

if [ "$uninstall" ]; then
  [ -f "$manifest" ] || { echo "$0: nothing is installed in $prefix: there is no $manifest" >&2; exit 1; }
  list=$(cat "$manifest")
  rm "$manifest"
  printf '%s\n' "$list" lib/supervisord/installed | remove
  echo "Removed supervisord from $prefix. One that still runs goes on until it is stopped."
  exit
fi

here=$(cd "$(dirname "$0")" && pwd)
if [ -x "$here/bin/supervisord" ]; then
  tree=$here
else
  tree=$(mktemp -d)
  trap 'rm -rf "$tree"' EXIT
  "$here/tree.sh" "$tree"
fi

mkdir -p "$prefix/lib/supervisord" || { echo "$0: cannot write to $prefix: run this as its owner (sudo), or give another prefix" >&2; exit 1; }
[ -w "$prefix/lib/supervisord" ] || { echo "$0: cannot write to $prefix: run this as its owner (sudo), or give another prefix" >&2; exit 1; }
files=$(cd "$tree" && find bin lib share ! -type d | LC_ALL=C sort)
while IFS= read -r file; do
  mkdir -p "$prefix/$(dirname "$file")"
  # Into place in one step: a supervisord that runs keeps its file, and nobody sees half of one.
  case $file in
    lib/systemd/*) sed "s|/usr/bin/supervisord|$prefix/bin/supervisord|g" "$tree/$file" >"$prefix/$file.new" ;;
    *) cp -P "$tree/$file" "$prefix/$file.new" ;;
  esac
  [ -L "$prefix/$file.new" ] || chmod "$(stat -c %a "$tree/$file")" "$prefix/$file.new"
  mv -f "$prefix/$file.new" "$prefix/$file"
done <<<"$files"
# What an earlier version had and this one has not.
if [ -f "$manifest" ]; then
  LC_ALL=C comm -23 <(LC_ALL=C sort "$manifest") <(printf '%s\n' "$files") | remove
fi
printf '%s\n' "$files" >"$manifest"

cat <<END
Installed supervisord in $prefix.
  a config to begin with:  cp $prefix/share/supervisord/supervisord.toml /etc/supervisord.toml
  as a service:            systemctl daemon-reload && systemctl enable --now supervisord   (of /usr/local or /usr; else systemctl link the unit)
  one that runs already:   supervisorctl upgrade   (no program is restarted)
END

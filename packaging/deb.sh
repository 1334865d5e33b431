#!/usr/bin/env bash
# Builds the Debian package. usage: packaging/deb.sh OUT [RID]
# Needs dpkg-deb and binutils. VERSION, MAINTAINER ("Name <address>") and COMPRESSION (xz; what -Z of dpkg-deb takes) may be set.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 OUT [RID]" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
rid=${2:-$(packaging/rid.sh)}
case $rid in
  linux-arm64) architecture=arm64 tools=aarch64-linux-gnu- ;;
  *) architecture=amd64 tools= ;;
esac
[ "$rid" != "$(packaging/rid.sh)" ] || tools=
version=$(packaging/version.sh)
SOURCE_DATE_EPOCH=$(packaging/epoch.sh)
export SOURCE_DATE_EPOCH

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/root
install -d -m 0755 "$root/DEBIAN" "$root/etc/supervisor/conf.d" "$root/var/log/supervisor"
packaging/tree.sh "$root/usr" "$rid"

# Where Debian has what elsewhere is at home in other places.
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
doc=$root/usr/share/doc/supervisord
rm "$doc/LICENSE"
# postinst makes this name. It must not be shipped: where /lib is /usr/lib, the end of the package supervisor would take it away.
sed -i '/^Alias=supervisor.service$/d' "$root/usr/lib/systemd/system/supervisord.service"
"${tools}strip" --strip-unneeded --remove-section=.comment --remove-section=.note "$root/usr/lib/supervisord/libMonoPosixHelper.so"

gzip -9n <CHANGELOG.md >"$doc/changelog.gz"
rm "$doc/CHANGELOG.md"
maintainer=${MAINTAINER:-The Supervisor authors <supervisor@users.noreply.github.com>}
gzip -9n >"$doc/changelog.Debian.gz" <<END
supervisord ($version) unstable; urgency=medium

  * What is new stands in changelog.gz.

 -- $maintainer  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
END
awk '/^@LICENSE@$/ { while ((getline line < "LICENSE") > 0) print (line == "" ? " ." : " " line); next } { print }' \
  packaging/deb/copyright >"$doc/copyright"
install -D -m 0644 packaging/deb/lintian-overrides "$root/usr/share/lintian/overrides/supervisord"

# The newest symbol of glibc that is used says which one is needed.
glibc=$("${tools}objdump" -T "$root/usr/bin/supervisord" "$root/usr/bin/supervisorctl" "$root/usr/lib/supervisord/libMonoPosixHelper.so" \
  | grep -o 'GLIBC_[0-9.]*' | sed s/GLIBC_// | sort -uV | tail -n 1)
# The release of supervisord whose configs and clients work with this one.
provides=4.3.0
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@MAINTAINER@/$maintainer/" -e "s/@GLIBC@/$glibc/" \
  -e "s/@PROVIDES@/$provides/" -e "s/@SIZE@/$(du -k -s --apparent-size "$root" | cut -f1)/" packaging/deb/control >"$root/DEBIAN/control"
install -m 0755 packaging/deb/postinst packaging/deb/prerm packaging/deb/postrm "$root/DEBIAN/"
(cd "$root" && find usr etc var -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
chmod -R u=rwX,go=rX "$root"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

package=$out/supervisord_${version}_$architecture.deb
# shellcheck disable=SC2086 # a name, and options of it
dpkg-deb --root-owner-group -Z${COMPRESSION:-xz} --build "$root" "$package" >/dev/null
echo "$package"

#!/bin/sh
# Prints the time that goes into what is built, in seconds since 1970: SOURCE_DATE_EPOCH, else that of the last commit, else that of the change log.
cd "$(dirname "$0")/.." || exit
[ -z "${SOURCE_DATE_EPOCH:-}" ] || { echo "$SOURCE_DATE_EPOCH"; exit; }
git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md

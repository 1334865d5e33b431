#!/bin/sh
# Prints the version of this checkout. VERSION in the environment wins.
cd "$(dirname "$0")/.." || exit
[ -z "${VERSION:-}" ] || { echo "$VERSION"; exit; }
sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props

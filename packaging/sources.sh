#!/usr/bin/env bash
# Prints a checksum of all that the release binaries are made of, their version among it.
set -euo pipefail
cd "$(dirname "$0")/.."
{
  find src -type d \( -name bin -o -name obj \) -prune -o -type f -print0
  find . -maxdepth 1 -type f \( -name 'Directory.*' -o -name global.json \) -print0
  printf '%s\0' packaging/build.sh
} | LC_ALL=C sort -z | xargs -0 sha256sum | cat - <(packaging/version.sh) | sha256sum | cut -d' ' -f1

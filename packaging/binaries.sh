#!/usr/bin/env bash
# Prints the folder of release binaries that were built from the sources as they are now; builds them where there are none.
# usage: packaging/binaries.sh [RID]
# SUPERVISOR_BIN names a folder to take them from instead, whatever they were built from.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -z "${SUPERVISOR_BIN:-}" ] || { cd "$SUPERVISOR_BIN" && pwd; exit; }
rid=${1:-$(packaging/rid.sh)}
folder=artifacts/release
[ "$rid" = "$(packaging/rid.sh)" ] || folder=artifacts/release-$rid
# shellcheck disable=SC2015 # both lead to a build
[ -x "$folder/supervisord" ] && [ "$(cat "$folder/.sources" 2>/dev/null)" = "$(packaging/sources.sh)" ] || packaging/build.sh "$folder" "$rid" >&2
cd "$folder" && pwd

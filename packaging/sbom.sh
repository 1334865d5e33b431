#!/usr/bin/env bash
# Prints the bill of materials of the release binaries, CycloneDX 1.6 in JSON, from the lock files of what is linked into them.
# usage: packaging/sbom.sh [RID]
set -euo pipefail
cd "$(dirname "$0")/.."
rid=${1:-$(packaging/rid.sh)}
version=$(packaging/version.sh)
time=$(date -u -d "@$(packaging/epoch.sh)" +%FT%TZ)

# name version base64-of-SHA-512 of what is linked in: neither analyzers and build tasks, nor the compiler for other machines. Projects of our own
# have no contentHash.
packages() {
  awk -v rid="$rid" '
    /^      "[^"]+": \{/ { split($0, part, "\""); name = part[2]; version = "" }
    /^        "resolved":/ { split($0, part, "\""); version = part[4] }
    /^        "contentHash":/ {
      split($0, part, "\"")
      if (version == "" || name ~ /Analyzers$|\.Tasks$|^Microsoft\.DotNet\.ILCompiler$/) next
      if (name ~ /^runtime\./ && name != "runtime." rid ".Microsoft.DotNet.ILCompiler") next
      print name, version, part[4]
      # The libraries of .NET come with its compiler, and ASP.NET Core in a pack of the same release.
      if (name ~ /^runtime\./) print "Microsoft.AspNetCore.App.Runtime." rid, version
    }
  ' src/Supervisor.Daemon/packages.lock.json src/Supervisor.Ctl/packages.lock.json | LC_ALL=C sort -u
}

component() { # NAME VERSION [HASH]
  local hashes=
  [ -z "$3" ] || hashes=", \"hashes\": [{\"alg\": \"SHA-512\", \"content\": \"$(printf %s "$3" | base64 -d | od -An -v -tx1 | tr -d ' \n')\"}]"
  printf '    {"type": "library", "bom-ref": "pkg:nuget/%s@%s", "name": "%s", "version": "%s", "purl": "pkg:nuget/%s@%s"%s}' "$1" "$2" "$1" "$2" "$1" "$2" "$hashes"
}

list=$(packages)
sum=$(printf '%s\n' "$version" "$rid" "$list" | sha256sum)
cat <<END
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "serialNumber": "urn:uuid:${sum:0:8}-${sum:8:4}-8${sum:13:3}-8${sum:17:3}-${sum:20:12}",
  "version": 1,
  "metadata": {
    "timestamp": "$time",
    "component": {"type": "application", "bom-ref": "supervisord", "name": "supervisord", "version": "$version", "licenses": [{"license": {"id": "MIT"}}]},
    "properties": [{"name": "rid", "value": "$rid"}]
  },
  "components": [
END
first=1
references=
while read -r name resolved hash; do
  [ "$first" ] || printf ',\n'
  first=
  component "$name" "$resolved" "$hash"
  references="$references${references:+, }\"pkg:nuget/$name@$resolved\""
done <<<"$list"
cat <<END

  ],
  "dependencies": [{"ref": "supervisord", "dependsOn": [$references]}]
}
END

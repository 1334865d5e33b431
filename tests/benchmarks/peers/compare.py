"""Compares supervisors side by side, in turns; see compare.sh."""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from types import SimpleNamespace

import measures
from peers import Bare, Ours, Pm2, Runit, S6, Supervisor

PARTS = ["one", "hundred", "thousand", "none", "deaths", "herd", "idle", "request", "lines", "blocks", "writers"]


def main():
    parser = argparse.ArgumentParser(prog="compare.sh")
    parser.add_argument("ours")
    parser.add_argument("pm2")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mib", type=int, default=2048, help="what one writer writes")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas: " + " ".join(PARTS))
    parser.add_argument("--peers", default="", help="names, separated by commas; all without it")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="compare.")
    here = os.path.dirname(os.path.abspath(__file__))
    tools = SimpleNamespace(ours=os.path.abspath(options.ours), pm2=options.pm2, child=folder + "/child", bare=folder + "/bare")
    for name in ("child", "bare"):
        subprocess.run(["gcc", "-O2", "-static", "-o", f"{folder}/{name}", f"{here}/{name}.c"], check=True)
    peers = [kind(tools, folder) for kind in (Bare, Ours, Supervisor, Runit, S6, Pm2)]
    if options.peers:
        peers = [peer for peer in peers if type(peer).__name__.lower() in options.peers.lower().split(",")]
    results = {}
    try:
        for part in options.only.split(","):
            run(part, peers, tools, folder, options, results)
    finally:
        for peer in peers:
            peer.end()
        shutil.rmtree(folder, ignore_errors=True)
    report(peers, results, options)


def run(part, peers, tools, folder, options, results):
    counts = {"none": 0, "one": 1, "hundred": 100, "thousand": 1000}
    for _ in range(options.rounds):
        for peer in peers:
            if part in counts and counts[part] > peer.most:
                continue
            measures.warm(folder, options.mib * 5 // 4 if part in ("lines", "blocks", "writers") else 1024)
            try:
                if part in counts:
                    values = {} if part == "none" and isinstance(peer, Bare) else measures.life(peer, counts[part])
                elif part == "deaths":
                    values = measures.deaths(peer)
                elif part == "herd":
                    values = measures.herd(peer)
                elif part == "request":
                    values = measures.request(peer, tools) if isinstance(peer, Ours) else {}
                elif part == "idle":
                    values = measures.idle(peer)
                elif isinstance(peer, Bare):
                    values = {} if part == "writers" else measures.bare_capture(
                        tools, peer.folder, options.mib, 100 if part == "lines" else 65536)
                elif part == "writers":
                    values = measures.capture(peer, 100, max(1, options.mib // 100), 100)
                else:
                    values = measures.capture(peer, 1, options.mib, 100 if part == "lines" else 65536)
            except (measures.TookTooLong, OSError, KeyError) as failure:
                print(f"{peer.title}: {part}: {failure!r}", file=sys.stderr)
                peer.end()
                values = {}
            for name, value in values.items():
                results.setdefault((part, name), {}).setdefault(peer.title, []).append(value)
            print(part, peer.title, {name: round(value, 2) for name, value in values.items()}, file=sys.stderr, flush=True)


def report(peers, results, options):
    print(f"\n{os.cpu_count()} processors, Linux {os.uname().release}, load {os.getloadavg()[0]:.1f}; the median of {options.rounds} rounds in turns\n")
    titles = [peer.title for peer in peers]
    print("| | " + " | ".join(titles) + " |\n|---" * 1 + "|---" * len(titles) + "|")
    for (part, name), values in results.items():
        cells = [f"{statistics.median(values[title]):,.2f}" if title in values else "" for title in titles]
        print(f"| {part}: {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()

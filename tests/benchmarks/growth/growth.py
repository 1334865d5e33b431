"""What each step costs with more and more programs; see growth.sh."""
import argparse
import collections
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from types import SimpleNamespace

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "peers"))
import measures
from peers import Bare, Ours

SPARE = 150  # descriptors of the keeper that are no program's
EACH = 4     # and those that are: pidfd, stdin, stdout, stderr


class Stamps:
    """The file in which each program writes down its pid and when it ran first: what came since it was read last."""

    def __init__(self, path):
        self.path, self.at, self.rest, self.all = path, 0, b"", []

    def read(self):
        try:
            with open(self.path, "rb") as file:
                file.seek(self.at)
                data = file.read()
        except FileNotFoundError:
            return self.all
        self.at += len(data)
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        self.all += [tuple(map(int, line.split())) for line in lines]
        return self.all

    def until(self, count, nap):
        measures.until(lambda: len(self.read()) >= count, f"{count} starts ({len(self.all)} seen)", nap)
        return self.all


class Many(Ours):
    """supervisord with COUNT programs, the last of which has a setting of its own."""

    title = "supervisord"

    def configure(self, count, logs, odd="first"):
        with open(self.path("supervisord.toml"), "w") as file:
            file.write(f"""
[supervisord]
logfile = "{self.folder}/supervisord.log"
pidfile = "{self.folder}/supervisord.pid"
childlogdir = "{self.folder}"
silent = true
[unix_http_server]
file = "{self.folder}/s.sock"
[program-default]
command = ["{self.tools.child}"]
startsecs = 0
autorestart = true
stdout_logfile = "NONE"
stderr_logfile = "NONE"
[program.web]
numprocs = {count - 1}
process_name = "web_${{process_num:05}}"
[program.odd]
environment = {{ ODD = "{odd}" }}
""")

    def brain(self):
        for pid in self.own():
            if pid != self.process.pid and b"--supervisor-brain" in open(f"/proc/{pid}/cmdline", "rb").read():
                return pid
        return None

    def answers(self):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(self.path("s.sock"))
            except OSError:
                return False
        return True


class Connection(xmlrpc.client.Transport):
    def __init__(self, path):
        super().__init__()
        self.path = path

    def make_connection(self, host):
        import http.client
        connection = http.client.HTTPConnection("localhost", timeout=measures.PATIENCE)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(self.path)
        return connection


def request(path, method, target):
    """One whole request on a connection of its own; the body."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(measures.PATIENCE)
        connection.connect(path)
        connection.sendall(f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise measures.TookTooLong(f"{method} {target}: {head[:80]!r}")
    if b"chunked" in head.lower():
        body, rest = b"", body
        while True:
            size, _, rest = rest.partition(b"\r\n")
            if int(size, 16) == 0:
                break
            body, rest = body + rest[:int(size, 16)], rest[int(size, 16) + 2:]
    return body


def timed(action):
    began = time.monotonic_ns()
    result = action()
    return (time.monotonic_ns() - began) / 1e6, result


def check(what, names, count):
    twice = [name for name, times in collections.Counter(names).items() if times > 1]
    if twice or len(names) != count:
        raise AssertionError(f"{what}: {len(names)} of {count} processes, twice: {twice[:3]}")


def complete(peer, count):
    """Every list has every process once."""
    path = peer.path("s.sock")
    check("/v1/processes", [(p["group"], p["name"]) for p in json.loads(request(path, "GET", "/v1/processes"))], count)
    check("XML-RPC", [(p["group"], p["name"]) for p in xmlrpc.client.ServerProxy(
        "http://localhost/RPC2", transport=Connection(path)).supervisor.getAllProcessInfo()], count)
    status = subprocess.run(peer.status(), stdout=subprocess.PIPE, check=False).stdout.decode().splitlines()
    check("supervisorctl status", [line.split()[0] for line in status], count)
    page = request(path, "GET", "/").decode()
    check("the page", re.findall(r"tail\.html\?processname=([^&\"]+)", page), count)


def listed(peer):
    return [(p["name"], p["pid"], p["statename"]) for p in json.loads(request(peer.path("s.sock"), "GET", "/v1/processes"))]


def running(peer):
    """All processes, as soon as all run: a program may have written its stamp before supervisord heard of its start."""
    measures.until(lambda: all(state == "RUNNING" for _, _, state in listed(peer)), "all run", 0.02)
    return sorted(listed(peer))


def survive(peer, count):
    """Kills the brain: until the next one answers for all programs, which are the same as before."""
    before = running(peer)
    brain = peer.brain()
    began = time.monotonic_ns()
    os.kill(brain, signal.SIGKILL)

    def again():
        try:
            return len(request(peer.path("s.sock"), "GET", "/v1/processes")) > 50 * count
        except (OSError, measures.TookTooLong):
            return False
    measures.until(again, "the next brain answers", 0.002)
    took = (time.monotonic_ns() - began) / 1e6
    same(peer, before, "a killed brain")
    return took


def same(peer, before, what):
    after = sorted(listed(peer))
    if after != before:
        raise AssertionError(f"after {what} there is {sorted(set(after) - set(before))[:3]} instead of {sorted(set(before) - set(after))[:3]}")


def routine(line):
    return re.search(r" (spawned|success|exited|stopped): ", line)


def cpu(pids):
    """Processor seconds of these processes, their threads included, from the scheduler's own count."""
    total = 0
    for pid in pids:
        for task in os.listdir(f"/proc/{pid}/task"):
            total += int(open(f"/proc/{pid}/task/{task}/schedstat").read().split()[0])
    return total / 1e6


def measure(tools, folder, count, options):
    peer = Many(tools, folder)
    nap = 0.001 + count / 1e6 * (20 if options.slow else 1)
    result = {}
    try:
        began = peer.begin(count)
        stamps = Stamps(peer.stamps)
        result["start of all, ms"] = (max(at for _, at in stamps.until(count, nap)) - began) / 1e6
        measures.until(peer.answers, "the socket answers")
        pids = [pid for pid, _ in stamps.all]
        peer.settled = measures.settle(peer)
        time.sleep(2 if options.slow else 8)
        keeper, brain = peer.process.pid, peer.brain()
        for name, pid in (("keeper", keeper), ("brain", brain)):
            result[f"{name}: descriptors"] = len(os.listdir(f"/proc/{pid}/fd"))
            result[f"{name}: threads"] = len(os.listdir(f"/proc/{pid}/task"))
            result[f"{name}: PSS, MiB"] = next(
                int(line.split()[1]) / 1024 for line in open(f"/proc/{pid}/smaps_rollup") if line.startswith("Pss:"))
        complete(peer, count)

        # One after the other, at random: the time of an event among many.
        times, chooser = [], random.Random(count)
        spent = cpu([keeper, brain])
        for number in range(options.restarts):
            seen, victim = len(stamps.read()), chooser.randrange(len(pids))
            began = time.monotonic_ns()
            os.kill(pids[victim], signal.SIGKILL)
            stamps.until(seen + 1, 0.0005)
            pids[victim], at = stamps.all[-1]
            times.append((at - began) / 1e6)
        result["restart, median, ms"] = statistics.median(times)
        result["restart, processor time of both, ms"] = (cpu([keeper, brain]) - spent) / options.restarts

        seen = len(stamps.read())
        victims = chooser.sample(range(len(pids)), 200)
        began = time.monotonic_ns()
        for victim in victims:
            os.kill(pids[victim], signal.SIGKILL)
        result["200 killed at once, ms"] = (max(at for _, at in stamps.until(seen + 200, 0.002)[seen:]) - began) / 1e6

        result["supervisorctl status, ms"] = measures.command_time(peer.status(), peer.environment, 5)
        result["raw request, ms"], result["... the same bytes from the bare loop, ms"] = measures.beside_bare(peer, tools, 50)
        path = peer.path("s.sock")

        peer.configure(count, False, odd="second")
        seen = len(stamps.read())
        update = [tools.ours + "/supervisorctl", "-c", peer.path("supervisord.toml"), "update"]
        result["update of one, ms"], done = timed(lambda: subprocess.run(update, stdout=subprocess.PIPE, check=False))
        if len(stamps.until(seen + 1, 0.001)) != seen + 1 or b"odd" not in done.stdout:
            raise AssertionError(f"the update of one has started {len(stamps.all) - seen} programs: {done.stdout!r}")

        result["brain killed, ms"] = survive(peer, count)
        upgrade = [tools.ours + "/supervisorctl", "-c", peer.path("supervisord.toml"), "upgrade"]
        before = running(peer)
        result["upgrade, ms"], done = timed(lambda: subprocess.run(upgrade, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False))
        if done.returncode != 0:
            raise AssertionError(f"upgrade: {done.stdout!r}")
        same(peer, before, "an upgrade")

        result["stop of all, ms"], _ = timed(lambda: request(path, "POST", "/v1/stop"))
        complete(peer, count)
        if not options.slow:
            seen = len(stamps.read())
            began = time.monotonic_ns()
            request(path, "POST", "/v1/start")
            result["start of all again, ms"] = (max(at for _, at in stamps.until(seen + count, nap)[seen:]) - began) / 1e6
            running(peer)
            result["shutdown, ms"], _ = timed(lambda: (peer.stop(), peer.process.wait()))
        else:
            peer.stop()
            peer.process.wait()
        peer.process = None
    except Exception:
        for name in ("supervisord.log", "stderr"):
            with open(peer.path(name), errors="replace") as file:
                print(f"--- {name}", *[line for line in file.read().splitlines() if not routine(line)][-30:], sep="\n", file=sys.stderr)
        raise
    finally:
        peer.end()
    return result


def limit(tools, folder, count, options):
    """What the machine itself takes for the same: the bare loop of system calls."""
    peer = Bare(tools, folder)
    result = {}
    try:
        began = peer.begin(count)
        stamps = Stamps(peer.stamps)
        result["limit: start of all, ms"] = (max(at for _, at in stamps.until(count, 0.001 + count / 1e6 * (20 if options.slow else 1))) - began) / 1e6
        pids, times, chooser = [pid for pid, _ in stamps.all], [], random.Random(count)
        for number in range(options.restarts):
            seen, victim = len(stamps.read()), chooser.randrange(len(pids))
            began = time.monotonic_ns()
            os.kill(pids[victim], signal.SIGKILL)
            stamps.until(seen + 1, 0.0005)
            pids[victim], at = stamps.all[-1]
            times.append((at - began) / 1e6)
        result["limit: restart, median, ms"] = statistics.median(times)
        result["limit: stop of all, ms"], _ = timed(lambda: (peer.stop(), peer.process.wait()))
        peer.process = None
    finally:
        peer.end()
    return result


def most():
    """How many programs the hard limit of open files has room for."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (hard - SPARE) // EACH


def sizes(text):
    room = most()
    wanted = [room if word == "most" else int(word) for word in text.split(",")]
    return sorted({min(count, room) for count in wanted})


def report(results):
    counts = list(results)
    print("| programs | " + " | ".join(f"{count:,}" for count in counts) + f" | per program, {counts[-1]:,} to {counts[0]:,} |")
    print("|---" * (len(counts) + 2) + "|")
    for name in results[counts[0]]:
        row = [results[count][name] for count in counts]
        shown = [f"{value:,.0f}" if value >= 100 or float(value).is_integer() else f"{value:,.3g}" for value in row]
        ratio = (row[-1] / counts[-1]) / (row[0] / counts[0]) if row[0] else 0
        print(f"| {name} | " + " | ".join(shown) + f" | {ratio:.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="growth.sh")
    parser.add_argument("ours")
    parser.add_argument("--sizes", default="1000,2500,most", help="how many programs, separated by commas; 'most' is what the limit has room for")
    parser.add_argument("--restarts", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", choices=["supervisord", "limit"], help="not both")
    parser.add_argument("--slow", action="store_true", help="the machine is emulated")
    options = parser.parse_args()
    if options.slow:
        measures.PATIENCE = 1800
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    folder = tempfile.mkdtemp(prefix="growth.")
    peers = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "peers")
    tools = SimpleNamespace(ours=os.path.abspath(options.ours), child=folder + "/child", bare=folder + "/bare")
    try:
        for name, target in (("child", tools.child), ("bare", tools.bare)):
            if os.path.exists(f"{tools.ours}/{name}"):
                shutil.copy(f"{tools.ours}/{name}", target)
            else:
                subprocess.run(["cc", "-O2", "-static", "-o", target, f"{peers}/{name}.c"], check=True)
        rounds = {}
        for _ in range(options.rounds):
            for count in sizes(options.sizes):
                one = {} if options.only == "limit" else measure(tools, folder, count, options)
                one |= {} if options.only == "supervisord" else limit(tools, folder, count, options)
                print(count, {name: round(value, 2) for name, value in one.items()}, file=sys.stderr, flush=True)
                for name, value in one.items():
                    rounds.setdefault(count, {}).setdefault(name, []).append(value)
        print(f"\n{os.cpu_count()} processors, Linux {os.uname().release}, load {os.getloadavg()[0]:.1f}, "
              f"open files {resource.getrlimit(resource.RLIMIT_NOFILE)[1]:,}: at most {most():,} programs\n")
        report({count: {name: statistics.median(values) for name, values in found.items()} for count, found in rounds.items()})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

"""What is measured. All times are milliseconds unless a name says otherwise."""
import os
import select
import signal
import socket
import statistics
import subprocess
import time

from peers import stamps

PATIENCE = 120


class TookTooLong(Exception):
    pass


def until(condition, what, nap=0.002):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TookTooLong(what)
        time.sleep(nap)


def stamped(peer, count):
    # A line is at least twelve bytes: the file is parsed only when it may be long enough.
    until(lambda: os.path.exists(peer.stamps) and os.path.getsize(peer.stamps) > 12 * count and len(stamps(peer.stamps)) >= count,
          f"{count} programs run")
    return stamps(peer.stamps)


def warm(folder, mebibytes):
    """Writes a file and deletes it. A virtual machine gives back to its host the memory that nobody has used for a while, and whoever
    touches it first pays, four times as much as for writing to it: without this the first in turn would look the slowest."""
    path = os.path.join(folder, "warm")
    with open(path, "wb") as file:
        for _ in range(mebibytes):
            file.write(bytes(1 << 20))
    os.unlink(path)

    # What the disk still does for it would delay whoever opens a file next.
    os.sync()


def rehearse(peer):
    """A life with one program that nobody measures: a kernel that gives idle memory back to its host lets go of the supervisor's own files
    between two turns, and the disk they come from again would be what is measured."""
    peer.begin(1)
    stamped(peer, 1)
    shutdown(peer)


def gone(pids):
    """Descriptors that become readable when a process ends."""
    found = []
    for pid in pids:
        try:
            found.append(os.pidfd_open(pid))
        except ProcessLookupError:
            pass
    return found


def wait_all(descriptors):
    """Waits for one after the other: whoever waits for a thousand at once wakes a thousand times, and takes the processor from what is measured."""
    for descriptor in descriptors:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        if not poll.poll(PATIENCE * 1000):
            raise TookTooLong("all have ended")
        os.close(descriptor)


def shutdown(peer):
    ended = gone(peer.own() + [pid for pid, _ in stamps(peer.stamps)])
    began = time.monotonic_ns()
    peer.stop()
    wait_all(ended)
    took = (time.monotonic_ns() - began) / 1e6
    peer.process.wait()
    peer.process = None
    return took


def memory(peer):
    rss = pss = 0
    own = peer.own()
    for pid in own:
        for line in open(f"/proc/{pid}/smaps_rollup"):
            if line.startswith("Rss:"):
                rss += int(line.split()[1])
            elif line.startswith("Pss:"):
                pss += int(line.split()[1])
    return {"RSS MiB": rss / 1024, "PSS MiB": pss / 1024, "processes": len(own)}


def command_time(command, environment, rounds):
    times = []
    null = os.open(os.devnull, os.O_RDWR)
    for _ in range(rounds):
        began = time.monotonic_ns()
        pid = os.posix_spawnp(command[0], command, environment, file_actions=[(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)])
        _, status = os.waitpid(pid, 0)
        times.append((time.monotonic_ns() - began) / 1e6)
        if status != 0:
            raise TookTooLong(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    os.close(null)
    return statistics.median(times)


def raw_request(path, request, rounds):
    times = []
    buffer = bytearray(1 << 20)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        for _ in range(rounds):
            began = time.monotonic_ns()
            connection.sendall(request)
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65536)
            head, _, body = head.partition(b"\r\n\r\n")
            length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            left = length - len(body)
            while left > 0:
                left -= connection.recv_into(buffer, min(left, len(buffer)))
            times.append((time.monotonic_ns() - began) / 1e6)
    return statistics.median(times)


def life(peer, count):
    """A whole life with COUNT programs: start, memory, status, shutdown."""
    if count:
        rehearse(peer)
    began = peer.begin(count)
    result = {}
    if count:
        result["start"] = (max(moment for _, moment in stamped(peer, count)) - began) / 1e6
    settle(peer)

    # What it gives back some seconds after a start is not its size.
    time.sleep(8)
    result.update(memory(peer))
    slow = peer.title.startswith(("supervisor 4", "pm2", "s6"))
    if peer.status() and count:
        result["status"] = command_time(peer.status(), peer.environment, 5 if slow else 20)
    if peer.raw() and count:
        result["raw status"] = raw_request(*peer.raw(), 5 if slow else 50)
    result["shutdown"] = shutdown(peer)
    return result


def settle(peer):
    """Until it has done what it does after a start: its processes use no processor for two seconds."""
    def ticks():
        return sum(int(value) for pid in peer.own() for value in open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[11:13])
    last, since, deadline = -1, time.monotonic(), time.monotonic() + 15
    while time.monotonic() - since < 2 and time.monotonic() < deadline:
        now = ticks()
        if now != last:
            last, since = now, time.monotonic()
        time.sleep(0.2)


def deaths(peer):
    """From kill(2) to the successor's first instruction, one program."""
    peer.begin(1)
    stamped(peer, 1)
    time.sleep(1)
    times = []
    for number in range(peer.restarts):
        pid = stamps(peer.stamps)[-1][0]
        began = time.monotonic_ns()
        os.kill(pid, signal.SIGKILL)
        until(lambda: len(stamps(peer.stamps)) >= number + 2, "the program runs again", 0.0005)
        times.append((stamps(peer.stamps)[-1][1] - began) / 1e6)

        # runit makes a program wait that ran for less than a second.
        time.sleep(1.1)
    shutdown(peer)
    times.sort()
    return {"median": statistics.median(times), "p99": times[min(len(times) - 1, int(len(times) * 0.99))]}


def herd(peer, count=200):
    """All of COUNT programs killed at once, until the last one runs again."""
    if count > peer.most:
        return {}
    peer.begin(count)
    pids = [pid for pid, _ in stamped(peer, count)]
    settle(peer)
    began = time.monotonic_ns()
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    last = max(moment for _, moment in stamped(peer, 2 * count))
    shutdown(peer)
    return {"all again": (last - began) / 1e6}


def request(peer, tools, rounds=200):
    """The raw request for 1,000 programs, and the same bytes served by the bare loop."""
    peer.begin(1000)
    stamped(peer, 1000)
    settle(peer)
    ours, bare = beside_bare(peer, tools, rounds)
    shutdown(peer)
    return {"raw request": ours, "the same bytes from the bare loop": bare}


def beside_bare(peer, tools, rounds):
    """The raw request, and the same bytes served by the bare loop, in turns."""
    path, asked = peer.raw()
    answer, limit = peer.path("answer"), peer.path("limit.sock")
    with open(answer, "wb") as file:
        file.write(body_of_answer(path, asked))
    loop = subprocess.Popen([tools.bare, "serve", limit, answer])
    until(lambda: os.path.exists(limit), "the bare loop listens")
    ours, bare = [], []
    for _ in range(5):
        ours.append(raw_request(path, asked, rounds // 5))
        bare.append(raw_request(limit, asked, rounds // 5))
    loop.kill()
    loop.wait()
    return statistics.median(ours), statistics.median(bare)


def body_of_answer(path, asked):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(asked)
        got = b""
        while b"\r\n\r\n" not in got:
            got += connection.recv(65536)
        head, _, body = got.partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(body) < length:
            body += connection.recv(65536)
        return body


def idle(peer, count=100, seconds=10):
    peer.begin(count)
    stamped(peer, count)
    settle(peer)
    time.sleep(5)

    def counted():
        switches = ticks = 0
        for pid in peer.own():
            ticks += sum(map(int, open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[11:13]))
            for task in os.listdir(f"/proc/{pid}/task"):
                switches += sum(int(line.split()[1]) for line in open(f"/proc/{pid}/task/{task}/status") if "ctxt_switches" in line)
        return switches, ticks
    before = counted()
    time.sleep(seconds)
    after = counted()
    shutdown(peer)
    return {"wake-ups/s": (after[0] - before[0]) / seconds, "CPU %": (after[1] - before[1]) / os.sysconf("SC_CLK_TCK") / seconds * 100}


def capture(peer, writers, megabytes, size):
    """WRITERS that write MEGABYTES each in writes of SIZE bytes into a log file of their own."""
    size -= size % 100
    count = megabytes * 1048576 // size
    peer.begin(writers, logs=True, lines=f"{count}x{size}")
    until(lambda: len(stamps(peer.done)) >= writers, "all has been written", 0.02)
    seconds = max(moment for _, moment in stamps(peer.done)) / 1e9
    wanted = writers * count * size
    until(lambda: written(peer) >= wanted or quiet(peer), "all is in the logs", 0.05)
    hertz = os.sysconf("SC_CLK_TCK")
    cpu = sum(int(v) for pid in peer.own() for v in open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[11:13]) / hertz
    lost = wanted - written(peer)
    shutdown(peer)
    total = wanted / (1 << 30)
    return {"MiB/s": total * 1024 / seconds, "CPU s/GiB": cpu / total, "bytes lost": lost}


def written(peer):
    total = 0
    for folder, _, names in os.walk(peer.folder):
        for name in names:
            if name.startswith("out") or (os.sep + "logs" + os.sep in folder + os.sep and name not in ("config", "lock", "state")):
                total += os.path.getsize(os.path.join(folder, name))
    return total


def quiet(peer, seconds=3):
    before = written(peer)
    time.sleep(seconds)
    return written(peer) == before


def bare_capture(tools, folder, megabytes, size):
    """The limit of capture: one writer, and a loop that lets its pipe fill."""
    size -= size % 100
    count = megabytes * 1048576 // size
    os.makedirs(folder, exist_ok=True)
    for name in ("done", "stamps", "out"):
        if os.path.exists(os.path.join(folder, name)):
            os.unlink(os.path.join(folder, name))
    reading, writing = os.pipe()
    done = os.path.join(folder, "done")
    environment = dict(os.environ, STAMPS=os.path.join(folder, "stamps"), DONE=done, LINES=f"{count}x{size}")
    copy = subprocess.Popen([tools.bare, "copy", os.path.join(folder, "out")], stdin=reading)
    writer = subprocess.Popen([tools.child], stdout=writing, env=environment)
    os.close(reading)
    os.close(writing)
    until(lambda: len(stamps(done)) == 1, "all has been written", 0.02)
    writer.kill()
    writer.wait()
    _, _, usage = os.wait4(copy.pid, 0)
    copy.returncode = 0
    total = count * size / (1 << 30)
    return {"MiB/s": total * 1024 / (stamps(done)[0][1] / 1e9), "CPU s/GiB": (usage.ru_utime + usage.ru_stime) / total,
            "bytes lost": count * size - os.path.getsize(os.path.join(folder, "out"))}

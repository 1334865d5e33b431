"""The supervisors that are compared, each with the config of its own that has it do the same."""
import json
import os
import shutil
import signal
import subprocess
import time


class Peer:
    """One supervisor in a folder of its own. Its children are all the program `child`."""

    most = 1000
    restarts = 40

    def __init__(self, tools, folder):
        self.tools, self.folder = tools, os.path.join(folder, type(self).__name__)
        self.process = None

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def begin(self, count, logs=False, lines=None):
        """Starts it with COUNT programs; returns the moment just before, in ns. With logs each has a log file of its own."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.stamps, self.done = self.path("stamps"), self.path("done")
        self.environment = dict(os.environ, STAMPS=self.stamps, DONE=self.done)
        if lines:
            self.environment["LINES"] = lines
        self.count = count
        self.configure(count, logs)
        began = time.monotonic_ns()
        self.process = subprocess.Popen(
            self.command(), cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(self.path("stderr"), "wb"), start_new_session=True)
        return began

    def root(self):
        return self.process.pid

    def stop(self):
        os.kill(self.root(), signal.SIGTERM)

    def own(self):
        """The processes of the supervisor itself: all below it that are not `child`."""
        child = os.stat(self.tools.child)
        found, parents = [], {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                stat = open(f"/proc/{name}/stat").read()
            except OSError:
                continue
            parents.setdefault(int(stat[stat.rindex(")") + 2:].split()[1]), []).append(int(name))
        queue = [self.root()]
        while queue:
            pid = queue.pop()
            queue += parents.get(pid, [])
            try:
                program = os.stat(f"/proc/{pid}/exe")
            except OSError:
                continue
            if (program.st_dev, program.st_ino) != (child.st_dev, child.st_ino):
                found.append(pid)
        return found

    def end(self):
        """For what a failed measurement has left."""
        if self.process is None:
            return
        for pid in self.own():
            kill(pid)
        for pid, _ in stamps(self.stamps):
            kill(pid)
        self.process.wait()
        self.process = None

    def status(self):
        return None

    def raw(self):
        return None


class Bare(Peer):
    title = "limit: a bare loop"

    def configure(self, count, logs):
        pass

    def command(self):
        return [self.tools.bare, "keep", str(self.count), self.tools.child]


class Ours(Peer):
    title = "supervisord"

    def configure(self, count, logs):
        log = '"${here}/out_${process_num:04}.log"\nstdout_logfile_maxbytes = 0' if logs else '"NONE"'
        program = f"""
[program.web]
command = ["{self.tools.child}"]
numprocs = {count}
process_name = "web_${{process_num:04}}"
startsecs = 0
autorestart = true
stdout_logfile = {log}
stderr_logfile = "NONE"
"""
        with open(self.path("supervisord.toml"), "w") as file:
            file.write(f"""
[supervisord]
logfile = "{self.folder}/supervisord.log"
pidfile = "{self.folder}/supervisord.pid"
childlogdir = "{self.folder}"
silent = true
[unix_http_server]
file = "{self.folder}/s.sock"
""" + (program if count else ""))

    def command(self):
        return [self.tools.ours + "/supervisord", "-n", "-c", "supervisord.toml"]

    def status(self):
        return [self.tools.ours + "/supervisorctl", "-c", self.path("supervisord.toml"), "status"]

    def raw(self):
        return self.path("s.sock"), b"GET /v1/processes HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Supervisor(Peer):
    title = "supervisor 4.2.5"
    restarts = 10

    def configure(self, count, logs):
        log = f"{self.folder}/out_%(process_num)04d.log" if logs else "NONE"
        program = f"""
[program:web]
command={self.tools.child}
numprocs={count}
process_name=web_%(process_num)04d
startsecs=0
autorestart=true
stdout_logfile={log}
stdout_logfile_maxbytes=0
stderr_logfile=NONE
"""
        with open(self.path("supervisord.conf"), "w") as file:
            file.write(f"""
[supervisord]
logfile={self.folder}/supervisord.log
pidfile={self.folder}/supervisord.pid
childlogdir={self.folder}
minfds=10000
[unix_http_server]
file={self.folder}/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{self.folder}/s.sock
""" + (program if count else ""))

    def command(self):
        return ["/usr/bin/supervisord", "-n", "-s", "-c", "supervisord.conf"]

    def status(self):
        return ["/usr/bin/supervisorctl", "-c", self.path("supervisord.conf"), "status"]

    def raw(self):
        body = b"<?xml version='1.0'?><methodCall><methodName>supervisor.getAllProcessInfo</methodName><params/></methodCall>"
        head = f"POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
        return self.path("s.sock"), head.encode() + body


class ServiceFolders(Peer):
    """runit and s6: a folder for each program, whose `run` is the program itself, so that no shell is measured."""

    def configure(self, count, logs):
        os.makedirs(self.path("services"))
        for number in range(count):
            service = self.path("services", f"web_{number:04}")
            os.makedirs(service)
            os.link(self.tools.child, service + "/run")
            if logs:
                os.makedirs(service + "/log")
                os.makedirs(self.path("logs", f"{number:04}"))
                with open(service + "/log/run", "w") as file:
                    file.write("#!/bin/sh\nexec " + self.logger(self.path("logs", f"{number:04}")) + "\n")
                os.chmod(service + "/log/run", 0o755)

    def services(self):
        return [self.path("services", name) for name in sorted(os.listdir(self.path("services")))]


class Runit(ServiceFolders):
    title = "runit 2.1.2"

    def command(self):
        return ["runsvdir", self.path("services")]

    def logger(self, folder):
        with open(folder + "/config", "w") as file:
            file.write("s0\n")
        return f"svlogd {folder}"

    def status(self):
        return ["sv", "status", *self.services()]

    def stop(self):
        os.kill(self.root(), signal.SIGHUP)


class S6(ServiceFolders):
    title = "s6 2.11"
    restarts = 10

    def command(self):
        return ["s6-svscan", "-c", "2000", self.path("services")]

    def logger(self, folder):
        return f"s6-log n10000 s268435455 {folder}"

    def status(self):
        return ["sh", "-c", f"for s in {self.path('services')}/*; do s6-svstat $s; done"]


class Pm2(Peer):
    title = "pm2"
    most = 100

    def configure(self, count, logs):
        self.environment["PM2_HOME"] = self.path("home")
        log = self.path("out.log") if logs else "/dev/null"
        with open(self.path("web.json"), "w") as file:
            json.dump({"apps": [{
                "name": "web", "script": self.tools.child, "interpreter": "none", "exec_mode": "fork", "instances": count, "autorestart": True,
                "max_restarts": 1000000, "min_uptime": 0, "out_file": log, "error_file": "/dev/null", "pid_file": self.path("pid")}]}, file)

    def pm2(self, *words):
        return ["node", self.tools.pm2, *words]

    def command(self):
        return self.pm2("start", "web.json") if self.count else self.pm2("ping")

    def root(self):
        try:
            return int(open(self.path("home", "pm2.pid")).read())
        except (OSError, ValueError):
            return self.process.pid

    def status(self):
        return self.pm2("list")

    def stop(self):
        subprocess.Popen(self.pm2("kill"), env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def stamps(path):
    """What children have written: pairs of pid and nanoseconds."""
    try:
        with open(path) as file:
            return [tuple(map(int, line.split())) for line in file.read().splitlines()]
    except FileNotFoundError:
        return []

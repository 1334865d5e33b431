#!/usr/bin/env bash
# Measures the release binaries against what they have to reach, in about a minute, and prints a table.
# usage: tests/benchmarks/quick.sh BIN      BIN: the folder that packaging/build.sh filled. Needs a C compiler.
set -euo pipefail
[ $# -eq 1 ] || { sed -n 2,3p "$0" >&2; exit 2; }
bin=$(cd "$1" && pwd)
sources=$(cd "$(dirname "$0")/quick" && pwd)
command -v cc >/dev/null || { echo "quick.sh: needs a C compiler (cc)" >&2; exit 2; }

work=$(mktemp -d)
daemon=
finish() {
  [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon"; } 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
cd "$work"
for program in stamp lines driver; do
  cc -O2 -static -o "$program" "$sources/$program.c" 2>/dev/null || cc -O2 -o "$program" "$sources/$program.c"
done

# config TEXT: the usual head and these programs.
config() {
  cat > supervisord.toml <<END
[supervisord]
logfile = "supervisord.log"
pidfile = "supervisord.pid"
childlogdir = "."
silent = true

[unix_http_server]
file = "supervisor.sock"

[program-default]
startsecs = 0
stdout_logfile = "NONE"
stderr_logfile = "NONE"

$1
END
  rm -f stamps
}

start() {
  "$bin/supervisord" -n -c supervisord.toml &
  daemon=$!
  local tries=0
  until "$bin/supervisorctl" -c supervisord.toml pid >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 1000 ] && kill -0 "$daemon" || { echo "quick.sh: supervisord does not answer" >&2; exit 1; }
    sleep 0.01
  done
}

stop() {
  kill "$daemon"
  wait "$daemon"
  daemon=
}

stamped() {
  local tries=0
  until [ "$(wc -l < stamps 2>/dev/null || echo 0)" -ge "$1" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 3000 ] || { echo "quick.sh: $1 programs did not run" >&2; exit 1; }
    sleep 0.01
  done
}

# supervisord is two processes: the keeper, which was started, and its brain.
ours() { echo "$daemon"; pgrep -P "$daemon" -f -- --supervisor-brain=; }
switches() { for pid in $(ours); do cat /proc/"$pid"/task/*/status; done | awk '/ctxt_switches/ { sum += $2 } END { print sum }'; }
ticks() { for pid in $(ours); do cat /proc/"$pid"/stat; done | awk '{ sum += $14 + $15 } END { print sum }'; }
pss() { for pid in $(ours); do cat /proc/"$pid"/smaps_rollup; done | awk '/^Pss:/ { sum += $2 } END { printf "%.1f", sum / 1024 }'; }
median() { sort -n | awk '{ line[NR] = $1 } END { printf "%.2f\n", line[int((NR + 1) / 2)] }'; }

table=()
# row WHAT MEASURED UNIT LIMIT
row() {
  local verdict=ok
  awk -v measured="$2" -v limit="$4" 'BEGIN { exit !(measured + 0 <= limit + 0) }' || verdict=MISSED
  table+=("$(printf '%-62s %10s %-8s %8s  %s' "$1" "$2" "$3" "$4" "$verdict")")
  echo "${table[-1]}" >&2
}

echo "supervisord $("$bin/supervisord" --version), $(nproc) processors, Linux $(uname -r), load $(cut -d' ' -f1 /proc/loadavg)" >&2
one='[program.web]
command = ["./stamp", "stamps"]
autorestart = true'

# --- start
config "$one"
for _ in 1 2 3 4 5 6 7 8 9 10 11; do
  rm -f stamps
  ./driver ready supervisor.sock stamps "$bin/supervisord" -n -c supervisord.toml
done > starts
row "socket answers after exec (median of 11)" "$(cut -d' ' -f1 starts | median)" ms 40
row "first program's first instruction after exec (median of 11)" "$(cut -d' ' -f2 starts | median)" ms 30

# --- one program
rm -f stamps
start
stamped 1
read -r middle largest < <(./driver time 20 "$bin/supervisorctl" -c supervisord.toml status)
row "supervisorctl status, 1 program (median of 20, largest $largest)" "$middle" ms 10
read -r middle largest < <(./driver restart stamps 50)
row "killed program runs again (median of 50, largest $largest)" "$middle" ms 3
stop

# --- 100 quiet programs
config '[program.web]
command = ["./stamp", "stamps"]
numprocs = 100'
start
stamped 100
"$bin/supervisorctl" -c supervisord.toml status >/dev/null
sleep 8
before=$(switches)
sleep 10
row "context switches in 10 s with 100 quiet programs" "$(($(switches) - before))" "" 0
row "PSS with 100 programs" "$(pss)" MiB 25
stop

# --- 200 programs killed at once
config '[program.web]
command = ["./stamp", "stamps"]
autorestart = true
numprocs = 200'
start
stamped 200
row "200 programs SIGKILLed at once all run again" "$(./driver herd stamps)" ms 250
stop

# --- 1,000 programs
config '[program.web]
command = ["./stamp", "stamps"]
autostart = false
numprocs = 1000'
start
row "1,000 programs started" "$(./driver post supervisor.sock /v1/start)" ms 1000
stamped 1000
read -r middle largest < <(./driver time 20 "$bin/supervisorctl" -c supervisord.toml status)
row "supervisorctl status, 1,000 programs (median of 20, largest $largest)" "$middle" ms 40
row "1,000 programs stopped" "$(./driver post supervisor.sock /v1/stop)" ms 1000
stop

# --- 1 GiB of lines
lines=10737419
free=$(df --output=avail -B1 . | tail -1)
if [ "$free" -lt 3000000000 ]; then
  echo "1 GiB of lines: not measured, $work has only $free bytes free" >&2
else
  ./lines "$lines" 2> own | cat > /dev/null
  config "$one

[program.flood]
command = [\"./lines\", \"$lines\"]
autostart = false
autorestart = false
stdout_logfile = \"flood.log\"
stdout_logfile_maxbytes = \"64MB\"
stdout_logfile_backups = 20
stderr_logfile = \"flood.seconds\""
  start
  stamped 1
  before=$(ticks)
  "$bin/supervisorctl" -c supervisord.toml start flood >/dev/null
  read -r middle largest < <(./driver restart stamps 30)
  until [[ $("$bin/supervisorctl" -c supervisord.toml status flood) == *EXITED* ]]; do sleep 0.05; done
  cpu=$(awk -v ticks="$(($(ticks) - before))" -v rate="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", ticks / rate }')
  row "meanwhile: killed program runs again (median of 30, largest $largest)" "$middle" ms 3
  row "1 GiB of 100-byte lines: processor time of supervisord" "$cpu" s 1.5
  row "1 GiB: seconds of the writer (into cat: $(cat own) s)" "$(cat flood.seconds)" s "$(awk '{ print $1 * 1.2 }' own)"
  row "1 GiB: lines lost or doubled" "$(cat $(ls -v flood.log* | tac) | awk -v lines="$lines" '$0 + 0 != NR - 1 { wrong++ } END { print wrong + 0 + (NR > lines ? NR - lines : lines - NR) }')" "" 0
  row "1 GiB: largest file beyond its limit" "$(ls -l flood.log* | awk '{ over = $5 - 64 * 1024 * 1024; if (over > most) most = over } END { printf "%d", most / 1024 }')" KiB 128
  stop
fi

echo
printf '%-62s %10s %-8s %8s\n' measured value unit limit
printf '%s\n' "${table[@]}"

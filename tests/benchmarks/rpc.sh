#!/usr/bin/env bash
# Asks supervisord and the original, Debian's package supervisor, for all of 1,000 processes by XML-RPC and with supervisorctl, side by side.
# usage: tests/benchmarks/rpc.sh BIN [SECONDS]      BIN: the folder that packaging/build.sh filled. Needs a C compiler.
set -euo pipefail
[ $# -ge 1 ] || { sed -n 2,3p "$0" >&2; exit 2; }
bin=$(cd "$1" && pwd)
seconds=${2:-10}
sources=$(cd "$(dirname "$0")/quick" && pwd)
command -v cc >/dev/null || { echo "rpc.sh: needs a C compiler (cc)" >&2; exit 2; }
[ -e /usr/lib/python3/dist-packages/supervisor ] || { echo "rpc.sh: needs Debian's package supervisor" >&2; exit 2; }

work=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" && wait "$pid"; done 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
cd "$work"
cc -O2 -D_GNU_SOURCE -o rpc "$sources/rpc.c"
printf '#include <unistd.h>\nint main(void) { for (;;) pause(); }\n' > quiet.c
cc -O2 -static -o quiet quiet.c 2>/dev/null || cc -O2 -o quiet quiet.c

for who in ours theirs; do
  mkdir "$who"
  cat > "$who/supervisord.conf" <<END
[supervisord]
logfile=$work/$who/supervisord.log
pidfile=$work/$who/supervisord.pid
childlogdir=$work/$who
minfds=20000

[unix_http_server]
file=$work/$who/s.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://$work/$who/s.sock

[program:web]
command=$work/quiet
numprocs=1000
process_name=%(program_name)s_%(process_num)04d
startsecs=0
stdout_logfile=$work/$who/web.log
stdout_logfile_maxbytes=0
stderr_logfile=NONE
END
done
"$bin/supervisord" -n -s -c ours/supervisord.conf >/dev/null & pids+=($!)
/usr/bin/python3 -m supervisor.supervisord -n -s -c theirs/supervisord.conf >/dev/null 2>&1 & pids+=($!)

for who in ours theirs; do
  tries=0
  until [ "$(grep -c 'entered RUNNING' "$who/supervisord.log" 2>/dev/null)" = 1000 ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || { echo "rpc.sh: the programs of $who did not start" >&2; tail -3 "$who/supervisord.log" >&2; exit 1; }
    sleep 0.1
  done
done

echo "$(nproc) processors, Linux $(uname -r), load $(cut -d' ' -f1 /proc/loadavg)"
printf '%-10s %14s %12s %12s %10s\n' "" answers/s median/ms largest/ms bytes
declare -A rate
for who in theirs ours theirs ours; do
  read -r per_second middle largest bytes < <(./rpc "$who/s.sock" supervisor.getAllProcessInfo "$seconds")
  printf '%-10s %14s %12s %12s %10s\n' "$who" "$per_second" "$middle" "$largest" "$bytes"
  rate[$who]=$per_second
done
awk -v ours="${rate[ours]}" -v theirs="${rate[theirs]}" 'BEGIN { printf "%.0f times\n", ours / theirs }'

# supervisorctl status: the whole command, each with its own supervisord, in turns; the median.
declare -A client=([ours]="$bin/supervisorctl" [theirs]="/usr/bin/python3 -m supervisor.supervisorctl")
for who in ours theirs ours theirs ours theirs ours theirs ours theirs ours theirs ours theirs; do
  begin=$(date +%s%N)
  [ "$(${client[$who]} -c "$who/supervisord.conf" status | wc -l)" = 1000 ] || { echo "rpc.sh: the status of $who is not complete" >&2; exit 1; }
  echo $((($(date +%s%N) - begin) / 10000)) >> "$who.times"
done
for who in theirs ours; do
  rate[$who]=$(sort -n "$who.times" | sed -n 4p)
  awk -v who="$who" -v time="${rate[$who]}" 'BEGIN { printf "%-10s supervisorctl status: %.1f ms\n", who, time / 100 }'
done
awk -v ours="${rate[ours]}" -v theirs="${rate[theirs]}" 'BEGIN { printf "%.0f times\n", theirs / ours }'

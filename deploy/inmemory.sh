#!/bin/sh
# Runs a test binary with its temporary files in memory, where there is room and programs may run there. Tests make
# thousands of small files and delete them, which on a disk costs up to as much of the processor as the tests themselves.
# It is for go test -exec: what is compiled is large, and stays on the disk.
least=4000000 # KiB
dir=/dev/shm/moltwatch-tests # always the same, or Go would not know a result again
room=$(df -kP /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
free=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo 2>/dev/null)
[ "${room:-0}" -gt $least ] && [ "${free:-0}" -gt $((2 * least)) ] || exec "$@"
limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null) # bytes, or "max"; a container may have less than its host
case $limit in
'' | *[!0-9]*) ;;
*) [ $((limit / 1024)) -gt $((2 * least)) ] || exec "$@" ;;
esac
mkdir -p "$dir" && chmod 1777 "$dir" || exec "$@" # PostgreSQL runs as another user
find "$dir" -mindepth 1 -maxdepth 1 -mmin +600 -exec rm -rf {} + # what a killed run left
program="$dir/may-run.$$"
printf '#!/bin/sh\n' >"$program" && chmod +x "$program" && "$program" 2>/dev/null
may=$?
rm -f "$program"
[ $may = 0 ] || exec "$@"
unset GOTMPDIR # which testing.T.TempDir prefers
TMPDIR="$dir" exec "$@"

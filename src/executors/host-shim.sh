#!/bin/sh
# Starts a host, and writes down what a server needs to find it again after a restart of its own: `host` (process id,
# and what tells this process from a later one with the same id) and, at its end, `status` (what `$?` says).
#
# Usage: host-shim.sh working-folder program [argument...]
# It is started in the attempt's folder, as the leader of its own process group. The folder may be renamed meanwhile,
# so names are relative.
work=$1
shift

set_start() {
  shift 19
  start=$1
}

boot=
start=
if [ -r "/proc/$$/stat" ]; then
  read -r boot < /proc/sys/kernel/random/boot_id
  read -r stat < "/proc/$$/stat"
  # What follows the program's name, which may hold blanks; the start time is the twentieth.
  set_start ${stat##*) }
else
  start=$(ps -o lstart= -p "$$")
fi
printf '%s\n%s %s\n' "$$" "$boot" "$start" > host

# Not in the background: that would take the host's standard input away.
(cd -- "$work" && exec "$@")
status=$?

printf '%s\n' "$status" > status.new && command -p mv -f status.new status || exit "$status"
# The host is gone; what it left behind in the group goes too, and this shell with it.
kill -s KILL -- "-$$"

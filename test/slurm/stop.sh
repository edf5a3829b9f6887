#!/usr/bin/env bash
# stop.sh FOLDER: ends what start.sh FOLDER started.
set -uo pipefail
folder=$(realpath -m "${1:?usage: stop.sh FOLDER}")
for pid in "$folder"/slurmd-*.pid "$folder"/slurmctld.pid "$folder"/munged.pid; do
  [ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null
done
sleep 1
for pid in "$folder"/*.pid; do [ -f "$pid" ] && kill -9 "$(cat "$pid")" 2>/dev/null; done
exit 0

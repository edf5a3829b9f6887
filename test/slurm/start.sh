#!/usr/bin/env bash
# start.sh FOLDER: starts munged, slurmctld and three slurmd on this machine, all their files in FOLDER. It prints the
# path of the configuration: export SLURM_CONF=… lets sbatch, squeue, scontrol and scancel find the cluster. stop.sh ends it.
set -euo pipefail
folder=$(realpath -m "${1:?usage: start.sh FOLDER}")
here=$(cd "$(dirname "$0")" && pwd)
export PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$folder/state"
chmod 755 "$folder"
# A port that nobody else has, and three after it.
port=$(( 20000 + $$ % 20000 ))
sed -e "s|@HOST@|$(hostname -s)|; s|@USER@|$(id -un)|; s|@FOLDER@|$folder|; s|@PORT@|$port|; s|@PORT1@|$((port + 1))|; s|@PORT3@|$((port + 3))|" \
  "$here/slurm.conf" > "$folder/slurm.conf"
export SLURM_CONF=$folder/slurm.conf
head -c 1024 /dev/urandom > "$folder/munge.key"
chmod 600 "$folder/munge.key"
munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" --num-threads=2 2> "$folder/munged.err"
slurmctld -f "$SLURM_CONF" -c
for node in valley1 valley2 valley3; do
  mkdir -p "$folder/spool-$node"
  slurmd -f "$SLURM_CONF" -N "$node"
done
for _ in $(seq 60); do
  if [ "$(sinfo --noheader --Node --states=idle 2>/dev/null | wc -l)" -eq 3 ]; then echo "$SLURM_CONF"; exit 0; fi
  sleep 0.5
done
echo "The nodes did not come up; see $folder/*.log" >&2
exit 1

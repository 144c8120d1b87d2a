#!/bin/sh
# A sweep as a Slurm array: one task per shard.
#
#   sbatch --array=1-64 slurm.sh results raft --seeds 0..1000000 --faults heavy
#   quorate merge --json results/*.ndjson
#
# A task that is killed or requeued starts its shard again under another name; `merge` counts what
# is known twice once. The folder must be one that all nodes see.
#SBATCH --job-name=quorate
#SBATCH --cpus-per-task=1
#SBATCH --time=04:00:00
#SBATCH --requeue
set -u

folder=$1
shift
mkdir -p "$folder"
name=$folder/$SLURM_ARRAY_TASK_ID-of-$SLURM_ARRAY_TASK_COUNT
name=$name-${SLURM_ARRAY_JOB_ID:-0}-${SLURM_RESTART_COUNT:-0}.ndjson
srun "${QUORATE:-quorate}" sweep "$@" --jobs "${SLURM_CPUS_PER_TASK:-1}" \
    --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --format ndjson >"$name"
status=$?
# Status 1 (a promise broke) and 3 (a bound was reached) are results, too.
[ $status -eq 1 ] || [ $status -eq 3 ] || exit $status

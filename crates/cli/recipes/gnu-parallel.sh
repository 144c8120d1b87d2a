#!/bin/sh
# A sweep on many workers: on this machine, or on others that `ssh` reaches.
#
#   gnu-parallel.sh FOLDER SHARDS PROTOCOL [OPTION of `quorate sweep`]...
#
#   gnu-parallel.sh results 64 raft --seeds 0..1000000 --faults heavy
#   WORKERS=8/anna,8/bert gnu-parallel.sh results 64 raft --seeds 0..1000000
#
# FOLDER keeps what each worker has said, a line per hundred seeds, whatever became of it. If a
# worker or this script is killed, call it again with the same words: shards that are done are left
# out, the others are done again, and what is known twice counts once. The joined report is printed.
#
# WORKERS are machines as GNU parallel's --sshlogin takes them; each needs the same `quorate` in its
# path. Without WORKERS, or without GNU parallel, the shards run here, JOBS (or one per processor)
# at a time. QUORATE names the command, if it is not in the path.
set -eu

if [ $# -lt 3 ]; then
    echo "usage: $0 FOLDER SHARDS PROTOCOL [OPTION]..." >&2
    exit 2
fi
folder=$1
shards=$2
shift 2
export QUORATE="${QUORATE:-quorate}"
mkdir -p "$folder"
attempt="$folder/$(date +%s)-$$"

# Status 1 (a promise broke) and 3 (a bound was reached) are results, too.
if [ -n "${WORKERS:-}" ] && command -v parallel >/dev/null; then
    # shellcheck disable=SC2016
    seq "$shards" | parallel --sshlogin "$WORKERS" --quote --results "$attempt-{}.ndjson" \
        --joblog "$folder/jobs.log" --resume-failed \
        sh -c '"$@"; s=$?; [ $s -eq 1 ] || [ $s -eq 3 ] || exit $s' shard \
        "$QUORATE" sweep "$@" --jobs 1 --shard "{}/$shards" --format ndjson \
        >/dev/null || failed=yes
else
    # shellcheck disable=SC2016
    seq "$shards" | xargs -P "${JOBS:-$(getconf _NPROCESSORS_ONLN)}" -I{} sh -c '
        done=$1/shard-{}-of-$2.done attempt=$3-{}.ndjson shards=$2
        [ -e "$done" ] && exit
        shift 3
        "$QUORATE" sweep "$@" --jobs 1 --shard "{}/$shards" --format ndjson >"$attempt"
        s=$?
        [ $s -eq 0 ] || [ $s -eq 1 ] || [ $s -eq 3 ] || exit 1
        : >"$done"
    ' shard "$folder" "$shards" "$attempt" "$@" || failed=yes
fi
if [ "${failed:-no}" = yes ]; then
    echo "$0: not all shards came to their end; call it again with the same words" >&2
    exit 4
fi
exec "$QUORATE" merge --json "$folder"/*.ndjson

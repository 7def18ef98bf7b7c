#!/bin/sh
# Runs the fuzz targets one after the other, each for a while, and notes the CPU-hours in HOURS.md.
#
#     tests/fuzz/run.sh [--keep] [--build DIR] [--work DIR] SECONDS [TARGET …]
#
# --keep    minimises what was found into the corpora of the tree
# --build   of the preset `fuzz` (build/fuzz)
# --work    where inputs, logs and crashes are collected (build/fuzz/work)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=$here/../../build/fuzz
work=
keep=false
while [ $# -gt 0 ]; do
	case $1 in
	--keep) keep=true ;;
	--build) build=$2; shift ;;
	--work) work=$2; shift ;;
	-*) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
	*) break ;;
	esac
	shift
done
[ $# -gt 0 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
seconds=$1
shift
work=${work:-$build/work}
[ $# -gt 0 ] || set -- $(for path in "$here"/fuzz_*.c; do basename "$path" .c | sed 's/^fuzz_//'; done)

# Puts into `spent` the CPU time of all children so far, in seconds: user and system. Several runs at once share
# the cores, so the time on the wall would say too much. `times` counts only for the shell itself, in no $( ).
measure() {
	times >"$work/times.$$"
	spent=$(awk '{ for (i = 1; i <= NF; i++) { split($i, part, /[ms]/); sum += part[1] * 60 + part[2] } }
		END { print int(sum) }' "$work/times.$$")
	rm -f "$work/times.$$"
}

# Adds the hours of one run to the target's row: | target | hours | corpus | findings |
note() {
	count=$(ls "$here/corpus/$1" | wc -l)
	exec 9>"$work/lock"
	flock 9
	awk -v target="$1" -v seconds="$2" -v count="$count" -F'|' -v OFS='|' '
		$2 ~ "^ *" target " *$" {
			$3 = sprintf(" %.2f ", $3 + seconds / 3600)
			$4 = " " count " "
		}
		{ print }' "$here/HOURS.md" >"$work/HOURS.md"
	cat "$work/HOURS.md" >"$here/HOURS.md"
	exec 9>&-
}

mkdir -p "$work"
failed=0
for target; do
	program=$build/tests/fuzz/fuzz_$target
	[ -x "$program" ] || { echo "run.sh: $program is not there" >&2; exit 2; }
	mkdir -p "$work/$target"
	dictionary=
	[ ! -f "$here/$target.dict" ] || dictionary=-dict=$here/$target.dict
	measure
	began=$spent
	nice -n 19 "$program" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2000 $dictionary \
		-artifact_prefix="$work/$target-" "$work/$target" "$here/corpus/$target" >"$work/$target.log" 2>&1 || {
		failed=1
		echo "$target: a finding, see $work/$target.log and $work/$target-*" >&2
	}
	if $keep; then
		"$program" -merge=1 "$here/corpus/$target" "$work/$target" >>"$work/$target.log" 2>&1
	fi
	measure
	note "$target" "$((spent - began))"
done
exit $failed

#!/usr/bin/env bash
# Renders tbtop on real data in a real terminal (xterm under Xvfb) to PNG.
#
#   screenshots/make.sh TBTOP LOGDIR OUTDIR [NAME ...]
#
# Needs xterm, xvfb, xdotool, imagemagick, fonts-dejavu-core. LOGDIR is any
# directory with a few runs; OUTDIR gets NAME.png for each shot of the table
# below, or only for those named.
set -euo pipefail

tbtop=$(realpath "$1") logdir=$(realpath "$2") out=$(realpath "$3")
shift 3
display=:97
here=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$here"' EXIT
ln -s "$logdir" "$here/runs"

Xvfb $display -screen 0 2400x1700x24 >/dev/null 2>&1 &
export DISPLAY=$display LC_ALL=C.UTF-8
for _ in $(seq 100); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; done

# Takes pictures until two in a row are the same and something is on them.
settled() { # WINDOW FILE
	local before='' now tries=0
	while [ $((tries++)) -lt 60 ]; do
		import -window "$1" "$here/now.png" 2>/dev/null || continue
		now=$(convert "$here/now.png" -unique-colors -format '%w ' info:)$(convert "$here/now.png" -format '%#' info:)
		[ "$now" = "$before" ] && [ "${now%% *}" -gt 3 ] && break
		before=$now
		xdotool sleep 0.3
	done
	cp "$here/now.png" "$2"
}

shot() { # NAME GEOMETRY THEME KEYS ARGS...
	local name=$1 geometry=$2 theme=$3 keys=$4 window foreground='#d8d8d8' background='#14161a'
	shift 4
	[ "$theme" = light ] && foreground='#202020' background='#fbfbf8'
	xterm -fa 'DejaVu Sans Mono' -fs 11 -geometry "$geometry" -b 8 -fg "$foreground" -bg "$background" \
		-tn xterm-256color -T "shot-$name" +sb -e env COLORTERM=truecolor "$tbtop" "$@" 2>/dev/null &
	local pid=$!
	window=$(xdotool search --sync --onlyvisible --name "shot-$name" 2>/dev/null)
	window=${window%%$'\n'*}
	xdotool windowfocus --sync "$window" 2>/dev/null || true
	settled "$window" "$here/first.png"
	for key in $keys; do xdotool key "$key" sleep 0.2 2>/dev/null || true; done
	settled "$window" "$out/$name.png"
	kill $pid 2>/dev/null || true
	wait $pid 2>/dev/null || true
	echo "$out/$name.png"
}

wanted() { [ $# -eq 1 ] || [[ " ${*:2} " == *" $1 "* ]]; }

cd "$here"
while read -r name geometry theme keys; do
	[ -n "$name" ] || continue
	wanted "$name" "$@" || continue
	shot "$name" "$geometry" "$theme" "$keys" runs </dev/null
done <<'SHOTS'
scalars-80x24 80x24 dark
scalars-200x60 200x60 dark y
scalars-light 120x40 light
pane-40x20 40x20 dark
zoom-120x36 120x36 dark Tab j Return
steps-100x24 100x24 dark 2
help-80x24 80x24 dark question
SHOTS

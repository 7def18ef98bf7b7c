#!/usr/bin/env bash
# Renders tbtop on real data in a real terminal (xterm under Xvfb) to PNG.
#
#   screenshots/make.sh TBTOP SWEEP SEEDS MEDIA OUTDIR [NAME ...]
#
# Needs xterm, xvfb, xdotool, imagemagick, fonts-dejavu-core. SWEEP is any
# directory with a few runs and their histograms, SEEDS one with several seeds of each setting
# (SETTING/seed0 …), a NaN in one of them, MEDIA one with histograms, images,
# texts, clips, PR curves and hparams; OUTDIR gets NAME.png for each shot of the
# table below, or only for those named. A key is one of xdotool's, or :command,
# its blanks as underscores, with Enter behind it.
set -euo pipefail

tbtop=$(realpath "$1") sweep=$(realpath "$2") seeds=$(realpath "$3") media=$(realpath "$4") out=$(realpath "$5")
shift 5
display=:97
here=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$here"' EXIT
ln -s "$sweep" "$here/runs"
ln -s "$seeds" "$here/seeds"
ln -s "$media" "$here/media"
export XDG_STATE_HOME=$here/state XDG_CONFIG_HOME=$here/config

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
	rm -rf "$XDG_STATE_HOME"
	[ "$theme" = light ] && foreground='#202020' background='#fbfbf8'
	xterm -fa 'DejaVu Sans Mono' -fs 11 -geometry "$geometry" -b 8 -fg "$foreground" -bg "$background" \
		-tn xterm-256color -T "shot-$name" +sb -e env COLORTERM=truecolor "$tbtop" --theme "$theme" "$@" 2>/dev/null &
	local pid=$!
	for _ in $(seq 50); do # a window that closes meanwhile makes the search fail
		window=$(xdotool search --sync --onlyvisible --name "shot-$name" 2>/dev/null) && break
		window=''
	done
	window=${window%%$'\n'*}
	xdotool windowfocus --sync "$window" 2>/dev/null || true
	settled "$window" "$here/first.png"
	for key in Escape $keys; do # which closes the welcome
		case $key in
		:*)
			xdotool type --delay 30 "${key//_/ }" 2>/dev/null || true
			xdotool key Return sleep 0.3 2>/dev/null || true
			;;
		*) xdotool key "$key" sleep 0.2 2>/dev/null || true ;;
		esac
	done
	settled "$window" "$out/$name.png"
	kill $pid 2>/dev/null || true
	wait $pid 2>/dev/null || true
	echo "$out/$name.png"
}

wanted() { [ $# -eq 1 ] || [[ " ${*:2} " == *" $1 "* ]]; }

cd "$here"
while read -r name geometry theme logdir keys; do
	[ -n "$name" ] || continue
	wanted "$name" "$@" || continue
	shot "$name" "$geometry" "$theme" "$keys" "$logdir" </dev/null
done <<'SHOTS'
scalars-80x24 80x24 dark runs
scalars-200x60 200x60 dark runs y
scalars-light 120x40 light runs
scalars-mono 120x40 mono runs
sweep-120x40 120x40 dark runs S S y Tab
seeds-120x40 120x40 dark seeds a :group_prefix Tab j j
nan-120x36 120x36 dark seeds :filter_train/loss :filter-runs_2/seed3 a Tab Return S S S S
difference-120x40 120x40 dark seeds :filter_val :filter-runs_seed0 a b d Tab
cursor-120x40 120x40 dark runs Tab j j y S S S :goto_1200
pane-40x20 40x20 dark runs
zoom-120x36 120x36 dark runs Tab j Return
steps-100x24 100x24 dark runs 2
histograms-120x36 120x36 dark runs :view_histograms Tab
images-120x36 120x36 dark media :view_images Tab
text-100x30 100x30 dark media :view_text
audio-120x36 120x36 dark media :view_audio
pr-100x30 100x30 dark media :view_pr
hparams-100x24 100x24 dark media :view_hparams T
help-80x24 80x24 dark runs question
SHOTS

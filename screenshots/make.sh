#!/usr/bin/env bash
# Renders tbtop on real data in a real terminal (xterm under Xvfb) to PNG.
#
#   screenshots/make.sh TBTOP SWEEP SEEDS MEDIA OUTDIR [NAME ...]
#
# Needs xterm, xvfb, xdotool, imagemagick, fonts-dejavu-core, tmux. SWEEP is any
# directory with a few runs and their histograms, SEEDS one with several seeds of each setting
# (SETTING/seed0 …), MEDIA one with histograms, images, texts, clips, PR curves,
# hparams, and NaNs (tbtop demo); with $TBTOP_FIXTURES there are profiles and
# graphs, too; with $LEARNT a layout, a mesh, tensors and an embedding (train.py), with
# $DIVERGING a loss that overflows (diverge.py). OUTDIR gets NAME.png for each shot of the
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
if [ -n "${TBTOP_FIXTURES:-}" ]; then
	ln -s "$TBTOP_FIXTURES/jax/profile/logdir" "$here/xla"
	ln -s "$TBTOP_FIXTURES/tf/profile/logdir" "$here/tensorflow"
	ln -s "$TBTOP_FIXTURES/torch/profiler/logdir" "$here/pytorch"
	ln -s "$TBTOP_FIXTURES/torch/graph/logdir" "$here/network"
	ln -s "$TBTOP_FIXTURES/tf/graph_v2/logdir/tf1" "$here/traced"
fi
if [ -n "${LEARNT:-}" ]; then
	ln -s "$(realpath "$LEARNT")" "$here/learnt"
fi
if [ -n "${DIVERGING:-}" ]; then
	ln -s "$(realpath "$DIVERGING")" "$here/diverging"
fi
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

# Half an hour of a training with evaluations and checkpoints, then its steps as they come, for people and recorded.
cat >"$here/train.sh" <<'TRAIN'
mkdir -p runs-now
awk -v now="$(date +%s)" 'function loss(step) {
	return 2 + 2.4 * exp(-step / 900) + 0.06 * sin(step * 1.7)
}
function record(step, wall) {
	if (step % 500 == 1 && step > 1)
		printf "{\"step\":%d,\"wall_time\":%.3f,\"val\":{\"loss\":%.4f}}\n", step - 1, wall - 0.4, loss(step) + 0.1
	printf "{\"step\":%d,\"wall_time\":%.3f,\"train\":{\"loss\":%.4f,\"lr\":%.3g}}\n", step, wall, loss(step), 1.5e-4 * (1 + cos(step / 4000))
	fflush()
}
BEGIN {
	steps = 3600
	for (step = 1; step <= steps; step++)
		time[step] = time[step - 1] + 0.5 + 0.05 * sin(step * 7.3) + (step % 500 == 1 ? 12 : 0) + (step == 2345 ? 95 : 0)
	for (step = 1; step <= steps; step++)
		record(step, now - time[steps] + time[step])
	for (; !system("sleep 0.5"); step++) {
		record(step, now + (step - steps) / 2)
		printf "step %5d/9000  loss %.4f  2.0 it/s\n", step, loss(step) >"/dev/stderr"
	}
}' | "$TBTOP" log runs-now --run lr3e-4 --hparam max_steps=9000 -
TRAIN

# A pane of 40 columns beside that training, and tmux's status line.
beside() { # NAME
	local window
	rm -rf "$XDG_STATE_HOME" "$here/runs-now"
	printf 'set -g status-right "#(%s --status=tmux runs-now)"\nset -g status-right-length 60\nset -g status-interval 1\n' \
		"$tbtop" >"$here/tmux.conf"
	printf 'set -g window-status-current-format ""\nset -g status-left ""\nset -g default-terminal tmux-256color\nset -g status-style bg=colour236,fg=colour252\n' >>"$here/tmux.conf"
	TBTOP=$tbtop xterm -fa 'DejaVu Sans Mono' -fs 11 -geometry 96x24 -b 8 -fg '#d8d8d8' -bg '#14161a' -tn xterm-256color \
		-T "shot-$1" +sb -e tmux -L "shot$$" -f "$here/tmux.conf" new-session 'sh train.sh' \; \
		split-window -h -l 40 "until [ -e runs-now/lr3e-4 ]; do sleep 0.2; done; COLORTERM=truecolor '$tbtop' runs-now 2>err" 2>/dev/null &
	local pid=$!
	window=$(xdotool search --sync --onlyvisible --name "shot-$1")
	xdotool sleep 6
	tmux -L "shot$$" send-keys Escape # closes the welcome
	xdotool sleep 10
	import -window "${window%%$'\n'*}" "$out/$1.png"
	tmux -L "shot$$" kill-server 2>/dev/null || true
	wait $pid 2>/dev/null || true
	echo "$out/$1.png"
}

wanted() { [ $# -eq 1 ] || [[ " ${*:2} " == *" $1 "* ]]; }

cd "$here"
while read -r name geometry theme logdir keys; do
	[ -n "$name" ] || continue
	wanted "$name" "$@" || continue
	[ -e "$here/$logdir" ] || continue
	shot "$name" "$geometry" "$theme" "$keys" "$logdir" </dev/null
done <<'SHOTS'
scalars-80x24 80x24 dark runs :filter-runs_!30 Tab j j
scalars-200x60 200x60 dark runs :filter-runs_!30 S S S
scalars-light 120x40 light seeds a :group_prefix Tab j j j
scalars-mono 120x40 mono runs :filter-runs_!30 Tab G
sweep-120x40 120x40 dark seeds a S S Tab G
seeds-120x40 120x40 dark seeds a :group_prefix Tab j j
nan-120x36 120x36 dark diverging S S S Tab j Return y
difference-120x40 120x40 dark seeds :filter_val :filter-runs_seed0 a b d Tab
cursor-120x40 120x40 dark runs :filter-runs_!30 Tab j j S S S S S :goto_1200
pane-40x20 40x20 dark runs
zoom-120x36 120x36 dark runs :filter-runs_!30 Tab j j S S S S S Return
steps-100x24 100x24 dark runs 2
histograms-120x36 120x36 dark runs :view_histograms Tab
images-120x36 120x36 dark media :view_images Tab
text-100x30 100x30 dark media :view_text
audio-120x36 120x36 dark media :view_audio
pr-100x30 100x30 dark media :view_pr
hparams-100x24 100x24 dark media :view_hparams T
custom-120x40 120x40 dark learnt :view_custom O j
mesh-120x36 120x36 dark learnt :view_meshes plus plus
embeddings-120x40 120x40 dark learnt :view_embeddings Tab slash e x c e p t i o n Return plus plus plus
tensors-120x36 120x36 dark learnt :view_tensors j
series-160x48 160x48 dark media :view_series j j
help-80x24 80x24 dark runs question
profile-overview-110x30 110x30 dark xla :view_profile
profile-operations-110x30 110x30 dark xla :view_profile Tab
profile-timeline-120x30 120x30 dark xla :view_profile Tab Tab
profile-tensorflow-120x30 120x30 dark tensorflow :view_profile Tab Tab
profile-pytorch-120x30 120x30 dark pytorch :view_profile Tab Tab j
profile-flame-120x30 120x30 dark xla :view_profile Tab Tab Tab
graph-120x36 120x36 dark network :view_graphs plus j j j j
graph-drawing-120x36 120x36 dark traced :view_graphs Tab G Return
SHOTS
if wanted beside-96x24 "$@"; then beside beside-96x24; fi

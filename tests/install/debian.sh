#!/usr/bin/env bash
# A fresh Debian 12 without a compiler: the package is installed by apt, upgraded, used, installed again, removed, and leaves nothing.
#
#     debian.sh PACKAGE.deb [MIRROR]
#
# Needs root and debootstrap, and a mirror of Debian; takes some minutes.
set -euo pipefail

deb=$(realpath "${1:?a .deb}") mirror=${2:-http://deb.debian.org/debian}
if [ "$(id -u)" -ne 0 ] || ! command -v debootstrap >/dev/null; then
	echo 'left out: a fresh Debian: this needs root and debootstrap'
	exit 0
fi

root=$(mktemp -d /tmp/tbtop-debian-XXXXXX)
passed=0 failed=0
finish() {
	umount "$root/proc" "$root/dev/pts" 2>/dev/null || true
	rm -rf --one-file-system "$root"
}
trap finish EXIT

inside() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=xterm-256color LC_ALL=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"
}

# check WHAT COMMAND...: it succeeds.
check() {
	local what=$1
	shift
	if "$@" >"$root/tmp/said" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED: %s\n' "$what"
		tail -n 20 "$root/tmp/said"
	fi
}

# The dashboard in a tmux of its own: "LIVE" comes to stand in it, q ends it.
demo_in_tmux() {
	inside tmux -L t new-session -d -x 100 -y 30 'tbtop demo; echo "ended with $?"; sleep 60'
	local i
	for i in $(seq 60); do
		inside tmux -L t capture-pane -p | grep -q 'LIVE' && break
		sleep 0.5
	done
	inside tmux -L t capture-pane -p
	[ "$i" -lt 60 ] || return 1
	inside tmux -L t send-keys C-c
	for i in $(seq 60); do
		inside tmux -L t capture-pane -p | grep -q 'ended with 0' && break
		sleep 0.5
	done
	inside tmux -L t kill-server
	[ "$i" -lt 60 ]
}

completes() {
	# shellcheck disable=SC2016 # the shell inside expands it
	inside bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader tbtop
		COMP_WORDS=(tbtop exp) COMP_CWORD=1; _tbtop tbtop; [ "${COMPREPLY[*]}" = export ]'
}

# Those that tbtop(1) names, and the recorder's.
pages() {
	local page
	for page in $(inside man -P cat tbtop | grep -oE 'tbtop-[a-z]+\([157]\)' | sort -u | sed 's/(.*//') libtbtop-record; do
		inside sh -c "man -P cat $page | grep -q ." || { echo "no $page"; return 1; }
	done
}

# older OUT: the package as an earlier version, which had a file that this one has no more.
older() {
	local unpacked=$root/tmp/older
	dpkg-deb -R "$deb" "$unpacked"
	sed -i 's/^Version: .*/Version: 0.0.1/' "$unpacked/DEBIAN/control"
	echo gone >"$unpacked/usr/share/doc/tbtop/of-0.0.1"
	(cd "$unpacked" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | xargs -0 md5sum >DEBIAN/md5sums)
	dpkg-deb --root-owner-group -b "$unpacked" "$1"
	rm -rf "$unpacked"
}

# upgraded: what dpkg says of it, and that its files are as they were packed.
upgraded() {
	# shellcheck disable=SC2016 # the shell inside expands it
	inside sh -c '[ "$(dpkg-query -W -f "\${Version}" tbtop)" != 0.0.1 ] && [ ! -e /usr/share/doc/tbtop/of-0.0.1 ] &&
		dpkg --verify tbtop && [ -z "$(dpkg --verify tbtop)" ]'
}

# What is there, but for what apt and dpkg note down, and what the other packages brought.
files() {
	inside find / -xdev -path /proc -prune -o -path /var/lib/dpkg -prune -o -path /var/lib/apt -prune -o \
		-path /var/cache -prune -o -path /var/log -prune -o -path /tmp -prune -o -path /etc/ld.so.cache -prune -o -print | sort
}

debootstrap --variant=minbase --include=tmux,man-db,bash-completion bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
	{ tail -n 5 "$root.log"; rm -f "$root.log"; echo 'left out: a fresh Debian: debootstrap could not make one'; exit 0; }
rm -f "$root.log"
{ mount -t proc proc "$root/proc" && mount -t devpts devpts "$root/dev/pts"; } ||
	{ echo 'left out: a fresh Debian: nothing may be mounted here'; exit 0; }
cp "$deb" "$root/tmp/tbtop.deb"
dependencies=$(dpkg-deb -f "$deb" Depends | sed 's/ *([^)]*)//g; s/,/ /g')
# shellcheck disable=SC2086 # names of packages
inside apt-get install -y -q --no-install-recommends $dependencies >/dev/null 2>&1
files >"$root/tmp/before"

check 'an older one is made of it' older "$root/tmp/older.deb"
check 'apt installs the older one' inside apt-get install -y -q /tmp/older.deb
check 'apt upgrades it' inside apt-get install -y -q /tmp/tbtop.deb
check 'nothing of the older one is left' upgraded
check 'no dependency was forgotten' inside sh -c '! ldd /usr/bin/tbtop | grep "not found"'
check 'no compiler came along' inside sh -c '! command -v cc gcc clang'
check 'it tells its version' inside tbtop --version
check 'tbtop demo runs in tmux' demo_in_tmux
check 'man tbtop' inside sh -c 'man -P cat tbtop | grep -q "TensorBoard in a terminal"'
check 'man tbtop-keys' inside sh -c 'man -P cat tbtop-keys | grep -q zoom-in'
check 'each page of the manual' pages
check 'bash completes' completes
check 'completions of zsh and fish are there' inside sh -c \
	'[ -s /usr/share/zsh/vendor-completions/_tbtop ] && [ -s /usr/share/fish/vendor_completions.d/tbtop.fish ]'
check 'it is installed again over itself' inside apt-get install -y -q --reinstall /tmp/tbtop.deb
check 'apt removes it' inside apt-get purge -y -q tbtop
rm -rf "$root"/root/.[a-z]*
files >"$root/tmp/after"
check 'nothing is left' sh -c "diff '$root/tmp/before' '$root/tmp/after' | grep '^>' && exit 1; exit 0"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]

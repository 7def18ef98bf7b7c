#!/usr/bin/env bash
# From a fresh Debian machine to a running tbtop, or to all of its tests.
#
#   ./setup.sh run [LOGDIR]   install what is missing, build, open the dashboard
#                             (without LOGDIR: on a simulated training)
#   ./setup.sh build          the same without opening it
#   ./setup.sh install [--prefix DIR]
#                             build and install: to /usr/local for root, else to ~/.local
#   ./setup.sh package        a Debian package and a source tarball, in build/release
#   ./setup.sh test           install what is missing, build, run every test
#   ./setup.sh bench [PYTHON] install what is missing, build, measure: loading, the dashboard, recording (five
#                             minutes), beside the other programs that this interpreter's environment has
#
# What is there already is neither installed nor built again.
set -euo pipefail
cd "$(dirname "$0")"

build_packages=(gcc libc6-dev cmake ninja-build pkg-config libncurses-dev libprotobuf-c-dev protobuf-c-compiler
	zlib1g-dev libuv1-dev libjansson-dev libmd4c-dev libyajl-dev libmd-dev libinih-dev libpcre2-dev
	libpng-dev libjpeg-dev libgif-dev libwebp-dev)
test_packages=(libcmocka-dev libvterm-dev python3 python3-venv)
# For tests that are left out, with a line that says so, where these are not.
wished_packages=(mandoc zsh fish jq strace gnuplot-nox)

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" = 'ii ' ]
}

# Installs the packages that are missing; without root it says which and how.
need() {
	local missing=() package sudo=()
	command -v dpkg-query >/dev/null || return 0 # not Debian: cmake says what it does not find
	for package in "$@"; do
		is_installed "$package" || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	if [ "$(id -u)" -ne 0 ]; then
		if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
			sudo=(sudo)
		else
			printf 'setup.sh: these packages are missing: %s\n' "${missing[*]}" >&2
			printf 'setup.sh: install them (as root: apt-get install %s) and call me again\n' "${missing[*]}" >&2
			exit 2
		fi
	fi
	printf 'installing %s\n' "${missing[*]}" >&2
	"${sudo[@]}" apt-get update -qq
	"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Installs what is missing if that can be done, and goes on without it if not.
wish() {
	(need "$@") 2>/dev/null || printf 'going on without some of: %s\n' "$*" >&2
}

# configure_and_build PRESET [CMAKE OPTION ...]: quiet unless something is wrong.
configure_and_build() {
	local preset=$1
	shift
	if [ ! -f "build/$preset/build.ninja" ]; then
		printf 'building build/%s: this takes a moment\n' "$preset" >&2
		cmake --preset "$preset" "$@" -Wno-dev >/dev/null
	fi
	cmake --build --preset "$preset" -- --quiet
}

build() {
	need "${build_packages[@]}"
	configure_and_build release -DTBTOP_TESTS=OFF
}

install_it() {
	local prefix=/usr/local
	[ "$(id -u)" -eq 0 ] || prefix=$HOME/.local
	case ${1:-} in
	--prefix) prefix=${2:?a directory goes with --prefix} ;;
	--prefix=?*) prefix=${1#*=} ;;
	'') ;;
	*) usage ;;
	esac
	build
	cmake --install build/release --prefix "$(realpath -m "$prefix")" --strip >/dev/null
	printf 'tbtop is in %s/bin\n' "$prefix"
	case :$PATH: in
	*:"$(realpath -m "$prefix")"/bin:*) ;;
	*) printf 'That is not in your PATH: add it, or call it by its whole name.\n' ;;
	esac
	case ${SHELL:-}:$prefix in
	*/zsh:/usr | */zsh:/usr/local) ;;
	*/zsh:*) printf 'zsh completes with this in ~/.zshrc, before compinit: fpath=(%s/share/zsh/site-functions $fpath)\n' \
		"$(realpath -m "$prefix")" ;;
	esac
}

package() {
	need "${build_packages[@]}" dpkg-dev file xz-utils
	build
	cmake build/release >/dev/null
	(cd build/release && cpack -G DEB && cpack --config CPackSourceConfig.cmake) | sed -n 's/.*package: \(.*\) generated.*/\1/p'
}

# Some of what is measured has a program of its own, so this build is one with tests.
bench() {
	need "${build_packages[@]}" "${test_packages[@]}"
	[ -f build/bench/build.ninja ] || cmake --preset release -B build/bench -Wno-dev >/dev/null
	cmake --build build/bench --target tbtop ceiling frame recorder generate_trace -- --quiet
	echo '== loading, compared with others'
	python3 tests/bench/peers.py build/bench "$@"
	echo '== loading on one core and on all'
	python3 tests/bench/load.py build/bench
	echo '== the dashboard'
	python3 tests/bench/screen.py build/bench
	echo '== large profiles and graphs'
	python3 tests/bench/opened.py build/bench 1000000
	echo '== recording'
	exec python3 tests/bench/recorder.py build/bench "$@"
}

passed=0 failed=0

# Adds up the "N passed, N failed" or ctest line that a command ends with; its output goes on.
count() {
	local log status=0 line
	log=$(mktemp)
	"$@" 2>&1 | tee "$log" || status=$?
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 || true)
	if [ -n "$line" ]; then
		passed=$((passed + $(cut -d' ' -f1 <<<"$line")))
		failed=$((failed + $(cut -d' ' -f3 <<<"$line")))
	elif line=$(grep -E 'tests passed, [0-9]+ tests failed out of [0-9]+' "$log" | tail -n 1); then
		local bad all
		bad=$(sed -E 's/.*, ([0-9]+) tests failed.*/\1/' <<<"$line")
		all=$(sed -E 's/.*out of ([0-9]+).*/\1/' <<<"$line")
		passed=$((passed + all - bad)) failed=$((failed + bad))
	elif [ "$status" -ne 0 ]; then
		failed=$((failed + 1))
	fi
	if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
		failed=1
	fi
	rm -f "$log"
}

# What was skipped says why in a line of its own. What fails is run once more at once; when it passes then, it is told
# here and at the end: a machine under load, or a race to be found.
run_tests() { # PRESET [CTEST OPTION ...]
	local preset=$1 status=0 log name
	shift
	log=build/$preset/Testing/Temporary/first.log
	ctest --test-dir "build/$preset" --output-on-failure -j "$(nproc)" "$@" --repeat until-pass:2 --output-log "$log" ||
		status=$?
	grep -hE '^(skipped|left out): ' "build/$preset/Testing/Temporary/LastTest.log" | sort -u || true
	for name in $(sed -nE 's|^.*Test +#[0-9]+: ([^ ]+) .*\*\*\*.*|\1|p' "$log" | sort -u); do
		grep -qE "Test +#[0-9]+: $name .*Passed" "$log" && echo "unsteady: $preset: $name" | tee -a build/unsteady
	done
	return "$status"
}

test_all() {
	need "${build_packages[@]}" "${test_packages[@]}"
	wish "${wished_packages[@]}"
	configure_and_build dev
	configure_and_build asan
	configure_and_build tsan
	build
	: >build/unsteady
	echo '== as it is shipped, with assertions'
	count run_tests dev
	echo '== AddressSanitizer and UndefinedBehaviorSanitizer'
	count run_tests asan
	echo '== ThreadSanitizer: whatever has threads'
	count run_tests tsan -R '^(feed|app|disk|write|e2e)'
	if [ -n "${TBTOP_CONFORMANCE:-}" ] && [ -f "$TBTOP_CONFORMANCE" ]; then
		echo "== conformance with TensorBoard's own answers"
		count python3 "$TBTOP_CONFORMANCE" --tbtop build/release/tbtop
	else
		echo '== conformance: left out, TBTOP_CONFORMANCE names no checker'
	fi
	echo '== as it is installed'
	count python3 tests/install/check.py . build/release
	count python3 tests/install/reproducible.py . build/release
	count python3 tests/around/tab.py .
	configure_and_build portable
	count python3 tests/install/portable.py build/portable/tbtop
	if command -v debootstrap >/dev/null; then
		echo '== in a fresh Debian'
		count bash tests/install/debian.sh "$(package | grep '\.deb$')"
	else
		echo '== in a fresh Debian: left out, there is no debootstrap'
	fi
	printf '%d passed, %d failed\n' "$passed" "$failed"
	sort -u build/unsteady
	[ "$failed" -eq 0 ]
}

usage() {
	sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

case ${1:-} in
run)
	shift
	build
	if [ $# -gt 0 ]; then
		exec build/release/tbtop "$@"
	fi
	exec build/release/tbtop demo
	;;
build) build ;;
package) package ;;
install) shift && install_it "$@" ;;
test) test_all ;;
bench) shift && bench "$@" ;;
*) usage ;;
esac

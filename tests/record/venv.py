#!/usr/bin/env python3
"""Runs a test with packages of pip's, in a virtual environment that is kept for the next time.

    venv.py REQUIREMENTS SCRIPT [ARGUMENT ...]

A line "# pip: OPTION" of REQUIREMENTS (a file) is an option of pip's. The environment is below $XDG_CACHE_HOME, by what REQUIREMENTS asks for: one for all builds. Where pip can't
install it, or Python makes no environments, the test is skipped: a line says why, the exit status is 77.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

SKIP = 77
PIP = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"]


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIP)


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.strip()] or ["no reason given"]
        return next((line for line in lines if line.startswith("ERROR")), lines[-1])
    return None


def options(requirements):
    with open(requirements, encoding="utf-8") as file:
        return [line.split(":", 1)[1].strip() for line in file if line.startswith("# pip:")]


def make(place, requirements):
    """Whole or not at all: a marker says that it is done."""
    done = os.path.join(place, "done")
    if os.path.exists(done):
        return
    shutil.rmtree(place, ignore_errors=True)
    why = run(sys.executable, "-m", "venv", place)
    if why:
        skip(f"no virtual environment: {why} (Debian: apt-get install python3-venv)")
    why = run(os.path.join(place, "bin/python"), *PIP, *options(requirements), "-r", requirements)
    if why:
        shutil.rmtree(place, ignore_errors=True)
        skip(f"pip can't install {os.path.basename(requirements)}: {why}")
    open(done, "w").close()


def main():
    requirements, *command = sys.argv[1:]
    with open(requirements, "rb") as file:
        name = hashlib.sha256(file.read() + sys.version.encode()).hexdigest()[:12]
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    place = os.path.join(cache, "tbtop-tests", name)
    os.makedirs(place, exist_ok=True)
    with open(place + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make(place, requirements)
    sys.stdout.flush()
    python = os.path.join(place, "bin/python")
    os.execv(python, [python, "-W", "ignore", *command])


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Loads generated logdirs with `list`, on one core and on all, and prints medians. Beside them what reading the
bytes alone takes, and with checking both CRCs and keeping nothing (`ceiling`).

    load.py BUILD_DIR [OTHER_BUILD_DIR …]

Several builds are run in turn. Where it may, a run is of the real-time class (chrt -f), so that what else the
machine does counts less.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from generator import event_files, generate

ROUNDS = 5
TAGS = 5
LOADS = [  # what, its flags, its shape, points
    ("10 files of 1 M scalars", [], dict(runs=10, tags=TAGS, steps=200_000), 10_000_000),
    ("one file of 10 M", [], dict(runs=1, tags=TAGS, steps=2_000_000), 10_000_000),
    ("one file of 10 M tensors with metadata", ["tensors"], dict(runs=1, tags=TAGS, steps=2_000_000), 10_000_000),
    ("1,000 runs x 3 tags x 100 points", [], dict(runs=1000, tags=3, steps=100), 300_000),
    ("10,000 runs x 3 tags x 100 points", [], dict(runs=10000, tags=3, steps=100), 3_000_000),
]
MEMORY_POINTS = (5_000_000, 10_000_000)
VALUES = ["constant", "smooth", "stairs", "noisy", "random"]


def real_time():
    try:
        return ["chrt", "-f", "10"] if not subprocess.run(["chrt", "-f", "10", "true"], capture_output=True).returncode else []
    except FileNotFoundError:
        return []


def cores(all_of_them):
    return [] if all_of_them else ["taskset", "-c", str(min(os.sched_getaffinity(0)))]


def run(tbtop, logdir, all_cores):
    """Seconds, CPU seconds, MiB."""
    command = [*REAL_TIME, *cores(all_cores), tbtop, "list", logdir]
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def medians(builds, logdir, all_cores):
    taken = {build: [] for build in builds}
    for _ in range(ROUNDS):
        for build in builds:
            taken[build].append(run(os.path.join(build, "tbtop"), logdir, all_cores))
    return {build: [statistics.median(column) for column in zip(*runs)] for build, runs in taken.items()}


def ceiling(build, logdir):
    """Seconds for the bytes alone, and with their checks; None where the build has no such program."""
    program = os.path.join(build, "tests", "bench", "ceiling")
    if not os.path.exists(program):
        return None
    command = [*REAL_TIME, *cores(False), program, *event_files(logdir)]
    outputs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(ROUNDS)]
    return [statistics.median(column) for column in list(zip(*(map(float, output.split()) for output in outputs)))[:2]]


def anew(builds, folder, *flags, **shape):
    logdir = os.path.join(folder, "logdir")
    shutil.rmtree(logdir, ignore_errors=True)
    generate(os.path.join(builds[0], "tbtop"), logdir, *flags, **shape)
    return logdir


def loads(builds, folder):
    for what, flags, shape, points in LOADS:
        logdir = anew(builds, folder, *flags, **shape)
        least = ceiling(builds[0], logdir)
        if least:
            print(f"{what:40} the bytes alone {least[0] * 1e3:7.1f} ms; looked at, nothing kept {least[1] * 1e3:7.1f} ms "
                  f"{points / least[1] / 1e6:5.1f} M/s", flush=True)
        one, many = medians(builds, logdir, False), medians(builds, logdir, True)
        for build in builds:
            wall, cpu, memory = one[build]
            print(f"{what:40} {os.path.basename(os.path.dirname(build)):10} one core {wall * 1e3:7.1f} ms "
                  f"{points / wall / 1e6:5.1f} M/s, all {many[build][0] * 1e3:7.1f} ms, {wall / many[build][0]:.2f} x; "
                  f"{memory:6.1f} MiB", flush=True)


def memory(builds, folder):
    """By the difference of two sizes, since a process's largest counts what it was forked from."""
    for values in VALUES:
        taken = []
        for points in MEMORY_POINTS:
            logdir = anew(builds, folder, runs=1, tags=TAGS, steps=points // TAGS, values=values)
            taken.append(run(os.path.join(builds[0], "tbtop"), logdir, False)[2])
        each = (taken[1] - taken[0]) * 1048576 / (MEMORY_POINTS[1] - MEMORY_POINTS[0])
        print(f"{values:10} values, wall times with jitter: {each:5.2f} bytes a point", flush=True)


if __name__ == "__main__":
    REAL_TIME = real_time()
    BUILDS = [os.path.abspath(build) for build in sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="load-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as FOLDER:
        memory(BUILDS, FOLDER)
        loads(BUILDS, FOLDER)

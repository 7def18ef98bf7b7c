#!/usr/bin/env python3
"""Loads generated logdirs with `list`, on one core and on all, and prints medians. Beside them what reading the
bytes alone takes, and with checking both CRCs and keeping nothing (`ceiling`); and how much more the machine does in
all with a copy of the program on each of two cores, each for itself, than with one: often less than twice as much,
where cores share a memory, or a processor of the host's.

    load.py BUILD_DIR [OTHER_BUILD_DIR …]

Several builds, and logdirs of as many points, are run in turn. Where it may, a run is of the real-time class (chrt -f),
so that what else the machine does counts less.
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
LOADS = [  # those of as many points: what, its flags, its shape
    (10_000_000, [
        ("10 files of 1 M scalars", [], dict(runs=10, tags=TAGS, steps=200_000)),
        ("one file of 10 M", [], dict(runs=1, tags=TAGS, steps=2_000_000)),
        ("one file of 10 M tensors with metadata", ["tensors"], dict(runs=1, tags=TAGS, steps=2_000_000)),
    ]),
    (300_000, [("1,000 runs x 3 tags x 100 points", [], dict(runs=1000, tags=3, steps=100))]),
    (3_000_000, [("10,000 runs x 3 tags x 100 points", [], dict(runs=10000, tags=3, steps=100))]),
]
MEMORY_POINTS = (5_000_000, 10_000_000)
VALUES = ["constant", "smooth", "stairs", "noisy", "random"]


def real_time():
    try:
        return ["chrt", "-f", "10"] if not subprocess.run(["chrt", "-f", "10", "true"], capture_output=True).returncode else []
    except FileNotFoundError:
        return []


def on_core(number):
    """The command that runs another on one core of those that we may use."""
    return ["taskset", "-c", str(sorted(os.sched_getaffinity(0))[number])]


def run(tbtop, logdir, *where):
    """Seconds, MiB; of one on each of those cores, or of one on all."""
    commands = [[*REAL_TIME, *cores, tbtop, "list", logdir] for cores in where or [[]]]
    start = time.monotonic()
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    memory = 0
    for process in processes:
        _, process.returncode, usage = os.wait4(process.pid, 0)
        memory = max(memory, usage.ru_maxrss / 1024)
    return time.monotonic() - start, memory


def ceiling(build, logdir):
    """Seconds for the bytes alone, and with their checks; None where the build has no such program."""
    program = os.path.join(build, "tests", "bench", "ceiling")
    if not os.path.exists(program):
        return None
    command = [*REAL_TIME, *on_core(0), program, *event_files(logdir)]
    return tuple(map(float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[:2]))


def anew(builds, logdir, *flags, **shape):
    shutil.rmtree(logdir, ignore_errors=True)
    generate(os.path.join(builds[0], "tbtop"), logdir, *flags, **shape)
    return logdir


def by_turns(takes):
    """Of each function in a dictionary the medians of what it returns."""
    taken = {name: [] for name in takes}
    for _ in range(ROUNDS):
        for name, take in takes.items():
            taken[name].append(take())
    return {name: [statistics.median(column) for column in zip(*rounds)] for name, rounds in taken.items() if rounds[0]}


def ways(builds, logdir):
    """What is measured of a logdir, by name: the ceiling, and each build on one core, on all, twice at once."""
    yield "ceiling", lambda: ceiling(builds[0], logdir)
    for build in builds:
        tbtop = os.path.join(build, "tbtop")
        yield (build, "one"), lambda tbtop=tbtop: run(tbtop, logdir, on_core(0))
        yield (build, "all"), lambda tbtop=tbtop: run(tbtop, logdir)
        if len(os.sched_getaffinity(0)) > 1:
            yield (build, "twice"), lambda tbtop=tbtop: run(tbtop, logdir, on_core(0), on_core(1))


def loads(builds, folder):
    for points, cases in LOADS:
        logdirs = {what: anew(builds, os.path.join(folder, str(i)), *flags, **shape)
                   for i, (what, flags, shape) in enumerate(cases)}
        medians = by_turns({(what, way): take for what, logdir in logdirs.items() for way, take in ways(builds, logdir)})
        for what in logdirs:
            print_load(what, points, builds, {way: median for (of, way), median in medians.items() if of == what})


def print_load(what, points, builds, medians):
    if "ceiling" in medians:
        alone, checked = medians["ceiling"]
        print(f"{what:40} the bytes alone {alone * 1e3:7.1f} ms; looked at, nothing kept {checked * 1e3:7.1f} ms "
              f"{points / checked / 1e6:5.1f} M/s")
    for build in builds:
        one, memory = medians[build, "one"]
        many, twice = (medians.get((build, way), (2 * one,))[0] for way in ("all", "twice"))
        print(f"{what:40} {os.path.basename(os.path.dirname(build)):10} one core {one * 1e3:7.1f} ms "
              f"{points / one / 1e6:5.1f} M/s, all {many * 1e3:7.1f} ms, {one / many:.2f} x (the machine gives "
              f"{2 * one / twice:.2f} x); {memory:6.1f} MiB", flush=True)


def memory(builds, folder):
    """By the difference of two sizes, since a process's largest counts what it was forked from."""
    for values in VALUES:
        taken = []
        for points in MEMORY_POINTS:
            logdir = anew(builds, os.path.join(folder, "memory"), runs=1, tags=TAGS, steps=points // TAGS, values=values)
            taken.append(run(os.path.join(builds[0], "tbtop"), logdir, on_core(0))[1])
        each = (taken[1] - taken[0]) * 1048576 / (MEMORY_POINTS[1] - MEMORY_POINTS[0])
        shutil.rmtree(os.path.join(folder, "memory"))
        print(f"{values:10} values, wall times with jitter: {each:5.2f} bytes a point", flush=True)


if __name__ == "__main__":
    REAL_TIME = real_time()
    BUILDS = [os.path.abspath(build) for build in sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="load-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as FOLDER:
        memory(BUILDS, FOLDER)
        loads(BUILDS, FOLDER)

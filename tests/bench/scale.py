#!/usr/bin/env python3
"""Measures a build of tbtop on logdirs that are larger than usual, and prints what they cost.

    scale.py BUILD_DIR [--large]   a release build

Each line: wall time from exec to exit, CPU time, peak memory. With --large also files of
several GiB, one of them without holes: that much room is needed in the temporary directory.
"""

import argparse
import gzip
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from generator import event_files, generate

MIB = 1 << 20
GIB = 1 << 30
CASES = [
    ("1,000 runs", dict(runs=1000, tags=10, steps=100)),
    ("20,000 tags in a run", dict(runs=1, tags=20000, steps=5)),
    ("200 tags of 5 KB", dict(runs=1, tags=200, steps=20, tag_length=5000)),
    ("5,000 files in a run", dict(runs=1, tags=3, steps=50_000, files=5000)),
    ("20,000 files in a run", dict(runs=1, tags=3, steps=200_000, files=20000)),
    ("5,000 files in a run, 20 tags", dict(runs=1, tags=20, steps=25_000, files=5000)),
    ("10,000 files in 10,000 runs", dict(runs=10000, tags=2, steps=3)),
]


def few_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def measure(tbtop, *words):
    start = time.monotonic()
    process = subprocess.Popen([tbtop, *words], stdout=subprocess.DEVNULL, preexec_fn=few_descriptors)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    print(f"    {words[0]:<8} {wall:7.2f} s   {usage.ru_utime + usage.ru_stime:7.2f} s CPU   "
          f"{usage.ru_maxrss / 1024:7.1f} MiB" + (f"   exit status {code}" if code else ""), flush=True)


def all_commands(tbtop, logdir):
    for command in ("list", "check", "steps", "once"):
        measure(tbtop, command, logdir)


def sparse(tbtop, folder):
    """Four GiB of zeros, and the same with an event at the end."""
    os.makedirs(folder)
    path = os.path.join(folder, "events.out.tfevents.1.sparse")
    with open(path, "wb") as file:
        file.truncate(4 * GIB)
    print("a hole of 4 GiB")
    measure(tbtop, "list", folder)
    with open(path, "ab") as file:
        file.write(b"not an event")
    print("a hole of 4 GiB, then damage")
    measure(tbtop, "list", folder)
    shutil.rmtree(folder)


def compressed(tbtop, folder):
    """The same points plain and compressed."""
    generate(tbtop, folder, runs=1, tags=5, steps=400_000)
    path = event_files(folder)[0]
    print(f"2 M points, {os.path.getsize(path) / MIB:.0f} MiB")
    measure(tbtop, "list", folder)
    with open(path, "rb") as plain, gzip.open(path + ".gz", "wb", 6) as packed:
        shutil.copyfileobj(plain, packed)
    os.remove(path)
    print(f"the same by gzip, {os.path.getsize(path + '.gz') / MIB:.0f} MiB")
    measure(tbtop, "list", folder)
    shutil.rmtree(folder)


def bomb(tbtop, folder):
    generate(tbtop, folder, runs=1, tags=1, steps=1)
    path = event_files(folder)[0]
    with open(path, "rb") as file:
        head = file.read()
    os.remove(path)
    with gzip.open(path + ".gz", "wb", 9) as packed:
        packed.write(head)
        for _ in range(2 * 1024):
            packed.write(bytes(MIB))
    print(f"2 GiB of zeros by gzip, {os.path.getsize(path + '.gz') / MIB:.1f} MiB")
    measure(tbtop, "list", folder)
    shutil.rmtree(folder)


def large(tbtop, folder):
    generate(tbtop, folder, runs=1, tags=5, steps=8_000_000)
    size = os.path.getsize(event_files(folder)[0])
    print(f"40 M points in one file of {size / GIB:.1f} GiB")
    measure(tbtop, "list", folder)
    print("the same, with --memory-limit 64M")
    measure(tbtop, "list", "--memory-limit=64M", folder)
    shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build")
    parser.add_argument("--large", action="store_true")
    arguments = parser.parse_args()
    tbtop = os.path.join(os.path.abspath(arguments.build), "tbtop")
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        logdir = os.path.join(folder, "logdir")
        for name, shape in CASES:
            generate(tbtop, logdir, **shape)
            print(name)
            all_commands(tbtop, logdir)
            shutil.rmtree(logdir)
        compressed(tbtop, logdir)
        sparse(tbtop, logdir)
        if arguments.large:
            bomb(tbtop, logdir)
            large(tbtop, logdir)


if __name__ == "__main__":
    sys.exit(main())

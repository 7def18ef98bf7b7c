#!/usr/bin/env python3
"""Measures a build of tbtop on logdirs that are larger than usual, and prints what they cost.

    scale.py BUILD_DIR [--large]   a release build with tests (it needs tests/bench/generate)

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

MIB = 1 << 20
GIB = 1 << 30
CASES = [  # name, arguments of generate: runs, tags, points, files, tag length
    ("1,000 runs", (1000, 10, 100)),
    ("20,000 tags in a run", (1, 20000, 5)),
    ("200 tags of 5 KB", (1, 200, 20, 1, 5000)),
    ("5,000 files in a run", (1, 3, 10, 5000)),
    ("20,000 files in a run", (1, 3, 10, 20000)),
    ("5,000 files in a run, 20 tags", (1, 20, 5, 5000)),
    ("10,000 files in 10,000 runs", (10000, 2, 3)),
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


def event_file(folder):
    for path, _, names in os.walk(folder):
        for name in names:
            return os.path.join(path, name)


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


def compressed(tbtop, generate, folder):
    """The same points plain and compressed."""
    subprocess.run([generate, folder, "1", "5", "400000"], check=True)
    path = event_file(folder)
    print(f"2 M points, {os.path.getsize(path) / MIB:.0f} MiB")
    measure(tbtop, "list", folder)
    with open(path, "rb") as plain, gzip.open(path + ".gz", "wb", 6) as packed:
        shutil.copyfileobj(plain, packed)
    os.remove(path)
    print(f"the same by gzip, {os.path.getsize(path + '.gz') / MIB:.0f} MiB")
    measure(tbtop, "list", folder)
    shutil.rmtree(folder)


def bomb(tbtop, generate, folder):
    subprocess.run([generate, folder, "1", "1", "1"], check=True)
    path = event_file(folder)
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


def large(tbtop, generate, folder):
    subprocess.run([generate, folder, "1", "5", "8000000"], check=True)
    size = os.path.getsize(event_file(folder))
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
    build = os.path.abspath(arguments.build)
    tbtop, generate = os.path.join(build, "tbtop"), os.path.join(build, "tests/bench/generate")
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        logdir = os.path.join(folder, "logdir")
        for name, shape in CASES:
            subprocess.run([generate, logdir, *map(str, shape)], check=True)
            print(name)
            all_commands(tbtop, logdir)
            shutil.rmtree(logdir)
        compressed(tbtop, generate, logdir)
        sparse(tbtop, logdir)
        if arguments.large:
            bomb(tbtop, generate, logdir)
            large(tbtop, generate, logdir)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Loads the same generated logdirs with tbtop and with its peers, in turn, on one core, and prints ratios.

    peers.py BUILD_DIR [PYTHON]

PYTHON is an interpreter of a virtual environment; of these packages, whatever it has is compared:
tensorboard, tensorboard-data-server, terminalboard (with plotext below 6). tbtop checks both CRCs of every
record and keeps every point; what the others do is said beside their figure. Whatever would take most of a minute
loads a part of the logdir, and ratios are of rates.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

from generator import generate

ROUNDS = 3
OFTEN = 5  # times in a round, of what takes milliseconds
PART = 10  # of what takes long one in so many runs, or points
ONE_CORE = ["taskset", "-c", "0"]
CASES = [("1 M scalars in 5 tags, one file", 1, 5, 200_000), ("1,000 runs x 3 tags x 100 points", 1000, 3, 100)]

PYTHON_READER = """
import sys, time
from tensorboard.backend.event_processing import plugin_event_multiplexer as multiplexer
start = time.monotonic()
runs = multiplexer.EventMultiplexer(size_guidance={"tensors": %d}).AddRunsFromDirectory(sys.argv[1])
runs.Reload()
print(time.monotonic() - start)
"""


def seconds(command):
    start = time.monotonic()
    subprocess.run(ONE_CORE + command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def data_server(binary, logdir, *flags):
    """From the start of the process to the end of its first load cycle."""
    start = time.monotonic()
    command = [binary, "--logdir", logdir, "--reload", "once", "--port", "0", "--verbose", *flags]
    process = subprocess.Popen(ONE_CORE + command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "Finished load cycle" in line:
            break
    taken = time.monotonic() - start
    process.kill()
    process.wait()
    return taken


def python_reader(python, logdir, keep):
    command = [*ONE_CORE, python, "-W", "ignore", "-c", PYTHON_READER % keep, logdir]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(re.findall(r"[\d.]+", done.stdout)[-1])


def contestants(tbtop, python):
    """(name, how it loads a logdir, how often in how many rounds, whether all of it)"""
    yield "tbtop", lambda logdir: seconds([tbtop, "list", logdir]), OFTEN, ROUNDS, True
    if not python:
        return
    folder = os.path.dirname(python)
    find = "import tensorboard_data_server as s; print(s.server_binary())"
    server = subprocess.run([python, "-c", find], capture_output=True, text=True).stdout.strip()
    if server:
        keep_all = ("--samples-per-plugin", "scalars=all")
        yield "data server, no CRC, 1,000 a tag", lambda d: data_server(server, d), 1, ROUNDS, True
        yield "data server, CRC, 1,000 a tag", lambda d: data_server(server, d, "--checksum"), 1, ROUNDS, True
        yield "data server, CRC, all", lambda d: data_server(server, d, "--checksum", *keep_all), 1, ROUNDS, True
    terminalboard = os.path.join(folder, "terminalboard")
    if os.path.exists(terminalboard):
        yield "terminalboard, no CRC, all", lambda d: seconds([terminalboard, "--list", d]), 1, 1, True
    if not subprocess.run([python, "-c", "import tensorboard"], capture_output=True).returncode:
        yield "TensorBoard's Python reader, 1,000 a tag", lambda d: python_reader(python, d, 1000), 1, 1, False


def compare(tbtop, python, whole, part, points):
    fields = [(*contestant, []) for contestant in contestants(tbtop, python)]
    for turn in range(ROUNDS):
        for _, load, often, rounds, of_all, times in fields:
            for _ in range(often if turn < rounds else 0):
                times.append(load(whole) if of_all else load(part) * PART)
    ours = statistics.median(fields[0][-1])
    for name, _, _, _, of_all, times in fields:
        taken = statistics.median(times)
        print(f"  {name:<42} {taken * 1e3:10.1f} ms {points / taken / 1e6:8.3f} M scalars/s {taken / ours:8.1f} x"
              + ("" if of_all else f"   (of a {PART}th)"), flush=True)


def main():
    build = os.path.abspath(sys.argv[1])
    python = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
    tbtop = os.path.join(build, "tbtop")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for name, runs, tags, points in CASES:
            whole, part = os.path.join(folder, f"{runs}"), os.path.join(folder, f"{runs}-part")
            generate(tbtop, whole, runs=runs, tags=tags, steps=points)
            if runs > 1:
                generate(tbtop, part, runs=runs // PART, tags=tags, steps=points)
            else:
                generate(tbtop, part, runs=1, tags=tags, steps=points // PART)
            print(f"{name}: from exec to the end of loading; ratio to tbtop")
            compare(tbtop, python, whole, part, runs * tags * points)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measures how a build of tbtop opens what is large beside event files, and prints it.

    opened.py BUILD_DIR [SPANS] [NODES]     a release build with tests (tests/bench/generate_trace)

A trace of 10 million spans (1.5 GB of JSON) in the dashboard: until the overview is there the
first time and from then on, what it takes of memory, and how long keys take in the timeline. A
SavedModel with 100,000 nodes until its tree is there, and each key in it: unfolding, finding, the
drawing, highlights, another one compared. 0 SPANS: the graph alone. The cache is a directory of its own.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile

from pane import Pane

OVERVIEW = re.compile(rb"Look first at")
TIMELINE_KEYS = b"++<>++jlh+<j>+-<k+>+-" # zoom, pan, cursor
LAYER = 100  # nodes of a scope
GRAPH_KEYS = [b"j", b"l", b"l", b"j", b"j", b"l", b"j", b"k", b"+", b"-", b"\t", b"j", b"l", b"\r", b"j", b"j", b"\x1b",
              b"\x1b", b"G", b"g", b"c", b"c", b"c", b"c", b"\x1b[Z", b"G", b"g", b"/op_9", b"\r", b"n", b"N"]


def memory(pane):
    """The most it ever took, in MiB."""
    with open(f"/proc/{pane.pid}/status") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) / 1024


def profile(tbtop, logdir, environment):
    for name in "first time", "second time", "third time", "fourth time":
        pane = Pane(tbtop, logdir, 120, 40, environment)
        taken = pane.until(OVERVIEW, 600)
        print(f"  {name:<12} exec to the overview {taken * 1e3:8.0f} ms   {memory(pane):5.0f} MiB")
        if name == "fourth time":
            timeline(pane)
        pane.close()


def timeline(pane):
    pane.press(b"\t\t")
    pane.quiet(0.5)
    times = []
    for _ in range(4):
        for key in TIMELINE_KEYS:
            taken, _ = pane.answer(lambda: pane.press(bytes([key])), 0.05)
            if taken is not None:
                times.append(taken * 1e3)
    times.sort()
    print(f"  a key in the timeline to its first byte: median {statistics.median(times):.1f} ms, "
          f"p99 {times[len(times) * 99 // 100]:.1f} ms   ({memory(pane):.0f} MiB)")


def field(number, content):
    length, size = len(content), b""
    while length > 0x7F:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return bytes([number << 3 | 2]) + size + bytes([length]) + content


SHAPE = field(5, field(1, b"_output_shapes") + field(2, field(1, field(7, field(2, b"\x08\x20") + field(2, b"\x08\x40")))))


def saved_model(path, count):
    """Layers of a hundred nodes each, every node fed by the one before."""
    nodes = b"".join(
        field(1, field(1, f"model/layer_{i // LAYER}/block_{i % LAYER // 10}/op_{i % 10}".encode()) +
              field(2, [b"MatMul", b"AddV2", b"Relu", b"Mul", b"Identity"][i % 5]) +
              SHAPE +
              (field(3, f"model/layer_{(i - 1) // LAYER}/block_{(i - 1) % LAYER // 10}/op_{(i - 1) % 10}".encode())
               if i else b""))
        for i in range(count))
    os.makedirs(path)
    with open(os.path.join(path, "saved_model.pb"), "wb") as file:
        file.write(bytes([1 << 3, 1]) + field(2, field(1, field(4, b"serve")) + field(2, nodes)))


def graph_keys(pane):
    """Milliseconds until each is answered; Escape alone waits for what might follow it."""
    times = []
    for key in GRAPH_KEYS:
        taken, _ = pane.answer(lambda: pane.press(key), 0.3)
        if taken is not None and key != b"\x1b":
            times.append((taken * 1e3, key))
    return times


def graph(tbtop, logdir, environment):
    times = []
    for _ in range(5):
        pane = Pane(tbtop, logdir, 120, 40, environment)
        times.append(pane.until(re.compile(rb"layer_"), 60) * 1e3)
        size = memory(pane)
        if len(times) < 5:
            pane.close()
    pane.quiet(1)
    keys = graph_keys(pane)
    pane.press(b"b")  # compared with the other one
    pane.quiet(1)
    pane.press(b")")
    pane.quiet(1)
    keys += graph_keys(pane)
    size = memory(pane)
    pane.close()
    keys.sort()
    print(f"  a key to its first byte: median {keys[len(keys) // 2][0]:.1f} ms, slowest {keys[-1][0]:.1f} ms ({keys[-1][1]})   {size:.0f} MiB")
    print(f"  exec to the tree {statistics.median(times):.0f} ms (slowest {max(times):.0f})   {size:.0f} MiB")


def main():
    build = os.path.abspath(sys.argv[1])
    tbtop, generate = os.path.join(build, "tbtop"), os.path.join(build, "tests/bench/generate_trace")
    spans = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
    nodes = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder:
        environment = {"XDG_CACHE_HOME": os.path.join(folder, "cache")}
        if spans:
            logdir = os.path.join(folder, "trace")
            os.makedirs(logdir)
            trace = os.path.join(logdir, "host_1.1.pt.trace.json")
            with open(trace, "wb") as file:
                subprocess.run([generate, str(spans)], stdout=file, check=True)
            print(f"{spans:,} spans, {os.path.getsize(trace) / 1e9:.2f} GB")
            profile(tbtop, logdir, environment)
        print(f"{nodes:,} nodes")
        saved_model(os.path.join(folder, "model/saved"), nodes)
        saved_model(os.path.join(folder, "model/later"), nodes - 7)
        graph(tbtop, os.path.join(folder, "model"), environment)


if __name__ == "__main__":
    main()

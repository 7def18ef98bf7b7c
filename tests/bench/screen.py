#!/usr/bin/env python3
"""Measures what a person at the dashboard feels, and prints a table.

    screen.py BUILD_DIR [PART ...]   a release build with tests (it needs tests/bench/frame)

The real program runs in a pty; times are from the act (exec, a write to an event file, a key) to the byte
that answers it, the terminal itself not counted. Parts: start, append, keys, frame, idle; all when none is
named, in about three minutes. Nothing passes or fails here.
"""

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time

from append import Appender
from generator import event_files, generate
from pane import CHART, Pane

LOADED = 2  # seconds without a byte: everything is read and drawn
SETTLED = 7  # the same, and the writers' processes were looked up
# In the status line once nothing is missing: all was read, or "rest from index" (only cells that change are sent).
WHOLE = re.compile(rb"rest|WATCHING|LIVE|LATE|STALLED|DONE|GONE")
LINKS = 19  # of a file of 550 MB: 10 GB


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def milliseconds(values):
    return f"p50 {percentile(values, .5) * 1e3:7.2f} ms   p99 {percentile(values, .99) * 1e3:7.2f} ms"


def row(what, figures, reach):
    print(f"| {what:<52} | {figures:<46} | {reach:<18} |", flush=True)


class Logdirs:
    """Made when first asked for, in a directory that goes away."""

    def __init__(self, tbtop, folder):
        self.tbtop, self.folder = tbtop, folder

    def get(self, runs, tags, points, files=1, use=""):
        logdir = os.path.join(self.folder, f"{runs}x{tags}x{points}x{files}{use}")
        if not os.path.exists(logdir):
            generate(self.tbtop, logdir, runs=runs, tags=tags, steps=points, files=files)
        return logdir

    def one_file(self):
        return self.get(1, 5, 2_000_000)

    def gigabytes(self):
        """The one file under many names: 10 GB to read, in the page cache once."""
        logdir = os.path.join(self.folder, "gigabytes")
        (source,) = event_files(self.one_file())
        if not os.path.exists(logdir):
            for run in range(LINKS):
                os.makedirs(os.path.join(logdir, f"run{run:02}"))
                os.link(source, os.path.join(logdir, f"run{run:02}", os.path.basename(source)))
        return logdir

    def empty(self):
        logdir = os.path.join(self.folder, "empty")
        os.makedirs(logdir, exist_ok=True)
        return logdir


def start(tbtop, logdirs):
    anything = re.compile(b"(?s).")
    taken = []
    for _ in range(15):
        pane = Pane(tbtop, logdirs.empty(), 120, 40)
        taken.append(pane.until(anything))
        pane.close()
    row("exec -> first byte, empty logdir", f"{statistics.median(taken) * 1e3:.1f} ms", "< 10 ms")
    cases = [
        ("1 M points, one file", logdirs.get(1, 5, 200_000)), ("10 M points, ten files", logdirs.get(1, 5, 2_000_000, 10)),
        ("10 M points, one file of 550 MB", logdirs.one_file()), ("1,000 runs x 3 tags x 100", logdirs.get(1000, 3, 100)),
        ("10 GB in 19 files", logdirs.gigabytes()),
    ]
    for name, logdir in cases:
        with tempfile.TemporaryDirectory(prefix="bench-cache-") as cache:
            firsts, seconds = [], []
            for _ in range(5):
                pane = Pane(tbtop, logdir, 120, 40, {"XDG_CACHE_HOME": cache + "/none/none"}, usual=True)
                firsts.append(pane.until(CHART))
                pane.close()
            pane = Pane(tbtop, logdir, 120, 40, {"XDG_CACHE_HOME": cache}, usual=True)
            pane.until(CHART)
            pane.quiet(LOADED)
            pane.close()
            for _ in range(5):
                pane = Pane(tbtop, logdir, 120, 40, {"XDG_CACHE_HOME": cache}, usual=True)
                seconds.append(pane.until(WHOLE))
                pane.close()
            row(f"exec -> first chart, {name}", f"{statistics.median(firsts) * 1e3:.1f} ms", "< 50 ms")
            row(f"second start -> whole picture, {name}", f"{statistics.median(seconds) * 1e3:.1f} ms", "< 150 ms")


def append_to(tbtop, logdir, points, columns, rows, rounds):
    pane, appender = Pane(tbtop, logdir, columns, rows), Appender(logdir, points)
    pane.until(CHART)
    pane.quiet(LOADED)
    times, sizes = [], []
    for _ in range(rounds):
        pane.quiet(0.05 + random.random() * 0.05)
        taken, data = pane.answer(appender.add, 0.08)
        if taken is not None:
            times.append(taken)
            sizes.append(len(data))
    appender.close()
    pane.close()
    return times, sizes


def append(tbtop, logdirs):
    cases = [("1 run", (1, 5, 2000), 80, 24, 200), ("1 run", (1, 5, 2000), 120, 40, 400),
             ("1 run", (1, 5, 2000), 200, 60, 1000), ("1,000 runs", (1000, 3, 100), 120, 40, 1000)]
    for name, shape, columns, rows, reach in cases:
        logdir = logdirs.get(*shape, use=f"@{columns}")
        times, sizes = append_to(tbtop, logdir, shape[2], columns, rows, 40)
        size = f"{columns}x{rows}"
        row(f"append -> bytes, {name}, {size}", milliseconds(times), "p99 < 20 ms")
        row(f"bytes of a one-point update, {name}, {size}",
            f"median {statistics.median(sizes):.0f}   p90 {percentile(sizes, .9)}   max {max(sizes)}", f"< {reach}")


def cursor_keys(pane):
    """Into the charts, then to and fro."""
    pane.press(b"\t")
    pane.quiet(0.3)
    pane.answer(lambda: pane.press(b"h"), 0.1)
    times, sizes = [], []
    for i in range(100):
        pane.quiet(0.02 + random.random() * 0.02)
        taken, data = pane.answer(lambda: pane.press(b"hhl"[i % 3:i % 3 + 1]), 0.03)
        if taken is not None:
            times.append(taken)
            sizes.append(len(data))
    return times, sizes


VIEW_KEYS = b"jk\x1b[C\x1b[DxsSya+=-"  # lists, cursor, axes, smoothing, runs, zoom


def cursor_row(name, sizes, reach):
    row(f"bytes of a key that moves the cursor, {name}",
        f"median {statistics.median(sizes):.0f}   p90 {percentile(sizes, .9)}   max {max(sizes)}", reach)


def view_keys(pane, rounds):
    """Keys that change what charts show: until the first byte, and until the last charts are made."""
    times, wholes = [], []
    keys = re.findall(rb"\x1b\[.|.", VIEW_KEYS)
    for i in range(rounds):
        pane.quiet(0.15)
        begin = last = time.monotonic()
        pane.press(keys[i % len(keys)])
        first, data = pane.read(1)
        when = first
        while data:
            last = when
            when, data = pane.read(0.1)
        if last > begin:
            times.append(first - begin)
            wholes.append(last - begin)
    return times, wholes


def typed_keys(pane, count):
    """Signs typed into a prompt while other things change: the time until each is there."""
    times = []
    pane.press(b":")
    pane.quiet(0.01)
    for i in range(count):
        sign = b"@~^"[i % 3:i % 3 + 1]
        pane.seen = b""
        pane.start, _ = pane.read(0.02 + random.random() * 0.02)
        pane.press(sign)
        taken = pane.until(re.compile(re.escape(sign)), 2)
        if taken is not None:
            times.append(taken)
    return times


def keys(tbtop, logdirs):
    for name, logdir in (("10 M points", logdirs.one_file()), ("1,000 runs", logdirs.get(1000, 3, 100))):
        pane = Pane(tbtop, logdir, 120, 40)
        pane.until(CHART)
        pane.quiet(LOADED)
        times, sizes = cursor_keys(pane)
        pane.close()
        row(f"key -> first byte, {name} loaded", milliseconds(times), "p99 < 5 ms")
        cursor_row(f"{name}, 120x40", sizes, "")
    for columns, rows, reach in ((80, 24, "< 150"), (200, 60, "")):
        pane = Pane(tbtop, logdirs.one_file(), columns, rows)
        pane.until(CHART)
        pane.quiet(LOADED)
        cursor_row(f"10 M points, {columns}x{rows}", cursor_keys(pane)[1], reach)
        pane.close()
    for name, logdir in (("a tag of 2 M points, 5 tags", logdirs.one_file()),
                         ("1,000 runs x 20 tags, all shown", logdirs.get(1000, 20, 100))):
        pane = Pane(tbtop, logdir, 200, 60)
        pane.until(CHART)
        pane.quiet(LOADED)
        pane.press(b"a\t")
        pane.quiet(LOADED)
        times, wholes = view_keys(pane, 24)
        pane.close()
        row(f"key -> screen at 200x60, {name}", milliseconds(times), "p99 < 33 ms")
        row("the same, until all charts are made", milliseconds(wholes), "")
    pane = Pane(tbtop, logdirs.gigabytes(), 120, 40, usual=True)
    pane.until(CHART)
    times = typed_keys(pane, 120)
    pane.close()
    row("key -> its sign, while 10 GB load", milliseconds(times), "p99 < 20 ms")


def frame(build, logdirs):
    program = os.path.join(build, "tests/bench/frame")
    one, many = logdirs.one_file(), logdirs.get(1000, 50, 20)
    alone = ["<Tab>", "<Enter>"]
    cases = [
        ("5 charts of 10 M points", one, 120, 40, [], "< 2.5 ms"),
        ("one chart of 2 M points", one, 120, 40, alone, "< 0.5 ms"),
        ("the same, smoothed", one, 120, 40, [*alone, "S"], "< 0.5 ms"),
        ("the same, zoomed in", one, 120, 40, [*alone, "S", "+", "+", "+"], "< 0.5 ms"),
        ("the same, zoomed in far", one, 120, 40, [*alone, "S", *["+"] * 12], "< 0.5 ms"),
        ("50 tags, 12 of 1,000 runs shown", many, 200, 60, [], "< 16 ms"),
        ("50 tags, all of 1,000 runs shown", many, 200, 60, ["a"], "< 16 ms"),
    ]
    for name, logdir, columns, rows, pressed, reach in cases:
        done = subprocess.run([program, logdir, str(columns), str(rows), *pressed], capture_output=True, text=True)
        prepare, paint, apply = (float(text) / 1e3 for text in done.stdout.split())
        row(f"frame, {name}", f"prepare {prepare:.2f} ms   paint {paint:.2f} ms   apply {apply:.3f} ms", reach)


def settle(panes):
    """None has a chart to draw, a file to read or a process to look up any more."""
    for pane in panes:
        pane.until(CHART)
    for pane in panes:
        pane.quiet(LOADED)
    time.sleep(SETTLED)
    for pane in panes:
        pane.quiet(0.1)


def idle(tbtop, logdirs):
    """All at once, as each is at rest, over three looks at what is polled."""
    seconds, thousand = 15, logdirs.get(1000, 3, 100)
    cases = [("1 run", logdirs.get(1, 5, 200_000), (), "< 0.05 %, 0"), ("1,000 runs", thousand, (), "< 0.05 %, 0"),
             ("1,000 files polled", thousand, ("--watch=poll",), "< 0.5 %")]
    panes = [Pane(tbtop, logdir, 120, 40, options=options) for _, logdir, options, _ in cases]
    settle(panes)
    before = [(pane.cpu(), pane.wakeups()) for pane in panes]
    time.sleep(seconds)
    for (name, _, _, reach), pane, (cpu, wakeups) in zip(cases, panes, before):
        cpu, wakeups = pane.cpu() - cpu, pane.wakeups() - wakeups
        sent = len(pane.quiet(0.01))
        pane.close()
        row(f"idle, {name}", f"{cpu / seconds * 100:.3f} % CPU   {wakeups / seconds:.1f} wake-ups/s   {sent} bytes", reach)


def main():
    build, parts = os.path.abspath(sys.argv[1]), sys.argv[2:]
    tbtop = os.path.join(build, "tbtop")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        logdirs = Logdirs(tbtop, folder)
        row("What", "Measured", "Reach")
        print(f"|{'-' * 54}|{'-' * 48}|{'-' * 20}|")
        for name, part in (("start", start), ("append", append), ("keys", keys), ("frame", frame), ("idle", idle)):
            if not parts or name in parts:
                part(build if name == "frame" else tbtop, logdirs)


if __name__ == "__main__":
    main()

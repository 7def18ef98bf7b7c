#!/usr/bin/env python3
"""Measures stepping through images: 1,000 steps of 512x512 in one run.

    tbtop demo LOGDIR --no-live --runs 1 --steps 1000 --pictures 512
    images.py TBTOP LOGDIR

Times are from a key to the last byte of the frame that shows the new picture; a step that was not looked at
before is read, decoded and drawn; one that was is drawn. Memory is what the kernel says of the process at
the end, and at its highest. Nothing passes or fails here.
"""

import re
import sys
import time

from pane import Pane

PICTURE = 4000  # bytes: a frame that changes the picture has more, one that says "reading" has fewer
KEYS = 200
STEPS = 1000
SILENCE = 0.25


def memory(pid):
    with open(f"/proc/{pid}/status") as file:
        text = file.read()
    return [int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1]) / 1024 for name in ("VmRSS", "VmHWM")]


def seen(pane, key):
    """Seconds from the key to the end of the frame with the picture."""
    begin, last, size = time.monotonic(), None, 0
    pane.press(key)
    while True:
        when, data = pane.read(SILENCE if last is None or size < PICTURE else 0.02)
        if not data:
            return (last - begin if last and size >= PICTURE else None)
        last, size = when, size + len(data)


def row(what, values):
    values = sorted(value * 1e3 for value in values if value is not None)
    print(f"| {what} | {values[len(values) // 2]:.1f} ms | {values[int(len(values) * .99)]:.1f} ms | {len(values)} |", flush=True)


def main(tbtop, logdir):
    pane = Pane(tbtop, logdir, 120, 40, {"COLORTERM": "truecolor"})
    pane.until(re.compile(rb"samples"))
    pane.quiet(2)
    print("| | p50 | p99 | keys |\n|---|---|---|---|")
    row("a step that was not looked at before", [seen(pane, b"h") for _ in range(KEYS)])
    row("back to one of the last ten", [seen(pane, key) for _ in range(KEYS // 20) for key in [b"l"] * 10 + [b"h"] * 10])
    for _ in range(STEPS):  # as fast as a held key repeats
        pane.press(b"h")
        pane.read(0.03)
    pane.quiet(1)
    print("resident %.0f MiB, at its highest %.0f MiB" % tuple(memory(pane.pid)))
    pane.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

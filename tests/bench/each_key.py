#!/usr/bin/env python3
"""Measures each key of the Scalars tab at 200x60, from the key to the byte that answers it, and prints a table.

    each_key.py BUILD_DIR [ROUNDS]

The real program in a pty, on 1,000 runs × 20 tags that are all shown, and on one tag of 10 M points; the
terminal itself is not counted. Below the table are the keys whose slowest answer took more than a frame.
Nothing passes or fails here.
"""

import os
import sys
import tempfile
import time

from pane import CHART, Pane
from screen import LOADED, Logdirs, milliseconds, row

FRAME = 0.033
ESC = "\x1b"
# What is typed with the cursor in the charts; what follows the first undoes it or goes on from there.
ACTS = [
    "h", "l", "{", "}", "j", "k", "G", "g", "\x04", "\x15", "+", "+", "<", ">", "-", "=", "=",
    ("v", "l", "}", ESC), ("v", "h", "\r"), "=", "t", "t", "t", "t", "f", "f", "x", "x", "x", "x", "X", "X", "y", "y", "y",
    "M", "M", "M", "M", "T", "T", "T", "w", "j", "w", "S", "S", "s", "s", "O", "O", "L", "L", "B", "B", "z", "Z",
    "]b", "[b", "ma", "h", "'a", "mb", ("i", ESC), ("!", ESC), (";", ESC), "F", "F", "U", "U", "u", "\x12", "H", "H",
    ("?", "j", ESC), (":", "s", "m", ESC), ("/", "0", ESC), ("R", "1", ESC), ("e", ESC), "r", "Y", ("\r", "h", ESC),
    "p", "P", "P", "p", ",", ",",
    "\t", "j", "k", "G", "g", " ", " ", "o", "o", "*", "*", "c", "u", "b", "d", "d", "b", ("R", "9", "9", "\r"), ("R", "\x15", "\r"),
    "\t", "j", " ", "k", " ", "&", "~", "j", "l", "h", "n", "N", "\t", "2", "1",
]


def answers(pane, rounds):
    """Per key: the times to its first byte; keys that change nothing on the screen have none."""
    taken = {}
    for _ in range(rounds):
        for act in ACTS:
            for key in [act] if isinstance(act, str) else act:
                pane.quiet(0.15)
                begin = time.monotonic()
                pane.press(key.encode())
                when, data = pane.read(0.5)
                if data:
                    taken.setdefault(key, []).append(when - begin)
    return taken


def name(key):
    known = {ESC: "Esc", "\r": "Enter", "\t": "Tab", " ": "Space"}
    return known.get(key) or (f"^{chr(ord(key) + 64)}" if key < " " else key)


def main():
    tbtop, rounds = os.path.join(os.path.abspath(sys.argv[1]), "tbtop"), int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        logdirs = Logdirs(tbtop, folder)
        for what, shape in (
("1,000 runs x 20 tags, all shown", (1000, 20, 100)), ("one tag of 10 M points", (1, 1, 10_000_000))):
            pane = Pane(tbtop, logdirs.get(*shape), 200, 60)
            pane.until(CHART)
            pane.quiet(LOADED)
            pane.press(b"a\t")
            pane.quiet(LOADED)
            taken = answers(pane, rounds)
            pane.close()
            row(f"each key -> screen at 200x60, {what}", milliseconds(sum(taken.values(), [])), "p99 < 33 ms")
            slow = {name(key): max(times) for key, times in taken.items() if max(times) > FRAME}
            print("  slower than a frame at worst: "
                  + (", ".join(f"{key} {worst * 1e3:.0f} ms" for key, worst in slow.items()) or "none")
                  + f" (of {len(taken)} keys that change the screen)")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""On Linux' text console (TERM=linux) nothing is drawn that its fonts do not have, in no tab; --charset says otherwise.

    console.py TBTOP
"""

import contextlib
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from fcntl import ioctl

from world import Checks, World

# What the kernel's own font (CP437) and those of Debian's console-setup (Lat15, Uni2) both have, beside ASCII.
CONSOLE = set("°±²µ·•←↑→↓≈≤≥─│┌┐└┘├┤┬┴┼█░▒■▲▼")
QUIET, MOST = 0.4, 5  # seconds
TABS = "123456789"
OVER = [":view embeddings\r", ":view graphs\r", ":view profile\r", ":view series\r", "?", "\x1b", "!", "\x1b", "1", "w", "U"]


def take(terminal, said):
    """Reads until nothing comes; `said` gets what came."""
    until = time.monotonic() + MOST
    with contextlib.suppress(OSError):  # which is how a terminal says that nobody is there any more
        while time.monotonic() < until and select.select([terminal], [], [], QUIET)[0]:
            said += os.read(terminal, 65536)


def drawn(world, *options):
    """The characters beside ASCII that the dashboard sends while keys go through all tabs, and how many escapes it took."""
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(world.home)
        os.execve(world.program, ["tbtop", "--no-state", *options, "sweep"], {**world.environment, "TERM": "linux"})
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 37, 100, 0, 0))
    said = bytearray()
    while b"loss" not in said:
        said += os.read(terminal, 65536)
    for key in [*TABS, *OVER]:
        os.write(terminal, key.encode())
        take(terminal, said)
    os.write(terminal, b"q")
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 65536):
            said += chunk
    _, status = os.waitpid(pid, 0)
    return {c for c in said.decode() if ord(c) > 126}, status, len(re.findall(rb"\x1b\[", said))


def main():
    checks = Checks()
    with World(sys.argv[1]) as world:
        world.tbtop("demo", "sweep", "--no-live", "--steps", "700", "--runs", "4")
        signs, status, escapes = drawn(world)
        checks.check(status == 0 and escapes > 100, f"it ended with {status} after {escapes} sequences")
        checks.check(signs <= CONSOLE, f"the console has no {''.join(sorted(signs - CONSOLE))}")
        checks.check(signs & set("─│█"), "lines are drawn as letters")
        signs, _, _ = drawn(world, "--charset", "ascii")
        checks.check(not signs, f"{signs} are no ASCII")
        signs, _, _ = drawn(world, "--charset", "utf-8")
        checks.check(any("\u2800" < c <= "\u28ff" for c in signs), "what is asked for is not drawn")
    checks.end()


if __name__ == "__main__":
    main()

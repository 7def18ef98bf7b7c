#!/usr/bin/env python3
"""Measures a build of tbtop on generated logdirs and prints medians.

    bench.py BUILD_DIR        a release build

Headless commands are timed from exec to exit on one core; the dashboard is looked at
in a pty: time from exec to the first chart, CPU time while idle. Each figure is the
median of several runs, taken in turn.
"""

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time

from generator import generate

CASES = [  # name, runs, tags, points a tag
    ("1 M points in 5 tags, one file", 1, 5, 200_000),
    ("1,000 runs x 3 tags x 100 points", 1000, 3, 100),
]
ROUNDS = 5


def timed(command):
    start = time.monotonic()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, _, usage = os.wait4(pid, 0)
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def headless(tbtop, words, logdir):
    runs = [timed(["/usr/bin/taskset", "-c", "0", tbtop, *words, logdir]) for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*runs)]


class Screen:
    """The dashboard in a pty of 120x40."""

    def __init__(self, tbtop, logdir):
        self.start = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", XDG_CONFIG_HOME="/nonexistent")
            os.execv(tbtop, [tbtop, "--no-state", logdir])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def until(self, text, limit=30):
        seen = b""
        while text not in seen and time.monotonic() - self.start < limit:
            if select.select([self.fd], [], [], 0.05)[0]:
                seen += os.read(self.fd, 65536)
        return time.monotonic() - self.start

    def drain(self, seconds):
        """Bytes that come within some seconds."""
        end, count = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                count += len(os.read(self.fd, 65536))
        return count

    def cpu(self):
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        while True:
            try:
                if not os.read(self.fd, 65536):
                    break
            except OSError:
                break
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def dashboard(tbtop, logdir):
    first = []
    for _ in range(ROUNDS):
        screen = Screen(tbtop, logdir)
        first.append(screen.until("⠀".encode()[:1]))  # the first byte of a braille cell
        screen.close()
    screen = Screen(tbtop, logdir)
    screen.until("⠀".encode()[:1])
    screen.drain(3)
    before = screen.cpu()
    sent = screen.drain(10)
    idle = (screen.cpu() - before) / 10 * 100
    screen.close()
    return statistics.median(first), idle, sent


def main():
    build = os.path.abspath(sys.argv[1])
    tbtop = os.path.join(build, "tbtop")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for name, runs, tags, points in CASES:
            logdir = os.path.join(folder, str(runs))
            generate(tbtop, logdir, runs=runs, tags=tags, steps=points)
            total = runs * tags * points
            print(name)
            for words in (["list"], ["steps"]):
                wall, cpu, memory = headless(tbtop, words, logdir)
                print(f"  {words[0]:<10} {wall * 1e3:8.1f} ms   {total / wall / 1e6:6.2f} M points/s   "
                      f"{cpu * 1e3:7.1f} ms CPU   {memory:6.1f} MiB")
            first, idle, sent = dashboard(tbtop, logdir)
            print(f"  first chart {first * 1e3:7.1f} ms   idle {idle:.2f} % CPU, {sent} bytes in 10 s")


if __name__ == "__main__":
    main()

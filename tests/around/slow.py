#!/usr/bin/env python3
"""The dashboard over a line of 9600 baud: how long its first frame and the answer to a key take there.

    slow.py TBTOP

The line is a pty that is read so slowly; a frame that is not wanted any more must not be sent.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

from world import Checks, World

BYTES_A_SECOND = 960
QUIET = 0.7   # seconds without a byte: the frame has come
# Seconds of that line; bytes are what is checked, so that a busy machine fails nothing.
FIRST_MOST = 8.0
KEY_MOST = 2.0


class Line:
    def __init__(self, world, command):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(world.home)
            os.execvpe(command[0], command, world.environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def take(self):
        """Reads what comes until it is quiet, at the line's pace: seconds and bytes."""
        start = last = time.monotonic()
        count = 0
        while time.monotonic() - last < QUIET:
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    got = len(os.read(self.fd, BYTES_A_SECOND // 20))
                except OSError:
                    break
                count += got
                time.sleep(got / BYTES_A_SECOND)
                last = time.monotonic()
        return last - start, count

    def press(self, keys):
        os.write(self.fd, keys.encode())
        return self.take()


def main():
    checks = Checks()
    with World(sys.argv[1]) as world:
        line = Line(world, ["tbtop", "--no-state", "--watch", "off", "runs"])
        seconds, count = line.take()
        print(f"first frame of 80x24: {seconds:.1f} s, {count} bytes")
        checks.check(count < FIRST_MOST * BYTES_A_SECOND, "the first frame takes too long")
        for key, what in (("j", "a line down"), ("\t", "next pane"), ("?", "help"), ("\x1b", "back")):
            seconds, count = line.press(key)
            print(f"{what}: {seconds:.1f} s, {count} bytes")
            checks.check(count < KEY_MOST * BYTES_A_SECOND or what in ("help", "back"), f"{what} takes too long")
        seconds, count = line.press("+" * 40)
        print(f"forty times zoom in: {seconds:.1f} s, {count} bytes")
        checks.check(count < 2 * FIRST_MOST * BYTES_A_SECOND, "frames that nobody wants any more are sent")
        line.press("q")
        _, status = os.waitpid(line.pid, 0)
        checks.check(status == 0, "it does not quit")
    checks.end()


if __name__ == "__main__":
    main()

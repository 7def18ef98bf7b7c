"""The real program in a pty of some size: what it sends, and when."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

CHART = re.compile(rb"\xe2[\xa0-\xa3][\x80-\xbf]")  # a braille cell
SYNC_QUERY = b"\x1b[?2026$p"


AUTOGROUP = "-5"  # nice value: most of a machine that others use, but not more than the kernel's own threads


def leave_real_time():
    """For what is shared out between threads: of the usual class, ahead of other sessions where that is allowed."""
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    try:
        with open("/proc/self/autogroup", "w") as file:
            file.write(AUTOGROUP)
    except OSError:
        pass


class Pane:
    def __init__(self, tbtop, logdir, columns, rows, environment=None, usual=False, options=()):
        self.start = time.monotonic()
        self.seen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            if usual:
                leave_real_time()
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", XDG_CONFIG_HOME="/nonexistent",
                              **(environment or {}))
            os.execv(tbtop, [tbtop, "--no-state", *options, logdir])

    def read(self, limit):
        """What comes next within `limit` seconds: (when, bytes); no bytes when nothing does."""
        if not select.select([self.fd], [], [], max(limit, 0))[0]:
            return time.monotonic(), b""
        when, data = time.monotonic(), os.read(self.fd, 1 << 20)
        if SYNC_QUERY in data:
            os.write(self.fd, b"\x1b[?2026;2$y")
        return when, data

    def until(self, pattern, limit=60):
        """Seconds since the start when the pattern is among what came since the start; None when it doesn't come."""
        end = time.monotonic() + limit
        while (now := time.monotonic()) < end:
            when, data = self.read(end - now)
            self.seen += data
            if pattern.search(self.seen):
                return when - self.start
        return None

    def quiet(self, seconds):
        """Reads on until nothing came for that long; returns the bytes."""
        data = b""
        while True:
            _, more = self.read(seconds)
            if not more:
                return data
            data += more

    def answer(self, act, silence):
        """Acts, and reads on until silence: (seconds to the first byte or None, bytes in all)."""
        begin = time.monotonic()
        act()
        when, data = self.read(2)
        if not data:
            return None, b""
        return when - begin, data + self.quiet(silence)

    def press(self, keys):
        os.write(self.fd, keys)

    def _tasks(self):
        return [f"/proc/{self.pid}/task/{task}" for task in os.listdir(f"/proc/{self.pid}/task")]

    def wakeups(self):
        """Times a thread that is there went to sleep of itself, which is how often one woke up."""
        total = 0
        for task in self._tasks():
            with open(task + "/status") as file:
                total += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", file.read(), re.M)[1])
        return total

    def cpu(self):
        """Seconds on a core, of all threads that there were (clock_getcpuclockid(3))."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        try:
            while os.read(self.fd, 1 << 20):
                pass
        except OSError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.fd)

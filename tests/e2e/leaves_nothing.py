#!/usr/bin/env python3
"""`tbtop demo` without a LOGDIR leaves nothing behind, also when it is told to end twice.

    leaves_nothing.py TBTOP

A terminal that is closed sends SIGHUP more than once: the second one comes while the directory is being removed.
"""

import os
import pty
import signal
import sys
import tempfile
import threading
import time

LIMIT = 60


def wait_for(condition, what):
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.00005)


def runs_in(place):
    try:
        return sum(len(os.listdir(os.path.join(place, name))) for name in os.listdir(place))
    except FileNotFoundError:
        return 0


def drain(screen):
    try:
        while os.read(screen, 65536):
            pass
    except OSError:
        pass  # its other end is closed


def main():
    tbtop = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        child, screen = pty.fork()
        if not child:
            os.environ.update(TMPDIR=place, TERM="xterm-256color")
            os.execv(tbtop, [tbtop, "demo", "--speed", "100"])
        threading.Thread(target=drain, args=(screen,), daemon=True).start()
        wait_for(lambda: runs_in(place) == 6, "the sweep begins")
        os.kill(child, signal.SIGTERM)
        wait_for(lambda: runs_in(place) < 6, "the directory is being removed")
        os.kill(child, signal.SIGTERM)
        _, status = os.waitpid(child, 0)
        assert not os.listdir(place), os.listdir(place)
        assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 128 + signal.SIGTERM, status
    print("nothing is left")


if __name__ == "__main__":
    main()

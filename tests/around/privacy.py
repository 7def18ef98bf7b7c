#!/usr/bin/env python3
"""No command opens a connection or writes anywhere but below the XDG directories and /tmp: its system calls are watched. Threads that
read have a filter.

    privacy.py TBTOP
"""

import contextlib
import os
import pty
import re
import shutil
import sys

from world import Checks, World

COMMANDS = [["list"], ["export"], ["steps"], ["check"], ["once"], ["--status"], ["wait", "--until", "step>1"]]


def written(calls, home):
    """The paths that were opened for writing, made or renamed; `strace -y` tells the directories of relative ones."""
    for place, path in re.findall(r'openat\((?:AT_FDCWD|\d+)<([^>]*)>, "([^"]*)", [^)]*O_(?:WRONLY|RDWR|CREAT)', calls):
        yield os.path.join(place, path)
    for path in re.findall(r'(?:creat|mkdir|rename|unlink)\("([^"]*)"', calls):
        yield os.path.join(home, path)


def filters(pid):
    """What /proc tells of each thread of a process: its number, and whether it has a filter of system calls."""
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status", encoding="ascii", errors="replace") as file:
            found = re.search(r"^Seccomp:\s*(\d)", file.read(), re.M)
        yield int(task), bool(found) and found[1] == "2"


def read_confined(checks, world):
    """The dashboard's threads that read have a filter; the one that starts what alerts ask for has none."""
    said = world.run("tbtop", "check", "runs").stdout
    if "without a seccomp filter" in said:
        checks.skip("the filter of system calls", said.splitlines()[-1])
        return
    checks.check("under a seccomp filter" in said, f"check does not tell of the filter: {said}")
    pid, terminal = pty.fork()
    if not pid:
        os.execve(world.program, ["tbtop", world.path("runs")], world.environment)
    screen = b""
    while b"loss" not in screen:
        screen += os.read(terminal, 65536)
    threads = dict(filters(pid))
    checks.check(not threads.pop(pid), "the dashboard's first thread has a filter: it could start no player, no alert")
    checks.check(any(threads.values()), "no thread of the dashboard has a filter")
    os.write(terminal, b"q")
    with contextlib.suppress(OSError):  # which is how a terminal says that nobody is there any more
        while os.read(terminal, 65536):
            pass
    os.waitpid(pid, 0)


def main():
    checks = Checks()
    if not shutil.which("strace"):
        checks.skip("watching system calls", "no strace")
        checks.end()
    with World(sys.argv[1]) as world:
        read_confined(checks, world)
        trace = world.path("trace")
        for command in COMMANDS:
            done = world.run("strace", "-f", "-y", "-qq", "-o", trace, "-e", "trace=socket,connect,bind,openat,creat,mkdir,rename,unlink",
                             "tbtop", *command, "runs")
            if done.returncode and not os.path.exists(trace):
                checks.skip("watching system calls", "strace can't")
                break
            with open(trace, encoding="utf-8", errors="replace") as file:
                calls = file.read()
            checks.check("openat" in calls, f"tbtop {command[0]}: nothing was seen")
            checks.check(not re.search(r"\b(socket|connect|bind)\((?!AF_UNIX)", calls), f"tbtop {command[0]} opens a connection")
            for path in sorted(written(calls, world.home)):
                checks.check(path.startswith((world.path(".cache"), world.path(".local/state"), "/dev/", "/proc/")),
                             f"tbtop {command[0]} writes {path}")
    checks.end()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""No command opens a connection or writes anywhere but below the XDG directories and /tmp: its system calls are watched.

    privacy.py TBTOP
"""

import os
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


def main():
    checks = Checks()
    if not shutil.which("strace"):
        checks.skip("watching system calls", "no strace")
        checks.end()
    with World(sys.argv[1]) as world:
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

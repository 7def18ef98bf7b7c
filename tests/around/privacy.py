#!/usr/bin/env python3
"""Neither a command nor the dashboard opens a connection, starts a program or writes anything but what it is told to, and its own
below the XDG directories: their system calls are watched. Threads that read have a filter.

    privacy.py TBTOP
"""

import contextlib
import os
import pty
import re
import select
import shutil
import sys
import time

from world import Checks, World

# What each is called with, and what it is told to write.
COMMANDS = [
    *((words, ()) for words in (
        ["list", "runs"], ["export", "runs"], ["steps", "runs"], ["check", "runs"], ["once", "runs"], ["--status", "runs"],
        ["wait", "runs", "--until", "step>1"], ["graph", "model"], ["profile", "profiled"], ["config"], ["help"], ["help", "tmux"],
        ["--complete", "export", "runs", "--run", ""], ["--version"])),
    (["export", "runs", "-o", "points"], ("points",)), (["list", "runs", "--log", "own"], ("own",)),
    (["log", "logged", "loss=1"], ("logged",)), (["demo", "sweep", "--no-live", "--runs", "1", "--steps", "10"], ("sweep",)),
]
# Through all tabs and what lies over them; runs are hidden, a line is typed, hardware is recorded: all of it is kept.
KEYS = [*"123456789", "1", "j", " ", "U", "?", "\x1b", "!", "\x1b", ";", "\x1b", ":smooth ema .5\r", "/lo\r", "r", "\t", "ma", "w", "B"]
QUIET, MOST = 0.3, 5 # seconds without a byte: the frame has come; no longer than that
CALLS = ",".join(["%network", *("?" + name for name in (
    "open", "openat", "openat2", "creat", "mkdir", "mkdirat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "link", "linkat",
    "symlink", "symlinkat", "truncate", "chmod", "fchmodat", "mknod", "mknodat", "execve", "execveat"))])


def written(calls, home):
    """The paths that were opened for writing, made, changed or removed; `strace -y` tells the directories of relative ones."""
    for line in calls.splitlines():
        name, _, rest = line.partition(" ")[2].strip().partition("(")
        opened = name.startswith(("open", "creat"))
        if " = -1 " in rest or name.startswith("exec") or opened and not re.search("O_(WRONLY|RDWR|CREAT|TRUNC)|creat", name + rest):
            continue
        for place, path in re.findall(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"', rest):
            yield os.path.join(place or home, path)


def watch(world, words):
    """The words before those of tbtop, and where what strace sees is."""
    trace = world.path("trace")
    return ["strace", "-f", "-y", "-qq", "-s", "4096", "-o", trace, "-e", "trace=" + CALLS, world.program, *words], trace


def check_calls(checks, world, what, trace, told=()):
    with open(trace, encoding="utf-8", errors="replace") as file:
        calls = file.read()
    may = (world.path(".cache/"), world.path(".local/"), "/dev/", "/proc/", *map(world.path, told))
    checks.check("openat" in calls, f"{what}: nothing was seen")
    checks.check(not re.search(r"\b(socket|connect|bind|listen|accept4?|sendto|sendmsg)\(", calls), f"{what} opens a connection")
    checks.check(calls.count("execve(") == 1, f"{what} starts a program")
    for path in sorted(set(written(calls, world.home))):
        checks.check((path + "/").startswith(may) or path.startswith(may), f"{what} writes {path}")


def take(terminal):
    """Reads until nothing comes; what came last."""
    until, said = time.monotonic() + MOST, b""
    with contextlib.suppress(OSError):  # which is how a terminal says that nobody is there any more
        while time.monotonic() < until and select.select([terminal], [], [], QUIET)[0]:
            said += os.read(terminal, 65536)
    return said


def watch_dashboard(checks, world):
    command, trace = watch(world, ["runs", "model", "profiled"])
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(world.home)
        os.execvpe(command[0], command, world.environment)
    screen = b""
    while b"loss" not in screen:
        screen += os.read(terminal, 65536)
    for key in KEYS:
        os.write(terminal, key.encode())
        take(terminal)
    os.write(terminal, b"q")
    with contextlib.suppress(OSError):
        while os.read(terminal, 65536):
            pass
    _, status = os.waitpid(pid, 0)
    checks.check(status == 0, f"the dashboard ended with {status}")
    check_calls(checks, world, "the dashboard", trace)
    checks.check(os.path.isdir(world.path(".local/state/tbtop")), "the dashboard keeps nothing: nothing was tried")
    left = {name for name in os.listdir(world.home)}
    checks.check(left <= {"runs", "model", "profiled", "bin", "trace", ".local", ".cache", "points", "own", "logged", "sweep"},
                 f"something else is in the home directory: {left}")


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
        for words, told in COMMANDS:
            command, trace = watch(world, words)
            done = world.run(*command)
            if done.returncode and not os.path.exists(trace):
                checks.skip("watching system calls", "strace can't")
                checks.end()
            check_calls(checks, world, "tbtop " + " ".join(words), trace, told)
        watch_dashboard(checks, world)
    checks.end()


if __name__ == "__main__":
    main()

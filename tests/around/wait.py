#!/usr/bin/env python3
"""`tbtop wait` as shell scripts have it: how it ends, what it waits for, and that waiting costs nothing.

    wait.py TBTOP
"""

import os
import signal
import socket
import subprocess
import sys
import time

from world import Checks, World, scalar, version

LIMIT = 60  # seconds for anything that should end


def wait(world, logdir, until, *more):
    return subprocess.Popen([world.program, "wait", logdir, "--until", until, *more], env=world.environment,
                            stderr=subprocess.PIPE, text=True)


def log(world, logdir, run, *words, **more):
    subprocess.run([world.program, "log", logdir, "--run", run, *words], env=world.environment, check=True, **more)


def ended(process):
    try:
        _, err = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "never", ""
    return process.returncode, err


def now(checks, world, what, logdir, until, status, *more):
    """What is there already: asked with a limit of no time at all."""
    got, err = ended(wait(world, logdir, until, "--timeout", "0", *more))
    checks.check(got == status, f"{what}: {until} ended with {got}, not {status} {err}")


def cases(checks, world, logdir):
    log(world, logdir, "train", "--step", "5", "loss=0.5", "val/loss=2", "odd name=7", "--end", "success")
    for until in ("step>=5", "val/loss<2.3", "loss<=0.5 && val/loss>1", '"odd name"==7', "run~^tr && step>1", "done"):
        now(checks, world, "what holds", logdir, until, 0)
    for until in ("step>=6", "val/loss<2", "nothing<1", "nan", "gone"):
        now(checks, world, "what does not hold", logdir, until, 124)
        now(checks, world, "what does not hold yet", logdir, until, 124, "--new")
    now(checks, world, "no such run yet", logdir, "run~other && step>1", 124)
    now(checks, world, "what was over before", logdir, "done", 124, "--new")
    got, err = ended(wait(world, logdir, "stalled", "--timeout", "0.5"))
    checks.check(got == 124 and "all runs are over" in err, f"it is over at the start: ended with {got} {err}")
    for until in ("step>=", "step>=1e400", "", "loss", "step>1 &&"):
        now(checks, world, "what is no condition", logdir, until, 2)
    now(checks, world, "a run that is meant", logdir, "step>=5", 0, "--run", "tr.*")
    now(checks, world, "no run is meant", logdir, "step>=5", 124, "--run", "other")
    now(checks, world, "no regular expression", logdir, "step>=5", 2, "--run", "(")
    _, err = ended(wait(world, logdir, "step>=1e400"))
    checks.check("column 7" in err, f"the column is named: {err}")
    now(checks, world, "no directory", os.path.join(logdir, "no", "such"), "step>1", 2)


def what_comes(checks, world, logdir):
    """A directory, a run, a value that are not there yet; a value that is no longer the newest when it is read."""
    late = os.path.join(logdir, "late")
    waiting = [wait(world, late, "step>=3"), wait(world, late, "run~second && val/loss<1"), wait(world, late, "loss>30")]
    time.sleep(0.5)
    checks.check(all(one.poll() is None for one in waiting), "nothing is there yet")
    log(world, late, "first", "--step", "1", "loss=1")
    log(world, late, "second", "--step", "2", "val/loss=2")
    time.sleep(0.5)
    checks.check(all(one.poll() is None for one in waiting), "nothing holds yet")
    lines = "".join(f'{{"step": {i}, "loss": {31 if i == 5 else 1}}}\n' for i in range(2, 9))
    log(world, late, "first", input=lines, text=True)
    log(world, late, "second", "--step", "3", "val/loss=0.5")
    for one, until in zip(waiting, ("step>=3", "val/loss<1", "loss>30")):
        got, err = ended(one)
        checks.check(got == 0, f"what comes: {until} ended with {got} {err}")


class Going:
    """A run that goes on, until its writer ends: the process that its file's name tells of."""

    def __init__(self, world, logdir, step=1):
        self.writer = subprocess.Popen(["cat"], env=world.environment, stdin=subprocess.PIPE)
        now = time.time()
        os.makedirs(os.path.join(logdir, "a"), exist_ok=True)
        name = f"events.out.tfevents.{int(now)}.{socket.gethostname()}.{self.writer.pid}.0"
        self.path = os.path.join(logdir, "a", name)
        self.write(version(now))
        self.log(step)

    def write(self, data):
        with open(self.path, "ab") as file:
            file.write(data)

    def log(self, step):
        self.write(scalar(time.time(), step, "loss", 1))
        time.sleep(0.5)

    def end(self):
        self.writer.stdin.close()
        self.writer.wait()


def news(checks, world, logdir):
    """What was over and goes on counts again, as a run does that is new; an empty file may be the start of one."""
    place = os.path.join(logdir, "news")
    Going(world, place).end()
    log(world, place, "b", "--step", "5", "loss=1", "--end", "success")
    waiting = [wait(world, place, until, "--new") for until in ("step>=5", "done", "step>=1000")]
    time.sleep(1)
    checks.check(all(one.poll() is None for one in waiting), "what was over before does not count")
    going = Going(world, place, 6)
    got, err = ended(waiting[0])
    checks.check(got == 0, f"it goes on: ended with {got} {err}")
    checks.check(all(one.poll() is None for one in waiting[1:]), "it goes on")
    going.end()
    for one, status in zip(waiting[1:], (0, 1)):
        got, err = ended(one)
        checks.check(got == status, f"it is over again: ended with {got}, not {status} {err}")
    os.mkdir(os.path.join(place, "c"))
    with open(os.path.join(place, "c", "events.out.tfevents.1.nowhere"), "w", encoding="ascii"):
        pass
    now(checks, world, "a file that is empty", place, "step>=1000", 124)


def ends(checks, world, logdir):
    """A writer that ends without a word is done; what it did not reach it never will."""
    place = os.path.join(logdir, "ends")
    going = Going(world, place)
    waiting = [wait(world, place, "done"), wait(world, place, "step>=1000")]
    time.sleep(2)
    checks.check(all(one.poll() is None for one in waiting), "it goes on")
    going.end()
    for one, status in zip(waiting, (0, 1)):
        got, err = ended(one)
        checks.check(got == status, f"an end: ended with {got}, not {status} {err}")


def signals(checks, world, logdir):
    going = Going(world, logdir)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        one = wait(world, logdir, "step>=1000")
        time.sleep(0.5)
        began = time.monotonic()
        one.send_signal(number)
        got, _ = ended(one)
        took = time.monotonic() - began
        checks.check(got == -number and took < 5, f"{number.name} ended it with {got} after {took:.1f} s")
    going.end()


def ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def costs_nothing(checks, world, logdir):
    """Not one tick of a processor in so many seconds, also where time alone may fulfil the condition."""
    going = Going(world, logdir)
    waiting = [wait(world, logdir, until, "--timeout", "8") for until in ("step>=1000", "silent>100000 || val/loss<-1")]
    time.sleep(1.5)
    before = [ticks(one.pid) for one in waiting]
    time.sleep(6)
    after = [ticks(one.pid) for one in waiting]
    checks.check(all(b - a <= 1 for a, b in zip(before, after)), f"waiting costs nothing: {before} {after} ticks")
    for one in waiting:
        got, _ = ended(one)
        checks.check(got == 124, f"the limit: ended with {got}")
    going.end()


def main():
    checks = Checks()
    with World(sys.argv[1]) as world:
        logdir = world.path("waited")
        os.mkdir(logdir)
        for part in (cases, what_comes, news, ends, signals, costs_nothing):
            part(checks, world, logdir)
    checks.end()


main()

#!/usr/bin/env python3
"""`tbtop wait` as shell scripts have it: how it ends, what it waits for, and that waiting costs nothing.

    wait.py TBTOP
"""

import os
import signal
import subprocess
import sys
import time

from world import Checks, World

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
    log(world, logdir, "train", "--step", "5", "loss=0.5", "val/loss=2", "odd name=7")
    for until in ("step>=5", "val/loss<2.3", "loss<=0.5 && val/loss>1", '"odd name"==7', "run~^tr && step>1", "done"):
        now(checks, world, "what holds", logdir, until, 0)
    for until in ("step>=6", "val/loss<2", "nothing<1", "nan", "run~other && step>1", "gone"):
        now(checks, world, "what does not hold", logdir, until, 124)
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


def ends(checks, world, logdir):
    """A writer that ends without a word is done; what it did not reach it never will."""
    place = os.path.join(logdir, "ends")
    writer = subprocess.Popen([world.program, "log", place, "--run", "a"], env=world.environment,
                              stdin=subprocess.PIPE, text=True)
    writer.stdin.write('{"step": 1, "loss": 1}\n')
    writer.stdin.flush()
    time.sleep(0.5)
    waiting = [wait(world, place, "done"), wait(world, place, "step>=1000")]
    time.sleep(2)
    checks.check(all(one.poll() is None for one in waiting), "it goes on")
    writer.stdin.close()
    writer.wait()
    for one, status in zip(waiting, (0, 1)):
        got, err = ended(one)
        checks.check(got == status, f"an end: ended with {got}, not {status} {err}")


def signals(checks, world, logdir):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        one = wait(world, logdir, "step>=1000")
        time.sleep(0.5)
        began = time.monotonic()
        one.send_signal(number)
        got, _ = ended(one)
        took = time.monotonic() - began
        checks.check(got == -number and took < 5, f"{number.name} ended it with {got} after {took:.1f} s")


def ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def costs_nothing(checks, world, logdir):
    """Not one tick of a processor in so many seconds, also where time alone may fulfil the condition."""
    waiting = [wait(world, logdir, until, "--timeout", "8") for until in ("step>=1000", "silent>100000 || val/loss<-1")]
    time.sleep(1.5)
    before = [ticks(one.pid) for one in waiting]
    time.sleep(6)
    after = [ticks(one.pid) for one in waiting]
    checks.check(all(b - a <= 1 for a, b in zip(before, after)), f"waiting costs nothing: {before} {after} ticks")
    for one in waiting:
        got, _ = ended(one)
        checks.check(got == 124, f"the limit: ended with {got}")


def main():
    checks = Checks()
    with World(sys.argv[1]) as world:
        logdir = world.path("waited")
        os.mkdir(logdir)
        for part in (cases, what_comes, ends, signals, costs_nothing):
            part(checks, world, logdir)
    checks.end()


main()

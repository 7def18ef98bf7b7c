#!/usr/bin/env python3
"""What `steps`, `--status` and `wait` tell of simulated trainings agrees with the truth, and with one another.

    steps_truth.py TBTOP [SEEDS]
"""

import json
import os
import random
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time

from training import Training, Writer
from world import record

YEARS = 10 * 365.25 * 86400
DIFFERENCES = 2.0  # seconds that pass between two commands


def run(*arguments):
    return subprocess.run([TBTOP, *arguments], stdout=subprocess.PIPE, env=ENVIRONMENT, timeout=60)


def steps(logdir, *options):
    lines = run("steps", "--json", *options, logdir).stdout.decode().splitlines()
    return {line["run"]: line for line in map(json.loads, lines)}


def seconds_of(text):
    """5h02, 9m, 1m30, 44s, 3d4h: what stands in a status line."""
    days, hours, minutes, rest = 0, 0, 0, text
    if "d" in rest:
        days, rest = rest.split("d")
        rest = rest.rstrip("h")
        return int(days) * 86400 + (int(rest) * 3600 if rest else 0)
    if "h" in rest:
        hours, rest = rest.split("h")
        return int(hours) * 3600 + (int(rest) * 60 if rest else 0)
    if rest.endswith("ms"):
        return float(rest[:-2]) / 1000
    if rest.endswith("s"):
        return float(rest[:-1])
    minutes, rest = rest.split("m")
    return int(minutes) * 60 + (int(rest) if rest else 0)


def near(what, value, truth, part, least=0.0):
    assert value is not None and abs(value - truth) <= max(part * abs(truth), least), f"{what}: {value}, not {truth}"


def quantile(times, part):
    times = sorted(times)
    return times[min(int(part * len(times)), len(times) - 1)]


def shape(seed):
    """Step seconds by step: constant, uneven, drifting or bimodal."""
    chance = random.Random(seed)
    base, kind = chance.uniform(0.2, 1.5), seed % 4
    noise = 0 if kind == 0 else 0.08

    def seconds(step, of):
        value = base * (1 + step / of if kind == 2 else 1)
        if kind == 3 and chance.random() < 0.25:
            value = base * 2
        return value * max(0.3, chance.gauss(1, noise))

    return seconds


def check_times(told, training, part=0.02):
    near("p50", told["step_ms"]["p50"], 1000 * quantile(training.times, 0.5), part)
    near("p95", told["step_ms"]["p95"], 1000 * quantile(training.times, 0.95), part)
    assert told["last_step"] == training.step


def check_pauses(told, training):
    got = {pause["kind"]: pause for pause in told["pauses"]}
    assert set(got) == set(training.counts), (told["pauses"], training.counts)
    for kind, count in training.counts.items():
        assert got[kind]["count"] == count, (kind, told["pauses"], training.counts)
        near(kind, got[kind]["mean_s"], training.spent[kind] / count, 0.1)
        near("share of " + kind, told["shares"][kind], training.spent[kind] / training.all, 0.1)
    return got


def ended(training):
    if training.counts:  # the last pause has an end
        training.train(training.times[-1])
        training.log()
    training.all = training.now - training.start
    training.close()
    return training


def begin(place, name, ago, start=None):
    training = Training(os.path.join(place, name), start or time.time() - ago)
    training.start = training.now
    return training


# ---- Trainings ---------------------------------------------------------------------------------


def plain(place, seed):
    """No pauses; the tags come each k-th step."""
    seconds, every = shape(seed), 1 + seed % 5
    training = begin(place, "plain", 86400)
    for step in range(1500 // every * every):
        training.train(seconds(step, 1500), every)
    ended(training)
    told = steps(place)["plain"]
    check_times(told, training, 0.02 if every == 1 else 0.45)
    near("rate", told["rates"]["run"], training.step / training.all, 0.01)
    assert not told["pauses"], told["pauses"]


def busy(place, seed):
    """Evaluations each 500 steps of 40 s, checkpoints each 1000 beside them, a stall, a restart."""
    seconds = shape(seed)
    training = begin(place, "busy", 86400)
    for step in range(1, 2801):
        training.train(seconds(step, 2800))
        if step % 500 == 0:
            training.evaluate(40)
        if step == 1234:
            training.pause("stall", 540)
        if step == 2100:
            training.restart(700)
            training.log()
    ended(training)
    told = steps(place)["busy"]
    check_times(told, training)
    got = check_pauses(told, training)
    assert got["eval"]["every_steps"] == 500
    near("rate of the run", told["rates"]["run"], training.step / training.all, 0.01)


def beside_clean(place, seed, skews):
    """A training and its twin, some of whose records are dated wrongly; what is told of both must be the same."""
    seconds = shape(seed)
    training = begin(place, "clean", 0, time.time() - 3000)
    spoilt = begin(place, "spoilt", 0, training.now)
    for step in range(1, 1001):
        took = seconds(step, 1000)
        training.train(took)
        spoilt.skew = skews.get(step, 0)
        spoilt.train(took)
    shift = time.time() - training.now - 5
    for one in (training, spoilt):
        ended(one)
        redate(one, shift)
    told = steps(place, "--target-step", "2000")
    check_same(told["clean"], told["spoilt"], 0.03)
    assert not told["spoilt"]["pauses"], told["spoilt"]["pauses"]
    return told, spoilt


def spoiled(place, seed):
    """Records whose clock is far off, in the middle, change nothing but themselves."""
    chance = random.Random(seed)
    far = chance.choice([YEARS, 2.0**40, 86400.0 * 3, 1e300, -YEARS, -86400.0 * 3, -1.79e9])
    first, many = chance.choice([50, 700, 995]), chance.choice([1, 1, 3])
    beside_clean(place, seed, {first + i: far for i in range(many)})


def spoiled_end(place, seed):
    """The newest records are the ones ahead, and that is said."""
    chance = random.Random(seed)
    ahead, many = chance.choice([YEARS, 2.0**40, 86400.0 * 3, 3600.0 * 5]), chance.choice([1, 1, 4])
    told, spoilt = beside_clean(place, seed, {1000 - i: ahead for i in range(many)})
    assert told["spoilt"]["clock_ahead_s"] > ahead / 2, told["spoilt"]
    assert "clock_ahead_s" not in told["clean"]
    assert b": its clock is" in run("steps", place).stdout
    os.utime(spoilt.writer.path)
    assert b"clock ahead" in run("--status", "--size", "60x1", place).stdout


def redate(training, shift):
    """Writes all again, `shift` seconds later: how long a training takes is known at its end only."""
    with open(training.writer.path, "rb") as file:
        data = file.read()
    out, at = bytearray(), 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        body = bytearray(data[at + 12 : at + 12 + length])
        (wall,) = struct.unpack_from("<d", body, 1)
        struct.pack_into("<d", body, 1, wall + shift)
        out += record(bytes(body))
        at += 16 + length
    with open(training.writer.path, "wb") as file:
        file.write(out)


def check_same(clean, other, part):
    for key in ("now", "minute", "hour", "run"):
        near("rate " + key, other["rates"][key], clean["rates"][key], 0.1 if key == "now" else part)
    for key in ("p50", "p90", "p95", "p99", "max", "mean"):
        near(key, other["step_ms"][key], clean["step_ms"][key], part)
    near("eta", other["eta_s"], clean["eta_s"], part, 10)
    near("age", other["age_s"], clean["age_s"], 0.02, 10)
    assert other["state"] == clean["state"], (other["state"], clean["state"])
    near("drift", other["drift"], clean["drift"], 0.1, 0.02)


def always_ahead(place, seed):
    """A machine whose clock is wrong all the time: rates hold, the age can't be told."""
    training = begin(place, "train", 0, time.time() + random.Random(seed).choice([7200, YEARS, 2.0**40]))
    seconds = shape(0)
    for step in range(300):
        training.train(seconds(step, 300))
    ended(training)
    told = steps(place, "--target-step", "1000")["train"]
    check_times(told, training)
    assert 0 <= told["age_s"] < 30 and told["clock_ahead_s"] > 7000, told  # as old as its file
    near("rate", told["rates"]["minute"], training.step / training.all, 0.02)
    near("eta", told["eta_s"], 700 * training.all / 300, 0.1)
    assert not told["pauses"]


def agreement(place, seed):
    """The same state and time left from `steps`, `--status` and `wait`, whatever the age."""
    chance = random.Random(seed)
    age = chance.choice([3, 100, 400, 700, 2000, 90000])
    seconds, target = chance.uniform(0.5, 3), chance.randint(500, 4000)
    training = begin(place, "train", 0, time.time() - age - 400 * seconds)
    for step in range(400):
        training.train(seconds)
    ended(training)
    target_text = str(target)
    told = steps(place, "--target-step", target_text)["train"]
    status = run("--status", "--target-step", target_text, place).stdout.decode()
    state = told["state"]
    assert state == ("live" if age < 360 else "late" if age < 1200 else "stalled" if age < 86400 else "done"), told
    assert run("wait", "--until", state, "--timeout", "5", place).returncode == 0, state
    if state != "live":
        assert state in status, status
    eta = re.search(r"ETA (\S+)", status)
    if state not in ("live", "late"):
        assert told["eta_s"] is None and told["eta_low_s"] is None and not eta, (told, status)
        return
    truth = max((target - 400) * seconds - (time.time() - training.now), 0) if target > 400 else 0
    near("eta", told["eta_s"], truth, 0.01, DIFFERENCES)
    near("eta of --status", seconds_of(eta.group(1)), told["eta_s"], 0.03, DIFFERENCES)
    assert told["eta_low_s"] is None or told["eta_low_s"] <= told["eta_s"] + 1e-6 <= told["eta_high_s"] + 2e-6


def same_name(place, seed):
    """Trainings that are merely called eval: a stall of their sibling is a stall, and is none of theirs."""
    chance, names = random.Random(seed), [["eval", "base"], ["eval1", "eval2"], ["val-lr3", "lr3"], ["test", "."]][seed % 4]
    start = time.time() - 86400
    other = begin(place, names[0], 0, start)
    training = begin(place, names[1], 0, start + 1)
    for step in range(1, 1501):
        training.train(0.5)
        if step == 700:
            training.pause("stall", chance.choice([90, 540]))
    while other.now < training.now + 50:
        other.train(chance.uniform(0.3, 0.6))
    ended(other)
    ended(training)
    told = steps(place)
    check_pauses(told[names[1]], training)
    check_pauses(told[names[0]], other)


def run_beside(place, seed):
    """Evaluations in a run of their own, as Keras and estimators write them, and one that has but one."""
    names = [["train", "validation"], ["lr3", "lr3-eval"], [".", "eval"]][seed % 3]
    times = 1 if seed % 2 else 4
    training = begin(place, names[0], 86400)
    beside = Writer(os.path.join(place, names[1]), training.now)
    for step in range(1, 300 * times + 101):
        training.train(0.4)
        if step % 300 == 0:
            training.pause("eval", 30)
            beside.scalar(training.now, step, "loss")
    beside.close()
    ended(training)
    check_pauses(steps(place)[names[0]], training)


def each_step(place, seed):
    """A tag of evaluation at each step, too, tells of no pause; quick evaluations neither."""
    every = [1, 1, 100][seed % 3]
    training = begin(place, "train", 86400)
    for step in range(1, 1001):
        training.train(0.5)
        if step % every == 0:
            training.now += 0.001
            training.log("val/loss")
        if step in (400, 800):
            training.pause("stall", 200 + 100 * (seed % 2))
    ended(training)
    check_pauses(steps(place)["train"], training)


def behind_evaluations(place, seed):
    """Checkpoints each 1000 steps right behind or before an evaluation, with a mark or by their length alone."""
    chance = random.Random(seed)
    marked, before, noise = seed % 2 == 0, seed % 4 == 2, chance.choice([0, 0.03])
    training = begin(place, "train", 86400)
    for step in range(1, 10101):
        training.train(0.05 if step % 50 else 0.06, 10)
        if step % 1000 == 0 and before:
            training.checkpoint(12, marked)
        if step % 500 == 0:
            training.evaluate(40 * chance.gauss(1, noise))
        if step % 1000 == 0 and not before:
            training.checkpoint(12 if marked else 18, marked)
    ended(training)
    got = check_pauses(steps(place)["train"], training)
    assert got["eval"]["every_steps"] == 500 and got["checkpoint"]["every_steps"] == 1000, got


def behind_few_evaluations(place, seed):
    """Checkpoints each 1000 steps that leave no mark, behind each second one of few evaluations."""
    chance, many = random.Random(seed), 4 + seed % 4
    training = begin(place, "train", 86400)
    for step in range(1, 500 * many + 101):
        training.train(0.5, 10)
        if step % 500 == 0:
            training.evaluate(40 * chance.uniform(0.98, 1.02))
        if step % 1000 == 0:
            training.checkpoint(12 if seed % 2 else 18)
    ended(training)
    got = check_pauses(steps(place)["train"], training)
    assert got["eval"]["every_steps"] == 500, got


def uneven_evaluations(place, seed):
    """Few evaluations that take as long as they like, at no regular steps a longer one: none holds a checkpoint."""
    training = begin(place, "train", 86400)
    lengths = [[40, 52, 53, 41, 40, 40], [40, 44, 48, 52, 56, 60], [40, 41, 52, 40, 41], [40, 52, 40]][seed % 4]
    for step in range(1, 500 * len(lengths) + 101):
        training.train(0.5, 10)
        if step % 500 == 0:
            training.evaluate(lengths[step // 500 - 1])
    ended(training)
    check_pauses(steps(place)["train"], training)


def few_checkpoints(place, seed):
    """One or two marked checkpoints, each right behind an evaluation."""
    training = begin(place, "train", 86400)
    for step in range(1, 901 + 200 * (seed % 3)):
        training.train(0.5)
        if step % 300 == 0:
            training.evaluate(20)
        if step in (300, 900):
            training.checkpoint(6, True)
    ended(training)
    check_pauses(steps(place)["train"], training)


def stalls_in_evaluations(place, seed):
    """A stall in the same gap as an evaluation is told by itself."""
    training = begin(place, "train", 86400)
    for step in range(1, 6001):
        training.train(0.1, 5)
        if step == 2500 and seed % 2:
            training.pause("stall", 540)
        if step % 500 == 0:
            training.evaluate(40)
        if step == 2500 and not seed % 2:
            training.pause("stall", 540)
    ended(training)
    check_pauses(steps(place)["train"], training)


def evaluation_by_batch(place, seed):
    """More points of evaluation than of training: the steps are still those of the training."""
    training = begin(place, "train", 86400)
    for step in range(1, 2001):
        training.train(0.2, 20)
        if step % 200 == 0:
            training.pause("eval", 40)
            for batch in range(100):
                training.writer.scalar(training.now - 40 + 0.4 * (batch + 1), step // 2 + batch, "val/batch_loss")
    ended(training)
    told = steps(place)["train"]
    near("p50", told["step_ms"]["p50"], 200, 0.02)
    check_pauses(told, training)


def both_kinds(place, seed):
    """A quick validation each 10 steps, a full one each 400."""
    training = begin(place, "train", 86400)
    for step in range(1, 2001):
        training.train(0.5)
        if step % 10 == 0:
            training.now += 0.02
            training.log("val/quick")
        if step % 400 == 0:
            training.evaluate(60, "val/full")
    ended(training)
    check_pauses(steps(place)["train"], training)


def sleeps(place, seed):
    """The machine slept only if another process was silent at the same times, and not because it was started anew."""
    kind = ["asleep", "restarted", "silent for longer", "awake", "on another machine"][seed % 5]
    start, host = time.time() - 86400, "elsewhere" if kind == "on another machine" else "nowhere"
    training = begin(place, "train", 0, start)
    other = Training(os.path.join(place, "other"), start, f"events.out.tfevents.1700000000.{host}.88.0")
    for step in range(1, 1001):
        training.train(0.5)
        if step == 500:
            fell = training.now
            training.pause("asleep" if kind == "asleep" else "stall", 1800)
    while other.now < fell - (900 if kind == "silent for longer" else 1):
        other.train(1.5)
    if kind == "restarted":
        other.restart(1790, 0, f"events.out.tfevents.1700001000.{host}.99.0")
    elif kind == "silent for longer":
        other.now += 900 + 1800 + 100
    elif kind != "awake":
        other.now += 1802
    while other.now < training.now + 200:
        other.train(1.5)
    other.close()
    ended(training)
    told = steps(place)["train"]
    check_pauses(told, training)


def three_writers(place, seed):
    """Three processes that log the same training, each a few milliseconds apart and some only each 7th step."""
    chance, seconds = random.Random(seed), shape(seed)
    start = time.time() - 86400
    names = [f"events.out.tfevents.1700000000.nowhere.{4000 + i}.0" for i in range(3)]
    training = begin(place, "train", 0, start)
    others = [Training(training.folder, start, name) for name in names[1:]]
    for step in range(1, 2001):
        training.train(seconds(step, 2000))
        for i, one in enumerate(others):
            one.now, one.step = training.now + chance.uniform(0, 0.02), step
            if step % (7 if i and seed % 2 else 1) == 0:
                one.log()
        if step % 500 == 0:
            training.evaluate(40)
        if step == 777:
            training.pause("stall", 540)
    ended(training)
    told = steps(place)["train"]
    check_times(told, training, 0.15 if seed % 2 else 0.05)  # each 7th step: a mean of them
    check_pauses(told, training)
    near("rate", told["rates"]["run"], training.step / training.all, 0.03)


def clock_goes_back(place, seed):
    """By seconds or an hour, in the middle: what came before and after is told as it was."""
    back, seconds = [0.05, 3, 70, 3600][seed % 4], shape(seed)
    training = begin(place, "train", 86400)
    for step in range(1, 2001):
        training.train(seconds(step, 2000))
        if step in (900, 1300):
            training.skew -= back
        if step % 500 == 0:
            training.evaluate(40)
    ended(training)
    told = steps(place)["train"]
    check_times(told, training)
    check_pauses(told, training)
    near("rate", told["rates"]["run"], training.step / training.all, 0.01)


def time_left(place, seed):
    """From two thirds on, with evaluations and checkpoints to come: within a tenth of what it took in the end."""
    seconds, total = shape(seed // 2 * 4 + seed % 2), 4600 + 400 * seed
    training = begin(place, "train", 0, 1e9)
    cut = 0
    for step in range(1, total + 1):
        training.train(seconds(step, total))
        if step % 500 == 0:
            training.evaluate(40)
        if step % 1000 == 0:
            training.checkpoint(12, seed % 2 == 0)
        if step == 1000:
            training.pause("stall", 700)
        if step == total * 2 // 3:
            cut = training.now
            training.writer.file.flush()
            size = os.path.getsize(training.writer.path)
    training.close()
    os.truncate(training.writer.path, size)
    redate(training, time.time() - cut - 1)
    told = steps(place, "--target-step", str(total))["train"]
    near("eta", told["eta_s"], training.now - cut, 0.1)
    assert told["eta_high_s"] - told["eta_low_s"] < training.now - cut, told


def coarse_clock(place, seed):
    """Wall times in whole seconds, or of all records that are flushed together."""
    every, seconds = [1.0, 5.0][seed % 2], [0.01, 0.05, 0.3][seed % 3]
    training = begin(place, "train", 0, (time.time() - 86400) // 5 * 5)
    for step in range(1, 6001):
        training.now += seconds
        training.step = step
        training.times.append(seconds)
        training.writer.scalar(training.now // every * every, step, "loss")
        if step == 3000:
            training.pause("stall", 540)
    training.all = training.now - training.start
    training.close()
    told = steps(place)["train"]
    near("p50", told["step_ms"]["p50"], 1000 * seconds, 0.12)  # 3 or 4 steps a second
    near("rate", told["rates"]["run"], 6000 / training.all, 0.1)
    near("rate now", told["steps_per_s"], 1 / seconds, 0.12)
    assert [(pause["kind"], pause["count"]) for pause in told["pauses"]] == [("stall", 1)], told
    near("stall", told["pauses"][0]["mean_s"], 540, 0.05)


def few_evaluations(place, seed):
    """One or two evaluations so far: the time left foresees more of them."""
    training = begin(place, "train", 0, time.time() - 1099 * 0.5 - [1, 2][seed % 2] * 60 - 1)
    for step in range(1, 1100):
        training.train(0.5)
        if step in ([700], [500, 1000])[seed % 2]:
            training.evaluate(60)
    training.close()
    told = steps(place, "--target-step", "11000")["train"]
    near("eta", told["eta_s"], 9900 * (0.5 + (60 / 1099 if seed % 2 == 0 else 0.12)), 0.1)


def many_tags(place, seed):
    """Where the end of a file holds but a few minutes, `--status` still knows of the evaluations."""
    training = begin(place, "train", 0, time.time() - 1701 * 0.5 - 3 * 40 - 1)
    tags = [f"train/{i:02}" for i in range(12)]
    for step in range(1701):
        training.train(0.5, 1, tags)
        if step % 500 == 499:
            training.evaluate(40)
    training.close()
    told = steps(place, "--target-step", "9000")["train"]
    status = run("--status", "--target-step", "9000", place).stdout.decode()
    near("eta", seconds_of(re.search(r"ETA (\S+)", status).group(1)), told["eta_s"], 0.03)
    near("eta", told["eta_s"], 7299 * 0.5 + 14 * 40, 0.03)


def writer_ended(place, seed):
    """The process of the file's name is gone, or is one that lives: the same word everywhere, each time anew."""
    process = subprocess.Popen(["sleep", "60"])
    name = f"events.out.tfevents.{int(time.time())}.{socket.gethostname()}.{process.pid}.0"
    training = Training(os.path.join(place, "train"), time.time() - 0.5, name)
    training.writer.file.flush()
    time.sleep(0.6)
    for step in range(5):
        training.now = time.time()
        training.train(0)
        time.sleep(0.01)
    training.close()
    assert steps(place)["train"]["state"] == "live"
    told = steps(place)["train"]
    assert (told["writer"], told["writer_state"], told["writer_threads"]) == ("alive", "S", 1), told
    assert run("wait", "--until", "done", "--timeout", "0.3", place).returncode == 124
    waiting = subprocess.Popen([TBTOP, "wait", "--until", "done", "--timeout", "30", place], env=ENVIRONMENT)
    process.kill()
    process.wait()
    assert waiting.wait() == 0
    assert steps(place)["train"]["state"] == "done"
    assert "done" in run("--status", place).stdout.decode()
    assert run("wait", "--until", "done", "--timeout", "5", place).returncode == 0


HEADS = ["steps/s", "1 min", "1 h", "of run", "p50", "p95", "p99", "max", "drift"]


def columns_of(text, run):
    """By the head of a column what stands in it: both end at the same column of the screen."""
    lines = text.splitlines()
    head = next(line for line in lines if "steps/s" in line)
    row = next(line for line in lines if run in line and "step time of" not in line)
    ends = {name: head.index(name) + len(name) for name in HEADS}
    return {name: row[:end].split()[-1] for name, end in ends.items()}


def same_columns(place, seed):
    """The tab and the command tell the same of a run that is live, stalled or over."""
    training = begin(place, "train", 0, time.time() - 700 * 0.5 - [1, 9000, 200000, 150][seed % 4])
    for step in range(700):
        training.train(0.5 * (1 + 0.3 * step / 700 if seed % 4 < 2 else 1))
        if step == 400 and seed % 4 == 3:
            training.evaluate(40)
    ended(training)
    view = run("once", "--view", "Steps", "--size", "220x30", place).stdout.decode()
    table = run("steps", place).stdout.decode()
    assert columns_of(view, "train") == columns_of(table, "train"), (view, table)


SETTINGS = [
    ("train/a", "hparams.yaml", "lr: 0.1\ntrainer:\n  max_steps: 4_000\n"),
    ("train", "config.json", '{"optim": {"lr": 1e-3}, "total_steps": "4000"}'),
    (".", "hparams.yaml", "- a\nmax_steps: 4000\n"),
    ("train/a", "hparams.yaml", "max_steps: -1\nmax_epochs: 4000\n"),
]


def settings_beside(place, seed):
    """The last step by a file beside the event files or above them; the same in every place, also when it comes late."""
    directory, name, text = SETTINGS[seed % len(SETTINGS)]
    training = begin(place, "train/a", 0, time.time() - 401)
    for step in range(800):
        training.train(0.5)
    training.close()
    assert "ETA" not in run("--status", place).stdout.decode()
    path = os.path.join(place, directory, name)
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    told, status = steps(place)["train/a"], run("--status", place).stdout.decode()
    view = run("once", "--view", "Steps", "--size", "120x30", place).stdout.decode()
    if seed % len(SETTINGS) == 3:
        assert "eta_s" not in told and "ETA" not in status + view, (told, status, view)
        return
    assert (told["target_step"], told["target_from"]) == (4000, "hparams"), told
    near("eta", told["eta_s"], 1600, 0.01, DIFFERENCES)
    near("eta of --status", seconds_of(re.search(r"ETA (\S+)", status).group(1)), 1600, 0.03, 60)
    assert "26m" in view or "27m" in view, view
    os.remove(path)
    assert "ETA" not in run("--status", place).stdout.decode()


def resumed(place, seed):
    """A training that ended, and goes on: in the same file or another; what comes with its end is none of that."""
    on_the_way_out = seed % 3 == 2
    training = begin(place, "train", 0, time.time() - 331)
    for step in range(1, 601):
        training.train(0.5)
        if step == 300:
            training.writer.session(training.now, 0 if seed % 2 else training.step, 2)
            if seed % 3 == 1:
                training.restart(30)
            if on_the_way_out:
                training.now += 2
                training.log("final/loss")
                break
    training.close()
    state = "done" if on_the_way_out else "live"
    assert steps(place)["train"]["state"] == state, (seed, steps(place)["train"])
    assert run("wait", "--until", state, "--timeout", "5", place).returncode == 0
    assert ("done" in run("--status", place).stdout.decode()) == on_the_way_out


TRAININGS = [
    plain, busy, spoiled, spoiled_end, always_ahead, agreement, same_name, run_beside, each_step, behind_evaluations,
    behind_few_evaluations, uneven_evaluations, few_checkpoints, stalls_in_evaluations, evaluation_by_batch, both_kinds, sleeps,
    three_writers, clock_goes_back, time_left, coarse_clock, few_evaluations, many_tags, writer_ended,
    same_columns, settings_beside, resumed,
]


def main():
    only = sys.argv[3:]
    for training in TRAININGS:
        if only and training.__name__ not in only:
            continue
        for seed in range(SEEDS):
            with tempfile.TemporaryDirectory() as place:
                try:
                    training(place, seed)
                except AssertionError as problem:
                    raise AssertionError(f"{training.__name__}, seed {seed}: {problem}") from None
        print(training.__name__, "holds")


if __name__ == "__main__":
    TBTOP = os.path.abspath(sys.argv[1])
    SEEDS = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    with tempfile.TemporaryDirectory() as home:
        ENVIRONMENT = {**os.environ, "XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        main()

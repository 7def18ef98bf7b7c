#!/usr/bin/env python3
"""Step times, what they go to, operations and memory of XSpaces: tbtop's figures are those of the profiler's own converter; run by venv.py.

    profile_xprof_test.py TBTOP PROFILED

XSpaces of spans by chance; where TBTOP_FIXTURES names recorded ones, those, too.
"""

import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile

from xprof.convert import raw_to_tool_data

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "around"))
from world import field, varint

SEEDS = range(4)
STEPS = 5 # of more xprof leaves out the first and the last
OPS = ["dense/MatMul:MatMul", "dense/bias/BiasAdd:BiasAdd", "act/Relu:Relu", "loss/Sum:Sum", "Iterator::Root", "Iterator::Root::Map"]
NEAREST = 1e-3 + 1e-9  # microseconds: xprof's tables are of nanoseconds
OF_HOST = 0.002  # as a share: of the recorded ones xprof counts one region of a thread pool for longer than until it stops


# ---- XSpaces, written by hand ----

def number(id, value):
    return varint(id << 3) + varint(value)


def message(id, content):
    return field(id, content.encode() if isinstance(content, str) else content)


def entry(id, key, name):
    return message(id, number(1, key) + message(2, number(1, key) + message(2, name)))


def nested(chance, start, length, depth):
    """Operations in operations, in nanoseconds: (name, start, duration)."""
    at = start + chance.randrange(1, length // 4)
    while depth and at + 100 < start + length:
        taken = chance.randrange(50, max(60, (start + length - at) // 2))
        yield chance.choice(OPS), at, taken
        yield from nested(chance, at, taken, depth - 1) if taken > 200 else ()
        at += taken + chance.randrange(1, 300)


def thread(id, name, events):
    """Events: number of the name, start, duration in nanoseconds, then stats: (number of its name, value)."""
    line = number(1, id) + message(2, name) + number(3, 1_700_000_000_000_000_000)
    for name, start, taken, *stats in events:
        said = b"".join(message(4, number(1, stat) + number(4, value)) for stat, value in stats)
        line += message(4, number(1, name + 1) + number(2, start * 1000) + number(3, taken * 1000) + said)
    return message(3, line)


STATS = ["step_num", "_r", "_pt", "_p", "_ct", "_c"]
STEP_NUM, ROOT, PRODUCER_TYPE, PRODUCER, CONSUMER_TYPE, CONSUMER = range(1, 7)


def space(seed):
    """Steps on a thread, operations within, one of which has another thread do something; a third does what no step caused."""
    chance = random.Random(seed)
    names = ["train"] + OPS + ["IteratorGetNext", "launch", "run"]
    events, caused, others, at = [], [], [], 0
    for step in range(STEPS):
        length = chance.randrange(20_000, 90_000)
        events.append((0, at, length, (STEP_NUM, step), (ROOT, 1)))
        got = chance.randrange(500, length // 3)
        events.append((names.index("IteratorGetNext"), at + 10, got))
        events += [(names.index(name), start, taken) for name, start, taken in nested(chance, at + got + 20, length - got - 30, 3)]
        launch, there = at + got + 12, chance.randrange(2000, 2 * length // 3)
        events.append((names.index("launch"), launch, 5, (PRODUCER_TYPE, 15), (PRODUCER, step + 1)))
        caused.append((names.index("run"), launch + 100, there, (CONSUMER_TYPE, 15), (CONSUMER, step + 1)))
        caused.append((names.index(OPS[0]), launch + 200, there // 2))
        caused.append((names.index(OPS[1]), launch + 300 + there, 1000))  # behind what was caused
        others += [(names.index("run"), at + 5, length // 2), (names.index("IteratorGetNext"), at + 7, length // 3)]
        at += length + chance.randrange(100, 5000)
    plane = number(1, 1) + message(2, "/host:CPU")
    plane += thread(7, "python", events) + thread(8, "pool", caused) + thread(9, "elsewhere", others)
    plane += b"".join(entry(4, i + 1, name) for i, name in enumerate(names))
    plane += b"".join(entry(5, i + 1, name) for i, name in enumerate(STATS))
    return message(1, plane)


# ---- Memory ----

ALLOCATORS = ["GPU_0_bfc", "cpu_bfc"]
MEMORY = ["allocator_name", "bytes_allocated", "bytes_reserved", "bytes_available", "peak_bytes_in_use", "requested_bytes",
          "allocation_bytes", "addr", "region_type", "data_type", "shape"]


def memory_stat(name, value):
    return message(4, number(1, MEMORY.index(name) + 1) + (message(5, value) if isinstance(value, str) else number(4, value)))


def memory_space(seed):
    """Two allocators, of which memory is taken and given back; no size is there twice, so that there is one peak."""
    chance = random.Random(seed)
    sizes = chance.sample(range(1, 1 << 20), 400)
    events, held, totals, at = b"", {name: {} for name in ALLOCATORS}, dict.fromkeys(ALLOCATORS, 0), 0
    for address in range(1, 400):
        at += chance.randrange(1, 300)
        name = chance.choice(ALLOCATORS)
        gives = len(held[name]) > 0 and chance.random() < 0.45
        if gives:
            address = chance.choice(list(held[name]))
        size = held[name].pop(address) if gives else sizes[address]
        if not gives:
            held[name][address] = size
        totals[name] += -size if gives else size
        values = name, totals[name], 0, (1 << 30) - totals[name], 0, size, size, address, "temp", "float", "[1]"
        said = b"".join(memory_stat(key, value) for key, value in zip(MEMORY, values))
        events += message(4, number(1, 2 if gives else 1) + number(2, at * 1000) + said)
    plane = number(1, 1) + message(2, "/host:CPU")
    plane += message(3, number(1, 1) + message(2, "python") + number(3, 1_700_000_000_000_000_000) + events)
    plane += entry(4, 1, "MemoryAllocation") + entry(4, 2, "MemoryDeallocation")
    plane += b"".join(entry(5, i + 1, name) for i, name in enumerate(MEMORY))
    return message(1, plane)


def check_memory(program, path):
    """The peak of each allocator, what was in use then, and in which sizes."""
    data, _ = raw_to_tool_data.xspace_to_tool_data([path], "memory_profile", {})
    done = subprocess.run([program, path], stdout=subprocess.PIPE, check=True, text=True)
    rows = [json.loads(line) for line in done.stdout.split("\n") if line]
    theirs, first, ours = {}, {}, {}
    for name, of in json.loads(data)["memoryProfilePerAllocator"].items():
        active = [of["memoryProfileSnapshots"][int(a["snapshotIndex"])] for a in of["activeAllocations"] for _ in range(int(a["numOccurrences"]))]
        theirs[name] = [int(of["profileSummary"]["peakStats"]["heapAllocatedBytes"]),
                        sorted(int(snapshot["activityMetadata"]["allocationBytes"]) for snapshot in active)]
        first[name] = int(of["profileSummary"]["peakStatsTimePs"])
    for row in rows:
        if row["is"] == "pool":
            blocks = sorted(block["bytes"] for block in rows if block["is"] == "block" and block["pool"] == row["name"])
            ours[row["name"]] = [row["peak"], blocks]
            first[row["name"]] -= row["peak_time"]
    assert ours == theirs, (path, ours, theirs)
    assert len(set(first.values())) == 1, (path, first)  # from where each counts time
    return len(ours)


# ---- What both say ----

def xprof(path, tool, which):
    data, _ = raw_to_tool_data.xspace_to_tool_data([path], tool, {})
    table = json.loads(data)[which]
    ids = [column["id"] for column in table["cols"]]
    return [dict(zip(ids, (cell.get("v") for cell in row["c"]))) for row in table["rows"]]


def tbtop(program, path, part):
    done = subprocess.run([program, "profile", path, "--json", part], stdout=subprocess.PIPE, check=True, text=True)
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def mean_of(program, path, row):
    """Microseconds, as the table for people has them; 0 without such a row."""
    done = subprocess.run([program, "profile", path, "steps"], stdout=subprocess.PIPE, check=True, text=True)
    found = re.search(rf"^\s+{row}\s+([\d.]+) (ns|µs|ms)", done.stdout, re.MULTILINE)
    return float(found[1]) * {"ns": 1e-3, "µs": 1, "ms": 1e3}[found[2]] if found else 0


def check_steps(program, path):
    theirs = {row["stepnum"]: row for row in xprof(path, "input_pipeline_analyzer", 1)}
    ours = {f"{step['name'].removesuffix(' ' + str(step['step']))} {step['step']}": step["duration_ps"] / 1e9
            for step in tbtop(program, path, "steps")}
    assert set(theirs) == set(ours), (path, set(theirs) ^ set(ours))
    for name, row in theirs.items():
        assert abs(row["stepTimeMs"] - ours[name]) < 1e-6, (path, name, row["stepTimeMs"], ours[name])
    for row, column, near in ("input", "infeedTimeMs", 0.001), ("host", "hostComputeTimeMs", OF_HOST):
        mean = 1e3 * sum(step[column] for step in theirs.values()) / max(len(theirs), 1)
        assert not theirs or abs(mean_of(program, path, row) - mean) <= near * mean, (path, row, mean, mean_of(program, path, row))
    return len(theirs)


def shown_as(row, ours):
    """An operation's name, with its type, or the type alone; an iterator's without those it lies in: what the file shows."""
    names = (row["operation"], f"{row['operation']}:{row['type']}", row["type"], f"Iterator::{row['operation'].rsplit('::')[-1]}")
    return next((name for name in names if name in ours), None)


def check_ops(program, path, own_time):
    """xprof's table has operations of TensorFlow alone: what else lies in one is no child of it there, so that own times may differ."""
    ours = {}
    for op in tbtop(program, path, "ops"):
        ours[op["name"]] = (op["count"], op["total_ps"] / 1e6, op["self_ps"] / 1e6)
    theirs = {}
    for row in xprof(path, "framework_op_stats", 0):
        if row["type"] == "IDLE":
            continue
        name = shown_as(row, ours)
        assert name, (path, row)
        sums = theirs.setdefault(name, [0, 0, 0])
        for i, column in enumerate(("occurrences", "total_time", "total_self_time")):
            sums[i] += row[column]
    for name, (count, total, own) in theirs.items():
        assert count == ours[name][0], (path, name, count, ours[name])
        assert abs(total - ours[name][1]) <= NEAREST * count, (path, name, total, ours[name])
        assert not own_time or abs(own - ours[name][2]) <= NEAREST * count, (path, name, own, ours[name])
    return len(theirs)


def main():
    program, profiled, steps, ops, memories = *sys.argv[1:3], 0, 0, 0
    recorded = sorted(glob.glob(os.path.join(os.environ.get("TBTOP_FIXTURES", "/nonexistent"), "*/profile/logdir/**/*.xplane.pb"),
                                recursive=True))
    spaces = [space(seed) for seed in SEEDS]
    for path in recorded:
        with open(path, "rb") as file:
            spaces.append(file.read())
    for i, content in enumerate(spaces):
        with tempfile.TemporaryDirectory() as directory:  # its own: xprof keeps what it found beside what it read
            path = os.path.join(directory, "host.xplane.pb")
            with open(path, "wb") as file:
                file.write(content)
            steps += check_steps(program, path)
            ops += check_ops(program, path, i < len(SEEDS))
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "host.xplane.pb")
            with open(path, "wb") as file:
                file.write(memory_space(seed))
            memories += check_memory(profiled, path)
    assert memories == len(ALLOCATORS) * len(SEEDS) and steps >= STEPS * len(SEEDS) and ops >= len(OPS) * len(SEEDS), (steps, ops)
    print(f"{steps} steps and {ops} operations and {memories} memories are the same in xprof ({len(recorded)} recorded)")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What the dashboard shows of a trace in JSON is what the same JSON gives when it is gone through the plain way.

    profiled_test.py PROFILED [FILE ...]

Traces by chance as torch.profiler writes them; where TBTOP_FIXTURES names recorded ones, those, too; else the files
that are named. Every figure is worked out from all spans each time, with no regard to how long that takes.
"""

import bisect
import collections
import glob
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from decimal import ROUND_HALF_UP, Decimal

SEEDS = range(6)
NEAREST = 1e-6  # of a 99th percentile: a float
CLASSES = ("device compute", "copies", "communication", "kernel launch", "input", "host", "idle or other")
COLUMNS = 2048
ANNOTATIONS = " annotations"
SHORT = {"long int": "int64", "long": "int64", "unsigned char": "uint8", "signed char": "int8",
         "c10::Half": "half", "c10::BFloat16": "bfloat16", "short int": "int16"}


# ---- Traces by chance ----

NAMES = ["aten::mm", "aten::add_", "nn.Module: Linear_0", "train.py(7): step", "loss#3", "gloo:all_reduce", "fusion.12",
         "enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__", "cudaLaunchKernel", "Optimizer.step#Adam.step"]
KERNELS = ["gemm", "ncclDevKernel_AllReduce", "Memcpy HtoD (Pageable -> Device)", "Memset (Device)", "void add<float, 4>()"]


def times(chance, most):
    """Whole microseconds, or as many decimals as new versions write."""
    return chance.choice([chance.randrange(most), round(chance.random() * most, 3)])


def operations(chance, tid, start, length, depth):
    at = start
    while depth and at < start + length:
        taken = times(chance, max(2, length // 2))
        args = {"External id": chance.randrange(99)}
        if chance.random() < 0.5:
            args["Input Dims"] = chance.choice([[[8, chance.randrange(3)], []], [[4], [[2, 3], [1]]], []])
            args["Input type"] = ["long int", "Scalar"][:len(args["Input Dims"])]
        yield {"ph": "X", "cat": "cpu_op", "name": chance.choice(NAMES), "pid": 5, "tid": tid, "ts": at, "dur": taken, "args": args}
        yield from operations(chance, tid, at, int(taken), depth - 1) if taken > 3 else ()
        at += taken + chance.randrange(-2, 4) if chance.random() < 0.9 else 0.5  # some lie across others, some begin again


def memory(chance, tid, length):
    held, total = {}, chance.randrange(2000)
    for at in sorted(chance.sample(range(length), 40)):
        address = chance.randrange(1, 25)
        size = -held.pop(address) if address in held else chance.randrange(1, 5000)
        if size > 0:
            held[address] = size
        total = max(total + size, 0)
        yield {"ph": "i", "s": "t", "cat": "cpu_instant_event", "name": "[memory]", "pid": 5, "tid": tid, "ts": at,
               "args": {"Bytes": size, "Addr": address, "Device Type": 0, "Device Id": -1, "Total Allocated": total}}


def trace(seed):
    chance = random.Random(seed)
    events = [{"ph": "M", "name": "process_name", "pid": 5, "tid": 0, "args": {"name": "python"}}]
    at = 100
    for step in range(chance.randrange(1, 7)):
        length = chance.randrange(60, 400)
        events.append({"ph": "X", "cat": "user_annotation", "name": f"ProfilerStep#{step}", "pid": 5, "tid": 1, "ts": at, "dur": length})
        at += length + chance.randrange(5)
    for tid in (1, 2):
        events += operations(chance, tid, 90, at - 50, 3)
    for stream in (7, 20) if seed % 2 else ():
        events.append({"ph": "M", "name": "thread_name", "pid": 0, "tid": stream, "args": {"name": f"stream {stream} "}})
        now = 100
        while now < at:
            taken = times(chance, 30)
            events.append({"ph": "X", "cat": "kernel", "name": chance.choice(KERNELS), "pid": 0, "tid": stream, "ts": now, "dur": taken})
            now += taken + chance.randrange(20)
        events.append({"ph": "X", "cat": "gpu_user_annotation", "name": "ProfilerStep#0", "pid": 0, "tid": stream, "ts": 99, "dur": at - 90})
        events.append({"ph": "X", "cat": "gpu_user_annotation", "name": "forward", "pid": 0, "tid": stream, "ts": 120, "dur": 33.5})
    events += memory(chance, 1, at)
    for number in range(12):
        begin, end = sorted(chance.sample(range(90, at), 2))
        for phase, tid, ts in ("s", 1, begin), ("f", 2, end):
            events.append({"ph": phase, "cat": "fwdbwd", "name": "fwdbwd", "id": number, "pid": 5, "tid": tid, "ts": ts, "bp": "e"})
    chance.shuffle(events)
    return {"schemaVersion": 1, "traceEvents": events}


# ---- The plain way ----

Span = collections.namedtuple("Span", "start end place name line args")


def picoseconds(number):
    return int((Decimal(str(number)) * 10**6).to_integral_value(ROUND_HALF_UP)) if number is not None else 0


class Trace:
    """Spans by line, in their order, with their parents and own times. What a stream is said to do is a line of its own."""

    def __init__(self, events):
        events = [e for e in events if e["ph"] == "M" or isinstance(e.get("ts"), (int, Decimal, float))]
        self.planes, self.titles = {}, {}
        self.lines = collections.defaultdict(list)
        for place, e in enumerate(events):
            line = f"{e.get('pid')}/{e.get('tid')}"
            if e["ph"] == "X" and e.get("cat") == "gpu_user_annotation":
                line += ANNOTATIONS
            if e["ph"] == "M" and e["name"] == "process_name":
                self.planes[str(e["pid"])] = e["args"]["name"]
            elif e["ph"] == "M" and e["name"] == "thread_name":
                self.titles[line] = e["args"]["name"]
            elif e["ph"] == "X":
                start = picoseconds(e["ts"])
                self.lines[line].append(Span(start, start + max(picoseconds(e.get("dur")), 0), place, e["name"], line, e.get("args", {})))
        self.first = min(s.start for spans in self.lines.values() for s in spans)
        for spans in self.lines.values():
            spans[:] = [s._replace(start=s.start - self.first, end=s.end - self.first) for s in spans]
            spans.sort(key=lambda s: (s.start, -s.end, s.place))
        self.extent = max(s.end for spans in self.lines.values() for s in spans)
        self.events, self.parents, self.own = events, {}, {}
        for spans in self.lines.values():
            self.nest(spans)
        self.work = {line: spans for line, spans in self.lines.items()
                     if self.plane(line) not in ("Spans", "Traces") and not line.endswith(ANNOTATIONS)}

    def plane(self, line):
        return self.planes.get(line.split("/")[0], line.split("/")[0])

    def title(self, line):
        return self.titles.get(line, line.split("/")[1]).rstrip(" ")

    def nest(self, spans):
        children = collections.defaultdict(list)
        for i, span in enumerate(spans):
            parent = next((spans[k] for k in range(i - 1, -1, -1) if spans[k].end >= span.end), None)
            self.parents[span.place] = parent
            if parent:
                children[parent.place].append(span)
        for span in spans:
            self.own[span.place] = span.end - span.start - covered([(c.start, c.end) for c in children[span.place]])

    def spans(self):
        return [span for spans in self.work.values() for span in spans]


def merged(stretches):
    out = []
    for start, end in sorted(stretches):
        if out and start <= out[-1][1]:
            out[-1][1] = max(out[-1][1], end)
        elif end > start:
            out.append([start, end])
    return out


def covered(stretches):
    return sum(end - start for start, end in merged(stretches))


def within(stretches, rows):
    """Of merged stretches what lies in rows."""
    return merged([(max(a, c), min(b, d)) for a, b in stretches for c, d in rows if max(a, c) < min(b, d)])


def without(stretches, others):
    out = []
    for start, end in stretches:
        for a, b in others:
            if b > start and a < end:
                out.append([start, a])
                start = b
        out.append([start, end])
    return [[a, b] for a, b in out if b > a]


def added_up(trace, key):
    rows = collections.defaultdict(lambda: [0, 0, 0, 0, None, []])
    for span in trace.spans():
        row, taken = rows[key(span)], span.end - span.start
        row[0] += 1
        row[1] += taken
        row[2] += trace.own[span.place]
        row[3] = max(row[3], taken)
        row[4] = span.start if row[4] is None else min(row[4], span.start)
        row[5].append(taken)
    return rows


def kind_of(name):
    typed = re.search(r"[^:]:([A-Z][A-Za-z0-9_]*)$", name)
    return typed[1] if typed else re.sub(r"(?<=.)[.#:-]\d+$", "", name, flags=re.DOTALL)


def dims(value):
    return "[" + ",".join(dims(v) if isinstance(v, list) else str(v) for v in value) + "]"


def shape_of(span):
    shapes, types = span.args.get("Input Dims", []), span.args.get("Input type", [])
    said = []
    for i, shape in enumerate(shapes):
        kind = types[i] if i < len(types) else ""
        if shape or kind or not types:
            said.append(SHORT.get(kind, kind) + (dims(shape) if shape or not kind.startswith("Scalar") else ""))
    return " ".join(said)


def markers(trace):
    """Those of the line with most, but for those in one before; annotations where nothing else has any."""
    by_line = collections.defaultdict(list)
    for line, spans in trace.lines.items():
        for span in spans:
            if span.name.startswith("ProfilerStep#") and (not by_line[line] or span.end > by_line[line][-1].end):
                by_line[line].append(span)
    return max(by_line.items(), key=lambda item: (bool(item[1]) and not item[0].endswith(ANNOTATIONS), len(item[1])), default=("", []))[1]


def step_of(steps, span):
    at = bisect.bisect_right([s.start for s in steps], span.start) - 1
    inside = at >= 0 and (span.start < steps[at].end or span.start == steps[at].start)
    return steps[at].name if inside else "outside of steps"


def class_of(span, device):
    """As torch-tb-profiler has them: event-format 9.10."""
    name = span.name
    if name.startswith("ProfilerStep#"):
        return None
    if device:
        return "copies" if re.match("Memcpy|Memset", name) else "communication" if "nccl" in name else "device compute"
    if re.search(r"\.py\(", name) or re.match(r"<built-in|nn\.Module: ", name):
        return None
    if name.startswith("enumerate(DataPipe)#") or re.match(r"enumerate\(DataLoader\)#.*\.__next__", name):
        return "input"
    if re.match("nccl:|gloo:", name):
        return "communication"
    return "kernel launch" if re.match("cuda|hip|cu[A-Z]", name) else "host"


# ---- What is shown ----

def shown(program, *paths):
    done = subprocess.run([program, *paths], stdout=subprocess.PIPE, check=True, text=True)
    rows = collections.defaultdict(list)
    for line in done.stdout.split("\n"):
        if line:
            row = json.loads(line)
            rows[row["is"]].append(row)
    return rows


def check_table(path, of, rows, theirs, about):
    ours = {}
    for row in rows:
        assert row["name"] not in ours, (path, of, row)
        ours[row["name"]] = row
    assert set(ours) == set(theirs), (path, of, sorted(set(ours) ^ set(theirs))[:5])
    for name, (count, total, own, longest, first, taken) in theirs.items():
        row = ours[name]
        said = [row[key] for key in ("count", "total", "self", "longest", "first")]
        assert said == [count, total, own, longest, first], (path, of, name, said, [count, total, own, longest, first])
        p99 = sorted(taken)[(99 * count + 99) // 100 - 1]
        assert abs(row["p99"] - p99) <= (about + NEAREST) * p99, (path, of, name, row["p99"], p99)
    return len(theirs)


def check_tables(path, trace, rows):
    steps, many = markers(trace), len({trace.plane(line) for line in trace.work}) > 1
    keys = {
        "type": lambda s: kind_of(s.name),
        "thread": lambda s: trace.title(s.line),
        "step": lambda s: step_of(steps, s),
        "shape": lambda s: f"{s.name}  {shape_of(s)}" if shape_of(s) else s.name,
    }
    about = {row["of"]: row["about"] for row in rows["rows"]}
    count = 0
    if not many:  # an operation is of one process
        count += check_table(path, "op", rows["op"], added_up(trace, lambda s: s.name), 0)
        if rows["shape"]:
            count += check_table(path, "shape", rows["shape"], added_up(trace, keys["shape"]), about["shape"])
    titles = [trace.title(line) for line in trace.work]
    for of in ("type", "step") + (("thread",) if len(set(titles)) == len(titles) else ()):
        if of != "step" or steps:
            count += check_table(path, of, rows[of], added_up(trace, keys[of]), about[of])
    return count


def check_split(path, trace, rows):
    steps = markers(trace)
    bounds, until = [], 0
    for step in steps:
        bounds.append([max(step.start, until), step.end])
        until = step.end
    bounds = bounds or [[0, trace.extent]]
    of_class = collections.defaultdict(list)
    for line, spans in trace.work.items():
        device = trace.title(line).startswith("stream ")
        for span in spans:
            of_class[class_of(span, device)].append((span.start, span.end))
    for row, bound in zip(rows["split"], bounds, strict=True):
        left = [bound]
        assert [row["start"], row["end"]] == bound, (path, row, bound)
        for name in CLASSES[:-1]:
            here = within(merged(of_class[name]), left)
            assert row[name] == covered(here), (path, name, row, covered(here))
            left = without(left, here)
        assert row[CLASSES[-1]] == covered(left), (path, row, covered(left))
    bounds = merged(bounds)
    compute = of_class["device compute"] if any(trace.title(line).startswith("stream ") for line in trace.work) else of_class["host"]
    compute, communication = within(merged(compute), bounds), within(merged(of_class["communication"]), bounds)
    expected = [covered(compute), covered(communication), covered(within(compute, communication))]
    assert [rows["overlap"][0][key] for key in ("compute", "communication", "both")] == expected, (path, rows["overlap"], expected)
    return len(steps)


def check_flame(path, trace, rows):
    expected = collections.defaultdict(lambda: [0, 0, 0])
    for line, spans in trace.lines.items():
        paths = {}
        for span in spans:
            parent = trace.parents[span.place]
            names = (*paths[parent.place], span.name) if parent else (span.name,)
            paths[span.place] = (*names[:-1], re.sub(r"(?<=.)#\d+$", "", names[-1], flags=re.DOTALL))
            sums = expected[line, "\n".join(paths[span.place])]
            for i, number in enumerate((1, span.end - span.start, trace.own[span.place])):
                sums[i] += number
    ours = {(row["line"], row["path"]): [row["count"], row["total"], row["self"]] for row in rows["flame"]}
    differ = [key for key in set(ours) | set(expected) if ours.get(key) != expected.get(key)]
    assert not differ, (path, differ[0], ours.get(differ[0]), expected.get(differ[0]))
    for row in rows["line"]:
        assert row["busy"] == covered([(s.start, s.end) for s in trace.lines[row["id"]]]), (path, row)
    return len(ours)


def check_range(path, trace, rows):
    """Of the third in the middle: what of each span lies there, below those that it lies in."""
    begin, finish = trace.extent // 3, trace.extent * 2 // 3
    expected = collections.defaultdict(lambda: [0, 0, 0])
    for line, spans in trace.lines.items():
        paths, children = {}, collections.defaultdict(list)
        here = [s for s in spans if s.start < finish and (s.end > begin or s.start >= begin)]
        cut = {s.place: (max(s.start, begin), min(s.end, finish)) for s in here}
        for span in here:
            if trace.parents[span.place]:
                children[trace.parents[span.place].place].append(cut[span.place])
        for span in here:
            parent = trace.parents[span.place]
            name = re.sub(r"(?<=.)#\d+$", "", span.name, flags=re.DOTALL)
            paths[span.place] = (*paths[parent.place], name) if parent else (name,)  # which lies there, too
            start, end = cut[span.place]
            sums = expected[line, "\n".join(paths[span.place])]
            for i, number in enumerate((1, end - start, end - start - covered(children[span.place]))):
                sums[i] += number
    ours = {(row["line"], row["path"]): [row["count"], row["total"], row["self"]] for row in rows["range"]}
    differ = [key for key in set(ours) | set(expected) if ours.get(key) != expected.get(key)]
    assert not differ, (path, len(differ), len(expected), differ[0], ours.get(differ[0]), expected.get(differ[0]))
    return len(ours)


def innermost(spans, time):
    around = [s for s in spans if s.start <= time <= s.end]
    return around[-1] if around else None


def check_memory(path, trace, rows):
    pools = collections.defaultdict(list)
    for place, e in enumerate(trace.events):
        if e["ph"] == "i" and e["name"] == "[memory]":
            args = e["args"]
            name = "CPU" if not args.get("Device Type") else f"GPU {args['Device Id']}"
            pools[name].append((picoseconds(e["ts"]) - trace.first, place, f"{e['pid']}/{e['tid']}", args))
    assert set(pools) == {row["name"] for row in rows["pool"]}, (path, set(pools))
    for row in rows["pool"]:
        events = sorted(pools[row["name"]], key=lambda event: event[:2])
        totals = [args["Total Allocated"] for *_, args in events]
        before = max(totals[0] - events[0][3]["Bytes"], 0)
        peak = max(totals + [before])
        at = totals.index(peak) if peak > before else 0
        held = {}
        for time, _, line, args in events[:at + 1]:
            held[args["Addr"]] = (args["Bytes"], time, line) if args["Bytes"] > 0 else (0, 0, "")
        live = sorted((b for b in held.values() if b[0] > 0), key=lambda b: (-b[0], b[1]))
        taken = sum(args["Bytes"] >= 0 for *_, args in events)
        expected = {"taken": taken, "given": len(events) - taken, "before": before, "peak": peak, "peak_time": max(events[at][0], 0),
                    "at_end": totals[-1], "live": len(live), "live_bytes": sum(b[0] for b in live)}
        assert {key: row[key] for key in expected} == expected, (path, row["name"], {k: row[k] for k in expected}, expected)
        curve, now, last = [], before, 0
        for column in range(COLUMNS):
            most = now
            while last < len(events) and min(max(events[last][0] * COLUMNS // trace.extent, 0), COLUMNS - 1) <= column:
                now = totals[last]
                most = max(most, now)
                last += 1
            curve.append(most)
        assert row["curve"] == curve, (path, [(i, a, b) for i, (a, b) in enumerate(zip(row["curve"], curve)) if a != b][:3])
        blocks = [b for b in rows["block"] if b["pool"] == row["name"]]
        for block, (size, time, line) in zip(blocks, live):
            span = innermost(trace.lines.get(line, []), time)
            assert [block["bytes"], block["since"], block.get("span")] == [size, max(time, 0), span and span.name], (path, block, size, time, span)
    return len(pools)


def check_flows(path, trace, rows):
    begun, expected = {}, set()
    ends = [e for e in trace.events if e["ph"] in "sf"]
    for e in sorted(ends, key=lambda e: (e["ts"], "sf".index(e["ph"]))):
        line, time, key = f"{e['pid']}/{e['tid']}", picoseconds(e["ts"]) - trace.first, (e.get("cat"), e["name"], e["id"])
        span = innermost(trace.lines[line], time)
        if e["ph"] == "s":
            begun[key] = span
        elif begun.get(key) and span and begun[key] != span:
            expected.add((begun[key].line, begun[key].start, span.line, span.start))
    ours = {(row["from_line"], row["from"], row["to_line"], row["to"]) for row in rows["flow"]}
    assert ours == expected, (path, sorted(ours ^ expected)[:4], len(ours), len(expected))
    return len(ours)


def check_changes(program, before, after):
    """Of two profiles, each a path and its trace: operations of the same name, but for a number behind #."""
    expected = collections.defaultdict(lambda: [0] * 6)
    for side, (_, trace) in enumerate((before, after)):
        for span in trace.spans():
            sums = expected[re.sub(r"(?<=.)#\d+$", "", span.name, flags=re.DOTALL)]
            for i, number in enumerate((1, span.end - span.start, trace.own[span.place])):
                sums[3 * side + i] += number
    rows = shown(program, before[0], after[0])["change"]
    said = [(row["name"], [row[key] for key in ("count", "total", "self", "count_now", "total_now", "self_now")]) for row in rows]
    order = sorted(expected.items(), key=lambda item: (-abs(item[1][4] - item[1][1]), item[0].encode()))
    assert said == order, (before[0], after[0], [(a, b) for a, b in zip(said, order) if a != b][:2], len(said), len(order))
    for row in rows:
        what = "added" if not row["count"] else "removed" if not row["count_now"] else \
            "same" if (row["total"], row["self"]) == (row["total_now"], row["self_now"]) else "changed"
        assert row["what"] == what, row
    return len(rows)


def of_torch(path):
    return path.endswith((".pt.trace.json", ".pt.trace.json.gz"))


def check(program, path, trace):
    rows = shown(program, path)
    whole = rows["whole"][0]
    assert whole["extent"] == trace.extent and whole["spans"] == sum(map(len, trace.lines.values())), (path, whole)
    sums = [check_tables(path, trace, rows), check_flame(path, trace, rows) + check_range(path, trace, rows)]
    if not of_torch(path):  # XLA has other rules, which profile_xprof_test.py checks
        return sums + [0, 0, 0]
    return sums + [check_split(path, trace, rows), check_memory(path, trace, rows), check_flows(path, trace, rows)]


def read(path):
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        content = json.load(file, parse_float=Decimal)
    events = content["traceEvents"] if isinstance(content, dict) else content
    return Trace([event for event in events if event.get("ph")])  # XLA writes an empty one at the end


def recorded():
    fixtures = os.environ.get("TBTOP_FIXTURES", "/nonexistent")
    patterns = "torch/**/*.pt.trace.json*", "jax/**/*.trace.json.gz", "tf/**/*.trace.json.gz"
    return sorted(path for pattern in patterns for path in glob.glob(os.path.join(fixtures, pattern), recursive=True))


def main():
    program, *paths = sys.argv[1:]
    paths = paths or recorded()
    with tempfile.TemporaryDirectory() as directory:
        made = [os.path.join(directory, f"worker.{seed}.pt.trace.json") for seed in SEEDS]
        for seed, path in zip(SEEDS, made):
            with open(path, "w") as file:
                json.dump(trace(seed), file)
        traces = [(path, read(path)) for path in paths + made]
        sums = list(map(sum, zip(*(check(program, path, of) for path, of in traces))))
        changes = sum(check_changes(program, before, after) for before, after in zip(traces, traces[1:]))
    assert all(sums) and changes, (sums, changes)
    print("%d rows of tables, %d paths, %d steps, %d memories and %d flows are the same" % tuple(sums), f"and {changes} changes ({len(paths)} recorded)")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""`tbtop log`: random lines come back by `tbtop export`, several processes record at once, a kill loses nothing that was flushed.

    log_test.py TBTOP [FIRST_SEED [SEEDS]]
"""

import json
import math
import os
import random
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

import again

NAMES = ["loss", "train", "größe", "a b", "quote\"", "back\\slash", "🙂", "x.y", "tab\there", ""]
LIMIT = 60  # seconds for what takes none


def export(tbtop, logdir, *words):
    done = subprocess.run([tbtop, "export", logdir, *words], capture_output=True, text=True)
    assert done.returncode == 0 or (done.returncode == 1 and not done.stdout), done
    return [json.loads(line) for line in done.stdout.splitlines()]


class Lines:
    """Random objects, and the points that they are."""

    def __init__(self, seed):
        self.random, self.expected, self.step = random.Random(seed), {}, -1

    def number(self):
        kind = self.random.randrange(5)
        if kind == 0:
            return self.random.choice([0, -0.0, 1e-40, 3.4e38, 2**24 + 1, math.nan, math.inf, -math.inf])
        return self.random.randrange(10**6) if kind == 1 else self.random.gauss(0, 10 ** self.random.uniform(-9, 9))

    def keep(self, tag, kind, wall_time, **what):
        self.expected.setdefault(tag, []).append((kind, self.step, wall_time, what))

    def value(self, tag, wall_time, depth):
        """A value and what it is recorded as."""
        kind = self.random.randrange(9 if depth < 3 else 8)
        if kind == 0:
            self.keep(tag, "text", wall_time, shape=[], text=[text := "line\n*markdown* \t\x7f 🙂 \\ \""[: self.random.randrange(25)] + "."])
            return text
        if kind == 1:
            cells = [[self.random.choice(NAMES) for _ in range(3)] for _ in range(self.random.randint(1, 3))]
            self.keep(tag, "text", wall_time, shape=[len(cells), 3], text=sum(cells, []))
            return cells
        if kind == 2:
            values = [self.random.gauss(0, 1) for _ in range(self.random.randint(1, 50))]
            self.keep(tag, "histogram", wall_time, buckets=again.equal_rows(values, 30))
            return values
        if kind == 3:
            return None
        if kind == 4:
            truth = self.random.random() < 0.5
            self.keep(tag, "scalar", wall_time, value=float(truth))
            return truth
        if kind == 8:
            return self.object(tag + "/", wall_time, depth + 1)
        number = self.number()
        self.keep(tag, "scalar", wall_time, value=again.f32(number))
        spelled = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(str(number))
        return spelled if spelled and self.random.random() < 0.5 else number

    def object(self, prefix, wall_time, depth):
        # A tag keeps its kind: each name is new.
        names = [f"{self.random.choice(NAMES)}{self.step}_{depth}_{i}" for i in range(self.random.randint(0, 6))]
        return {name: self.value(prefix + name, wall_time, depth) for name in names}

    def line(self):
        told = self.random.random() < 0.5
        self.step = self.random.randrange(10**6) if told else self.step + 1
        wall_time = 1.7e9 + self.random.random()
        content = {"wall_time": wall_time, **({"step": self.step} if told else {}), **self.object("", wall_time, 0)}
        items = list(content.items())
        self.random.shuffle(items)
        return json.dumps(dict(items), ensure_ascii=self.random.random() < 0.5)


def of_point(point):
    if point["kind"] == "scalar":
        return {"value": again.f32(float(point["value"]))}
    return {key: point[key] for key in point.keys() & {"shape", "text", "buckets"}}


def same(a, b):
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return again.same(a, b) if isinstance(a, float) and isinstance(b, float) else a == b


def check_lines(tbtop, seed):
    with tempfile.TemporaryDirectory() as logdir:
        lines = Lines(seed)
        text = "".join(lines.line() + "\n" for _ in range(60))
        done = subprocess.run([tbtop, "log", logdir], input=text, text=True, capture_output=True)
        assert done.returncode == 0 and not done.stderr, (seed, done)
        points = {}
        for point in export(tbtop, logdir):
            points.setdefault(point["tag"], []).append(point)
        assert points.keys() == lines.expected.keys(), (seed, points.keys() ^ lines.expected.keys())
        for tag, expected in lines.expected.items():
            assert len(points[tag]) == len(expected), (seed, tag)
            for point, (kind, step, wall_time, what) in zip(points[tag], expected):
                got = of_point(point)
                assert (point["kind"], point["step"], point["wall_time"]) == (kind, step, wall_time), (seed, point)
                assert got.keys() == what.keys() and all(same(got[key], what[key]) for key in got), (seed, point, what)
        return sum(map(len, points.values()))


def check_odd(tbtop):
    """What is bad is told by its line, and costs no other."""
    lines = [
        (b'\xef\xbb\xbf{"x": 0}\r', None),
        (b"", None),
        (b"  \t ", None),
        (b'{"x": 1}', None),
        (b'{"x": "' + b"y" * (17 << 20) + b'"}', "longer than 16 MiB"),
        (b'{"x": 2}', None),
        (b'{"x": ' + b"[" * 70 + b"]" * 70 + b"}", "column 70: nested too deep"),
        (b'{"x": 1\0}', "column 8: a comma or } is missing"),
        (b'\xff\xfe{}', "column 1: an object in braces is missing"),
        (b'{"step": 9223372036854775808, "x": 3}', "the step is no integer"),
        (b'{"wall_time": "now", "x": 3}', "the wall time is no number of seconds"),
        (b'{"a": [1, "b"], "x": 3, "c": 1e39}', "a: an array is one of numbers, or one of texts, and not empty"),
        (b'{"\xff\\u0000": 4}', None),
        (b'{"a": 1e400, "x": 4}', "column 12: a number is too large"),
        (b'{"step": 77, "wall_time": "now", "x": 4}', "the wall time is no number of seconds"),
        (b'{"x": 5}', None),  # without an end of the line
    ]
    with tempfile.TemporaryDirectory() as logdir:
        done = subprocess.run([tbtop, "log", logdir], input=b"\n".join(line for line, _ in lines), capture_output=True)
        told = done.stderr.decode().splitlines()
        expected = [f"tbtop: line {i + 1}: {why}" for i, (_, why) in enumerate(lines) if why]
        expected.insert(7, "tbtop: line 12: c: a scalar, of 4 bytes, can't be that large")
        assert done.returncode == 1 and told == expected, (done.returncode, told)
        points = [(point["tag"], point["step"], point["value"]) for point in export(tbtop, logdir)]
        xs = [("x", 0, 0), ("x", 1, 1), ("x", 2, 2), ("x", 3, 3), ("x", 5, 5)]
        assert points == xs + [("\ufffd\ufffd", 4, 4)], points
        for word in "x=1e400", "x=-1e39", "x=":
            assert subprocess.run([tbtop, "log", logdir, word], capture_output=True).returncode == 2, word
        for run in b"../x", b"/x", b"", b"a/..", b"\xff":
            assert subprocess.run([tbtop, "log", logdir, "--run", run, "x=1"], capture_output=True).returncode == 2, run
        assert len(export(tbtop, logdir)) == len(points)


def check_together(tbtop):
    """Eight streams and eight calls into one run."""
    with tempfile.TemporaryDirectory() as logdir:
        streams = [subprocess.Popen([tbtop, "log", logdir, "--run", "r"], stdin=subprocess.PIPE) for _ in range(8)]
        calls = [subprocess.Popen([tbtop, "log", logdir, "--run", "r", "--step", str(i), f"call={i}"]) for i in range(8)]
        for i, stream in enumerate(streams):
            stream.stdin.write("".join(f'{{"step": {step}, "s{i}": {step}}}\n' for step in range(2000)).encode())
        for i, stream in enumerate(streams):
            stream.stdin.close()
        assert not any(process.wait() for process in streams + calls)
        points = export(tbtop, logdir)
        for i in range(8):
            assert [p["value"] for p in points if p["tag"] == f"s{i}"] == list(range(2000))
        assert sorted(p["value"] for p in points if p["tag"] == "call") == list(range(8))


def wait_for(condition, what):
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, what
        select.select([], [], [], 0.005)


def check_killed(tbtop, chance):
    """What the file had while the input paused is there after a kill in the midst of the rest, and nothing is broken."""
    with tempfile.TemporaryDirectory() as logdir:
        stream = subprocess.Popen([tbtop, "log", logdir], stdin=subprocess.PIPE)
        line = lambda step: b'{"step": %d, "x": %d, "note": "%s"}\n' % (step, step, b"z" * (step % 50))
        flushed = chance.randrange(1, 200)
        stream.stdin.write(b"".join(map(line, range(flushed))))
        stream.stdin.flush()
        wait_for(lambda: len(export(tbtop, logdir, "--tag", "^x$")) == flushed, "the pause flushes")
        stream.stdin.write(b"".join(map(line, range(flushed, flushed + chance.randrange(1000)))))
        stream.stdin.flush()
        select.select([], [], [], chance.random() * 0.005)
        stream.send_signal(signal.SIGKILL)
        stream.wait()
        try:
            stream.stdin.close()
        except BrokenPipeError:
            pass
        values = [point["value"] for point in export(tbtop, logdir, "--tag", "^x$")]
        assert len(values) >= flushed and values == list(range(len(values))), (flushed, len(values))
        assert subprocess.run([tbtop, "check", logdir], capture_output=True).returncode == 0


def check_calls(tbtop):
    """A thousand calls of eight processes share a file; some begin at once and may not see the first one's."""
    loop = 'i=0; while [ $i -lt 125 ]; do "$1" log "$2" --run r --step $i "p$3=$i" "q$3=-$i" || exit; i=$((i + 1)); done'
    with tempfile.TemporaryDirectory() as logdir:
        loops = [subprocess.Popen(["sh", "-c", loop, "sh", tbtop, logdir, str(i)]) for i in range(8)]
        assert not any(process.wait() for process in loops)
        files = os.listdir(logdir + "/r")
        assert len(files) <= 8 and all(name.endswith(".tbtop-log") for name in files), files
        values = {}
        for point in export(tbtop, logdir):
            values.setdefault(point["tag"], []).append((point["step"], point["value"]))
        expected = {f"{name}{i}": [(step, sign * step) for step in range(125)] for name, sign in (("p", 1), ("q", -1))
                    for i in range(8)}
        assert {tag: sorted(points) for tag, points in values.items()} == expected, values
        assert subprocess.run([tbtop, "check", logdir], capture_output=True).returncode == 0
        return len(files)


def check_killed_calls(tbtop, chance):
    """Calls that are killed at any time: what came before and after is there, `check` has at most a cut-off end to tell."""
    with tempfile.TemporaryDirectory() as logdir:
        for i in range(40):
            subprocess.run([tbtop, "log", logdir, "--step", str(i), f"x={i}"], check=True)
            call = subprocess.Popen([tbtop, "log", logdir, "--step", str(i), "killed=1", "--text", "n=" + "z" * 100000])
            select.select([], [], [], chance.random() * 0.01)
            call.kill()
            call.wait()
        values = [point["value"] for point in export(tbtop, logdir, "--tag", "^x$")]
        assert values == list(range(40)), values


def check_whose(tbtop):
    """What is torn, garbage, large, a link, a FIFO or another writer's is left as it is."""
    name = lambda seconds: f"events.out.tfevents.{seconds:010}.{socket.gethostname()}.1.0.tbtop-log"
    with tempfile.TemporaryDirectory() as logdir:
        subprocess.run([tbtop, "log", logdir + "/good", "x=1"], check=True)
        (made,) = os.listdir(logdir + "/good")
        with open(f"{logdir}/good/{made}", "rb") as file:
            good = file.read()
        frame = good[:40]
        odd = {"torn": good[:-1], "garbage": b"garbage" * 100, "empty": b"", "zeros": good + bytes(5),
               "large": frame * ((8 << 20) // 40 + 1)}
        for case, content in odd.items():
            os.mkdir(f"{logdir}/{case}")
            with open(f"{logdir}/{case}/{name(1)}", "wb") as file:
                file.write(content)
        for case, other in (("elsewhere", "events.out.tfevents.1.elsewhere.1.0.tbtop-log"),
                            ("suffix", f"events.out.tfevents.1.{socket.gethostname()}.1.0"),
                            ("behind", "events.out.tfevents.9999999999.trainer")):
            os.mkdir(f"{logdir}/{case}")
            odd[case] = good
            with open(f"{logdir}/{case}/{other}", "wb") as file:
                file.write(good)
        with open(f"{logdir}/behind/{name(1)}", "wb") as file:
            file.write(good)
        os.mkdir(f"{logdir}/link")
        os.symlink(f"{logdir}/good/{made}", f"{logdir}/link/{name(1)}")
        os.mkdir(f"{logdir}/fifo")
        os.mkfifo(f"{logdir}/fifo/{name(1)}")
        for case in [*odd, "link", "fifo"]:
            before = set(os.listdir(f"{logdir}/{case}"))
            for value in (2, 3):
                subprocess.run([tbtop, "log", logdir, "--run", case, "--step", "9", f"y={value}"], check=True, timeout=LIMIT)
            after = set(os.listdir(f"{logdir}/{case}"))
            made_now = after - before
            assert before < after and len(made_now) == (2 if case == "behind" else 1), (case, before, after)
            for kept in before:
                if case in odd:
                    with open(f"{logdir}/{case}/{kept}", "rb") as file:
                        assert file.read() == odd[case], case
            if case != "fifo":
                values = [point["value"] for point in export(tbtop, logdir, "--run", f"^{case}$", "--tag", "^y$")]
                assert values == [2, 3], (case, values)
        with open(f"{logdir}/good/{made}", "rb") as file:
            assert file.read() == good


def check_full(tbtop):
    """A call that the disk has no room for leaves nothing, and is told; here a limit on the file's size is the disk."""
    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))

    with tempfile.TemporaryDirectory() as logdir:
        log = lambda *words, **how: subprocess.run([tbtop, "log", logdir, *words], capture_output=True, text=True, **how)
        assert log("x=1").returncode == 0
        (made,) = os.listdir(logdir)
        size = os.path.getsize(f"{logdir}/{made}")
        full = log("x=2", "--text", "note=" + "z" * 300, preexec_fn=small)
        assert full.returncode == 2 and full.stderr.count("\n") == 1 and "File too large" in full.stderr, full
        assert os.path.getsize(f"{logdir}/{made}") == size
        assert log("x=3").returncode == 0
        assert os.listdir(logdir) == [made]
        assert [(p["step"], p["value"]) for p in export(tbtop, logdir)] == [(0, 1), (1, 3)]
        lines = "".join(f'{{"step": {step}, "loss": 1}}\n' for step in range(100))
        full = log("--run", "lines", input=lines, preexec_fn=small)
        assert full.returncode == 2 and full.stderr.count("\n") == 1 and "File too large" in full.stderr, full


def main():
    tbtop = os.path.abspath(sys.argv[1])
    first, seeds = (int(word) for word in (sys.argv[2:] + ["1", "20"][len(sys.argv[2:]):]))
    total = sum(check_lines(tbtop, seed) for seed in range(first, first + seeds))
    check_odd(tbtop)
    check_together(tbtop)
    for kill in range(30):
        check_killed(tbtop, random.Random(first + kill))
    files = check_calls(tbtop)
    check_killed_calls(tbtop, random.Random(first))
    check_whose(tbtop)
    check_full(tbtop)
    print(f"{total} points of {seeds} seeds came back; 8 streams at once; 30 kills; 1000 calls, files: {files}")


if __name__ == "__main__":
    main()

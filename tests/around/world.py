"""A home directory with runs in it, for tests of what stands around the program."""

import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

POLYNOMIAL = 0x82F63B78


def crc_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (POLYNOMIAL if byte & 1 else 0)
        table.append(byte)
    return table


TABLE = crc_table()


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def record(data):
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked_crc(length)) + data + struct.pack("<I", masked_crc(data))


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def scalar(wall, step, tag, value):
    """An Event with a Summary of one simple_value."""
    summary = field(1, field(1, tag.encode()) + b"\x15" + struct.pack("<f", value))
    return record(b"\x09" + struct.pack("<d", wall) + b"\x10" + varint(step) + field(5, summary))


def version(wall):
    return record(b"\x09" + struct.pack("<d", wall) + field(3, b"brain.Event:2"))


def write_run(directory, tags, steps, start=1700000000.0):
    """tags: name -> function of the step."""
    os.makedirs(directory)
    with open(os.path.join(directory, "events.out.tfevents.1700000000.host"), "wb") as file:
        file.write(version(start))
        for step in range(steps):
            for tag, value in tags.items():
                file.write(scalar(start + step, step, tag, value(step)))


def graph_def(nodes):
    """nodes: (name, op)."""
    return b"".join(field(1, field(1, name.encode()) + field(2, op.encode())) for name, op in nodes)


def write_graph(directory, nodes):
    """A run with a graph."""
    os.makedirs(directory)
    graph = graph_def(nodes)
    with open(os.path.join(directory, "events.out.tfevents.1700000000.host"), "wb") as file:
        file.write(version(1700000000.0) + record(b"\x09" + struct.pack("<d", 1700000000.0) + field(4, graph)))


def write_saved_model(directory, nodes):
    """A SavedModel of these nodes that takes and gives a float of any length, and has a variable of 2x3."""
    os.makedirs(directory)
    info = field(1, b"x:0") + b"\x10\x01" + field(3, field(2, b"\x08" + varint(2**64 - 1)))  # name, float32, [-1]
    ends = field(1, b"x") + field(2, info)
    signature = field(1, ends) + field(2, ends) + field(3, b"tensorflow/serving/predict")
    variable = b"\x08\x01" + field(2, field(2, b"\x08\x02") + field(2, b"\x08\x03")) + b"\x18\x01" + field(6, b"w")
    meta = field(4, b"serve") + field(5, b"2.15.0")
    model = field(1, meta) + field(2, graph_def(nodes)) + field(5, field(1, b"serving_default") + field(2, signature)) + \
        field(7, field(1, field(7, variable)))
    with open(os.path.join(directory, "saved_model.pb"), "wb") as file:
        file.write(b"\x08\x01" + field(2, model))


def write_profile(directory, spans):
    """A trace as PyTorch's profiler writes it; spans: (name, microseconds, duration)."""
    os.makedirs(directory)
    events = [{"ph": "X", "name": name, "pid": 1, "tid": 1, "ts": ts, "dur": dur} for name, ts, dur in spans]
    with open(os.path.join(directory, "host_1.1700000000.pt.trace.json"), "w") as file:
        json.dump({"traceEvents": events}, file)


class World:
    """HOME with runs/base and runs/tuned run, model and profiled, and tbtop in its PATH; with World() as world."""

    def __init__(self, program):
        self.program = os.path.abspath(program)

    def __enter__(self):
        self.home = tempfile.mkdtemp(prefix="tbtop-home-")
        tags = {"loss": lambda step: 1 / (1 + step / 10), "train/acc": lambda step: step / 200}
        write_run(self.path("runs/base"), tags, 100)
        write_run(self.path("runs/tuned run"), tags, 50)
        write_graph(self.path("model"), [("x", "Placeholder"), ("y", "Relu"), ("z", "Relu")])
        write_profile(self.path("profiled"), [("step", 0, 100), ("aten::mm", 10, 50), ("aten::mm", 70, 20)])
        os.makedirs(self.path("bin"))
        os.symlink(self.program, self.path("bin/tbtop"))
        self.environment = {
            "HOME": self.home, "PATH": self.path("bin") + ":" + os.environ["PATH"], "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "", "SHELL": "/bin/sh",
            **{name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}}
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home)

    def path(self, below):
        return os.path.join(self.home, below)

    def run(self, *command, **more):
        """Runs a command there; what it did."""
        return subprocess.run(command, env=self.environment, cwd=self.home, capture_output=True, text=True,
                              timeout=60, **more)

    def tbtop(self, *words):
        return self.run("tbtop", *words).stdout


class Checks:
    """Counts what holds and tells what does not."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def check(self, holds, what):
        self.passed += bool(holds)
        self.failed += not holds
        if not holds:
            print(f"FAILED: {what}")

    def skip(self, what, why):
        print(f"left out: {what}: {why}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)

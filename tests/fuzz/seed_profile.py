#!/usr/bin/env python3
"""Cuts the seed corpora of profiles, SavedModels and checkpoints from real files: seed_profile.py FIXTURES

Small pieces: of a trace its head and a few events of each phase, of an xplane small planes, of a model its parts.
"""

import gzip
import hashlib
import json
import os
import sys

from seed import fields

LARGEST = 1500


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def message(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def write(target, inputs):
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", target)
    os.makedirs(folder, exist_ok=True)
    for data in inputs:
        with open(os.path.join(folder, hashlib.sha1(data).hexdigest()[:16]), "wb") as file:
            file.write(data)


def small_trace(data):
    """The members of a trace, with one event of each phase and category."""
    trace = json.loads(data)
    kinds = {}
    for event in trace["traceEvents"]:
        kinds.setdefault((event.get("ph"), event.get("cat"), event.get("name") if event.get("ph") == "M" else None), event)
    trace["traceEvents"] = list(kinds.values())
    return json.dumps(trace).encode()


SCRIPTED = [
    b'[{"ph":"E","ts":9},{"ph":"B","ts":1,"name":"a"},{"ph":"B","ts":2},{"ph":"E","ts":4},{"ph":"B","ts":3,"tid":2}',
    b'{"traceEvents":[{"ph":"X","ts":1.0000005,"dur":-Infinity,"name":"\x01\\u00e9"},{"ph":"X","ts":NaN}],"baseTimeNanoseconds":5}',
    b'[{"ph":"X","ts":1e15,"dur":"x"},{"ph":"X","ts":-5e-7},{"ph":"X","ts":4.1e30},N/A]',
    b'{"traceEvents":[{"ph":"M","pid":1,"name":"process_name","args":{"name":"P"}},{"ph":"X","pid":1,"ts":1}],"traceEvents":[]}',
    b'[{"ph":"X","tid":1,"ts":1,"dur":9},{"ph":"X","tid":2,"ts":5,"dur":3},{"ph":"s","id":1,"tid":1,"ts":2},{"ph":"t","id":1,"tid":2,"ts":4},'
    b'{"ph":"f","id":1,"tid":2,"ts":6,"bp":"e"},{"ph":"f","id":1,"tid":1,"ts":0},{"ph":"s","id":1,"tid":3,"ts":7}]',
    b'{"distributedInfo":{"rank":3,"world_size":8},"traceEvents":[{"ph":"X","cat":"cuda_runtime","ts":1,"dur":2,"args":{"correlation":4}},'
    b'{"ph":"X","cat":"kernel","tid":7,"ts":2,"dur":5,"name":"nccl","args":{"correlation":4}}],"baseTimeNanoseconds":7}',
    b'[{"ph":"X","ts":1,"dur":9},{"ph":"i","name":"[memory]","ts":2,"args":{"Bytes":-5,"Addr":1,"Device Type":1,"Device Id":0}},'
    b'{"ph":"i","name":"[memory]","ts":-3,"args":{"Bytes":9223372036854775807,"Addr":1,"Total Allocated":7}}]',
]


def small_planes(data):
    """Each plane with its first lines, events and kinds alone."""
    for _, _, plane in fields(data):
        parts, counts = b"", {}
        for number, _, content in fields(plane):
            counts[number] = counts.get(number, 0) + 1
            if number == 3:
                line, events = b"", 0
                for inner, kind, part in fields(content):
                    events += inner == 4
                    if kind == 2 and (inner != 4 or events <= 4) and len(part) < 200:
                        line += message(inner, part)
                content = line + b"\x18\x80\xb4\x9c\xc8\xb5\xf2\xa5\xcb\x17"
            if number in (2, 3, 4) and counts[number] <= 4 and len(content) < 400:
                parts += message(number, content)
        yield message(1, parts)[:LARGEST]


def number(field, value):
    return varint(field << 3) + varint(value)


def event(kind, offset, duration, **stats):
    said = b"".join(message(4, number(1, STATS.index(name) + 1) + number(3, value)) for name, value in stats.items())
    return message(4, number(1, kind) + number(2, offset) + number(3, duration) + said)


STATS = ["step_num", "_pt", "_p", "_ct", "_c"]
KINDS = ["train", "ask", "ThreadpoolListener::StartRegion", "work", "ThreadpoolListener::StopRegion"]


def grouped():
    """Two steps on a thread, that cause work on another: a span, and a region that starts and stops."""
    first = message(2, b"main") + b"".join(
        event(1, at, 1000000, step_num=at) + event(2, at + 1000, 50000, _pt=1, _p=at + 7) + event(2, at + 90000, 50000, _pt=1, _p=at + 8)
        for at in (0, 2000000))
    second = message(2, b"pool") + b"".join(
        event(3, at + 60000, 0, _ct=1, _c=at + 7) + event(4, at + 70000, 300000) + event(5, at + 500000, 0) +
        event(4, at + 600000, 90000, _ct=1, _c=at + 8) for at in (0, 2000000))
    names = b"".join(message(4, number(1, i + 1) + message(2, number(1, i + 1) + message(2, name.encode()))) for i, name in enumerate(KINDS))
    stats = b"".join(message(5, number(1, i + 1) + message(2, number(1, i + 1) + message(2, name.encode()))) for i, name in enumerate(STATS))
    return message(1, message(2, b"/host:CPU") + message(3, first) + message(3, second) + names + stats)


def small_models(data):
    for _, _, graph in fields(data):
        if not graph:
            continue
        parts = [(number, content) for number, _, content in fields(graph) if len(content) < LARGEST]
        for number, content in parts:
            yield message(2, message(number, content))
        nodes = [content for number, _, whole in fields(graph) if number == 2 for number, _, content in fields(whole)
                 if number == 1][:6]
        yield message(2, message(2, b"".join(message(1, node) for node in nodes)))[:LARGEST]


def entry(shared, key, value):
    return varint(shared) + varint(len(key)) + varint(len(value)) + key + value


def shape(*sizes):
    return message(2, b"".join(message(2, b"\x08" + varint(size)) for size in sizes))


def block(content, packed=0):
    content += b"" if packed else b"\0\0\0\0\1\0\0\0"
    return bytes([packed]) + len(content).to_bytes(2, "little") + content


def checkpoints():
    """What fuzz_checkpoint.c makes tables of, and what Snappy packs: every kind of element."""
    header, matrix = entry(0, b"", b"\x08\x02"), b"\x08\x01" + shape(3, 4) + b"\x18\x01\x20\x30\x28\x30"
    plain = header + entry(0, b"dense/bias", b"\x08\x09") + entry(6, b"kernel", matrix) + entry(0, b"\0part", b"\x08\x01")
    size = len(plain) + 8
    packed = varint(size) + bytes([60 << 2, size - 1]) + plain + b"\0\0\0\0\1\0\0\0"
    yield b"\2" + block(plain)
    yield b"\2" + block(packed, 1) + block(entry(0, b"z", matrix))
    yield b"\2" + block(plain, 2)
    yield b"\3" + block(plain) + block(entry(0, b"k", b"\0" + varint(size)))
    yield b"\0" + bytes([25, 3 << 2]) + b"abcd" + bytes([1 | 2 << 2, 3, 2 | 4 << 2, 2, 0, 3 | 9 << 2, 1, 0, 0, 0])
    yield b"\0" + bytes([4, 62 << 2, 3, 0, 0]) + b"abcd"
    yield b"\0" + b"\xff\xff\x7f" + b"more than is allowed"


def main(root):
    traces, planes, models = [bytes([3 * i]) + text for i, text in enumerate(SCRIPTED)], [], []
    indexes = list(checkpoints())
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                data = file.read()
            if name.endswith((".trace.json", ".trace.json.gz")):
                text = small_trace(gzip.decompress(data) if name.endswith("gz") else data)
                traces.append(b"\x10" + text[: 3 * LARGEST])
            elif name.endswith(".xplane.pb"):
                planes += [b"\xff\0" + plane for plane in small_planes(data)]
            elif name == "saved_model.pb":
                models += small_models(data)
            elif name == "variables.index":
                indexes.append(b"\1" + data)
    write("trace_json", traces[:20])
    write("xplane", planes[:20] + [b"\xff\0" + grouped()])
    write("saved_model", models[:30])
    write("checkpoint", indexes)
    write("profile", [grouped()])
    write("profile", [plane[2:] for plane in planes[:20]])


if __name__ == "__main__":
    main(sys.argv[1])

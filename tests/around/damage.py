#!/usr/bin/env python3
"""Damaged and restarted logdirs, by chance and by hand: what tbtop says of them is what a plain reader in here says.

    damage.py TBTOP [SEED]
"""

import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import zlib

from world import Checks, field, masked_crc, record, scalar, varint, version

RUNS = 300
START, STOP = 1, 2
NAME = "events.out.tfevents.170000000{}.box"


def event(step, tag, value):
    return scalar(1700000000.0 + step % 1000, step % 2**64, tag, value)


def session(step, status):
    return record(b"\x09" + struct.pack("<d", 1700000000.0) + b"\x10" + varint(step % 2**64) + field(7, b"\x08" + varint(status)))


def header(length):
    data = struct.pack("<Q", length)
    return data + struct.pack("<I", masked_crc(data))


# ---- A plain reader ---------------------------------------------------------------------------------------


def header_sound(data, at):
    return at + 12 <= len(data) and data[at : at + 12] == header(struct.unpack_from("<Q", data, at)[0]) and \
        struct.unpack_from("<Q", data, at)[0] < 2**31


def parts(data):
    """(payload or None for a loss, begin, end); an incomplete record and zeros at the end are in none."""
    at = 0
    while at + 12 <= len(data) and any(data[at:]):
        sound = header_sound(data, at)
        end = at + 16 + struct.unpack_from("<Q", data, at)[0] if sound else len(data) + 1
        if sound and end > len(data):
            return
        payload = data[at + 12 : end - 4]
        if sound and struct.unpack_from("<I", data, end - 4)[0] == masked_crc(payload):
            yield payload, at, end
        else:
            if not sound or not (len(data) - end < 12 or header_sound(data, end) or not any(data[end:])):
                end = next((i for i in range(at + 1, len(data) - 11) if header_sound(data, i)), len(data))
            yield None, at, end
        at = end


def fields(data):
    at = 0

    def number():
        nonlocal at
        out = shift = 0
        while True:
            at += 1
            out |= (data[at - 1] & 127) << shift
            shift += 7
            if data[at - 1] < 128:
                return out

    while at < len(data):
        key = number()
        size = {0: None, 1: 8, 2: None, 5: 4}[key & 7]
        if key & 7 == 0:
            yield key >> 3, number()
            continue
        size = number() if size is None else size
        yield key >> 3, data[at : at + size]
        at += size


class Reader:
    """The points of a run as TensorBoard keeps them: (tag, step, value) in order of arrival."""

    def __init__(self):
        self.points, self.lost, self.version, self.started, self.newest = [], [], -1, False, -1

    def read(self, name, data):
        for payload, begin, end in parts(data):
            if payload is None:
                self.lost.append((name, begin, end))
            else:
                self.take(dict(fields(payload)))

    def take(self, said):
        step = said.get(2, 0)
        step -= 2**64 if step >= 2**63 else 0
        if 3 in said:
            self.version = float(said[3].rsplit(b":")[-1])
        elif 7 in said and dict(fields(said[7]))[1] == START:
            if self.started and self.version >= 2:
                self.points = [point for point in self.points if point[1] < step]
            self.started = self.started or self.version >= 2
        elif 5 in said:
            value = dict(fields(dict(fields(said[5]))[1]))
            tag = value[1].decode()
            if self.version < 2 and step < self.newest:
                self.points = [point for point in self.points if point[0] != tag or point[1] < step]
            self.newest = step
            self.points.append((tag, step, struct.unpack("<f", value[2])[0]))


def joined(losses):
    out = []
    for name, begin, end in losses:
        if out and out[-1][0] == name and out[-1][2] == begin:
            begin = out.pop()[1]
        out.append((name, begin, end))
    return out


# ---- By chance --------------------------------------------------------------------------------------------


def file_of(chance):
    out, step = [], chance.choice([0, 0, 50, -9, 2**53 - 5])
    if chance.random() < 0.8:
        out.append(record(b"\x09" + struct.pack("<d", 1.7e9) + field(3, b"brain.Event:%d" % chance.choice([1, 2, 2, 2]))))
    for _ in range(chance.randrange(60)):
        what = chance.random()
        step += what < 0.8
        if what > 0.95:
            step -= chance.randrange(20)
        if 0.9 < what < 0.97:
            out.append(session(step, chance.choice([START, START, STOP])))
        else:
            out.append(event(step, chance.choice("ab") * chance.choice([1, 1, 300]), chance.randrange(1000)))
    return bytearray(b"".join(out))


def hurt(chance, data):
    at = chance.randrange(len(data))
    size = min(chance.choice([1, 1, 2, 7, 60, 300, 1024]), len(data) - at)
    how = chance.randrange(8)
    if how == 0:
        data[at : at + size] = bytes(size)
    elif how == 1:
        data[at : at + size] = chance.randbytes(size)
    elif how == 2:
        del data[at : at + size]
    elif how == 3:
        data[at:at] = chance.randbytes(size)
    elif how == 4:
        data[at:at] = header(chance.choice([2**31, 2**63, 2**64 - 1, size, 0]))
    elif how == 5:
        data += bytes(size)
    elif how == 6:
        del data[len(data) - size :]
    else:
        data[at] ^= 1 << chance.randrange(8)


def by_chance(checks, tbtop, logdir, chance):
    readers = {}
    for number in range(RUNS):
        run = f"run{number:03}"
        readers[run] = Reader()
        os.makedirs(os.path.join(logdir, run))
        for index in range(chance.randrange(1, 4)):
            data = file_of(chance)
            for _ in range(chance.randrange(5)):
                if data:
                    hurt(chance, data)
            with open(os.path.join(logdir, run, NAME.format(index)), "wb") as file:
                file.write(data)
            readers[run].read(f"{run}/{NAME.format(index)}", bytes(data))
    got = {run: [] for run in readers}
    status, lines = tbtop("export", logdir)
    for line in map(json.loads, lines.splitlines()):
        got[line["run"]].append((line["tag"], line["step"], line["value"]))
    _, listing = tbtop("list", "--json", logdir)
    problems = joined((p["file"], p["offset"], p["offset"] + p["bytes_lost"]) for p in json.loads(listing)["problems"])
    lost = [loss for run in readers for loss in joined(readers[run].lost)]
    wrong = [run for run in readers if got[run] != sorted(readers[run].points, key=lambda point: point[0])]
    checks.check(status == 0 and not wrong, f"points of {wrong[:3]}")
    differing = sorted(set(problems) ^ set(lost))
    checks.check(not differing, f"losses: {differing[:3]}")
    checks.check(len(lost) > 100 and sum(map(len, got.values())) > 5000, "there is something to compare")
    checks.check(tbtop("check", logdir)[0] == 1, "damage is told by the status")


# ---- By hand: what is said of it ----------------------------------------------------------------------------


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


def sentences(checks, tbtop, folder):
    sound = [version(1.7e9)] + [event(step, "loss", step) for step in range(30)]
    whole, one = b"".join(sound), len(sound[5])
    tensor = field(1, field(1, b"bare") + field(8, b"\x08\x01\x12\x00\x2a\x04\x00\x00\x80\x3f"))
    bare = record(b"\x09" + struct.pack("<d", 1.7e9) + field(5, tensor))
    told = {
        "two in a row": (
            b"".join(sound[:5]) + flipped(sound[5], 20) + flipped(sound[6], 20) + b"".join(sound[7:]),
            ["29 records read", f"{2 * one} bytes lost in 1 place, room for about 2 records", "compare with the original"],
        ),
        "a length": (whole.replace(sound[9], flipped(sound[9], 1)), ["damaged length", "a copy of a file in use; copy it again"]),
        "a huge length": (
            b"".join(sound[:5]) + header(2**31) + b"".join(sound[5:]),
            ["length above 2^31-1", "12 bytes lost in 1 place, less than a record takes", "no writer makes such records"],
        ),
        "zeros": (whole + bytes(5000), ["incomplete", "zeros at the end (5000 bytes)", "no damage"]),
        "zeros that begin in a record": (
            whole[: -one + 20] + bytes(5000),
            ["damaged payload", "zeros where data was", f"zeros at the end ({5020 - one} bytes)"],
        ),
        "a damaged record before zeros": (
            whole[:-one] + flipped(sound[-1], 20) + bytes(5000),
            ["some bytes of a record changed", "zeros at the end (5000 bytes)"],
        ),
        "a cut": (whole[:-3], [f"incomplete record at the end ({one - 3} bytes)", "nothing else is lost", "no damage"]),
        "noise behind it": (whole + random.Random(1).randbytes(10 * one), ["room for about 10 records", "damaged length"]),
        "more lost than read": (whole + random.Random(1).randbytes(9999) + sound[9], ["9999 bytes lost in 1 place\n"]),
        "noise": (random.Random(1).randbytes(999), ["nothing in it looks like an event", "1 damaged (999 bytes lost)"]),
        "metadata": (flipped(sound[0], 20) + bare, ["1 of its tags (bare) has no metadata, which may be in a lost record"]),
        "none of it lost": (sound[0] + bare, ["no damage"]),
        "restarts": (
            sound[0] + session(0, START) + whole[40:] + session(20, START) + session(5, START) + event(5, "loss", 1),
            ["restarted 2 times, at step 20, 5; 25 points of earlier attempts are hidden"],
        ),
    }
    for name, (data, expected) in told.items():
        path = os.path.join(folder, NAME.format(0))
        with open(path, "wb") as file:
            file.write(data)
        status, text = tbtop("check", path)
        for words in expected:
            checks.check(words in text, f"{name}: {words!r} is not in\n{text}")
        checks.check(status == ("no damage" not in text), f"{name}: status {status}")
        checks.check(("no metadata" in text) == (name == "metadata"), f"{name}: metadata\n{text}")


def bomb(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(data) + b"".join(packer.compress(bytes(2**20)) for _ in range(300)) + packer.flush()


def a_bomb(checks, tbtop, folder):
    path = os.path.join(folder, NAME.format(0))
    with open(path, "wb") as file:
        file.write(bomb(version(1.7e9) + event(1, "loss", 1)))
    status, text = tbtop("check", path)
    checks.check(status == 0 and ": partly loaded," in text and "2 records" in text, f"a bomb: {status}\n{text}")
    checks.check("inflates to far more than records take" in text and "no damage, 1 partly loaded" in text, text)


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    checks = Checks()

    def tbtop(*words):
        run = subprocess.run([sys.argv[1], *words], capture_output=True, encoding="utf-8", timeout=120)
        return run.returncode, run.stdout

    with tempfile.TemporaryDirectory(prefix="tbtop-damage-") as folder:
        by_chance(checks, tbtop, os.path.join(folder, "runs"), random.Random(seed))
        os.makedirs(os.path.join(folder, "by hand"))
        sentences(checks, tbtop, os.path.join(folder, "by hand"))
        a_bomb(checks, tbtop, folder)
    checks.end()


if __name__ == "__main__":
    main()

"""Simulated trainings of which all is known, as event files that are written here byte by byte.

A training has a clock of its own: what it does takes time, and each record says when it was.
"""

import os
import struct

CRC_TABLE = []
for byte in range(256):
    value = byte
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    CRC_TABLE.append(value)


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = CRC_TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def chunk(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def event(wall, step, rest):
    return struct.pack("<Bd", 9, wall) + b"\x10" + varint(step) + rest


def record(data):
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked_crc(length)) + data + struct.pack("<I", masked_crc(data))


class Writer:
    """One event file."""

    def __init__(self, folder, wall, name=None):
        os.makedirs(folder, exist_ok=True)
        self.path = os.path.join(folder, name or "events.out.tfevents.%010d.nowhere.4711.0" % int(wall))
        self.file = open(self.path, "ab")
        self.put(event(wall, 0, chunk(3, b"brain.Event:2")))

    def put(self, data):
        self.file.write(record(data))

    def scalar(self, wall, step, tag, value=1.0):
        summary = chunk(1, tag.encode()) + b"\x15" + struct.pack("<f", value)
        self.put(event(wall, step, chunk(5, chunk(1, summary))))

    def session(self, wall, step, status):
        """START 1, STOP 2, CHECKPOINT 3"""
        self.put(event(wall, step, chunk(7, b"\x08" + varint(status))))

    def close(self):
        self.file.close()


class Training:
    """Steps of known length and what comes between them; `spent` says what took how long."""

    def __init__(self, folder, start, name=None):
        self.folder = folder
        self.now = start
        self.step = 0
        self.skew = 0.0  # of the clock that records are dated by
        self.spent = {}
        self.counts = {}
        self.times = []
        self.writer = Writer(folder, start, name)
        self.log()

    def log(self, tag="loss"):
        self.writer.scalar(self.now + self.skew, self.step, tag)

    def train(self, seconds, log_every=1, tags=("loss",)):
        self.now += seconds
        self.step += 1
        self.times.append(seconds)
        if self.step % log_every == 0:
            for tag in tags:
                self.log(tag)

    def pause(self, kind, seconds):
        self.now += seconds
        self.spent[kind] = self.spent.get(kind, 0) + seconds
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def evaluate(self, seconds, tag="val/loss"):
        self.pause("eval", seconds)
        self.log(tag)

    def checkpoint(self, seconds, marked=False):
        self.pause("checkpoint", seconds)
        if marked:
            self.writer.session(self.now + self.skew, self.step, 3)

    def restart(self, seconds, back=0, name=None):
        """Another file, after `seconds`, `back` steps before where it was."""
        self.pause("restart", seconds)
        self.step -= back
        self.writer.close()
        self.writer = Writer(self.folder, self.now + self.skew, name)

    def close(self):
        self.writer.close()

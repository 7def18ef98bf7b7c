"""Appends scalars to an event file as a writer does that flushes each."""

import struct
import time

from generator import event_files


def _table():
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
        yield crc


TABLE = list(_table())


def masked(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 255]
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number, data):
    return bytes([number << 3 | 2]) + varint(len(data)) + data


def scalar(tag, step, value, wall):
    point = field(1, tag.encode()) + b"\x15" + struct.pack("<f", value)
    event = b"\x09" + struct.pack("<d", wall) + b"\x10" + varint(step) + field(5, field(1, point))
    length = struct.pack("<Q", len(event))
    return length + masked(length) + event + masked(event)


class Appender:
    """Goes on with the first tag of the first run of a generated logdir: it is among those that are shown."""

    def __init__(self, logdir, step):
        self.file = open(event_files(logdir)[0], "ab", buffering=0)
        self.step = step

    def add(self):
        self.file.write(scalar("layer00/grad_norm", self.step, 0.5 + self.step % 7 / 100, time.time()))
        self.step += 1

    def close(self):
        self.file.close()

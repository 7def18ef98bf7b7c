"""Simulated trainings of which all is known, as event files that are written here byte by byte.

A training has a clock of its own: what it does takes time, and each record says when it was.
"""

import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "around"))
from world import field, record, scalar, varint, version


class Writer:
    """One event file."""

    def __init__(self, folder, wall, name=None):
        os.makedirs(folder, exist_ok=True)
        self.path = os.path.join(folder, name or "events.out.tfevents.%010d.nowhere.4711.0" % int(wall))
        self.file = open(self.path, "ab")
        self.file.write(version(wall))

    def scalar(self, wall, step, tag, value=1.0):
        self.file.write(scalar(wall, step, tag, value))

    def session(self, wall, step, status):
        """START 1, STOP 2, CHECKPOINT 3"""
        status = b"\x08" + varint(status)
        self.file.write(record(b"\x09" + struct.pack("<d", wall) + b"\x10" + varint(step) + field(7, status)))

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

"""Appends scalars to an event file as a writer does that flushes each."""

import os
import sys
import time

from generator import event_files

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "around"))
from world import scalar


class Appender:
    """Goes on with the first tag of the first run of a generated logdir: it is among those that are shown."""

    def __init__(self, logdir, step):
        self.file = open(event_files(logdir)[0], "ab", buffering=0)
        self.step = step

    def add(self):
        self.file.write(scalar(time.time(), self.step, "layer00/grad_norm", 0.5 + self.step % 7 / 100))
        self.step += 1

    def close(self):
        self.file.close()

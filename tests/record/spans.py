"""Random spans that nest as those of threads do, written as a profile by the library."""

import glob
import os
import random

import library as lib

HOST = "/host:CPU"
NAMES = ["forward", "backward", "größe", "a \"quoted\\ name", "tab\there", "all_reduce 🙂", "load"]


def record(library, directory, seed, processes):
    """(process, thread, name, begin, duration, step or None) of each, in nanoseconds since 1970."""
    chance = random.Random(seed)
    spans = []
    for process in processes:
        for thread in range(chance.randint(1, 4)):
            now = 1_700_000_000_000_000_000 + chance.randrange(10**9)
            for step in range(chance.randint(1, 30)):
                now = step_of(chance, spans, (process, f"thread/{thread}"), now, step)
    chance.shuffle(spans)
    native = (lib.Span * len(spans))(*[
        (None if process == HOST and chance.randrange(2) else process.encode(), thread.encode(), name.encode(), begin,
         duration, lib.NO_STEP if step is None else step) for process, thread, name, begin, duration, step in spans])
    library.call("profile", directory, f"session {seed}", "a.host", native, len(native))
    return spans


def step_of(chance, spans, line, now, number):
    """A step with parts in it; returns when the next may begin."""
    begin = now
    for _ in range(chance.randrange(6)):
        now += chance.randrange(1, 2000)
        duration = chance.randrange(100_000)
        spans.append((*line, chance.choice(NAMES), now, duration, None))
        if duration > 10:
            spans.append((*line, chance.choice(NAMES), now + 2, duration - 5, None))
        now += duration + 1
    now += chance.randrange(1, 1000)
    spans.append((*line, "train", begin, now - begin, number * 7))
    return now + chance.randrange(1, 5000)


def files(directory, suffix):
    return glob.glob(os.path.join(glob.escape(directory), "plugins/profile/*/*" + suffix))

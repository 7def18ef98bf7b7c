#!/usr/bin/env python3
"""Spans that the library wrote as a profile, as TensorBoard's profile plugin (xprof) reads them; run by venv.py.

    xprof_test.py LIBRARY
"""

import json
import sys
import tempfile

from xprof.convert import raw_to_tool_data

import spans
from library import Library

SEEDS = range(5)


def tool(directory, name):
    data, _ = raw_to_tool_data.xspace_to_tool_data(spans.files(directory, ".xplane.pb"), name, {})
    return json.loads(data)


def check_trace(directory, written):
    """A step is called by its name and number there."""
    events = tool(directory, "trace_viewer")["traceEvents"]
    names = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e.get("name") == "thread_name"}
    assert {e["args"]["name"] for e in events if e.get("name") == "process_name"} == {spans.HOST}
    first = min(span[3] for span in written)
    got = sorted((names[e["pid"], e["tid"]], e["name"], round(e["ts"] * 1000), round(e["dur"] * 1000))
                 for e in events if e.get("ph") == "X")
    expected = sorted((t, n if s is None else f"{n} {s}", b - first, d) for _, t, n, b, d, s in written)
    assert got == expected, set(got) ^ set(expected)


def check_steps(directory):
    """Steps are found, and some time of theirs is the host's."""
    summary = tool(directory, "input_pipeline_analyzer")[1]["p"]
    assert float(summary["steptime_ms_average"]) > 0, summary


def main():
    library = Library(sys.argv[1])
    total = 0
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as directory:
            written = spans.record(library, directory, seed, [spans.HOST])
            check_trace(directory, written)
            check_steps(directory)
            total += len(written)
    print(f"{total} spans are the same in xprof")


if __name__ == "__main__":
    main()

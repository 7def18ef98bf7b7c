#!/usr/bin/env python3
"""Spans that the library wrote as a profile: `tbtop profile` and Chrome's form of the file say the same.

    spans_test.py LIBRARY TBTOP
"""

import gzip
import json
import subprocess
import sys
import tempfile

import spans
from library import Library

SEEDS = range(20)


def check_tbtop(tbtop, directory, written):
    """Both files, as spans from the first start on."""
    done = subprocess.run([tbtop, "profile", directory, "--json", "spans"], check=True, capture_output=True, text=True)
    first = min(span[3] for span in written)
    expected = sorted((p, t, n, (b - first) * 1000, d * 1000) for p, t, n, b, d, _ in written)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["file"].split(".host")[1] for line in lines} == {".xplane.pb", ".trace.json.gz"}
    for file in {line["file"] for line in lines}:
        got = [tuple(line[key] for key in ("plane", "line", "name", "start_ps", "duration_ps"))
               for line in lines if line["file"] == file]
        assert sorted(got) == expected, (file, set(got) ^ set(expected))


def check_chrome(directory, written):
    (path,) = spans.files(directory, ".trace.json.gz")
    with gzip.open(path) as file:
        events = json.load(file)["traceEvents"]
    names = {(e["name"], e["pid"], e["tid"]): e["args"]["name"] for e in events if e.get("ph") == "M"}
    got = [(names["process_name", e["pid"], 0], names["thread_name", e["pid"], e["tid"]], e["name"],
            round(e["ts"] * 1000), round(e["dur"] * 1000), e.get("args", {}).get("step_num"))
           for e in events if e.get("ph") == "X"]
    first = min(span[3] for span in written)
    expected = [(p, t, n, b - first, d, s if s is None else str(s)) for p, t, n, b, d, s in written]
    assert sorted(got, key=repr) == sorted(expected, key=repr)


def main():
    library = Library(sys.argv[1])
    total = 0
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as directory:
            written = spans.record(library, directory, seed, [spans.HOST, "/device:GPU:0", "/device:GPU:1"][:seed % 3 + 1])
            check_tbtop(sys.argv[2], directory, written)
            check_chrome(directory, written)
            total += len(written)
    print(f"{total} spans are the same")


if __name__ == "__main__":
    main()

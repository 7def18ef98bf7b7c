#!/usr/bin/env python3
"""What the library recorded, `tbtop export` says again: random inputs of every kind, for a few seeds.

    export_test.py LIBRARY TBTOP [FIRST_SEED [SEEDS]]
"""

import hashlib
import json
import subprocess
import sys
import tempfile

import again
from library import Library
from recorded import Recorded, series

OUTCOMES = {None: "UNKNOWN", 1: "SUCCESS", 2: "FAILURE", 3: "RUNNING"}
WORDS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def number(value):
    return WORDS[value] if isinstance(value, str) else float(value)


def digest(data):
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def is_scalar(point, line):
    return again.same(point["value"], again.f32(number(line["value"])))


def is_histogram(point, line):
    width = (lambda x: x) if point["double"] else again.f32
    got = [[width(number(x)) for x in row] for row in line["buckets"]]
    return len(got) == len(point["buckets"]) and all(
        again.same(a, b) for row, other in zip(got, point["buckets"]) for a, b in zip(row, other))


def is_image(point, line):
    got = [{key: image[key] for key in ("bytes", "sha256")} for image in line["images"]]
    if "files" in point and got != [digest(file) for file in point["files"]]:
        return False
    formats = {image["format"] for image in line["images"]}
    return (line["width"], line["height"]) == (point["width"], point["height"]) and formats == {"png"}


def is_audio(point, line):
    return line["clips"] == [{**digest(point["clip"]), "format": "wav"}]


def is_text(point, line):
    return line["shape"] == point["shape"] and line["text"] == point["text"]


def is_pr_curve(point, line):
    """Trailing thresholds that nothing reaches are left out, and counts are whole there."""
    tp, fp = ([int(x) for x in row] for row in point["rows"][:2])
    keep = max([i + 1 for i in range(len(tp)) if tp[i] + fp[i]], default=1)
    rows = [line[name] for name in ("tp", "fp", "tn", "fn")]
    return (line["num_thresholds"] == len(tp) and rows == [[int(x) for x in row[:keep]] for row in point["rows"][:4]] and
            [[again.f32(x) for x in line[name]] for name in ("precision", "recall")] ==
            [row[:keep] for row in point["rows"][4:]])


def is_mesh(point, line):
    got = {key: line[key] for key in ("content_type", "shape", "config", "bytes", "sha256")}
    return got == {key: point[key] for key in ("content_type", "shape", "config")} | digest(point["payload"])


def is_tensor(point, line):
    """Elements are told of small ones alone."""
    same = (line["dtype"], line["shape"], line["plugin"]) == (point["dtype"], point["shape"], "")
    got, width = line.get("values"), again.f32 if point["dtype"] == "float32" else float
    if got is None or not point["dtype"].startswith("float"):
        return same and got == (point["values"] if len(point["values"]) <= 64 else None)
    return same and len(got) == len(point["values"]) and all(
        again.same(width(number(a)), b) for a, b in zip(got, point["values"]))


IS = {"scalar": is_scalar, "histogram": is_histogram, "image": is_image, "audio": is_audio, "text": is_text,
      "pr_curve": is_pr_curve, "mesh": is_mesh, "tensor": is_tensor}


def export(tbtop, logdir, *arguments):
    done = subprocess.run([tbtop, "export", logdir, *arguments], capture_output=True, check=True, text=True)
    assert not done.stderr, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_points(recorded, lines):
    written, read = series(recorded.points), series(lines)
    assert set(written) == set(read), set(written) ^ set(read)
    for name, points in written.items():
        assert len(points) == len(read[name]), (name, len(points), len(read[name]))
        for point, line in zip(points, read[name]):
            head = all(point[key] == line[key] for key in ("kind", "step", "wall_time"))
            assert head and IS[point["kind"]](point, line), (point, line)
    return len(recorded.points)


def check_hparams(recorded, lines):
    """Runs without a group are sessions of their own, called by the run."""
    sessions = {line["session"]: line for line in lines}
    assert len(sessions) == len(recorded.hparams), sessions
    for run, written in recorded.hparams.items():
        line = sessions[written["group"] or run]
        assert line["hparams"] == written["hparams"], (line, written)
        assert (line["start_time"], line["end_time"]) == (written["start"], written["end"]), (line, written)
        assert line["status"] == OUTCOMES[written["outcome"]], (line, written)


def check_graphs(recorded, lines):
    assert {line["run"] for line in lines} == set(recorded.graphs)
    for line in lines:
        nodes = recorded.graphs[line["run"]]
        ops = {op: sum(node["op"] == op for node in nodes) for op in {node["op"] for node in nodes}}
        edges = sum(len(node["inputs"]) for node in nodes)
        assert (line["nodes"], line["edges"], line["ops"]) == (len(nodes), edges, ops), line


def without_defaults(value):
    if isinstance(value, dict):
        return {key: without_defaults(item) for key, item in value.items() if item not in (0, False, "", [])}
    return [without_defaults(item) for item in value] if isinstance(value, list) else value


def main():
    library, tbtop = Library(sys.argv[1]), sys.argv[2]
    first, seeds = (int(word) for word in (sys.argv[3:] + ["1", "6"][len(sys.argv[3:]):]))
    total = 0
    for seed in range(first, first + seeds):
        with tempfile.TemporaryDirectory() as logdir:
            recorded = Recorded(library, logdir, seed)
            try:
                total += check_points(recorded, export(tbtop, logdir))
                if recorded.hparams:
                    check_hparams(recorded, export(tbtop, logdir, "--kind", "hparams"))
                check_graphs(recorded, export(tbtop, logdir, "--kind", "graph"))
                layout = export(tbtop, logdir, "--kind", "layout")
                assert [without_defaults(line) for line in layout] == [recorded.layout], layout
                subprocess.run([tbtop, "check", logdir], check=True, stdout=subprocess.DEVNULL)
            except AssertionError:
                print(f"seed {seed}:", file=sys.stderr)
                raise
    print(f"{total} points of {seeds} seeds are the same")


if __name__ == "__main__":
    main()

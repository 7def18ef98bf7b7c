#!/usr/bin/env python3
"""Percentiles and bins of every recorded histogram are TensorBoard's; run by venv.py.

    histograms_test.py HISTOGRAMS

TBTOP_FIXTURES names the recorded logdirs. The percentiles are what TensorBoard's plugin of distributions
answers. Its bins are made in the browser: here they are computed again.
"""

import glob
import json
import math
import os
import subprocess
import sys

from tensorboard import context
from tensorboard.backend.event_processing import data_provider
from tensorboard.plugins import base_plugin
from tensorboard.plugins.distribution import distributions_plugin
from tensorboard.plugins.histogram import histograms_plugin, metadata

from tensorboard_test import read

SKIP = 77
BINS = 30
NEAREST = 1e-12  # sums in another order


def shown(program, logdir):
    """Points of the dashboard by (run, tag)."""
    done = subprocess.run([program, logdir], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, (logdir, done)
    return {(line["run"], line["tag"]): line["points"] for line in map(json.loads, done.stdout.splitlines())}


def near(ours, theirs, size):
    ours = [float(number) for number in ours]
    return len(ours) == len(theirs) and all(
        a == b or (a != a and b != b) or abs(a - b) <= NEAREST * size for a, b in zip(ours, theirs))


def range_of(histograms):
    """From the first left to the last right edge of all steps; some width where that is one value."""
    lefts, rights = zip(*((rows[0][0], rows[-1][1]) for rows in histograms if rows))
    left, right = min(lefts), max(rights)
    return (left / 1.1 - 1, right * 1.1 + 1) if left == right else (left, right)


def in_bins(rows, left, right):
    """A count is shared out by how much of its bucket lies in a bin. That of a single value goes whole into the bin
    with that value; an edge belongs to the bin on its right, but for the last one."""
    width = (right - left) / BINS
    bins = [(left + i * width, left + i * width + width) for i in range(BINS)]
    counts = [0.0] * BINS
    for start, end, count in rows:
        if start == end:
            counts[next((i for i, (_, high) in enumerate(bins) if start < high), BINS - 1)] += count
            continue
        for i, (low, high) in enumerate(bins):
            overlap = min(end, high) - max(start, low)
            counts[i] += count * overlap / (end - start) if overlap > 0 else 0
            if end <= high:  # the next bin may begin below this one's end, by rounding
                break
    return counts


def are_in_order(rows):
    """The browser's formula is for buckets that don't overlap, of numbers, with no count below 0."""
    edges = [edge for start, end, _ in rows for edge in (start, end)]
    finite = all(math.isfinite(number) for row in rows for number in row)
    return finite and edges == sorted(edges) and all(count >= 0 for _, _, count in rows)


def check_bins(points, histograms, where):
    """How many were checked: TensorBoard has no bins of what isn't in order, or is wider than a number."""
    if not any(histograms):
        return 0
    left, right = range_of(histograms)
    if not math.isfinite(right - left) or not all(map(are_in_order, histograms)):
        return 0
    for point, rows in zip(points, histograms):
        expected = in_bins(rows, left, right)
        assert near(point["bins"], expected, sum(row[2] for row in rows)), (where, point, expected)
    return len(points)


class Board:
    """TensorBoard's plugins, with every point of a logdir."""

    def __init__(self, logdir):
        self.runs = read(logdir)
        provider = data_provider.MultiplexerDataProvider(self.runs, logdir)
        about = base_plugin.TBContext(data_provider=provider, logdir=logdir)
        self.distributions = distributions_plugin.DistributionsPlugin(about)
        self.histograms = histograms_plugin.HistogramsPlugin(about)
        self.request = context.RequestContext()

    def series(self):
        return [(run, tag) for run in self.runs.Runs()
                for tag in self.runs.PluginRunToTagToContent(metadata.PLUGIN_NAME).get(run, {})]

    def percentiles(self, run, tag):
        answer, _ = self.distributions.distributions_impl(self.request, tag, run, experiment="")
        return [(step, [value for _, value in values]) for _, step, values in answer]

    def buckets(self, run, tag):
        answer, _ = self.histograms.histograms_impl(self.request, tag, run, "", self.distributions.SAMPLE_SIZE)
        return [rows for _, _, rows in answer]


def check(program, logdir):
    """How many histograms had TensorBoard's percentiles, and how many its bins."""
    board, ours, lines, bins = Board(logdir), shown(program, logdir), 0, 0
    for key in board.series():
        points, histograms = ours.pop(key), board.buckets(*key)
        answer = board.percentiles(*key)
        assert [point["step"] for point in points] == [step for step, _ in answer], (logdir, key)
        for point, (_, values), rows in zip(points, answer, histograms):
            size = max((abs(edge) for row in rows for edge in row[:2] if math.isfinite(edge)), default=0)
            assert near(point["lines"], values, size), (logdir, key, point, values)
        lines += len(points)
        bins += check_bins(points, histograms, (logdir, key))
    assert not ours, (logdir, ours)
    return lines, bins


def recorded():
    """Logdirs that have histograms, by the answers beside them: TensorBoard can't read all of the others."""
    folder = os.environ.get("TBTOP_FIXTURES", "/nonexistent")
    for path in sorted(glob.glob(os.path.join(folder, "*/*/expected/export.jsonl"))):
        with open(path, encoding="utf-8") as file:
            if any(json.loads(line)["kind"] == "histogram" for line in file):
                yield os.path.join(os.path.dirname(os.path.dirname(path)), "logdir")


def main():
    logdirs = list(recorded())
    if not logdirs:
        print("skipped: TBTOP_FIXTURES names no recorded histograms")
        sys.exit(SKIP)
    lines, bins = (sum(column) for column in zip(*(check(sys.argv[1], logdir) for logdir in logdirs)))
    assert bins, "no histogram"
    print(f"{lines} recorded histograms have TensorBoard's percentiles, {bins} its bins")


if __name__ == "__main__":
    main()

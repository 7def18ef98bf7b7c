#!/usr/bin/env python3
"""What `tbtop log` and `tbtop demo` wrote, TensorBoard's own code reads as `tbtop export` tells it; run by venv.py.

    tensorboard_shell_test.py TBTOP
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from google.protobuf import json_format, text_format
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.hparams import metadata as hparams_metadata
from tensorboard.plugins.mesh import metadata as mesh_metadata
from tensorboard.plugins.mesh import plugin_data_pb2 as mesh_data
from tensorboard.plugins.projector import projector_config_pb2, projector_plugin
from tensorboard.util import tensor_util

import again
from tensorboard_test import PLUGINS, metadata_of, read

WORDS = ["loss=0.31", "acc=nan", "--text", "note=größe *x*", "--hparam", "lr=3e-4", "--hparam", "optimizer=adam", "--hparam",
         "amp=true", "--metric", "val/acc", "--histogram", "h=1,2,2,3.5"]
LINES = ['{"step": 3, "wall_time": 2e9, "loss": 0.25, "val": {"acc": Infinity}, "note": "b"}', '{"loss": 1e-40}']


def run(*command, **how):
    done = subprocess.run(command, capture_output=True, text=True, **how)
    assert done.returncode == 0 and not done.stderr, done
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def is_scalar(point, value, content):
    return again.same(float(value), again.f32(float(point["value"])))


def is_histogram(point, value, content):
    return np.array_equal(value, np.array(point["buckets"]), equal_nan=True)


def is_image(point, value, content):
    files = [{"bytes": len(file), "sha256": sha256(file)} for file in value[2:]]
    told = [{key: image[key] for key in ("bytes", "sha256")} for image in point["images"]]
    return (int(value[0]), int(value[1])) == (point["width"], point["height"]) and files == told


def is_audio(point, value, content):
    return [sha256(clip) for clip in value.flat] == [clip["sha256"] for clip in point["clips"]]


def is_text(point, value, content):
    return list(value.shape) == point["shape"] and [text.decode() for text in value.flat] == point["text"]


def is_pr_curve(point, value, content):
    """Columns behind the last that has positives are in no export."""
    columns = len(point["tp"])
    rows = [point[name] for name in ("tp", "fp", "tn", "fn", "precision", "recall")]
    return (np.array_equal(value[:, :columns], np.array(rows, dtype=np.float32)) and
            not value[:2, columns:].any() and point["num_thresholds"] == value.shape[1])


def is_mesh(point, value, content):
    data = mesh_metadata.parse_plugin_metadata(content)
    return (mesh_data.MeshPluginData.ContentType.Name(data.content_type) == point["content_type"] and
            list(value.shape) == point["shape"] and sha256(value.tobytes()) == point["sha256"])


def is_tensor(point, value, content):
    return (value.dtype, list(value.shape)) == (point["dtype"], point["shape"]) and (
        "values" not in point or np.array_equal(value.ravel(), np.array(point["values"], dtype=value.dtype)))


IS = {"scalar": is_scalar, "histogram": is_histogram, "image": is_image, "audio": is_audio, "text": is_text,
      "pr_curve": is_pr_curve, "mesh": is_mesh, "tensor": is_tensor}


def compare(tbtop, logdir):
    """Every point, in order; returns the kinds and how many points there were."""
    runs, series = read(logdir), {}
    for point in run(tbtop, "export", logdir):
        series.setdefault((point["run"], point["tag"]), []).append(point)
    for (name, tag), points in series.items():
        metadata, events = metadata_of(runs, name, tag), runs.Tensors(name, tag)
        assert metadata.plugin_data.plugin_name == PLUGINS[points[0]["kind"]], (name, tag, metadata)
        assert len(events) == len(points), (name, tag, len(events), len(points))
        for point, event in zip(points, events):
            value = tensor_util.make_ndarray(event.tensor_proto)
            assert (event.step, event.wall_time) == (point["step"], point["wall_time"]), (point, event)
            assert IS[point["kind"]](point, value, metadata.plugin_data.content), (point, value)
    return runs, {point["kind"] for points in series.values() for point in points}, sum(map(len, series.values()))


def start_of(runs, name):
    content = runs.PluginRunToTagToContent("hparams")[name]["_hparams_/session_start_info"]
    start = hparams_metadata.parse_session_start_info_plugin_data(content)
    return {key: getattr(value, value.WhichOneof("kind")) for key, value in start.hparams.items()}


def check_log(tbtop, logdir):
    run(tbtop, "log", logdir, "--run", "a/b", "--step", "-7", *WORDS)
    run(tbtop, "log", logdir, "--run", "a/b", input="\n".join(LINES))
    runs, kinds, count = compare(tbtop, logdir)
    assert kinds == {"scalar", "text", "histogram"} and count == 8, (kinds, count)
    assert start_of(runs, "a/b") == {"lr": 3e-4, "optimizer": "adam", "amp": True}
    assert [event.step for event in runs.Tensors("a/b", "loss")] == [-7, 3, 4]
    return count


def check_calls(tbtop, logdir):
    """Calls of eight loops at once, most of them into one file: the recorder's own test is about how many."""
    loop = 'for i in 0 1 2 3 4 5 6 7 8 9; do "$1" log "$2" --run r --step $i "p$3=$i" || exit; done'
    loops = [subprocess.Popen(["sh", "-c", loop, "sh", tbtop, logdir, str(i)]) for i in range(8)]
    assert not any(process.wait() for process in loops)
    _, kinds, count = compare(tbtop, logdir)
    assert kinds == {"scalar"} and count == 80, (kinds, count)
    return count


def check_demo(tbtop, logdir):
    """The third run is restarted: TensorBoard forgets what it did twice."""
    run(tbtop, "demo", logdir, "--no-live", "--runs", "3", "--steps", "2500")
    runs, kinds, count = compare(tbtop, logdir)
    assert kinds == set(IS), kinds
    for session in run(tbtop, "export", "--kind", "hparams", logdir):
        assert start_of(runs, session["session"]) == session["hparams"], session
    for graph in run(tbtop, "export", "--kind", "graph", logdir):
        nodes = runs.Graph(graph["run"]).node
        assert (len(nodes), sum(len(node.input) for node in nodes)) == (graph["nodes"], graph["edges"])
    check_embedding(os.path.join(logdir, "base/seed0"))
    (layout,) = run(tbtop, "export", "--kind", "layout", logdir)
    event = runs.Tensors("base/seed0", "custom_scalars__config__")[0]
    theirs = layout_pb2.Layout.FromString(tensor_util.make_ndarray(event.tensor_proto).item())
    layout.pop("version", None)
    assert json_format.MessageToDict(theirs) == json_format.MessageToDict(
        json_format.ParseDict(layout, layout_pb2.Layout())), layout
    return count


def check_embedding(run):
    """A word a row, the same columns in each."""
    config = projector_config_pb2.ProjectorConfig()
    with open(os.path.join(run, "projector_config.pbtxt"), encoding="utf-8") as file:
        text_format.Parse(file.read(), config)
    names = [entry.tensor_name for entry in config.embeddings]
    assert names == ["words:01000", "words:02000"], names
    for entry in config.embeddings:
        vectors = np.array(projector_plugin._read_tensor_tsv_file(os.path.join(run, entry.tensor_path)), dtype=np.float32)
        with open(os.path.join(run, entry.metadata_path), encoding="utf-8") as file:
            labels = file.read().splitlines()[1:]
        assert vectors.shape == (len(labels), 16) and np.isfinite(vectors).all(), (vectors.shape, labels)


def check_shapes(tbtop, logdir):
    """What benchmarks read: as TensorFlow 2 has it, in several files, with pictures."""
    shape = ["--runs=2", "--steps=20", "--tags=9", "--files=3", "--tag-length=70", "--pictures=16", "--start=1.7e9"]
    run(tbtop, "demo", os.path.join(logdir, "plain"), "--no-live", *shape)
    run(tbtop, "demo", os.path.join(logdir, "tensors"), "--no-live", "--tensors", *shape)
    _, kinds, count = compare(tbtop, logdir)
    assert kinds == {"scalar", "image"} and count == 2 * 2 * 20 * 10, (kinds, count)
    return count


def main():
    tbtop, counts = os.path.abspath(sys.argv[1]), []
    for check in (check_log, check_calls, check_demo, check_shapes):
        with tempfile.TemporaryDirectory() as logdir:
            counts.append(check(tbtop, logdir))
    print("TensorBoard has the same {} points of log, {} of its calls at once, {} of demo, {} of its shapes".format(*counts))


if __name__ == "__main__":
    main()

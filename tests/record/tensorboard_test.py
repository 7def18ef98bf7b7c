#!/usr/bin/env python3
"""What the library recorded, TensorBoard's own code reads again, to the last bit; run by venv.py.

    tensorboard_test.py LIBRARY [FIRST_SEED [SEEDS]]
"""

import os
import sys
import tempfile

import numpy as np
from google.protobuf import json_format, text_format
from tensorboard.backend.event_processing import event_accumulator, plugin_event_multiplexer
from tensorboard.compat.proto import summary_pb2
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.hparams import metadata as hparams_metadata
from tensorboard.plugins.mesh import metadata as mesh_metadata
from tensorboard.plugins.mesh import plugin_data_pb2 as mesh_data
from tensorboard.plugins.pr_curve import metadata as pr_metadata
from tensorboard.plugins.projector import projector_config_pb2, projector_plugin
from tensorboard.util import tensor_util

import again
import library
from recorded import Recorded, series

PLUGINS = {"scalar": "scalars", "histogram": "histograms", "image": "images", "audio": "audio", "text": "text",
           "pr_curve": "pr_curves", "mesh": "mesh", "tensor": ""}
ALL = 0  # of a size guidance: keep every point


def read(logdir):
    """All runs, with every point."""
    guidance = {event_accumulator.TENSORS: ALL, event_accumulator.GRAPH: ALL}
    runs = plugin_event_multiplexer.EventMultiplexer(
        size_guidance=guidance, tensor_size_guidance={name: ALL for name in PLUGINS.values()})
    return runs.AddRunsFromDirectory(logdir).Reload()


def metadata_of(runs, run, tag):
    """Empty of a tensor that is no plugin's."""
    try:
        return runs.SummaryMetadata(run, tag)
    except KeyError:
        return summary_pb2.SummaryMetadata()


def is_scalar(point, value, metadata):
    return value.dtype == np.float32 and value.shape == () and again.same(float(value), point["value"])


def is_histogram(point, value, metadata):
    kind = np.float64 if point["double"] else np.float32
    expected = np.array(point["buckets"], dtype=kind).reshape(-1, 3)
    return value.dtype == kind and value.shape == expected.shape and np.array_equal(value, expected, equal_nan=True)


def is_image(point, value, metadata):
    files = list(value[2:])
    if "pixels" in point and again.png_pixels(files[0]) != point["pixels"]:
        return False
    size = (str(point["width"]).encode(), str(point["height"]).encode())
    return tuple(value[:2]) == size and ("files" not in point or files == point["files"])


def is_audio(point, value, metadata):
    return value.size == 1 and value.flat[0] == point["clip"]


def is_text(point, value, metadata):
    return list(value.shape) == point["shape"] and [text.decode() for text in value.flat] == point["text"]


def is_pr_curve(point, value, metadata):
    rows = np.array(point["rows"], dtype=np.float32)
    data = pr_metadata.parse_plugin_metadata(metadata.plugin_data.content)
    return data.num_thresholds == rows.shape[1] and value.dtype == np.float32 and np.array_equal(value, rows)


def is_mesh(point, value, metadata):
    data = mesh_metadata.parse_plugin_metadata(metadata.plugin_data.content)
    kind = mesh_data.MeshPluginData.ContentType.Name(data.content_type)
    return (kind == point["content_type"] and list(data.shape) == list(value.shape) == point["shape"] and
            data.json_config == point["config"] and point["tag"] == f"{data.name}_{kind}" and
            value.tobytes() == point["payload"])


def is_tensor(point, value, metadata):
    return (value.dtype, list(value.shape)) == (point["dtype"], point["shape"]) and value.tobytes() == point["payload"]


IS = {"scalar": is_scalar, "histogram": is_histogram, "image": is_image, "audio": is_audio, "text": is_text,
      "pr_curve": is_pr_curve, "mesh": is_mesh, "tensor": is_tensor}


def check_points(recorded, runs):
    for (run, tag), points in series(recorded.points).items():
        metadata, events = metadata_of(runs, run, tag), runs.Tensors(run, tag)
        assert metadata.plugin_data.plugin_name == PLUGINS[points[0]["kind"]], (run, tag, metadata)
        assert len(events) == len(points), (run, tag, len(events), len(points))
        for point, event in zip(points, events):
            value = tensor_util.make_ndarray(event.tensor_proto)
            assert (event.step, event.wall_time) == (point["step"], point["wall_time"]), (point, event)
            assert IS[point["kind"]](point, value, metadata), (point, value)
    return len(recorded.points)


def check_hparams(recorded, runs):
    contents = runs.PluginRunToTagToContent("hparams")
    assert set(contents) == set(recorded.hparams)
    for run, written in recorded.hparams.items():
        start = hparams_metadata.parse_session_start_info_plugin_data(contents[run]["_hparams_/session_start_info"])
        got = {name: getattr(value, value.WhichOneof("kind")) for name, value in start.hparams.items()}
        assert got == written["hparams"] and start.group_name == (written["group"] or ""), (start, written)
        assert start.start_time_secs == written["start"], (start, written)
        experiment = hparams_metadata.parse_experiment_plugin_data(contents[run]["_hparams_/experiment"])
        assert [info.name for info in experiment.hparam_infos] == list(written["hparams"]), experiment
        assert [info.name.tag for info in experiment.metric_infos] == ["quality", "speed"], experiment
        if written["outcome"]:
            end = hparams_metadata.parse_session_end_info_plugin_data(contents[run]["_hparams_/session_end_info"])
            assert (end.status, end.end_time_secs) == (written["outcome"], written["end"]), (end, written)


def attributes(node):
    """In Python's terms, without the shape."""
    fields = {"s": lambda value: value.decode(), "i": int, "f": float, "b": bool}
    return {name: fields[value.WhichOneof("value")](getattr(value, value.WhichOneof("value")))
            for name, value in node.attr.items() if name != "_output_shapes"}


def check_graphs(recorded, runs):
    for run, written in recorded.graphs.items():
        graph = runs.Graph(run)
        assert len(graph.node) == len(written) and graph.versions.producer == 22
        for node, expected in zip(graph.node, written):
            assert (node.name, node.op, node.device) == (expected["name"], expected["op"], expected["device"] or "")
            assert list(node.input) == expected["inputs"] and attributes(node) == dict(expected["attributes"])
            shapes = node.attr["_output_shapes"].list.shape
            assert [[dim.size for dim in shape.dim] for shape in shapes] == \
                ([expected["shape"]] if expected["shape"] is not None else []), (node, expected)


def check_layout(recorded, runs):
    content = [runs.Tensors(run, tag) for run, tags in runs.PluginRunToTagToContent("custom_scalars").items()
               for tag in tags]
    layout = layout_pb2.Layout.FromString(tensor_util.make_ndarray(content[0][0].tensor_proto).item())
    assert json_format.MessageToDict(layout) == recorded.layout, layout


def check_embeddings(recorded):
    for written in recorded.embeddings:
        config = projector_config_pb2.ProjectorConfig()
        with open(os.path.join(written["directory"], "projector_config.pbtxt"), encoding="utf-8") as file:
            text_format.Parse(file.read(), config)
        entry = config.embeddings[0]
        path = os.path.join(written["directory"], entry.tensor_path)
        tensor = np.array(projector_plugin._read_tensor_tsv_file(path), dtype=np.float32)
        vectors = np.array(written["vectors"], dtype=np.float32).reshape(-1, written["columns"])
        assert entry.tensor_name == f"{written['tag']}:{written['step']:05d}", entry
        assert tensor.reshape(vectors.shape).tobytes() == vectors.tobytes(), (tensor, vectors)
        assert bool(entry.metadata_path) == bool(written["labels"]), entry
        if written["labels"]:
            check_labels(written, os.path.join(written["directory"], entry.metadata_path))
        if written["sprite"]:
            with open(os.path.join(written["directory"], entry.sprite.image_path), "rb") as file:
                assert file.read() == written["sprite"] and list(entry.sprite.single_image_dim) == [4, 5]


def check_labels(written, path):
    with open(path, encoding="utf-8") as file:
        rows = [line.split("\t") for line in file.read().split("\n")[:-1]]
    cells = [cell.replace("\t", " ") for cell in written["cells"]]
    expected = [cells[i:i + written["labels"]] for i in range(0, len(cells), written["labels"])]
    assert rows == ([written["header"]] if written["labels"] > 1 else []) + expected, rows


def check_resume(native):
    """Of three parts of a run, each goes on before the end of the last: what was taken back is gone."""
    with tempfile.TemporaryDirectory() as logdir:
        for part, (first, last) in enumerate([(0, 10), (5, 12), (8, 15)]):
            with native.open(logdir, lambda: 1e9 + part, resume=True, start_step=first) as writer:
                for step in range(first, last):
                    writer.scalar("x", step, part)
        steps = [event.step for event in read(logdir).Tensors(".", "x")]
        assert steps == list(range(15)), steps


def main():
    native = library.Library(sys.argv[1])
    first, seeds = (int(word) for word in (sys.argv[2:] + ["1", "3"][len(sys.argv[2:]):]))
    total = 0
    check_resume(native)
    for seed in range(first, first + seeds):
        with tempfile.TemporaryDirectory() as logdir:
            recorded = Recorded(native, logdir, seed)
            runs = read(logdir)
            try:
                total += check_points(recorded, runs)
                check_hparams(recorded, runs)
                check_graphs(recorded, runs)
                check_layout(recorded, runs)
                check_embeddings(recorded)
            except AssertionError:
                print(f"seed {seed}:", file=sys.stderr)
                raise
    print(f"{total} points of {seeds} seeds are the same in TensorBoard")


if __name__ == "__main__":
    main()

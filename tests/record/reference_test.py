#!/usr/bin/env python3
"""Tags, tensors and metadata are those that TensorBoard's and PyTorch's writers make of the same values; by venv.py.

    reference_test.py LIBRARY
"""

import ctypes
import glob
import os
import random
import sys
import tempfile

import numpy as np
from tensorboard.backend.event_processing import event_file_loader
from tensorboard.compat.proto.event_pb2 import SessionLog
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.node_def_pb2 import NodeDef
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.custom_scalar import metadata as custom_scalar
from tensorboard.plugins.hparams import api_pb2, plugin_data_pb2
from tensorboard.plugins.hparams import summary_v2 as hparams
from tensorboard.plugins.histogram import summary_v2 as histogram
from tensorboard.plugins.mesh import metadata as mesh_metadata
from tensorboard.plugins.mesh import plugin_data_pb2 as mesh_data
from tensorboard.plugins.scalar import summary_v2 as scalar
from tensorboard.plugins.text import summary_v2 as text
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.plugins.pr_curve import metadata as pr_curve
from tensorboard.util import tensor_util
from tensorboardX import SummaryWriter
from tensorboardX.summary import compute_curve, make_histogram

import again
import library as lib


def values_of(native, directory, record):
    """What `record` makes of a writer, as it stands in the file."""
    with native.open(directory, lambda: 1e9) as writer:
        record(writer)
    events = events_in(directory)
    assert events[0].file_version == "brain.Event:2", events[0]
    return [value for event in events[1:] for value in event.summary.value]


def events_in(directory):
    (path,) = glob.glob(os.path.join(directory, "events.out.tfevents.*"))
    return list(event_file_loader.LegacyEventFileLoader(path).Load())


def check(native, record, summary):
    """The same tags, tensors and metadata; how a tensor keeps its elements is a writer's own affair."""
    with tempfile.TemporaryDirectory() as directory:
        got = values_of(native, directory, record)
    assert [value.tag for value in got] == [value.tag for value in summary.value], (got, summary)
    for ours, theirs in zip(got, summary.value):
        a, b = tensor_util.make_ndarray(ours.tensor), tensor_util.make_ndarray(theirs.tensor)
        same = a.tolist() == b.tolist() if a.dtype == object else a.tobytes() == b.tobytes()
        assert a.dtype == b.dtype and a.shape == b.shape and same, (ours, theirs)
        assert ours.metadata == theirs.metadata, (ours, theirs)


def check_histograms(native, chance):
    for values in ([], [2.5] * 7, [chance.gauss(0, 1) for _ in range(1000)], [0.0, 1.0, 0.1, 0.9999999, 1e-300]):
        for buckets in (1, 30, 77):
            check(native, lambda w: w.histogram("h", 1, lib.doubles(values), len(values), buckets),
                  histogram.histogram_pb("h", values, buckets))


def check_scalars(native, chance):
    """As TensorFlow 2 has them."""
    for value in (0.0, 1.5, float("inf"), chance.gauss(0, 1)):
        number = np.array(value, dtype=np.float32)
        array = lib.Array(lib.FLOAT, number.ctypes.data, None, 0)
        check(native, lambda w: w.tensor("x", 1, array, "scalars"), scalar.scalar_pb("x", value))


def check_texts(native):
    check(native, lambda w: w.text("t", 1, "größe"), text.text_pb("t", "größe"))
    cells = [["a", "b"], ["c", "d"], ["é", ""]]
    check(native, lambda w: w.text_table("t", 1, 3, 2, lib.strings(sum(cells, []))),
          text.text_pb("t", np.array(cells, dtype=object)))


def check_meshes(native):
    """TensorBoard's writer of these needs TensorFlow; what it says in metadata doesn't."""
    kinds = mesh_data.MeshPluginData
    mesh = lib.Mesh(lib.floats([0.5] * 15), 5, (ctypes.c_int32 * 6)(0, 1, 2, 2, 3, 4), 2, (ctypes.c_uint8 * 15)(), b'{"a": 1}')
    with tempfile.TemporaryDirectory() as directory:
        got = values_of(native, directory, lambda w: w.mesh("m", 1, mesh))
    parts = [(kinds.VERTEX, 5, np.float32), (kinds.FACE, 2, np.int32), (kinds.COLOR, 5, np.uint8)]
    components = mesh_metadata.get_components_bitmask([part[0] for part in parts])
    for value, (kind, count, dtype) in zip(got, parts, strict=True):
        assert value.tag == mesh_metadata.get_instance_name("m", kind), value
        assert value.metadata == mesh_metadata.create_summary_metadata(
            "m", None, kind, components, [1, count, 3], None, json_config='{"a": 1}'), value
        assert tensor_util.make_ndarray(value.tensor).dtype == dtype, value


def check_layout(native):
    charts = (lib.Chart * 2)((b"lines", lib.strings(["a", "b"]), 2, False), (b"m", lib.strings(["v", "l", "u"]), 3, True))
    series = layout_pb2.MarginChartContent.Series(value="v", lower="l", upper="u")
    layout = layout_pb2.Layout(category=[layout_pb2.Category(title="c", closed=True, chart=[
        layout_pb2.Chart(title="lines", multiline=layout_pb2.MultilineChartContent(tag=["a", "b"])),
        layout_pb2.Chart(title="m", margin=layout_pb2.MarginChartContent(series=[series]))])])
    tensor = tensor_util.make_tensor_proto(layout.SerializeToString())
    value = Summary.Value(tag=custom_scalar.CONFIG_SUMMARY_TAG, tensor=tensor,
                          metadata=custom_scalar.create_summary_metadata())
    check(native, lambda w: w.layout((lib.Category * 1)((b"c", charts, 2, True)), 1), Summary(value=[value]))


def content(value):
    return plugin_data_pb2.HParamsPluginData.FromString(value.metadata.plugin_data.content)


def check_hparams(native):
    """What is set is in a map, whose order says nothing: the messages are compared, not their bytes."""
    items = (lib.Hparam * 3)((b"lr", lib.NUMBER, 0.1, None), (b"opt", lib.STRING, 0, b"adam"), (b"on", lib.BOOL, 1, None))

    def record(writer):
        writer.hparams(items, 3, lib.strings(["loss"]), 1, "group")
        writer.hparams_end(1)

    with tempfile.TemporaryDirectory() as directory:
        experiment, start, end = values_of(native, directory, record)
    config = hparams.hparams_config_pb(
        [hparams.HParam("lr", hparams.RealInterval(0.0, 1.0)), hparams.HParam("opt", hparams.Discrete([], dtype=str)),
         hparams.HParam("on", hparams.Discrete([], dtype=bool))], [hparams.Metric("loss")], 1e9).value[0]
    session = hparams.hparams_pb({"lr": 0.1, "opt": "adam", "on": True}, "group", 1e9).value[0]
    for ours, theirs in ((experiment, config), (start, session)):
        assert (ours.tag, ours.tensor, ours.metadata.data_class) == (theirs.tag, theirs.tensor, theirs.metadata.data_class)
    assert content(start) == content(session), (content(start), content(session))
    infos, expected = content(experiment).experiment, content(config).experiment
    assert [info.name for info in infos.hparam_infos] == [info.name for info in expected.hparam_infos]
    assert [info.type for info in infos.hparam_infos] == [api_pb2.DATA_TYPE_FLOAT64, api_pb2.DATA_TYPE_STRING,
                                                          api_pb2.DATA_TYPE_BOOL]
    assert [info.name for info in infos.metric_infos] == [info.name for info in expected.metric_infos]
    assert infos.time_created_secs == expected.time_created_secs
    assert content(end).session_end_info.status == api_pb2.STATUS_SUCCESS


def check_sessions(native):
    with tempfile.TemporaryDirectory() as directory:
        with native.open(directory, lambda: 1e9) as writer:
            writer.session(lib.START, 3, None)
            writer.session(lib.CHECKPOINT, -4, "größe.ckpt")
            writer.session(lib.STOP, 5, "done")
        got = [(event.step, event.wall_time, event.session_log) for event in events_in(directory)[1:]]
    assert got == [(3, 1e9, SessionLog(status=SessionLog.START)),
                   (-4, 1e9, SessionLog(status=SessionLog.CHECKPOINT, checkpoint_path="größe.ckpt")),
                   (5, 1e9, SessionLog(status=SessionLog.STOP, msg="done"))], got


def check_graph(native):
    """One that is serialised already is in the file as it is."""
    graph = GraphDef(node=[NodeDef(name="a", op="Const"), NodeDef(name="b", op="Relu", input=["a"])]).SerializeToString()
    with tempfile.TemporaryDirectory() as directory:
        with native.open(directory) as writer:
            writer.graph(lib.Bytes(graph, len(graph)))
        assert events_in(directory)[1].graph_def == graph


def check_names(native):
    """Of files: but for the time and the count, TensorBoard's writer gives the same."""
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        native.open(ours, suffix=b".end").close()
        EventFileWriter(theirs, filename_suffix=".end").close()
        names = [os.listdir(directory)[0].split(".") for directory in (ours, theirs)]
    assert len(names[0]) == len(names[1]), names
    for at, (a, b) in enumerate(zip(*names)):
        assert a == b or (a.isdigit() and at in (3, len(names[0]) - 2)), names


def check_exponential(native, chance):
    """Buckets as tensorboardX has them, which are PyTorch's; numpy adds in another order."""
    with tempfile.TemporaryDirectory() as directory, SummaryWriter(directory) as writer:
        limits = np.array(writer.default_bins)
    for _ in range(20):
        values = [chance.gauss(0, 10 ** chance.uniform(-9, 15)) for _ in range(chance.choice([1, 5, 1000]))]
        with tempfile.TemporaryDirectory() as directory:
            (value,) = values_of(native, directory, lambda w: w.histogram("h", 1, lib.doubles(values), len(values), 0))
        ours, theirs = value.histo, make_histogram(np.array(values), limits)
        for field in ("min", "max", "num", "bucket_limit", "bucket"):
            assert getattr(ours, field) == getattr(theirs, field), (field, ours, theirs)
        assert np.allclose([ours.sum, ours.sum_squares], [theirs.sum, theirs.sum_squares]), (ours, theirs)


def check_curves(native, chance):
    for _ in range(20):
        count, thresholds = chance.randint(1, 300), chance.choice([2, 20, 127])
        predictions = [again.f32(chance.random()) for _ in range(count)]
        labels = [chance.randrange(2) for _ in range(count)]
        with tempfile.TemporaryDirectory() as directory:
            (value,) = values_of(native, directory, lambda w: w.pr_curve(
                "p", 1, lib.floats(predictions), (ctypes.c_uint8 * count)(*labels), None, count, thresholds))
        reference = compute_curve(np.array(labels), np.array(predictions, dtype=np.float32), thresholds, 1.0)
        assert np.array_equal(tensor_util.make_ndarray(value.tensor), np.array(reference, dtype=np.float32))
        assert value.metadata == pr_curve.create_summary_metadata("", "", thresholds), value


def main():
    native, chance = lib.Library(sys.argv[1]), random.Random(1)
    check_histograms(native, chance)
    check_scalars(native, chance)
    check_texts(native)
    check_meshes(native)
    check_layout(native)
    check_hparams(native)
    check_sessions(native)
    check_graph(native)
    check_names(native)
    check_exponential(native, chance)
    check_curves(native, chance)


if __name__ == "__main__":
    main()

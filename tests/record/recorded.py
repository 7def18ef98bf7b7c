"""Random inputs of every kind, recorded by the library; what was recorded is kept, for readers to be compared with.

A point is a dictionary: run, tag, kind, step, wall_time, and what belongs to its kind.
"""

import ctypes
import math
import os
import random

import library as lib
import again

WORDS = ["loss", "train", "val", "layer", "größe", "重み", "emoji 🙂", "a b", "x.y", "quote\"", "tab\there", "<b>", "\\", "."]
LINES = ["# Title", "plain *text*", "| a | b |\n|---|---|\n| 1 | 2 |", "", "línea", "\x1b[31mred", "line\nbreak", "🙂" * 9]
STEPS = [0, 1, -1, 2**31, 2**53 + 1, 2**63 - 1, -(2**63)]


class Recorded:
    """Everything that a seed brings, in the directory `logdir`."""

    def __init__(self, library, logdir, seed):
        self.library, self.logdir = library, str(logdir)
        self.random = random.Random(seed)
        self.points, self.hparams, self.graphs, self.embeddings, self.layout = [], {}, {}, [], None
        self.now = 1.7e9 + seed
        for run in self.random.sample([".", "a", "b/c", "größe", "with space"], 3):
            self.record_run(run)

    # ---- chance

    def one_in(self, count):
        return self.random.randrange(count) == 0

    def words(self, most=4):
        return "/".join(self.random.choice(WORDS) for _ in range(self.random.randint(1, most)))

    def tag(self, kind, number):
        return f"{kind}{number}/{self.words()}"

    def step(self, last):
        return self.random.choice(STEPS) if self.one_in(6) else last + self.random.randrange(1000)

    def number(self):
        """Any float of 4 bytes, mostly a usual one."""
        if self.one_in(3):
            return again.from_bits(self.random.getrandbits(32))
        return again.f32(self.random.gauss(0, 10 ** self.random.uniform(-6, 6)))

    def finite(self):
        value = self.number()
        return value if math.isfinite(value) else 0.5

    def bytes(self, count):
        return self.random.getrandbits(8 * count).to_bytes(count, "little") if count else b""

    def tick(self):
        self.now += self.random.uniform(0, 10) if self.one_in(4) else self.random.randrange(1, 1000) * 1e-6
        return self.now

    # ---- runs

    def keep(self, kind, run, tag, step, **what):
        self.points.append(dict(run=run, tag=tag, kind=kind, step=step, wall_time=self.now, **what))

    def record_run(self, run):
        directory = self.logdir if run == "." else os.path.join(self.logdir, run)
        with self.library.open(directory, lambda: self.now, flush_seconds=self.random.choice([-1, 0, 0.01])) as writer:
            if self.one_in(2):
                self.record_hparams(writer, run)
            for record in [self.record_scalars, self.record_points, self.record_histograms, self.record_equal,
                           self.record_pixels, self.record_pictures, self.record_samples, self.record_texts,
                           self.record_tables, self.record_curves, self.record_raw_curves, self.record_meshes,
                           self.record_tensors, self.record_tensor_scalars]:
                for number in range(self.random.randrange(3)):
                    tag, step = self.tag(record.__name__[7:], number), 0
                    for _ in range(self.random.randint(1, 6)):
                        step = self.step(step) if abs(step) < 2**62 else self.random.randrange(100)
                        self.tick()
                        record(writer, run, tag, step)
            self.record_graph(writer, run)
            self.record_embedding(writer, run, directory)
            if not self.layout:
                self.record_layout(writer)

    # ---- numbers

    def record_scalars(self, writer, run, tag, step):
        values = [(tag + str(i), self.number()) for i in range(self.random.choice([1, 1, 2, 40]))]
        if len(values) == 1:
            writer.scalar(values[0][0], step, values[0][1])
        else:
            writer.scalars(step, (lib.Value * len(values))(*[(t.encode(), v) for t, v in values]), len(values))
        for name, value in values:
            self.keep("scalar", run, name, step, value=value)

    def record_points(self, writer, run, tag, step):
        points = (lib.Point * self.random.randrange(3000))()
        for i, point in enumerate(points):
            name = f"{tag}{i % 7}"
            point.tag, point.wall_time, point.step, point.value = name.encode(), self.tick(), step ^ i, self.number()
            self.keep("scalar", run, name, point.step, value=point.value)
        recorded = ctypes.c_size_t()
        writer.points(points, len(points), recorded)
        assert recorded.value == len(points)

    def many(self, number):
        return [number() for _ in range(self.random.choice([1, 2, 30, 1000]))]

    def record_histograms(self, writer, run, tag, step):
        values = self.many(self.number)
        if self.one_in(4):
            values = [0.0, -0.0, 1e-12, again.LIMITS[-1], again.LIMITS[0], 1e21, -5e-324]
            writer.histogram(tag, step, lib.doubles(values), len(values), 0)
        else:
            writer.histogram_f32(tag, step, lib.floats(values), len(values), 0)
        self.keep("histogram", run, tag, step, buckets=again.exponential_rows(values), double=False)

    def record_equal(self, writer, run, tag, step):
        values, buckets = self.many(self.finite), self.random.choice([1, 2, 30, 77])
        if self.one_in(5):
            values = self.random.choice([[], values[:1] * 5])
        writer.histogram_f32(tag, step, lib.floats(values), len(values), buckets)
        self.keep("histogram", run, tag, step, buckets=again.equal_rows(values, buckets), double=True)

    def record_curves(self, writer, run, tag, step):
        count, thresholds = self.random.randrange(300), random.Random(tag).choice([0, 2, 20, 201])  # see record_meshes
        predictions = [again.f32(self.random.choice([0, 1, self.random.random()])) for _ in range(count)]
        labels = [self.random.randrange(3) for _ in range(count)]
        weights = [again.f32(self.random.random()) for _ in range(count)] if self.one_in(2) else None
        writer.pr_curve(tag, step, lib.floats(predictions), (ctypes.c_uint8 * count)(*labels),
                        lib.floats(weights) if weights else None, count, thresholds)
        rows = again.pr_rows(predictions, labels, weights or [1.0] * count, thresholds or 127)
        self.keep("pr_curve", run, tag, step, rows=rows)

    def record_raw_curves(self, writer, run, tag, step):
        columns = random.Random(tag).randint(2, 50)
        rows = [[float(self.random.randrange(1 << 20)) for _ in range(columns)] for _ in range(4)]
        rows += [[again.f32(self.random.random()) for _ in range(columns)] for _ in range(2)]
        writer.pr_curve_raw(tag, step, lib.floats(sum(rows, [])), columns)
        self.keep("pr_curve", run, tag, step, rows=rows)

    def record_tensors(self, writer, run, tag, step):
        shape = [self.random.randrange(5) for _ in range(self.random.randrange(4))]
        kind, size, name, native = self.random.choice(
            [(lib.FLOAT, 4, "float32", ctypes.c_float), (lib.DOUBLE, 8, "float64", ctypes.c_double),
             (lib.INT32, 4, "int32", ctypes.c_int32), (lib.INT64, 8, "int64", ctypes.c_int64),
             (lib.UINT8, 1, "uint8", ctypes.c_uint8)])
        payload = self.bytes(math.prod(shape) * size)
        values = (native * math.prod(shape)).from_buffer_copy(payload)
        writer.tensor(tag, step, array(kind, values, shape), None)
        self.keep("tensor", run, tag, step, dtype=name, shape=shape, values=list(values), payload=payload)

    def record_tensor_scalars(self, writer, run, tag, step):
        value = self.number()
        writer.tensor(tag, step, array(lib.FLOAT, lib.floats([value]), []), "scalars")
        self.keep("scalar", run, tag, step, value=value)

    # ---- pictures, sounds, texts, meshes

    def picture(self):
        width, height, channels = self.random.randint(1, 40), self.random.randint(1, 40), self.random.randint(1, 4)
        return width, height, channels, self.bytes(width * height * channels)

    def record_pixels(self, writer, run, tag, step):
        picture = self.picture()
        writer.image(tag, step, picture[3], *picture[:3])
        self.keep("image", run, tag, step, width=picture[0], height=picture[1], pixels=picture)

    def record_pictures(self, writer, run, tag, step):
        pictures = [self.picture() for _ in range(self.random.randint(1, 4))]
        files = [again.png(*picture) for picture in pictures]
        writer.image_files(tag, step, (lib.Bytes * len(files))(*[(file, len(file)) for file in files]), len(files))
        self.keep("image", run, tag, step, width=pictures[0][0], height=pictures[0][1], files=files)

    def record_samples(self, writer, run, tag, step):
        channels, rate = self.random.randint(1, 2), self.random.choice([8000, 44100])
        samples = [self.random.uniform(-1.2, 1.2) for _ in range(channels * self.random.randrange(500))]
        if samples and self.one_in(3):
            samples[0] = math.nan
        samples = [again.f32(sample) for sample in samples]
        clip = again.wav(samples, channels, rate)
        if self.one_in(2):
            writer.audio_file(tag, step, lib.Bytes(clip, len(clip)))
        else:
            writer.audio(tag, step, lib.floats(samples), len(samples) // channels, channels, rate)
        self.keep("audio", run, tag, step, clip=clip)

    def record_texts(self, writer, run, tag, step):
        text = "\n".join(self.random.choice(LINES) for _ in range(self.random.randrange(6)))
        writer.text(tag, step, text)
        self.keep("text", run, tag, step, shape=[], text=[text])

    def record_tables(self, writer, run, tag, step):
        rows, columns = self.random.randint(1, 5), self.random.randint(1, 4)
        cells = [self.random.choice(LINES) for _ in range(rows * columns)]
        writer.text_table(tag, step, rows, columns, lib.strings(cells))
        self.keep("text", run, tag, step, shape=[rows, columns], text=cells)

    def record_meshes(self, writer, run, tag, step):
        shape = random.Random(tag)  # what metadata say of a tag counts the first time only
        points, triangles = shape.randint(1, 50), shape.randint(1, 20)
        vertices = lib.floats([self.finite() for _ in range(points * 3)])
        faces = (ctypes.c_int32 * (triangles * 3))(*[self.random.randrange(points) for _ in range(triangles * 3)])
        colors = (ctypes.c_uint8 * (points * 3))(*self.bytes(points * 3))
        parts = {"VERTEX": (points, vertices)}
        if shape.randrange(2):
            parts["FACE"] = (triangles, faces)
        if shape.randrange(2):
            parts["COLOR"] = (points, colors)
        config = shape.choice([None, '{"camera": {"cls": "PerspectiveCamera"}}'])
        mesh = lib.Mesh(vertices, points, parts.get("FACE", (0, None))[1], triangles, parts.get("COLOR", (0, None))[1],
                        config.encode() if config else None)
        writer.mesh(tag, step, mesh)
        for part, (count, data) in parts.items():
            self.keep("mesh", run, f"{tag}_{part}", step, content_type=part, shape=[1, count, 3],
                      config=config or "{}", payload=bytes(data))

    # ---- once a run

    def record_hparams(self, writer, run):
        self.tick()
        hparams = {"lr": self.random.random(), "optimizer": self.random.choice(["adam", "größe"]), "bias": self.one_in(2)}
        items = (lib.Hparam * 3)((b"lr", lib.NUMBER, hparams["lr"], None),
                                 (b"optimizer", lib.STRING, 0, hparams["optimizer"].encode()),
                                 (b"bias", lib.BOOL, hparams["bias"], None))
        group, start = self.random.choice([None, f"group {run}"]), self.now
        writer.hparams(items, 3, lib.strings(["quality", "speed"]), 2, group)
        quality = self.number()
        writer.scalar("quality", 7, quality)
        self.keep("scalar", run, "quality", 7, value=quality)
        outcome = self.random.choice([None, 1, 2, 3])
        if outcome:
            self.tick()
            writer.hparams_end(outcome)
        self.hparams[run] = dict(hparams=hparams, group=group, start=start, outcome=outcome,
                                 end=self.now if outcome else None)

    def record_graph(self, writer, run):
        count = self.random.randint(1, 30)
        names = [f"scope{i % 4}/node{i}" for i in range(count)]
        nodes = []
        for i, name in enumerate(names):
            inputs = [self.random.choice(["", "^"]) + names[self.random.randrange(i)] for _ in range(min(i, 2))]
            shape = [self.random.randint(-1, 100) for _ in range(self.random.randrange(4))] if self.one_in(2) else None
            attributes = [("note", "ü"), ("size", self.random.randint(-9, 9)), ("rate", 0.5), ("on", True)]
            nodes.append(dict(name=name, op=self.random.choice(["MatMul", "Relu", "Const"]), inputs=inputs, shape=shape,
                              device=self.random.choice([None, "/gpu:0"]),
                              attributes=self.random.sample(attributes, self.random.randrange(5))))
        self.graphs[run] = nodes
        self.tick()
        writer.graph_nodes((lib.Node * count)(*[native_node(node) for node in nodes]), count)

    def record_embedding(self, writer, run, directory):
        rows, columns, labels = self.random.randint(1, 20), self.random.randint(1, 9), self.random.randrange(3)
        vectors = [self.finite() for _ in range(rows * columns)]
        cells, header = [self.words() for _ in range(rows * labels)], [f"column {i}" for i in range(labels)]
        sprite = again.png(*self.picture()) if self.one_in(2) else b""
        tag, step = self.words(), self.random.randrange(200000)
        writer.embedding(tag, step, lib.Embedding(
            lib.floats(vectors), rows, columns, lib.strings(cells) if labels else None, labels,
            lib.strings(header) if labels > 1 else None, lib.Bytes(sprite, len(sprite)), 4, 5))
        self.embeddings.append(dict(directory=directory, tag=tag, step=step, vectors=vectors, columns=columns, cells=cells,
                                    labels=labels, header=header, sprite=sprite))

    def record_layout(self, writer):
        lines, margin = lib.strings(["loss", "acc.*"]), lib.strings(["v", "l", "u", "v2", "l2", "u2"])
        charts = (lib.Chart * 2)((b"lines", lines, 2, False), ("größe".encode(), margin, 6, True))
        writer.layout((lib.Category * 2)((b"first", charts, 2, False), (b"closed", charts, 1, True)), 2)
        multiline = {"title": "lines", "multiline": {"tag": ["loss", "acc.*"]}}
        series = [dict(value="v" + x, lower="l" + x, upper="u" + x) for x in ("", "2")]
        self.layout = {"category": [
            {"title": "first", "chart": [multiline, {"title": "größe", "margin": {"series": series}}]},
            {"title": "closed", "chart": [multiline], "closed": True}]}


def series(points):
    """Points by run and tag, in their order."""
    found = {}
    for point in points:
        found.setdefault((point["run"], point["tag"]), []).append(point)
    return found


def array(kind, values, shape):
    return lib.Array(kind, ctypes.cast(values, ctypes.c_void_p), (ctypes.c_size_t * len(shape))(*shape), len(shape))


def native_node(node):
    types = {str: lib.TEXT_ATTRIBUTE, int: lib.INTEGER_ATTRIBUTE, float: lib.NUMBER_ATTRIBUTE, bool: lib.BOOL_ATTRIBUTE}
    attributes = (lib.Attribute * len(node["attributes"]))()
    for native, (name, value) in zip(attributes, node["attributes"]):
        native.name, native.type = name.encode(), types[type(value)]
        if isinstance(value, str):
            native.text = value.encode()
        elif isinstance(value, float):
            native.number = value
        else:
            native.integer = value
    shape = node["shape"]
    return lib.Node(node["name"].encode(), node["op"].encode(), node["device"].encode() if node["device"] else None,
                    lib.strings(node["inputs"]), len(node["inputs"]),
                    (ctypes.c_int64 * max(len(shape), 1))(*shape) if shape is not None else None,
                    len(shape or []), attributes, len(attributes))

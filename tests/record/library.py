"""libtbtop-record for Python, by ctypes: what record.h declares, and no more."""

import ctypes as c
import os

STEP = c.c_int64
CLOCK = c.CFUNCTYPE(c.c_double, c.c_void_p)
BLOCK, DROP = 0, 1
START, STOP, CHECKPOINT = 1, 2, 3
NUMBER, STRING, BOOL = 0, 1, 2
TEXT_ATTRIBUTE, INTEGER_ATTRIBUTE, NUMBER_ATTRIBUTE, BOOL_ATTRIBUTE = 0, 1, 2, 3
FLOAT, DOUBLE, INT32, INT64, UINT8 = 0, 1, 2, 3, 4
NO_STEP = -(2**63)
P = c.POINTER


def struct(name, *fields):
    return type(name, (c.Structure,), {"_fields_": list(fields)})


Options = struct("Options", ("suffix", c.c_char_p), ("flush_seconds", c.c_double), ("queue_bytes", c.c_size_t),
                 ("when_full", c.c_int), ("resume", c.c_bool), ("start_step", STEP), ("clock", CLOCK),
                 ("context", c.c_void_p), ("append", c.c_bool))
Value = struct("Value", ("tag", c.c_char_p), ("value", c.c_float))
Point = struct("Point", ("tag", c.c_char_p), ("wall_time", c.c_double), ("step", STEP), ("value", c.c_float))
Bytes = struct("Bytes", ("data", c.c_char_p), ("size", c.c_size_t))
Array = struct("Array", ("type", c.c_int), ("values", c.c_void_p), ("shape", P(c.c_size_t)), ("rank", c.c_size_t))
Hparam = struct("Hparam", ("name", c.c_char_p), ("type", c.c_int), ("number", c.c_double), ("text", c.c_char_p))
Mesh = struct("Mesh", ("vertices", P(c.c_float)), ("vertex_count", c.c_size_t), ("faces", P(c.c_int32)),
              ("face_count", c.c_size_t), ("colors", P(c.c_uint8)), ("config", c.c_char_p))
Embedding = struct("Embedding", ("vectors", P(c.c_float)), ("rows", c.c_size_t), ("columns", c.c_size_t),
                   ("labels", P(c.c_char_p)), ("label_columns", c.c_size_t), ("header", P(c.c_char_p)),
                   ("sprite", Bytes), ("sprite_width", c.c_uint), ("sprite_height", c.c_uint))
Chart = struct("Chart", ("title", c.c_char_p), ("tags", P(c.c_char_p)), ("tag_count", c.c_size_t), ("margin", c.c_bool))
Category = struct("Category", ("title", c.c_char_p), ("charts", P(Chart)), ("chart_count", c.c_size_t),
                  ("closed", c.c_bool))
Attribute = struct("Attribute", ("name", c.c_char_p), ("type", c.c_int), ("text", c.c_char_p), ("integer", c.c_int64),
                   ("number", c.c_double))
Node = struct("Node", ("name", c.c_char_p), ("op", c.c_char_p), ("device", c.c_char_p), ("inputs", P(c.c_char_p)),
              ("input_count", c.c_size_t), ("shape", P(c.c_int64)), ("rank", c.c_size_t),
              ("attributes", P(Attribute)), ("attribute_count", c.c_size_t))
Span = struct("Span", ("process", c.c_char_p), ("thread", c.c_char_p), ("name", c.c_char_p), ("begin", c.c_int64),
              ("duration", c.c_int64), ("step", c.c_int64))

W, S, SIZE, UINT, STRINGS = c.c_void_p, c.c_char_p, c.c_size_t, c.c_uint, P(c.c_char_p)
FUNCTIONS = {
    "open": [P(c.c_void_p), S, P(Options)],
    "flush": [W],
    "sync": [W],
    "close": [W],
    "scalar": [W, S, STEP, c.c_float],
    "scalars": [W, STEP, P(Value), SIZE],
    "points": [W, P(Point), SIZE, P(SIZE)],
    "text": [W, S, STEP, S],
    "text_table": [W, S, STEP, SIZE, SIZE, STRINGS],
    "session": [W, c.c_int, STEP, S],
    "histogram": [W, S, STEP, P(c.c_double), SIZE, UINT],
    "histogram_f32": [W, S, STEP, P(c.c_float), SIZE, UINT],
    "pr_curve": [W, S, STEP, P(c.c_float), P(c.c_uint8), P(c.c_float), SIZE, UINT],
    "pr_curve_raw": [W, S, STEP, P(c.c_float), UINT],
    "image": [W, S, STEP, S, UINT, UINT, UINT],
    "image_files": [W, S, STEP, P(Bytes), SIZE],
    "audio": [W, S, STEP, P(c.c_float), SIZE, UINT, UINT],
    "audio_file": [W, S, STEP, Bytes],
    "tensor": [W, S, STEP, P(Array), S],
    "hparams": [W, P(Hparam), SIZE, STRINGS, SIZE, S],
    "hparams_end": [W, c.c_int],
    "mesh": [W, S, STEP, P(Mesh)],
    "embedding": [W, S, STEP, P(Embedding)],
    "layout": [W, P(Category), SIZE],
    "graph": [W, Bytes],
    "graph_nodes": [W, P(Node), SIZE],
    "profile": [S, S, S, P(Span), SIZE],
}


def floats(values):
    return (c.c_float * len(values))(*values)


def doubles(values):
    return (c.c_double * len(values))(*values)


def strings(values):
    return (c.c_char_p * len(values))(*[value.encode() for value in values])


class Library:
    def __init__(self, path):
        self.native = c.CDLL(path)
        for name, arguments in FUNCTIONS.items():
            getattr(self.native, "tbr_" + name).argtypes = arguments

    def call(self, name, *arguments):
        """Text becomes UTF-8. An error is an exception, as is a library that has more or fewer arguments."""
        arguments = [a.encode() if isinstance(a, str) else a for a in arguments]
        result = getattr(self.native, "tbr_" + name)(*arguments)
        if result:
            raise OSError(-result, os.strerror(-result), "tbr_" + name)

    def open(self, directory, clock=None, **options):
        return Writer(self, directory, clock, options)


class Writer:
    """A writer whose functions are methods: writer.scalar(tag, step, value)."""

    def __init__(self, library, directory, clock, options):
        self.library = library
        self.clock = CLOCK(lambda _: clock()) if clock else CLOCK()  # kept as long as the library may call it
        self.handle = c.c_void_p()
        self.library.call("open", c.byref(self.handle), directory, Options(clock=self.clock, **options))

    def __getattr__(self, name):
        return lambda *arguments: self.library.call(name, self.handle, *arguments)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

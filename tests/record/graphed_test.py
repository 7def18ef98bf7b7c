#!/usr/bin/env python3
"""What the dashboard reckons of graphs is what the same bytes give when they are gone through the plain way.

    graphed_test.py GRAPHED [FILE ...]

Graphs by chance; where TBTOP_FIXTURES names recorded ones, those, too; else the files that are named: event files and
saved_model.pb. Every scope is added up anew from all nodes, and every node by what its type does.
"""

import collections
import glob
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile

SEEDS = range(12)
MOST = 2**64 - 1
MOST_PARAMETERS = 2**63 - 1
FLOAT, INT32, INT64, BOOL, HALF, STRING, RESOURCE = 1, 3, 9, 10, 19, 7, 20
SIZES = {FLOAT: 4, 2: 8, INT32: 4, 4: 1, 5: 2, 6: 1, 8: 8, INT64: 8, BOOL: 1, 11: 1, 12: 1, 13: 4, 14: 2, 15: 2, 16: 2, 17: 2, 18: 16,
         HALF: 2, 22: 4, 23: 8}


# ---- Protocol buffers ----

def varint(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte < 128:
            return number & MOST, at


def fields(data):
    """(number, value) of a message: an integer or bytes."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            width = 8 if kind == 1 else 4
            value, at = int.from_bytes(data[at:at + width], "little"), at + width
        yield key >> 3, value


def all_of(data, number):
    return [value for key, value in fields(data) if key == number]


def last(data, number, default=b""):
    return (all_of(data, number) or [default])[-1]


def put(number, value):
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return write(number << 3 | 2) + write(len(value)) + value
    return write(number << 3) + write(value & MOST)


def write(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


# ---- What nodes are ----

def signed(number):
    return number - 2**64 if number >= 2**63 else number


def sizes(shape):
    """Of a TensorShapeProto: None for one of no known rank."""
    return None if last(shape, 3, 0) else [signed(last(dim, 1, 0)) for dim in all_of(shape, 2)]


class Node:
    def __init__(self, data):
        self.name, self.op = last(data, 1).decode(), last(data, 2).decode()
        self.inputs = [text.decode() for text in all_of(data, 3)]
        self.attributes = {last(entry, 1).decode(): last(entry, 2) for entry in all_of(data, 5)}
        self.calls = next((last(last(value, 10), 1).decode() for value in self.attributes.values() if all_of(value, 10)), None)

    def outputs(self):
        """The shapes of all of them; nothing where none is told."""
        told = [sizes(shape) for shape in all_of(last(self.attributes.get("_output_shapes", b""), 1), 7)]
        if self.op == "VarHandleOp" or not told:
            told = [sizes(shape) for shape in all_of(self.attributes.get("shape", b""), 7)]
        if not told and self.op != "VarHandleOp":
            told = [sizes(shape) for tensor in all_of(self.attributes.get("value", b""), 8) for shape in all_of(tensor, 2)]
        return [shape if shape is not None and len(shape) <= 8 else None for shape in told]

    def type(self):
        if self.op in ("Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual", "LogicalAnd", "LogicalOr", "LogicalNot",
                       "IsNan", "IsInf", "IsFinite", "All", "Any", "VarIsInitializedOp"):
            return BOOL
        if self.op in ("Rank", "Where"):
            return INT32 if self.op == "Rank" else INT64
        for key in "DstT", "out_type", "output_type", "dtype", "Tidx", "T", "Tparams":
            told = all_of(self.attributes.get(key, b""), 6)
            if told:
                return told[0]
        return None

    def flag(self, *keys):
        return any(last(self.attributes.get(key, b""), 5, 0) or last(self.attributes.get(key, b""), 3, 0) for key in keys)

    def text(self, key):
        return last(self.attributes.get(key, b""), 2).decode()


class Level:
    def __init__(self, name, nodes, ends):
        self.name, self.nodes, self.ends = name, nodes, ends
        self.by_name = {}
        for node in nodes:
            self.by_name.setdefault(node.name, node)

    def input(self, node, place):
        """The node that gives it, by its first output."""
        if place >= len(node.inputs) or node.inputs[place].startswith("^"):
            return None
        name, *rest = node.inputs[place].split(":")
        return None if rest and rest[-1] != "0" else self.by_name.get(name)

    def shape(self, node):
        for _ in range(8):
            told = node.outputs() if node else []
            if told and told[0] is not None:
                return told[0]
            if not node or node.op not in ("Identity", "ReadVariableOp", "Enter"):
                break
            node = self.input(node, 0)
        return None

    def input_shape(self, node, place):
        return self.shape(self.input(node, place))


def argument(name, op, inputs):
    return Node(put(1, name) + put(2, op) + b"".join(put(3, text) for text in inputs))


def levels(graph):
    yield Level("", [Node(data) for data in all_of(graph, 1)], 0)
    for library in all_of(graph, 2):
        for function in all_of(library, 1):
            signature = last(function, 1)
            ends = [argument(last(arg, 1), "argument", []) for arg in all_of(signature, 2)]
            nodes, results = [], []
            for number, value in fields(function):
                if number == 3:
                    nodes.append(Node(value))
                elif number == 4:
                    nodes.append(argument(last(value, 1), "result", [last(value, 2).decode()]))
            yield Level(last(signature, 1).decode(), ends + nodes, len(ends) + len(results))


# ---- What nodes compute ----

EACH = set("Add AddV2 Sub Mul Div RealDiv BiasAdd Maximum Minimum Neg Square Sqrt Rsqrt Exp Log Relu Relu6 Elu Tanh Sigmoid Gelu Pow "
           "SquaredDifference Reciprocal DivNoNan Softplus Selu LeakyRelu Erf aten::add aten::add_ aten::sub aten::mul aten::mul_ "
           "aten::div aten::div_ aten::relu aten::relu_ aten::gelu aten::silu aten::sigmoid aten::tanh aten::exp aten::log aten::sqrt "
           "aten::rsqrt aten::neg aten::pow".split())
MATRICES = set("MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 _FusedMatMul Gemm aten::matmul aten::mm aten::bmm aten::mv".split())
UNTOLD = set("aten::lstm aten::gru aten::rnn_tanh aten::rnn_relu aten::einsum aten::bilinear aten::_native_multi_head_attention "
             "aten::_transformer_encoder_layer_fwd LSTM GRU RNN CudnnRNN CudnnRNNV2 CudnnRNNV3 BlockLSTM BlockLSTMV2 "
             "SparseTensorDenseMatMul SparseMatMul QuantizedMatMul QuantizedConv2D XlaCallModule".split())


def count(shape):
    """Elements: what is not told is 1."""
    return math.prod(max(size, 1) if size < 0 else size for size in shape)


def told(*numbers):
    """Their product; None where one is not told."""
    return None if any(number is None or number < 0 for number in numbers) else math.prod(numbers)


def at(shape, place):
    return shape[place] if shape and -len(shape) <= place < len(shape) else None


def contracted(level, node, first):
    left, right = level.input_shape(node, first), level.input_shape(node, first + 1)
    one = at(left, -2 if node.flag("transpose_a", "adj_x", "transA") and left and len(left) > 1 else -1)
    other = at(right, -1 if node.flag("transpose_b", "adj_y", "transB") or (right and len(right) == 1) else -2)
    return next((size for size in (one, other) if size is not None and size >= 0), None)


def labelled(level, node):
    before, after = node.text("equation").split("->")
    if before.count(",") != 1:
        return None
    known = {}
    for place, term in enumerate(before.split(",")):
        shape = level.input_shape(node, place)
        if shape is None:
            continue
        front, _, back = term.partition("...")
        for letter, size in list(zip(front, shape)) + list(zip(reversed(back), reversed(shape))):
            known[letter] = max(known.get(letter, -1), size)
    return told(*(known.get(letter) for letter in set(before) - set(after) - set(",.")))


def is_transposed(level, node):
    constant = level.input(node, 6)
    said = constant.text("attr").replace(" ", "") if constant else ""
    return {"{value:0}": False, "{value:1}": True}.get(said)


def flops(level, node):
    """(flops, whether they are not told, whether a size counted as 1)."""
    op, gives = node.op, level.shape(node)
    taken = [level.input_shape(node, place) for place in range(3)]

    def each(shape, factor):
        if shape is None or (factor is None and count(shape)):
            return 0, True, False
        return count(shape) * (factor or 0), False, any(size < 0 for size in shape)

    def twice(shape, factor):
        return each(shape, None if factor is None else 2 * factor)

    def filter(shape, before, behind):
        return told(*shape[before:len(shape) - behind]) if shape and len(shape) > before + behind else None

    if op in MATRICES or op in ("aten::addmm", "aten::baddbmm"):
        return twice(gives, contracted(level, node, 0 if op in MATRICES else 1))
    if op == "aten::linear":
        return twice(gives, next((told(at(shape, -1)) for shape in (taken[1], taken[0]) if told(at(shape, -1)) is not None), None))
    if op == "Einsum":
        return (0, False, False) if len(node.inputs) == 1 else twice(gives, labelled(level, node))
    if op in ("Conv2D", "Conv3D", "_FusedConv2D"):
        return twice(gives, filter(taken[1], 0, 1))
    if op == "DepthwiseConv2dNative":
        return twice(gives, filter(taken[1], 0, 2))
    if op in ("Conv2DBackpropInput", "Conv3DBackpropInputV2", "DepthwiseConv2dNativeBackpropInput"):
        return twice(taken[2], filter(taken[1], 0, 2 if op.startswith("Depthwise") else 1))
    if op in ("Conv2DBackpropFilter", "Conv3DBackpropFilterV2", "DepthwiseConv2dNativeBackpropFilter"):
        return twice(taken[2], filter(gives, 0, 2 if op.startswith("Depthwise") else 1))
    if op in ("aten::_convolution", "aten::convolution"):
        back = is_transposed(level, node)
        return twice(taken[0] if back else gives, None if back is None else filter(taken[1], 1, 0))
    if op in ("aten::conv1d", "aten::conv2d", "aten::conv3d", "Conv"):
        return twice(gives, filter(taken[1], 1, 0))
    if op in ("aten::conv_transpose1d", "aten::conv_transpose2d", "aten::conv_transpose3d", "ConvTranspose"):
        return twice(taken[0], filter(taken[1], 1, 0))
    if op == "aten::scaled_dot_product_attention":
        length = told(at(taken[1], -2)) if taken[1] and len(taken[1]) > 1 else None
        one, other = twice(taken[0], length), twice(gives, length)
        return one[0] + other[0], one[1] or other[1], one[2] or other[2]
    if op == "AddN":
        return each(gives, max(len(node.inputs) - 1, 0))
    if op in EACH:
        return each(gives, 1)
    return 0, op in UNTOLD, False


ALIKE = ("Split SplitV Unpack Switch RefSwitch SoftmaxCrossEntropyWithLogits SparseSoftmaxCrossEntropyWithLogits BroadcastGradientArgs "
         "ConcatOffset Meshgrid LSTMBlockCell").split()


def given(level, node, used):
    """(bytes, whether some are not told, whether a size counted as 1)."""
    gives, size = level.shape(node), SIZES.get(node.type())
    if node.op == "VarHandleOp" or node.type() in (RESOURCE, 21):
        return 0, False, False
    if gives is None or size is None:
        return 0, used or gives is not None, False
    shapes = [gives]
    more = [sizes(shape) for shape in all_of(last(node.attributes.get("_output_shapes", b""), 1), 7)][1:]
    untold = bool(more) and (node.op not in ALIKE or any(shape is None or len(shape) > 8 for shape in more))
    if more and not untold:
        shapes += more
    return size * sum(map(count, shapes)), untold, any(s < 0 for shape in shapes for s in shape)


def parameters(node):
    if node.op not in ("VarHandleOp", "VariableV2", "Variable"):
        return 0
    shape = next((sizes(shape) for shape in all_of(node.attributes.get("shape", b""), 7)), None)
    if shape is None or any(size < 0 for size in shape) or math.prod(shape) > MOST_PARAMETERS:
        return 0
    return math.prod(shape)


def costs(graph):
    """By level and node: [flops, untold, open, bytes, unsized, parameters]; calls as what is called."""
    all_levels = list(levels(graph))
    numbers = {}
    for number, level in enumerate(all_levels):
        if number:
            numbers.setdefault(level.name, number)
    sums = []
    for level in all_levels:
        used = {id(level.by_name[name]) for node in level.nodes for text in node.inputs
                if not text.startswith("^") and (name := text.split(":")[0]) in level.by_name}
        rows = []
        for node in level.nodes:
            work, gives = flops(level, node), given(level, node, id(node) in used)
            rows.append([work[0], int(work[1]), bool(work[2] and work[0] or gives[2] and gives[0]), gives[0], int(gives[1]), parameters(node)])
        sums.append(rows)
    state = {}

    def settle(number):
        state[number] = "on the way"
        for node, row in zip(all_levels[number].nodes, sums[number]):
            called = numbers.get(node.calls)
            if called is None:
                continue
            if called not in state:
                settle(called)
            total, untold, unknown = sum(r[0] for r in sums[called]), sum(r[1] for r in sums[called]), any(r[2] for r in sums[called])
            if state[called] == "on the way":
                row[1] += 1
            elif node.op in ("PartitionedCall", "StatefulPartitionedCall"):
                row[0], row[1], row[2] = row[0] + total, row[1] + untold, row[2] or bool(unknown and total)
            elif total or untold:
                row[1] += 1
        state[number] = "added"

    for number in range(len(all_levels)):
        if number not in state:
            settle(number)
    return all_levels, sums


# ---- Comparing ----

KEYS = "flops", "untold", "open", "bytes", "unsized", "parameters"


def added(rows):
    flops, untold, unknown, size, unsized, parameters = (list(column) for column in zip(*rows)) if rows else ([],) * 6
    return [min(sum(flops), MOST), sum(untold), any(unknown), min(sum(size), MOST), sum(unsized), min(sum(parameters), MOST_PARAMETERS)]


def paths(items):
    """The scopes that an item lies in, its own with it; a series is none."""
    out = {}
    for number, row in sorted(items.items()):
        way, at = [], number
        while True:
            if items[at]["parent"] == at:
                break
            if items[at]["is"] == "scope":
                way.append(items[at]["called"])
            at = items[at]["parent"]
        out[number] = (at, tuple(reversed(way)))
    return out


def check_graph(where, graph, rows):
    all_levels, sums = costs(graph)
    items = {row["item"]: row for row in rows}
    of = paths(items)
    nodes = [(level, node, row) for level, of_level, row_of in zip(range(len(all_levels)), all_levels, sums)
             for node, row in zip(of_level.nodes, row_of)]
    of_node = {row["node"]: row for row in rows if row["is"] == "node"}
    assert sorted(of_node) == list(range(len(nodes))), (where, len(of_node), len(nodes))
    for number, (level, node, row) in enumerate(nodes):
        ours = of_node[number]
        assert [ours[key] for key in KEYS] == added([row]), (where, node.name, node.op, [ours[key] for key in KEYS], added([row]))
        assert ours["name"] == node.name and of[ours["item"]][0] == level, (where, ours, node.name)
    below = collections.defaultdict(list)
    for number, (level, node, row) in enumerate(nodes):
        item = of_node[number]["item"]
        while items[item]["parent"] != item:
            item = items[item]["parent"]
            below[item].append((node, row))
    for number, ours in items.items():
        if ours["is"] == "node":
            continue
        level, way = of[number]
        theirs = below[number]
        if ours["is"] == "scope" and all(node.name.count("/") < 200 for node in all_levels[level].nodes):  # by names, not by what lies below
            prefix = "".join(part + "/" for part in way)
            theirs = [(node, row) for node, row in zip(all_levels[level].nodes, sums[level])
                      if not way or node.name.startswith(prefix) or node.name + "/" == prefix]
        expected = added([row for _, row in theirs])
        assert [ours[key] for key in KEYS] == expected, (where, ours["called"], [ours[key] for key in KEYS], expected)
        assert ours["nodes"] == len(theirs), (where, ours["called"], ours["nodes"], len(theirs))
        assert ours["ops"] == dict(collections.Counter(node.op for node, _ in theirs)), (where, ours["called"], ours["ops"])
    return len(nodes), sum(row["is"] != "node" for row in rows), sum(bool(row[0]) for _, _, row in nodes)


# ---- Graphs by chance ----

def shape_proto(sizes):
    return b"".join(put(2, put(1, size)) for size in sizes) if sizes is not None else put(3, 1)


def attribute(key, value):
    return put(5, put(1, key) + put(2, value))


EQUATIONS = ["abc,cd->abd", "...a,ab->...b", "ij,jk->ik", "ab->ba", "aecd,abcd->acbe", "acbe,aecd->abcd", "ij,k->", "ab,bc"]
KINDS = sorted(EACH)[:20] + sorted(MATRICES) + sorted(UNTOLD)[:4] + ALIKE + [
    "Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput", "Conv2DBackpropFilter", "DepthwiseConv2dNativeBackpropInput",
    "DepthwiseConv2dNativeBackpropFilter", "aten::_convolution", "aten::conv2d", "aten::conv_transpose2d", "ConvTranspose",
    "aten::scaled_dot_product_attention", "aten::linear", "aten::addmm", "AddN", "Einsum", "Identity", "ReadVariableOp", "VarHandleOp",
    "VariableV2", "Const", "Cast", "Equal", "RandomUniform", "NoOp", "Placeholder", "While", "PartitionedCall", "StatefulPartitionedCall"]


def some_sizes(chance):
    return None if chance.random() < 0.05 else [chance.choice([-1, 0, 1, 2, 3, 5, 7, 2**40]) for _ in range(chance.randrange(6))] \
        if chance.random() < 0.3 else [chance.randrange(1, 9) for _ in range(chance.choice([1, 2, 3, 4, 4, 9]))]


def some_node(chance, name, names, functions):
    op = chance.choice(KINDS)
    data = put(1, name) + put(2, op)
    for _ in range(chance.randrange(8) if names else 0):
        data += put(3, chance.choice(["", "", "", "^"]) + chance.choice(names + ["missing"]) + chance.choice(["", "", "", ":1", ":0"]))
    if chance.random() < 0.85:
        shapes = [some_sizes(chance) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
        data += attribute("_output_shapes", put(1, b"".join(put(7, shape_proto(s)) for s in shapes)))
    if chance.random() < 0.3:
        data += attribute("shape", put(7, shape_proto(some_sizes(chance))))
    if op == "Const":
        data += attribute("value", put(8, put(1, FLOAT) + put(2, shape_proto(some_sizes(chance)))))
    for key in chance.sample(["T", chance.choice(["dtype", "Tidx"]), chance.choice(["DstT", "out_type"])], chance.randrange(3)):
        data += attribute(key, put(6, chance.choice([FLOAT, FLOAT, INT32, INT64, HALF, BOOL, STRING, RESOURCE])))
    for key in "transpose_a", "transpose_b":
        if chance.random() < 0.3:
            data += attribute(key, put(5, chance.randrange(2)))
    if op == "Einsum":
        data += attribute("equation", put(2, chance.choice(EQUATIONS[:-1])))
    if op in ("Const", "Placeholder") and chance.random() < 0.7:
        data += attribute("attr", put(2, chance.choice(["{ value : 0}", "{ value : 1}", "{ value : 10}", "{}"])))
    if op in ("While", "PartitionedCall", "StatefulPartitionedCall"):
        data += attribute("f", put(10, put(1, chance.choice(functions + ["nobody"]))))
    return data


def some_nodes(chance, most, functions, key):
    names, out = [], b""
    for i in range(most):
        name = chance.choice(["a", "b/c", "b", "b/c/d", "layer_%d/x" % i, "s/part_%d" % i, "e//f", "größe/é"])
        if chance.random() < 0.8:
            name += f"_n{i}" if chance.random() < 0.5 else f"/n_{i}"
        if name not in names or chance.random() < 0.2:
            out += put(key, some_node(chance, name, names, functions))
            names.append(name)
    return out, names


def graph_by_chance(seed):
    chance = random.Random(seed)
    functions = [f"f{i}" for i in range(6)]
    graph, _ = some_nodes(chance, 300, functions, 1)
    library = b""
    for name in functions:
        nodes, names = some_nodes(chance, 25, functions, 3)
        body = put(1, put(1, name) + put(2, put(1, "x"))) + nodes
        library += put(1, body + put(4, put(1, "y") + put(2, (names[0] if names else "x") + ":z:0")))
    return graph + put(2, library)


# ---- Files ----

def graphs_of(path):
    with open(path, "rb") as file:
        data = file.read()
    if os.path.basename(path) == "saved_model.pb":
        yield from (last(meta, 2) for meta in all_of(data, 2))
        return
    at = 0
    while at + 12 <= len(data):
        length, = struct.unpack_from("<Q", data, at)
        event = data[at + 12:at + 12 + length]
        if len(event) < length:
            break
        at += length + 16
        try:
            for number, value in fields(event):
                if number == 4:
                    yield value
                for summary in all_of(value, 1) if number == 5 else ():
                    if b"graph_run_metadata" in summary or b"__run_graph__" in summary:
                        for text in all_of(last(summary, 8), 8):
                            yield from (last(graphs, 2) for graphs in all_of(text, 4))
        except (IndexError, TypeError):
            continue


def recorded():
    fixtures = os.environ.get("TBTOP_FIXTURES", "/nonexistent")
    patterns = "t*/*graph*/logdir", "tf/run_metadata/logdir", "tf/saved_model/logdir", "tf/keras_callback/logdir", "others/*/logdir"
    logdirs = [path for pattern in patterns for path in glob.glob(os.path.join(fixtures, pattern))]
    return sorted(path for logdir in logdirs for name in ("*tfevents*", "saved_model.pb")
                  for path in glob.glob(os.path.join(logdir, "**", name), recursive=True))


def shown(program, path):
    done = subprocess.run([program, path], stdout=subprocess.PIPE, check=True, text=True)
    return [row for row in map(json.loads, filter(None, done.stdout.split("\n"))) if row["is"] != "graph"]


def main():
    program, *files = sys.argv[1:]
    files = files or recorded()
    graphs = [(path, graph) for path in files for graph in graphs_of(path) if graph]
    assert graphs or not files, files
    sums = [0, 0, 0]
    with tempfile.TemporaryDirectory() as directory:
        for number, (where, graph) in enumerate(graphs + [(f"seed {seed}", graph_by_chance(seed)) for seed in SEEDS]):
            path = os.path.join(directory, f"{number}.pb")
            with open(path, "wb") as file:
                file.write(graph)
            sums = [a + b for a, b in zip(sums, check_graph(where, graph, shown(program, path)))]
    assert all(sums), sums
    print("%d nodes and %d scopes of graphs are the same; %d of the nodes compute" % tuple(sums), f"({len(graphs)} recorded graphs)")


if __name__ == "__main__":
    main()

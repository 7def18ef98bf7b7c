#!/usr/bin/env python3
"""Cuts the seed corpora from event files: seed.py FIXTURES (a directory tree with event files)

One input for each different shape of event: the sequence of field numbers, two levels deep, and its plugin.
"""

import hashlib
import os
import struct
import sys

LARGEST = 1200  # bytes of an input
MOST = 60  # inputs of a target


def records(data):
    at = 0
    while at + 12 <= len(data):
        length = struct.unpack_from("<Q", data, at)[0]
        if at + 16 + length > len(data):
            return
        yield data[at + 12 : at + 12 + length]
        at += 16 + length


def varint(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            return number, at


def fields(data):
    """(number, wire type, bytes of a length-delimited one)"""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        content = b""
        if key & 7 == 0:
            _, at = varint(data, at)
        elif key & 7 == 2:
            length, at = varint(data, at)
            content = data[at : at + length]
            at += length
        else:
            at += 8 if key & 7 == 1 else 4
        yield key >> 3, key & 7, content


def shape(event):
    parts = []
    for number, _, content in fields(event):
        parts.append(number)
        if number == 5:
            for _, _, value in list(fields(content))[:3]:
                parts.append([(n, bytes(c[:24]) if n == 9 else len(c).bit_length()) for n, _, c in fields(value)])
    return repr(parts)


def tensors(event):
    for number, _, summary in fields(event):
        if number == 5:
            for _, _, value in fields(summary):
                yield from (content for n, _, content in fields(value) if n == 8)


# Plugin -> target of its payloads; a form's number in fuzz/decoded.h.
TARGETS = {"histograms": "histogram", "images": "blobs", "audio": "blobs", "text": "texts", "pr_curves": "pr_curve",
           "mesh": "mesh", "custom_scalars": "layout", "hparams": "hparams", "graph_keras_model": "graph",
           "graph_run_metadata_graph": "graph", "graph_run_metadata": "graph"}
FORMS = {8: 0, 5: 3, 4: 4, 6: 5}  # fields of Summary.Value


def plugin_data(value):
    """(plugin, content) of a value's metadata"""
    for number, _, metadata in fields(value):
        if number == 9:
            for inner, _, data in fields(metadata):
                if inner == 1:
                    parts = {n: c for n, _, c in fields(data)}
                    return parts.get(1, b"").decode("utf-8", "replace"), parts.get(2, b"")
    return None, b""


MAGICS = [b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF", b"BM"]  # in the order of fuzz_picture.c


def pictures(tensor):
    """The encoded images of a tensor of strings, each behind the number of its decoder."""
    for number, _, text in fields(tensor):
        for i, magic in enumerate(MAGICS):
            if number == 8 and bytes(text).startswith(magic) and len(text) <= LARGEST:
                yield bytes([i]) + bytes(text)


def decoded(event, known):
    """(target, input) of the decoders; `known` keeps what is known of tags"""
    for number, _, content in fields(event):
        if number == 4:
            yield "graph", bytes([0, 6]) + content
        for _, _, value in fields(content) if number == 5 else ():
            parts = {n: c for n, _, c in fields(value)}
            plugin, data = plugin_data(value)
            if plugin is not None:
                known.setdefault(parts.get(1), (plugin, data))
            plugin, data = known.get(parts.get(1), (None, b""))
            if plugin == "hparams":
                yield "hparams", data
            for form in FORMS.keys() & parts.keys():
                if form != 8:
                    yield {5: "histogram", 4: "blobs", 6: "blobs"}[form], bytes([FORMS[form]]) + parts[form]
                    continue
                target = TARGETS.get(plugin, "ndarray")
                if plugin == "images":
                    yield from (("picture", data) for data in pictures(parts[form]))
                head = {"mesh": bytes([len(data) % 64]) + data[: len(data) % 64] + b"\0",
                        "graph": bytes([plugin == "graph_keras_model", 0])}.get(target, bytes([8 * (plugin == "audio")]))
                yield target, head + parts[form]
                if plugin == "graph_keras_model":
                    yield "keras", parts[form][parts[form].find(b"{"):]


def write(target, inputs):
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", target)
    os.makedirs(folder, exist_ok=True)
    for data in list(inputs)[:MOST]:
        with open(os.path.join(folder, hashlib.sha1(data).hexdigest()[:16]), "wb") as file:
            file.write(data)


def scripted(files):
    """Whole small files behind the scripts of the targets tail, inflate and store."""
    small = [data for data in files if len(data) <= LARGEST]
    tails = [bytes([3, 40, 0, 0, 0, 64, 1, 0, 128, 2, 0, 192]) + data for data in small]
    tails += [bytes([4, 7, 9, 0, 255, 192, 4, 0, 128, 3, 0, 16, 0, 0, 255]) + data for data in small[:8]]
    packed = [bytes([i % 4, 0, 0, 20, 80, 160, 200, 0]) + data for i, data in enumerate(small)]
    stores = [bytes([64, 128, 3] + [37 * (i + j) % 256 for j in range(61)]) + small[i] + small[i - 1]
              for i in range(len(small))]
    return tails[:24], packed[:16], stores[:24]


def main(root):
    events, parts, files, payloads = {}, {}, {}, {}
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(n for n in names if "tfevents" in n):
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            files.setdefault(len(data) // 300, data[:LARGEST])
            known = {}
            for event in records(data):
                try:
                    if len(event) <= LARGEST:
                        events.setdefault(shape(event), event)
                    for target, given in decoded(event, known):
                        if len(given) <= LARGEST:
                            payloads.setdefault(target, {}).setdefault((given[:8], len(given).bit_length()), given)
                    for tensor in tensors(event):
                        if len(tensor) <= LARGEST:
                            parts.setdefault((tensor[:6], len(tensor).bit_length()), tensor)
                except IndexError:  # damaged on purpose
                    continue
    write("record", files.values())
    write("wire", list(events.values())[::3])
    write("event", events.values())
    write("tensor", parts.values())
    for target, inputs in payloads.items():
        write(target, list(inputs.values())[:: max(1, len(inputs) // 40)])
    for target, inputs in zip(("tail", "inflate", "store"), scripted(list(files.values()))):
        write(target, inputs)


if __name__ == "__main__":
    main(sys.argv[1])

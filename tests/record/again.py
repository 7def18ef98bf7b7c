"""What the recorder computes, computed again in plain Python: floats of 4 bytes, buckets, curves, WAV and PNG files."""

import bisect
import math
import struct
import zlib


def f32(value):
    """The nearest float of 4 bytes."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def bits(value):
    return struct.unpack("<I", struct.pack("<f", value))[0]


def from_bits(number):
    return struct.unpack("<f", struct.pack("<I", number))[0]


def same(a, b):
    """Equal to the last bit but for the payload of NaN."""
    return (a != a and b != b) or (a == b and math.copysign(1, a) == math.copysign(1, b))


def exponential_limits():
    up, limit = [], 1e-12
    while limit < 1e20:
        up.append(limit)
        limit *= 1.1
    return [-x for x in reversed(up)] + [0.0] + up


LIMITS = exponential_limits()


def exponential_rows(values):
    """[left, right, count] as TensorBoard has them from a HistogramProto: 4-byte floats, no empty bucket outside."""
    counts = [0] * (len(LIMITS) - 1)
    for value in values:
        if LIMITS[0] <= value <= LIMITS[-1]:
            counts[min(bisect.bisect_right(LIMITS, value) - 1, len(counts) - 1)] += 1
    full = [i for i, count in enumerate(counts) if count]
    if not full:
        return []
    rows = [[LIMITS[i], LIMITS[i + 1], counts[i]] for i in range(full[0], full[-1] + 1)]
    none = any(value != value for value in values)
    rows[0][0] = math.nan if none else min(values)
    rows[-1][1] = math.nan if none else max(values)
    return [[f32(x) for x in row] for row in rows]


def equal_rows(values, buckets):
    if not values:
        return [[0.0, 0.0, 0.0] for _ in range(buckets)]
    least, most = min(values), max(values)
    if least == most:
        return [[least, most, float(len(values) if i == buckets - 1 else 0)] for i in range(buckets)]
    width = (most - least) / buckets
    edges = [i * width + least for i in range(buckets)] + [most]
    counts = [0.0] * buckets
    for value in values:
        counts[min(int((value - least) / width), buckets - 1)] += 1
    return [[edges[i], edges[i + 1], counts[i]] for i in range(buckets)]


def pr_rows(predictions, labels, weights, thresholds):
    positives, negatives = [0.0] * thresholds, [0.0] * thresholds
    for prediction, label, weight in zip(predictions, labels, weights):
        bucket = math.floor(f32(prediction * (thresholds - 1)))
        (positives if label else negatives)[bucket] += weight
    for i in reversed(range(thresholds - 1)):
        positives[i] += positives[i + 1]
        negatives[i] += negatives[i + 1]
    columns = []
    for tp, fp in zip(positives, negatives):
        tn, fn = negatives[0] - fp, positives[0] - tp
        columns.append([tp, fp, tn, fn, tp / max(1e-7, tp + fp), tp / max(1e-7, tp + fn)])
    return [[f32(column[row]) for column in columns] for row in range(6)]


def wav(samples, channels, rate):
    """16-bit PCM of floats in [-1, 1]."""
    data = b"".join(struct.pack("<h", int(f32(max(-1.0, min(1.0, s)) * 32767)) if s == s else 0) for s in samples)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, channels, rate,
                       rate * channels * 2, channels * 2, 16, b"data", len(data))
    return head + data


def png(width, height, channels, pixels):
    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = b"".join(b"\0" + pixels[y * width * channels:(y + 1) * width * channels] for y in range(height))
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def paeth(left, up, corner):
    guess = left + up - corner
    return min((left, up, corner), key=lambda x: abs(guess - x))


def unfilter(kind, line, above, channels):
    """A row of a PNG file (ISO 15948, 9.2)."""
    out = bytearray()
    for i, byte in enumerate(line):
        left = out[i - channels] if i >= channels else 0
        up, corner = above[i], above[i - channels] if i >= channels else 0
        out.append((byte + (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]) & 255)
    return out


def png_pixels(file):
    """(width, height, channels, bytes) of a PNG with 8 bits a channel and no interlacing."""
    at, packed = 8, b""
    while at < len(file):
        length, name = struct.unpack(">I4s", file[at:at + 8])
        content = file[at + 8:at + 8 + length]
        if name == b"IHDR":
            width, height, _, kind = struct.unpack(">IIBB", content[:10])
        if name == b"IDAT":
            packed += content
        at += 12 + length
    channels = {0: 1, 4: 2, 2: 3, 6: 4}[kind]
    raw, above, pixels = zlib.decompress(packed), bytes(width * channels), b""
    for y in range(height):
        line = raw[y * (width * channels + 1):(y + 1) * (width * channels + 1)]
        above = unfilter(line[0], line[1:], above, channels)
        pixels += bytes(above)
    return width, height, channels, pixels

#!/usr/bin/env python3
"""Trains word vectors and writes down what there is no other real data of: a layout, meshes, an embedding.

    train.py LOGDIR

Skip-grams with negative samples (Mikolov et al. 2013) of the English text that comes with Python itself
(pydoc_data.topics), a minute on one core, all written by torch.utils.tensorboard: train and val loss, a layout
of them, the vectors with their words, as tensors how near some of them are to each other, and as a mesh how the
loss lies around the vectors, along two directions (Li et al. 2018). Needs torch, numpy and tensorboard. For make.sh, as LEARNT.
"""

import builtins
import keyword
import re
import sys
from collections import Counter

import numpy as np
import torch
from pydoc_data.topics import topics
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.util.tensor_util import make_tensor_proto
from torch.utils.tensorboard import SummaryWriter

WORDS, SIZE, WINDOW, NEGATIVE, BATCH, STEPS, EVERY, SIDE = 1200, 48, 4, 5, 2048, 3000, 25, 41
TYPES = ["int", "float", "complex", "str", "bytes", "list", "tuple", "dict", "set"]
STATEMENTS = ["if", "for", "while", "try", "with", "return", "import"]


def pairs():
    text = re.findall(r"[A-Za-z_]{2,}", " ".join(topics.values()))
    names = [word for word, _ in Counter(text).most_common(WORDS)]
    number = {word: i for i, word in enumerate(names)}
    known = np.array([number[word] for word in text if word in number])
    near = [np.stack([known[:-by], known[by:]], 1) for by in range(1, WINDOW + 1)]
    both = torch.from_numpy(np.concatenate(near + [pair[:, ::-1] for pair in near]).copy())
    return names, torch.bincount(torch.from_numpy(known), minlength=WORDS).float(), both[torch.randperm(len(both))]


def loss_of(inside, outside, batch, noise):
    middle = inside[batch[:, 0]]
    good = torch.nn.functional.logsigmoid((middle * outside[batch[:, 1]]).sum(1))
    bad = torch.nn.functional.logsigmoid(-(outside[noise] @ middle[:, :, None])[:, :, 0]).sum(1)
    return -(good + bad)


def landscape(inside, outside, batch, noise, ways, reach):
    """Vertices, colours and faces of the loss over a square around where it is now."""
    at = np.linspace(-reach, reach, SIDE)
    with torch.no_grad():
        high = np.array([[loss_of(inside + float(a) * ways[0] + float(b) * ways[1], outside, batch, noise).mean().item()
                          for b in at] for a in at])
    x, z = np.meshgrid(at / reach, at / reach, indexing="ij")
    level = (high - high.min()) / max(high.max() - high.min(), 1e-9)
    vertices = np.stack([x, level, z], -1).reshape(1, -1, 3)
    colours = (np.stack([level, 0.35 + 0.4 * (1 - level), 1 - level], -1) * 255).reshape(1, -1, 3)
    first = (np.arange(SIDE - 1)[:, None] * SIDE + np.arange(SIDE - 1)).ravel()
    faces = np.concatenate([np.stack([first, first + 1, first + SIDE], -1),
                            np.stack([first + 1, first + SIDE + 1, first + SIDE], -1)])[None]
    return tuple(torch.from_numpy(part.copy()) for part in (vertices.astype("f4"), colours.astype("u1"), faces.astype("i4")))


def add_tensor(writer, tag, values, step):
    """As torch's own add_tensor does it, which older ones have not."""
    data = SummaryMetadata.PluginData(plugin_name="tensor")
    value = Summary.Value(tag=tag, tensor=make_tensor_proto(values), metadata=SummaryMetadata(plugin_data=data))
    writer._get_file_writer().add_summary(Summary(value=[value]), step)


def nearness(inside, names, words):
    with torch.no_grad():
        chosen = torch.nn.functional.normalize(inside[[names.index(word) for word in words]], dim=1)
    return (chosen @ chosen.T).numpy()


def kind(word):
    if keyword.iskeyword(word):
        return "keyword"
    if isinstance(getattr(builtins, word, None), type) and issubclass(getattr(builtins, word), BaseException):
        return "exception"
    return "builtin" if hasattr(builtins, word) else "special" if word.startswith("__") else "word"


def main(logdir):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    names, counts, all_pairs = pairs()
    val, train = all_pairs[:8 * BATCH], all_pairs[8 * BATCH:]
    inside = (torch.randn(WORDS, SIZE) * 0.3).requires_grad_()
    outside = (torch.randn(WORDS, SIZE) * 0.3).requires_grad_()
    rare = counts ** 0.75
    noise_of = lambda batch: torch.multinomial(rare, NEGATIVE * len(batch), replacement=True).view(len(batch), NEGATIVE)
    val_noise = noise_of(val)
    optimizer = torch.optim.Adam([inside, outside], lr=0.01)
    plan = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    ways = torch.randn(2, WORDS, SIZE)
    writer = SummaryWriter(logdir)
    writer.add_custom_scalars({
        "Loss": {"train and val": ["Multiline", ["loss/(train|val)$"]],
                 "val: a tenth, the mean, nine tenths": ["Margin", ["spread/mean", "spread/low", "spread/high"]]},
        "Vectors": {"lengths": ["Multiline", ["length/.*"]], "learning rate": ["Multiline", ["lr"]]}})
    for step in range(STEPS + 1):
        batch = train[torch.randint(len(train), (BATCH,))]
        loss = loss_of(inside, outside, batch, noise_of(batch)).mean()
        if step % EVERY == 0:
            with torch.no_grad():
                spread = loss_of(inside, outside, val, val_noise).view(-1, 256).mean(1)
            writer.add_scalar("loss/train", loss, step)
            writer.add_scalar("loss/val", spread.mean(), step)
            for name, value in (("mean", spread.mean()), ("low", spread.quantile(0.1)), ("high", spread.quantile(0.9))):
                writer.add_scalar(f"spread/{name}", value, step)
            writer.add_scalar("length/words", inside.norm(dim=1).mean(), step)
            writer.add_scalar("length/contexts", outside.norm(dim=1).mean(), step)
            writer.add_scalar("lr", plan.get_last_lr()[0], step)
        if step % 1000 == 0:
            vertices, colours, faces = landscape(inside, outside, val[:BATCH], val_noise[:BATCH], ways, 2)
            writer.add_mesh("loss", vertices, colours, faces, global_step=step)
        if step % 250 == 0:
            add_tensor(writer, "nearness/types", nearness(inside, names, TYPES), step)
            add_tensor(writer, "nearness/statements", nearness(inside, names, STATEMENTS), step)
            add_tensor(writer, "vectors/words", inside.detach()[:64].numpy(), step)
            add_tensor(writer, "words", np.array(names[:64], dtype=object), step)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        plan.step()
    writer.add_embedding(inside.detach()[:600], [[name, kind(name)] for name in names[:600]], metadata_header=["word", "kind"],
                         global_step=STEPS, tag="words")
    writer.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])

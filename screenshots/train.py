#!/usr/bin/env python3
"""Trains word vectors and writes down what there is no other real data of: a layout, meshes, an embedding.

    train.py LOGDIR

Skip-grams with negative samples (Mikolov et al. 2013) of the English text that comes with Python itself
(pydoc_data.topics), a minute on one core, all written by torch.utils.tensorboard: train and val loss, a layout
of them, the vectors with their words, and as a mesh how the loss lies around the vectors, along two directions
(Li et al. 2018). Needs torch, numpy and tensorboard. For make.sh, as LEARNT.
"""

import builtins
import keyword
import re
import sys
from collections import Counter

import numpy as np
import torch
from pydoc_data.topics import topics
from torch.utils.tensorboard import SummaryWriter

WORDS, SIZE, WINDOW, NEGATIVE, BATCH, STEPS, EVERY, SIDE = 1200, 48, 4, 5, 2048, 3000, 25, 41


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

#!/usr/bin/env python3
"""Trains a small net at three learning rates, the highest of which diverges: real curves with NaNs.

    diverge.py LOGDIR

A wave learnt by two hidden layers, half a minute on one core. The rate is warmed up, and at the highest the
loss overflows on the way; 60 steps later, as trainers of large models do, it goes back to the last good
weights with half the rate. Needs torch and tensorboard. For make.sh, as DIVERGING.
"""

import copy
import sys

import torch
from torch.utils.tensorboard import SummaryWriter

STEPS, WARM, BATCH, POINTS, PATIENCE, KEPT, EVALUATED = 1500, 300, 256, 2048, 60, 50, 25
RATES = [0.003, 0.03, 0.4]


def wave(count):
    x = torch.rand(count, 1) * 2 - 1
    return x, torch.sin(8 * x) + 0.1 * torch.randn(count, 1)


def set_rate(optimizer, rate, step):
    for group in optimizer.param_groups:
        group["lr"] = rate * min(1.0, (step + 1) / WARM)


def train(logdir, rate, known, unseen):
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(1, 64), torch.nn.LeakyReLU(), torch.nn.Linear(64, 64),
                              torch.nn.LeakyReLU(), torch.nn.Linear(64, 1))
    optimizer = torch.optim.SGD(net.parameters(), rate, momentum=0.9)
    kept, bad = copy.deepcopy((net.state_dict(), optimizer.state_dict())), 0
    with SummaryWriter(f"{logdir}/lr_{rate:g}") as writer:
        for step in range(STEPS):
            set_rate(optimizer, rate, step)
            batch = torch.randint(POINTS, (BATCH,))
            loss = torch.nn.functional.mse_loss(net(known[0][batch]), known[1][batch])
            writer.add_scalar("train/loss", loss, step)
            if step % EVALUATED == 0:
                with torch.no_grad():
                    writer.add_scalar("val/loss", torch.nn.functional.mse_loss(net(unseen[0]), unseen[1]), step)
            if step % KEPT == 0 and loss < 2:
                kept = copy.deepcopy((net.state_dict(), optimizer.state_dict()))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            bad = 0 if torch.isfinite(loss) else bad + 1
            if bad == PATIENCE:
                net.load_state_dict(kept[0])
                optimizer.load_state_dict(kept[1])
                rate, bad = rate / 2, 0


if __name__ == "__main__":
    torch.manual_seed(0)
    training, validation = wave(POINTS), wave(POINTS)
    for learning_rate in RATES:
        train(sys.argv[1], learning_rate, training, validation)

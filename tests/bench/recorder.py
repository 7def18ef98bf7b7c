#!/usr/bin/env python3
"""What a recorded scalar costs: the library's ways, and the Python writers that an environment has, in one run.

    recorder.py BUILD_DIR [PYTHON]

PYTHON is an interpreter of a virtual environment; of tensorboardX, torch and tensorflow whatever it has is compared.
The calling thread's time is CPU time, as others use the machine, too; the rate is until all is in the file.
"""

import os
import subprocess
import sys
import tempfile

SCALARS = 50_000
WRITERS = {
    "tensorboardX add_scalar": "from tensorboardX import SummaryWriter as W; w = W(d); add = w.add_scalar",
    "torch add_scalar": "from torch.utils.tensorboard import SummaryWriter as W; w = W(d); add = w.add_scalar",
    "tf.summary.scalar": """
import tensorflow as tf
w = tf.summary.create_file_writer(d)
w.set_as_default()
add = lambda tag, value, step: tf.summary.scalar(tag, value, step=step)""",
}
PYTHON = """
import sys, time
d, count = sys.argv[1], int(sys.argv[2])
%s
for step in range(100):
    add("warm", 0.5, step)
w.flush()
cpu, begin = time.thread_time(), time.monotonic()
for step in range(count):
    add("train/loss", step * 0.5, step)
cpu = time.thread_time() - cpu
w.flush()
print(cpu / count * 1e9, count / (time.monotonic() - begin))
"""


def ours(build, folder):
    done = subprocess.run([os.path.join(build, "tests/bench/recorder"), folder], check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        name, calling, rate = line.split("\t")
        yield name, float(calling), float(rate)


def theirs(python, folder):
    for name, setup in WRITERS.items():
        done = subprocess.run([python, "-W", "ignore", "-c", PYTHON % setup, os.path.join(folder, name), str(SCALARS)],
                              capture_output=True, text=True)
        if not done.returncode:
            calling, rate = done.stdout.split()[-2:]
            yield name, float(calling), float(rate)


def main():
    build = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows = list(ours(build, os.path.join(folder, "ours")))
        if len(sys.argv) > 2:
            rows += theirs(os.path.abspath(sys.argv[2]), folder)
    _, base, base_rate = rows[0]
    print(f"  {'':<26} {'calling thread':>15} {'in the file':>14}   times tbr_scalar: calling, rate")
    for name, calling, rate in rows:
        print(f"  {name:<26} {calling:12.1f} ns {rate / 1e6:10.3f} M/s {calling / base:10.1f} {base_rate / rate:10.1f}")


if __name__ == "__main__":
    main()

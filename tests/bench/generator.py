"""Logdirs for benchmarks, as `tbtop demo` writes them: the same for the same shape."""

import os
import subprocess


def generate(tbtop, logdir, *flags, **shape):
    """`shape` by the names of demo's options: runs, tags, steps, files, values …; `flags`: those without a value."""
    words = [f"--{flag}" for flag in flags] + [f"--{name.replace('_', '-')}={value}" for name, value in shape.items()]
    command = [tbtop, "demo", logdir, "--no-live", "--start=1.7e9", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def event_files(logdir):
    """Paths of all event files, in order."""
    return sorted(os.path.join(path, name) for path, _, names in os.walk(logdir) for name in names if "tfevents" in name)

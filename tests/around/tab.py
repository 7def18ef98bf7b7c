#!/usr/bin/env python3
"""Follows "A new tab" of CONTRIBUTING.md on a copy of the tree: the tab is there.

    tab.py SOURCE_DIR
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from world import Checks, World

PARTS = ("CMakeLists.txt", "src", "proto", "LICENSE")


def follow(page, tree):
    """Makes the files and adds the lines that the page shows."""
    for path, text in re.findall(r"<!-- tab: (\S+) -->\n```c\n(.*?)```", page, re.DOTALL):
        with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
            file.write(text)
    for path, after, text in re.findall(r"<!-- line: (\S+) after (.*?) -->\n```c\n(.*?)```", page, re.DOTALL):
        with open(os.path.join(tree, path), encoding="utf-8") as file:
            lines = file.read().split("\n")
        at = next(i for i, line in enumerate(lines) if after in line)
        with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
            file.write("\n".join([*lines[: at + 1], text.rstrip("\n"), *lines[at + 1 :]]))


def main():
    source = sys.argv[1]
    checks = Checks()
    with open(os.path.join(source, ".github/CONTRIBUTING.md"), encoding="utf-8") as file:
        page = file.read()
    with tempfile.TemporaryDirectory(prefix="tbtop-tab-") as tree:
        for part in PARTS:
            path = os.path.join(source, part)
            (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, os.path.join(tree, part))
        follow(page, tree)
        build = os.path.join(tree, "build")
        launcher = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        environment = {**os.environ, "CCACHE_BASEDIR": tree}
        subprocess.run(["cmake", "-G", "Ninja", "-S", tree, "-B", build, "-DCMAKE_BUILD_TYPE=Debug", "-DTBTOP_TESTS=OFF",
                        "-DCMAKE_C_FLAGS=-Werror", "-Wno-dev", *launcher], check=True, stdout=subprocess.DEVNULL, env=environment)
        done = subprocess.run(["cmake", "--build", build, "--target", "tbtop"], capture_output=True, text=True, env=environment)
        checks.check(done.returncode == 0, done.stdout[-3000:])
        if done.returncode == 0:
            with World(os.path.join(build, "tbtop")) as world:
                screen = world.tbtop("once", "runs", "--view", "counts")
                checks.check("Counts" in screen and "base 200" in screen, f"the tab does not show:\n{screen}")
    checks.end()


if __name__ == "__main__":
    main()

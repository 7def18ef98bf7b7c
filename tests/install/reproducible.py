#!/usr/bin/env python3
"""Two releases, built in different directories at different times, are the same bytes.

    reproducible.py SOURCE_DIR
"""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile

PARTS = ("CMakeLists.txt", "LICENSE", "src", "proto")


def build(source, place):
    """Builds a copy of `source` below `place`; the directory that it was installed to."""
    copy = os.path.join(place, "tbtop")
    os.makedirs(copy)
    for part in PARTS:
        path = os.path.join(source, part)
        (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, os.path.join(copy, part))
    out, build = os.path.join(place, "out"), os.path.join(place, "build")
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    environment = {**os.environ, "CCACHE_DISABLE": "1", "DESTDIR": out}
    subprocess.run(["cmake", "-G", "Ninja", "-S", copy, "-B", build, "-DCMAKE_BUILD_TYPE=Release", "-DTBTOP_TESTS=OFF",
                    "-Wno-dev"], env=environment, **quiet)
    subprocess.run(["cmake", "--build", build], env=environment, **quiet)
    subprocess.run(["cmake", "--install", build, "--prefix", "/usr"], env=environment, **quiet)
    return out


def different(one, other):
    for folder, _, names in os.walk(one):
        for name in sorted(names):
            path = os.path.join(folder, name)
            twin = os.path.join(other, os.path.relpath(path, one))
            if not os.path.exists(twin) or not filecmp.cmp(path, twin, shallow=False):
                yield os.path.relpath(path, one)


def main():
    with tempfile.TemporaryDirectory(prefix="tbtop-") as place:
        one = build(sys.argv[1], os.path.join(place, "a"))
        other = build(sys.argv[1], os.path.join(place, "somewhere", "else entirely"))
        found = list(different(one, other))
    print("\n".join(f"{path} depends on where it was built" for path in found))
    print(f"{1 - bool(found)} passed, {int(bool(found))} failed")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

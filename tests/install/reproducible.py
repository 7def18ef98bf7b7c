#!/usr/bin/env python3
"""The source package builds, and what comes of it is, byte for byte, what another directory made of the tree.

    reproducible.py SOURCE_DIR BUILD_DIR

BUILD_DIR is as `./setup.sh build` makes it: a release without tests.
"""

import filecmp
import os
import subprocess
import sys
import tempfile

QUIET = {"check": True, "stdout": subprocess.DEVNULL}


def tarball(source, place):
    """The source package; made as its maintainer makes it."""
    made = os.path.join(place, "made")
    subprocess.run(["cmake", "-G", "Ninja", "-S", source, "-B", made, "-DTBTOP_TESTS=OFF", "-Wno-dev"], **QUIET)
    subprocess.run(["cpack", "--config", "CPackSourceConfig.cmake"], cwd=made, **QUIET)
    return next(os.path.join(made, name) for name in os.listdir(made) if name.endswith(".tar.xz"))


def install(made, out):
    subprocess.run(["cmake", "--install", made, "--prefix", "/usr"], env={**os.environ, "DESTDIR": out}, **QUIET)
    return out


def build(package, place):
    """Unpacks it below `place` and builds it; the directory that it was installed to."""
    os.makedirs(place)
    subprocess.run(["tar", "xf", package, "-C", place], check=True)
    (source,) = os.listdir(place)
    out, made = os.path.join(place, "out"), os.path.join(place, "made")
    environment = {**os.environ, "CCACHE_DISABLE": "1"}
    subprocess.run(["cmake", "-G", "Ninja", "-S", os.path.join(place, source), "-B", made, "-DCMAKE_BUILD_TYPE=Release",
                    "-DTBTOP_TESTS=OFF", "-Wno-dev"], env=environment, **QUIET)
    subprocess.run(["cmake", "--build", made], env=environment, **QUIET)
    return install(made, out)


def different(one, other):
    for folder, _, names in os.walk(one):
        for name in sorted(names):
            path = os.path.join(folder, name)
            twin = os.path.join(other, os.path.relpath(path, one))
            if not os.path.exists(twin) or not filecmp.cmp(path, twin, shallow=False):
                yield os.path.relpath(path, one)


def main():
    with tempfile.TemporaryDirectory(prefix="tbtop-") as place:
        package = tarball(sys.argv[1], place)
        one = install(sys.argv[2], os.path.join(place, "a"))
        other = build(package, os.path.join(place, "somewhere", "else entirely"))
        found = list(different(one, other))
    print("\n".join(f"{path} depends on where it was built" for path in found))
    print(f"{1 - bool(found)} passed, {int(bool(found))} failed")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

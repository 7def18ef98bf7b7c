#!/usr/bin/env python3
"""What is installed is enough to build with: from C and, where there is a compiler, C++; shared and static.

    install_test.py README BUILD_DIR COMPILER [COMPILER OPTION ...]
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

import readme

SOURCE = """
#include <tbtop/record.h>

int main(int argc, char **argv)
{
	struct tbr_options options = {};
	struct tbr_writer *writer = NULL;
	if (argc < 2 || tbr_open(&writer, argv[1], &options))
		return 1;
	tbr_use(writer);
	int failed = tbr_scalar(NULL, "loss", 1, 0.5f) || tbr_text(NULL, "text", 1, "*text*");
	return tbr_close(writer) || failed;
}
"""


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def names(path, *flags):
    """What a library offers to the linker."""
    lines = run("nm", "--defined-only", *flags, path).splitlines()
    return {line.split()[2].split("@")[0] for line in lines if len(line.split()) == 3}


def build_and_run(folder, compiler, language, *flags):
    program, source = os.path.join(folder, "program"), SOURCE if language == "c++" else SOURCE.replace("{}", "{0}")
    run(*compiler, "-Wall", "-Wextra", "-Werror", "-x", language, "-", "-x", "none", *flags, "-o", program, input=source)
    run(program, os.path.join(folder, "run"), env={**os.environ, "LD_LIBRARY_PATH": os.path.join(folder, "lib")})


def check_manual(folder, offered):
    """Each function has its lines in the page, and is found by its name."""
    manual = os.path.join(folder, "share/man/man3")
    with open(os.path.join(manual, "libtbtop-record.3"), encoding="utf-8") as file:
        synopsis, description = file.read().split(".Sh DESCRIPTION")
    for name in offered:
        assert re.search(rf"^\.Fn {name} ", synopsis, re.MULTILINE), f"{name} is not in the synopsis"
        assert re.search(rf"^\.(It |Fn ).*\b{name}\b", description, re.MULTILINE), f"{name} is not described"
        with open(os.path.join(manual, name + ".3"), encoding="utf-8") as file:
            assert file.read() == ".so man3/libtbtop-record.3\n", name
    assert len(os.listdir(manual)) == len(offered) + 1, os.listdir(manual)


def main():
    document, build, *compiler = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        run("cmake", "--install", build, "--component", "record", "--prefix", folder)
        (place,) = [root for root, _, files in os.walk(folder) if "tbtop-record.pc" in files]
        library = os.path.dirname(place)
        environment = {**os.environ, "PKG_CONFIG_PATH": place}
        flags = run("pkg-config", "--cflags", "--libs", "tbtop-record", env=environment).split()
        static = run("pkg-config", "--cflags", "--libs", "--static", "tbtop-record", env=environment).split()
        archive, shared = (os.path.join(library, "libtbtop-record" + end) for end in (".a", ".so"))
        offered = names(shared, "-D")
        assert "tbr_open" in offered and all(name.startswith("tbr_") for name in offered), offered
        assert names(archive, "-g") == offered, names(archive, "-g") ^ offered
        assert "libtbtop-record.so.0" in run("readelf", "-d", shared)
        os.symlink(library, os.path.join(folder, "lib")) if library != os.path.join(folder, "lib") else None
        static = [archive if flag == "-ltbtop-record" else flag for flag in static]
        for kind in (flags, static):
            build_and_run(folder, compiler, "c", *kind)
            readme.build(document, os.path.join(folder, "first"), *compiler, *kind, "-lm")
        if shutil.which("c++"):
            build_and_run(folder, ["c++"], "c++", *flags)
        assert len(os.listdir(os.path.join(folder, "run"))) >= 2
        check_manual(folder, offered)


if __name__ == "__main__":
    main()

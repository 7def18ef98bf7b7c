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


# A thread that has had spans ends after the library is closed.
UNLOAD = """
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static void *trace(void *path)
{
	void *library = dlopen(path, RTLD_NOW);
	int (*on)(size_t) = library ? (int (*)(size_t))dlsym(library, "tbr_trace_on") : NULL;
	void (*begin)(const char *) = library ? (void (*)(const char *))dlsym(library, "tbr_span_begin") : NULL;
	if (!on || !begin || on(0))
		return NULL;
	begin("span");
	return dlclose(library) ? NULL : path;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	void *result;
	return argc < 2 || pthread_create(&thread, NULL, trace, argv[1]) || pthread_join(thread, &result) || !result;
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


def check_unloading(folder, compiler, library):
    program = os.path.join(folder, "unload")
    run(*compiler, "-x", "c", "-", "-pthread", "-ldl", "-o", program, input=UNLOAD)
    run(program, library)


def check_examples(folder, compiler, flags):
    """They are built as they say themselves, and what they record is there."""
    examples, runs = os.path.join(folder, "share/doc/tbtop/examples"), os.path.join(folder, "runs")
    environment = {**os.environ, "LD_LIBRARY_PATH": os.path.join(folder, "lib")}
    for name, more, wanted in (("kinds", ("1000",), r"^\./.*tfevents|^\./validation/.*tfevents"),
                               ("trace", (), r"^\./plugins/profile/\w+/.*\.(xplane\.pb|trace\.json\.gz)$")):
        source, program = os.path.join(examples, name + ".c"), os.path.join(folder, name)
        run(*compiler, "-Wall", "-Wextra", "-Werror", source, *flags, "-lm", "-pthread", "-o", program)
        for words in ((), more):
            run(program, runs, *words, env=environment)
        files = [os.path.relpath(os.path.join(root, file), runs) for root, _, names in os.walk(runs) for file in names]
        found = [file for file in files if re.search(wanted, "./" + file)]
        assert len(found) == 4, (name, files)
    assert len(os.listdir(examples)) == 2


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
        check_examples(folder, compiler, flags)
        check_unloading(folder, compiler, shared)
        check_manual(folder, offered)


if __name__ == "__main__":
    main()

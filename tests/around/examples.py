#!/usr/bin/env python3
"""The examples of the manual and of the other pages do what they say.

    examples.py TBTOP SOURCE_DIR [modules]

Of the manual: each line `$ COMMAND` is run by sh in a home directory with runs in it.
Of README.md and src/doc/*.md: each block that a line `<!-- runs: PROGRAM ... -->` precedes, by the
language of the block (sh, python), where those programs are installed. With a last word `modules`: those blocks alone that
need modules of Python, without it all others; so that the former can be run where pip installs the modules.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

from world import Checks, World

ON_A_TERMINAL = {"tbtop ~/runs", "tbtop demo --speed 10"}  # tests/e2e has these
WITHOUT_END = "tail -f"
SILENT = (" -o ", " wait ", " log ")
NEEDS = ("jq",)


def manual_examples(root):
    for path in sorted(glob.glob(os.path.join(root, "src/man/*.[1-9]"))):
        with open(path, encoding="utf-8") as file:
            for line in re.findall(r"^\.Dl \$ (.*)$", file.read(), re.MULTILINE):
                yield os.path.basename(path), line.replace("\\(dq", '"').replace("\\e", "\\")


def page_examples(root):
    for path in [os.path.join(root, "README.md"), *sorted(glob.glob(os.path.join(root, "src/doc/*.md")))]:
        with open(path, encoding="utf-8") as file:
            for needs, language, text in re.findall(r"<!-- runs: ([^>]*) -->\n+```(\w+)\n(.*?)```", file.read(), re.DOTALL):
                yield os.path.basename(path), needs.split(), language, text


def missing(needs):
    """Of programs, and of modules of Python (`python3:pandas`)."""
    for need in needs:
        program, _, module = need.partition(":")
        if not shutil.which(program):
            return program
        if module and subprocess.run([program, "-c", f"import {module}"], capture_output=True).returncode:
            return f"{module} of {program}"
    return None


def check_manual(checks, world, root):
    for page, command in manual_examples(root):
        if command in ON_A_TERMINAL or WITHOUT_END in command:
            continue
        absent = missing([n for n in NEEDS if re.search(rf"\b{n}\b", command)])
        if absent:
            checks.skip(command, f"no {absent}")
            continue
        done = world.run("sh", "-c", command)
        checks.check(done.returncode == 0 and not done.stderr and (done.stdout or any(word in command for word in SILENT)),
                     f"{page}: {command}: {done.returncode} {done.stdout} {done.stderr}")


def check_pages(checks, world, root, modules):
    for page, needs, language, text in page_examples(root):
        if any(":" in need for need in needs) != modules:
            continue
        absent = missing(needs)
        if absent:
            checks.skip(f"{page}, with {' '.join(needs)}", f"no {absent}")
            continue
        done = world.run({"sh": "sh", "python": "python3"}[language], "-c" if language == "python" else "-ec", text)
        checks.check(done.returncode == 0 and done.stdout, f"{page}: {text}: {done.returncode} {done.stdout} {done.stderr}")


def main():
    program, root, *modules = sys.argv[1:]
    os.environ["PATH"] = os.path.dirname(sys.executable) + ":" + os.environ["PATH"]
    checks = Checks()
    with World(program) as world:
        if not modules:
            check_manual(checks, world, root)
        check_pages(checks, world, root, bool(modules))
    checks.end()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What the portable program asks of the machine that it runs on: which libraries, which glibc; and that it starts with less.

    portable.py PROGRAM
"""

import os
import re
import subprocess
import sys

# As src/doc/portable.md promises.
LIBRARIES = {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
GLIBC = (2, 35)


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def main():
    program = os.path.abspath(sys.argv[1])
    needed = set(re.findall(r"\(NEEDED\)\s+Shared library: \[(.*?)\]", run("readelf", "-dW", program)))
    versions = {tuple(map(int, v.split("."))) for v in re.findall(r"GLIBC_(\d+\.\d+)", run("readelf", "-VW", program))}
    newest = max(versions)
    print("needs", ", ".join(sorted(needed)), "and glibc", ".".join(map(str, newest)))
    nothing = {"PATH": "/nonexistent", "HOME": "/nonexistent", "TERMINFO_DIRS": "/nonexistent"}
    failed = 0
    for holds, what in [
        (needed <= LIBRARIES, f"it needs {needed - LIBRARIES}, too"),
        (newest <= GLIBC, f"it needs glibc {newest}"),
        (run(program, "--version", env=nothing).startswith("tbtop "), "it does not start"),
        ("[keys]" in run(program, "config", env=nothing), "it does not print its configuration"),
        ("Network file systems" in run(program, "help", "network", env=nothing), "it does not have its manual"),
    ]:
        if not holds:
            failed += 1
            print("FAILED:", what)
    print(f"{5 - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

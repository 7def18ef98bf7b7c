#!/usr/bin/env python3
"""Every header of ours compiles alone, so that nobody has to know what to include before it.

    headers.py COMPILER SOURCE_DIR [COMPILER OPTION ...]
"""

import os
import subprocess
import sys


def main():
    compiler, root, *options = sys.argv[1:]
    failed = 0
    for folder, _, names in os.walk(root):
        for name in sorted(n for n in names if n.endswith(".h")):
            path = os.path.relpath(os.path.join(folder, name), root)
            command = [compiler, "-std=c17", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter", "-fsyntax-only",
                       "-D_POSIX_C_SOURCE=200809L", "-I", root, *options, "-x", "c", "-"]
            done = subprocess.run(command, input=f'#include "{path}"\n', text=True, capture_output=True)
            if done.returncode:
                failed += 1
                print(f"{path} does not compile alone:\n{done.stderr}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

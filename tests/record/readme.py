#!/usr/bin/env python3
"""Compiles the program that the README shows, without a warning.

    readme.py README PROGRAM COMPILER [OPTION ...]
"""

import re
import subprocess
import sys


def build(readme, program, *command):
    with open(readme, encoding="utf-8") as file:
        sources = re.findall(r"^```c\n(#include <tbtop/record\.h>\n.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)
    assert len(sources) == 1, f"{len(sources)} programs in {readme}"
    flags = ["-Wall", "-Wextra", "-Werror", "-x", "c", "-", "-x", "none", "-o", program]
    subprocess.run([command[0], *flags, *command[1:]], input=sources[0], text=True, check=True)


if __name__ == "__main__":
    build(*sys.argv[1:])

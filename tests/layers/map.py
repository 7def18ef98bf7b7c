#!/usr/bin/env python3
"""The map on top of src/main.c names every module, and nothing that isn't there.

    map.py SOURCE_DIR
"""

import os
import re
import sys


def rows(comment):
    """(directory, words of its rows)"""
    directory = None
    for line in comment.split("\n"):
        head = re.match(r" \* (\w+)/ ", line + " ")
        if head:
            directory = head[1]
        elif not line.startswith(" *   ") and directory:
            directory = None
        if directory:
            yield directory, set(re.findall(r"[a-z_0-9]+", line))


def main():
    root = sys.argv[1]
    with open(os.path.join(root, "main.c"), encoding="utf-8") as file:
        comment = file.read().split("*/")[0]
    named = {}
    for directory, words in rows(comment):
        named.setdefault(directory, set()).update(words)
    missing = []
    for folder in sorted(f for f in os.listdir(root) if os.path.isdir(os.path.join(root, f))):
        modules = {os.path.splitext(n)[0] for n in os.listdir(os.path.join(root, folder)) if n.endswith((".c", ".h"))}
        missing += [f"{folder}/{m} is not in the map of main.c" for m in sorted(modules - named.get(folder, set()))]
        if not modules and folder in named:
            missing.append(f"{folder}/ is in the map of main.c, but nothing is in it")
    print("\n".join(missing))
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The architecture, checked: which directory of src/ may include which.

    check.py SOURCE_DIR

Each row of ALLOWED names what a directory may use besides itself and base/.
PRIVATE names foreign headers that only one place may include. Two files that
include each other, directly or by a detour, are refused too.
"""

import os
import re
import sys

ALLOWED = {
    "base": "",
    "data": "",
    "read": "data proto",
    "decode": "data read proto",
    "disk": "data read decode",
    "model": "data decode",
    "chart": "",
    "ui": "chart",
    "view": "data model chart ui",
    "feed": "data decode disk model",
    "write": "",
    "demo": "write",
    "cmd": "data decode disk model chart ui view write demo",
    "app": "data disk model chart ui view write demo feed cmd",
    "man": "ui view",
    ".": "data cmd app",  # main.c
}
PRIVATE = {
    r"uv\.h": "feed/|app/|main\\.c",
    r"(n?curses|term|ncursesw/.*)\.h": "ui/term(info)?\\.c",
    r"zlib\.h": "disk/|write/gzip\\.c",
    r"png\.h": "(decode/png|write/pixels)\\.c",
    r"jpeglib\.h": "decode/jpeg\\.c",
    r"gif_lib\.h": "decode/gif\\.c",
    r"webp/.*": "decode/webp\\.c",
    r"jansson\.h": "decode/keras(_layers)?\\.c",
    r"md4c\.h": "decode/markdown\\.c",
    r"pcre2\.h": "base/regexp\\.c",
    r"yajl/.*": "decode/trace_json\\.c",
    r"sha2\.h": "cmd/digest\\.[ch]",
    r"ini\.h": "cmd/ini\\.c",
    r"protobuf-c/.*": "read/wire\\.[ch]",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.MULTILINE)


def sources(root):
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            if name.endswith((".c", ".h")):
                yield os.path.relpath(os.path.join(folder, name), root)


def includes(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return [(quote == '"', name) for quote, name in INCLUDE.findall(file.read())]


def layer(path):
    return os.path.dirname(path) or "."


def complaints(root):
    graph = {}
    for path in sources(root):
        own = []
        allowed = {"base", layer(path), *ALLOWED.get(layer(path), "").split()}
        if layer(path) not in ALLOWED:
            yield f"{path}: the directory is not in the table of layers"
        for ours, name in includes(root, path):
            if name.endswith(".pb-c.h"):
                if "proto" not in allowed:
                    yield f"{path}: {layer(path)} may not use generated protocol buffers ({name})"
            elif ours:
                own.append(name)
                if not os.path.exists(os.path.join(root, name)):
                    yield f"{path}: there is no {name} (includes are from src/)"
                elif layer(name) not in allowed:
                    yield f"{path}: {layer(path)} may not include {name}"
            for pattern, where in PRIVATE.items():
                if not ours and re.fullmatch(pattern, name) and not re.match(where, path):
                    yield f"{path}: <{name}> belongs to {where} alone"
        graph[path] = own
    yield from cycles(graph)


def cycles(graph):
    """Headers that include each other, and modules whose .c files need each other's headers.

    A header may use another module's types without its code needing that module.
    """
    yield from loops({path: used for path, used in graph.items() if path.endswith(".h")})
    code = {}
    for path, used in graph.items():
        if path.endswith(".c"):
            module = os.path.splitext(path)[0]
            code[module] = [os.path.splitext(name)[0] for name in used if os.path.splitext(name)[0] != module]
    yield from loops(code)


def loops(graph):
    done, above = set(), []

    def visit(node):
        if node in above:
            yield "these need each other: " + " -> ".join([*above[above.index(node) :], node])
        elif node not in done:
            above.append(node)
            for used in sorted(graph.get(node, ())):
                yield from visit(used)
            above.pop()
            done.add(node)

    for node in sorted(graph):
        yield from visit(node)


def main():
    found = list(complaints(sys.argv[1]))
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What commands print as JSON is as the schemas in src/share/schema say, and the schemas describe every key.

    schemas.py TBTOP SCHEMA_DIR

Of the runs of world.py, and of the real ones where TBTOP_FIXTURES names a directory of them.
"""

import glob
import json
import os
import sys

from world import Checks, World

TYPES = {"object": dict, "array": list, "string": str, "null": type(None), "boolean": bool}
COMMANDS = [
    ("list", ["list", "--json"]), ("check", ["check", "--json"]), ("steps", ["steps", "--json"]),
    ("export", ["export"]), ("export", ["export", "--smooth", "ema:0.6", "--kind", "scalar"]),
    ("export", ["export", "--kind", "hparams"]), ("export", ["export", "--kind", "graph"]),
    ("export", ["export", "--kind", "layout"]),
    *(("profile", ["profile", "--json", part]) for part in ("overview", "ops", "spans", "kernels", "steps")),
    *(("graph", ["graph", "--json", part]) for part in ("summary", "ops", "tree")),
]
LINES_MOST = 2000 # of one output
EVERY = 4 # of the real logdirs


def is_type(value, name):
    if name in ("integer", "number"):
        numbers = int if name == "integer" else (int, float)
        return isinstance(value, numbers) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def complaints(value, schema, where="$"):
    """Why a value is not as the schema says: the part of JSON Schema that ours use, and no key that is not described."""
    if "anyOf" in schema:
        tried = [list(complaints(value, one, where)) for one in schema["anyOf"]]
        if all(tried):
            yield min(tried, key=len)[0]
        return
    if "enum" in schema and value not in schema["enum"] or "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not one of {schema.get('enum', schema.get('const'))}"
    if "type" in schema and not is_type(value, schema["type"]):
        yield f"{where}: {value!r} is no {schema['type']}"
        return
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            yield from complaints(item, schema["items"], f"{where}[{i}]")
    if isinstance(value, dict):
        yield from (f"{where}: no {key}" for key in schema.get("required", ()) if key not in value)
        for key, item in value.items():
            if key in schema.get("properties", {}):
                yield from complaints(item, schema["properties"][key], f"{where}.{key}")
            elif "additionalProperties" in schema:
                yield from complaints(item, schema["additionalProperties"], f"{where}.{key}")
            elif "properties" in schema:
                yield f"{where}: {key} is not described"


def logdirs(world):
    yield from (world.path(name) for name in ("runs", "model", "profiled"))
    fixtures = os.environ.get("TBTOP_FIXTURES")
    if fixtures:
        yield from sorted(glob.glob(os.path.join(fixtures, "*", "*", "logdir")))[::EVERY]


def main():
    program, directory = sys.argv[1:3]
    checks, schemas = Checks(), {}
    for path in glob.glob(os.path.join(directory, "*.json")):
        with open(path, encoding="utf-8") as file:
            schemas[os.path.basename(path)[:-5]] = json.load(file)
    seen = dict.fromkeys(schemas, 0)
    with World(program) as world:
        for logdir in logdirs(world):
            for name, words in COMMANDS:
                command = [words[0], logdir, *words[1:]]
                for line in world.run("tbtop", *command).stdout.splitlines()[:LINES_MOST]:
                    seen[name] += 1
                    found = next(complaints(json.loads(line), schemas[name]), None)
                    if found:
                        checks.check(False, f"tbtop {' '.join(command)}: {found}")
                        break
    for name, count in seen.items():
        checks.check(count, f"nothing was printed for {name}")
    checks.check(next(complaints({"runs": [{}]}, schemas["list"]), None), "a wrong list is taken for a right one")
    checks.end()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What commands print as JSON is as the schemas in src/share/schema say; the schemas describe every key, and each key that
they describe is printed at some time.

    schemas.py TBTOP SCHEMA_DIR

Of the runs of world.py, a simulated sweep, a run that is being written by a clock that is ahead, and of the real ones where
TBTOP_FIXTURES names a directory of them.
"""

import contextlib
import glob
import json
import os
import subprocess
import sys
import time

from world import Checks, World, write_graph, write_profile, write_saved_model

TYPES = {"object": dict, "array": list, "string": str, "null": type(None), "boolean": bool}
COMMANDS = [
    ("list", ["list", "--json"]), ("check", ["check", "--json"]), ("steps", ["steps", "--json", "--target-step", "1e5"]),
    ("export", ["export"]), ("export", ["export", "--smooth", "ema:0.6", "--kind", "scalar"]),
    ("export", ["export", "--kind", "hparams"]), ("export", ["export", "--kind", "graph"]),
    ("export", ["export", "--kind", "layout"]),
    *(("profile", ["profile", "--json", part]) for part in ("overview", "ops", "spans", "kernels", "steps", "compare")),
    *(("graph", ["graph", "--json", part]) for part in ("summary", "ops", "tree", "compare")),
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


@contextlib.contextmanager
def written_now(world, logdir):
    """Runs that a process is writing: one as it goes, one whose newest record is dated an hour later than now."""
    writers = []
    now = time.time()
    for run, ahead in (("live", 0), ("ahead", 3600)):
        writer = subprocess.Popen([world.program, "log", logdir, "--run", run], env=world.environment, stdin=subprocess.PIPE)
        for step in range(20):
            wall = now - 20 + step + (ahead if step == 19 else 0)
            writer.stdin.write(json.dumps({"step": step, "wall_time": wall, "loss": 1}).encode() + b"\n")
        writer.stdin.flush()
        writers.append(writer)
    until = time.monotonic() + 20
    while world.tbtop("export", logdir).count('"step":19,') < len(writers) and time.monotonic() < until:
        time.sleep(0.05)
    yield
    for writer in writers:
        writer.stdin.close()
        writer.wait()


def damage(logdir):
    """A byte in the middle of an event file, and its end."""
    (path,) = glob.glob(os.path.join(logdir, "damaged", "*tfevents*"))
    with open(path, "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(size // 2)
        file.write(b"\xff")
        file.truncate(size - 3)


def prepare(world):
    """LOGDIRs whose output has what the runs of world.py have not."""
    write_graph(world.path("two/a"), [("x", "Placeholder"), ("y", "Relu")])
    write_graph(world.path("two/b"), [("x", "Placeholder"), ("z", "Relu")])
    write_saved_model(world.path("two/saved"), [("x", "Placeholder")])
    for name in "ab":
        write_profile(world.path(f"two/{name}/profile"), [("step", 0, 100 + ord(name)), (name, 10, 50)])
    world.tbtop("demo", "sweep", "--no-live", "--steps", "2000", "--runs", "4")
    world.tbtop("log", "broken", "--run", "damaged", "loss=1", "acc=2", "lr=3")
    damage(world.path("broken"))


def logdirs(world):
    yield from (world.path(name) for name in ("runs", "model", "profiled", "two", "sweep", "broken", "now"))
    fixtures = os.environ.get("TBTOP_FIXTURES")
    if fixtures:
        yield from sorted(glob.glob(os.path.join(fixtures, "*", "*", "logdir")))[::EVERY]


def keys_of(schema):
    """The names of all fields that it knows."""
    for name, value in schema.get("properties", {}).items():
        yield name
        yield from keys_of(value)
    for part in (schema.get("items"), schema.get("additionalProperties"), *schema.get("anyOf", ())):
        if isinstance(part, dict):
            yield from keys_of(part)


def keys_in(value):
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from keys_in(item)
    if isinstance(value, dict):
        yield from value


def main():
    program, directory = sys.argv[1:3]
    checks, schemas = Checks(), {}
    for path in glob.glob(os.path.join(directory, "*.json")):
        with open(path, encoding="utf-8") as file:
            schemas[os.path.basename(path)[:-5]] = json.load(file)
    seen, met = dict.fromkeys(schemas, 0), {name: set() for name in schemas}
    with World(program) as world, written_now(world, world.path("now")):
        prepare(world)
        for logdir in logdirs(world):
            for name, words in COMMANDS:
                command = [words[0], logdir, *words[1:]]
                for line in world.run("tbtop", *command).stdout.splitlines()[:LINES_MOST]:
                    seen[name] += 1
                    value = json.loads(line)
                    met[name].update(keys_in(value))
                    found = next(complaints(value, schemas[name]), None)
                    if found:
                        checks.check(False, f"tbtop {' '.join(command)}: {found}")
                        break
    for name, count in seen.items():
        checks.check(count, f"nothing was printed for {name}")
        never = set(keys_of(schemas[name])) - met[name]
        checks.check(not never, f"never printed for {name}: {sorted(never)}")
    checks.check(next(complaints({"runs": [{}]}, schemas["list"]), None), "a wrong list is taken for a right one")
    checks.end()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Every key, and every action that has none and is run by `:`, has a script that sees what it does.

    keys.py SOURCE_DIR SCRIPTS_DIR

A key counts as seen when a script presses it, an action when one of its keys
is pressed or its name is typed, last on a line, and the next line looks at something (wait, gone, exits,
stopped, shell); that it looks at something new is checked as it plays. What is
typed into a prompt, and the letter behind a key that waits for one, is no key.

The same of each key that has a meaning in the Scalars tab, where most of the
time is spent: pressed while that tab is open. And of each action that `?` lists in
the other tabs: one of its keys is pressed after `tab NAME`, which says that the tab is open.
"""

import os
import re
import sys

EXCEPTIONS = {
    "mouse": "no key: scripts/mouse.e2e uses it",
}
NOT_IN_SCALARS = {
    **{digit: "goes to another tab: scripts/tab_digits.e2e" for digit in "234567890"},
    "^z": "scripts/suspend.e2e begins by a shell",
    **{key: "does nothing there, ? leaves it out" for key in ("(", ".", "<Del>")},
}
NOT_IN_KINDS = {
    "colour": "changes colours alone: tests/unit/view looks at them",
    "baseline": "changes how a name looks alone; seen where there is something to compare: Images, Scalars",
}
OTHER_TABS = {
    "Steps": "a table with the keys of tables",
    **{tab: "charts with the keys of Scalars, or which are seen there" for tab in ("Scalars", "Custom", "Series")},
}
NO_DATA = {("Mesh", "sample-back"), ("Mesh", "sample-on")}  # no script has several meshes in a step
ROWS = {"first", "last", "up", "down", "page-up", "page-down", "left", "right", "select"}
# By what another key does then; in HParams a colour is all that tells where the cursor is.
SEEN_LATER = {"mark", "next-pane", "previous-pane"}
SEEN_LATER_IN = {"HParams": ROWS}
PROMPTS = {"filter", "filter-runs", "command", "export"}
LETTERS = {"mark", "to-mark", "next", "previous"}
LOOKS = ("wait", "gone", "exits", "stopped", "shell")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def actions(source):
    return dict(re.findall(r'X\((\w+), "([^"]+)", "', read(os.path.join(source, "ui/action.h"))))


def keys_of(source, names):
    """Key -> names of actions that some table gives it."""
    keys = {}
    folders = [os.path.join(source, "ui"), os.path.join(source, "view")]
    for path in sorted(os.path.join(f, n) for f in folders for n in os.listdir(f) if n.endswith(".c")):
        for key, action in re.findall(r'\{"([^"]+)", ACTION_(\w+)', read(path)):
            if action in names:
                keys.setdefault(key.replace("\\\\", "\\"), set()).add(names[action])
    return keys


class Hand:
    """Presses keys: knows what each one means, and when it is only typed into a prompt."""

    def __init__(self, keys):
        self.keys, self.prompt, self.last_key = keys, None, None

    def press(self, words):
        """The actions of the last of the words of a `keys` line that stands for any."""
        last = set()
        for word in words:
            if self.prompt in LETTERS:
                self.prompt = None
            elif not self.prompt:
                last = self.keys.get(word, last)
                self.last_key = word if word in self.keys else self.last_key
                self.prompt = next((name for name in last if name in PROMPTS | LETTERS), None)
            elif word in ("<Enter>", "<Esc>"):
                self.prompt = None
            elif self.prompt == "command" and word.startswith('"'):
                last = {word.strip('"').split(" ")[0]}
        return last


def lines_of(path):
    """The commands of a script; of those that it plays, too."""
    found = []
    for line in (l.strip() for l in read(path).split("\n")):
        if line.startswith("play "):
            name, *words = re.findall(r"\S+", line)[1:]
            part = lines_of(os.path.join(os.path.dirname(path), name))
            found += [re.sub(r"\$(\d)", lambda m: words[int(m[1]) - 1], l) for l in part]
        elif line and not line.startswith("#"):
            found.append(line)
    return found


def steps_of(path):
    """Each command of a script with the one after it."""
    lines = lines_of(path)
    return list(zip(lines, lines[1:]))


def scripts_of(folder):
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".e2e")]


def seen(scripts, keys):
    """What is pressed or typed in any tab; and that in Scalars, which is open first where there are scalars."""
    found, in_scalars = set(), set()
    for path in scripts_of(scripts):
        hand, points, scalars = Hand(keys), False, False
        for line, following in steps_of(path):
            command, words = line.split(" ")[0], re.findall(r'"[^"]*"|\S+', line)[1:]
            points |= command == "points"
            scalars = points if command == "start" else scalars
            if command != "keys":
                continue
            pressed, tabs = hand.press(words), [w for w in words if w.isdigit()]
            if tabs or "view" in pressed:
                scalars = points and tabs[-1:] == ["1"]
            if following.split(" ")[0] in LOOKS:
                found |= pressed | {hand.last_key}
                in_scalars |= {hand.last_key} if scalars else set()
    return found, in_scalars


def seen_in_tabs(scripts, keys):
    """Tab -> names of the actions that are seen in it."""
    found = {}
    for path in scripts_of(scripts):
        hand, tab = Hand(keys), None
        for line, following in steps_of(path):
            command, words = line.split(" ")[0], re.findall(r'"[^"]*"|\S+', line)[1:]
            if command in ("tab", "start"):
                tab = words[0] if command == "tab" else None
            elif command == "keys":
                pressed = hand.press(words)
                looks = following.split(" ")[0] in LOOKS
                later = (SEEN_LATER | SEEN_LATER_IN.get(tab, set())) & {a for w in words for a in keys.get(w, ())}
                found.setdefault(tab, set()).update(pressed if looks else (), later)
                tab = None if "view" in pressed else tab
    return found


def tables(text):
    """Name -> actions of each table of meanings."""
    found = re.findall(r"struct meaning (\w+)\[\] = \{(.*?)\n\};", text, re.S)
    return {name: re.findall(r"\{ACTION_(\w+)", rows) for name, rows in found}


def actions_of_tabs(source, names, keys):
    """Tab -> names of the actions that `?` lists in it, but those of all tabs."""
    found, shared = {}, tables(read(os.path.join(source, "view/meanings.c")))
    bound = {action for actions in keys.values() for action in actions}
    for path in (os.path.join(source, "view", name) for name in sorted(os.listdir(os.path.join(source, "view")))):
        text = read(path)
        title = re.search(r'^const struct view_ops .*?\.title = "(\w+)"', text, re.M | re.S)
        if title and title[1] not in OTHER_TABS:
            listed = re.search(r"meaning \*const meanings\[\] = \{(.*?), NULL\}", text)[1].split(", ")
            rows = {**shared, **tables(text)}
            found[title[1]] = {names[a] for table in listed for a in rows[table] if a != "NONE"} & bound
    return found


def keys_of_scalars(source):
    """Those of all tabs, and its own."""
    text = read(os.path.join(source, "view/scalars_keys.c"))
    tables = read(os.path.join(source, "ui/bind.c")) + text
    bound = re.findall(r'\{"([^"]+)", ACTION_(\w+)', tables)
    return sorted({key.replace("\\\\", "\\") for key, _ in bound})


def main():
    source, scripts = sys.argv[1:]
    names = actions(source)
    keys = keys_of(source, names)
    found, in_scalars = seen(scripts, keys)
    missing = [n for n in [*names.values(), *keys] if n not in found and n not in EXCEPTIONS]
    missing += [f"{key} in Scalars" for key in keys_of_scalars(source) if key not in in_scalars | set(NOT_IN_SCALARS)]
    in_tabs, seen_there = actions_of_tabs(source, names, keys), seen_in_tabs(scripts, keys)
    missing += [f"{action} in {tab}" for tab, listed in sorted(in_tabs.items())
                for action in sorted(listed - seen_there.get(tab, set()) - set(NOT_IN_KINDS))
                if (tab, action) not in NO_DATA]
    needless = [n for n in EXCEPTIONS if n in found or n not in names.values()]
    needless += [key for key in NOT_IN_SCALARS if key in in_scalars]
    print("\n".join([f"no script sees what {n} does" for n in missing] + [f"{n} is no exception" for n in needless]))
    sys.exit(1 if missing or needless else 0)


if __name__ == "__main__":
    main()

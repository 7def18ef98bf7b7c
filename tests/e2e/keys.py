#!/usr/bin/env python3
"""Every key, and every action that has none and is run by `:`, has a script that sees what it does.

    keys.py SOURCE_DIR SCRIPTS_DIR

A key counts as seen when a script presses it, an action when one of its keys
is pressed or its name is typed, last on a line, and the next line looks at something (wait, gone, exits,
stopped, shell); that it looks at something new is checked as it plays. What is
typed into a prompt, and the letter behind a key that waits for one, is no key.
"""

import os
import re
import sys

EXCEPTIONS = {
    "mouse": "no key: scripts/mouse.e2e uses it",
}
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


def seen(scripts, keys):
    found = set()
    for name in sorted(os.listdir(scripts)):
        lines = [l.strip() for l in read(os.path.join(scripts, name)).split("\n")]
        lines = [l for l in lines if l and not l.startswith("#")]
        hand = Hand(keys)
        for line, following in zip(lines, lines[1:]):
            if line.startswith("keys "):
                pressed = set(hand.press(re.findall(r'"[^"]*"|\S+', line)[1:]))
                found |= pressed | {hand.last_key} if following.split(" ")[0] in LOOKS else set()
    return found


def main():
    source, scripts = sys.argv[1:]
    names = actions(source)
    keys = keys_of(source, names)
    found = seen(scripts, keys)
    missing = [n for n in [*names.values(), *keys] if n not in found and n not in EXCEPTIONS]
    needless = [n for n in EXCEPTIONS if n in found or n not in names.values()]
    print("\n".join([f"no script sees what {n} does" for n in missing] + [f"{n} is no exception" for n in needless]))
    sys.exit(1 if missing or needless else 0)


if __name__ == "__main__":
    main()

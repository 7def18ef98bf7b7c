#!/usr/bin/env python3
"""Completion in bash, zsh and fish: keys are typed into a real one in a pty, and the words it comes to are read.

    completions.py TBTOP COMPLETIONS_DIR
"""

import os
import pty
import re
import select
import shutil
import signal
import sys
import time

from world import Checks, World

LIMIT = 20
# In each shell tbtop becomes a function that prints the words it is called with, unless it is asked for completions.
POSIX = 'tbtop() { if [ "$1" = --complete ]; then command tbtop "$@"; else printf "<%s>" CALLED "$@"; echo; fi; }'
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source DIR/tbtop.bash; " + POSIX),
    "zsh": (["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; source DIR/_tbtop; " + POSIX),
    "fish": (["fish", "--no-config", "-i"],
             'function tbtop; if test "$argv[1]" = --complete; command tbtop $argv; '
             'else; printf "<%s>" CALLED $argv; echo; end; end; source DIR/tbtop.fish'),
}
# What is typed before the Tab; the words that come of it.
LINES = [
    ("exp", ["export"]),
    ("export --for", ["export", "--format"]),
    ("export --format js", ["export", "--format", "jsonl"]),
    ("--theme=da", ["--theme=dark"]),
    ("export runs --run bas", ["export", "runs", "--run", "base"]),
    ("export runs --tag lo", ["export", "runs", "--tag", "loss"]),
    ("export runs --run tun", ["export", "runs", "--run", "tuned run"]),
    ("profile ker", ["profile", "kernels"]),
    ("wait --unt", ["wait", "--until"]),
    ("list ru", ["list", "runs"]),
    ("once --view sc", ["once", "--view", "scalars"]),
    ("help trou", ["help", "troubleshooting"]),
]


class Shell:
    def __init__(self, world, command):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(world.home)
            os.execvpe(command[0], command, {**world.environment, "PS1": "> "})
        self.text = ""

    def send(self, text):
        os.write(self.fd, text.encode())

    def wait(self, pattern):
        """Reads until it matches: the match, or None at the time limit."""
        until = time.monotonic() + LIMIT
        while not (match := re.search(pattern, self.text)) and time.monotonic() < until:
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    self.text += os.read(self.fd, 4096).decode(errors="replace")
                except OSError:
                    return None
        return match

    def words(self, typed):
        """Those of the line that a Tab makes of `typed`."""
        self.text = ""
        self.send(f"tbtop {typed}\t\n")
        called = self.wait(r"<CALLED>((<[^>]*>)*)\r?\n")
        return [w.rstrip("/") for w in re.findall("<([^>]*)>", called[1])] if called else self.text

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def check_shell(checks, world, name, directory):
    command, prepare = SHELLS[name]
    shell = Shell(world, command)
    shell.send(prepare.replace("DIR", os.path.abspath(directory)) + "; echo rea''dy\n")
    checks.check(shell.wait(r"[\r\n]ready"), f"{name} does not start: {shell.text!r}")
    for typed, expected in LINES:
        words = shell.words(typed)
        checks.check(words == expected, f"{name}: {typed}<Tab> is {words}, not {expected}")
    shell.end()


def main():
    program, directory = sys.argv[1:3]
    checks = Checks()
    with World(program) as world:
        for name in SHELLS:
            if shutil.which(name):
                check_shell(checks, world, name, directory)
            else:
                checks.skip(name, "not installed")
    checks.end()


if __name__ == "__main__":
    main()

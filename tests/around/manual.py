#!/usr/bin/env python3
"""Commands, options, settings and roles are in the program's help, in the manual and in the completions alike.

    manual.py TBTOP SOURCE_DIR KEYS_PAGE

What there is, is read from the program's own tables in the source.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

from world import Checks, World

# Pages of commands that have one; the others stand in tbtop(1).
COMMON = {"--help", "--version"}


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


class Source:
    def __init__(self, root):
        rows = read(root, "cmd/option_rows.c").split("option_rows[] = {")[1].split("};")[0]
        table = re.findall(r'\{"(\w+)", (HOW_\w+)(.*?)\}', rows, re.DOTALL)
        spelled = [("--" + name.replace("_", "-"), how, rest) for name, how, rest in table]
        self.options = [name for name, how, _ in spelled if not how.startswith("HOW_IGNORED")]
        self.ignored = [name for name, how, _ in spelled if how.startswith("HOW_IGNORED")]
        self.settings = [name[2:] for name, _, rest in spelled if ".start" in rest]
        commands = read(root, "cmd/options.c").split("commands[] = {")[1].split("};")[0]
        self.commands = re.findall(r'\{"([\w-]+)", COMMAND_\w+\}', commands)
        self.actions = re.findall(r'X\(\w+, "([^"]+)", "', read(root, "ui/action.h"))
        self.pages = {n.rsplit(".", 1)[0]: os.path.join(root, "man", n)
                      for n in os.listdir(os.path.join(root, "man")) if re.search(r"\.[157]$", n)}


def flags(text):
    """Those that a text names, without the no- of switches."""
    return {re.sub("^--no-", "--", flag) for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]*[a-z]", text)}


def manual_flags(text):
    text = re.sub(r"^\.Bd.*?^\.Ed", "", text, flags=re.DOTALL | re.MULTILINE)
    return flags(re.sub(r"\bFl -", "--", text))


def entry(page, name):
    """What tbtop(1) says of a command."""
    found = re.search(rf"^\.It (?:Cm|Fl) -?-?{re.escape(name.lstrip('-'))}\b.*?(?=^\.It |^\.El)", page, re.DOTALL | re.MULTILINE)
    return found[0] if found else ""


def check_commands(checks, world, source):
    main = read(source.pages["tbtop"])
    top = world.tbtop("--help")
    answers = world.tbtop("--complete", "").split("\n") + world.tbtop("--complete", "--").split("\n")
    completions = {line.split("\t")[0] for line in answers}
    for command in source.commands:
        checks.check(re.search(rf"^  {command} ", top, re.MULTILINE), f"{command} is not in tbtop --help")
        checks.check(command in completions, f"{command} is not completed")
        said = entry(main, command)
        checks.check(said, f"{command} is not among the commands of tbtop(1)")
        page = source.pages.get(f"tbtop-{command}")
        said = read(page) if page and page.endswith(".1") else said
        named = flags(world.tbtop("help", command) if command[0] != "-" else world.tbtop(command, "--help"))
        for flag in sorted(named - COMMON - {command}):
            checks.check(flag in manual_flags(said), f"{command} --help names {flag}, its manual does not")
        if page and page.endswith(".1"):
            for flag in sorted(manual_flags(said.split(".Sh EXAMPLES")[0]) - named - COMMON):
                checks.check(flag in {"--kind"}, f"the manual of {command} names {flag}, its --help does not")


def check_options(checks, world, source):
    helps = "".join(world.tbtop(c, "--help") for c in source.commands) + world.tbtop("--help")
    manual = "".join(read(path) for path in source.pages.values())
    completed = {line.split("\t")[0] for c in [[], *([c] for c in source.commands if c[0] != "-"), ["--status"]]
                 for line in world.tbtop("--complete", *c, "--").split("\n")}
    for option in source.options:
        checks.check(option in flags(helps) or option == "--inspect", f"{option} is in no --help")
        checks.check(option in manual_flags(manual), f"{option} is in no page of the manual")
        checks.check(option in {re.sub("^--no-", "--", c) for c in completed} or option == "--inspect",
                     f"{option} is not completed")
    for option in source.ignored:
        checks.check(option in manual_flags(read(source.pages["tbtop"])), f"tbtop(1) does not tell that {option} is ignored")
    for option in sorted(manual_flags(manual) - set(source.options) - set(source.ignored) - {"--no-NAME"}):
        checks.check(option.startswith("--no"), f"the manual names {option}, which is no option")


def check_configuration(checks, world, source):
    page = read(source.pages["tbtop-config"])
    printed = world.tbtop("config")
    entries = re.findall(r"^\.It Cm (\S+)", page, re.MULTILINE)
    for name in source.settings:
        checks.check(name in entries, f"tbtop-config(5) does not tell of the setting {name}")
        checks.check(re.search(rf"^{name} =", printed, re.MULTILINE), f"tbtop config does not print {name}")
    for role in re.search(r"^# roles of a \[theme NAME\]:(.*)$", printed, re.MULTILINE)[1].split():
        checks.check(re.search(rf"(?<![\w-]){role} [,.]", page), f"tbtop-config(5) does not name the role {role}")


def check_keys(checks, source, page):
    text = read(page)
    for action in source.actions:
        checks.check(re.search(rf"^\.It Li :{action}\b", text, re.MULTILINE), f"tbtop-keys(7) does not have {action}")


def check_lint(checks, paths):
    if not shutil.which("mandoc"):
        checks.skip("lint of the manual", "no mandoc")
        return
    for path in paths:
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], capture_output=True, text=True)
        checks.check(done.returncode == 0, done.stdout + done.stderr)


def words(text):
    return re.findall(r"[A-Za-z][\w]+", re.sub("(-|\u2010)\n *", "-", text))


def check_own_reader(checks, world, source):
    """What the program itself makes of the pages has the words that mandoc shows, in their order."""
    if not shutil.which("mandoc"):
        checks.skip("the manual in the program", "no mandoc to compare with")
        return
    for name, path in source.pages.items():
        shown = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=200", path], capture_output=True, text=True).stdout
        shown = re.sub(".\b", "", shown).split("\n", 1)[1].rsplit("\n", 2)[0]
        checks.check(words(shown) == words(world.tbtop("help", name)),
                     f"tbtop help {name} says other words than mandoc")


def main():
    program, root, keys = sys.argv[1:4]
    source, checks = Source(os.path.join(root, "src")), Checks()
    with World(program) as world:
        check_commands(checks, world, source)
        check_options(checks, world, source)
        check_configuration(checks, world, source)
        check_keys(checks, source, keys)
        check_lint(checks, [*glob.glob(os.path.join(root, "src/man/*.[1-9]")), keys])
        check_own_reader(checks, world, source)
    checks.end()


if __name__ == "__main__":
    main()

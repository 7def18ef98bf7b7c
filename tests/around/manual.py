#!/usr/bin/env python3
"""Commands, options, settings and roles are in the program's help, in the manual and in the completions alike.

    manual.py TBTOP SOURCE_DIR KEYS_PAGE

What there is, is read from the program's own tables in the source.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys

from schemas import keys_of
from world import Checks, World

COMMON = {"--help", "--version"}
DASHBOARD = ""


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
        self.commands = [*re.findall(r'\{"([\w-]+)", COMMAND_\w+\}', commands), "help"]
        parts = read(root, "cmd/options.c").split("options_parts(")[1].split("\n}")[0]
        self.parts = {command: re.findall(r'"(\w+)"', words) for command, words in re.findall(r"(\w+)\[\] = \{(.*?)\}", parts)}
        self.alternatives = {name: alternatives(said[1]) for name, _, rest in spelled
                             if (said := re.search(r'\.expects = "([^"]*)"', rest))}
        self.actions = re.findall(r'X\(\w+, "([^"]+)", "', read(root, "ui/action.h"))
        self.pages = {n.rsplit(".", 1)[0]: os.path.join(root, "man", n)
                      for n in os.listdir(os.path.join(root, "man")) if re.search(r"\.[157]$", n)}


def alternatives(expects):
    """ "auto, always or never" as three; what is more than one word describes some."""
    words = re.split(r", | or ", expects)
    return [word for word in words if len(words) > 1 and re.fullmatch(r"[a-z][a-z0-9-]*", word)]


def flags(text):
    """Those that a text names, without the no- of switches."""
    return {re.sub("^--no-", "--", flag) for flag in re.findall(r"(?<![\w-])--(?!no-NAME)[a-z][a-z-]*[a-z]", text)}


def manual_flags(text):
    text = re.sub(r"^\.Bd.*?^\.Ed", "", text, flags=re.DOTALL | re.MULTILINE)
    return flags(re.sub(r"\bFl -", "--", text))


def entry(page, name):
    """What tbtop(1) says of a command."""
    found = re.search(rf"^\.It (?:Cm|Fl) -?-?{re.escape(name.lstrip('-'))}\b.*?(?=^\.It |^\.El)", page, re.DOTALL | re.MULTILINE)
    return found[0] if found else ""


def said_of(source, main, command):
    """What the manual says of a command and its options, without the examples."""
    if command == DASHBOARD:
        return main.split("\n.Sh OPTIONS")[1].split("\n.Sh ")[0]
    page = source.pages.get(f"tbtop-{command}", "")
    return read(page).split(".Sh EXAMPLES")[0] if page.endswith(".1") else entry(main, command)


def helped(world, command):
    """Its help by all three ways to ask for it, which tell the same."""
    said = world.tbtop("help", command) if command and command[0] != "-" else world.tbtop(*filter(None, [command]), "--help")
    return said, said == world.tbtop(*filter(None, [command]), "--help") == world.tbtop(*filter(None, [command]), "-h")


def completed(world, *words):
    return {line.split("\t")[0] for line in world.tbtop("--complete", *words).split("\n")}


def check_same_flags(checks, world, source, command):
    """Of a command, or of the dashboard: the same in its help, in the manual, in the completions."""
    said, same = helped(world, command)
    apart = {*COMMON, "--status", ""}
    manual = manual_flags(said_of(source, read(source.pages["tbtop"]), command)) - apart
    help_flags = flags(said) - apart
    answers = {re.sub("^--no-", "--", word) for word in completed(world, *filter(None, [command]), "--")} - apart
    if command == DASHBOARD:
        for option in source.ignored:  # only where nothing else begins so
            answers |= completed(world, option) & {option}
    checks.check(same, f"help {command}, {command} --help and {command} -h differ")
    checks.check(help_flags == manual, f"{command or 'dashboard'}: --help and manual differ by {sorted(help_flags ^ manual)}")
    checks.check(help_flags == answers, f"{command or 'dashboard'}: --help and completions differ by {sorted(help_flags ^ answers)}")


def check_parts(checks, world, source, command, parts):
    """The last words of a command: each in its help, in the manual, in the completions."""
    said, page = world.tbtop("help", command), read(source.pages[f"tbtop-{command}"])
    for part in parts:
        checks.check(re.search(rf"^  {part} ", said, re.MULTILINE) and re.search(rf"\[.*\b{part}\b.*\]", said), f"{command} --help does not tell of {part}")
        checks.check(re.search(rf"^\.It Cm {part}$", page, re.MULTILINE), f"the manual of {command} does not tell of {part}")
        checks.check(part in completed(world, command, part[0]), f"{command} {part} is not completed")


def check_commands(checks, world, source):
    main, top = read(source.pages["tbtop"]), world.tbtop("--help")
    answers = completed(world, "") | completed(world, "--st")
    checks.check(answers >= set(source.commands), f"not completed: {set(source.commands) - answers}")
    listed = set(re.findall(r"^  (\S+) ", top.split("Commands:")[1].split("\n\n")[0], re.MULTILINE))
    checks.check(listed == set(source.commands), f"tbtop --help lists other commands: {listed ^ set(source.commands)}")
    told = main.split(".Sh COMMANDS")[1].split("\n.Sh ")[0]
    told = set(re.findall(r"^\.It Cm (\w+)", told, re.MULTILINE)) | {"--" + n for n in re.findall(r"^\.It Fl -(\w+)", told, re.MULTILINE)}
    checks.check(told == {*source.commands, "--complete"}, f"tbtop(1) tells of other commands: {told ^ set(source.commands)}")
    for command in [DASHBOARD, *source.commands]:
        if command != "help":
            check_same_flags(checks, world, source, command)
    for command, parts in source.parts.items():
        check_parts(checks, world, source, command, parts)


def check_values(checks, world, source, manual):
    """What an option may be, by name: in the manual and in the completions."""
    entries = re.split(r"^\.It |^\.E[dl]|^\.S[hs] ", manual, flags=re.MULTILINE)
    for option, values in source.alternatives.items():
        told = [one for one in entries if re.match(rf"Fl -{option[2:]} Ar|.*, Fl -{option[2:]} Ar", one)]
        answers = completed(world, option, "")
        for value in values:
            checks.check(any(re.search(rf"(?<![\w-]){value}(?![\w-])", one) for one in told) or option == "--status",
                         f"the manual of {option} does not tell of {value}")
            checks.check(value in answers or option == "--status", f"{option} {value} is not completed")


def check_options(checks, world, source):
    every = [DASHBOARD, *source.commands]
    helps = set().union(*(flags(helped(world, command)[0]) for command in every))
    manual = "".join(read(path) for path in source.pages.values())
    answers = set().union(*(completed(world, *filter(None, [command]), "--") for command in every))
    answers |= set().union(*(completed(world, option) for option in source.ignored))
    answers = {re.sub("^--no-", "--", word) for word in answers}
    there = {*source.options, *source.ignored}
    for what, named in (("--help", helps), ("the manual", manual_flags(manual) - {"--complete"}), ("completions", answers)):
        checks.check(there - named <= COMMON, f"{what} lacks {sorted(there - named)}")
        checks.check({n for n in named if n.startswith("--")} <= there, f"{what} has {sorted(named - there)}, which are no options")
    check_values(checks, world, source, manual)


def check_fields(checks, source, schemas):
    for path in glob.glob(os.path.join(schemas, "*.json")):
        command = os.path.basename(path)[:-5]
        main = read(source.pages["tbtop"])
        own = source.pages.get(f"tbtop-{command}")
        page = read(own) if own else re.search(rf"\.It Cm {command}\n.*?(?=^\.It Cm|^\.El)", main.split("\n.Sh JSON")[1], re.DOTALL | re.MULTILINE)[0]
        told = {word for line in re.findall(r"^\.(?:It |Pq |)Cm (.*)$", page, re.MULTILINE) for word in re.findall(r"[\w-]+", line)}
        for name in sorted(set(keys_of(json.loads(read(path))))):
            checks.check(name in told, f"the manual does not tell of {name} in what {command} prints as JSON")


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
        check_fields(checks, source, os.path.join(root, "src/share/schema"))
        check_configuration(checks, world, source)
        check_keys(checks, source, keys)
        check_lint(checks, [*glob.glob(os.path.join(root, "src/man/*.[1-9]")), keys])
        check_own_reader(checks, world, source)
    checks.end()


if __name__ == "__main__":
    main()

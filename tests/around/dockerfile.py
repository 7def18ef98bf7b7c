#!/usr/bin/env python3
"""src/share/Dockerfile as hadolint sees it, which looks at the shell in it, too; and that what it names is there.

    dockerfile.py SOURCE_DIR

It is not built: that needs a daemon and a registry. tests/install/debian.sh does in a fresh Debian what its second half says.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from world import Checks

STRICT = ["hadolint", "--failure-threshold", "style"]


def lint(path):
    done = subprocess.run([*STRICT, path], capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


def check_linted(checks, path):
    if not shutil.which("hadolint"):
        checks.skip("the Dockerfile", "no hadolint")
        return
    good, said = lint(path)
    checks.check(good and not said, f"hadolint: {said}")
    with open(path, encoding="utf-8") as file, tempfile.TemporaryDirectory() as place:
        worse = os.path.join(place, "Dockerfile")
        with open(worse, "w", encoding="utf-8") as out:
            out.write(file.read().replace("debian:12-slim", "debian").replace("--no-install-recommends ", ""))
        good, said = lint(worse)
        checks.check(not good and "DL3006" in said and "DL3015" in said, f"hadolint does not see what is bad: {said}")


def check_names(checks, root, text):
    """Those of the stages, of the script that is run, of the file that goes from one stage to the other."""
    stages = re.findall(r"^FROM \S+ AS (\S+)", text, re.MULTILINE)
    checks.check(re.findall(r"from=(\w+)", text) == stages, "a stage is named that there is not, or none is used")
    script, word = re.search(r"RUN (\./\S+) (\w+)", text).groups()
    with open(os.path.join(root, script), encoding="utf-8") as file:
        checks.check(re.search(rf"^{word}\) ", file.read(), re.MULTILINE), f"{script} has no {word}")
    checks.check(os.access(os.path.join(root, script), os.X_OK), f"{script} can't be run")
    made, taken = re.search(r" (/\S+\.deb)$", text, re.MULTILINE)[1], re.search(r"source=([^,]*)", text)[1]
    checks.check(made == taken, f"one stage makes {made}, the other takes {taken}")


def main():
    root = sys.argv[1]
    os.environ["PATH"] = os.path.dirname(sys.executable) + ":" + os.environ["PATH"]
    checks, path = Checks(), os.path.join(root, "src/share/Dockerfile")
    check_linted(checks, path)
    with open(path, encoding="utf-8") as file:
        check_names(checks, root, file.read())
    checks.end()


if __name__ == "__main__":
    main()

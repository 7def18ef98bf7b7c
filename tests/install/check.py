#!/usr/bin/env python3
"""What `cmake --install` makes of a release build, looked at as a packager would.

    check.py SOURCE_DIR BUILD_DIR
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, BUILD = (os.path.abspath(p) for p in sys.argv[1:3])


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def read(path, mode="r"):
    with open(path, mode) as file:
        return file.read()


def tree(root):
    return sorted(os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names)


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix="tbtop-install-")
        run("cmake", "--install", BUILD, "--prefix", "/opt/t", "--strip", env={**os.environ, "DESTDIR": cls.root})
        cls.prefix = os.path.join(cls.root, "opt/t")
        cls.program = os.path.join(cls.prefix, "bin/tbtop")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root)

    def test_files_are_below_the_prefix_alone(self):
        self.assertEqual([p for p in tree(self.root) if not p.startswith("opt/t/")], [])

    def test_all_that_belongs_to_it_is_there(self):
        files = set(tree(self.prefix))
        pages = [f"share/man/man{name[-1]}/{name}" for name in os.listdir(os.path.join(SOURCE, "src/man"))
                 if re.search(r"\.[1-9]$", name)]
        for path in [*pages, "bin/tbtop", "share/doc/tbtop/copyright", "share/tbtop/tbtop.tmux.conf",
                     "share/systemd/user/tbtop-wait@.service", "share/tbtop/terminfo/t/tbtop-direct",
                     "share/man/man7/tbtop-keys.7", "share/bash-completion/completions/tbtop",
                     "share/fish/vendor_completions.d/tbtop.fish", "share/doc/tbtop/privacy.md", "share/tbtop/schema/list.json", "share/zsh/site-functions/_tbtop"]:
            self.assertIn(path, files)

    def test_files_name_the_prefix_they_were_installed_to(self):
        unit = read(os.path.join(self.prefix, "share/systemd/user/tbtop-wait@.service"))
        self.assertIn("ExecStart=/opt/t/bin/tbtop wait", unit)
        for path in tree(self.prefix):
            text = read(os.path.join(self.prefix, path), "rb")
            self.assertNotIn(b"@TBTOP_", text, path)
            self.assertNotIn(self.root.encode(), text, path)

    def at_its_prefix(self, path, place):
        """A copy of an installed file that names the directory in which it is for this test."""
        copy = os.path.join(place, os.path.basename(path))
        with open(copy, "w") as file:
            file.write(read(os.path.join(self.prefix, path)).replace("/opt/t", self.prefix))
        return copy

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd-analyze")
    def test_systemd_takes_the_unit(self):
        with tempfile.TemporaryDirectory() as place:
            unit = self.at_its_prefix("share/systemd/user/tbtop-wait@.service", place)
            environment = {**os.environ, "XDG_RUNTIME_DIR": place}
            verify = ["systemd-analyze", "verify", "--user", "--man=no"]
            done = subprocess.run([*verify, unit.replace("@.", "@runs.")], capture_output=True, text=True, env=environment)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
            with open(unit, "a") as file:
                file.write("ExecStart=relative\n")
            done = subprocess.run([*verify, unit.replace("@.", "@runs.")], capture_output=True, text=True, env=environment)
            self.assertNotEqual(done.stdout + done.stderr, "")

    @unittest.skipUnless(shutil.which("tmux"), "no tmux")
    def test_tmux_takes_the_snippet(self):
        with tempfile.TemporaryDirectory() as place:
            snippet = self.at_its_prefix("share/tbtop/tbtop.tmux.conf", place)
            tmux = ["tmux", "-S", os.path.join(place, "socket"), "-f", "/dev/null"]
            try:
                run(*tmux, "new-session", "-d", "sleep 60", ";", "set", "-g", "@tbtop-logdir", "/some where")
                features = run(*tmux, "show", "-s", "terminal-features")
                run(*tmux, "source-file", snippet)
                self.assertEqual(run(*tmux, "show", "-s", "terminal-features"), features)  # those are the terminal's
                self.assertIn("tbtop", run(*tmux, "show", "-gv", "status-right"))
                self.assertRegex(run(*tmux, "list-keys", "-T", "prefix"), r"T +split-window .*tbtop")
                self.assertEqual(run(*tmux, "display", "-p", "#{q:@tbtop-logdir}"), "/some\\ where\n")
            finally:
                subprocess.run([*tmux, "kill-server"])

    def test_shells_find_the_completions(self):
        share = os.path.join(self.prefix, "share")
        for shell, command, expected in [
            ("zsh", ["-f", "-c", f"fpath=({share}/zsh/site-functions $fpath); autoload -U compinit; compinit -u -D; "
                     "echo $_comps[tbtop]"], "_tbtop\n"),
            ("fish", ["-c", "complete -C 'tbtop exp' | string replace -r '\\t.*' ''"], "export\n"),
        ]:
            if shutil.which(shell):
                with self.subTest(shell), tempfile.TemporaryDirectory() as home:
                    self.assertEqual(run(shell, *command, env={**os.environ, "HOME": home, "XDG_DATA_HOME": share,
                                         "PATH": os.path.dirname(self.program) + ":" + os.environ["PATH"]}), expected)

    def test_no_file_knows_where_it_was_built(self):
        for path in tree(self.prefix):
            text = read(os.path.join(self.prefix, path), "rb")
            self.assertNotIn(SOURCE.encode() + b"/", text, path)
            self.assertNotIn(BUILD.encode(), text, path)

    def test_version_is_that_of_the_project(self):
        version = re.search(r"project\(tbtop VERSION (\S+)", read(os.path.join(SOURCE, "CMakeLists.txt")))[1]
        self.assertEqual(run(self.program, "--version"), f"tbtop {version}\n")

    def test_runs_from_where_it_was_put(self):
        self.assertIn("[keys]", run(self.program, "config"))


class Hardened(unittest.TestCase):
    """Of the program, as the kernel and the loader see it."""

    @classmethod
    def setUpClass(cls):
        program = os.path.join(BUILD, "tbtop")
        cls.headers = run("readelf", "-hlW", program)
        cls.dynamic = run("readelf", "-dW", program)
        cls.symbols = run("readelf", "--dyn-syms", "-W", program)
        cls.notes = run("readelf", "-nW", program)

    def test_position_independent(self):
        self.assertRegex(self.headers, r"Type:\s+DYN")
        self.assertRegex(self.dynamic, r"FLAGS_1.*PIE")

    def test_relocations_are_read_only_and_bound_at_the_start(self):
        self.assertIn("GNU_RELRO", self.headers)
        self.assertRegex(self.dynamic, r"FLAGS_1.*NOW")

    def test_no_stack_or_segment_is_written_and_run(self):
        self.assertRegex(self.headers, r"GNU_STACK\s+(0x\w+\s+){5}RW\s")
        self.assertNotRegex(self.headers, r"LOAD\s+(0x\w+\s+){5}RWE")

    def test_stack_protector(self):
        self.assertIn("__stack_chk_fail", self.symbols)

    def test_fortified(self):
        self.assertRegex(self.symbols, r"__(memcpy|snprintf|vsnprintf|fprintf|read)_chk")


if __name__ == "__main__":
    runner = unittest.TextTestRunner()
    result = runner.run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__]))
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)

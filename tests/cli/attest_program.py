"""Runs the program under test: $ATTEST, with its rules from $ATTEST_SOURCE."""
import os
import subprocess
import tempfile
import unittest

ATTEST = os.environ["ATTEST"]
SOURCE = os.environ["ATTEST_SOURCE"]
ARTICLES = os.path.join(SOURCE, "corpus", "articles")


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr


class ProgramTest(unittest.TestCase):
    """A folder of its own for each test, and the program with a plain environment."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, content):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def attest(self, *arguments, stdin=b"", stdout=subprocess.PIPE, env=None):
        environment = dict(os.environ, LC_ALL="C", **(env or {}))
        return Result(subprocess.run([ATTEST, *arguments], input=stdin, stdout=stdout, stderr=subprocess.PIPE,
                                     env=environment, cwd=self.folder, timeout=300))

    def check(self, result, code):
        self.assertEqual(result.code, code, result.err.decode(errors="replace"))
        return result


def files_of(folder):
    """The bytes of every file below a folder, but for what is about the run itself."""
    found = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                found[name] = file.read()
    return found

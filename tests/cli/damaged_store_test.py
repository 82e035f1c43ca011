#!/usr/bin/env python3
"""Every command that reads a store, on a damaged one: it says which file and line, and overwrites nothing."""
import json
import os
import random
import shutil
import unittest

from attest_program import ARTICLES, ProgramTest

CHECKED = ["claims.jsonl", "documents.jsonl", "entities.jsonl", "facts.jsonl", "mentions.jsonl", "names.jsonl"]


def content(path):
    with open(path, "rb") as file:
        return file.read()


def everything(folder):
    """All that is in a store but the name of whoever held the lock last."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            if path.endswith("/.store/lock"):
                continue
            found[os.path.relpath(path, folder)] = os.readlink(path) if os.path.islink(path) else content(path)
    return found


class DamagedStore(ProgramTest):
    def setUp(self):
        super().setUp()
        self.articles = sorted(os.path.join(ARTICLES, name) for name in os.listdir(ARTICLES))
        self.check(self.attest("run", *self.articles[:8], "-o", "whole"), 0)
        with open(self.path("whole", "facts.jsonl"), encoding="utf-8") as file:
            fact = json.loads(file.readline())
        self.document = fact["citations"][0]["document"]
        self.writing = [["run", self.articles[9], "-o", "store"], ["forget", self.document, "-o", "store"]]
        self.reading = [["facts", "store"], ["explain", fact["id"], "-o", "store"], ["report", "store"],
                        ["review", "store", "--no-browser"]]
        self.verify = ["verify", "store"]

    def damage(self, name, change):
        """A copy of the store with one file changed, or removed where `change` gives None."""
        shutil.rmtree(self.path("store"), ignore_errors=True)
        shutil.copytree(self.path("whole"), self.path("store"), symlinks=True)
        path = os.path.realpath(self.path("store", name))
        changed = change(content(path))
        if changed is None:
            os.remove(path)
        else:
            with open(path, "wb") as file:
                file.write(changed)

    def refuses(self, arguments, *said, codes=(2, 3)):
        before = everything(self.path("store"))
        result = self.attest(*arguments)
        output = (result.out + result.err).decode(errors="replace")
        self.assertIn(result.code, codes, "%s: %s" % (arguments, output))
        for words in said:
            self.assertIn(words, output, arguments)
        self.assertEqual(everything(self.path("store")), before, arguments)

    def test_a_flipped_byte_is_placed(self):
        draw = random.Random(5)
        for name in CHECKED:
            for _ in range(4):
                line = None

                def flip(data):
                    nonlocal line
                    at = draw.randrange(len(data))
                    line = data[:at].count(b"\n") + 1
                    return data[:at] + bytes([data[at] ^ 1 << draw.randrange(7)]) + data[at + 1:]

                self.damage(name, flip)
                place = "%s:%d" % (name, line)
                commands = self.writing + (self.reading if name in ("facts.jsonl", "claims.jsonl", "documents.jsonl") else [])
                for arguments in commands:
                    # A line end that is gone shows in the line before, a new one in either of its two.
                    if arguments[0] == "run" or name != "claims.jsonl":
                        self.refuses(arguments, name + ":")
                result = self.attest(*commands[0])
                self.assertRegex(result.err.decode(errors="replace"), "%s:(%d|%d|%d):" % (name, line - 1, line, line + 1))
                self.refuses(self.verify, name, codes=(1,))
                if b"is not the one" in result.err:
                    self.assertIn(place, result.err.decode(errors="replace"))

    def test_a_cut_line_is_placed(self):
        for name in CHECKED:
            self.damage(name, lambda data: data[:-7])
            line = content(self.path("store", name)).count(b"\n") + 1
            for arguments in self.writing + self.reading + [self.verify]:
                self.refuses(arguments, "%s:%d" % (name, line))

    def test_a_line_too_few_and_one_too_many(self):
        for name in CHECKED:
            self.damage(name, lambda data: data[:data.rstrip(b"\n").rfind(b"\n") + 1])
            for arguments in self.writing + self.reading + [self.verify]:
                self.refuses(arguments, name, "the file ends after")
            self.damage(name, lambda data: data + data[:data.find(b"\n") + 1])
            for arguments in self.writing + self.reading + [self.verify]:
                self.refuses(arguments, name, "the file goes on after")

    def test_a_missing_file_is_named(self):
        for name in CHECKED + ["store.json"]:
            self.damage(name, lambda data: None)
            for arguments in self.writing + self.reading + [self.verify]:
                self.refuses(arguments, "%s: is missing" % name)

    def test_a_newer_format_and_a_damaged_manifest(self):
        self.damage("store.json", lambda data: data.replace(b'"format":1', b'"format":7'))
        for arguments in self.writing + self.reading + [self.verify]:
            self.refuses(arguments, "store.json", "newer attest (format 7")
        draw = random.Random(6)
        for _ in range(12):
            self.damage("store.json", lambda data: (lambda at: data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])(
                draw.randrange(len(data))))
            for arguments in [self.writing[0], self.reading[0], self.verify]:
                self.refuses(arguments, "store.json")

    def test_foreign_files_stay(self):
        os.makedirs(self.path("store"))
        with open(self.path("store", "facts.jsonl"), "w", encoding="ascii") as file:
            file.write("mine\n")
        for arguments in self.writing + self.reading + [self.verify]:
            self.refuses(arguments, "facts.jsonl")
        shutil.rmtree(self.path("store"))
        self.write("store", "a file")
        before = content(self.path("store"))
        for arguments in self.writing + self.reading + [self.verify]:
            result = self.attest(*arguments)
            self.assertIn(result.code, (2, 3), arguments)
            self.assertIn("store: is a file", result.err.decode())
        self.assertEqual(content(self.path("store")), before)

    def test_a_broken_review_is_placed(self):
        self.damage("reviews.jsonl", lambda data: b'{"key":"k"}\n')
        for arguments in self.writing + self.reading:
            self.refuses(arguments, "reviews.jsonl:1: is no decision")


if __name__ == "__main__":
    unittest.main()

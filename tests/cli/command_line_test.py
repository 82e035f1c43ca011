#!/usr/bin/env python3
"""Arguments, exit codes, streams and bad input, through the program as a user runs it."""
import json
import os
import stat
import subprocess
import unittest

from attest_program import ARTICLES, ATTEST, SOURCE, ProgramTest

COMMANDS = ["run", "extract", "reconcile", "facts", "explain", "verify", "rules", "rules list", "rules check",
            "rules try", "eval"]

# Arguments that are wrong, and what the message has to name.
WRONG_USAGE = [
    ([], "subcommand"),
    (["no-such-command"], "no-such-command"),
    (["extract", "--no-such-option", "x"], "no-such-option"),
    (["extract", "-j", "0", "x"], "threads"),
    (["extract", "--published", "10 March", ARTICLES], "10 March"),
    (["extract", "--rules", "no-such-folder", ARTICLES], "no-such-folder"),
    (["facts", "--type", "no-such-type"], "no-such-type"),
    (["facts", "--since", "yesterday"], "yesterday"),
    (["facts", "--format", "xml"], "xml"),
    (["explain"], "FACT"),
    (["rules"], "subcommand"),
    (["eval", "no-such-gold"], "no-such-gold"),
]

GOOD = json.dumps({"id": "good", "text": "Acme Corp reported revenue of $40 million."})

# Inputs that cannot be read: file name, content, what the message names after the path.
BAD_INPUTS = [
    ("empty.txt", b"", "empty"),
    ("binary.txt", b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 8, ""),
    ("not-json.jsonl", GOOD + "\n{\"id\": \"broken\"\n", ":2:"),
    ("no-text.jsonl", GOOD + "\n{\"id\": \"empty\"}\n", ":2:"),
    ("double-id.jsonl", GOOD + "\n" + GOOD.replace("40", "50") + "\n", ":2:"),
    ("array.jsonl", GOOD + "\n[1, 2]\n", ":2:"),
    ("bytes.jsonl", GOOD.encode() + b"\n{\"id\": \"x\", \"text\": \"\xff\xfe\xfa\"}\n", ":2:"),
]


class Usage(ProgramTest):
    def test_every_command_shows_an_example(self):
        for command in COMMANDS:
            with self.subTest(command):
                by_option = self.check(self.attest(*command.split(), "--help"), 0).out.decode()
                self.assertIn("Examples:\n  attest %s" % command, by_option)
                self.assertEqual(self.attest("help", *command.split()).out.decode(), by_option)

    def test_version_and_help(self):
        self.assertRegex(self.check(self.attest("--version"), 0).out.decode(), r"^attest \d+\.\d+\.\d+\n$")
        listed = self.check(self.attest("--help"), 0).out.decode()
        for command in COMMANDS:
            self.assertIn(command.split()[0], listed)

    def test_wrong_usage_is_2_and_says_what(self):
        for arguments, named in WRONG_USAGE:
            with self.subTest(" ".join(arguments)):
                result = self.check(self.attest(*arguments), 2)
                self.assertIn(named, (result.err + result.out).decode())

    def test_a_broken_rule_stops_before_the_first_article(self):
        for name, content in [("toml", "[[frame]\n"), ("pattern", "[[value]]\nid = \"x/y\"\nkind = \"money\"\nmatch = '''(('''\n")]:
            with self.subTest(name):
                rules = self.path("rules-" + name)
                subprocess.run(["cp", "-r", os.path.join(SOURCE, "rules"), rules], check=True)
                self.write(os.path.join("rules-" + name, "broken.toml"), content)
                result = self.check(self.attest("run", ARTICLES, "-o", "store", "--rules", rules), 2)
                self.assertIn("broken.toml", result.err.decode())
                self.assertFalse(os.path.exists(self.path("store")))

    def test_rules_come_from_the_environment(self):
        result = self.check(self.attest("rules", "list", env={"ATTEST_RULES": "elsewhere"}), 2)
        self.assertIn("elsewhere", result.err.decode())


class BadInput(ProgramTest):
    def test_it_is_listed_and_the_rest_is_read(self):
        for name, content, named in BAD_INPUTS:
            with self.subTest(name):
                bad = self.write(name, content)
                good = self.write("good.txt", "Globex Inc reported revenue of $50 million.")
                result = self.check(self.attest("extract", bad, good), 1)
                lines = result.err.decode().splitlines()
                self.assertEqual(len(lines), 1, lines)
                self.assertTrue(lines[0].startswith("attest: " + bad), lines)
                self.assertIn(named, lines[0])
                self.assertIn('"id":"good"', result.out.decode())

    def test_what_cannot_be_opened(self):
        folder = self.path("loop")
        os.mkdir(folder)
        os.symlink(folder, os.path.join(folder, "inner"))
        self.write("loop/a.txt", "Acme Corp reported revenue of $40 million.")
        os.symlink("self.txt", self.path("self.txt"))
        for path in ("missing.txt", "self.txt"):
            result = self.check(self.attest("extract", path), 1)
            self.assertIn(path, result.err.decode())
        self.assertIn('"id":"a"', self.attest("extract", folder).out.decode())

    @unittest.skipIf(os.geteuid() == 0, "root reads every file")
    def test_an_unreadable_file(self):
        path = self.write("secret.txt", "text")
        os.chmod(path, 0)
        self.assertIn("secret.txt", self.check(self.attest("extract", path), 1).err.decode())

    def test_a_line_of_a_hundred_megabytes(self):
        path = self.path("long.jsonl")
        with open(path, "wb") as file:
            file.write(b'{"id": "long", "text": "')
            for _ in range(100):
                file.write(b"word " * (1 << 20 >> 2))
            file.write(b'"}\n' + GOOD.encode() + b"\n")
        result = self.check(self.attest("extract", path), 1)
        self.assertIn(path + ":1:", result.err.decode())
        self.assertIn('"id":"good"', result.out.decode())

    def test_broken_claims(self):
        result = self.check(self.attest("reconcile", "-", stdin=b'{"claims": 3}\n{"type": "debt"}\nnot json\n'), 1)
        self.assertEqual([line.split(": ")[1] for line in result.err.decode().splitlines()], ["-:1", "-:2", "-:3"])


class Streams(ProgramTest):
    def test_the_bytes_are_those_of_one_thread(self):
        one = self.check(self.attest("extract", "-j1", ARTICLES), 0).out
        for threads in ("2", "5"):
            self.assertEqual(self.attest("extract", "-j", threads, ARTICLES).out, one)

    def test_every_quote_is_the_text_at_its_place(self):
        for line in self.attest("extract", ARTICLES).out.decode().splitlines():
            article = json.loads(line)
            with open(os.path.join(ARTICLES, article["id"] + ".txt"), "rb") as file:
                data = file.read()
            text = data.decode()
            for piece, words in [(m, m["text"]) for m in article["mentions"]] + [(c, c["quote"]) for c in article["claims"]]:
                self.assertEqual(text[piece["start"]:piece["end"]], words)
                self.assertEqual(data[piece["bytes"][0]:piece["bytes"][1]].decode(), words)

    def test_standard_input_is_read(self):
        result = self.check(self.attest("extract", "-", stdin=GOOD.encode() + b"\n"), 0)
        self.assertEqual(json.loads(result.out)["id"], "good")

    def test_a_reader_that_goes_away_is_no_failure(self):
        many = self.write("many.jsonl", "".join(
            json.dumps({"id": str(i), "text": "Acme Corp paid $%d million. " % i * 50}) + "\n" for i in range(2000)))
        for threads in ("-j1", "-j2"):
            with subprocess.Popen([ATTEST, "extract", threads, many], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as job:
                job.stdout.readline()
                job.stdout.close()
                self.assertEqual(job.stderr.read(), b"")
                self.assertEqual(job.wait(), 0)

    def test_a_full_disk_is_reported(self):
        with open("/dev/full", "wb") as full:
            for arguments in (["extract", ARTICLES], ["rules", "list"]):
                result = self.check(self.attest(*arguments, stdout=full), 3)
                self.assertIn("standard output", result.err.decode())

    def test_messages_stay_out_of_the_data(self):
        result = self.attest("extract", ARTICLES, "missing.txt")
        for line in result.out.decode().splitlines():
            json.loads(line)
        self.assertTrue(all(line.startswith("attest: ") for line in result.err.decode().splitlines()))


class RuleSet(ProgramTest):
    def test_every_rule_is_listed_with_its_place(self):
        lines = self.check(self.attest("rules", "list"), 0).out.decode().splitlines()[1:]
        for line in lines:
            place = [cell for cell in line.split() if ".toml:" in cell][0]
            file, number = place.rsplit(":", 1)
            with open(os.path.join(SOURCE, "rules", file), encoding="utf-8") as rules:
                self.assertTrue(rules.read().splitlines()[int(number) - 1].startswith("[["), line)

    def test_every_example_holds(self):
        result = self.attest("rules", "check")
        self.assertEqual(result.code, 0, result.out.decode())

    def test_a_text_is_read_step_by_step(self):
        shown = self.check(self.attest("rules", "try", "Acme Corp reported revenue of $40 million."), 0).out.decode()
        for named in ("mentions", "$40 million", "Acme", "steps", "claims"):
            self.assertIn(named, shown)


class Gazetteer(ProgramTest):
    GOLD = os.path.join(SOURCE, "corpus", "gold", "corpus.mentions.jsonl")

    def company_f1(self, *options):
        """Of the gold's company mentions, all spans exact; in points."""
        lines = self.check(self.attest("extract", *options, self.GOLD), 0).out.decode().splitlines()
        right = found = gold = 0
        with open(self.GOLD, encoding="utf-8") as file:
            for case, line in zip(map(json.loads, file), map(json.loads, lines)):
                self.assertEqual(line["id"], case["id"])
                spans = [{(m["start"], m["end"]) for m in mentions if m["kind"] == "company"}
                         for mentions in (case["expect"], line["mentions"])]
                right += len(spans[0] & spans[1])
                gold += len(spans[0])
                found += len(spans[1])
        self.assertGreater(gold, 200)
        return 200 * right / (gold + found)

    def test_without_it_at_most_eight_points_are_lost(self):
        with_it, without = self.company_f1(), self.company_f1("--no-gazetteer")
        self.assertGreater(with_it, 85)
        self.assertGreater(without, with_it - 8)


if __name__ == "__main__":
    unittest.main()

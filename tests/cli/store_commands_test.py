#!/usr/bin/env python3
"""The store through its commands: run, facts, explain, verify, and the stream that gives the same facts."""
import csv
import io
import json
import os
import random
import shutil
import unittest

from attest_program import ARTICLES, ProgramTest, files_of


class Store(ProgramTest):
    def setUp(self):
        super().setUp()
        self.articles = sorted(os.path.join(ARTICLES, name) for name in os.listdir(ARTICLES))

    def facts(self, *arguments):
        out = self.check(self.attest("facts", "store", "--format", "jsonl", *arguments), 0).out.decode()
        return [json.loads(line) for line in out.splitlines()]

    def test_the_bytes_do_not_depend_on_threads_order_or_runs(self):
        self.check(self.attest("run", "-j1", ARTICLES, "-o", "store"), 0)
        whole = files_of(self.path("store"))
        self.assertIn("facts.jsonl", whole)
        self.check(self.attest("run", "-j2", ARTICLES, "-o", "threads"), 0)
        self.assertEqual(files_of(self.path("threads")), whole)

        shuffled = list(self.articles)
        random.Random(7).shuffle(shuffled)
        self.check(self.attest("run", *shuffled, "-o", "shuffled"), 0)
        self.assertEqual(files_of(self.path("shuffled")), whole)

        for article in shuffled:
            self.check(self.attest("run", article, "-o", "one-by-one"), 0)
        parts = files_of(self.path("one-by-one"))
        whole.pop("changes.jsonl"), parts.pop("changes.jsonl")  # what the last run changed
        self.assertEqual(parts, whole)

    def test_a_second_run_changes_nothing(self):
        self.check(self.attest("run", ARTICLES, "-o", "store"), 0)
        before = files_of(self.path("store"))
        result = self.check(self.attest("run", ARTICLES, "-o", "store"), 0)
        after = files_of(self.path("store"))
        before.pop("changes.jsonl"), after.pop("changes.jsonl")
        self.assertEqual(after, before)
        self.assertIn("%d known" % len(self.articles), result.err.decode())

    def test_the_stream_gives_the_facts_of_the_store(self):
        self.check(self.attest("run", ARTICLES, "-o", "store"), 0)
        extracted = self.check(self.attest("extract", ARTICLES), 0).out
        streamed = self.check(self.attest("reconcile", stdin=extracted), 0).out
        self.assertEqual(streamed, files_of(self.path("store"))["facts.jsonl"])
        stored = self.check(self.attest("reconcile", "store/claims.jsonl"), 0).out
        self.assertEqual(stored, streamed)

    def test_facts_are_chosen_sorted_and_formatted(self):
        self.check(self.attest("run", ARTICLES, "-o", "store"), 0)
        everything = self.facts()
        self.assertGreater(len(everything), 50)
        self.assertEqual({f["type"] for f in self.facts("--type", "revenue", "--type", "profit")}, {"revenue", "profit"})
        self.assertEqual({f["status"] for f in self.facts("--status", "corroborated")}, {"corroborated"})
        sure = self.facts("--min-confidence", "0.8", "--sort", "confidence")
        self.assertTrue(sure and all(f["confidence"] >= 0.8 for f in sure))
        self.assertEqual([f["confidence"] for f in sure], sorted((f["confidence"] for f in sure), reverse=True))
        self.assertEqual(len(self.facts("--limit", "3")), 3)
        named = self.facts("--company", "coreweave")
        self.assertTrue(named and all("coreweave" in json.dumps(f["roles"]).lower() for f in named))
        self.assertEqual(self.facts("--since", "2999-01-01"), [])
        dated = len(self.facts("--since", "2025-01-01")), len(self.facts("--until", "2024-12-31"))
        self.assertTrue(0 < dated[0] < len(everything), dated)

        rows = list(csv.DictReader(io.StringIO(self.attest("facts", "store", "--format", "csv").out.decode())))
        self.assertEqual([row["id"] for row in rows], [f["id"] for f in everything])
        self.assertEqual(json.loads(self.attest("facts", "store", "--format", "json").out), everything)
        table = self.attest("facts", "store").out.decode().splitlines()
        self.assertEqual(len(table), len(everything) + 1)
        self.assertTrue(all("…" not in line for line in table), "a pipe gets everything")
        self.assertNotIn("\x1b", "".join(table))

    def test_a_corrected_article_supersedes_what_it_corrects(self):
        wrong = "Globex Corp sold 43,100 vans in the fourth quarter of 2025, it said on Thursday."
        right = wrong.replace("43,100", "41,300")
        notes = ["CORRECTED - Globex sells 41,300 vans\n\n" + right,
                 "Globex sells more vans\n\n(This story corrects the number of vans to 41,300, not 43,100.)\n\n" + right,
                 "Globex sells more vans\n\n" + right + "\n\nAn earlier version of this article gave a number other than 41,300."]
        for text in notes + [right]:
            lines = [{"id": "1", "published": "2026-01-08", "text": wrong},
                     {"id": "2", "published": "2026-01-09", "text": text}]
            extracted = self.check(self.attest("extract", "-", stdin="".join(json.dumps(line) + "\n" for line in lines).encode()),
                                   0).out
            facts = [json.loads(line) for line in self.check(self.attest("reconcile", stdin=extracted), 0).out.splitlines()]
            fact = next(f for f in facts if f["type"] == "metric" and f["modality"] == "actual")
            self.assertEqual(fact["roles"]["quantity"], 41300, text)
            self.assertEqual([a["superseded"] for a in fact["alternatives"]], [text in notes], text)

    def test_a_fact_is_explained_by_its_sentences(self):
        self.check(self.attest("run", ARTICLES, "-o", "store"), 0)
        fact = max(self.facts(), key=lambda f: len(f["citations"]))
        for name in (fact["id"], fact["id"][:-2], fact["id"][2:]):
            shown = self.check(self.attest("explain", name, "-o", "store"), 0).out.decode()
            for citation in fact["citations"]:
                self.assertIn("[[%s]]" % citation["quote"].replace("\n", " "), shown)
                self.assertIn(citation["rule"], shown)
        self.assertIn("nothing-like-it", self.check(self.attest("explain", "nothing-like-it", "-o", "store"), 2).err.decode())

    def test_forgotten_articles_and_what_went_with_them(self):
        self.check(self.attest("run", *self.articles[:6], "-o", "store"), 0)
        before = {f["id"] for f in self.facts()}
        path = self.articles[0]
        said = self.check(self.attest("forget", path, "-o", "store"), 0).err.decode()
        self.assertIn("1 source forgotten, 1 document withdrawn", said)
        changes = [json.loads(line) for line in
                   self.attest("facts", "store", "--changes", "--format", "jsonl").out.decode().splitlines()]
        gone = {c["fact"]["id"] for c in changes if c["change"] == "withdrawn"}
        self.assertEqual(gone, before - {f["id"] for f in self.facts()})
        self.assertTrue(gone)
        table = self.attest("facts", "store", "--changes").out.decode().splitlines()
        self.assertEqual(len(table), len(changes) + 1)
        self.assertTrue(table[0].startswith("CHANGE"))
        self.check(self.attest("forget", path, "-o", "store"), 2)
        self.check(self.attest("run", *self.articles[:6], "-o", "store"), 0)  # it is still there: read again
        self.assertEqual({f["id"] for f in self.facts()}, before)
        self.check(self.attest("forget", path, "-o", "nowhere"), 2)

    def test_decisions_are_laid_over_and_listed(self):
        self.check(self.attest("run", *self.articles[:6], "-o", "store"), 0)
        fact = self.facts("--status", "single")[0]
        line = {"key": fact["key"], "modality": fact["modality"], "document": fact["citations"][0]["document"],
                "bytes": fact["citations"][0]["bytes"], "decision": "reject", "who": "kim", "when": "2026-01-02T03:04:05Z",
                "why": "misread"}
        with open(self.path("store", "reviews.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.assertNotIn(fact["id"], [f["id"] for f in self.facts()])
        rejected = self.facts("--review", "reject")
        self.assertEqual([f["review"]["who"] for f in rejected], ["kim"])
        listed = json.loads(self.attest("facts", "store", "--reviews", "--format", "json").out)
        self.assertEqual([(d["state"], d["about"]) for d in listed], [("stands", fact["id"])])
        self.check(self.attest("run", *self.articles[:6], "-o", "store"), 0)
        self.assertIn(b'"decision":"reject"', files_of(self.path("store"))["facts.jsonl"])
        line.update(key="debt|company=nobody")
        with open(self.path("store", "reviews.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        said = self.check(self.attest("run", *self.articles[:6], "-o", "store"), 0).err.decode()
        self.assertIn("1 reviews are orphaned", said)
        self.assertIn("orphaned", self.attest("facts", "store", "--reviews").out.decode())

    def test_verify_finds_what_no_longer_holds(self):
        copies = self.path("articles")
        shutil.copytree(ARTICLES, copies)
        self.check(self.attest("run", copies, "-o", "store"), 0)
        self.check(self.attest("verify", "store"), 0)
        with open(os.path.join(copies, "brightwater-results-wire.txt"), "ab") as file:
            file.write(b"More.\n")
        result = self.check(self.attest("verify", "store"), 1)
        self.assertIn("brightwater-results-wire.txt", result.out.decode())

    def test_rejected_articles_are_counted_and_the_rest_is_stored(self):
        bad = self.write("empty.txt", "")
        result = self.check(self.attest("run", bad, ARTICLES, "-o", "store"), 1)
        self.assertIn("1 rejected", result.err.decode())
        self.assertTrue(self.facts())
        self.assertIn("empty.txt", files_of(self.path("store"))["rejects.jsonl"].decode())

    def test_a_store_that_cannot_be_written_is_left_as_it_was(self):
        blocked = self.write("file", "not a folder")
        self.check(self.attest("run", ARTICLES, "-o", blocked), 3)
        with open(blocked, encoding="utf-8") as file:
            self.assertEqual(file.read(), "not a folder")
        self.check(self.attest("run", ARTICLES, "-o", "/proc/attest-store"), 3)

    def test_what_is_no_store_is_named(self):
        for arguments in (["facts", "nowhere"], ["explain", "f-1", "-o", "nowhere"], ["verify", "nowhere"]):
            self.assertIn("nowhere", self.check(self.attest(*arguments), 2).err.decode())


if __name__ == "__main__":
    unittest.main()

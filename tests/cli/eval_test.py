#!/usr/bin/env python3
"""attest eval: its figures are those of the scorers that the evaluation suites come with; floors hold or are named."""
import glob
import json
import os
import subprocess
import sys
import unittest

from attest_program import SOURCE, ProgramTest

SHARED = os.environ.get("ATTEST_SHARED") or os.path.join(SOURCE, "..", "shared")
SUITES = sorted(glob.glob(os.path.join(SHARED, "eval", "dev", "*.jsonl")))


def without_none(value):
    """An undefined figure is null in one JSON and may be absent in the other."""
    if isinstance(value, dict):
        return {k: without_none(v) for k, v in value.items() if v is not None}
    return round(value, 9) if isinstance(value, float) else value


class Figures(ProgramTest):
    @unittest.skipUnless(SUITES, "no evaluation suites in %s: set ATTEST_SHARED" % SHARED)
    def test_they_are_those_of_the_suites_own_scorers(self):
        for suite in SUITES:
            with self.subTest(os.path.basename(suite)):
                facts = ".facts." in suite
                predictions = self.path("predictions.jsonl")
                with open(predictions, "wb") as file:
                    self.check(self.attest("extract", suite, stdout=file), 0)
                scorer = os.path.join(SHARED, "eval", "score_facts.py" if facts else "score.py")
                expected = json.loads(subprocess.run([sys.executable, scorer, suite, predictions, "--json"],
                                                     check=True, stdout=subprocess.PIPE).stdout)
                measured = json.loads(self.check(self.attest("eval", suite, "--json"), 0).out)["gold"][0]["scores"]
                self.assertEqual(without_none(measured), without_none(expected))

    def test_a_floor_names_what_fell(self):
        corpus = os.path.join(SOURCE, "corpus")
        recorded = self.path("figures.json")
        self.check(self.attest("eval", corpus, "--record", recorded), 0)
        with open(recorded, encoding="utf-8") as file:
            figures = json.load(file)
        self.assertIn("facts/corpus/core-f1", figures)
        self.assertIn("store/corpus/recall", figures)
        self.check(self.attest("eval", corpus, "--floor", recorded), 0)
        figures["facts/corpus/core-f1"] += 0.1
        floor = self.write("floor.json", json.dumps(figures))
        result = self.check(self.attest("eval", corpus, "--floor", floor), 1)
        self.assertIn("facts/corpus/core-f1", result.err.decode())

    def test_broken_gold_is_named(self):
        for content, named in [("{\n", ":1:"), ('{"doc": "a", "text": "b", "facts": [{"type": "x"}]}\n', "unknown fact type"),
                               ('{"id": "a", "text": "b", "expect": [{"kind": "date", "start": 0, "end": 9}]}\n', "place")]:
            gold = self.write("gold.jsonl", content)
            self.assertIn(named, self.check(self.attest("eval", gold), 1).err.decode())


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""attest eval: its figures are those of the scorers that the evaluation suites come with; floors hold or are named."""
import glob
import importlib
import json
import os
import shutil
import subprocess
import sys
import unittest

from attest_program import ATTEST, SOURCE, ProgramTest

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

    def test_confidence_is_as_it_was_measured(self):
        """What measure.py finds on gold is what the claims then say of themselves."""
        rules = self.path("rules")
        shutil.copytree(os.path.join(SOURCE, "rules"), rules)
        gold = os.path.join(SOURCE, "corpus", "gold", "corpus.facts.jsonl")
        script = os.path.join(SOURCE, "tests", "eval", "measure.py")
        done = subprocess.run([sys.executable, script, ATTEST, gold], check=True, capture_output=True,
                              env=dict(os.environ, ATTEST_RULES=rules))
        self.assertIn(b"expected calibration error", done.stderr)
        with open(os.path.join(rules, "facts", "measured.toml"), "wb") as file:
            file.write(done.stdout)
        sys.path.insert(0, os.path.dirname(script))
        measure = importlib.import_module("measure")
        os.environ["ATTEST_RULES"] = rules
        self.addCleanup(os.environ.pop, "ATTEST_RULES")
        claims, _ = measure.read_claims(ATTEST, [gold])
        counts = measure.Counts()
        for claim in claims:
            counts.add(claim)
        points = measure.line_through(measure.held_out_scores(claims))
        read = self.check(self.attest("eval", gold, "--json", "--min-confidence", "0"), 0).out
        stated = [claim["confidence"] for claim in json.loads(read)["gold"][0]["reliability"]["claims"]]
        self.assertEqual(len(stated), len(claims))
        for confidence, claim in zip(stated, claims):
            self.assertAlmostEqual(confidence, measure.on_line(points, counts.score(claim)), delta=0.002, msg=claim)
        sure = sorted(stated)[len(stated) // 2]
        kept = self.check(self.attest("extract", gold, "--min-confidence", str(sure)), 0).out
        confidences = [claim["confidence"] for line in kept.splitlines() for claim in json.loads(line)["claims"]]
        self.assertTrue(confidences)
        self.assertGreaterEqual(min(confidences), sure)

    def test_broken_gold_is_named(self):
        for content, named in [("{\n", ":1:"), ('{"doc": "a", "text": "b", "facts": [{"type": "x"}]}\n', "unknown fact type"),
                               ('{"id": "a", "text": "b", "expect": [{"kind": "date", "start": 0, "end": 9}]}\n', "place")]:
            gold = self.write("gold.jsonl", content)
            self.assertIn(named, self.check(self.attest("eval", gold), 1).err.decode())


if __name__ == "__main__":
    unittest.main()

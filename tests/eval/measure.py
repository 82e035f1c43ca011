#!/usr/bin/env python3
"""Measures the precision of each claim rule and of each way to fill a role, and writes it as rules.

  measure.py ATTEST GOLD.facts.jsonl... > rules/facts/measured.toml

Runs `ATTEST eval --errors` and `ATTEST extract` over the gold files; a claim is right when it is not among the spurious.
"""
import collections
import json
import re
import subprocess
import sys


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit("measure.py: %s: %s" % (" ".join(command), done.stderr.strip()))
    return done.stdout


def spurious(attest, gold):
    """How often each (article, type, quote) was read wrongly."""
    wrong = collections.Counter()
    lines = run(attest, "eval", gold, "--errors").splitlines()
    for head, read in zip(lines, lines[1:]):
        parts = re.match(r"spurious +(\S+) (\S+)$", head)
        if parts and read.strip().startswith("read"):
            wrong[parts[1], parts[2], json.loads(read.strip()[4:])["quote"]] += 1
    return wrong


def fill_class(filled_by):
    return "reference" if " -> " in filled_by else filled_by


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    attest, golds = sys.argv[1], sys.argv[2:]
    right, read = collections.Counter(), collections.Counter()
    for gold in golds:
        wrong = spurious(attest, gold)
        for line in run(attest, "extract", gold).splitlines():
            article = json.loads(line)
            for claim in article["claims"]:
                key = article["id"], claim["type"], claim["quote"]
                ok = wrong[key] == 0
                wrong[key] -= not ok
                fills = {fill_class(f["filled_by"]) for role, f in claim["fills"].items() if role not in ("event", "measure", "metric")}
                for name in {claim["rule"], "type/" + claim["type"], "fill/all"} | {"fill/" + f for f in fills}:
                    read[name] += 1
                    right[name] += ok
    print("# How often each rule, type and way of filling a role was right on gold. Written by tests/eval/measure.py; do not edit.")
    for name in sorted(read):
        print('\n[[measured]]\nid = "%s"\nright = %d\nread = %d' % (name, right[name], read[name]))


if __name__ == "__main__":
    main()

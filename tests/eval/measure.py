#!/usr/bin/env python3
"""Measures how often each claim rule and each way of filling a role is right, and calibrates the confidence of claims.

  measure.py ATTEST GOLD.facts.jsonl... [--least X] > measured.toml && mv measured.toml rules/facts/measured.toml

Each gold file is read once (`attest eval GOLD --json --min-confidence 0`); a claim is right when it agrees with a gold
fact in core. The file that it writes holds, as rules/facts/measured.toml has it:

  [[measured]]     a rule with the type that it read, a type, a way of filling a party's role, or "all": how many claims
                   it read, how many of them are right, and its precision, smoothed towards what is known of its like
  [[calibration]]  what a claim's score (its rule's precision, times how its parties were filled) has turned out to be
                   worth: a rising line through points (score, confidence), and the default of --min-confidence: X, or
                   the one with the best F1 on these articles, cross-validated

What is said of scores is cross-validated: a claim's score comes from the other articles' counts. The report on standard
error goes one step further: the line itself is fitted on the articles of the other folds.
"""
import argparse
import collections
import json
import subprocess
import sys

PRIOR = 0.6        # precision of what was never measured
TYPE_WEIGHT = 5    # how many claims the precision of all is worth to a type
RULE_WEIGHT = 8    # how many claims its type's precision is worth to a rule
FILL_WEIGHT = 10   # how many claims the precision of all is worth to a way of filling
BLOCK = 40         # the fewest claims that a point of the line stands for
SURE = 0.9         # this confidence and more is stated only where the share of right claims is above SURE_RIGHT even at
SURE_RIGHT = 0.92  # the lower end of what it may be (Wilson's interval, so many standard errors): the best of many
MARGIN = 2         # blocks is in part the luckiest
FOLDS = 10

Claim = collections.namedtuple("Claim", "article type rule fills right")


def read_claims(attest, golds):
    """All claims, and how many facts the gold has."""
    claims, facts = [], 0
    for gold in golds:
        done = subprocess.run([attest, "eval", gold, "--json", "--min-confidence", "0"], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit("measure.py: %s: %s" % (gold, done.stderr.strip()))
        for result in json.loads(done.stdout)["gold"]:
            facts += result["scores"]["all"]["core"]["gold"]
            for read in result["reliability"]["claims"]:
                fills = {"reference" if " -> " in fill else fill for fill in read["fills"]}
                claims.append(Claim(gold + " " + read["article"], read["type"], read["rule"], tuple(sorted(fills)),
                                    read["right"]))
    return claims, facts


class Counts:
    """How many claims of each name were read, and how many of them are right."""

    def __init__(self):
        self.read, self.right = collections.Counter(), collections.Counter()

    def add(self, claim, times=1):
        names = ["all", "type/" + claim.type, claim.rule + " " + claim.type] + ["fill/" + fill for fill in claim.fills]
        for name in names:
            self.read[name] += times
            self.right[name] += times * claim.right

    def smoothed(self, name, towards, weight):
        return (self.right[name] + weight * towards) / (self.read[name] + weight)

    def all(self):
        return self.smoothed("all", PRIOR, TYPE_WEIGHT)

    def type(self, name):
        return self.smoothed("type/" + name, self.all(), TYPE_WEIGHT)

    def rule(self, claim):
        return self.smoothed(claim.rule + " " + claim.type, self.type(claim.type), RULE_WEIGHT)

    def fill(self, name):
        return self.smoothed("fill/" + name, self.all(), FILL_WEIGHT)

    def score(self, claim):
        """As pipeline/claims/confidence.cc has it: of the ways in which the parties were filled the weakest decides."""
        weakest = min([1.0] + [self.fill(fill) / self.all() for fill in claim.fills])
        return self.rule(claim) * weakest


def held_out_scores(claims):
    """Each claim with its score from the articles but its own."""
    counts = Counts()
    by_article = collections.defaultdict(list)
    for claim in claims:
        counts.add(claim)
        by_article[claim.article].append(claim)
    scored = []
    for article in sorted(by_article):
        for claim in by_article[article]:
            counts.add(claim, -1)
        scored += [(counts.score(claim), claim) for claim in by_article[article]]
        for claim in by_article[article]:
            counts.add(claim)
    return scored


def lower_end(right, count):
    share, weight = right / count, MARGIN ** 2 / count
    return (share + weight / 2 - (weight * (share * (1 - share) + weight / 4)) ** 0.5) / (1 + weight)


def line_through(scored):
    """Isotonic regression: points (score, confidence), rising, each for at least BLOCK claims."""
    merged = []  # sum of scores, right, claims, lowest score
    for score, claim in sorted(scored, key=lambda pair: pair[0]):
        merged.append([score, claim.right, 1, score])
        while len(merged) > 1 and (merged[-2][2] < BLOCK or
                                   merged[-2][1] * merged[-1][2] >= merged[-1][1] * merged[-2][2]):
            last = merged.pop()
            merged[-1] = [a + b for a, b in zip(merged[-1][:3], last[:3])] + [merged[-1][3]]
    if len(merged) > 1 and merged[-1][2] < BLOCK:
        last = merged.pop()
        merged[-1] = [a + b for a, b in zip(merged[-1][:3], last[:3])] + [merged[-1][3]]
    points = []
    for total, right, count, lowest in merged:
        confidence = (right + 0.5) / (count + 1)
        if confidence >= SURE:
            if lower_end(right, count) < SURE_RIGHT:
                confidence = SURE - 0.01
            elif points and points[-1][1] < SURE:  # no way leads up to it: a step
                points += [(lowest - 0.001, points[-1][1]), (lowest, confidence)]
        # What is added above for small blocks must not let the line fall.
        points.append((total / count, max([0.01, min(confidence, 0.99)] + [known for _, known in points[-1:]])))
    rounded = []
    for score, confidence in points:
        if not rounded or round(score, 3) > rounded[-1][0]:
            rounded.append((round(score, 3), round(confidence, 3)))
    return rounded


def on_line(points, score):
    """As pipeline/claims/confidence.cc has it: level beyond the ends, straight between two points."""
    if score <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if score <= x1:
            return y0 + (y1 - y0) * (score - x0) / (x1 - x0) if x1 > x0 else y1
    return points[-1][1]


def cross_validated(claims):
    """Each claim with the confidence that counts and line of the other folds' articles give it."""
    articles = sorted({claim.article for claim in claims})
    fold_of = {article: i % FOLDS for i, article in enumerate(articles)}
    stated = []
    for fold in range(FOLDS):
        others = [claim for claim in claims if fold_of[claim.article] != fold]
        if not others:
            continue
        points = line_through(held_out_scores(others))
        counts = Counts()
        for claim in others:
            counts.add(claim)
        stated += [(on_line(points, counts.score(claim)), claim) for claim in claims if fold_of[claim.article] == fold]
    return stated


def kept_from(stated, facts, least):
    """Claims at or above a confidence: right, all, precision, recall, F1."""
    kept = [claim.right for confidence, claim in stated if confidence >= least]
    right = sum(kept)
    precision, recall = right / max(1, len(kept)), right / max(1, facts)
    return right, len(kept), precision, recall, 2 * right / max(1, len(kept) + facts)


def report(stated, facts, least):
    say = lambda text: print(text, file=sys.stderr)
    say("cross-validated over %d folds of articles\nstated     claims  right   mean confidence" % FOLDS)
    error = 0.0
    for low in range(10):
        held = [(c, claim.right) for c, claim in stated if min(int(10 * c + 1e-9), 9) == low]
        if not held:
            continue
        confidence, right = (sum(x) / len(held) for x in zip(*held))
        error += abs(confidence - right) * len(held) / len(stated)
        say("%.1f-%.1f   %7d  %5.1f%%  %.3f" % (low / 10, (low + 1) / 10, len(held), 100 * right, confidence))
    say("expected calibration error %.3f; at %.1f or more %d of %d right" %
        ((error, SURE) + kept_from(stated, facts, SURE)[:2]))
    say("from       claims      P      R     F1")
    for step in range(19):
        right, kept, precision, recall, f1 = kept_from(stated, facts, step / 20)
        if kept:
            say("%.2f      %7d  %5.1f  %5.1f  %5.1f" % (step / 20, kept, 100 * precision, 100 * recall, 100 * f1))
    say("default of --min-confidence: %.2f" % least)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attest")
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--least", type=float, help="the default of --min-confidence, whatever the gold says")
    options = parser.parse_args()
    claims, facts = read_claims(options.attest, options.gold)
    if not claims:
        sys.exit("measure.py: no claims in " + ", ".join(options.gold))
    stated = cross_validated(claims)
    least = options.least
    if least is None:
        least = max((step / 20 for step in range(19)), key=lambda x: (kept_from(stated, facts, x)[4], -x))
    report(stated, facts, least)
    counts = Counts()
    an_example = {}
    for claim in claims:
        counts.add(claim)
        an_example[claim.rule + " " + claim.type] = claim
    print("# How often each rule, type and way of filling a role was right on gold, and what a score is worth.\n"
          "# Written by tests/eval/measure.py; do not edit.")
    for name in sorted(counts.read):
        if name == "all":
            precision = counts.all()
        elif name.startswith("type/"):
            precision = counts.type(name[len("type/"):])
        elif name.startswith("fill/"):
            precision = counts.fill(name[len("fill/"):])
        else:
            precision = counts.rule(an_example[name])
        print('\n[[measured]]\nid = "%s"\nright = %d\nread = %d\nprecision = %.6f' %
              (name, counts.right[name], counts.read[name], precision))
    points = ", ".join("[%.3f, %.3f]" % point for point in line_through(held_out_scores(claims)))
    print('\n[[calibration]]\nid = "confidence"\npoints = [%s]\nmin_confidence = %.2f' % (points, least))


if __name__ == "__main__":
    main()

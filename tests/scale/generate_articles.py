#!/usr/bin/env python3
"""Writes invented articles of about five claims each, as JSON Lines on standard output.

generate_articles.py COUNT [--first N] [--seed S]

Each article depends on its number and the seed only. Companies are drawn from as many as there are articles by twenty,
so that most facts have several sources, some of them in conflict. Every tenth article is a near-copy of the one before.
"""
import argparse
import json
import random
import sys

SYLLABLES = ["ba", "cor", "dal", "fen", "gar", "hol", "jur", "kel", "lan", "mer", "nor", "pel", "quin", "ros", "sol",
             "tav", "ul", "vex", "wol", "zan"]
FORMS = ["Group plc", "Corp", "Inc", "Holdings plc", "Industries Inc", "Motors Corp", "Foods plc", "Energy Corp"]
TOWNS = ["Leeds", "Porto", "Lyon", "Turin", "Ghent", "Oslo", "Denver", "Osaka"]


def company(number):
    name = ""
    for _ in range(3):
        name += SYLLABLES[number % len(SYLLABLES)]
        number //= len(SYLLABLES)
    return (name + (SYLLABLES[number % len(SYLLABLES)] if number else "")).capitalize(), FORMS[sum(map(ord, name)) % 8]


def article(number, companies, seed):
    copied = number % 10 == 9
    draw = random.Random(seed * 1_000_003 + (number - 1 if copied else number))
    (name, form), (other, other_form) = company(draw.randrange(companies)), company(draw.randrange(companies))
    year = draw.randrange(2015, 2025)
    day = "%d-%02d-%02d" % (year + 1, draw.randrange(1, 13), draw.randrange(1, 29))
    profit, before = draw.randrange(20, 400), draw.randrange(20, 400)
    revenue = draw.randrange(1000, 9000)
    staff = draw.randrange(20, 900) * 100
    text = "%s results for %d\n\n" % (name, year)
    text += "%s %s, based in %s, said that pre-tax profit was £%d million in %d, against £%d million in %d. " % (
        name, form, draw.choice(TOWNS), profit, year, before, year - 1)
    text += "Revenue at %s was $%d.%02d billion in %d.\n\n" % (name, revenue // 1000, revenue % 1000 // 10, year)
    text += "The company employs %s people and had debts of $%d million. " % (format(staff, ","), draw.randrange(50, 950))
    text += "%s has signed a %d-year, $%d million contract with %s %s.\n\n" % (
        name, draw.randrange(2, 9), draw.randrange(10, 900), other, other_form)
    text += "Analysts had hoped for more after the talks with lenders in %s, which went on for weeks and ended late.\n" % (
        draw.choice(TOWNS))
    if copied:
        text += "(Our staff)\n"
    return {"id": "g/%d" % number, "title": "", "published": day, "text": text}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--companies", type=int, help="how many there are [a twentieth of the articles]")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    companies = options.companies or max(10, options.count // 20)
    for number in range(options.first, options.first + options.count):
        sys.stdout.write(json.dumps(article(number, companies, options.seed), ensure_ascii=False) + "\n")


main()

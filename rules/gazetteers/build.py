#!/usr/bin/env python3
"""Builds the generated gazetteers. Standard library only, Python 3.9 or newer.

  build.py companies LIST.tsv > companies.tsv
  build.py words TEXTS.jsonl > common_words.txt

companies: LIST.tsv has a header with name, country, isin, cik, tickers, exchange and cap, as listings and filings give
them. Written are the names as news write them (share classes, places of incorporation and legal forms split off, names
in capitals brought to title case) with their identifiers, one row a name, sorted.
words: TEXTS.jsonl has a "text" a line. Written are the words that stand in small letters three times or more, and not
mostly as names, sorted.
"""
import collections
import csv
import json
import re
import sys

LEGAL = set("""inc incorporated corp corporation co company ltd limited plc llc llp lp ag se sa nv bv spa ab asa oyj oy kgaa kg
gmbh berhad bhd tbk sab as aktiengesellschaft kk pjsc ojsc saog psc cv sas sca srl nyrt rt jsc sadrn anonyme sae adr trust-units
p.l.c n.v s.a s.p.a l.p a.s a/s k.k b.v c.v s.a.b s.e sa/nv t.a.s s.a.a""".split())
JUNK = re.compile(r"(?i)\b(class [a-c]|cl [a-c]|series [a-z]|sponsored|unsponsored|adrs?|gdrs?|depositary|pfd|pref|reg\.?s|o\.n\.?|drn|"
                  r"common stock|ordinary shares?|non-?voting|registered shs?|units?|shs|stapled)\b.*$")
BROKEN = re.compile(r"[A-Z]\.[A-Z]{2,}|\bUNS\b|/\d|DL-|EUR\d|\bYC\b|LS-|\bINH\b|\bNAM\b|\bADR\d|\.\w{1,3}\.\w")
SMALL = {"of", "and", "the", "for", "de", "del", "la", "du", "des", "van", "von", "und", "y", "e"}


def title(word):
    """A word of a name in capitals as news print it: words of consonants or of two letters are read as initials."""
    if len(word) <= 2 or not re.search("[AEIOUY]", word) or not re.fullmatch("[A-Z'’]+", word):
        return word.lower() if word.lower() in SMALL else word
    return word.lower() if word.lower() in SMALL else word[0] + word[1:].lower()


def clean(name):
    """The name without what listings add, or "" when the row cannot be read as a name."""
    name = re.sub(r"\s*[/\\]\s*[A-Z]{2,4}\s*[/\\]?\s*$", "", name.strip())  # RUSH ENTERPRISES INC \\TX\\
    name = re.sub(r"(?i)\s*\(publ\.?\)", "", name)
    name = JUNK.sub("", name).strip(" ,-")
    if BROKEN.search(name) or not re.search("[A-Za-z]{2}|[A-Z0-9]&|\\d[A-Z]", name):
        return ""
    words = name.replace(",", " , ").split()
    if words and words[0] in ("PT", "AB") and len(words) > 2:
        words = words[1:]
    while len(words) > 1:
        bare = words[-1].strip(".,()").lower()
        if words[-1] == "," or bare in LEGAL or bare.replace(".", "") in LEGAL or words[-1] in ("&", "and"):
            words.pop()
            continue
        glued = re.fullmatch(r"(?i)(.+?)[.,]?(?:co\.,? ?)?ltd\.?", words[-1])
        if glued and len(glued.group(1)) > 2:
            words[-1] = glued.group(1)
        else:
            break
    name = re.sub(r"\s+,", ",", " ".join(words)).strip(" ,.-")
    letters = re.sub("[^A-Za-z]", "", name)
    if letters.isupper() and len(letters) > 4:
        name = " ".join(title(w) for w in name.split())
    if not name or name[0].islower() and not re.search("[A-Z]", name):
        return ""
    return name


def companies(path):
    rows = {}
    order = {"Mega Cap": 0, "Large Cap": 1, "Mid Cap": 2}
    with open(path, encoding="utf-8", newline="") as f:
        listed = sorted(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE),
                        key=lambda r: (order.get(r["cap"], 3), r["country"] != "United States", r["name"]))
    for r in listed:
        name = clean(r["name"])
        if not name:
            continue
        row = rows.setdefault(re.sub("[^a-z0-9]", "", name.lower()) or name, {"name": name, "country": "", "isin": "", "cik": "", "ticker": ""})
        for column, value in (("country", r["country"]), ("isin", r["isin"]), ("cik", r["cik"]), ("ticker", r["tickers"])):
            if not row[column]:
                row[column] = value
    print("# Written by build.py from a public list of listed companies; not to be edited by hand.")
    print("name\tcountry\tticker\tcik\tisin")
    for row in sorted(rows.values(), key=lambda r: r["name"]):
        print("\t".join(row[c] for c in ("name", "country", "ticker", "cik", "isin")))


def words(path):
    small, capital = collections.Counter(), collections.Counter()
    with open(path, encoding="utf-8") as f:
        for line in f:
            for word in re.findall(r"(?<![\w'.-])[A-Za-z][a-z]+(?![\w])", json.loads(line)["text"]):
                (small if word[0].islower() else capital)[word.lower()] += 1
    print("# Written by build.py from news texts; not to be edited by hand.")
    for word in sorted(small):
        if small[word] >= 3 and small[word] * 2 >= capital[word]:
            print(word)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("companies", "words"):
        sys.exit(__doc__)
    {"companies": companies, "words": words}[sys.argv[1]](sys.argv[2])

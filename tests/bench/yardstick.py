#!/usr/bin/env python3
"""How fast attest is, measured against `LC_ALL=C wc -w` on the same file in the same minutes.

Every figure is the median of rounds in which all commands take turns, so that a machine that slows down slows them all.
Times are CPU seconds of the process (user and system) unless said otherwise. Parts:

  ratio   wc, ripgrep with comparable patterns, `attest extract` on one thread and on two, `attest run`
  stages  what each stage costs a byte, from the program stages_bench
  growth  1x, 4x, 16x the articles; 1x, 4x, 16x the claim rules; 1,000, 10,000, 100,000 further company names
  hard    inputs made to hurt, each at two sizes: time has to grow with the size, memory must not

  tests/bench/yardstick.py articles.jsonl --megabytes 200 --chart speed.svg
"""
import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tomllib

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(SOURCE, "rules")
# What attest looks for, as far as one line of a search tool can say it: amounts, percentages, dates, names with a suffix.
PATTERN = (r"(?:US|C|A)?\$ ?[0-9][0-9.,]*(?: (?:thousand|million|billion|trillion|mln|bn))?|"
           r"[0-9][0-9.,]*(?: (?:thousand|million|billion|trillion|mln|bn))? (?:dollars|dlrs|pounds|euros|yen|cents|cts)|"
           r"[0-9][0-9.,]* ?(?:%|pct|per ?cent)|"
           r"(?:January|February|March|April|May|June|July|August|September|October|November|December) [0-9]{1,4}|"
           r"(?:last|this|next) (?:week|month|quarter|year)|"
           r"(?:[A-Z][A-Za-z&.-]+ )+(?:Inc|Corp|Co|Ltd|plc|Group|Holdings|AG|SA|NV)\b")


class Run:
    """One finished process: its CPU and wall seconds, peak memory in MiB, exit code and last message."""

    def __init__(self, command, feed=None):
        environment = dict(os.environ, LC_ALL="C")
        with tempfile.TemporaryFile() as errors:
            begin = time.monotonic()
            process = subprocess.Popen(command, stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=errors, env=environment)
            if feed:
                feeder = threading.Thread(target=self.write, args=(process.stdin, feed))
                feeder.start()
            _, status, usage = os.wait4(process.pid, 0)
            self.wall = time.monotonic() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
            if feed:
                feeder.join()
            errors.seek(0, os.SEEK_END)
            errors.seek(max(0, errors.tell() - 400))
            message = errors.read().decode(errors="replace").strip().splitlines()
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        self.code = process.returncode
        self.message = message[-1] if message else ""

    @staticmethod
    def write(pipe, chunks):
        try:
            for chunk in chunks:
                pipe.write(chunk)
            pipe.close()
        except BrokenPipeError:
            pass


def rounds_of(commands, rounds):
    """{name: [Run, …]}: the commands take turns. A command may be a function that gives the command of a round."""
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            run = Run(command() if callable(command) else command)
            if run.code not in (0, 1):
                sys.exit(f"{name} failed with exit code {run.code}: {run.message}")
            runs[name].append(run)
    return runs


def ratio(runs, others):
    return statistics.median(run.cpu / other.cpu for run, other in zip(runs, others))


def repeated(path, size, out):
    """The articles again and again, under new ids, until the file has `size` bytes."""
    if os.path.isdir(path):
        articles = []
        for name in sorted(os.listdir(path)):
            with open(os.path.join(path, name), encoding="utf-8") as file:
                articles.append({"id": name, "text": file.read()})
    else:
        with open(path, encoding="utf-8") as file:
            articles = [json.loads(line) for line in file if line.strip()]
    for article in articles:
        article["id"] = str(article.get("id", article.pop("doc", "")))
    with open(out, "w", encoding="utf-8") as file:
        written, turn = 0, 0
        while turn == 0 or written < size:
            for article in articles:
                again = {**article, "id": f"{article['id']}-{turn}"} if turn else article
                written += file.write(json.dumps(again, ensure_ascii=False) + "\n")
                if 0 < size <= written:
                    break
            turn += 1
    return out


# Growth of the rules: copies under other ids, with other words, so that no two of them say the same.

def toml(value):
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    return str(value)


def with_other_words(value, copy):
    """Every word of a pattern spelled backwards with a letter of the copy before it; slots and lists stay."""
    if isinstance(value, list):
        return [with_other_words(item, copy) for item in value]
    if isinstance(value, dict):
        return {key: with_other_words(item, copy) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    return re.sub(r"\{[^}]*\}|\\.|\(\?|[a-z]{4,}",
                  lambda found: found[0] if found[0][0] in "{\\(" else "abcdefghijklmnop"[copy] + found[0][::-1], value)


def rules_times(times, folder):
    shutil.copytree(RULES, folder)
    for name in sorted(os.listdir(os.path.join(RULES, "facts"))):
        with open(os.path.join(RULES, "facts", name), "rb") as file:
            entries = tomllib.load(file)
        for copy in range(1, times):
            lines = []
            for section in ("frame", "head"):
                for entry in entries.get(section, []):
                    lines.append(f"[[{section}]]\nid = {toml(entry['id'] + f'-copy{copy}')}")
                    for key, value in entry.items():
                        if key in ("forms", "nouns", "verbs", "extras"):
                            value = with_other_words(value, copy)
                        if key not in ("id", "example"):
                            lines.append(f"{key} = {toml(value)}")
            if lines:
                with open(os.path.join(folder, "facts", f"{name[:-5]}-copy{copy}.toml"), "w", encoding="utf-8") as file:
                    file.write("\n".join(lines) + "\n")
    return folder


def names_file(count, out):
    """Companies that nobody has heard of, most of them of two words."""
    choose = random.Random(count)
    syllables = [a + b for a in "b br c d f g gr h k l m n p r s st t v w".split() for b in "a an e el i in o or u".split()]

    def word():
        return "".join(choose.choice(syllables) for _ in range(choose.choice((2, 2, 3)))).capitalize()
    names = set()
    while len(names) < count:
        names.add(" ".join(word() for _ in range(choose.choice((1, 2, 2, 3)))))
    with open(out, "w", encoding="utf-8") as file:
        file.write("name\tcountry\tticker\tcik\tisin\n")
        file.writelines(f"{name}\t\t\t\t\n" for name in sorted(names))
    return out


# Inputs made to hurt: for a number n, the lines of a JSON Lines file of about n bytes, in pieces.

def one_article(text, n):
    """One article: `text` again and again."""
    count = max(1, n // len(text))
    yield b'{"id":"hard","text":"'
    piece = json.dumps(text)[1:-1].encode()
    for begin in range(0, count, 1000):
        yield piece * min(1000, count - begin)
    yield b'"}\n'


AMBIGUOUS = ("Shares of May Co, up 4 to 5 or 6 percent, two to three million dollars a share in May of the second quarter last "
             "year, it said its first half of 2 1/2 billion to the third of March, one of the four, may sell or buy it. ")
HARD = {
    "one line too long": lambda n: (b"x" * 1000 for _ in range(n // 1000)),
    "empty documents": lambda n: (b'{"id":"%d","text":""}\n' % i for i in range(n // 22)),
    "tiny documents": lambda n: (b'{"id":"%d","text":"a"}\n' % i for i in range(n // 23)),
    "one word": lambda n: one_article("profit ", n),
    "one endless word": lambda n: one_article("BASE", n),
    "digits": lambda n: one_article("1234567890", n),
    "figures": lambda n: one_article("12 ", n),
    "capitals": lambda n: one_article("ACME ", n),
    "nested quotes": lambda n: one_article("\"'(", n),
    "one long sentence": lambda n: one_article("Acme Corp sold Globex Inc for $5 million and ", n),
    "ambiguous sentences": lambda n: one_article(AMBIGUOUS, n),
    "combining marks": lambda n: one_article("a\u0301\u0301", n),
}


class Yardstick:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.attest = options.attest
        self.articles = options.articles
        if options.megabytes or os.path.isdir(options.articles):
            self.articles = repeated(options.articles, options.megabytes * 1000000, os.path.join(folder, "articles.jsonl"))
        self.bytes = os.path.getsize(self.articles)
        self.bars = []  # of the chart: (name, times the yardstick)
        self.stages = []  # (name, ns a byte)

    def extract(self, path, threads=1, *more):
        return [self.attest, "extract", "-q", f"-j{threads}", *more, path]

    def run(self):
        store = os.path.join(self.folder, "store")
        shutil.rmtree(store, ignore_errors=True)
        return [self.attest, "run", "-q", "-j1", "-o", store, self.articles]

    def measure_ratio(self):
        commands = {"wc -w": ["wc", "-w", self.articles], "rg -c": ["rg", "-c", PATTERN, self.articles],
                    "attest extract -j1": self.extract(self.articles), "attest extract -j2": self.extract(self.articles, 2),
                    "attest run -j1": self.run}
        if not shutil.which("rg"):
            del commands["rg -c"]
            print("ripgrep is not installed: left out")
        runs = rounds_of(commands, self.options.rounds)
        print(f"{self.bytes / 1e6:.0f} MB, {self.options.rounds} rounds\n"
              f"{'':22} {'times wc':>9} {'ns/byte':>8} {'MB/s':>7} {'MiB':>6}")
        for name, of_name in runs.items():
            cpu = statistics.median(run.cpu for run in of_name)
            times = ratio(of_name, runs["wc -w"])
            self.bars.append((name, times))
            print(f"{name:22} {times:9.2f} {cpu * 1e9 / self.bytes:8.1f} {self.bytes / cpu / 1e6:7.1f} "
                  f"{max(run.memory for run in of_name):6.0f}")
        two = statistics.median(one.wall / both.wall
                                for one, both in zip(runs["attest extract -j1"], runs["attest extract -j2"]))
        print(f"two threads are {two:.2f} times as fast as one (wall time)")
        print(f"run takes {ratio(runs['attest run -j1'], runs['attest extract -j1']):.2f} times extract")
        start = os.path.join(self.folder, "one.jsonl")
        with open(start, "w", encoding="utf-8") as file:
            file.write('{"id":"1","text":"Acme rose."}\n')
        starts = rounds_of({"start": self.extract(start)}, self.options.rounds)["start"]
        print(f"start-up {statistics.median(run.cpu for run in starts) * 1000:.0f} ms")

    def measure_stages(self):
        done = subprocess.run([self.options.stages, self.articles, "--benchmark_format=json",
                               "--benchmark_repetitions=3", "--benchmark_report_aggregates_only=true"],
                              stdout=subprocess.PIPE, check=True)
        for stage in json.loads(done.stdout)["benchmarks"]:
            if stage["aggregate_name"] != "median":
                continue
            name = stage["run_name"]
            if "ns_per_byte" not in stage:
                print(f"{name:12} {stage['cpu_time']:8.1f} ms")
                continue
            print(f"{name:12} {stage['ns_per_byte']:8.2f} ns/byte")
            self.stages.append((name, stage["ns_per_byte"]))

    def print_growth(self, title, commands, base):
        runs = rounds_of(commands, self.options.rounds)
        print(title)
        for name, of_name in runs.items():
            print(f"  {name:>8} {statistics.median(run.cpu for run in of_name):8.2f} s {ratio(of_name, runs[base]):8.2f} times "
                  f"{max(run.memory for run in of_name):6.0f} MiB")

    def measure_growth(self):
        size = int(self.options.growth_megabytes * 1000000)
        self.print_growth("articles", {
            f"{times}x": self.extract(repeated(self.articles, times * size, os.path.join(self.folder, f"{times}.jsonl")))
            for times in (1, 4, 16)}, "1x")
        articles = os.path.join(self.folder, "1.jsonl")
        self.print_growth("claim rules", {
            f"{times}x": self.extract(articles, 1, "--rules", rules_times(times, os.path.join(self.folder, f"rules{times}")))
            for times in (1, 4, 16)}, "1x")
        self.print_growth("company names", {
            f"{count:,}": self.extract(articles, 1, "--gazetteer", names_file(count, os.path.join(self.folder, f"{count}.tsv")))
            for count in (1000, 10000, 100000)}, "1,000")

    def measure_hard(self):
        large = int(self.options.hard_megabytes * 1000000)
        small = large // 4
        print(f"{'':20} {'ns/byte':>8} {'at 4x':>8} {'times':>6} {'MiB':>6} {'at 4x':>6}")
        for name, lines in HARD.items():
            runs = [Run(self.extract("-"), lines(n)) for n in (small, large)]
            print(f"{name:20} {runs[0].cpu * 1e9 / small:8.1f} {runs[1].cpu * 1e9 / large:8.1f} "
                  f"{runs[1].cpu / runs[0].cpu:6.2f} {runs[0].memory:6.0f} {runs[1].memory:6.0f}  "
                  f"exit {runs[1].code} {runs[1].message[:80]}")

    def chart(self, path):
        """Bars: how many times the yardstick each command takes."""
        width, left, row = 760, 170, 30
        longest = max(times for _, times in self.bars)
        rows = []
        for i, (name, times) in enumerate(self.bars):
            top = 44 + i * row
            length = max(2, times / longest * (width - left - 70))
            fill = "#8a8f98" if not name.startswith("attest") else "#2f6fb0"
            rows.append(f'<text x="{left - 10}" y="{top + 15}" text-anchor="end">{name}</text>'
                        f'<rect x="{left}" y="{top}" width="{length:.1f}" height="20" fill="{fill}"/>'
                        f'<text x="{left + length + 8:.1f}" y="{top + 15}">{times:.1f}</text>')
        height = 44 + len(rows) * row + 10
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
                       f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="14">\n'
                       f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
                       f'<text x="{left}" y="26" font-weight="bold">CPU time, as times that of wc -w</text>\n'
                       + "\n".join(rows) + "\n</svg>\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", default=os.path.join(SOURCE, "corpus", "articles"),
                        help="a JSON Lines file, or a folder of texts [the sample articles]")
    parser.add_argument("--attest", default=os.path.join(SOURCE, "build", "release", "attest"))
    parser.add_argument("--stages", default=os.path.join(SOURCE, "build", "release", "tests", "stages_bench"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=int, default=0, help="repeat the articles to this size")
    parser.add_argument("--growth-megabytes", type=float, default=20, help="1x of the articles' growth")
    parser.add_argument("--hard-megabytes", type=float, default=16, help="the larger size of the hard inputs")
    parser.add_argument("--parts", default="ratio,stages,growth,hard")
    parser.add_argument("--chart", help="write the ratios as an SVG file")
    options = parser.parse_args()
    parts = options.parts.split(",")
    with tempfile.TemporaryDirectory() as folder:
        yardstick = Yardstick(options, folder)
        for part in parts:
            print(f"== {part}")
            getattr(yardstick, f"measure_{part}")()
        if options.chart:
            yardstick.chart(options.chart)


if __name__ == "__main__":
    main()

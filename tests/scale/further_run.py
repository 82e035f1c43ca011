#!/usr/bin/env python3
"""What a further run over a large store costs, beside reading and writing the store's bytes once.

further_run.py STORE [--articles N]   STORE: made by generate_store; it is read again and again, and N articles longer after

$ATTEST is the program. Prints seconds and processor seconds of a copy and of the run, and the run's
largest memory. Run it on a quiet machine; the store's bytes have to fit the disk three times.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def measured(what, *command):
    begun = time.monotonic()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    if status != 0:
        sys.exit("%s ended with status %d" % (what, status))
    processor = used.ru_utime + used.ru_stime
    print("%-5s %8.1f s, %8.1f s of the processor, %6.0f MiB at most" % (what, seconds, processor,
                                                                         used.ru_maxrss / 1024), flush=True)
    return seconds, processor


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store")
    parser.add_argument("--articles", type=int, default=1000)
    options = parser.parse_args()
    inner = os.path.join(options.store, ".store")
    generation = os.path.join(inner, os.readlink(os.path.join(inner, "current")))
    print("%.2f GB" % (sum(os.path.getsize(os.path.join(generation, n)) for n in os.listdir(generation)) / 1e9))
    copy = os.path.join(options.store + ".copy")

    def copied():
        result = measured("copy", "sh", "-c", 'mkdir "$2" && for f in "$1"/*; do cat "$f" > "$2/${f##*/}" || exit 1; done;'
                          ' sync "$2"/*', "sh", generation, copy)
        shutil.rmtree(copy)
        return result

    with tempfile.TemporaryDirectory() as folder:
        articles = os.path.join(folder, "further.jsonl")
        with open(articles, "wb") as file:
            subprocess.run([sys.executable, os.path.join(HERE, "generate_articles.py"), str(options.articles), "--seed",
                            "7"], stdout=file, check=True)
        first = copied()
        run = measured("run", os.environ["ATTEST"], "run", "-q", "-j1", "-o", options.store, articles)
    print("the run took %.2f times the copy's time, %.2f times its processor time" % (run[0] / first[0],
                                                                                     run[1] / first[1]))


main()

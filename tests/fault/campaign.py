#!/usr/bin/env python3
"""Disturbs runs of attest and checks that the store survives: it opens, verifies, is the old one or the new one, and a
plain run after it ends with the bytes of an undisturbed run.

campaign.py kill   [--runs N] [--seed S]   SIGKILL at random moments
campaign.py calls  [--every N]             each system call on the store's files in turn: killed at it, then EIO, ENOSPC
campaign.py full   [--runs N] [--seed S]   a disk that is full: a small tmpfs where one can be mounted, else file sizes
                                           limited to some bytes
campaign.py two    [--runs N] [--seed S]   two runs at once, each with articles of its own: none is lost

$ATTEST is the program, $ATTEST_SOURCE the source tree, $ATTEST_FAILING_IO the library that `calls` preloads.
Exit 0: all as it should be; 1: not, named by the number and seed of the run.
"""
import argparse
import collections
import errno
import fcntl
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ATTEST = os.environ["ATTEST"]
ARTICLES = os.path.join(os.environ["ATTEST_SOURCE"], "corpus", "articles")
FAILED = 3


def command(*arguments, **options):
    environment = dict(os.environ, LC_ALL="C", **options.pop("env", {}))
    return subprocess.Popen([ATTEST, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
                            **options)


def finish(process):
    out, err = process.communicate(timeout=300)
    return process.returncode, (out + err).decode(errors="replace")


def files_of(store):
    """The bytes that articles and rules determine."""
    found = {}
    for name in os.listdir(store):
        path = os.path.join(store, name)
        if os.path.isfile(path) and name != "changes.jsonl":
            with open(path, "rb") as file:
                found[name] = file.read()
    return found


class Campaign:
    """A store with half of the articles, and what it becomes with the rest."""

    def __init__(self, folder):
        self.folder = folder
        names = sorted(os.listdir(ARTICLES))
        self.first = [os.path.join(ARTICLES, name) for name in names[::2]]
        self.rest = [os.path.join(ARTICLES, name) for name in names[1::2]]
        self.base, self.whole = os.path.join(folder, "base"), os.path.join(folder, "whole")
        self.run_plainly(self.base, self.first)
        shutil.copytree(self.base, self.whole, symlinks=True)
        begun = time.monotonic()
        self.run_plainly(self.whole, self.rest)
        self.seconds = time.monotonic() - begun
        self.old, self.new = files_of(self.base), files_of(self.whole)
        self.failures = 0
        self.states = collections.Counter()

    def run_plainly(self, store, articles):
        code, said = finish(command("run", "-q", "-j1", "-o", store, *articles))
        if code != 0:
            raise SystemExit("a plain run ended with %d: %s" % (code, said))

    def fresh(self, under=None):
        """A copy of the store to disturb."""
        store = os.path.join(under or self.folder, "disturbed")
        if os.path.exists(store):
            shutil.rmtree(store)
        shutil.copytree(self.base, store, symlinks=True)
        return store

    def fail(self, what, reason):
        self.failures += 1
        print("%s: %s" % (what, reason))

    def check(self, what, store, mend=True):
        """After a disturbance."""
        code, said = finish(command("verify", store))
        if code != 0:
            return self.fail(what, "verify ended with %d: %s" % (code, said))
        code, said = finish(command("facts", store, "--format", "jsonl"))
        if code != 0:
            return self.fail(what, "facts ended with %d: %s" % (code, said))
        now = files_of(store)
        state = "old" if now == self.old else "new" if now == self.new else None
        if state is None:
            return self.fail(what, "the store is neither the old nor the new one: " + self.differing(now))
        self.states[state] += 1
        if not mend:
            return None
        code, said = finish(command("run", "-q", "-j1", "-o", store, *self.rest))
        if code != 0:
            return self.fail(what, "the plain run after it ended with %d: %s" % (code, said))
        if files_of(store) != self.new:
            return self.fail(what, "the plain run after it gives other bytes: " + self.differing(files_of(store)))
        left = sorted(os.listdir(os.path.join(store, ".store")))
        if len(left) != 3:  # current, lock, a generation
            return self.fail(what, "leftovers: %s" % left)
        return None

    def differing(self, now):
        return ", ".join(sorted(name for name in set(now) | set(self.new) if now.get(name) != self.new.get(name)))


def wait_for(seconds, process):
    """Until then, or until the process has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        time.sleep(0.0005)


def wait_for_work(store, process):
    """Until the run has begun to write."""
    while not os.path.exists(os.path.join(store, ".store", "2")) and process.poll() is None:
        time.sleep(0.0005)


def kill(campaign, options):
    """Half of the kills at any moment of the run, half between the first sign of writing and the end. A run that ends
    before its moment does not count."""
    draw = random.Random(options.seed)
    whole = writing = campaign.seconds
    while campaign.states["killed"] < options.runs:
        store = campaign.fresh()
        begun = time.monotonic()
        process = command("run", "-q", "-j1", "-o", store, *campaign.rest)
        if draw.random() < 0.5:
            wait_for(draw.random() * whole, process)
        else:
            wait_for_work(store, process)
            work = time.monotonic()
            wait_for(draw.random() * writing, process)
            if process.poll() is not None:
                writing = time.monotonic() - work
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        else:
            whole = time.monotonic() - begun
        code, said = finish(process)
        if code == 0:
            campaign.states["had ended"] += 1
            continue
        what = "run %d of seed %d" % (campaign.states["killed"], options.seed)
        campaign.states["killed"] += 1
        if code != -signal.SIGKILL:
            campaign.fail(what, "the run ended with %d: %s" % (code, said))
        campaign.check(what, store)


def calls(campaign, options):
    library = os.environ["ATTEST_FAILING_IO"]
    counted = os.path.join(campaign.folder, "count")
    preload = os.environ.get("LD_PRELOAD", "")
    environment = {"LD_PRELOAD": (preload + " " + library).strip(), "ATTEST_FAULT_PATH": "/disturbed/"}
    code, said = finish(command("run", "-q", "-j1", "-o", campaign.fresh(), *campaign.rest,
                                env=dict(environment, ATTEST_FAULT_COUNT=counted)))
    if code != 0:
        raise SystemExit("the counted run ended with %d: %s" % (code, said))
    with open(counted, encoding="ascii") as file:
        total = int(file.read())
    campaign.states["calls"] = total
    for at in range(1, total + 1, options.every):
        for error in (0, errno.EIO, errno.ENOSPC):
            what = "call %d of %d, %s" % (at, total, errno.errorcode.get(error, "SIGKILL"))
            store = campaign.fresh()
            fault = dict(environment, ATTEST_FAULT_AT=str(at), ATTEST_FAULT_ERRNO=str(error))
            code, said = finish(command("run", "-q", "-j1", "-o", store, *campaign.rest, env=fault))
            if error == 0 and code != -signal.SIGKILL:
                campaign.fail(what, "the run ended with %d" % code)
            if error != 0 and code not in (0, FAILED):
                campaign.fail(what, "the run ended with %d: %s" % (code, said))
            if code == FAILED and store not in said:
                campaign.fail(what, "the message names no file: " + said)
            campaign.states["ended with %d" % code] += 1
            campaign.check(what, store)


def full(campaign, options):
    draw = random.Random(options.seed)
    needed = sum(map(len, campaign.new.values())) + sum(map(len, campaign.old.values()))
    disk = os.path.join(campaign.folder, "disk")
    os.mkdir(disk)
    for number in range(options.runs):
        what = "run %d of seed %d" % (number, options.seed)
        size = draw.randrange(sum(map(len, campaign.old.values())) + 64 * 1024, needed + 512 * 1024)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%d" % size, "attest-full", disk],
                                 stderr=subprocess.DEVNULL, check=False).returncode == 0
        if mounted:
            try:
                try:
                    store = campaign.fresh(disk)
                except (OSError, shutil.Error):
                    campaign.states["too small for the old store"] += 1
                    continue
                code, said = finish(command("run", "-q", "-j1", "-o", store, *campaign.rest))
                campaign.states["tmpfs: ended with %d" % code] += 1
                campaign.check(what, store, mend=False)
                subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)  # somebody makes room
                campaign.check(what + ", with room", store)
            finally:
                subprocess.run(["umount", disk], check=True)
        else:
            limit = draw.randrange(1, max(map(len, campaign.new.values())))

            def limited(most=limit):
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

            store = campaign.fresh()
            code, said = finish(command("run", "-q", "-j1", "-o", store, *campaign.rest, preexec_fn=limited))
            campaign.states["file size limit: ended with %d" % code] += 1
            campaign.check(what, store)
        if code not in (0, FAILED):
            campaign.fail(what, "the run ended with %d: %s" % (code, said))


def two(campaign, options):
    """Both find the store locked by a third, so that they meet at its door."""
    draw = random.Random(options.seed)
    for number in range(options.runs):
        store = campaign.fresh()
        what = "run %d of seed %d" % (number, options.seed)
        halves = campaign.rest[::2], campaign.rest[1::2]
        second_waits = number % 2 == 0
        with open(os.path.join(store, ".store", "lock"), "r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            first = command("run", "-j1", "-o", store, *halves[0])
            second = command("run", "-j1", *([] if second_waits else ["--no-wait"]), "-o", store, *halves[1])
            wait_for(draw.random() * 2 * campaign.seconds, first)
        for process, may_be_told in ((first, False), (second, not second_waits)):
            code, said = finish(process)
            if "waiting for it to end" in said:
                campaign.states["waited"] += 1
            if code == FAILED and may_be_told and "is being written by process" in said:
                campaign.states["was told"] += 1
                campaign.run_plainly(store, halves[1])
            elif code != 0:
                campaign.fail(what, "a run ended with %d: %s" % (code, said))
        if files_of(store) != campaign.new:
            campaign.fail(what, "articles are lost: " + campaign.differing(files_of(store)))
        campaign.check(what, store)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["kill", "calls", "full", "two"])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attest-fault-") as folder:
        campaign = Campaign(folder)
        {"kill": kill, "calls": calls, "full": full, "two": two}[options.what](campaign, options)
    print("%s: %d failures; %s" % (options.what, campaign.failures,
                                   ", ".join("%s %d" % item for item in sorted(campaign.states.items()))))
    sys.exit(1 if campaign.failures else 0)


main()

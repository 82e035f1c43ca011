#!/usr/bin/env python3
"""Validates every line of a store against pipeline/store/schema.

validate_store.py SCHEMAS STORE    exit 0: all valid; 1: a line is not, named by file and line; 77: no jsonschema package
"""
import json
import os
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.stderr.write("validate_store.py: skipped: python3-jsonschema is not installed\n")
    sys.exit(77)


def main():
    schemas, store = sys.argv[1:]
    failures = lines = 0
    for name in sorted(os.listdir(schemas)):
        with open(os.path.join(schemas, name), encoding="utf-8") as file:
            schema = json.load(file)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        path = os.path.join(store, name if name == "store.json" else name + "l")
        with open(path, encoding="utf-8") as file:
            records = [file.read()] if name == "store.json" else file.read().splitlines()
        for number, line in enumerate(records, 1):
            lines += 1
            for error in validator.iter_errors(json.loads(line)):
                failures += 1
                print("%s:%d: %s: %s" % (path, number, "/".join(map(str, error.path)), error.message[:200]))
    print("%d lines, %d failures" % (lines, failures))
    sys.exit(1 if failures or lines < 2 else 0)


main()

#!/usr/bin/env python3
"""No two types of the product have one name in one namespace, whether or not some file sees both.

The language demands it (the one-definition rule) and no compiler tells: templates over such types, like the code of a
std::vector, become one for both when the program is linked.

  unique_types.py FOLDER
"""
import pathlib
import re
import sys

NAMESPACE = re.compile(r"\s*(?:inline )?namespace\s*([\w:]*)\s*\{")
TYPE = re.compile(r"(?:struct|class|enum class|enum|union)\s+(?:alignas\(\w+\)\s+)?(\w+(?:::\w+)*)\b[^;]*(?:\{|$)")


def types(path):
    """(name, line) of each type outside of nameless namespaces; one inside another type is not seen."""
    around = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = line.split("//")[0]
        if re.match(r"\}\s*//\s*namespace", line):
            around.pop()
        elif match := NAMESPACE.match(code):
            around.append(match.group(1) or None)
        elif (match := TYPE.match(code)) and None not in around:
            yield "::".join(around + [match.group(1)]), number


def main(folder):
    places = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.suffix in (".h", ".cc"):
            for name, number in types(path):
                places.setdefault(name, []).append("%s:%d" % (path, number))
    twice = {name: at for name, at in places.items() if len(at) > 1}
    for name, at in sorted(twice.items()):
        print("%s is defined more than once: %s" % (name, ", ".join(at)), file=sys.stderr)
    if not places:
        print("%s: no types found; is this the source folder?" % folder, file=sys.stderr)
    return 1 if twice or not places else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""Count names that a stranger cannot read: the numbers may only fall.

    python tools/names.py            compare with tools/names.toml
    python tools/names.py --list     each name with where it stands
    python tools/names.py --write    keep the numbers of now, where they are lower

A public function says verb and object, a loop variable is the noun, a class name stands for one thing. What Django or a
declaration calls by a short name (methods of classes, pages' ``page``) is counted too: the share may stay, not grow.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE, KEPT = ROOT / "src/luoshi", ROOT / "tools/names.toml"
BESIDE = ("tests", "tools", "bench", "gold")  # where only loops are counted
_LOOP = re.compile(r"\bfor (?:\w+, )*one(?:, \w+)* in\b")  # of a program that another starts, in a string
_PARTICIPLE = re.compile(
    r"_?([a-z]*[^e]ed|said|told|kept|found|shown|given|held|made|known|met|sent|seen|taken|left|chosen|written|begun|drawn|built"
    r"|meant|set|put|cut|stood|stands|standing|what|who|whose|where|one|some|mine)"
)
MANY = 3  # modules in which a public name stands, from which on it says nothing of where it is from


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Each module of the program, without migrations."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))


def programs_beside() -> Iterator[tuple[str, ast.Module]]:
    """Each program beside the product: tests, tools, measurements."""
    for path in sorted(path for folder in BESIDE for path in (ROOT / folder).rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def count_names() -> tuple[dict[str, int], dict[str, list[str]]]:
    """The numbers, and for each of them the names behind it."""
    functions: Counter[str] = Counter()
    places: dict[str, set[str]] = defaultdict(set)
    classes: dict[str, list[str]] = defaultdict(list)
    participles = []
    every = list(modules())
    loops = [f"{name}:{line}" for name, tree in [*every, *programs_beside()] for line in _loops_over_one(tree)]
    for name, tree in every:
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                functions[node.name] += 1
                places[node.name].add(name)
            elif isinstance(node, ast.ClassDef):
                classes[node.name].append(name)
                participles += [f"{name}: {node.name}.{method}" for method in _methods_called_by_a_participle(node)]
    plain = {name: count for name, count in functions.items() if "_" not in name}
    repeated = {name: sorted(where) for name, where in places.items() if len(where) >= MANY}
    doubled = {name: where for name, where in classes.items() if len(where) > 1}
    public = sum(functions.values())
    counts = {
        "public_functions": public,
        "one_word_functions": sum(plain.values()),
        "names_in_three_modules": len(repeated),
        "loops_over_one": len(loops),
        "doubled_classes": len(doubled),
        "participle_methods": len(participles),
    }
    behind = {
        "one_word_functions": [f"{name} {count}" for name, count in sorted(plain.items(), key=lambda each: -each[1])],
        "names_in_three_modules": [f"{name}: {', '.join(where)}" for name, where in sorted(repeated.items())],
        "loops_over_one": loops,
        "doubled_classes": [f"{name}: {', '.join(where)}" for name, where in sorted(doubled.items())],
        "participle_methods": participles,
    }
    return counts, behind


def _methods_called_by_a_participle(node: ast.ClassDef) -> Iterator[str]:
    """The methods and properties whose whole name is a participle or a pronoun, which says neither verb nor object."""
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and _PARTICIPLE.fullmatch(method.name):
            yield method.name


def _loops_over_one(tree: ast.AST) -> Iterator[int]:
    """The lines on which a loop or a comprehension calls its variable ``one``, also in programs kept as text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " one in " in node.value:
            lines = enumerate(node.value.splitlines(), node.lineno)
            yield from (number for number, line in lines if _LOOP.search(line))
        if isinstance(node, ast.For | ast.comprehension):
            names = {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
            if "one" in names:
                yield node.target.lineno


def main(arguments: list[str]) -> int:
    """Say which numbers grew; 1 if any did."""
    counts, behind = count_names()
    kept = tomllib.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for name, rows in behind.items():
        if arguments == ["--list"]:
            print(f"== {name}", *rows, sep="\n")
    wrong = 0
    for name in behind:
        share = f" of {counts['public_functions']}" if name == "one_word_functions" else ""
        print(f"{name:24} {counts[name]}{share}, at most {kept.get(name, 'any')}")
        wrong |= counts[name] > kept.get(name, counts[name])
    if arguments == ["--write"]:
        head = (
            KEPT.read_text("utf-8").partition("\n")[0]
            if KEPT.exists()
            else "# What tools/names.py counts: it only falls."
        )
        lowest = {name: min(counts[name], kept.get(name, counts[name])) for name in behind}
        KEPT.write_text("\n".join([head, *(f"{name} = {count}" for name, count in lowest.items()), ""]), "utf-8")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

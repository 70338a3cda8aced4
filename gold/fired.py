#!/usr/bin/env python3
"""How often each expression of the reader fires: in how many of the labelled documents it matches something.

Usage: fired.py [--most N]

Lists the named expressions of ``luoshi.reading`` that match in at most N of the labelled documents (2 unless told), the
rarest first, and how many there are in all. A rule that fires in so few was made for those few: it goes, unless it is
plain vocabulary or a norm of language. Expressions that are built within functions are not counted.
"""

from __future__ import annotations

import argparse
import collections
import importlib
import pathlib
import pkgutil
import re
import sys
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import luoshi.reading  # noqa: E402
from luoshi.reading import words  # noqa: E402
from luoshi.reading.read import read_text_document  # noqa: E402

SETS = ("docs", "own", "more", "shapes", "papers")
ASKED = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


class Counting:
    """Stands for an expression and notes in which documents it matched."""

    def __init__(self, made: Any, notes: set[str], now: list[str]) -> None:
        self.made, self.notes, self.now = made, notes, now

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.made, name)
        return noting(name, method, self.made.search, self.notes, self.now) if name in ASKED else method


def noting(name: str, method: Any, search: Any, notes: set[str], now: list[str]) -> Any:
    """The method of an expression that notes the document of now when it finds something."""

    def asked(*given: Any, **named: Any) -> Any:
        if name in ("split", "sub"):
            if search(given[-1] if name == "split" else given[1]):
                notes.add(now[0])
            return method(*given, **named)
        found = method(*given, **named)
        if name == "finditer":
            found = list(found)
        if found:
            notes.add(now[0])
        return iter(found) if name == "finditer" else found

    return asked


def counted(now: list[str]) -> dict[str, set[str]]:
    """Have each named expression of the reader note its documents: where it stands and what it noted.

    What ``later`` made is counted on the thing itself, so also where a table holds it; what ``re.compile`` made is
    replaced where a module or a class names it.
    """
    notes: dict[str, set[str]] = {}
    put: dict[int, Any] = {}

    def count(made: Any, place: str) -> Any:
        if id(made) not in put:
            if isinstance(made, words.CompiledPattern):
                search: Any = getattr(made, "search")  # noqa: B009  # the first question makes it
                noted = notes.setdefault(place, set())
                for method in ASKED:
                    setattr(made, method, noting(method, getattr(made, method), search, noted, now))
                put[id(made)] = made
            else:
                put[id(made)] = Counting(made, notes.setdefault(place, set()), now)
        return put[id(made)]

    names = [module.name for module in pkgutil.iter_modules(luoshi.reading.__path__) if not module.ispkg]
    for module in [importlib.import_module(f"luoshi.reading.{name}") for name in names]:
        for name, value in list(vars(module).items()):
            if isinstance(value, (re.Pattern, words.CompiledPattern)):
                setattr(module, name, count(value, f"{module.__name__.removeprefix('luoshi.reading.')}.{name}"))
            form = getattr(value, "__dict__", {}) if isinstance(value, type) else {}
            for own, label in form.items():
                made = getattr(label, "form", None)
                if isinstance(made, (re.Pattern, words.CompiledPattern)):
                    label.form = count(made, f"{module.__name__.rpartition('.')[2]}.{own}")
    return notes


def main() -> None:
    """Read all labelled documents and print what seldom fires."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--most", type=int, default=2)
    most = ask.parse_args().most
    now = [""]
    notes = counted(now)
    for path in sorted(path for name in SETS for path in (HERE / name).glob("*.txt")):
        now[0] = f"{path.parent.name}/{path.stem}"
        read_text_document(path.read_text(encoding="utf-8"))
    rare = sorted((len(found), place, sorted(found)) for place, found in notes.items() if len(found) <= most)
    for count, place, found in rare:
        print(f"{count:4}  {place:44} {' '.join(found)}")
    by = collections.Counter(len(found) for found in notes.values())
    print(f"{len(notes)} named expressions; {by[0]} match in no document, {by[1]} in one, {by[2]} in two")


if __name__ == "__main__":
    main()

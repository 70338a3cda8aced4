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
from luoshi.reading.read import read  # noqa: E402

SETS = ("docs", "own", "more", "shapes", "papers")
ASKED = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


class Counting:
    """Stands for an expression and notes in which documents it matched."""

    def __init__(self, made: Any, notes: set[str], now: list[str]) -> None:
        self.made, self.notes, self.now = made, notes, now

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.made, name)
        if name not in ASKED:
            return method

        def asked(*given: Any, **named: Any) -> Any:
            if name in ("split", "sub"):
                text = given[-1] if name == "split" else given[1]
                if self.made.search(text):
                    self.notes.add(self.now[0])
                return method(*given, **named)
            found = method(*given, **named)
            if name == "finditer":
                found = list(found)
            if found:
                self.notes.add(self.now[0])
            return iter(found) if name == "finditer" else found

        return asked


def counted(now: list[str]) -> dict[str, set[str]]:
    """Put a counter in place of each named expression of the reader; where it stands and its documents."""
    notes: dict[str, set[str]] = {}
    put: dict[int, Any] = {}
    names = [one.name for one in pkgutil.iter_modules(luoshi.reading.__path__) if not one.ispkg]
    modules = [importlib.import_module(f"luoshi.reading.{name}") for name in names]
    for module in modules:
        for name, value in list(vars(module).items()):
            if isinstance(value, (re.Pattern, words.Made)):
                if id(value) not in put:
                    place = f"{module.__name__.removeprefix('luoshi.reading.')}.{name}"
                    put[id(value)] = Counting(value, notes.setdefault(place, set()), now)
                setattr(module, name, put[id(value)])
            form = getattr(value, "__dict__", {}) if isinstance(value, type) else {}
            for own, one in form.items():
                made = getattr(one, "form", None)
                if isinstance(made, (re.Pattern, words.Made)):
                    one.form = Counting(
                        made, notes.setdefault(f"{module.__name__.rpartition('.')[2]}.{own}", set()), now
                    )
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
        read(path.read_text(encoding="utf-8"))
    rare = sorted((len(found), place, sorted(found)) for place, found in notes.items() if len(found) <= most)
    for count, place, found in rare:
        print(f"{count:4}  {place:44} {' '.join(found)}")
    by = collections.Counter(len(found) for found in notes.values())
    print(f"{len(notes)} named expressions; {by[0]} match in no document, {by[1]} in one, {by[2]} in two")


if __name__ == "__main__":
    main()

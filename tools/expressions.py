"""The regular expressions of the package, and those among them whose cost can grow faster than the text.

An expression is refused that

- begins, unanchored, with what may run on without bound and then needs something else: at each place of a long run it
  is tried anew, to the end of the run (``(?:\\w+:)?author`` needs nine seconds for half a megabyte of letters);
- repeats without bound what itself repeats without bound, so that the same words can be parted in many ways.

What is bounded (``\\w{1,9}``), what is only asked with ``match`` or ``fullmatch``, and what runs to where it succeeds
is let through. One that meets only short words may stand, with the reason: ``# bounded: …`` at the line that makes it.
What is wrong with one is told by ``tools/runaway.py``.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import django

from runaway import faults

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
_INSIDE = str(SOURCE) + os.sep
METHODS = frozenset({"match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split"})
NOT_IMPORTED = {"luoshi.__main__", "luoshi.cli.worker_preload"}  # they do their work when they are imported
HELPERS = {"luoshi/reading/words.py"}  # expressions of others are compiled there
REASON = re.compile(r"# bounded: .{10,}")


@dataclass
class Expression:
    """One expression of the package, where it is made, and how it is asked; no ways: nobody knows."""

    pattern: str | bytes
    flags: int
    file: str
    line: int
    ways: set[str] = field(default_factory=set)

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


def expressions() -> list[Expression]:
    """All that the package makes when it is imported or first asked, and those written into a call of ``re``.

    To be asked in a process of its own, in which nothing of the package was imported yet.
    """
    if any(name.startswith("luoshi.") for name in sys.modules):
        raise RuntimeError("parts of the package were imported before")
    made = _made_by_import() + _in_calls()
    ways = _ways()
    names = _names()
    found: dict[tuple[str | bytes, str], Expression] = {}
    for expression in made:
        known = found.setdefault((expression.pattern, expression.file), expression)
        known.ways |= expression.ways
        for name in names.get((expression.file, expression.line), ()):
            known.ways |= ways.get((expression.file if name.startswith("_") else "", name), set())
    return list(found.values())


def _made_by_import() -> list[Expression]:
    found: list[Expression] = []

    def record(make: Callable[..., Any]) -> Callable[..., Any]:
        def recording(pattern: Any, *rest: Any, **named: Any) -> Any:
            made = make(pattern, *rest, **named)
            if (place := _caller()) is not None and isinstance(pattern, str | bytes):
                flags = made.flags if make is compiled else compiled(pattern).flags
                found.append(Expression(pattern, int(flags), *place))
            return made

        return recording

    compiled = re.compile
    re.compile = record(compiled)  # type: ignore[assignment]
    try:
        words = importlib.import_module("luoshi.reading.words")
        words.lazy_pattern = record(words.lazy_pattern)  # type: ignore[attr-defined]
        os.environ["DJANGO_SETTINGS_MODULE"] = "settings_sqlite"
        django.setup()
        for module in _modules():
            _ask_for_patterns(module)
    finally:
        re.compile = compiled
    return found


def _modules() -> Iterator[Any]:
    import luoshi

    for package in pkgutil.walk_packages(luoshi.__path__, "luoshi."):
        if ".migrations" not in package.name and package.name not in NOT_IMPORTED:
            yield importlib.import_module(package.name)


def _ask_for_patterns(module: Any) -> None:
    """Call the functions of a module that make an expression from nothing, when it is first asked for."""
    for member in list(vars(module).values()):
        told = str(getattr(member, "__annotations__", {}).get("return", ""))
        inner = getattr(member, "__wrapped__", None)
        own = inner is not None and getattr(member, "__module__", "") == module.__name__
        if own and "Pattern" in told and inner.__code__.co_argcount == 0:
            member()


def _caller() -> tuple[str, int] | None:
    """File and line of the package that asks for an expression; helpers that only compile are passed over."""
    frame = sys._getframe(2)
    own = None
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_INSIDE):
            place = file[len(_INSIDE) :].replace(os.sep, "/"), frame.f_lineno
            own = own or (None if place[0] in HELPERS else place)
            if frame.f_code.co_name == "<module>":
                return place
        elif own is None and file != __file__:
            return None  # another package's
        frame = frame.f_back  # type: ignore[assignment]
    return own


@cache
def _trees() -> list[tuple[str, list[ast.AST]]]:
    """Each file of the package with all nodes of its syntax."""
    files = sorted(SOURCE.rglob("*.py"))
    return [(path.relative_to(SOURCE).as_posix(), list(ast.walk(ast.parse(path.read_text("utf-8"))))) for path in files]


def _in_calls() -> list[Expression]:
    """``re.sub("…", …)`` and its like, with a pattern that stands there as it is."""
    found = []
    for file, nodes in _trees():
        for node in nodes:
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            owner, given = node.func.value, node.args[0]
            asked = isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in METHODS
            if asked and isinstance(given, ast.Constant) and isinstance(given.value, str | bytes):
                flags = re.compile(given.value).flags
                found.append(Expression(given.value, int(flags), file, node.lineno, {node.func.attr}))
    return found


def _ways() -> dict[tuple[str, str], set[str]]:
    """With which methods the expressions of a name are asked: of a private one by its file, of others anywhere ("")."""
    found: dict[tuple[str, str], set[str]] = {}
    for file, nodes in _trees():
        for node in nodes:
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                owner: Any = node.value
                owner = owner.func if isinstance(owner, ast.Call) else owner
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if name and name != "re":
                    found.setdefault((file if name.startswith("_") else "", name), set()).add(node.attr)
    return found


def _names() -> dict[tuple[str, int], set[str]]:
    """Each line of a statement that gives names to something, with those names; of a function its own."""
    found: dict[tuple[str, int], set[str]] = {}
    for file, nodes in _trees():
        for node in nodes:
            given = node.targets if isinstance(node, ast.Assign) else []
            given = [node.target] if isinstance(node, ast.AnnAssign) else given
            names = {
                name_node.id for target in given for name_node in ast.walk(target) if isinstance(name_node, ast.Name)
            }
            names |= {node.name} if isinstance(node, ast.FunctionDef) else set()
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1) if names else ():
                found.setdefault((file, line), set()).update(names)
    return found


def excused(one: Expression) -> bool:
    """Whether the reason why it may stand is written where it is made, or on the line before."""
    lines = (SOURCE / one.file).read_text("utf-8").splitlines()
    return any(REASON.search(line) for line in lines[max(0, one.line - 2) : one.line])


def main(arguments: list[str]) -> int:
    """Print each expression that is refused, 1 if there is any; with ``--all`` print all of them as JSON."""
    found = expressions()
    if arguments == ["--all"]:
        told = [
            [expression.place, repr(expression.pattern), expression.flags, sorted(expression.ways), excused(expression)]
            for expression in found
        ]
        print(json.dumps(told))
        return 0
    wrong = [
        (expression, said)
        for expression in found
        for said in faults(expression.pattern, expression.flags, expression.ways)
        if not excused(expression)
    ]
    for expression, said in sorted(wrong, key=lambda fault: (fault[0].file, fault[0].line)):
        print(f"src/{expression.place}: {said}: {expression.pattern!r:.160}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))  # the settings, with data in a folder of their own
    sys.exit(main(sys.argv[1:]))

"""Write which control is shown by which test: docs/controls.md and docs/controls.zh-CN.md.

python tools/controls.py           write both anew
python tools/controls.py --check   1 if they say other than the tests

The controls, what the program does for each, and what no test shows, with the reason, stand in tools/controls.toml.
Which tests show them is read from the tests' own marks, ``@pytest.mark.control("8.1.4.1 b", "what of it is shown")``,
without running anything.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tools" / "controls.toml"
LANGUAGES = {"en": "docs/controls.md", "zh": "docs/controls.zh-CN.md"}
LETTERS = re.compile(r" [a-z]$")
WORDS = {
    "en": {"none": "None.", "lacks": "Not shown: ", "is": ": "},
    "zh": {"none": "无。", "lacks": "未验证：", "is": "："},
}


@dataclass(frozen=True)
class Shown:
    """A test that shows a control: its file beneath the repository, its name, and what it shows."""

    file: str
    test: str
    words: str


class Unclear(Exception):
    """A mark that cannot be read or names a control that the table does not know; the message is for a developer."""


def marks(path: Path) -> list[tuple[str, Shown]]:
    """Each mark of a file of tests: the control's number, and the test.

    Raises:
        Unclear: a mark stands elsewhere than above a test, or does not hold two plain strings; an attack has none, and
            would never run.
    """
    text, name = path.read_text("utf-8"), path.relative_to(ROOT).as_posix()
    attacks = name.startswith("tests/security/")
    if "mark.control" not in text and not attacks:
        return []
    found, above = [], set()
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for mark in getattr(node, "decorator_list", []):
            if isinstance(node, ast.FunctionDef) and _is_mark(mark):
                above.add(mark)
                number, words = _strings(mark, name)
                found.append((number, Shown(name, node.name, words)))
    tests = {
        statement.name
        for statement in tree.body
        if isinstance(statement, ast.FunctionDef) and statement.name.startswith("test_")
    }
    if attacks and (without := tests - {mark.test for _number, mark in found}):
        raise Unclear(f"{name}: no control is named by {', '.join(sorted(without))}")
    if any(_is_mark(node) and node not in above for node in ast.walk(tree)):
        raise Unclear(f"{name}: a mark of a control stands above a test, nowhere else")
    return found


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.control"


def _strings(mark: ast.AST, name: str) -> tuple[str, str]:
    given = [argument.value for argument in getattr(mark, "args", []) if isinstance(argument, ast.Constant)]
    if len(given) != 2 or not all(isinstance(text, str) and text for text in given):
        raise Unclear(f"{name}: {ast.unparse(mark)} does not hold a number and words")
    return str(given[0]), str(given[1])


def row_of(number: str, rows: dict[str, Any]) -> str:
    """The row of the table that a mark's number belongs to: its own, or that of its clause ("8.1.4.4 b": "8.1.4.4").

    Raises:
        Unclear: there is none.
    """
    for key, row in rows.items():
        if number == key or number in row.get("numbers", ()):
            return key
    if LETTERS.search(number):
        return row_of(LETTERS.sub("", number), rows)
    raise Unclear(f"{number} is no control of tools/controls.toml; those are: {', '.join(rows)}")


def shown(rows: dict[str, Any]) -> dict[str, list[Shown]]:
    """The tests of each row of the table, by file and name."""
    found = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for number, leaf in marks(path):
            found[row_of(number, rows)].append(leaf)
    return {key: sorted(found[key], key=lambda one: (one.file, one.test)) for key in rows}


def written(language: str, head: str, rows: dict[str, Any], tests: dict[str, list[Shown]]) -> str:
    """The document in a language: its head, a row each control, and below it the tests of each.

    Raises:
        Unclear: a control is shown by no test, and no reason is given.
    """
    words = WORDS[language]
    table, parts = [], []
    for key, row in rows.items():
        lacks, found = row.get("lacks", []), tests[key]
        if not found and not lacks:
            raise Unclear(f"{key} is shown by no test: mark one, or give the reason in tools/controls.toml")
        title = f"{key} {row[language]}" if key.startswith(("8.", "PIPL")) else row[language]
        reasons = "; ".join(lack[f"short_{language}"] for lack in lacks)
        table.append(f"| {title} | {row[f'does_{language}']} | {len(found)} | {reasons} |\n")
        lines = [f"- {_told(mark, language)}\n" for mark in found] or [f"- {words['none']}\n"]
        lines += [f"- {words['lacks']}{lack[f'short_{language}']}{words['is']}{lack[language]}\n" for lack in lacks]
        parts.append(f"\n## {title}\n\n{''.join(lines)}")
    return head + "".join(table) + "".join(parts)


def _told(one: Shown, language: str) -> str:
    place = f"[`{one.test}`](../{one.file})"
    return f"{one.words} ({place})" if language == "en" else place


def main(arguments: list[str]) -> int:
    """Write or check both documents."""
    try:
        rows = tomllib.loads(TABLE.read_text("utf-8"))
        heads = rows.pop("head")
        tests = shown(rows)
        texts = {path: written(language, heads[language], rows, tests) for language, path in LANGUAGES.items()}
    except Unclear as error:
        sys.exit(str(error))
    old = [path for path, text in texts.items() if not _same(ROOT / path, text)]
    if "--check" in arguments:
        if old:
            print(f"out of date: {', '.join(old)}; write them anew with tools/controls.py")
        return int(bool(old))
    for path, text in texts.items():
        (ROOT / path).write_text(text, "utf-8", newline="\n")
    print(f"{sum(map(len, tests.values()))} tests show {sum(map(bool, tests.values()))} of {len(rows)} controls")
    return 0


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

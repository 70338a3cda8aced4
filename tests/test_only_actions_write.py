"""It is impossible to write past the actions: no other code saves, creates, changes or deletes a row.

What looks like a write is one: a call ``.create(…)``, ``.delete()``, ``.save()`` without a file, ``.update(name=…)``,
and what their like do to many; a cursor; an import of those functions that send statements. A dict's ``update({…})``
and a workbook's ``save(file)`` are none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import luoshi

ROOT = Path(luoshi.__file__).resolve().parent
# Rooms that know no database at all (import-linter holds them to it).
PURE = ("assignment", "codes", "dates", "drawing", "figures", "matching", "reading", "scoring", "writing")
# The door itself, and what stands under it. Each with its reason.
DOOR = {
    "org/actors/models.py": "Django's sign-in asks its manager for create_user; the action `open_account` calls it",
    "base/database/statements.py": "sends statements compiled once; who imports its writing functions is tried below",
    "base/database/locks.py": "locks what no row stands for, to the end of the transaction",
    "base/database/rename_classes.py": "a migration's operation: Django's lists of models follow the new names",
    "evidence/append_only.py": "lays the triggers that hold the journal, after every migrate",
    "kernel/search/grams_index.py": "the search's own index, which actions bring up to date; no row of a model",
    "evidence/journal/queries/seals.py": "begins and ends a reading transaction",
    "evidence/witness/triggers.py": "lays the triggers that note what a transaction changes, and reads what they noted",
    "evidence/witness/queries/rows.py": "reads rows as they lie in the tables, past the models",
    "evidence/witness/queries/schema_postgresql.py": "reads the catalogue, and a passing schema that migrations make",
    "evidence/witness/queries/schema_sqlite.py": "the same, in a passing database of its own",
    "evidence/witness/queries/storage.py": "asks SQLite whether its file is sound",
    "evidence/witness/queries/differences.py": "keeps what it compares with in a passing database of its own",
    "site/key_checks/startup_checks.py": "asks the database by its driver for its keys, before Django starts",
    "site/backup/queries.py": "reads whole tables as their migrations made them, for a backup",
    "site/serving.py": "takes the server's lock",
}
SENDS = {
    "insert_own",
    "run_sql",
}  # functions of org.statements and grams_index that write
ALWAYS = {"bulk_create", "bulk_update", "create", "get_or_create", "update_or_create", "delete", "truncate"}
ALWAYS |= {f"a{name}" for name in (*ALWAYS, "save", "update")}
BY_CURSOR = {"cursor", "chunked_cursor", "execute", "executemany", "executescript"}


def is_action(path: Path) -> bool:
    return "actions" in path.parts or path.name == "actions.py"


def modules() -> list[Path]:
    every = [path.relative_to(ROOT) for path in sorted(ROOT.rglob("*.py"))]
    return [path for path in every if path.parts[0] not in PURE and "migrations" not in path.parts]


def writes(source: str) -> Iterator[str]:
    """The places of a module that write rows, as "line: what"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, places = node.func.attr, [argument for argument in node.args if not isinstance(argument, ast.Starred)]
            plain = name in ALWAYS or name in BY_CURSOR
            saved = name == "save" and not places
            changed = name == "update" and not node.args and bool(node.keywords)
            if plain or saved or changed:
                yield f"{node.lineno}: {ast.unparse(node.func)}"
        elif isinstance(node, ast.ImportFrom) and node.module == "luoshi.base.database.statements":
            for alias in node.names:
                if alias.name in SENDS:
                    yield f"{node.lineno}: imports {alias.name}"


def test_nothing_but_actions_and_the_door_writes() -> None:
    found = {
        path.as_posix(): list(writes((ROOT / path).read_text("utf-8")))
        for path in modules()
        if not is_action(path) and path.as_posix() not in DOOR
    }
    assert {path: places for path, places in found.items() if places} == {}
    assert len(found) > 300


def test_the_door_is_as_narrow_as_it_says() -> None:
    assert [path for path in DOOR if not list(writes((ROOT / path).read_text("utf-8")))] == []
    assert sum(bool(list(writes((ROOT / path).read_text("utf-8")))) for path in modules() if is_action(path)) > 30


@pytest.mark.parametrize(
    "words",
    [
        "Record.objects.create(kind='x')",
        "record.save()",
        "record.save(update_fields=['state'])",
        "rows.filter(pk=1).update(state='closed')",
        "rows.update(**values)",
        "Record.objects.filter(pk=1).delete()",
        "one.delete()",
        "Record._base_manager.bulk_create(rows)",
        "Unit.objects.get_or_create(name='x')",
        "connection.cursor()",
        "from luoshi.base.database.statements import insert_own",
    ],
)
def test_what_writes_is_found(words: str) -> None:
    assert len(list(writes(words))) == 1


@pytest.mark.parametrize(
    "words", ["book.save(file)", "known.update({1: 2})", "found.update(rows)", "bar.update(task, n=1)"]
)
def test_what_only_looks_like_it_is_not(words: str) -> None:
    assert list(writes(words)) == []

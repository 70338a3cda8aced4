"""The option ``--columns``: which column of a document's tables holds the tasks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.cli.usage import UsageError
from luoshi.writing.width import terminal_safe_text

if TYPE_CHECKING:
    from luoshi.reading.model import ColumnGuess

NO_TASKS = frozenset({"none", "无", "没有"})
BETWEEN = " | "  # heads in messages
SHOWN = 8  # tables whose heads a message lists


@dataclass(frozen=True, slots=True)
class ColumnAnswer:
    """One value of the option.

    Attributes:
        words: as typed.
        task: the head of the column that holds the tasks; None: the table has no tasks.
        heads: of the only table that is meant; None: every table with that column, or, without one, every table whose
            task column no known word names.
    """

    words: str
    task: str | None
    heads: tuple[str, ...] | None = None


def parse_columns_option(wanted: Iterable[str]) -> tuple[ColumnAnswer, ...]:
    """Return what the values of the option say: ``名称``, ``序号|名称|单位=名称``, or ``none`` in place of a column.

    Raises:
        UsageError: a value is empty, or names a column that is not among the heads beside it.
    """
    return tuple(_parse(words) for words in wanted)


def _parse(words: str) -> ColumnAnswer:
    left, equals, right = words.replace("＝", "=").rpartition("=")
    task = _bare(right)
    heads = tuple(_bare(head) for head in re.split(r"[|｜]", left.strip().strip("|｜"))) if equals else None
    if not task or (heads is not None and not any(heads)):
        raise UsageError("usage.no_value", option="--columns")
    if heads is not None and task.lower() not in NO_TASKS and task not in heads:
        raise UsageError(
            "usage.columns", column=terminal_safe_text(task), heads=terminal_safe_text(BETWEEN.join(heads))
        )
    return ColumnAnswer(words, None if task.lower() in NO_TASKS else task, heads)


def _bare(head: str) -> str:
    return "".join(head.split())


def answer_tables(
    tables: Mapping[tuple[str, ...], bool], answers: Iterable[ColumnAnswer]
) -> tuple[dict[tuple[str, ...], int | None], list[ColumnAnswer]]:
    """Return the task column of each table by its heads, and the answers that fit no table; later answers win.

    Args:
        tables: the heads of each table, and whether no known word names its column of tasks.
    """
    found: dict[tuple[str, ...], int | None] = {}
    strays = []
    for answer in sorted(answers, key=lambda answer: (answer.heads is not None, answer.task is not None)):
        fitting = list(_fitting(tables, answer))
        if not fitting:
            strays.append(answer)
        found |= {heads: heads.index(answer.task) if answer.task is not None else None for heads in fitting}
    return found, strays


def _fitting(tables: Mapping[tuple[str, ...], bool], answer: ColumnAnswer) -> Iterator[tuple[str, ...]]:
    for heads, guessed in tables.items():
        if answer.heads is not None:
            fits = heads == answer.heads
        else:
            fits = answer.task in heads if answer.task is not None else guessed
        if fits:
            yield heads


@dataclass(slots=True)
class StrayColumns:
    """The values of the option that no document of a run had so far, and the heads of all tables."""

    values: set[str] | None = None
    heads: list[str] = field(default_factory=list)

    def add_document(self, strays: Iterable[str], heads: Iterable[str]) -> None:
        """Note the values that fit no table of a document, and the heads of its tables."""
        self.values = set(strays) if self.values is None else self.values & set(strays)
        self.heads += heads

    def explain(self) -> tuple[str, dict[str, str]] | None:
        """Return the message, safe for a terminal, that values fit no table of any document; None if all fit one."""
        if not self.values:
            return None
        code, values = explain_strays(sorted(self.values), self.heads)
        return code, {name: terminal_safe_text(str(value)) for name, value in values.items()}


def explain_guess(guess: ColumnGuess) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the note that a table's column of tasks was guessed, with the column."""
    heads = ("heads", BETWEEN.join(guess.columns))
    if guess.task is None:
        return "columns.guessed_none", (heads,)
    return "columns.guessed", (heads, ("task", guess.columns[guess.task]))


def explain_strays(strays: Iterable[str], heads: Iterable[str]) -> tuple[str, dict[str, str | int]]:
    """Return the message that no table has these columns, naming the heads that there are."""
    shown = list(dict.fromkeys(heads))
    named: dict[str, str | int] = {"columns": "、".join(strays)}
    if not shown:
        return "columns.no_table", named
    more = f" … (+{len(shown) - SHOWN})" if len(shown) > SHOWN else ""
    return "columns.unknown", named | {"heads": "；".join(shown[:SHOWN]) + more}

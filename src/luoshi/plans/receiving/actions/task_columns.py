"""A person says which column of a document's table holds the tasks: the document is read again, the unit remembers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import Edit
from luoshi.plans.columns.actions import store_column_meanings
from luoshi.plans.columns.rules import GuessedTable, meanings_with_task
from luoshi.plans.receiving.actions.rereading import (
    RereadResult,
    allowed_to_reread,
    read_anew_now,
    read_source_of,
    write_new_reading,
)
from luoshi.plans.receiving.queries import guessed_tables_of
from luoshi.plans.rows.actions.editing import By

Answers = Mapping[tuple[str, ...], int | None]  # by the heads of a table: the column of its tasks; None: it has none
Seen = Collection[tuple[str, ...]]  # the heads about which the page showed an open question


def answer_task_columns(plan: Plan, place: int, answers: Answers, by: By, *, asked: Seen = ()) -> list[RereadResult]:
    """Read a document again with what a person says of its tables, and remember it for the unit's later documents.

    The other documents of the plan with an open question about the same heads are read again too: nobody is asked
    twice. Rows that people changed stay (``rereading.read_as``). Answers that are already in force do nothing.

    Args:
        asked: the heads whose question was still open when the actor answered: refused if somebody else has answered
            it otherwise meanwhile.

    Returns:
        What was done: first for this document, then for each other one that was read again.

    Raises:
        RecordError: ``refused`` (not permitted, which is journaled, or not open for correction), ``missing``,
            ``incomplete`` for a column that the table does not have, ``changed`` if the document has no such table, or
            somebody has answered otherwise.
    """
    first = _answer(plan, place, answers, asked, by)
    others = plan.sources.filter(state=Source.READ).exclude(place=place).order_by("place")
    asking = [(source.place, _asked_too(source, answers)) for source in others.only("place", "guessed_tables", "plan")]
    return [first, *(_answer(plan, other, same, (), by) for other, same in asking if same)]


def _asked_too(source: Source, answers: Answers) -> dict[tuple[str, ...], int | None]:
    tables = guessed_tables_of(source)
    return {
        table.columns: answers[table.columns] for table in tables if not table.answered and table.columns in answers
    }


def _answer(plan: Plan, place: int, answers: Answers, asked: Seen, by: By) -> RereadResult:
    with allowed_to_reread(plan, Edit.COLUMNS, by) as plan:
        source = read_source_of(plan, place)
        answered = _answered(source, answers, asked)
    if not answered:
        return RereadResult(source, 0, 0)
    source.guessed_tables = [table.to_store for table in answered]
    anew = read_anew_now(source, by)
    with allowed_to_reread(plan, Edit.COLUMNS, by) as plan:
        source = read_source_of(plan, place)
        if not _answered(source, answers, asked):  # submitted twice at once
            return RereadResult(source, 0, 0)
        told = [table for table in answered if table.columns in answers]
        taught: dict[str, object] = {}
        for table in told:
            meanings = meanings_with_task(table.columns, table.task)
            taught |= store_column_meanings(plan.unit_id, table.head, meanings, by.at)
        said = {"column": "；".join(_name_of_task(table) for table in told)}
        result = write_new_reading(source, anew, Edit.COLUMNS, {"taught": taught}, said, by)
    return result


def _answered(source: Source, answers: Answers, asked: Seen) -> list[GuessedTable]:
    """Return the tables of a source with these answers; nothing if all answers are already in force."""
    tables = {table.columns: table for table in guessed_tables_of(source)}
    _refuse_unfit(source, tables, answers)
    changed = [
        columns for columns, task in answers.items() if (tables[columns].answered, tables[columns].task) != (True, task)
    ]
    for columns in changed:
        if columns in asked and tables[columns].answered:
            what = _("Somebody has already answered this question.")
            remedy = _("Look at the rows as they are now and choose again.")
            raise RecordError("changed", what, where=source.document.name, remedy=remedy)
    given = [
        replace(table, task=answers[columns], answered=True) if columns in answers else table
        for columns, table in tables.items()
    ]
    return given if changed else []


def _refuse_unfit(source: Source, tables: Iterable[tuple[str, ...]], answers: Answers) -> None:
    for columns, task in answers.items():
        if columns not in tables:
            what = _("The document has no table with these column heads whose tasks are in question.")
            raise RecordError("changed", what, where=source.document.name)
        if task is not None and not 0 <= task < len(columns):
            what = _("The table has no such column: it has %(count)d.") % {"count": len(columns)}
            raise RecordError("incomplete", what, where=source.document.name)


def _name_of_task(table: GuessedTable) -> str:
    return table.columns[table.task] if table.task is not None else _("no tasks")

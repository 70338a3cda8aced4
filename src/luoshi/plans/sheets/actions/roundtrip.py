"""Imports a plan's own ledger that was edited as a workbook: all of its changes, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.steps.actions.refusals import refusals_journaled
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.base.queries import row_by_row, row_versions
from luoshi.plans.editions.actions import index_rows
from luoshi.plans.rows.actions.editing import (
    By,
    figure_said,
    keep_edit,
    lock_editable_plan,
    refuse_marked_words,
    refuse_others,
    refuse_stale,
    row_said,
    save_changed_rows,
    says_else,
    snapshot_row,
)
from luoshi.plans.sheets.actions.cells import RowCellWriter
from luoshi.plans.sheets.queries import SHOWN, changes_of
from luoshi.plans.sheets.rules.changes import IssuedSheet, Missing, New, Returned, SheetChanges, SheetRowChange

NAME = "sheet_back"
MINE, THEIRS, DROP, LEAVE = "mine", "theirs", "drop", "leave"


def bring_back(
    plan: Plan,
    lines: list[Returned],
    issued: IssuedSheet,
    answers: Mapping[int, str],
    reason: str,
    actor: Actor,
    *,
    agreed: str,
    name: str,
    at: datetime,
    then: Callable[[int], None] = lambda _count: None,
) -> int:
    """Apply the changes of a returned workbook; return the number of rows touched. They are undone together.

    All preparation happens before any lock; the rest is one short transaction, see ``bench/imports.py``.

    Args:
        answers: by row id: ``mine`` or ``theirs`` for each that somebody else changed too; ``drop`` or ``leave`` for
            each missing one.
        reason: why missing rows are dropped.
        agreed: the digest of what was shown.
        name: of the workbook, for the journal.
        then: called in the same transaction, with the number of rows touched.

    Raises:
        RecordError: ``refused``; ``changed`` if the changes now differ from those shown; ``incomplete`` by field if an
            answer or the reason is missing; ``marked``.
    """
    by = By(actor, at)
    with refusals_journaled(f"row.{NAME}", actor, at):
        refuse_others(plan, actor, at)
        made = _prepared(plan, lines, issued, answers, reason, by, agreed=agreed, name=name)
        with transaction.atomic():
            count = _written(plan, made, by)
            then(count)
    return count


@dataclass(frozen=True, slots=True)
class WorkbookEdits:
    """What of a workbook must be written: changed, dropped and new rows.

    Attributes:
        seen: the versions of the changed and dropped rows, by id; ``there``: the plan's number of rows.
        said: for the journal.
    """

    mine: Sequence[SheetRowChange]
    dropped: Sequence[Missing]
    new: Sequence[New]
    seen: Mapping[int, int]
    there: int
    reason: str
    said: Mapping[str, str]

    @property
    def count(self) -> int:
        """The number of rows touched."""
        return len(self.mine) + len(self.dropped) + len(self.new)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A returned workbook, ready to be written: the old and the new state of its rows.

    Attributes:
        rows: changed or dropped rows by id, in their new state; ``before``: snapshots of their old state.
        news: new rows.
        parts: the plan's number of headings.
    """

    wanted: WorkbookEdits
    cells: RowCellWriter
    rows: dict[int, PlanRow]
    news: list[PlanRow]
    before: dict[str, Any]
    parts: int

    def after(self, row: PlanRow) -> dict[str, object]:
        """Return the snapshot of a written row, as ``snapshot_row`` would; nothing is read again."""
        was = self.before.get(str(row.pk), {"units": [], "figures": {}})
        figures = {
            pk: {**figure, "state": self.cells.states.get(int(pk), figure["state"])}
            for pk, figure in was["figures"].items()
        }
        news = {str(figure.pk): figure_said(figure) for figure in self.cells.figures_of(row)}
        return {**row_said(row), "units": self.cells.units_of(row, was["units"]), "figures": figures | news}


def _prepared(
    plan: Plan,
    lines: list[Returned],
    issued: IssuedSheet,
    answers: Mapping[int, str],
    reason: str,
    by: By,
    *,
    agreed: str,
    name: str,
) -> Prepared:
    """Prepare everything that needs no lock; nothing is written."""
    wanted = _wanted(plan, lines, issued, answers, reason, agreed=agreed, name=name)
    rows = row_by_row(plan, list(wanted.seen))
    refuse_stale(rows.values(), wanted.seen)
    before = {str(pk): snapshot_row(row) for pk, row in rows.items()}
    cells = RowCellWriter(plan, by.at)
    for change in wanted.mine:
        row = rows[change.pk]
        cells.change(row, {name: new for name, (_old, new) in change.cells.items()})
        if row.state not in SHOWN:
            row.state, row.reason, row.look = PlanRow.WAITING, "", False
    for gone in wanted.dropped:
        row = rows[gone.pk]
        row.state, row.reason, row.look = PlanRow.DROPPED, wanted.reason, False
    news = [cells.add(line) for line in wanted.new]
    return Prepared(wanted, cells, rows, news, before, plan.parts.count())


def _written(plan: Plan, made: Prepared, by: By) -> int:
    """Write what was prepared, with an edit and an entry, unless somebody was faster. Some twenty statements."""
    if not made.wanted.count:
        return 0
    plan = lock_editable_plan(plan, by.actor, by.at)
    seen = made.wanted.seen
    if stale := [pk for pk, version in row_versions(plan, list(seen)).items() if version != seen[pk]]:
        refuse_stale(row_by_row(plan, stale).values(), seen)
    late = made.news and plan.rows.count() != made.wanted.there  # two people may confirm one workbook, for instance
    if late or (made.cells.parts and plan.parts.count() != made.parts):
        raise _changed(made.wanted.said["file"])
    made.cells.save_rows(made.news)
    save_changed_rows(made.rows, made.before)
    rows: list[PlanRow] = [*made.rows.values(), *made.news]
    after = {str(row.pk): made.after(row) for row in rows}
    index_rows(plan, [row for row in rows if says_else(made.before.get(str(row.pk)), after[str(row.pk)])])
    before = made.before | {str(row.pk): None for row in made.news}
    keep_edit(plan, NAME, before, after, by, {"count": made.wanted.count, **made.wanted.said})
    return made.wanted.count


def _wanted(
    plan: Plan,
    lines: list[Returned],
    issued: IssuedSheet,
    answers: Mapping[int, str],
    reason: str,
    *,
    agreed: str,
    name: str,
) -> WorkbookEdits:
    """Return what must be written of the agreed changes. Six queries."""
    now = dict(plan.rows.order_by().values_list("pk", "version"))  # read first, so that concurrent edits are noticed
    found = changes_of(plan, lines, issued)
    if found.digest != agreed:
        raise _changed(name)
    refuse_incomplete(found, answers, reason)
    mine = [change for change in found.changed if not change.meanwhile or answers.get(change.pk) == MINE]
    dropped = [row for row in found.missing if answers.get(row.pk) == DROP]
    for said in [words for change in mine for _old, words in change.cells.values()] + [reason]:
        refuse_marked_words({"words": said})
    for line in found.new:
        refuse_marked_words(line.values)
    reason = reason.strip()[:200] if dropped else ""
    touched: list[SheetRowChange | Missing] = [*mine, *dropped]
    seen = {row.pk: now[row.pk] for row in touched}
    return WorkbookEdits(
        mine, dropped, found.new, seen, len(now), reason, {"file": name, **({"reason": reason} if dropped else {})}
    )


def _changed(name: str) -> RecordError:
    what = _("The plan has changed since you opened this page. Look at the changes again; nothing was saved.")
    return RecordError("changed", what, where=name)


def refuse_incomplete(found: SheetChanges, answers: Mapping[int, str], reason: str) -> None:
    """Raise ``incomplete``, by field, if a row is wrong, or an answer or the reason is missing."""
    if found.wrong_rows:
        what = _("Some rows of the workbook are wrong, so nothing was saved.")
        raise RecordError("incomplete", what, remedy=_("Correct them and send the file again."))
    unsaid = [change for change in found.conflicting_rows if answers.get(change.pk) not in (MINE, THEIRS)]
    unsaid_missing = [row for row in found.missing if answers.get(row.pk) not in (DROP, LEAVE)]
    wrong = {f"row_{change.pk}": [_("Choose which version applies.")] for change in unsaid}
    wrong |= {f"row_{row.pk}": [_("Choose whether to drop it.")] for row in unsaid_missing}
    if any(answers.get(row.pk) == DROP for row in found.missing) and not reason.strip():
        wrong["reason"] = [_("Enter why the rows are dropped.")]
    if wrong:
        raise RecordError("incomplete", _("There are still questions to answer. Nothing was saved."), fields=wrong)


@transaction.atomic
def journal_ledger_export(plan: Plan, count: int, actor: Actor, *, at: datetime) -> None:
    """Journal that a plan's ledger was exported as a workbook, with the number of rows."""
    journal_act(plan, "export", actor, {"count": count}, at=at)

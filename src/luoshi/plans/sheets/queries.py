"""What a sheet would become in a plan, remembered meanings of columns, and the contents of a plan's own ledger."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.sheets.heads import SheetHead
from luoshi.org.tree.models import Unit
from luoshi.org.tree.queries import tree_version_token
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.plan import Plan, PlanHeading, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.base.notes import by_key
from luoshi.plans.base.queries import plan_outline, rows_with_relations
from luoshi.plans.columns.queries import column_meanings
from luoshi.plans.columns.rules import LedgerSheetLine, recognise_columns, sheet_lines
from luoshi.plans.editions.queries.editions import edition_in_force, edition_printed_rows, path_of
from luoshi.plans.names.queries import names_for
from luoshi.plans.rows.rules.doubts import lead_doubts, unit_doubts
from luoshi.plans.sheets.rules.changes import IssuedSheet, Now, Returned, SheetChanges, compare_returned_lines
from luoshi.plans.sheets.rules.rows import SheetPart, SheetRow, sheet_read, when_in
from luoshi.reading.load.sheet import SheetCells


@dataclass(frozen=True, slots=True)
class RowUnitName:
    """A name in a row, and the units it means: none if unclear, several for a group."""

    role: str
    name: str
    units: tuple[int, ...]
    each: bool  # a group whose units each owe it separately


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A line of a sheet as a row: what was read, the units its names mean, and all its doubts."""

    row: SheetRow
    units: tuple[RowUnitName, ...]
    doubts: tuple[str, ...]

    @property
    def is_for_each(self) -> bool:
        return any(unit.each for unit in self.units if unit.role == "lead")


@dataclass(frozen=True, slots=True)
class SheetTrial:
    """What a sheet would become now; nothing is written.

    Attributes:
        digest: of all of it. A confirmation with a different digest was given to something else.
    """

    parts: tuple[SheetPart, ...]
    rows: tuple[TriedRow, ...]
    skipped: tuple[LedgerSheetLine, ...]
    digest: str

    @property
    def wrong_rows(self) -> list[TriedRow]:
        return [row for row in self.rows if row.row.wrong]

    @property
    def doubtful(self) -> list[TriedRow]:
        return [row for row in self.rows if row.doubts and not row.row.wrong]


def columns_of(plan: Plan, sheet: SheetCells, head: SheetHead) -> tuple[dict[int, str], bool]:
    """Return the meaning of each column, and whether it was remembered from the unit's last answer. One query."""
    known = column_meanings(plan.unit_id, head)
    if known is None:
        return recognise_columns(sheet, head), False
    return {column: known.get(column, "other") for column in head.words}, True


def try_sheet_import(
    plan: Plan, sheet: SheetCells, head: SheetHead, columns: Mapping[int, str], day: date
) -> SheetTrial:
    """Read a sheet as it would be imported into the plan on a day. At most four queries.

    The last result is cached for paging while no unit has changed: 5,000 rows take seconds.
    """
    global _last
    key = (plan.unit_id, plan.year, head.first, tuple(sorted(columns.items())), day, tree_version_token())
    known = _last
    if known and known[0] is sheet and known[1] == key and key[-1]:
        return known[2]
    made = _tried(plan, sheet, head, columns, day)
    _last = (sheet, key, made)
    return made


_last: tuple[SheetCells, tuple[object, ...], SheetTrial] | None = None


def _tried(plan: Plan, sheet: SheetCells, head: SheetHead, columns: Mapping[int, str], day: date) -> SheetTrial:
    found = sheet_read(sheet_lines(sheet, head, columns), plan.year)
    names = names_for(plan.unit_id, day)
    rows = []
    for row in found.rows:
        units, doubts = [], list(row.doubts)
        for role, called in (("lead", row.lead), ("support", row.support)):
            for name in called:
                meaning = names.of(name)
                if meaning.how == "nobody":
                    continue
                clear = meaning.how not in ("several", "none")
                units.append(RowUnitName(role, name, tuple(meaning.units) if clear else (), meaning.how == "group"))
                doubts += unit_doubts(meaning.how)
        leads = sum(max(len(unit.units), 1) for unit in units if unit.role == "lead")
        doubts += lead_doubts(leads, any(unit.each for unit in units if unit.role == "lead"))
        rows.append(TriedRow(row, tuple(units), () if row.wrong else tuple(dict.fromkeys(doubts))))
    said = [[r.row.row, r.row.words, str(r.row.due), r.row.every, [[u.role, u.name, u.units] for u in r.units],
             [[f.quote, f.read.state] for f in r.row.figures], r.row.notes] for r in rows]  # fmt: skip
    digest = hashlib.sha256(json.dumps([said, [p.title for p in found.parts]], ensure_ascii=False).encode()).hexdigest()
    return SheetTrial(found.parts, tuple(rows), found.skipped, digest)


def received_before(plan: Plan, data: bytes) -> Source | None:
    """Return the source of a plan with exactly this file content. One query."""
    digest = hashlib.sha256(data).hexdigest()
    return plan.sources.filter(document__sha256=digest).select_related("document").order_by("-place").first()


def names_of_units(found: SheetTrial) -> dict[int, str]:
    """Return the names of all units that a sheet's names mean. One query."""
    pks = {unit for row in found.rows for row_unit in row.units for unit in row_unit.units}
    return dict(Unit.objects.filter(pk__in=sorted(pks)).values_list("pk", "name"))


# ---- a plan's own ledger

_CLAUSE = re.compile("[，,；;。]")
SHOWN = frozenset({PlanRow.WAITING, PlanRow.KEPT})  # the states of rows that a ledger contains


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row of a plan's ledger as its workbook shows it.

    Words by column: see ``rules.changes.COLUMNS``, ``STATE`` and ``base.notes.note_key``.
    """

    pk: int
    version: int
    state: str
    place: int
    part: int | None
    values: Mapping[str, str]

    @property
    def now(self) -> Now:
        return Now(self.version, self.state, self.values)


def ledger_rows(plan: Plan, states: frozenset[str] = SHOWN) -> list[LedgerRow]:
    """List the rows of a plan's ledger in order, as they are now. Five queries."""
    titles = titles_of(plan_outline(plan))
    source = plan.mark or plan.title
    found = []
    for number, row in enumerate(rows_with_relations(plan.rows.filter(state__in=sorted(states))), 1):
        state = (
            "；".join([_("to be decided"), *map(code_labels.format_doubt, row.doubts)])
            if row.state == PlanRow.WAITING
            else ""
        )
        values = {
            "number": str(number),
            "source": source,
            "category": titles.get(row.part_id, "") if row.part_id else "",
            "task": row.words,
            "target": "；".join(
                target_words(figure) for figure in row.figures.all() if figure.state == RowFigure.ASKED
            ),
            "due": due_words(row, plan.year),
            "lead": _names(row, "lead"),
            "support": _names(row, "support"),
            "state": state,
            **by_key(row.notes),
        }
        found.append(LedgerRow(row.pk, row.version, row.state, row.place, row.part_id, values))
    return found


def titles_of(parts: list[PlanHeading]) -> dict[int, str]:
    """Return each heading with those above it, the form of a ledger's category."""
    known = {part.pk: part for part in parts}
    return {part.pk: " / ".join(path_of(part, known)) for part in parts}


def target_words(figure: RowFigure) -> str:
    """Format a target for the ledger: the indicator, and the figure as printed."""
    return format_measured_target(figure.indicator, figure.quote)


def format_measured_target(indicator: str, quote: str) -> str:
    """Format a target. If its indicator is a whole task, the figure is shown alone."""
    named = indicator and indicator not in quote and not _CLAUSE.search(indicator)
    return indicator + quote if named else quote


def due_words(row: PlanRow, year: int) -> str:
    """Format when a row is due: the document's words, if they say exactly that."""
    if row.phrase:
        read = when_in(row.phrase, year)
        if (read.due, read.every, read.times) == (row.due, row.every, row.times):
            return row.phrase
    return code_labels.falls_due(row.due, row.every, row.times) or row.phrase


def _names(row: PlanRow, role: str) -> str:
    return "、".join(dict.fromkeys(unit.name for unit in row.units.all() if unit.role == role))


def printed_rows(plan: Plan) -> list[LedgerRow] | None:
    """Return the ledger as the edition in force printed it, for others than the keeper; None before the first edition.

    Two queries.
    """
    edition = edition_in_force(plan)
    if edition is None:
        return None
    found = []
    for number, row in enumerate(edition_printed_rows(edition), 1):
        due = date.fromisoformat(row.said["due"]) if row.said["due"] else None
        values = {
            "number": str(number),
            "source": plan.mark or plan.title,
            "category": row.said["part"],
            "task": row.said["words"],
            "target": "；".join(
                format_measured_target(target["indicator"], target["quote"]) for target in row.said["targets"]
            ),
            "due": row.said["phrase"] or code_labels.falls_due(due, row.said["every"], row.said["times"]),
            "lead": row.said["lead"][0],
            "support": "、".join(dict.fromkeys(name for name, _unit in row.said["supports"])),
            **by_key(row.said.get("notes", [])),
        }
        found.append(LedgerRow(row.commitment_id, 0, PlanRow.KEPT, row.place, None, values))
    return found


def changes_of(plan: Plan, lines: list[Returned], issued: IssuedSheet) -> SheetChanges:
    """Return what a returned workbook would change now; nothing is written. Five queries."""
    now = {row.pk: row.now for row in ledger_rows(plan, SHOWN | {PlanRow.DROPPED, PlanRow.OUTSIDE})}
    return compare_returned_lines(lines, issued, now, SHOWN)


def row_places(plan: Plan) -> tuple[dict[int, int], dict[int, int | None]]:
    """Return the places of a plan's rows, and their headings, by row id. One query."""
    rows = list(plan.rows.order_by().values_list("pk", "place", "part_id"))
    return {pk: place for pk, place, _part in rows}, {pk: part for pk, _place, part in rows}

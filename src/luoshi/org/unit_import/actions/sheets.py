"""Import a sheet of units, exactly as it was tried, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.texts.pinyin import pinyin_initials
from luoshi.evidence.journal.actions.journal import NamedAct, journal_many
from luoshi.org.tree import queries as tree
from luoshi.org.tree.models import Unit, UnitName
from luoshi.org.tree.rules.particulars import LONGEST
from luoshi.org.tree.rules.tree import Edge, TreePlace, affected_unit_ids, places_from_edges
from luoshi.org.unit_import.queries import recorded_units
from luoshi.org.unit_import.rules import (
    RecordedUnit,
    UnitImportPlan,
    UnitSheetRow,
    UnitVerdict,
    plan_unit_rows,
    with_codes,
)
from luoshi.org.units.actions import (
    BATCH,
    CHUNK,
    change_tree,
    keep_names,
    refuse_unless_administrator,
    write_names,
    write_places,
)

MOST_CHANGED = 1000  # existing units that one sheet may change: they change at once, in a third of a second


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """The tried file: its name, its SHA-256, its rows, and the day from which they apply."""

    name: str
    sha256: str
    rows: list[UnitSheetRow]
    day: date


def plan_unit_sheet(sheet: UnitSheet) -> UnitImportPlan:
    """Return what the sheet would change now; nothing is written."""
    units = recorded_units()
    return plan_unit_rows(with_codes(sheet.rows, units, sheet.day, pinyin_initials), units, sheet.day)


def import_units(sheet: UnitSheet, actor: Actor, *, at: datetime, agreed: str) -> UnitImportPlan:
    """Write the sheet's changes, with a journal entry for the import and one for each unit.

    Args:
        agreed: the digest of the plan that was shown.

    Raises:
        OrgError: refused; ``import.wrong``: a row is invalid; ``changed``: it would now change something else.
    """
    refuse_unless_administrator(actor)
    # All reading and computing comes first: on SQLite the transaction blocks all other writers.
    seen, units = tree.tree_version_token(), recorded_units()
    rows = with_codes(sheet.rows, units, sheet.day, pinyin_initials)
    letters, made = letters_of(rows), plan_unit_rows(rows, units, sheet.day)
    with transaction.atomic():
        change_tree()
        if not seen or tree.tree_version_token() != seen:  # changed meanwhile
            units = recorded_units()
            made = plan_unit_rows(with_codes(sheet.rows, units, sheet.day, pinyin_initials), units, sheet.day)
        refuse_unlike(made, agreed)
        ids = create_planned_units(made, list(made.news), letters, at)
        change_known(made, units, ids, at, with_news=True)
        keep_names([*made.names], timezone.localdate(at))
        journal_many(import_journal_acts(sheet, made, unit_ids_by_code(made, units, ids)), actor, at=at)
    return made


def refuse_unlike(made: UnitImportPlan, agreed: str) -> None:
    """Raise ``changed``, ``import.wrong`` or ``import.many`` if a plan must not be carried out."""
    if made.digest() != agreed:
        said = _("The units have changed since the preview. Look at it again; nothing was imported.")
        raise OrgError("changed", said)
    if made.wrong_rows:
        said = _("%(count)d rows are wrong, so nothing was imported.") % {"count": len(made.wrong_rows)}
        raise OrgError("import.wrong", said, remedy=_("Correct them in the workbook and preview it again."))
    old = sum(not {"new", "unchanged"} & set(verdict.kinds) for verdict in made.verdicts)
    if old > MOST_CHANGED:
        said = _(
            "%(count)d existing units would change, so nothing was imported: one sheet may change at most %(most)d."
        )
        remedy = _("Split the workbook. New units are not counted.")
        raise OrgError("import.many", said % {"count": old, "most": MOST_CHANGED}, remedy=remedy)


def letters_of(rows: Sequence[UnitSheetRow]) -> dict[str, str]:
    """Return the initials of possibly new units, by code: computed before others have to wait."""
    there = set(Unit.objects.values_list("code", flat=True))
    return {row.code: pinyin_initials((row.name or "") + (row.short or "")) for row in rows if row.code not in there}


def create_planned_units(
    made: UnitImportPlan, some: Sequence[int], letters: Mapping[str, str], at: datetime
) -> dict[int, int]:
    """Create these new units; return their ids by the temporary ones."""
    news = [made.news[temporary] for temporary in some]
    rows = [
        Unit(**{field: getattr(what, field) for field in LONGEST}, initials=letters.get(what.code, ""))
        for what, _day in news
    ]
    units = Unit.objects.bulk_create(rows, batch_size=BATCH)
    names = (
        UnitName(unit=unit, name=what.name, short=what.short, start=day, known_from=at)
        for unit, (what, day) in zip(units, news, strict=True)
    )
    UnitName.objects.bulk_create(names, batch_size=BATCH)
    return {temporary: unit.pk for temporary, unit in zip(some, units, strict=True)}


def change_known(
    made: UnitImportPlan, units: Mapping[str, RecordedUnit], ids: Mapping[int, int], at: datetime, *, with_news: bool
) -> None:
    """Move, rename and amend existing units; ``with_news``: also place the new ones."""
    _place(made, units, ids, at, with_news=with_news)
    _name(made, at)
    _amend(made)


def _place(
    made: UnitImportPlan, units: Mapping[str, RecordedUnit], ids: Mapping[int, int], at: datetime, *, with_news: bool
) -> None:
    before = {unit.id: list(unit.line) for unit in units.values()}
    moved = [unit for unit in made.lines if unit in before]
    if not (moved or (with_news and made.lines)):
        return
    changed = {ids.get(unit, unit): [_real(edge, ids) for edge in line] for unit, line in made.lines.items()}
    first = min(made.days[unit] for unit in made.lines)
    touched = affected_unit_ids((edge for line in before.values() for edge in line), moved, first) if moved else set()
    only = touched | set(changed) if with_news else touched
    after = places_from_edges((edge for line in {**before, **changed}.values() for edge in line), only=only)
    mine: dict[TreePlace, int] = {}
    known_ones = sorted(touched)
    for start in range(0, len(known_ones), CHUNK):
        rows = tree.believed_placements().filter(unit__in=known_ones[start : start + CHUNK])
        mine |= {tree.placement_as_place(row): row.pk for row in rows}
    write_places(mine, after, at)


def _real(edge: Edge, ids: Mapping[int, int]) -> Edge:
    parent = None if edge.parent is None else ids.get(edge.parent, edge.parent)
    return Edge(ids.get(edge.unit, edge.unit), parent, edge.start, edge.until)


def _name(made: UnitImportPlan, at: datetime) -> None:
    before = tree.names_by_unit(None) if len(made.names) > CHUNK else tree.names_by_unit(list(made.names))
    write_names({unit: (before[unit], names) for unit, names in made.names.items()}, at)


def _amend(made: UnitImportPlan) -> None:
    by_fields: dict[tuple[str, ...], list[Unit]] = {}
    for unit, changed in made.details.items():
        by_fields.setdefault(tuple(changed), []).append(Unit(pk=unit, **changed))
    for fields, rows in by_fields.items():
        Unit.objects.bulk_update(rows, list(fields), batch_size=CHUNK)


def unit_ids_by_code(made: UnitImportPlan, units: Mapping[str, RecordedUnit], ids: Mapping[int, int]) -> dict[str, int]:
    """Return the ids of a plan's units by code."""
    new = {made.news[temporary][0].code: pk for temporary, pk in ids.items()}
    return {code: unit.id for code, unit in units.items()} | new


def import_journal_acts(sheet: UnitSheet, made: UnitImportPlan, by_code: Mapping[str, int]) -> Iterator[NamedAct]:
    """Yield the entry of the import, with its counts and the file's hash, then one of each unit that it changes."""
    counts = {kind: count for kind, count in made.counts().items() if count}
    said = {"file": sheet.name, "sha256": sheet.sha256, "day": sheet.day, "counts": counts}
    yield "units", "unit.import", said
    yield from acts_of(made.verdicts, by_code, sheet.sha256)


def acts_of(verdicts: Iterable[UnitVerdict], by_code: Mapping[str, int], sha256: str) -> Iterator[NamedAct]:
    """Yield the journal entries of these units."""
    source = sha256[:12]
    for verdict in verdicts:
        for remark in verdict.said:
            given: dict[str, object] = {name: value for name, value in remark.values.items() if name != "field"}
            step = _STEPS[remark.code]
            if step == "unit.found":
                given |= {"name": verdict.name, "code": verdict.code}
            if step == "unit.amend":
                given = {str(remark.values["field"]): {"old": given["old"], "new": given["new"]}}
            yield f"unit:{by_code[verdict.code]}", step, {**given, "import": source}


_STEPS = {
    "import.new": "unit.found",
    "import.new_root": "unit.found",
    "import.renamed": "unit.rename",
    "import.moved": "unit.move",
    "import.amended": "unit.amend",
}

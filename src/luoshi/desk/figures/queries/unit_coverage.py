"""Coverage of units of the tree: what each unit that the office names has on a day, of itself or of a unit beneath."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Q, QuerySet, Value, When

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.queries.sources import FigureRowSource
from luoshi.desk.figures.queries.suppression import counts_all
from luoshi.desk.figures.rules import Answer, Answered
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true
from luoshi.kernel.conditions.queries.values import EVERYBODY, in_force
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.fields import field_text
from luoshi.kernel.kinds.language.figures import Coverage, Within
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import find_kind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.rules import UnitChoice
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.tree.models import own_order
from luoshi.org.tree.queries import placements_on, unit_names_on_day

ANSWERS_BY_WEIGHT: tuple[Answer, ...] = ("no", "unknown", "yes")


@dataclass(frozen=True)
class RecordFound:
    """A record that is meant and does not fill a gap: its state today, and its number and address if it may be read."""

    state: str
    number: str = ""
    url: str = ""


@dataclass(frozen=True)
class UnitCell:
    """What a unit has of one thing on the day; ``found``: the first record that is there and does not fill the gap."""

    name: str
    label: str
    answer: Answer
    found: RecordFound | None = None


@dataclass(frozen=True)
class UnitEntry:
    """A unit, by its name on the day, with its cells."""

    pk: int
    code: str
    name: str
    cells: Sequence[UnitCell]

    @property
    def lacking(self) -> list[str]:
        """The labels of what it does not certainly have."""
        return [cell.label for cell in self.cells if cell.answer != "yes"]

    def answer_for(self, name: str) -> Answer:
        """Return the answer of a cell; "": of all cells together."""
        answers = [cell.answer for cell in self.cells if name in ("", cell.name)]
        return min(answers, key=ANSWERS_BY_WEIGHT.index, default="unknown")


@dataclass(frozen=True)
class ChosenUnits:
    """The units that the office's value names.

    Attributes:
        units: id and code of each, in their own order.
        unset: no office has set the value.
        absent: codes of which there is no unit on the day.
    """

    units: Mapping[int, str]
    unset: bool = False
    absent: Sequence[str] = ()


def cells_in_use(coverage: Coverage) -> dict[str, tuple[CompiledKind, Within]]:
    """Return kind and condition of each cell whose line the office uses, by the name of the cell. No query."""
    found = {name: (find_kind(within.kind), within) for name, within in coverage.cells_within.items()}
    return {name: (kind, within) for name, (kind, within) in found.items() if kind is not None and not kind.off}


def unit_parameter(coverage: Coverage) -> DeclaredParameter:
    """Return the office's value that names the units of a coverage of units. No query."""
    assert isinstance(coverage.which, DeclaredParameter)
    return coverage.which


def chosen_units(coverage: Coverage, unit: int | None, day: date) -> ChosenUnits:
    """Return the units that are the entries on a day: as the tree stood, before or after a merger. Three queries.

    Args:
        unit: only this unit and those beneath it; the value is that in force for it.
    """
    choice: UnitChoice | None = in_force(unit_parameter(coverage), unit or EVERYBODY, day)
    if choice is None:
        return ChosenUnits({}, unset=True)
    rows = placements_on(day).filter(ancestor__code__in=choice.codes, depth=choice.depth)
    if unit is not None:
        rows = rows.filter(unit__in=placements_on(day).filter(ancestor=unit).values("unit"))
    units = dict(rows.order_by(*own_order("unit__")).values_list("unit_id", "unit__code"))
    there = set(placements_on(day).filter(unit__code__in=choice.codes, depth=0).values_list("unit__code", flat=True))
    return ChosenUnits(units, absent=[code for code in choice.codes if code not in there])


def unit_entries(coverage: Coverage, chosen: ChosenUnits, actor: Actor, today: date, day: date) -> list[UnitEntry]:
    """Return what each of the units has on a day.

    All records count for the office's own people, as in figures; others count those that they may read. A record counts
    for the unit that it stands with, and for those above it in the tree of the day. One scan for each cell, one more
    for the records beside gaps, and two queries for the tree.
    """
    cells = cells_in_use(coverage)
    counts = {name: _counts_by_unit(kind, within, actor, today, day) for name, (kind, within) in cells.items()}
    above = _entries_above(chosen.units, {unit for by_unit in counts.values() for unit in by_unit}, day)
    answers = {name: _answers(chosen.units, by_unit, above) for name, by_unit in counts.items()}
    found = {
        name: _records_beside(kind, within, answers[name], above, actor, today, day)
        for name, (kind, within) in cells.items()
    }
    labels = {cell.name: str(cell.label) for cell in coverage.cells}
    names = unit_names_on_day(chosen.units, day)
    return [
        UnitEntry(
            pk, code, names.get(pk, (code, ""))[0],
            [UnitCell(name, labels[name], answers[name][pk], found[name].get(pk)) for name in cells],
        )
        for pk, code in chosen.units.items()
    ]  # fmt: skip


def count_units(coverage: Coverage, entries: Sequence[UnitEntry]) -> dict[str, Answered]:
    """Count how many units have each cell and, under "", all of them."""
    answers = {name: Counter(entry.answer_for(name) for entry in entries) for name in (*cells_in_use(coverage), "")}
    return {name: Answered(of["yes"], of["no"], of["unknown"]) for name, of in answers.items()}


def _counted(kind: CompiledKind, within: Within, actor: Actor, today: date, day: date) -> QuerySet[Record]:
    rows = FigureRowSource(kind).visible_rows(None if counts_all(actor) else actor, today)
    return rows.filter(definitely_true(within.where, kind.record, day))


def _so(kind: CompiledKind, within: Within, day: date) -> tuple[Q, Q]:
    """Return the conditions for records that fill a gap and for those that certainly do not."""
    if within.so is None:
        return Q(), Q(pk__in=[])
    return definitely_true(within.so, kind.record, day), definitely_false(within.so, kind.record, day)


def _counts_by_unit(
    kind: CompiledKind, within: Within, actor: Actor, today: date, day: date
) -> dict[int, tuple[int, int]]:
    """Return for each unit how many of its records fill a gap, and of how many this is unknown."""
    yes, no = _so(kind, within, day)
    rows = _counted(kind, within, actor, today, day).order_by().values("unit")
    told = rows.annotate(sure=Count("pk", filter=yes), unsure=Count("pk", filter=~yes & ~no))
    return {unit: (sure, unsure) for unit, sure, unsure in told.values_list("unit", "sure", "unsure")}


def _entries_above(units: Mapping[int, str], of: set[int], day: date) -> dict[int, list[int]]:
    """Return for each of these units the entries that it belongs to on the day: itself and those above it."""
    found: dict[int, list[int]] = defaultdict(list)
    if of:
        rows = placements_on(day).filter(unit__in=of, ancestor__in=[*units]).values_list("unit_id", "ancestor_id")
        for unit, entry in rows:
            found[unit].append(entry)
    return found


def _answers(
    units: Mapping[int, str], by_unit: Mapping[int, tuple[int, int]], above: Mapping[int, Sequence[int]]
) -> dict[int, Answer]:
    sure, unsure = Counter[int](), Counter[int]()
    for unit, (yes, maybe) in by_unit.items():
        for entry in above.get(unit, ()):
            sure[entry] += yes
            unsure[entry] += maybe
    return {pk: "yes" if sure[pk] else "unknown" if unsure[pk] else "no" for pk in units}


def _records_beside(
    kind: CompiledKind,
    within: Within,
    answers: Mapping[int, Answer],
    above: Mapping[int, Sequence[int]],
    actor: Actor,
    today: date,
    day: date,
) -> dict[int, RecordFound]:
    """Return the first record of each unit that lacks something: what is on its way there."""
    gaps = {pk for pk, answer in answers.items() if answer != "yes"}
    units = [unit for unit, entries in above.items() if gaps.intersection(entries)]
    found: dict[int, RecordFound] = {}
    if units:
        rows = _counted(kind, within, actor, today, day).filter(unit__in=units)
        readable = readable_records(kind, actor, today).filter(kind=kind.name).values("pk")
        shown = rows.annotate(may=Case(When(pk__in=readable, then=Value(1)), default=Value(0))).order_by("number", "pk")
        for entry, record in _of_gaps(shown.iterator(), gaps, above):
            state = field_text(record, "state")
            may = bool(record.may)  # type: ignore[attr-defined]
            said = RecordFound(state, record.number, record.get_absolute_url()) if may else RecordFound(state)
            found.setdefault(entry, said)
    return found


def _of_gaps(
    rows: Iterator[Record], gaps: set[int], above: Mapping[int, Sequence[int]]
) -> Iterator[tuple[int, Record]]:
    for record in rows:
        for entry in above[record.unit_id]:
            if entry in gaps:
                yield entry, record

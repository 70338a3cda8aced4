"""Take the steps and set the values of the lines' demonstrations (``line_tables``) when the county is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.periods import month_end
from luoshi.dates.time_limits import shift_months
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import find_kind, get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.rows.queries import rows_of_record
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.site.demo.county import find_break
from luoshi.site.demo.evidence import PAPER, make_evidence_sheet
from luoshi.site.demo.line_tables import (
    CLERK,
    NAMED,
    TableRecord,
    TableStep,
    declared_parameters,
    list_line_tables,
    needs_plans,
    table_faults,
)

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

TimedAct = Callable[[datetime], object]
LineAct = Callable[[str, str, TimedAct, datetime], object]  # runs an act of a demonstration: file, place, act, moment
DAY = re.compile(r"day (-?\d+)(?: ([+-]\d+))?(?: (\d\d:\d\d))?")
BREAK = re.compile(r"break (-?[1-9]\d*)")
MONTH = re.compile(r"month ([1-9]\d?)")
YEAR = re.compile(r"\{year (-?\d+)(?: ([+-]\d+))?\}")
ROW = re.compile(r"row (\d+)")
EACH, UNTIL_BREAK, ANY = "each", "{until break}", "…"


class DemonstrationError(Exception):
    """A step of a demonstration that cannot be taken, or a value that cannot be set."""


class NotThereError(LookupError):
    """There is no such day of the holiday, or no such record that another step made."""


def plan_line_tables(making: Making) -> None:
    """Schedule the demonstrations of all lines; in a county without plans, of those that need none.

    Raises:
        ValueError: one of them cannot come about; the message names file and record.
    """
    for table in list_line_tables() if making.tables is None else making.tables:
        if faults := list(table_faults(table)):
            raise ValueError("; ".join(faults))
        if not making.county.papers and needs_plans(making.county, table):
            continue
        for place, value in enumerate(table.values, 1):
            where = f"{table.file}, value {place}"
            act = partial(_set, making, where, value)
            making.later(making.at(value["ago"]), partial(making.line_act, table.file, where, act))
        for number, row in enumerate(table.records):
            made: list[Record] = []
            for place, step in enumerate(row.steps):
                act = partial(take_table_step, making, row, step, made)
                making.later(making.at(step.ago, number, place), partial(making.line_act, table.file, row.file, act))


def run_act(_file: str, _place: str, act: TimedAct, at: datetime) -> None:
    """Run an act of a line's demonstration; what it refuses stops the making of the county."""
    act(at)


@contextmanager
def _refused_at(where: str) -> Iterator[None]:
    """Raise what is refused as a ``DemonstrationError`` that names the place, with what the form says of each field."""
    try:
        yield
    except (RecordError, LookupError, ObjectDoesNotExist, ValueError) as error:
        why = error.what if isinstance(error, RecordError) else str(error)
        said = "; ".join(f"{name}: {' '.join(words)}" for name, words in getattr(error, "fields", {}).items())
        raise DemonstrationError(f"{where}: {why} {said}".strip()) from error


def _set(making: Making, where: str, value: Mapping[str, Any], at: datetime) -> None:
    parameter, actor, day = declared_parameters()[value["name"]], making.actor("guan", at), timezone.localdate(at)
    text = value["value"].replace(UNTIL_BREAK, str(max((find_break(making.today)[0] - making.today).days, 0)))
    with _refused_at(where):
        unit = making.units[value["unit"]] if "unit" in value else None
        set_value(parameter, unit, text, day, value["source"], actor, at=at)


def take_table_step(making: Making, row: TableRecord, step: TableStep, made: list[Record], at: datetime) -> None:
    """Take a step of a record; nothing, if it is one of several and has no such day or record.

    Raises:
        DemonstrationError: it cannot be taken; file, record and step are named.
    """
    kind = get_kind(row.kind)
    with _refused_at(f"{row.file}, step {step.step or kind.cycle.first.name}"):
        try:
            if row.found and not made:
                made.append(_find(making, row))
            values = DemonstrationValues(making, row.each, made[0] if made else None)
            given = {name: values.value(value, name) for name, value in step.given.items()}
        except NotThereError:
            if not row.each:
                raise
            return
        brought = {name: [_file(called)] for name, called in step.files.items()} or None
        first = made[:1]

        def act(actor: Actor) -> None:
            if first:
                if kind.cycle.by_name[step.step].answers:  # as on each morning: the period may have begun since
                    list(roll_out_all(timezone.localdate(at)))
                made[:] = [take(first[0], step.step, actor, given, at=at, files=brought).record]
            elif row.steps[0] is step:
                asked = {"unit": str(making.units[row.unit].pk), **given}
                made[:] = [begin(kind, actor, asked, at=at, step=step.step, files=brought).record]

        _act_as_first_who_may(_actors(making, row, step, made, at), act)


def _act_as_first_who_may(actors: Sequence[Actor], act: Callable[[Actor], None]) -> None:
    """Act as the first whom it is open to; the refusal of the last is raised."""
    *others, last = actors
    for actor in others:
        try:
            with transaction.atomic():
                return act(actor)
        except RecordError:
            continue
    act(last)


def _actors(making: Making, row: TableRecord, step: TableStep, made: Sequence[Record], at: datetime) -> list[Actor]:
    unit = made[0].unit_id if made else making.units[row.unit].pk
    return [making.clerk_of(unit, at) if name == CLERK else making.actor(name, at) for name in step.accounts]


def _find(making: Making, row: TableRecord) -> Record:
    """Return the record that another step made.

    Raises:
        NotThereError: there is none.
    """
    asked = {name: DemonstrationValues(making, row.each).value(value, name) for name, value in row.found.items()}
    place = int(str(asked.pop("place", 1)))
    links = {name for name, value in row.found.items() if isinstance(value, str) and NAMED.fullmatch(value)}
    by = {f"{name}__number" if name in links else name: value for name, value in asked.items()}
    found = get_kind(row.kind).record._default_manager.filter(**by).order_by("pk")[place - 1 : place]
    for record in found:
        return record
    raise NotThereError(f"there is no record {place} of these: {row.found}")


class DemonstrationValues:
    """What a form gets for the words of a demonstration."""

    def __init__(self, making: Making, each: str, record: Record | None = None) -> None:
        self.making, self.each, self.record = making, each, record

    def value(self, said: object, field: str) -> object:
        """Return what a form gets in a field; in a row, ``field`` is that of the rows."""
        if isinstance(said, Mapping):
            return {name: self.value(value, field) for name, value in said.items()}
        if isinstance(said, Sequence) and not isinstance(said, str):
            return [self.value(value, field) for value in said]
        if not isinstance(said, str):
            return said if isinstance(said, bool) else str(said)
        return self._text(self.each if said == EACH and self.each else said, field)

    def _text(self, said: str, field: str) -> str:
        making = self.making
        if found := DAY.fullmatch(said):
            day = (making.day(int(found[1])) + timedelta(days=int(found[2] or 0))).isoformat()
            return f"{day}T{found[3]}" if found[3] else day
        if found := BREAK.fullmatch(said):
            return _break_day(making.today, int(found[1])).isoformat()
        if found := MONTH.fullmatch(said):
            first = shift_months(making.today.replace(day=1), -int(found[1]))
            return month_end(first.year, first.month).isoformat()
        if (found := ROW.fullmatch(said)) and self.record is not None:
            return self._row(field, int(found[1]))
        if found := NAMED.fullmatch(said):
            if found[1] == "post":
                return str(making.posts[found[2]].pk)
            if found[1] == "account":
                return str(making.people[found[2]].pk)
            if find_kind(found[1]):
                return _number(found[1], found[2])
        said = YEAR.sub(lambda year: str(making.day(int(year[1])).year + int(year[2] or 0)), said)
        return str(making.units[said].pk) if said in making.units else said

    def _row(self, field: str, place: int) -> str:
        assert self.record is not None
        parts = [part for part in get_kind(self.record.kind).every(Rows) if part.name == field]
        rows = [row for part in parts for row in rows_of_record(part, self.record)]
        if place > len(rows):
            raise LookupError(f"it has no row {place} of {field}")
        return str(rows[place - 1].pk)


def _number(kind: str, title: str) -> str:
    """Return the number of the first record of a kind with a title, or whose title ends as given behind "…"."""
    lookup = "title__endswith" if title.startswith(ANY) else "title"
    records = get_kind(kind).record._default_manager.filter(**{lookup: title.removeprefix(ANY)})
    if (named := records.order_by("pk").first()) is None:
        raise LookupError(f"there is no “{kind}: {title}” on that day: it is entered later, or has another title")
    return str(named.number)


def _break_day(today: date, place: int) -> date:
    """Return a day of the holiday that is on or next, counted from its first or, if below 0, from its last."""
    first, last = find_break(today)
    day = first + timedelta(days=place - 1) if place > 0 else last + timedelta(days=place + 1)
    if not first <= day <= last:
        raise NotThereError(f"the holiday has no day {place}")
    return day


def _file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAPER) if name.endswith(".pdf") else make_evidence_sheet(name, name, "")

"""The demonstration of a line: ``demo.toml`` beside its code, found by itself, with the records that it shows.

  unit = "YL-KX"  # of the records, unless one says otherwise
  by = "zhou"     # the account that begins them and takes their steps, unless one says otherwise

  [[records]]
  kind = "fairs"
  ago = 20        # working days before today on which it begins; before 0: in the future
  given = { title = "茶园课", sort = "talk", held = "day 20", people = "persons: 罗有田" }
  steps = [{ step = "do", ago = 10, given = { people = 36 } }, { step = "close", ago = 5, by = "du" }]

  [[values]]      # a value of the office
  name = "fairs.a_year"
  value = "≥6"
  source = "县科协办公会"
  ago = 30

In ``given`` the text ``day 20`` is the working day so long ago, ``day 20 +365`` that many calendar days later, and
``persons: 罗有田`` the number of the record of this kind and title. A step that asks for files names them:
``files = { paper = "合同.pdf" }``. Accounts and units are those of ``county.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luoshi import lines, parts
from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.forms.step_forms import PERIOD
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import find_kind, get_kind, list_kinds
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.site.demo.county import load_county
from luoshi.site.demo.evidence import PAPER, make_evidence_sheet

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

FILE = "demo.toml"
# Lines whose demonstration is still written in modules of this package; none is added.
IN_CODE = frozenset(
    ("appeals", "assess", "care", "coordination", "funding", "housekeeping", "instructions", "leading", "societies")
)
TimedAct = Callable[[datetime], object]
LineAct = Callable[[str, str, TimedAct, datetime], object]  # runs an act of a demonstration: file, place, act, moment
DAY = re.compile(r"day (-?\d+)(?: \+(\d+))?")
NAMED = re.compile(r"([a-z_]+): (.+)")
KEYS = {
    "records": {"kind", "ago", "by", "unit", "step", "given", "files", "steps"},
    "steps": {"step", "ago", "by", "given", "files"},
    "values": {"name", "value", "source", "ago"},
}


@dataclass(frozen=True)
class TableStep:
    """A step of a record: who takes it, how many working days ago, and what the form gets."""

    step: str
    ago: int
    by: str
    given: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableRecord:
    """A record of the demonstration: its kind and unit, and its steps, of which the first begins it."""

    file: str
    kind: str
    unit: str
    steps: tuple[TableStep, ...]


class DemonstrationError(Exception):
    """A step of a demonstration that cannot be taken, or a value that cannot be set."""


@dataclass(frozen=True)
class LineTable:
    """The demonstration of a line."""

    file: str
    records: tuple[TableRecord, ...]
    values: tuple[Mapping[str, Any], ...]


def list_line_tables() -> Iterator[LineTable]:
    """Yield the demonstration of each line and part that has one, by name."""
    for room in (lines, parts):
        for module in sorted(iter_modules(room.__path__), key=lambda found: found.name):
            if found := line_table(f"{room.__name__}.{module.name}"):
                yield found


def line_table(package: str) -> LineTable | None:
    """Return the demonstration of a line's package; None if it has no file.

    Raises:
        ValueError: the file is invalid; the message names it and the record.
    """
    place = files(package) / FILE
    return (
        parse_line_table(f"{package.replace('.', '/')}/{FILE}", place.read_text("utf-8")) if place.is_file() else None
    )


def parse_line_table(file: str, text: str) -> LineTable:
    """Return the demonstration that a file's text says; see ``line_table``."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: {error}") from None
    if strange := sorted(said.keys() - {"unit", "by", "records", "values"}):
        raise ValueError(f"{file}: {strange[0]} is nothing of a demonstration: unit, by, records, values")
    values = tuple(said.get("values", ()))
    for place, value in enumerate(values, 1):
        _refuse_strange(f"{file}, value {place}", "values", value.keys())
        if lacking := sorted(KEYS["values"] - value.keys()):
            raise ValueError(f"{file}, value {place}: {lacking[0]} is not said")
    records = enumerate(said.get("records", ()), 1)
    return LineTable(file, tuple(_record(f"{file}, record {place}", said, row) for place, row in records), values)


def _record(where: str, said: Mapping[str, Any], row: Mapping[str, Any]) -> TableRecord:
    _refuse_strange(where, "records", row.keys())
    for step in row.get("steps", ()):
        _refuse_strange(where, "steps", step.keys())
    by = row.get("by", said.get("by", ""))
    steps = [{"step": "", "ago": row.get("ago"), **{key: row[key] for key in ("step", "given", "files") if key in row}}]
    steps += row.get("steps", ())
    for name, found in (("kind", row.get("kind")), ("unit", row.get("unit", said.get("unit"))), ("by", by)):
        if not found:
            raise ValueError(f"{where}: {name} is not said")
    if any(type(step.get("ago")) is not int for step in steps):
        raise ValueError(f"{where}: each step says how many working days ago it was: ago = 20")
    made = tuple(TableStep(**{"by": by, **step}) for step in steps)
    return TableRecord(where, row["kind"], row.get("unit", said.get("unit", "")), made)


def _refuse_strange(where: str, sort: str, keys: Set[str]) -> None:
    """Raise ValueError for a key that nothing reads."""
    if strange := sorted(keys - KEYS[sort]):
        raise ValueError(f"{where}: {strange[0]} is nothing of {sort}: {', '.join(sorted(KEYS[sort]))}")


def table_faults(table: LineTable) -> Iterator[str]:
    """Yield what cannot happen: what does not exist, and steps from states that no record is in."""
    for place, value in enumerate(table.values, 1):
        if (name := value.get("name")) not in _parameters():
            yield f"{table.file}, value {place}: no kind reads a value {name}"
    for row in table.records:
        yield from (f"{row.file}: {fault}" for fault in _strangers(row))
        kind = find_kind(row.kind)
        if kind is None:
            yield f"{row.file}: there is no kind {row.kind}"
        else:
            yield from (f"{row.file}: {fault}" for fault in _course(kind, row)[1])


def _strangers(row: TableRecord) -> Iterator[str]:
    """Yield the unit and the accounts that the county does not have."""
    county = load_county()
    if all(unit["code"] != row.unit for unit in county.units):
        yield f"the county has no unit {row.unit}"
    people = [*county.people, *(person["before"] for person in county.people if "before" in person)]
    accounts = {person["account"] for person in people}
    yield from (f"the county has no account {name}" for name in sorted({step.by for step in row.steps} - accounts))


def missing_states(table: LineTable, kind: CompiledKind) -> list[str]:
    """Return the states of a kind in which its demonstration shows no record."""
    shown = {state for row in table.records if row.kind == kind.name for state in _course(kind, row)[0]}
    return [state for state in kind.cycle.states if state not in shown]


def _course(kind: CompiledKind, row: TableRecord) -> tuple[set[str], list[str]]:
    """Return the states that a record may be in after its steps, and what is wrong with them."""
    first, *further = row.steps
    opens = kind.cycle.begin(first.step)
    if opens is None:
        return set(), [f"{first.step} begins no record of {kind.name}"]
    if strange := _unasked(kind, opens, first):
        return set(), [strange]
    states, ago = {*opens.ways_from("")}, first.ago
    for taken in further:
        step = kind.cycle.by_name.get(taken.step)
        if step is None:
            return set(), [f"{kind.name} has no step {taken.step}"]
        if not states & {*step.before}:
            return set(), [f"{taken.step} is not open in {' '.join(sorted(states))}"]
        if taken.ago > ago:
            return set(), [f"{taken.step} is taken before what precedes it"]
        if strange := _unasked(kind, step, taken):
            return set(), [strange]
        states, ago = {way for state in states & {*step.before} for way in step.ways_from(state)}, taken.ago
    return states, []


def _unasked(kind: CompiledKind, step: Step, taken: TableStep) -> str:
    """Return that the step's form asks for no such value, which it would ignore; "" if it asks for all of them."""
    if step.given is not None:  # a form of the line's own may make fields of what it is about
        return ""
    asked = {*form_fields(kind, step), PERIOD, *(("unit",) if step.begins else ())}
    strange = [name for name in (*taken.given, *taken.files) if name not in asked]
    return f"{step.name} asks for no {strange[0]}: {', '.join(sorted(asked - {PERIOD}))}" if strange else ""


def plan_line_tables(making: Making) -> None:
    """Schedule the demonstrations of all lines.

    Raises:
        ValueError: one of them cannot come about; the message names file and record.
    """
    for table in list_line_tables() if making.tables is None else making.tables:
        if faults := list(table_faults(table)):
            raise ValueError("; ".join(faults))
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
    parameter, actor, day = _parameters()[value["name"]], making.actor("guan", at), timezone.localdate(at)
    with _refused_at(where):
        set_value(parameter, None, value["value"], day, value["source"], actor, at=at)


def _parameters() -> dict[str, DeclaredParameter]:
    return {parameter.name: parameter for kind in list_kinds() for parameter in kind.values}


def take_table_step(making: Making, row: TableRecord, step: TableStep, made: list[Record], at: datetime) -> None:
    """Take a step of a record.

    Raises:
        DemonstrationError: it cannot be taken; file, record and step are named.
    """
    taken = step.step or get_kind(row.kind).cycle.first.name
    with _refused_at(f"{row.file}, step {taken}"):
        _take_step(making, row, step, made, at)


def _take_step(making: Making, row: TableRecord, step: TableStep, made: list[Record], at: datetime) -> None:
    given = {name: _value(making, value) for name, value in step.given.items()}
    brought = {name: [_file(called)] for name, called in step.files.items()} or None
    actor = making.actor(step.by, at)
    if made:
        made[0] = take(made[0], step.step, actor, given, at=at, files=brought).record
    else:
        given = {"unit": str(making.units[row.unit].pk), **given}
        made.append(begin(get_kind(row.kind), actor, given, at=at, step=step.step, files=brought).record)


def _value(making: Making, said: object) -> object:
    """Return what a form gets: days, numbers of records and units for the words that stand for them."""
    if isinstance(said, Mapping):
        return {name: _value(making, value) for name, value in said.items()}
    if isinstance(said, Sequence) and not isinstance(said, str):
        return [_value(making, value) for value in said]
    if not isinstance(said, str):
        return said if isinstance(said, bool) else str(said)
    if found := DAY.fullmatch(said):
        return (making.day(int(found[1])) + timedelta(days=int(found[2] or 0))).isoformat()
    if (found := NAMED.fullmatch(said)) and (kind := find_kind(found[1])):
        named = kind.record._default_manager.filter(title=found[2]).first()
        if named is None:
            raise LookupError(f"there is no “{said}” on that day: it is entered later, or has another title")
        return str(named.number)
    return str(making.units[said].pk) if said in making.units else said


def _file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAPER) if name.endswith(".pdf") else make_evidence_sheet(name, name, "")

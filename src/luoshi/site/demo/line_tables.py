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

In ``given`` these texts stand for something else:

  day 20 +365      that many calendar days after the working day 20 ago
  break 2          the second day of the holiday that is on or next; break -1: its last
  month 2          the last day of the second month before this one
  {year 20 -1}     in a text: the year before that of the working day 20 ago
  persons: 罗有田   the number of the record of this kind and title; plans: …要点: of the first whose title ends so
  post: ke         the post of an account; account: ke: the account
  row 2            the second of the rows that the record has
  YL-KX            the unit of this code

A step that asks for files names them: ``files = { paper = "合同.pdf" }``. Accounts and units are those of
``county.toml``; ``clerk`` is the clerk of the record's unit, and of a list of accounts the first acts who may.
A value may say the ``unit`` for which it is set, and ``{until break}`` in it is the number of days until the holiday.

``found = { scheme = "schemes: 半年考核", place = 3 }`` leads on a record that another step made: the third whose fields
say this. ``each = ["break 1", "break 2"]`` makes a record for each of these texts, which stands where ``"each"`` is
written; those that do not exist are left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from importlib.resources import files
from pkgutil import iter_modules
from typing import Any

from luoshi import lines, parts
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.forms.step_forms import PERIOD
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.registry import find_kind, list_kinds
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.site.demo.county import County, load_county

FILE = "demo.toml"
OF_PLANS = ("luoshi.plans.", "luoshi.commitments.")
NAMED = re.compile(r"([a-z_]+): (.+)")
CLERK = "clerk"  # stands for the clerk of the record's unit
KEYS = {
    "records": {"kind", "ago", "by", "unit", "step", "found", "each", "given", "files", "steps"},
    "steps": {"step", "ago", "by", "given", "files"},
    "values": {"name", "value", "source", "ago", "unit"},
}


@dataclass(frozen=True)
class TableStep:
    """A step of a record: who takes it (the first of several who may), how many working days ago, and its values."""

    step: str
    ago: int
    by: str | Sequence[str]
    given: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Return the accounts of ``by``."""
        return (self.by,) if isinstance(self.by, str) else tuple(self.by)


@dataclass(frozen=True)
class TableRecord:
    """A record of the demonstration: its kind and unit, and its steps, of which the first begins it.

    Attributes:
        found: fields by which a record is found that another step made; the first step is then taken on it too.
        each: the text that stands for "each".
    """

    file: str
    kind: str
    unit: str
    steps: tuple[TableStep, ...]
    found: Mapping[str, object] = field(default_factory=dict)
    each: str = ""


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
        if lacking := sorted(KEYS["values"] - {"unit"} - value.keys()):
            raise ValueError(f"{file}, value {place}: {lacking[0]} is not said")
    records = tuple(
        record
        for place, row in enumerate(said.get("records", ()), 1)
        for record in _records(f"{file}, record {place}", said, row)
    )
    return LineTable(file, records, values)


def _records(where: str, said: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[TableRecord]:
    """Yield the record that a table's row says; one for each of its texts if it says ``each``."""
    _refuse_strange(where, "records", row.keys())
    for step in row.get("steps", ()):
        _refuse_strange(where, "steps", step.keys())
    found, by = row.get("found", {}), row.get("by", said.get("by", ""))
    steps = list(row.get("steps", ()))
    if not found:
        begun = {key: row[key] for key in ("step", "given", "files") if key in row}
        steps.insert(0, {"step": "", "ago": row.get("ago"), **begun})
    elif strange := sorted(row.keys() & {"step", "given", "files", "ago"}):
        raise ValueError(f"{where}: {strange[0]} says how a record begins, and this one is found")
    for name, known in (("kind", row.get("kind")), ("unit", row.get("unit", said.get("unit"))), ("by", by)):
        if not known:
            raise ValueError(f"{where}: {name} is not said")
    if any(type(step.get("ago")) is not int for step in steps):
        raise ValueError(f"{where}: each step says how many working days ago it was: ago = 20")
    made = tuple(TableStep(**{"by": by, **step}) for step in steps)
    for each in row.get("each", ("",)):
        yield TableRecord(where, row["kind"], row.get("unit", said.get("unit", "")), made, found, each)


def _refuse_strange(where: str, sort: str, keys: Set[str]) -> None:
    """Raise ValueError for a key that nothing reads."""
    if strange := sorted(keys - KEYS[sort]):
        raise ValueError(f"{where}: {strange[0]} is nothing of {sort}: {', '.join(sorted(KEYS[sort]))}")


def table_faults(table: LineTable) -> Iterator[str]:
    """Yield what cannot happen: what does not exist, and steps from states that no record is in."""
    for place, value in enumerate(table.values, 1):
        if (name := value.get("name")) not in declared_parameters():
            yield f"{table.file}, value {place}: no kind reads a value {name}"
    for row in {row.file: row for row in table.records}.values():  # those of "each" differ in nothing that is checked
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
    accounts = {CLERK, *(person["account"] for person in people)}
    acting = {name for step in row.steps for name in step.accounts}
    yield from (f"the county has no account {name}" for name in sorted(acting - accounts))


def missing_states(table: LineTable, kind: CompiledKind) -> list[str]:
    """Return the states of a kind in which its demonstration shows no record.

    A state to which only the program leads is shown where a record that it takes there may stand before.
    """
    shown = {state for row in table.records if row.kind == kind.name for state in _course(kind, row)[0]}
    return [state for state in kind.cycle.states if state not in _led_on_by_the_program(kind, shown)]


def _course(kind: CompiledKind, row: TableRecord) -> tuple[set[str], list[str]]:
    """Return the states that a record may be in after its steps, and what is wrong with them."""
    further, ago = list(row.steps), row.steps[0].ago
    if row.found:
        states = _states_without_people(kind)
    else:
        first, *further = row.steps
        opens = kind.cycle.begin(first.step)
        if opens is None:
            return set(), [f"{first.step} begins no record of {kind.name}"]
        if strange := _unasked(kind, opens, first):
            return set(), [strange]
        states = {*opens.ways_from("")}
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


def _states_without_people(kind: CompiledKind) -> set[str]:
    """Return the states that a record may be in before anybody takes a step of its own: the program takes some."""
    return _led_on_by_the_program(kind, {way for step in kind.cycle.opens for way in step.ways_from("")})


def _led_on_by_the_program(kind: CompiledKind, states: set[str]) -> set[str]:
    """Return these states and those to which steps that nobody takes lead from them."""
    steps = [step for step in kind.cycle.all_steps if not step.who and not step.begins]
    for _turn in steps:
        states = states | {way for step in steps for state in states & {*step.before} for way in step.ways_from(state)}
    return states


def _unasked(kind: CompiledKind, step: Step, taken: TableStep) -> str:
    """Return that the step's form asks for no such value, which it would ignore; "" if it asks for all of them."""
    if step.given is not None:  # a form of the line's own may make fields of what it is about
        return ""
    asked = {*form_fields(kind, step), PERIOD, *(("unit",) if step.begins else ())}
    strange = [name for name in (*taken.given, *taken.files) if name not in asked]
    return f"{step.name} asks for no {strange[0]}: {', '.join(sorted(asked - {PERIOD}))}" if strange else ""


def declared_parameters() -> dict[str, DeclaredParameter]:
    """Return the values of the office that kinds declare, by name."""
    return {parameter.name: parameter for kind in list_kinds() for parameter in kind.values}


def kinds_named(table: LineTable) -> set[str]:
    """Return the kinds of the records that a demonstration names."""
    given = [value for row in table.records for value in (row.found, *(step.given for step in row.steps))]
    return set(_kinds_named(given))


def _kinds_named(given: object) -> Iterator[str]:
    if isinstance(given, Mapping):
        given = list(given.values())
    if isinstance(given, str):
        if named := NAMED.fullmatch(given):
            yield named[1]
    elif isinstance(given, Sequence):
        yield from (name for value in given for name in _kinds_named(value))


def needs_plans(county: County, table: LineTable) -> bool:
    """Return whether a record begins before all else, or names a plan, or what comes from one."""
    if any(step.ago > county.begins for row in table.records for step in row.steps):
        return True
    kinds = (find_kind(name) for name in kinds_named(table))
    return any(kind is not None and kind.record.__module__.startswith(OF_PLANS) for kind in kinds)

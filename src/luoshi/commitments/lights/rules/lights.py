"""The colour of something owed on a day: tables of rules, defined as data and checked before use.

Offices colour by contradictory rules (12 §12.3), so a table is data: each rule names a colour and conditions on
measures. If several rules hold, the most severe colour is shown; if none holds, the table's default, if it has one.
``find_table_faults`` calculates where a table says nothing and where it says two things. Nothing is inferred without a
measurement: a colour that would need one is ``UNKNOWN``, never green.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from math import prod
from typing import Literal, get_args

from luoshi.dates.workdays import count_workdays_late, next_work, previous_work, shift_calendar_days, working_days

Colour = Literal["green", "blue", "yellow", "orange", "red"]
COLOURS: tuple[Colour, ...] = get_args(Colour)  # from the mildest to the most severe
NONE = "none"  # no light: the table colours only what needs attention
OPEN = "open"  # no rule of the table applies
UNKNOWN = "unknown"  # a required measure has no value
Value = int | str | None  # of a measure; None: it has no value
MOST_CELLS = 20_000  # limit for the search for faults; an office's table has some dozens


@dataclass(frozen=True, slots=True)
class LightMeasure:
    """A quantity that rules use: an integer from ``low`` on (None: any), or one of some words."""

    name: str
    low: int | None = None
    words: tuple[str, ...] = ()


MEASURES = {
    measure.name: measure
    for measure in (
        LightMeasure("days"),  # calendar days past the due date; negative before it, 0 on it
        LightMeasure("workdays"),  # the same in working days
        LightMeasure("behind"),  # hundredths of a point behind the plan's progress; negative if ahead
        LightMeasure("share", 0),  # share reached of the progress expected, in hundredths of a per cent
        LightMeasure("misses", 0),  # due dates that passed unmet, including moved ones
        LightMeasure("slips", 0),  # warning slips whose limit passed without a reason
        LightMeasure("idle", 0),  # months since it should have begun, if it has not
        LightMeasure("unlisted", 0),  # months since it should have been entered in the statistics, if it is not
        LightMeasure("met", words=("open", "in_time", "late")),
        LightMeasure("judged", words=("good", "fair", "poor")),  # by a person: how it is done
        LightMeasure("outlook", words=("sure", "slow", "hopeless")),  # by a person: whether it will be done in time
    )
}

DATED = ("days", "workdays")  # calculated from a due date


@dataclass(frozen=True, slots=True)
class Set:
    """A bound that each office sets: a named value, times a factor."""

    name: str
    times: int = 1


Bound = int | Set | None


@dataclass(frozen=True, slots=True)
class MeasureRange:
    """A condition: a measure lies between two inclusive bounds (None: unbounded), or equals ``word``."""

    measure: str
    low: Bound = None
    high: Bound = None
    word: str = ""

    def holds(self, value: Value) -> bool:
        """Check whether a value meets the condition; a missing value never does."""
        if isinstance(value, str) or value is None:
            return bool(self.word) and value == self.word
        assert not isinstance(self.low, Set) and not isinstance(self.high, Set)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class LightRule:
    """A colour and its conditions, all of which must hold. ``note`` distinguishes two rules of one colour."""

    colour: Colour
    when: tuple[MeasureRange, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LightRuleTable:
    """The rules by which a light is found, their source, and the default shown if none holds.

    Attributes:
        source: of the rule, as domain sheet 12 cites it; empty: built in.
        otherwise: a colour, ``NONE``, or "": the source is silent, and the office must decide before use.
    """

    name: str
    rules: tuple[LightRule, ...]
    source: str = ""
    otherwise: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that it uses, in the order of declaration."""
        asked = {condition.measure for rule in self.rules for condition in rule.when}
        return tuple(name for name in MEASURES if name in asked)

    @property
    def asks(self) -> tuple[str, ...]:
        """The names of the values that the office must set first."""
        bounds = [bound for rule in self.rules for condition in rule.when for bound in (condition.low, condition.high)]
        return tuple(dict.fromkeys(bound.name for bound in bounds if isinstance(bound, Set)))

    def fill_values(self, values: Mapping[str, int]) -> LightRuleTable:
        """Return the table with its values set.

        Raises:
            KeyError: the name of a value that is missing.
        """

        def bound(one: Bound) -> Bound:
            return values[one.name] * one.times if isinstance(one, Set) else one

        rules = [
            replace(
                rule,
                when=tuple(
                    replace(condition, low=bound(condition.low), high=bound(condition.high)) for condition in rule.when
                ),
            )
            for rule in self.rules
        ]
        return replace(self, rules=tuple(rules))


@dataclass(frozen=True, slots=True)
class ShownLight:
    """A colour, ``NONE``, ``OPEN`` or ``UNKNOWN``, with the rules that gave it.

    ``missing``: measures without a value.
    """

    colour: str
    rules: tuple[LightRule, ...] = ()
    missing: tuple[str, ...] = ()


def find_light(table: LightRuleTable, values: Mapping[str, Value]) -> ShownLight:
    """Return the light that a filled table gives for these measures. Omitted measures have no value."""
    held = [
        rule for rule in table.rules if all(condition.holds(values.get(condition.measure)) for condition in rule.when)
    ]
    if held:
        gravest = max((rule.colour for rule in held), key=COLOURS.index)
        return ShownLight(gravest, tuple(rule for rule in held if rule.colour == gravest))
    missing = tuple(name for name in table.measures if values.get(name) is None)
    if table.otherwise == NONE:
        return ShownLight(NONE)
    return ShownLight(UNKNOWN, missing=missing) if missing else ShownLight(table.otherwise or OPEN)


# ---- faults of a table


@dataclass(frozen=True, slots=True)
class LightTableFault:
    """A fault of a table, and where it occurs.

    ==========  =======================================================================
    unset       values that the office must set before anything else can be checked
    gap         no rule holds here, and the table has no default
    overlap     rules of several colours hold here; the most severe is shown
    never       this rule never holds
    ==========  =======================================================================

    Attributes:
        where: for each measure the words, or the first and last integer (None: unbounded).
    """

    kind: Literal["unset", "gap", "overlap", "never"]
    where: tuple[tuple[str, Part], ...] = ()
    rules: tuple[LightRule, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether the fault prevents the use of the table."""
        return self.kind in ("unset", "gap")


Part = tuple[int | None, int | None] | str


class TooFine(ValueError):
    """The table distinguishes more cases than anyone could check."""


def find_table_faults(table: LightRuleTable) -> list[LightTableFault]:
    """List every gap and overlap of a table in full extent, and its rules that never hold.

    Raises:
        TooFine: the bounds of all measures together make more than ``MOST_CELLS`` cases.
    """
    if table.asks:
        return [LightTableFault("unset", names=table.asks)]
    parts = {name: list(_parts(table, MEASURES[name])) for name in table.measures}
    if prod(map(len, parts.values())) > MOST_CELLS:
        raise TooFine(table.name)
    found: dict[tuple[str, tuple[LightRule, ...]], list[tuple[Part, ...]]] = {}
    used: set[int] = set()
    for cell in product(*parts.values()):
        values = {name: _within(part) for name, part in zip(parts, cell, strict=True)}
        held = [
            at
            for at, rule in enumerate(table.rules)
            if all(condition.holds(values[condition.measure]) for condition in rule.when)
        ]
        used.update(held)
        rules = tuple(table.rules[at] for at in held)
        if not held and not table.otherwise:
            found.setdefault(("gap", ()), []).append(cell)
        elif len({rule.colour for rule in rules}) > 1:
            found.setdefault(("overlap", rules), []).append(cell)
    made = [
        LightTableFault(kind, tuple(zip(parts, cell, strict=True)), rules)  # type: ignore[arg-type]
        for (kind, rules), cells in found.items()
        for cell in _joined(cells, len(parts))
    ]
    never = [LightTableFault("never", rules=(rule,)) for at, rule in enumerate(table.rules) if at not in used]
    return made + never


def _parts(table: LightRuleTable, measure: LightMeasure) -> Iterator[Part]:
    """Split the values of a measure wherever a rule begins or ends."""
    if measure.words:
        yield from measure.words
        return
    cuts: set[int] = set()
    for condition in (
        rule_condition for rule in table.rules for rule_condition in rule.when if rule_condition.measure == measure.name
    ):
        assert not isinstance(condition.low, Set) and not isinstance(condition.high, Set)
        cuts |= {condition.low} if condition.low is not None else set()
        cuts |= {condition.high + 1} if condition.high is not None else set()
    low = measure.low
    for cut in sorted(cut for cut in cuts if low is None or cut > low):
        yield low, cut - 1
        low = cut
    yield low, None


def _within(part: Part) -> int | str:
    """Return a sample value of a part."""
    if isinstance(part, str):
        return part
    low, high = part
    return low if low is not None else high if high is not None else 0


def _joined(cells: Iterable[tuple[Part, ...]], width: int) -> list[tuple[Part, ...]]:
    """Merge cells that are adjacent along one measure and equal in all others."""
    found = list(cells)
    for at in range(width):
        rows: dict[tuple[Part, ...], list[Part]] = {}
        for cell in found:
            rows.setdefault((*cell[:at], *cell[at + 1 :]), []).append(cell[at])
        found = [(*others[:at], part, *others[at:]) for others, run in rows.items() for part in _runs(run)]
    return found


def _runs(parts: Sequence[Part]) -> Iterator[Part]:
    last: Part | None = None
    for part in parts:
        if last is not None and not isinstance(last, str) and not isinstance(part, str) and _touch(last, part):
            last = (last[0], part[1])
            continue
        if last is not None:
            yield last
        last = part
    if last is not None:
        yield last


def _touch(one: tuple[int | None, int | None], then: tuple[int | None, int | None]) -> bool:
    return one[1] is not None and then[0] is not None and one[1] + 1 == then[0]


# ---- days past a due date


def days_past(due: date, day: date) -> int:
    """Return the measure ``days``: calendar days past the due date; negative before it."""
    return (day - due).days


def workdays_past(due: date, day: date, in_period: bool = False) -> int:
    """Return the measure ``workdays``: also 0 after the date while only days off have passed.

    What is owed in a period (``in_period``) counts as missed from the day after it, by at least one working day.
    """
    if day <= due:
        return -working_days(shift_calendar_days(day, 1), due)
    return max(count_workdays_late(due, day), int(in_period))


def latest_due(measure: str, day: date, least: int, in_period: bool = False) -> date:
    """Return the last due date with at least ``least`` ``days`` or ``workdays`` on a day; earlier dates qualify too."""
    if measure == "days" or (in_period and least == 1):
        return shift_calendar_days(day, -least)
    found = day
    if least > 0:  # count this many working days back
        for _ in range(least - 1):
            found = shift_calendar_days(previous_work(found), -1)
        return shift_calendar_days(previous_work(found), -1)
    for _ in range(1 - least):  # at most this many working days remain before the date
        found = next_work(shift_calendar_days(found, 1))
    return shift_calendar_days(found, -1)

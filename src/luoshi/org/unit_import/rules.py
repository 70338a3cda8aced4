"""Plan what a sheet of units would change: per row new, renamed, moved, amended, unchanged or wrong, and why.

A row describes one unit, identified by its code, from a day on:

- An unknown code founds a unit on that day; a known one is compared with what is recorded for that day.
- A field that is None leaves the value unchanged; an empty one clears it (a parent: makes the unit a root).
- The day is the row's own, else the sheet's. If a known unit's row repeats the day of its founding, as an exported
  sheet does, it does not say when a change applies: then too the sheet's day is used.
- Units that are not in the sheet stay unchanged. A sheet never closes a unit.

Names and places hold up to the next recorded ones, as in ``names`` and ``orders``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from luoshi.codes.model import CodeRemark
from luoshi.org.tree.rules.names import DatedName, apply_rename, name_on_day
from luoshi.org.tree.rules.particulars import (
    DETAILS,
    LONGEST,
    Particulars,
    free_code,
    particular_errors,
    particular_warnings,
)
from luoshi.org.tree.rules.tree import FOREVER, Edge, Lines, TreeError, edges_outside, merge_adjacent_edges, ways_up

Kind = Literal["new", "renamed", "moved", "amended", "unchanged", "wrong"]
FIELDS = tuple(LONGEST)
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)  # days outside are typing errors


@dataclass(frozen=True, slots=True)
class UnitSheetRow:
    """A row of the sheet. ``faults`` are errors found when reading it."""

    number: int  # as the spreadsheet program shows it
    code: str
    name: str | None = None
    short: str | None = None
    parent: str | None = None  # its code
    division: str | None = None
    credit: str | None = None
    remark: str | None = None
    sort: str | None = None
    start: date | None = None
    faults: tuple[CodeRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedUnit:
    """A recorded unit: its places and names for all days, by day."""

    id: int
    code: str
    line: tuple[Edge, ...]
    names: tuple[DatedName, ...]
    division: str = ""
    credit: str = ""
    remark: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """What a row would change; ``said`` are its remarks, ``doubts`` its warnings."""

    row: int
    code: str
    name: str
    kinds: tuple[Kind, ...]
    said: tuple[CodeRemark, ...]
    doubts: tuple[CodeRemark, ...] = ()


@dataclass(slots=True)
class UnitImportPlan:
    """What would be written; new units have ids below 0, in the order of ``news``.

    Attributes:
        news: the units founded, with their founding day, by temporary id.
        lines: all edges of each unit that is founded or moved.
        names: all names of each unit that is renamed.
        details: new values of fields without dates, by unit.
        days: from when each unit changes.
    """

    verdicts: list[UnitVerdict] = field(default_factory=list)
    news: dict[int, tuple[Particulars, date]] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)
    names: dict[int, list[DatedName]] = field(default_factory=dict)
    details: dict[int, dict[str, str]] = field(default_factory=dict)
    days: dict[int, date] = field(default_factory=dict)

    @property
    def wrong_rows(self) -> list[UnitVerdict]:
        """The rows with errors; any of them prevents the import."""
        return [verdict for verdict in self.verdicts if "wrong" in verdict.kinds]

    def counts(self) -> dict[Kind, int]:
        """Count the rows of each kind; a unit renamed and moved counts in both."""
        found: dict[Kind, int] = dict.fromkeys(("new", "renamed", "moved", "amended", "unchanged", "wrong"), 0)
        for verdict in self.verdicts:
            for kind in verdict.kinds:
                found[kind] += 1
        return found

    def digest(self) -> str:
        """Return a digest of the changes: the plan shown and the plan carried out must have the same."""
        plain = [(v.row, v.code, v.kinds, [(r.code, sorted(r.values.items())) for r in v.said]) for v in self.verdicts]
        return hashlib.sha256(repr(plain).encode()).hexdigest()


def with_codes(
    rows: Sequence[UnitSheetRow], units: Mapping[str, RecordedUnit], day: date, spell: Callable[[str], str]
) -> list[UnitSheetRow]:
    """Return the rows, each with a code: a missing code is that of the unit with this name on the day, or a suggestion.

    An ambiguous name matches no unit: a row without a code then gets an error. A parent may be given by name instead of
    code. ``spell``: returns the pinyin initials of a name.
    """
    called: dict[str, set[str]] = {}
    for code, unit in units.items():
        now = name_on_day(unit.names, day)
        for words in {now.name, now.short} - {""} if now else ():
            called.setdefault(words, set()).add(code)
    codes = {*units, *(row.code for row in rows)}
    taken = {code.casefold() for code in codes}
    found = []
    for row in rows:
        if not row.code and row.name and len(called.get(row.name, ())) < 2:
            code = next(iter(called.get(row.name, ())), "") or free_code(spell(row.name), taken)
            taken.add(code.casefold())
            codes.add(code)
            called.setdefault(row.name, set()).add(code)
            row = replace(row, code=code)
        elif row.name and row.code:
            called.setdefault(row.name, set()).add(row.code)
        found.append(row)
    return [
        replace(row, parent=next(iter(called[row.parent])))
        if row.parent and row.parent not in codes and len(called.get(row.parent, ())) == 1
        else row
        for row in found
    ]


def with_recorded_codes(
    rows: Sequence[UnitSheetRow], units: Mapping[str, RecordedUnit], day: date
) -> list[UnitSheetRow]:
    """Return the rows with the recorded code where an unknown code stands at a unit that is there already.

    That is a unit of the same name at the top of the tree, or of the same name under the same unit. The program gave
    the office its code at the first start: a sheet with a code of its own must not found it a second time.
    """
    codes, names = {unit.id: code for code, unit in units.items()}, {}
    for unit in units.values():
        now = name_on_day(unit.names, day)
        names[unit.id] = now.name if now else ""
    there: dict[tuple[str, str | None], str] = {}  # a name and the unit above, by code and by name; None: at the top
    for code, unit in units.items():
        edge = next((edge for edge in unit.line if edge.start <= day < edge.until), None)
        if edge is not None and edge.parent is None:
            there[names[unit.id], None] = code
        elif edge is not None and edge.parent in codes:
            there |= {(names[unit.id], above): code for above in (codes[edge.parent], names[edge.parent])}
    given = {row.code for row in rows}
    taken = {}
    for row in rows:
        code = there.get((row.name or "", None)) or there.get((row.name or "", row.parent or ""), "")
        if row.code and row.code not in units and code and code not in given:
            taken[row.code] = code
    return [
        replace(row, code=taken.get(row.code, row.code), parent=taken.get(row.parent or "", row.parent)) for row in rows
    ]


def plan_unit_rows(rows: Sequence[UnitSheetRow], units: Mapping[str, RecordedUnit], day: date) -> UnitImportPlan:
    """Plan the rows' changes to the known units, by code; ``day`` is the sheet's. Linear in rows and units."""
    work = _UnitImportWork(units, day)
    for row in rows:
        work.check_row(row)
    for row in rows:
        work.place(row)
    work.check()
    return work.build_plan(rows)


@dataclass(slots=True)
class _UnitRowDraft:
    """One row being processed: its errors, remarks and warnings."""

    unit: int
    day: date
    wrong: list[CodeRemark] = field(default_factory=list)
    said: list[tuple[Kind, CodeRemark]] = field(default_factory=list)
    doubts: list[CodeRemark] = field(default_factory=list)


class _UnitImportWork:
    def __init__(self, units: Mapping[str, RecordedUnit], day: date) -> None:
        self.units = units
        self.day = day
        self.plan = UnitImportPlan()
        self.lines: Lines = {unit.id: list(unit.line) for unit in units.values()}
        self.ids = {code: unit.id for code, unit in units.items()}
        self.codes = {unit.id: code for code, unit in units.items()}
        self.drafts: dict[int, _UnitRowDraft] = {}  # by row number
        self.rows: dict[str, int] = {}  # code → its first row

    def check_row(self, row: UnitSheetRow) -> None:
        """Check what a row says by itself, and identify its unit."""
        known = self.units.get(row.code)
        draft = _UnitRowDraft(0, self._day_of(row, known), list(row.faults))
        self.drafts[row.number] = draft
        values = {name: getattr(row, name) or "" for name in FIELDS}
        for name in FIELDS:
            if name == "name" and row.name is None and known:
                continue
            draft.wrong += [_about(name, error) for error in particular_errors(name, values[name])]
            draft.doubts += [_about(name, warning) for warning in particular_warnings(name, values[name])]
        if row.start and not FIRST <= row.start <= LAST:
            draft.wrong.append(CodeRemark("import.day_far", {"day": row.start.isoformat()}))
        if not row.code:
            return
        if row.code in self.rows:
            draft.wrong.append(CodeRemark("import.twice", {"row": self.rows[row.code]}))
            return
        self.rows[row.code] = row.number
        draft.unit = known.id if known else -1 - len(self.plan.news)
        if known is None:
            self.ids[row.code], self.codes[draft.unit] = draft.unit, row.code
            self.plan.news[draft.unit] = (Particulars(**values), draft.day)

    def _day_of(self, row: UnitSheetRow, known: RecordedUnit | None) -> date:
        founded = known.line[0].start if known and known.line else None
        if row.start is not None and row.start != founded:
            return row.start
        return max(self.day, founded) if founded else row.start or self.day

    def place(self, row: UnitSheetRow) -> None:
        """Found, move, rename and amend the row's unit in the draft; a second row with the same code does nothing."""
        draft = self.drafts[row.number]
        if not draft.unit:
            return
        parent = None if not row.parent else self.ids.get(row.parent)
        if row.parent and parent is None:
            draft.wrong.append(CodeRemark("import.no_parent", {"parent": row.parent}))
            return
        known = self.units.get(row.code)
        if known is None:
            self.lines[draft.unit] = [Edge(draft.unit, parent, draft.day, FOREVER)]
            self._says(draft, "new", "import.new" if parent else "import.new_root", parent=row.parent or "")
            return
        edge = next((edge for edge in known.line if edge.start <= draft.day < edge.until), None)
        if edge is None:
            draft.wrong.append(_not_there(known, draft.day))
            return
        if row.parent is not None and parent != edge.parent:
            rest = edges_outside(known.line, draft.day, edge.until)
            self.lines[known.id] = merge_adjacent_edges([*rest, Edge(known.id, parent, draft.day, edge.until)])
            self._says(draft, "moved", "import.moved", old=self.codes.get(edge.parent or 0, ""), new=row.parent)
        self._rename(row, known, draft)
        self._amend(row, known, draft)

    def _rename(self, row: UnitSheetRow, known: RecordedUnit, draft: _UnitRowDraft) -> None:
        now = name_on_day(known.names, draft.day)
        if now is None:
            return
        name, short = row.name or now.name, now.short if row.short is None else row.short
        if (name, short) != (now.name, now.short):
            self.plan.names[known.id] = apply_rename(known.names, name, short, draft.day)
            old, new = _spoken(now.name, now.short), _spoken(name, short)
            self._says(draft, "renamed", "import.renamed", old=old, new=new)

    def _amend(self, row: UnitSheetRow, known: RecordedUnit, draft: _UnitRowDraft) -> None:
        new = {name: getattr(row, name) for name in DETAILS}
        changed = {name: value for name, value in new.items() if value not in (None, getattr(known, name))}
        if changed:
            self.plan.details[known.id] = changed
        for name, value in changed.items():
            self._says(draft, "amended", "import.amended", field=name, old=getattr(known, name), new=value)

    def _says(self, draft: _UnitRowDraft, kind: Kind, code: str, **values: str | None) -> None:
        said = {name: value or "" for name, value in values.items()}
        draft.said.append((kind, CodeRemark(code, {**said, "day": draft.day.isoformat()})))
        self.plan.days[draft.unit] = draft.day

    def check(self) -> None:
        """Add errors to rows whose unit would then have no existing parent, or be below itself."""
        for draft in self.drafts.values():
            if draft.unit and any(kind in ("new", "moved") for kind, _ in draft.said):
                self.plan.lines[draft.unit] = self.lines[draft.unit]
                try:
                    for _ in ways_up(draft.unit, self.lines):
                        pass
                except TreeError as error:
                    draft.wrong.append(
                        CodeRemark(error.code, {name: self._plain(v) for name, v in error.values.items()})
                    )

    def _plain(self, value: int | date | None) -> str:
        return value.isoformat() if isinstance(value, date) else self.codes.get(value or 0, "")

    def build_plan(self, rows: Iterable[UnitSheetRow]) -> UnitImportPlan:
        """Return the plan with a verdict for each row."""
        for row in rows:
            draft, known = self.drafts[row.number], self.units.get(row.code)
            now = name_on_day(known.names, draft.day) or (known.names[-1] if known.names else None) if known else None
            name = row.name or (now.name if now else "")
            kinds: tuple[Kind, ...] = (
                ("wrong",) if draft.wrong else tuple(dict.fromkeys(kind for kind, _ in draft.said))
            )
            said = tuple(draft.wrong) or tuple(remark for _, remark in draft.said)
            self.plan.verdicts.append(
                UnitVerdict(row.number, row.code, name, kinds or ("unchanged",), said, tuple(draft.doubts))
            )
        return self.plan


def _not_there(known: RecordedUnit, day: date) -> CodeRemark:
    ended = [edge.until for edge in known.line if edge.until <= day]
    values = {"unit": known.code, "day": day.isoformat()}
    if ended:
        return CodeRemark("tree.closed", {**values, "closed": max(ended).isoformat()})
    return CodeRemark(
        "tree.before_founding", {**values, "founded": known.line[0].start.isoformat() if known.line else ""}
    )


def _about(name: str, remark: CodeRemark) -> CodeRemark:
    return replace(remark, values={**remark.values, "field": name})


def _spoken(name: str, short: str) -> str:
    return f"{name} ({short})" if short else name

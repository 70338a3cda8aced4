"""Queries for returns: the forms a unit owes, and the content of a form's grid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from luoshi.base.forms.fields import Undecrypted
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period, period_containing, to_date
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.rules.cells import CellValue
from luoshi.facts.base.rules.checks import parse_comparison
from luoshi.facts.base.rules.doubts import periods_before
from luoshi.facts.fact_store.queries import counting_facts
from luoshi.facts.fact_store.rules import FactKey, StoredFact
from luoshi.facts.indicators.models import Breakdown, Definition
from luoshi.facts.indicators.models import ValueCheck as DeclaredCheck
from luoshi.facts.returns import rules
from luoshi.facts.returns.lately import periods_lately
from luoshi.facts.returns.models import Draft, Form, Return, ReturnLine, Task
from luoshi.facts.returns.queries.shares import shares_of
from luoshi.facts.returns.rules import EarlierValues, FormLine, IndicatorCheck, told_for
from luoshi.figures.rounding import round_to_places
from luoshi.figures.written_units import Own
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.language.formulas import parse_formula
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.org.tree.models import Unit
from luoshi.org.tree.queries import placements_on

DUTY = "return"
OPEN, BACK, TOLD, SIGNING, SENT, ACCEPTED = "open", "back", "told", "signing", "sent", "accepted"
TYPED = (OPEN, BACK)  # the states in which it can be edited
AHEAD = timedelta(days=10)  # a form is offered this long before its period ends
COLUMNS = ("indicator", "unit", "period", "breakdown", "value", "state", "entry", "told")  # of a fact
_OF = "indicator__"
ASKED = (
    *("pk", "part", "entry", "must", "indicator", f"{_OF}indicator", f"{_OF}title"),
    *(f"{_OF}{name}" for name in ("code", "nature", "period", "measure", "formula")),
)
FILLERS = (Role.HEAD, Role.CLERK, Role.COLLECTOR)  # who fills in the forms of their own unit
DIGITS = 2  # decimals of computed values
MOST = 60  # forms on one page


@dataclass(frozen=True)
class OwedForm:
    """A form that a unit owes for a period, with the return if begun."""

    task: Task
    span: Period
    due: date
    found: Return | None = None

    @property
    def state(self) -> str:
        """The state of the return; "" if none was begun."""
        return self.found.state if self.found else ""


def may_fill(actor: Actor) -> bool:
    """Whether the actor may fill in forms for a unit. No query."""
    return any(role in actor.roles for role in FILLERS)


def span_of(form: Form, first: date) -> Period:
    """Return the form's period that begins on a day."""
    return period_containing(form.every, first)  # type: ignore[arg-type]


def owed_forms(actor: Actor, day: date) -> list[OwedForm]:
    """List the forms that the actor's units owe: open due dates of periods nearly over, and returns sent back.

    Soonest due date first. Three queries.
    """
    mine = record_relation_condition(get_kind("form_tasks").rights.by_name["unit"], actor, day)
    tasks = Task.objects.filter(mine, state="owed").select_related("form__unit", "unit", "form")
    return _owed(tasks.in_bulk(), day)


def owed_of(task: Task, day: date) -> list[OwedForm]:
    """List what is owed for one task. Two queries."""
    return _owed({task.pk: task}, day)


def _owed(tasks: Mapping[int, Task], day: date) -> list[OwedForm]:
    if not tasks:
        return []
    dates = Occurrence.objects.filter(duty__record__in=tasks, duty__name=DUTY, settled=None, dropped=None)
    due = {
        (task, first): until
        for task, first, until in dates.filter(last__lte=day + AHEAD).values_list("duty__record", "first", "due")
        if task is not None and first is not None
    }
    begun = Return.objects.filter(task__in=tasks, state__in=(*TYPED, TOLD, SIGNING)).select_related("unit")
    there = {(form_return.task_id, form_return.first): form_return for form_return in begun}
    keys = {*due, *((pk, first) for pk, first in there if pk is not None and first is not None)}
    found = []
    for pk, first in keys:
        one, task = there.get((pk, first)), tasks[pk]
        until = due.get((pk, first)) or (one.until if one else None) or day
        assert task.form is not None
        found.append(OwedForm(task, span_of(task.form, first), until, one))
    return sorted(found, key=lambda one: (one.due, one.task.form_id or 0, one.task.unit_id, one.span.first))[:MOST]


def due_of(task: Task, first: date) -> date | None:
    """Return the due date of a period's form. One query."""
    rows = Occurrence.objects.filter(duty__record=task.pk, duty__name=DUTY, first=first, dropped=None)
    return rows.values_list("due", flat=True).first()


def open_periods(task: Task) -> list[date]:
    """List the first days of periods that are owed and not sent, oldest first. One query."""
    rows = Occurrence.objects.filter(duty__record=task.pk, duty__name=DUTY, settled=None, dropped=None)
    return [day for day in rows.order_by("first").values_list("first", flat=True) if day]


def return_of(task: Task, first: date) -> Return | None:
    """Return the return of a period, if begun. One query."""
    return Return.objects.filter(task=task, first=first).select_related("unit").first()


def task_of(record: Return) -> Task | None:
    """Return the task of a return, with its form and units. One query."""
    rows = Task.objects.select_related("form__unit", "unit").filter(pk=record.task_id or 0)
    return rows.first()


def draft_of(record: Return) -> Draft | None:
    """Return the draft of a return. One query."""
    return Draft.objects.filter(record=record).select_related("person").first()


@dataclass(frozen=True)
class FormGrid:
    """The grid of a form for a unit and a period, without drafts.

    Attributes:
        units: whose figures it has: the unit itself, or one row for each unit below it.
        names: of its cells; for lines with two columns both.
    """

    form: Form
    task: Task
    span: Period
    asked: Sequence[FormLine]
    units: Sequence[Unit]
    known: EarlierValues
    names: frozenset[str]

    @property
    def by_cell(self) -> dict[str, tuple[FormLine, Unit]]:
        """Line and unit of each cell."""
        columns = (rules.OWN, rules.TO_DATE)
        return {
            line.cell(unit.pk, each): (line, unit) for line in self.asked for unit in self.units for each in columns
        }

    def value(self, one: FormLine, unit: int, span: Period | None = None) -> CellValue | None:
        """Return a line's value for this or another period; a line with a formula is computed."""
        if one.made:
            there = {each.code: self.value(each, unit, span) for each in self.asked if each.code and not each.made}
            known = {code: cell.value for code, cell in there.items() if cell is not None}
            worked = rules.worked_out(one, known, self.asked).value
            return None if worked is None else CellValue(round_to_places(worked, DIGITS))
        return self.known.facts.get(one.key(unit, span or self.span))

    def told_elsewhere(self, one: FormLine, unit: int) -> str:
        """Return who else reported the value or its year-to-date total; "" if nobody."""
        key = one.key(unit, self.span)
        if key in self.known.facts:
            return self.known.others.get(key, "")
        by_year = rules.by_year_to_date(one, unit, self.span, self.known)
        return self.known.others.get(one.key_to_date(unit, self.span), "") if by_year is not None else ""


def load_form_grid(task: Task, span: Period, day: date, own: int | None = None) -> FormGrid:
    """Load the grid of a form. Seven queries; two more if its checks use other indicators or similar units.

    Args:
        own: the return whose figures these are: its own values raise no question.
    """
    form = task.form
    assert form is not None
    asked = form_grid_lines(form)
    units = [task.unit]
    if form.beneath:
        units = list(
            Unit.objects.filter(pk__in=child_units_by_unit([task.unit_id], day)[task.unit_id]).order_by("code", "pk")
        )
    typed = [line for line in asked if not line.made]
    names = {line.cell(unit.pk) for line in typed for unit in units}
    if not form.beneath:
        names |= {
            line.cell(unit.pk, rules.TO_DATE) for line in typed for unit in units if rules.has_two_columns(line, span)
        }
    codes, in_units = _codes(asked)
    facts, sources = _facts(asked, [unit.pk for unit in units], span, codes.values())
    peers = _peers(asked, form, [unit.pk for unit in units], span)
    shares = shares_of(asked, form, [unit.pk for unit in units], span)
    known = EarlierValues(facts, _others(sources, own), codes, in_units, peers, shares)
    return FormGrid(form, task, span, asked, units, known, frozenset(names))


def child_units_by_unit(units: Iterable[int], day: date) -> dict[int, list[int]]:
    """Return the child units of each of these units on a day. One query."""
    found: dict[int, list[int]] = {unit: [] for unit in units}
    for above, unit in placements_on(day).filter(ancestor__in=found, depth=1).values_list("ancestor", "unit"):
        found[above].append(unit)
    return found


def form_grid_lines(form: Form) -> list[FormLine]:
    """List the lines of a form for a grid, each indicator once even after merges. Three queries."""
    rows = list(ReturnLine.objects.filter(record=form.pk).order_by("place", "pk").values_list(*ASKED))
    definitions = {row[4] for row in rows}
    parts = {
        (of, name): (pk, "" if within else axis)
        for pk, of, name, axis, within in Breakdown.objects.filter(record__in=definitions).values_list(
            "pk", "record", "name", "axis", "within"
        )
    }
    checks: dict[int, list[IndicatorCheck]] = {}
    for check in DeclaredCheck.objects.filter(record__in=definitions, live=True).order_by("place", "pk"):
        checks.setdefault(check.record_id, []).append(IndicatorCheck(check.sort, check.text, check.border, check.hard))
    found: list[FormLine] = []
    asked: set[tuple[int, int]] = set()
    codes = {row[7] for row in rows if not row[1]}
    for line, name, entry, must, of, indicator, title, code, nature, told, measure, made in rows:
        part, axis = parts.get((of, name), (0, "")) if name else (0, "")
        if (indicator, part) in asked:
            continue
        asked.add((indicator, part))
        found.append(
            FormLine(
                line,
                indicator or 0,
                f"{title} · {name}" if name else title,
                code,
                part,
                axis,
                nature,
                told,
                rules.entry_unit(measure, entry) or Own(measure),
                must,
                tuple(checks.get(of, ())),
                made if made and not name and {*parse_formula(made).names} <= codes else "",
            )
        )
    return found


def parts_missing(form: Form) -> list[str]:
    """List the lines that name a part their indicator does not have. Two queries."""
    rows = [line for line in ReturnLine.list_rows(form) if line.part]
    there = set(Breakdown.objects.filter(record__in={row.indicator_id for row in rows}).values_list("record", "name"))
    return [f"{row.indicator} · {row.part}" for row in rows if (row.indicator_id, row.part) not in there]


def _codes(asked: Iterable[FormLine]) -> tuple[dict[str, int], dict[str, str]]:
    """Return indicators and units of measure, by code, that balances use but the form lacks. One query, or none."""
    named = {name for line in asked for check in line.checks if check.sort == "balance" for name in parse_comparison(
        check.text).names}  # fmt: skip
    if missing := named - {line.code for line in asked}:
        rows = Definition.objects.filter(code__in=missing, state="active", erased=None, indicator__isnull=False)
        found = list(rows.values_list("code", "indicator", "measure"))
        return {code: pk or 0 for code, pk, _unit in found}, {code: unit for code, _pk, unit in found}
    return {}, {}


def _facts(
    asked: Sequence[FormLine], units: Sequence[int], span: Period, more: Iterable[int]
) -> tuple[dict[FactKey, CellValue], dict[FactKey, int]]:
    """Return the facts of a grid's lines for this and other periods, and the entries of this period's. One query."""
    spans = [
        span,
        rules.previous_form_period(span),
        span.a_year_before(),
        *rules.earlier_periods_of_year(span),
        *rules.later_periods_of_year(span),
        *periods_lately(span, 7),  # the first of six needs the one before it
    ]
    codes = {encode_period(told_for(line, each)) for line in asked for each in spans}
    codes |= {encode_period(each) for now in {told_for(line, span) for line in asked} for each in periods_before(now)}
    codes |= {
        encode_period(span),
        encode_period(to_date(span.last)),
        encode_period(Period("moment", span.last, span.last)),
    }
    now = {encode_period(told_for(line, span)) for line in asked} | {encode_period(to_date(span.last))}
    rows = Fact.objects.filter(
        indicator__in={*(line.indicator for line in asked), *more}, unit__in=units, period__in=codes, ended=None
    )
    facts, sources = {}, {}
    for indicator, unit, code, part, value, state, entry, told in rows.values_list(*COLUMNS):
        key = FactKey(indicator, unit, code, part)
        facts[key] = CellValue(value, state)
        if code in now:
            sources[key] = told or entry
    return facts, sources


def _others(sources: Mapping[FactKey, int], own: int | None) -> dict[FactKey, str]:
    """Return the keys of this period reported by another record, with its name. One query, or none."""
    if not sources:
        return {}
    rows = Entry.objects.filter(pk__in=set(sources.values())).exclude(record=own or 0)
    names = {
        pk: f"{number} {title}".strip()
        for pk, number, title in rows.values_list("pk", "record__number", "record__title")
    }
    return {key: names[entry] for key, entry in sources.items() if entry in names}


def _peers(
    asked: Iterable[FormLine], form: Form, units: Collection[int], span: Period
) -> dict[tuple[int, int], list[Decimal]]:
    """Return other units' values of the same period, for indicators with a check against peers."""
    compared = [line for line in asked if any(check.sort == "peers" for check in line.checks)]
    if not compared:
        return {}
    others = Task.objects.filter(form=form, state="owed").exclude(unit__in=units).values("unit")
    rows = Fact.objects.filter(
        indicator__in={line.indicator for line in compared},
        unit__in=others,
        period__in={encode_period(told_for(line, span)) for line in compared},
        ended=None,
        value__isnull=False,
    )
    found: dict[tuple[int, int], list[Decimal]] = {}
    for indicator, _unit, _period, part, value, *_rest in rows.values_list(*COLUMNS):
        found.setdefault((indicator, part), []).append(value)
    return found


def told_of(record: Return) -> list[StoredFact]:
    """List the current facts of a sent return's cells; [] before. At most five queries."""
    task = task_of(record) if record.sent_on else None
    if task is None or task.form is None or record.first is None:
        return []
    span, units = span_of(task.form, record.first), [record.unit_id]
    if task.form.beneath:
        units = child_units_by_unit(units, span.last)[record.unit_id]
    return list(
        counting_facts({line.key(unit, span) for line in form_grid_lines(task.form) for unit in units}).values()
    )


def texts_of(sheet: FormGrid, draft: Draft | None) -> dict[str, str]:
    """Return the texts of the cells: drafts, else reported values."""
    found: dict[str, str] = {}
    for unit in sheet.units:
        for line in sheet.asked:
            cell = sheet.value(line, unit.pk) or rules.by_year_to_date(line, unit.pk, sheet.span, sheet.known)
            if cell is not None:
                found |= format_line_cells(line, unit.pk, cell, sheet)
    typed: Mapping[str, object] = draft.cells if draft else {}
    return rules.overlay_typed_cells(found, {name: str(text) for name, text in typed.items() if name in sheet.names})


SAID = {1: "—", 2: "/", 3: "…"}  # nil, not applicable, below the threshold, as cells.MARKS reads them


def format_line_cells(one: FormLine, unit: int, cell: CellValue, sheet: FormGrid) -> dict[str, str]:
    """Format a value for its cells, in the line's unit of measure: the period's and the year-to-date amount."""
    if cell.value is None:
        return {one.cell(unit): SAID.get(cell.state, "")}
    if not rules.has_two_columns(one, sheet.span):
        return {one.cell(unit): one.own.number(cell.value)}
    own, total = rules.period_and_total_amounts(one, cell.value, rules.so_far(one, unit, sheet.span, sheet.known.facts))
    pair = {one.cell(unit): own, one.cell(unit, rules.TO_DATE): total}
    return {name: one.own.number(value) for name, value in pair.items() if value is not None}


def later_told(sheet: FormGrid, now: Mapping[str, Any]) -> list[Period]:
    """List the later periods of the year whose shown values change with what is reported now."""

    def follows(one: FormLine, unit: int, each: Period) -> bool:
        told, was = now.get(one.cell(unit)), sheet.value(one, unit)
        changed = told is not None and was is not None and (told.value, told.state) != was
        return changed and rules.has_two_columns(one, sheet.span) and sheet.value(one, unit, each) is not None

    cells = [(line, unit.pk) for line in sheet.asked for unit in sheet.units]
    return [each for each in rules.later_periods_of_year(sheet.span) if any(follows(*cell, each) for cell in cells)]


def why_back(record: Return) -> str:
    """Explain why a return came back: sender, telephone, day and reason.

    "" if it did not. One query.
    """
    if not record.back_on:
        return ""
    who, phone = record.back_by.name if record.back_by else "", record.back_by.phone if record.back_by else ""
    called = f"{who} {'' if isinstance(phone, Undecrypted) else phone}".strip()
    return f"{called}，{record.back_on.isoformat()}：{record.why}"

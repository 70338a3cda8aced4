"""What stands beside a form that a unit fills in: how its values went, who receives it, by when it is due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.base.forms.shapes import FormSide, ValueCourse
from luoshi.dates.periods import Period
from luoshi.facts.returns.lately import periods_lately
from luoshi.facts.returns.queries import FormGrid, OwedForm
from luoshi.facts.returns.rules import FormLine, has_two_columns, period_and_total_amounts, so_far
from luoshi.figures.plotting import SPARK, spark_points
from luoshi.org.people.queries.posts import names_at_desk

MOST_COURSES = 12  # a long form's further lines have their last value in the grid


def form_side(one: OwedForm, sheet: FormGrid, day: date) -> FormSide:
    """Return what stands beside a form's grid. One query.

    A form with a row for each unit beneath shows no courses: they would be another grid.
    """
    receiver = sheet.form.unit
    people = names_at_desk([receiver.pk], day).get(receiver.pk, [])
    lines = [] if sheet.form.beneath else sheet.asked
    found = [course for line in lines if (course := _course(sheet, line))]
    period = "month" if one.span.kind == "month" else ""
    return FormSide(found[:MOST_COURSES], str(receiver), people, one.due, period)


def own_amount(sheet: FormGrid, line: FormLine, unit: int, span: Period) -> Decimal | None:
    """Return the amount of a period alone, in the line's unit: a year-to-date total less what was before the period.

    None if it was not reported as a number, or what was before it was not.
    """
    cell = sheet.value(line, unit, span)
    if cell is None or cell.value is None or not has_two_columns(line, sheet.span):
        return cell.value if cell else None
    return period_and_total_amounts(line, cell.value, so_far(line, unit, span, sheet.known.facts))[0]


def _course(sheet: FormGrid, line: FormLine) -> ValueCourse | None:
    """Return how a line went over the periods before this one; None if none of them has a number."""
    (unit,) = sheet.units
    amounts = [own_amount(sheet, line, unit.pk, span) for span in periods_lately(sheet.span)]
    values = [value for value in amounts if value is not None]
    if not values:
        return None
    texts = [f"{line.own.number(value)} {line.own.unit}".strip() for value in values]
    return ValueCourse(line.name, texts[-1], spark_points(values, *SPARK), "、".join(texts))

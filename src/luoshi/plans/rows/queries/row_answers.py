"""The answers that a doubtful row offers at one press, in words and numbered as their keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowUnit
from luoshi.plans.names.queries import names_for
from luoshi.plans.names.rules.aliases import Called, normalise_alias
from luoshi.plans.rows.rules.choices import OF_NAMES, RowAnswer, list_answers

NEAR = 4  # meanings of a name that are offered in its row; the panel of names has the others


@dataclass(frozen=True)
class NumberedAnswer:
    """An answer, the key that gives it, and its words."""

    key: int
    form_value: str
    label: str


@dataclass(frozen=True)
class AnswerGroup:
    """The answers to one question, such as what a name means."""

    question: str
    answers: list[NumberedAnswer]


def names_of_plan(plan: Plan, day: date) -> Called:
    """Return the resolver of names for a plan. Two queries; more if units changed."""
    return names_for(plan.unit_id, day, plan.issuer)


def row_answers(row: PlanRow, doubts: Collection[str], names: Called | None) -> list[AnswerGroup]:
    """Return the answers that a waiting row offers. No query: its units are loaded.

    Args:
        doubts: codes that require a second look.
        names: None if no answer about names is wanted.
    """
    if row.state != PlanRow.WAITING or not doubts:
        return []
    units = list(row.units.all())
    leads = list(dict.fromkeys(unit.name for unit in units if unit.role == RowUnit.LEAD and unit.unit_id))
    meant: list[tuple[str, str]] = []
    labels: dict[str, str] = {}
    printed = _unclear_name(units, names) if names and OF_NAMES & set(doubts) else ""
    for choice in names.choices(printed)[:NEAR] if names and printed else ():
        meant.append((printed, choice.form_value))
        labels[choice.form_value] = choice.label
    answers = list_answers(doubts, leads, f"{row.words}；{row.phrase}", row.plan.year, meant)
    numbered = [(answer, NumberedAnswer(key, answer.form_value, _label(answer, labels)))
                for key, answer in enumerate(answers, 1)]  # fmt: skip
    return [
        AnswerGroup(question, [shown for _answer, shown in some])
        for question, some in groupby(numbered, lambda pair: _question(pair[0]))
    ]


def rows_with_name(plan: Plan, printed: str) -> dict[int, int]:
    """Return the versions of the rows that print a name nobody has decided on, by row id. One query."""
    found = RowUnit.objects.filter(row__plan=plan).exclude(row__state=PlanRow.GONE).order_by("row")
    rows = found.values_list("name", "unit", "row", "row__version", "row__doubts")
    wanted = normalise_alias(printed)
    return {
        pk: version
        for name, unit, pk, version, doubts in rows
        if normalise_alias(name) == wanted and (unit is None or "unit_likely" in doubts)
    }


def _unclear_name(units: Collection[RowUnit], names: Called) -> str:
    """Return the first name that means no unit, or only by likeness; "" if there is none."""
    return next(
        (unit.name for unit in units if unit.unit_id is None or names.of(unit.name).how == "likely"),
        "",
    )


def _question(answer: RowAnswer) -> str:
    if answer.kind == "name":
        return _("“%(name)s” is") % {"name": answer.printed}
    if answer.kind in ("lead", "each"):
        return _("Lead unit")
    return pgettext("row", "Due")


def _label(answer: RowAnswer, labels: dict[str, str]) -> str:
    if answer.kind == "name":
        return labels[answer.value]
    if answer.kind == "each":
        return _("each of these units by itself")
    return _("no due date") if answer.kind == "undated" else answer.value

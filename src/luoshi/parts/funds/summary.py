"""The summary above a list of funds: what is left of each, nearly exhausted ones first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.parameters.queries.parameters import parameter_values
from luoshi.parts.funds import queries
from luoshi.parts.funds.models import BUDGET, Fund

_ = words_now(__name__)


def open_fund_summary(actor: Actor, day: date) -> list[tuple[str, str]]:
    """Summarise the open funds whose balance the actor may read. Four queries for any number of funds."""
    return stand_of(queries.of_money(actor, day).filter(state="open").order_by("pk"), day)


def stand_of(rows: Iterable[Fund], day: date) -> list[tuple[str, str]]:
    """Summarise funds on a day, one sentence each, those with a warning first."""
    if not (funds := list(rows)):
        return []
    held, borders = (
        queries.fund_sums_by_year([fund.pk for fund in funds]),
        parameter_values(queries.BORDER, {fund.unit_id for fund in funds}, day),
    )
    found = []
    for fund in funds:
        year = day.year if fund.way == BUDGET else 0
        said = queries.budget_warning_text(year, held[fund.pk].get(year, queries.Sums()), borders.get(fund.unit_id))
        found.append((not said[0], f"{fund.title} {year or ''}".strip(), said[1]))
    found.sort(key=lambda one: one[0])
    rest = [(_("Further funds"), str(len(found) - queries.SHOWN))] if len(found) > queries.SHOWN else []
    return [(name, words) for _calm, name, words in found[: queries.SHOWN]] + rest

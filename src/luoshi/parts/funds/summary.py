"""What stands above a list of funds: what is left of each, those that are nearly used up first."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from luoshi.org.actors.queries import NEVER
from luoshi.org.rights.rules.rights import Actor
from luoshi.parts.funds import queries
from luoshi.parts.funds.models import BUDGET, Fund
from luoshi.parts.funds.values import BORDER
from luoshi.records.base.words import words_now
from luoshi.records.kinds.registry import kind
from luoshi.records.parameters.queries.parameters import values
from luoshi.records.rights.queries.rights import related

_ = words_now(__name__)


MONEY = ("desk", "unit", "leader")  # the relations in which one reads what a fund holds; its entry is everybody's


def open_to(actor: Actor, day: date) -> list[tuple[str, str]]:
    """How the open funds stand whose money the actor may see. Four queries, however many they are."""
    may, rights = NEVER, kind("funds").rights
    for name in MONEY:
        asked = related(rights.by_name[name], actor, day)
        may = asked if may == NEVER else may | asked if asked else Q()
        if not asked:
            break
    return stand_of(list(Fund.objects.filter(may, state="open").order_by("pk"))) if may != NEVER else []


def stand_of(funds: list[Fund]) -> list[tuple[str, str]]:
    """How these funds stand today: each with a sentence, those warned of first."""
    if not funds:
        return []
    day = timezone.localdate()
    held, borders = queries.sums([one.pk for one in funds]), values(BORDER, {one.unit_id for one in funds}, day)
    found = []
    for one in funds:
        year = day.year if one.way == BUDGET else 0
        said = queries.words_of(year, held[one.pk].get(year, queries.Sums()), borders.get(one.unit_id))
        found.append((not said[0], f"{one.title} {year or ''}".strip(), said[1]))
    found.sort(key=lambda one: one[0])
    rest = [(_("Further funds"), str(len(found) - queries.SHOWN))] if len(found) > queries.SHOWN else []
    return [(name, words) for _calm, name, words in found[: queries.SHOWN]] + rest

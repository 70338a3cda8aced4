"""The words for indicators in plans that are not defined yet, and their possible meanings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.facts.base.models.indicator import Match
from luoshi.facts.base.models.target import Target
from luoshi.facts.indicators.models import Definition, OtherName
from luoshi.facts.matching.rules import NamedIndicator, propose_indicators
from luoshi.figures.units import are_units_comparable
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.plans.base.models.commitment import Commitment

COLUMNS = ("words", "unit", "aspect", "scope")


@dataclass(frozen=True)
class UndefinedTerm:
    """Words of plans for an indicator: the number of targets with them, an example, and possible meanings."""

    desk: int
    words: str
    unit: str
    aspect: str
    scope: str
    count: int
    target: int  # one of them
    example: int
    quote: str = ""  # of that one
    may_mean: Sequence[tuple[Definition, int]] = ()
    others: Sequence[Definition] = ()  # in a unit of the same family, less similar

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The key for which a person gives a meaning."""
        return self.words, self.unit, self.aspect, self.scope


def may_define_terms(actor: Actor) -> bool:
    """Check whether the page is in the actor's menu. No query."""
    return Role.SUPERVISOR in actor.roles


def undefined_terms(actor: Actor, day: date) -> list[UndefinedTerm]:
    """List the words of running plans without a meaning or a decision, most used first.

    Only for commitments that the actor supervises. Six queries.
    """
    rows = _own(actor, day).filter(indicator__definition=None).exclude(words="")
    grouped = rows.values("record__as_commitment__desk", *COLUMNS).annotate(
        count=Count("pk"), target=Min("pk"), example=Min("record")
    )
    none = {
        (match.desk_id, match.words, match.unit, match.aspect, match.scope)
        for match in Match.objects.filter(indicator=None)
    }
    known, definitions = _named()
    found, grouped = [], list(grouped.order_by("-count", "words"))
    quotes = dict(Target.objects.filter(pk__in=[row["target"] for row in grouped]).values_list("pk", "quote"))
    for row in grouped:
        desk = row.pop("record__as_commitment__desk")
        one = UndefinedTerm(desk, **row)
        if (desk, *one.key) not in none:
            may_mean = [(definitions[each.pk], each.share) for each in propose_indicators(one.words, one.unit, known)]
            like = {each.pk for each, _share in may_mean}
            others = [
                each
                for each in definitions.values()
                if each.pk not in like and are_units_comparable(one.unit, each.measure)
            ]
            found.append(UndefinedTerm(desk, **row, quote=quotes[one.target], may_mean=may_mean, others=others))
    return found


def definitions_by_id(pks: Collection[int]) -> dict[int, Definition]:
    """Return these definitions by id, if they exist. One query."""
    return Definition.objects.in_bulk(pks)


def locals_of(desk: int, key: tuple[str, str, str, str]) -> list[int]:
    """Return the undefined indicators of an office's targets with these words. One query."""
    return sorted(set(_in_words(desk, key).values_list("indicator", flat=True)))


def records_of(desk: int, key: tuple[str, str, str, str]) -> list[int]:
    """Return the records of these targets. One query."""
    return sorted(set(_in_words(desk, key).values_list("record", flat=True)))


def _in_words(desk: int, key: tuple[str, str, str, str]) -> Any:
    asked = dict(zip(COLUMNS, key, strict=True))
    return Target.objects.filter(record__as_commitment__desk=desk, indicator__definition=None, **asked)


def may_define_terms_for(actor: Actor, desk: int, day: date) -> bool:
    """Check whether the actor may define the words of an office's plans. One query."""
    found: bool = _supervised(actor, day).filter(desk=desk).exists()
    return found


def _own(actor: Actor, day: date) -> Any:
    return Target.objects.filter(ended=None, record__in=_supervised(actor, day).values("pk"))


def _supervised(actor: Actor, day: date) -> Any:
    desk = get_kind("commitments").rights.by_name["desk"]
    return Commitment.objects.filter(record_relation_condition(desk, actor, day), closed=None)


def _named() -> tuple[list[NamedIndicator], dict[int, Definition]]:
    rows = Definition.objects.filter(state="active", erased=None).order_by("title", "pk")
    definitions = {row.pk: row for row in rows}
    names: dict[int, list[str]] = {pk: [definition.title] for pk, definition in definitions.items()}
    for pk, name in OtherName.objects.filter(record__in=definitions).values_list("record", "name"):
        names[pk].append(name)
    return [NamedIndicator(pk, names[pk], definition.measure) for pk, definition in definitions.items()], definitions

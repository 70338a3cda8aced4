"""What is awarded in a cycle, and how a bonus is divided."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from luoshi.figures.style import decimal_text
from luoshi.kernel.base.examples import Around
from luoshi.lines.awards.models import Award, BonusSplit, Honour, SplitMember
from luoshi.parts.calls.rules import cycle_of_year
from luoshi.parts.registers.examples import newest_person

AWARDED = ("decided", "paid")


def one_member(record: object, around: Around) -> list[dict[str, str]]:
    """Return the rows of a division to one person of the register, for examples; none if there is nobody. One query."""
    person = newest_person(record, around)
    return [{"person": person, "percent": "100"}] if person else []


def count_awarded(award: Award, year: int, besides: int) -> int:
    """Count what was awarded in the cycle of a year, without one honour. One query."""
    in_cycle = Honour.objects.filter(award=award, year__range=cycle_of_year(award.last, award.interval, year))
    return in_cycle.filter(state__in=AWARDED, erased=None).exclude(pk=besides).count()


def day_of_age(honour: Honour, day: date) -> date:
    """Return the day on which the age counts: the last of the call of its nomination, otherwise a day."""
    call = honour.application.call if honour.application else None
    return timezone.localdate(call.to_at) if call is not None and call.to_at is not None else day


def division_words(split: BonusSplit) -> str:
    """Return how a bonus is divided, as it is published: each member with per cent and amount. One query."""
    rows = SplitMember.objects.filter(record=split.pk).select_related("person").order_by("place", "pk")
    return "；".join(
        f"{row.person.title} {decimal_text(row.percent)}%"
        + ("" if row.amount is None else f" {decimal_text(row.amount)}元")
        for row in rows
    )

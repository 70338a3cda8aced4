"""Queries for bulletins: published values, vintages, and the facts changed between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_codes import encode_period
from luoshi.dates.period_names import period_named
from luoshi.evidence.journal.models import Seal
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.bulletins.models import Bulletin, Chosen, Published
from luoshi.facts.bulletins.rules import DIGITS
from luoshi.facts.figure_views.queries.visibility import open_units
from luoshi.facts.rollup.queries.rollups import indicator_formula_code, resolve_rollup_inputs, roll_up_units
from luoshi.facts.rollup.rules.pieces import split_value_periods, to_its_end
from luoshi.figures.rounding import round_to_places
from luoshi.org.actors.queries import descendant_unit_ids

MOST = 200  # facts listed


def published_values(record: Bulletin) -> list[Published]:
    """List the published values, in the order of the chosen indicators, the whole before its units. One query."""
    rows = Published.objects.filter(bulletin=record.pk).select_related("definition", "unit")
    return list(rows.order_by("pk"))


@dataclass(frozen=True)
class PublicFigures:
    """What the public page shows of the bulletin that was published last."""

    bulletin: Bulletin
    values: list[Published]


def public_figures(opened: Q, most: int) -> PublicFigures | None:
    """Return the last published bulletin of the units that opened theirs, with its first figures; None without any.

    Only figures of the whole to which every unit reported: those of single units, and what is withheld or incomplete,
    are not for everybody. Two queries.
    """
    rows = Bulletin.objects.filter(opened, state="published", erased=None, seal__isnull=False).select_related("unit")
    newest = rows.order_by("-published_on", "-pk").first()
    if newest is None:
        return None
    whole = Published.objects.filter(bulletin=newest, unit=newest.of_id, value__isnull=False, lacks="")
    complete = whole.filter(Q(expected=None) | Q(told=F("expected")))
    values = list(complete.select_related("definition").order_by("pk")[:most])
    return PublicFigures(newest, values) if values else None


def vintages_of(record: Bulletin) -> list[Bulletin]:
    """List the other published bulletins of the same unit and period, oldest first. One query."""
    rows = Bulletin.objects.filter(of=record.of_id, period=record.period, seal__isnull=False, erased=None)
    return list(rows.exclude(pk=record.pk).order_by("seal", "pk"))


@dataclass(frozen=True)
class BulletinChange:
    """A fact that was added to or removed from what a bulletin shows since another."""

    fact: Fact
    came: bool


@dataclass(frozen=True)
class BulletinChanges:
    """The number of facts added and removed, and those open to the reader, at most ``MOST``."""

    count: int
    shown: list[BulletinChange]


def bulletin_changes(one: Bulletin, other: Bulletin, actor: Actor, day: date) -> BulletinChanges:
    """Find the facts added or removed between the seals of two bulletins. About seven queries."""
    low, high = sorted((one.seal or 0, other.seal or 0))
    rows = _of(one, other)
    came = rows.filter(_within("entry", low, high)).exclude(_within("ended", low, high))
    went = rows.filter(_within("ended", low, high)).exclude(_within("entry", low, high))
    mine = open_units(actor, day).values("pk")
    related = ("unit", "indicator", "entry__person", "entry__record", "told__person", "ended__person", "ended__record")
    shown = [
        BulletinChange(fact, came=way)
        for way, some in ((False, went), (True, came))
        for fact in some.filter(unit__in=mine).select_related(*related).order_by("indicator", "period", "unit")[:MOST]
    ]
    shown.sort(key=lambda each: (each.fact.indicator_id, each.fact.period, each.fact.unit_id, each.came))
    return BulletinChanges(came.count() + went.count(), shown[:MOST])


def count_unsealed_changes(record: Bulletin) -> int:
    """Count the added or removed facts of a bulletin that are not sealed yet. About four queries."""
    rows = _of(record)
    return rows.filter(Q(ended=None, entry__seal=None) | Q(ended__isnull=False, ended__seal=None)).count()


def _of(one: Bulletin, *others: Bulletin) -> QuerySet[Fact]:
    """Select all facts, current or superseded, of the bulletins' indicators and their inputs."""
    records = [each.pk for each in (one, *others)]
    chosen = Chosen.objects.filter(record__in=records).select_related("indicator").order_by("pk")
    known = resolve_rollup_inputs([each.indicator for each in chosen])
    span = period_named(one.period)
    found = Q(pk__in=[])
    for each in known.plain.values():
        made = (split_value_periods(each.nature, each.period, span), to_its_end(each.nature, span))
        codes = {encode_period(part) for some in made if some is not None for part in some.every}
        found |= Q(indicator=each.indicator_id, period__in=codes)
    return Fact.objects.filter(found, breakdown=TOTAL, unit__in=descendant_unit_ids([one.of_id or 0], span.last))


def _within(entry: str, low: int, high: int) -> Q:
    """Build the condition that an entry of a fact was sealed after one seal and up to another."""
    sealed = Seal.objects.filter(number__gt=low, number__lte=high).values("entry")
    return Q(**{f"{entry}__in": sealed})


@dataclass(frozen=True)
class BulletinCorrection:
    """A published value, and what today's rules give for the same facts; None: not computable."""

    published: Published
    now: Decimal | None


def bulletin_corrections(bulletin: Bulletin, values: Sequence[Published]) -> list[BulletinCorrection]:
    """List those of its published values that today's rules would change, from the facts of the bulletin's seal.

    About five queries.
    """
    span = period_named(bulletin.period)
    of = resolve_rollup_inputs({each.definition_id: each.definition for each in values}.values())
    units = sorted({each.unit_id for each in values})
    known = roll_up_units(of, units, span, bulletin.day, seal=bulletin.seal)
    found = []
    for each in values:
        exact = known[each.unit_id][indicator_formula_code(each.definition)].value
        now = None if exact is None else round_to_places(exact, DIGITS)
        if now != each.value:
            found.append(BulletinCorrection(each, now))
    return found

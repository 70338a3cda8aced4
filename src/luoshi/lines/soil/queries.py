"""What the line reads besides its declaration: formulas in force, grades and contents of the office, last samplings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, F, Q, QuerySet
from django.db.models.lookups import In
from django.urls import reverse

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.code_lists.queries import code_word, column_values, items_in_force
from luoshi.kernel.duties.models import Act, Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import readable_condition, record_relation_condition
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.lines.soil.models import LISTS, FertiliserOrder, SoilCard, SoilFormula, SoilPoint, SoilSample, SoilVillage
from luoshi.lines.soil.rights import OURS
from luoshi.lines.soil.rules import GRADED, FertiliserGrade
from luoshi.lines.soil.tiles import VillageProgress
from luoshi.org.actors.queries import ancestor_unit_ids, descendant_unit_ids

ORDERED = ("day", "mixed", "delivered", "applied")  # of an order, in this order
SERIES = ("nutrient", "moisture", "effect")  # duties of points, each period of which has a reading or an explanation
ONCE_PUBLISHED = ("published", "superseded")


def last_original_sampling(point: SoilPoint) -> date | None:
    """Return the day of the last sampling at a point's original place, entered here or known before. One query."""
    last = original_samples(point.pk).order_by("-taken").values_list("taken", flat=True).first()
    return max((day for day in (last, point.before) if day), default=None)


def original_samples(point: int) -> QuerySet[SoilSample]:
    """Select the samples of a point's original place that are not void."""
    return SoilSample.objects.filter(point=point, sort="original", erased=None).exclude(state="void")


def series_of_point(point: SoilPoint, actor: Actor, day: date) -> list[SoilSample]:
    """List the readings of a point, and why there are none, that the actor may read, in their order. One query.

    What was sampled at its original place is a reading, too, where nutrients or effects are watched.
    """
    readable = readable_condition(get_kind("soilsamples"), actor, day)
    sorts = ["reading", "gap", *(["original"] if point.sort in ("nutrient", "effect") else [])]
    rows = SoilSample.objects.filter(readable, point=point.pk, sort__in=sorts, erased=None)
    return list(rows.exclude(state="void").exclude(taken=None).order_by("taken", "pk"))


def gaps_of_point(point: int, explained: Mapping[int, str], day: date) -> list[tuple[date, str]]:
    """List the periods of a point's series that have no reading, by their first day, with why; "" if nobody said why.

    Two queries.

    Args:
        explained: by the id of an explanation, why there is none.
    """
    acts = Act.objects.filter(entry__record__in=explained, duty__record=point, taken_back=None)
    told = {period or on: explained[of] for of, period, on in acts.values_list("entry__record", "period", "day")}
    owed = Occurrence.objects.filter(duty__record=point, duty__name__in=SERIES, settled=None, dropped=None)
    told |= {first: "" for first in owed.filter(last__lt=day).values_list("first", flat=True) if first is not None}
    return sorted(told.items())


def grades_by_newest_sample(point: SoilPoint) -> dict[str, object]:
    """Return the grades of a point, and since when, by its newest checked sample that has any. One query.

    What was taken after its last day says nothing of it.
    """
    names = [f"grade_{name}" for name in GRADED]
    rows = original_samples(point.pk).filter(state="checked").exclude(**dict.fromkeys(names, ""))
    if point.to_day is not None:
        rows = rows.filter(taken__lte=point.to_day)
    newest = rows.order_by("-taken", "-pk").values("taken", *names).first()
    if newest is None:
        return {**dict.fromkeys(names, ""), "graded_on": None}
    return {**{name: newest[name] for name in names}, "graded_on": newest["taken"]}


def cards_of_sample(sample: int) -> QuerySet[SoilCard]:
    """Select the cards made from a sample that were not taken back, with what their doses are reckoned from."""
    rows = SoilCard.objects.filter(sample=sample, erased=None).exclude(state="void")
    return rows.select_related("unit", "formula").order_by("pk")


def disorderly_orders(card: int) -> QuerySet[FertiliserOrder]:
    """Select the orders by a card the days of which are not in their order: ordered, mixed, delivered, applied."""
    wrong = Q(pk__in=())
    for place, later in enumerate(ORDERED[1:], 1):
        for earlier in ORDERED[:place]:
            wrong |= Q(**{f"{later}__lt": F(earlier)})
    return FertiliserOrder.objects.filter(wrong, record=card)


def households_served(unit: int, day: date) -> int:
    """Count the households for which the unit, or one below it, made a card in the year up to a day. One query."""
    cards = SoilCard.objects.filter(made_on__range=(date(day.year, 1, 1), day), erased=None).exclude(state="void")
    cards = cards.filter(In(F("unit"), descendant_unit_ids([unit], day).query))
    return cards.aggregate(n=Count("household", distinct=True))["n"]


def formula_in_force(crop: str, soil: str, unit: int, day: date) -> SoilFormula | None:
    """Return the formula of a crop on a soil on a day: the unit's own, else the nearest above it. Two queries."""
    rows = _overlapping(crop, soil, day).filter(unit__in=ancestor_unit_ids([unit], day)[unit])
    found = list(rows.order_by("-from_day", "-pk"))
    depth = {formula.unit_id: len(above) for formula in found
             for above in [ancestor_unit_ids([formula.unit_id], day)[formula.unit_id]]}  # fmt: skip
    return max(found, key=lambda formula: depth[formula.unit_id], default=None)


def _overlapping(crop: str, soil: str, day: date) -> QuerySet[SoilFormula]:
    open_end = Q(to_day=None) | Q(to_day__gte=day)
    return SoilFormula.objects.filter(open_end, crop=crop, soil=soil, from_day__lte=day, state__in=ONCE_PUBLISHED)


def formulas_to_end(new: SoilFormula) -> Sequence[SoilFormula]:
    """Return the unit's other published formulas of the same crop and soil, which a new one ends. One query."""
    rows = SoilFormula.objects.filter(crop=new.crop, soil=new.soil, unit=new.unit_id, state="published")
    return list(rows.exclude(pk=new.pk).order_by("pk"))


def fertiliser_contents(unit: int, day: date) -> dict[str, FertiliserGrade]:
    """Return what the fertilisers of the list contain, in per cent."""
    of = LISTS["soil.fertilisers"]
    found = [column_values(of, name, unit, day) for name in ("n", "p", "k")]
    return {
        item.code: FertiliserGrade(*(Fraction(values.get(item.code) or 0) for values in found))
        for item in items_in_force(of, unit, day)
    }


def grade_borders(nutrient: str, unit: int, day: date) -> list[tuple[str, Decimal | None]]:
    """Return the grades from the poorest on with the number below which a value of this nutrient has them."""
    of = LISTS["soil.grades"]
    below = column_values(of, nutrient, unit, day)
    return [(item.code, below.get(item.code)) for item in items_in_force(of, unit, day)]


def result_bounds(unit: int, day: date) -> dict[str, tuple[Decimal, Decimal]]:
    """Return the range of each laboratory result for which the office's list names both ends."""
    of = LISTS["soilsamples.items"]
    least, most = (column_values(of, name, unit, day) for name in ("least", "most"))
    return {name: (least[name], most[name]) for name in least.keys() & most.keys()}


def list_words(name: str, unit: int | None, day: date) -> dict[str, str]:
    """Return the words of a list by code, as they are in force for a unit on a day."""
    of = LISTS[name]
    return {item.code: code_word(of, item.code, unit, day) for item in items_in_force(of, unit, day)}


def village_progress(actor: Actor, day: date) -> list[VillageProgress]:
    """Return how far each village is that has been begun and not ended; with the way there, if the actor may read it.

    Two queries.
    """
    rows = SoilVillage.objects.exclude(state="ended").filter(erased=None, begun__lte=day)
    readable = set(
        readable_records(get_kind("soilvillages"), actor, day).filter(pk__in=rows).values_list("pk", flat=True)
    )
    told = rows.values_list("pk", "town__title", "village__title", "state", "households", "served")
    return [
        VillageProgress(
            town or "",
            name or "",
            state,
            households or 0,
            served,
            reverse("records:detail", args=["soilvillages", pk]) if pk in readable else "",
        )
        for pk, town, name, state, households, served in told
    ]


def points_with_place(actor: Actor, day: date) -> QuerySet[SoilPoint]:
    """Select the points in use whose coordinates the actor reads without asking, in the order of their codes."""
    kind = get_kind("soilpoints")
    plainly = Q(pk__in=())
    for relation in kind.rights.relations:
        if relation.name in OURS.split():
            plainly |= record_relation_condition(relation, actor, day)
    rows = SoilPoint.objects.filter(plainly, readable_condition(kind, actor, day), state="used", erased=None)
    return rows.exclude(system="").order_by("code", "pk")

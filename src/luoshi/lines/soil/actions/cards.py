"""Follow-ups of the line's steps: what a sample may say, what a card says, the end of a formula."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.desk.declarations.office import office
from luoshi.evidence.journal.actions.journal import journal_many
from luoshi.figures.rounding import round_to_step
from luoshi.kernel.base.words import words_now
from luoshi.kernel.code_lists.queries import code_word
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.kernel.parameters.queries.parameters import parameter_values
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.soil import queries
from luoshi.lines.soil.advice import CardSource, advice_lines, card_reservations, formula_potash, nutrient_balances
from luoshi.lines.soil.models import LISTS, NUTRIENTS, SoilCard, SoilFormula, SoilSample
from luoshi.lines.soil.place_rules import read_degrees
from luoshi.lines.soil.rules import Doses, bounds_broken, lacking_contents

_ = words_now(__name__)

VALUES = office(__package__ or "").values
DAY = timedelta(days=1)
PLACES = Decimal("0.001")


def refuse_few_cores(took: Took[SoilSample]) -> None:
    """Refuse a sample that was mixed of fewer cores than the office wants; unset or untold, nothing is refused.

    A correction is refused likewise, if it changes the cores.

    Raises:
        RecordError: ``guarded``; it names the office's number.
    """
    sample, day = took.record, took.record.taken or took.on
    if "was" in took.given and "cores" not in took.was:
        return
    bound = parameter_values(VALUES["soilsamples.cores"], [sample.unit_id], day).get(sample.unit_id)
    if sample.cores is None or bound is None or bound.is_met(Decimal(sample.cores)):
        return
    what = _("It was mixed of %(cores)d cores, and %(bound)s are wanted.") % {"cores": sample.cores, "bound": bound}
    raise RecordError("guarded", what, where=str(sample), remedy=_("Take it again."))


def refuse_impossible_results(took: Took[SoilSample]) -> None:
    """Refuse laboratory results outside of the range of the office's list.

    Raises:
        RecordError: ``guarded``; it names each result with its range.
    """
    sample, day = took.record, took.record.tested_on or took.on
    bounds = queries.result_bounds(sample.unit_id, day)
    if "was" in took.given:  # a correction answers for what it changes
        bounds = {name: ends for name, ends in bounds.items() if name in took.was}
    wrong = bounds_broken({name: getattr(sample, name) for name in bounds}, bounds)
    if not wrong:
        return
    of = LISTS["soilsamples.items"]
    said = [
        _("%(item)s: %(least)s to %(most)s")
        % {"item": code_word(of, name, sample.unit_id, day), "least": bounds[name][0], "most": bounds[name][1]}
        for name in wrong
    ]
    what = _("A result is outside of what a soil can have: %(results)s.") % {"results": "; ".join(said)}
    raise RecordError("guarded", what, where=str(sample), remedy=_("Check the figures and their units."))


def end_older_formulas(took: Took[SoilFormula]) -> None:
    """End the unit's older formula of the same crop and soil on the day before this one is in force.

    Raises:
        RecordError: ``guarded``: the older one came into force on the same day or later.
    """
    new = took.record
    assert new.from_day is not None
    for older in queries.formulas_to_end(new):
        if older.from_day is not None and older.from_day >= new.from_day:
            what = _("%(number)s of the same crop and soil is in force from %(day)s on.")
            raise RecordError("guarded", what % {"number": older.number, "day": older.from_day}, where=str(new))
        ends = new.from_day - DAY  # one that ended before is not prolonged
        to_day = ends if older.to_day is None else min(older.to_day, ends)
        take(older, "supersede", PROGRAM, {"to_day": to_day}, at=took.at, within=True)


def write_advice(took: Took[SoilCard]) -> None:
    """Write on a card what to give, by its sample and the formula that is in force on the day.

    Raises:
        RecordError: as ``advice_of``.
    """
    card = took.record
    SoilSample.lock([card.sample.pk])  # whoever corrects it now waits, and then finds this card
    card.sample = SoilSample.fresh(card.sample.pk)
    took.set_fields(soil=card.sample.soil, village=card.sample.village)
    took.set_fields(**advice_of(card, took.on))


def order_reasons(record: SoilCard, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the reason against an order by a card that is outdated, or the season of which is over."""
    edit = given.get("orders")
    if record.state in ("outdated", "surveyed") and isinstance(edit, RowsEdit) and edit.made.added:
        return [_("Nothing is ordered by this card any more.")]
    return []


def refuse_disorderly_orders(took: Took[SoilCard]) -> None:
    """Refuse orders that were mixed, delivered or applied before what comes first.

    Raises:
        RecordError: ``guarded``.
    """
    if queries.disorderly_orders(took.record.pk).exists():
        words = _("An order is mixed, then delivered, then applied: check the days.")
        raise RecordError("guarded", words, where=str(took.record))


def advice_of(card: SoilCard, on: date) -> dict[str, object]:
    """Return what a card says to give, by its sample and the formula that is in force on a day.

    Raises:
        RecordError: ``guarded``: no formula is in force, or the sample lacks a result; ``unset``: a telephone is not
            set.
    """
    unit = card.unit_id
    formula = queries.formula_in_force(card.crop, card.soil, unit, on)
    if formula is None:
        crop, soil = (code_word(LISTS[of], code, unit, on) for of, code in (
            ("soil.crops", card.crop), ("soil.types", card.soil)))  # fmt: skip
        what = _("No formula is in force for %(crop)s on %(soil)s.") % {"crop": crop, "soil": soil}
        raise RecordError("guarded", what, where=str(card), remedy=_("Publish one, or correct crop and soil."))
    exact = doses_by_formula(card.sample, formula)
    if exact is None:
        what = _("A dose is not computable: the sample or the formula lacks a number.")
        raise RecordError("guarded", what, where=str(card), remedy=_("Complete the results, then make the card."))
    contents = queries.fertiliser_contents(unit, on)
    lacking = lacking_contents(contents, formula_potash(formula))
    if lacking:
        called = "; ".join(code_word(LISTS["soil.fertilisers"], code, unit, on) for code in lacking)
        what = _("Amounts are not computable: the list of fertilisers lacks what these contain: %(names)s.")
        remedy = _("Complete the list of fertilisers, then make the card.")
        raise RecordError("guarded", what % {"names": called}, where=str(card), remedy=remedy)
    phones = [VALUES[f"soilcards.{name}"].of(unit, on) for name in ("technical", "quality")]
    named = parameter_values(VALUES["soilcards.named"], [unit], on).get(unit)
    with translation.override(settings.LANGUAGE_CODE):  # cards are in the office's language
        said = CardSource(formula, exact, Fraction(card.area or 0), contents,
                          queries.list_words("soil.fertilisers", unit, on))  # fmt: skip
        told_of = queries.list_words("soil.nutrients", unit, on)
        telephones = _("technical questions %(technical)s, complaints of quality %(quality)s")
        return {
            "formula": formula,
            "goal": formula.goal,
            **rounded_doses(exact),
            "advice": "\n".join(advice_lines(said)),
            "remark": "\n".join(card_reservations(said, told_of)),
            "named": str(card.household) if named else "",
            "adviser": str(card.expert),
            "phones": telephones % {"technical": phones[0], "quality": phones[1]},
        }


def doses_by_formula(sample: SoilSample, formula: SoilFormula) -> Doses | None:
    """Return the exact doses for what a sample says now; None if the sample or the formula lacks a number."""
    told = nutrient_balances(sample, formula)
    return None if told is None else Doses(*(balance.dose(name, formula.basis) for name, balance in told.items()))


def rounded_doses(exact: Doses) -> dict[str, Decimal]:
    """Return doses as cards keep them."""
    return {name: round_to_step(getattr(exact, name), PLACES) for name in NUTRIENTS}


def read_coordinates(actor: Actor, *, at: datetime) -> list[dict[str, object]]:
    """Return a feature for each point whose coordinates the actor may read, and journal each as looked at.

    Longitude and latitude stand there as they were entered, with the system in which they were measured; nothing
    converts them. Without coordinates in decimal degrees a point is left out.
    """
    day, seen = timezone.localdate(at), []
    features: list[dict[str, object]] = []
    systems = queries.list_words("soilpoints.systems", None, day)
    for point in queries.points_with_place(actor, day).select_related("village"):
        exact = [read_degrees(name, getattr(point, name)) for name in ("longitude", "latitude")]
        placed = [float(degrees) for degrees in exact if degrees is not None]
        if len(placed) != len(exact):
            continue
        told = {"number": point.number, "code": point.code, "sort": point.sort, "system": systems.get(point.system, ""),
                "village": point.village.title if point.village else ""}  # fmt: skip
        features.append({"type": "Feature", "geometry": {"type": "Point", "coordinates": placed}, "properties": told})
        seen.append(point)
    given = {"reason": _("Points as GeoJSON"), "fields": ["longitude", "latitude"]}
    with transaction.atomic():
        journal_many(((point, "look", given) for point in seen), actor, at=at)
    return features

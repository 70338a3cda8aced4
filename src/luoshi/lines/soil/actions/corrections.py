"""What becomes of cards after their sample was corrected: nobody fertilises by doses that were reckoned wrongly."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.soil import queries
from luoshi.lines.soil.actions.cards import advice_of, doses_by_formula, rounded_doses, write_advice
from luoshi.lines.soil.models import NUTRIENTS, SoilCard, SoilSample

_ = words_now(__name__)

DOSED = {*NUTRIENTS, "soil", "village_id"}  # what doses, the choice of a formula and the place of a card follow from
ENDED = {"handed": "outdate", "surveyed": "mark"}  # steps of cards that households have already


def lock_cards(sample: SoilSample, given: Mapping[str, object]) -> None:
    """Lock the cards of a sample before it: whoever takes a step on a card locks in this order."""
    SoilCard.lock(queries.cards_of_sample(sample.pk).values_list("pk", flat=True))


def renew_cards(took: Took[SoilSample]) -> None:
    """Reckon cards of a corrected sample anew; those that households have already are outdated.

    A card whose doses stay the same is left alone. One that is outdated stands again if its doses are right again.
    """
    sample = took.record
    if sample.state != "checked" or DOSED.isdisjoint(took.was):
        return
    took.write()
    for card in queries.cards_of_sample(sample.pk):
        card.sample = sample
        right = _is_right(card)
        if right and card.outdated_on is not None:
            take(card, "stand", PROGRAM, {}, at=took.at, within=True)
        elif not right and card.outdated_on is None:
            _take_after_correction(card, took)


def _is_right(card: SoilCard) -> bool:
    """Whether its sample still says of a card what its own formula reckoned it from."""
    exact = None if card.formula is None else doses_by_formula(card.sample, card.formula)
    if exact is None or (card.soil, card.village_id) != (card.sample.soil, card.sample.village_id):
        return False
    return rounded_doses(exact) == {name: getattr(card, name) for name in NUTRIENTS}


def end_cards(took: Took[SoilSample]) -> None:
    """Take back the cards of a sample that is void; those that households have are outdated, surveyed ones marked."""
    took.write()
    for card in queries.cards_of_sample(took.record.pk):
        if card.outdated_on is None:
            card.sample = took.record
            _take_after(card, ENDED.get(card.state, "withdraw"), took)


def _take_after_correction(card: SoilCard, took: Took[SoilSample]) -> None:
    """Take the step that fits how far a card has come."""
    step, more = ENDED.get(card.state, "renew"), ""
    if step == "renew":
        card.soil = card.sample.soil  # as the step will; asked before it, since it would leave a part of itself
        try:
            advice_of(card, took.on)
        except RecordError as error:
            step, more = "withdraw", f" {error.what}"
    _take_after(card, step, took, more)


def _take_after(card: SoilCard, step: str, took: Took[SoilSample], more: str = "") -> None:
    """Take a step of a card for what became of its sample, with what the card said before as the reason."""
    sample, doses = took.record, {name: getattr(card, name) for name in NUTRIENTS}
    with translation.override(settings.LANGUAGE_CODE):  # the journal is read by everybody
        why = _("Sample %(sample)s is void.") if sample.state == "void" else _("Sample %(sample)s was corrected.")
        said = _("Before that the card said N %(n)s, P₂O₅ %(p)s, K₂O %(k)s kg a mu.") % doses
        reason = f"{why % {'sample': sample.number}} {said}{more}"
    take(card, step, PROGRAM, {"reason": reason}, at=took.at, within=True)


def follow_sample(took: Took[SoilCard]) -> None:
    """Write on a card what its corrected sample says, and when; its soil is that of the sample, as when it was made."""
    took.set_fields(renewed_on=took.day)
    write_advice(took)


def state_again(card: SoilCard, given: Mapping[str, object], actor: object, day: object) -> str:
    """Return where a card stands that is right again: with the household, or asked about already."""
    return "surveyed" if card.state == "surveyed" else "handed"

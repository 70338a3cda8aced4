"""The payment list of a decided round."""

from __future__ import annotations

from decimal import Decimal

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.review.assessors import queries
from luoshi.parts.review.assessors.rules import fee_of_sheets
from luoshi.parts.review.models import ReviewFee, ReviewRound

_ = words_now(__name__)


def list_fees(took: Took[ReviewRound]) -> None:
    """Write down what each assessor of a decided round is paid; anew where the fee is put right.

    Raises:
        RecordError: ``guarded``: the fees are paid, and would differ.
    """
    round_ = took.record
    if round_.state not in ("decided", "paid"):
        return
    scored = queries.scored_by_assessor(round_.pk) if round_.fee else []
    amounts = [fee_of_sheets(n, round_.fee) for _person, n in scored]
    if round_.state == "paid" and sum(amounts, Decimal(0)) != (round_.fees or 0):
        words = _("The fees are paid already: with this correction they would be others.")
        raise RecordError("guarded", words, where=str(round_), remedy=_("Take the payment back first."))
    if round_.state == "paid" or not (amounts or round_.fees):
        return
    rows = [
        ReviewFee(record=round_, person=person, sheets=n, amount=amount, place=place)
        for place, ((person, n), amount) in enumerate(zip(scored, amounts, strict=True), 1)
    ]
    ReviewFee.objects.filter(record=round_.pk).delete()
    ReviewFee.objects.bulk_create(rows)  # by the program: whoever decides need not be able to read the register
    took.write()
    take(round_, "list_fees", PROGRAM, {"fees": sum(amounts, Decimal(0)) or None}, at=took.at, within=True)

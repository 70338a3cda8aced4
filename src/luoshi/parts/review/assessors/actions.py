"""What stands against the marks of an assessor, and the payment list of a decided round."""

from __future__ import annotations

from decimal import Decimal

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.registers.models import Person
from luoshi.parts.review import queries as review
from luoshi.parts.review.assessors import queries
from luoshi.parts.review.assessors.rules import fee_of_sheets
from luoshi.parts.review.models import ReviewFee, ReviewRound
from luoshi.parts.review.rules import find_conflict

_ = words_now(__name__)


def refuse_conflicts(took: Took[ReviewRound]) -> None:
    """Refuse to combine marks of somebody who may not give them, as is known now: entries were merged, ties declared.

    Source: 招标投标法实施条例 art. 48: who is found in conflict is replaced, and the marks are void.

    Raises:
        RecordError: ``guarded``; names the assessor and the object.
    """
    round_ = took.record
    if round_.layers:
        return
    objects = {row.pk: row for row in review.objects_of_round(round_.pk)}
    given = review.assessors_by_object(round_.pk, ("scored",))
    known = review.read_reviewers(Person.objects.filter(pk__in={pk for who in given.values() for pk in who}), took.day)
    rivals = review.rivals_of_round(round_)
    for subject in review.read_subjects(objects.values()):
        for person in given.get(subject.key, ()):
            if find_conflict(known[person], subject, rivals):
                values = {"name": Person.objects.get(pk=person).title, "number": objects[subject.key].title}
                words = _("%(name)s has a conflict of interest with %(number)s, and has given marks.") % values
                remedy = _("Open the round again, and replace this assessor.")
                raise RecordError("guarded", words, where=str(round_), remedy=remedy)


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

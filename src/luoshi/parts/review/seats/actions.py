"""Follow-ups of draws of assessors: each under the lock of its round, whose seats it fills."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.draws.actions import draw_labels, freeze_pool, reveal_secret
from luoshi.desk.draws.queries import barred_lines
from luoshi.drawing.draws import DrawResult
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.review.codes import assessor_code, seat_code
from luoshi.parts.review.models import ReviewRound, ReviewSeat, SeatDraw
from luoshi.parts.review.queries import all_seats
from luoshi.parts.review.seats import queries

_ = words_now(__name__)


def freeze_seat_pool(took: Took[SeatDraw]) -> None:
    """Freeze whom the pool holds and who of it cannot be drawn, under the codes of the round.

    Raises:
        RecordError: ``guarded``: this was drawn already, or too few can be drawn; it says how many lack.
    """
    draw, round_ = took.record, _locked_round(took.record)
    refuse_second_draw(round_)
    if (other := queries.draw_in_force(round_.pk, draw.branch, besides=draw.pk)) is not None:
        words = _("%(number)s draws for the same round and field already.") % {"number": other.number}
        remedy = _("Take the next in its order, or have it declared void.")
        raise RecordError("guarded", words, where=str(draw), remedy=remedy)
    people = queries.people_of_pool(draw.branch)
    barred = queries.barred_people(round_, people, took.day)
    if (short := draw.size - (len(people) - len(barred))) > 0:
        values = {"n": len(people), "barred": len(barred), "size": draw.size, "short": short}
        words = (
            _("The pool has %(n)d people, %(barred)d of them cannot be drawn: for %(size)d, %(short)d short.") % values
        )
        raise RecordError("guarded", words, where=str(draw), remedy=_("Draw fewer, or take people into the pool."))
    codes = {person: assessor_code(round_, person) for person in people}
    reasons = {codes[person]: reason for person, reason in barred.items()}
    took.set_fields(barred="\n".join(barred_lines(reasons)))
    said = freeze_pool(took, sorted(codes.values()), draw.size, reasons)
    take(draw, "freeze", PROGRAM, said, at=took.at, within=True)


def refuse_second_draw(round_: ReviewRound) -> None:
    """Refuse to draw for a round, or to open it, while another one drew for the same: nobody redraws by cancelling.

    Raises:
        RecordError: ``guarded``; names the draw.
    """
    other = queries.draw_elsewhere(round_)
    if other is not None:
        words = _("%(number)s drew assessors for the same, for the round %(round)s, which has no result.")
        values = {"number": other.number, "round": str(other.round)}
        remedy = _("Go on with that round; or cancel it, and have the leader declare its draw void.")
        raise RecordError("guarded", words % values, where=str(round_), remedy=remedy)


def draw_seats(took: Took[SeatDraw]) -> None:
    """Draw from chance and the secret together, and seat who was drawn.

    Raises:
        RecordError: ``guarded``: too few are left; nobody is drawn then.
    """
    draw, round_ = took.record, _locked_round(took.record)
    found = _draw_again(took, round_, {})
    codes = _people_by_code(round_, draw)
    took.set_fields(drawn="\n".join(found.taken))
    take(draw, "reveal", PROGRAM, reveal_secret(took, found), at=took.at, within=True)
    _seat_people(took, round_, [(code, codes[code]) for code in found.taken])


def draw_next_seat(took: Took[SeatDraw]) -> None:
    """Seat the next in the order of the draw for each person who left the round.

    Source: 国家自然科学基金条例 (2024) art. 15: who cannot judge says so, and another is chosen.

    Raises:
        RecordError: ``guarded``: nobody who was drawn has left, or nobody is left to draw.
    """
    draw, round_ = took.record, _locked_round(took.record)
    known = dict(line.split("\t") for line in draw.passed.splitlines())
    seats = queries.seats_of_draw(draw.pk)
    gone = {seat_code(round_, seat): "replaced" for seat in seats if seat.to_day is not None}
    if not set(gone) - set(known):
        words = _("Nobody who was drawn has left the round.")
        raise RecordError("guarded", words, where=str(draw), remedy=_("Replace an assessor of the round first."))
    found = _draw_again(took, round_, known | gone)
    here = {seat_code(round_, seat) for seat in seats}
    codes = _people_by_code(round_, draw)
    passed = "\n".join(f"{label}\t{state}" for label, state in found.passed)
    took.set_fields(passed=passed, drawn="\n".join(found.taken))
    took.write()
    _seat_people(took, round_, [(code, codes[code]) for code in found.taken if code not in here])


def end_drawn_seats(took: Took[SeatDraw]) -> None:
    """End the seats of a draw that is void, of a round that was not opened or is cancelled."""
    round_ = _locked_round(took.record)
    ReviewSeat.objects.filter(record=round_.pk, draw=took.record.pk, to_day=None).update(to_day=took.day)


def _draw_again(took: Took[SeatDraw], round_: ReviewRound, passed: dict[str, str]) -> DrawResult:
    """Raises: RecordError: ``guarded``: too few are left."""
    draw = took.record
    frozen = dict(line.split("\t") for line in draw.barred.splitlines())
    people = _people_by_code(round_, draw)
    pool = set(queries.people_of_pool(draw.branch))
    left = {code: "left" for code in draw.pool.splitlines() if people.get(code) not in pool}
    found = draw_labels(draw, draw.size, left | frozen | passed)
    if len(found.taken) < draw.size:
        words = _("Only %(count)d of the frozen pool can still be drawn.") % {"count": len(found.taken)}
        raise RecordError("guarded", words, where=str(draw), remedy=_("Discard this draw and set up another."))
    return found


def _people_by_code(round_: ReviewRound, draw: SeatDraw) -> dict[str, int]:
    """Return the people of a frozen pool by their codes, also who has left the pool since."""
    pool = set(draw.pool.splitlines())
    return {code: person for person in queries.all_experts() if (code := assessor_code(round_, person)) in pool}


def _locked_round(draw: SeatDraw) -> ReviewRound:
    assert draw.round_id is not None
    ReviewRound.lock([draw.round_id])
    return ReviewRound.objects.get(pk=draw.round_id)


def _seat_people(took: Took[SeatDraw], round_: ReviewRound, drawn: list[tuple[str, int]]) -> None:
    draw = took.record
    places = [seat.place for seat in all_seats(round_.pk)]
    first = max(places, default=0) + 1
    ReviewSeat.objects.bulk_create(
        ReviewSeat(record=round_, place=first + place, person_id=person, branch=draw.branch, draw=draw, code=code)
        for place, (code, person) in enumerate(drawn)
    )
    said = {"draw": draw.number, "drawn": [code for code, _person in drawn]}
    take(round_, "seat_drawn", PROGRAM, said, at=took.at, within=True)

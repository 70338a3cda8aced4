"""Marks that come while a round is closed come before or not at all; a sheet sent by eight hands is one sheet."""

from __future__ import annotations

from drawing_seats import NUMBERS, prepared_draw, set_up
from reviewing import expert, opened, sheets_of

from faults.threads import EIGHT, at_once, of
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSeat, ReviewSheet, SeatDraw, SheetMark
from office import NOW, Office


def _marks(sheet: ReviewSheet, mark: int) -> dict[str, object]:
    rows = SheetMark.objects.filter(record=sheet.pk).order_by("place")
    return {"marks": [{"id": row.pk, "item": row.item, "mark": mark} for row in rows]}


def test_marks_that_come_while_a_round_is_closed_are_in_the_ranking_or_kept_as_late(real_office: Office) -> None:
    round_ = opened(real_office, names="a b", projects=1)
    desk = real_office.actor("supervisor")
    sheets = {name: take(sheets_of(real_office, name)[0], "accept", real_office.actor(name), {}, at=NOW).record
              for name in "ab"}  # fmt: skip
    take(sheets["a"], "score", real_office.actor("a"), _marks(sheets["a"], 80), at=NOW)
    late, actor = _marks(sheets["b"], 60), real_office.actor("b")

    def act(number: int) -> object:
        if number:
            return take(sheets["b"], "score", actor, late, at=NOW)
        return take(round_, "close", desk, {"reason": "到时"}, at=NOW)

    found = at_once(act, 2)
    take(ReviewRound.objects.get(pk=round_.pk), "rank", desk, {}, at=NOW)
    row = Assessed.objects.get(round=round_.pk)
    stored = ReviewSheet.objects.get(pk=sheets["b"].pk)
    assert found[1] != "guarded" and stored.total == 60
    assert (row.n, row.state) == {"scored": (2, "ranked"), "late": (1, "unranked")}[stored.state]


def test_a_sheet_that_is_sent_eight_times_at_once_is_added_up_from_one_of_them(real_office: Office) -> None:
    opened(real_office, names="a b", projects=1)
    (sheet,) = sheets_of(real_office, "a")
    actor = real_office.actor("a")
    taken = take(sheet, "accept", actor, {}, at=NOW).record
    given = [_marks(taken, 50 + number) for number in range(EIGHT)]
    found = of(at_once(lambda number: take(taken, "score", actor, given[number], at=NOW)))
    stored = ReviewSheet.objects.get(pk=taken.pk)
    marks = set(SheetMark.objects.filter(record=taken.pk).values_list("mark", flat=True))
    assert found["done"] >= 1 and len(marks) == 1 and stored.total == marks.pop()


def test_two_draws_for_one_round_set_up_at_once_are_one(real_office: Office) -> None:
    for name in "abcd":
        expert(real_office, name)
    round_ = prepared_draw(real_office)
    said = of(at_once(lambda _number: set_up(real_office, round_, 2), 4))
    assert (said["done"], said["guarded"]) == (1, 3)
    assert SeatDraw.objects.count() == 1
    draw = SeatDraw.objects.get()
    drawn = of(at_once(lambda _number: take(draw, "draw", real_office.actor("supervisor"), NUMBERS, at=NOW), 4))
    assert drawn["done"] == 1
    assert ReviewSeat.objects.filter(draw=draw.pk).count() == 2

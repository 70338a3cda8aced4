"""An assessor is exchanged once, within the loads, and never one who has given marks meanwhile."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from optimised import TEXTS, pairs, setup_round
from reviewing import approve, sheets_of

from faults.threads import at_once, of
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet, SheetMark
from luoshi.parts.review.queries import all_seats
from office import NOW, Office

FARMING = TEXTS[1][1]


def _exchange(office: Office, row: Assessed, leaves: str, joins: str) -> Any:
    people = {seat.person.title: seat.person.number for seat in all_seats(row.round_id or 0)}
    given = {"leaves": people[f"评委{leaves}"], "joins": people[f"评委{joins}"], "reason": "评委出差"}
    return take(Assessed.objects.get(pk=row.pk), "exchange", office.actor("supervisor"), given, at=NOW)


def test_of_two_exchanges_of_one_assessor_one_is_done(real_office: Office) -> None:
    round_ = approve(real_office, setup_round(real_office))
    row = Assessed.objects.get(about__title=FARMING)
    found = of(at_once(lambda number: _exchange(real_office, row, "b", "ac"[number]), 2))
    assert found["done"] == 1 and sum(found.values()) == 2
    left = pairs(round_)[FARMING]
    assert len(left) == 2 and "d" in left and "b" not in left
    assert ReviewSheet.objects.filter(assessed=row.pk, state="void").count() == 1


def test_two_exchanges_do_not_give_one_assessor_more_than_the_most(real_office: Office) -> None:
    round_ = approve(real_office, setup_round(real_office, size=1, most=1))
    (spare,) = {"a", "b", "c", "d"} - {name for names in pairs(round_).values() for name in names}
    rows = list(Assessed.objects.filter(round=round_.pk).order_by("pk"))[:2]
    has = [next(iter(pairs(round_)[row.about.title])) for row in rows]
    found = of(at_once(lambda number: _exchange(real_office, rows[number], has[number], spare), 2))
    assert found == {"done": 1, "guarded": 1}
    assert max(Counter(name for names in pairs(round_).values() for name in names).values()) == 1


@pytest.mark.parametrize("step", ["accept", "score", "decline"])
def test_an_exchange_while_its_assessor_works_is_before_or_after_it(real_office: Office, step: str) -> None:
    round_ = approve(real_office, setup_round(real_office))
    row = Assessed.objects.get(about__title=FARMING)
    (sheet,) = [sheet for sheet in sheets_of(real_office, "b") if sheet.assessed_id == row.pk]
    actor, given = real_office.actor("b"), {}
    if step == "score":
        sheet = take(sheet, "accept", actor, {}, at=NOW).record
        lines = SheetMark.objects.filter(record=sheet.pk).order_by("place")
        given = {"marks": [{"id": line.pk, "item": line.item, "mark": 80} for line in lines]}
    if step == "decline":
        given = {"reason": "出差"}

    def act(number: int) -> object:
        if number:
            return take(sheet, step, actor, given, at=NOW)
        return _exchange(real_office, row, "b", "a")

    exchanged, worked = at_once(act, 2)
    state = ReviewSheet.objects.get(pk=sheet.pk).state
    if step == "accept":
        assert not isinstance(exchanged, str) and state == "void"
    else:
        assert isinstance(exchanged, str) is not isinstance(worked, str)
        assert state == ("void" if isinstance(worked, str) else {"score": "scored", "decline": "declined"}[step])
    assert len(pairs(round_)[FARMING]) == 2


@pytest.mark.parametrize("step", ["score", "decline"])
def test_an_assessor_who_is_replaced_while_at_work_leaves_nothing_that_counts(real_office: Office, step: str) -> None:
    round_ = approve(real_office, setup_round(real_office))
    sheet, actor = sheets_of(real_office, "b")[0], real_office.actor("b")
    given: dict[str, Any] = {"reason": "出差"}
    if step == "score":
        sheet = take(sheet, "accept", actor, {}, at=NOW).record
        lines = SheetMark.objects.filter(record=sheet.pk).order_by("place")
        given = {"marks": [{"id": line.pk, "item": line.item, "mark": 80} for line in lines]}
    (seat,) = [seat for seat in all_seats(round_.pk) if seat.person.title == "评委b"]
    desk, ends = (
        real_office.actor("supervisor"),
        {"seats": {"id": seat.pk, "to_day": "2026-03-20"}, "reason": "有利害关系"},
    )

    def act(number: int) -> object:
        if number:
            return take(sheet, step, actor, given, at=NOW)
        return take(ReviewRound.objects.get(pk=round_.pk), "unseat", desk, ends, at=NOW)

    replaced, _worked = at_once(act, 2)
    assert not isinstance(replaced, str)
    assert all("b" not in names for names in pairs(round_).values())
    assert {len(names) for names in pairs(round_).values()} == {2}

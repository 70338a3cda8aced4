"""Layers of a round: a sheet that two give is one of theirs, the next layer is asked once, closing loses no mark."""

from __future__ import annotations

from typing import Any

from test_layers import opened, score, sheet_of

from faults.threads import at_once, of
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet, SheetMark
from office import NOW, Office


def _marks(sheet: ReviewSheet, mark: int) -> dict[str, Any]:
    rows = SheetMark.objects.filter(record=sheet.pk).order_by("place")
    return {"marks": [{"id": row.pk, "item": row.item, "mark": mark} for row in rows]}


def test_two_checkers_who_give_one_sheet_at_once_leave_the_marks_of_one(real_office: Office) -> None:
    real_office.person("checker", "核查员", "kexie", Role.SUPERVISOR)
    opened(real_office, units=("bureau",))
    score(real_office, "stranger", sheet_of(real_office, "bureau", "own"), 90, 90, 90)
    check = sheet_of(real_office, "bureau", "check")
    actors = [real_office.actor(name) for name in ("supervisor", "checker")]
    given = [_marks(check, mark) for mark in (80, 60)]
    found = of(at_once(lambda number: take(check, "score", actors[number], given[number], at=NOW), 2))
    stored = ReviewSheet.objects.get(pk=check.pk)
    marks = set(SheetMark.objects.filter(record=check.pk).values_list("mark", flat=True))
    assert found["done"] >= 1 and len(marks) == 1 and stored.total == marks.pop()
    assert ReviewSheet.objects.filter(layer="final").count() == 1  # asked once


def test_final_marks_that_come_while_a_round_is_closed_count_or_are_refused(real_office: Office) -> None:
    round_ = opened(real_office, units=("bureau",))
    score(real_office, "stranger", sheet_of(real_office, "bureau", "own"), 90, 90, 90)
    score(real_office, "supervisor", sheet_of(real_office, "bureau", "check"), 80, 80, 80)
    final = sheet_of(real_office, "bureau", "final")
    given, leader, desk = _marks(final, 80), real_office.actor("leader"), real_office.actor("supervisor")

    def act(number: int) -> object:
        if number:
            return take(final, "score", leader, given, at=NOW)
        return take(round_, "close", desk, {"reason": "到时"}, at=NOW)

    found = at_once(act, 2)
    assert not isinstance(found[0], str)
    take(ReviewRound.objects.get(pk=round_.pk), "rank", desk, {}, at=NOW)
    row = Assessed.objects.get(round=round_.pk)
    counts = ReviewSheet.objects.get(pk=final.pk).state == "scored"
    assert counts is not isinstance(found[1], str)
    assert row.state == ("ranked" if counts else "unranked")

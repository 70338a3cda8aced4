"""Draws of assessors: who is in the pool and who is barred is frozen first, and anybody recomputes what chance gave."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from calling import checked, moment
from drawing_seats import drawn, prepared_draw, set_up
from reviewing import CLOSES, approve, expert
from test_review import refusal

from luoshi.cli.draw import run_draw_command
from luoshi.desk.draws import actions as drawing
from luoshi.drawing.draws import build_draw_proof, find_draw_faults, hash_draw_pool
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.experts.models import Absence, IntegrityEvent, PoolExpert
from luoshi.parts.calls.models import Application
from luoshi.parts.review.bundles import check_review
from luoshi.parts.review.bundles.queries import collect_bundle, published_heads
from luoshi.parts.review.codes import assessor_code
from luoshi.parts.review.models import ReviewRound, ReviewSeat, ReviewSheet, SeatDraw
from luoshi.parts.review.seats.queries import collect_seat_proof
from office import NOW, TODAY, Office

NAMES = "abcdefghijkl"
SEED = (20241).to_bytes(32, "big")


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr(drawing, "secrets", SimpleNamespace(token_bytes=lambda _size: SEED))


def codes_of(draw: SeatDraw) -> list[Any]:
    """The codes drawn, in order."""
    found: Any = collect_seat_proof(draw)["drawn"]
    return list(found)


def _other_numbers(draw: Any) -> None:
    """Put in numbers from which others follow; of four people one in twelve gives the same two."""
    for number in range(50):
        draw["numbers"] = f"{number} 2 3 4 5 6\n1 1"
        if check_review.draw_fault(draw):
            return


# Ways of bending a draw, each found from the published file.
BENT_DRAWS: dict[str, Callable[[Any], object]] = {
    "the order": lambda draw: draw["drawn"].reverse(),
    "another was drawn": lambda draw: draw["drawn"].__setitem__(0, draw["pool"][-1] + "0"),
    "the pool": lambda draw: draw["pool"].pop(),
    "the size": lambda draw: draw.update(size=1),
    "somebody barred": lambda draw: draw.update(barred=[{"number": draw["drawn"][0], "state": "own"}]),
    "passed over without ground": lambda draw: draw["passed_over"].append({"number": "0" * 16, "state": "left"}),
    "the secret": lambda draw: draw.update(secret="00" * 32),
    "the numbers": _other_numbers,
    "declared void afterwards": lambda draw: draw.update(void=True),
}


def test_five_of_nine_are_drawn_and_the_same_again_after_the_pool_has_changed(office: Office) -> None:
    """Example L2.1: 12 in the pool, 3 barred, 5 drawn from the seed 20241; what changes afterwards changes nothing."""
    people = [expert(office, name) for name in NAMES]
    round_ = prepared_draw(office, projects=1)
    for barred in people[:3]:
        call = round_.call
        checked(office, call, title=f"本人申报{barred.pk}", branch="machines", leader=barred.number)
    draw = set_up(office, round_, 5)
    assert (draw.count, len(draw.barred.splitlines()), draw.state) == (12, 3, "published")
    assert {line.split("\t")[1] for line in draw.barred.splitlines()} == {"own"}
    draw = drawn(office, draw)
    barred_codes = {assessor_code(round_, barred.pk) for barred in people[:3]}
    first = codes_of(draw)
    assert len(first) == 5 and barred_codes.isdisjoint(first)
    expert(office, "m")
    assert codes_of(SeatDraw.objects.get(pk=draw.pk)) == first
    proof = build_draw_proof(collect_seat_proof(draw))
    assert find_draw_faults(proof) == []
    seats = ReviewSeat.objects.filter(record=round_.pk).order_by("place")
    assert [assessor_code(round_, seat.person_id) for seat in seats] == first


def test_those_of_the_applicants_organisation_are_barred_from_the_draw(office: Office) -> None:
    """Example L2.1 by its own sentence: of 12 experts 3 work where the applicant does, so 9 can be drawn."""
    org = {"unit": office.units["kexie"].pk, "title": "云岭县绿源茶业有限公司", "sort": "enterprise"}
    firm = begin(get_kind("organisations"), office.actor("clerk"), org, at=NOW).record
    for name in NAMES:
        expert(office, name, **({"organisation": firm.number} if name in NAMES[:3] else {}))
    round_ = prepared_draw(office, projects=1)
    Application.objects.update(applicant=firm.pk)
    draw = set_up(office, round_, 5)
    assert (draw.count, [line.split("\t")[1] for line in draw.barred.splitlines()]) == (12, ["conflict"] * 3)
    drawn(office, draw)
    opened = take(ReviewRound.objects.get(pk=round_.pk), "open", office.actor("supervisor"), {}, at=NOW).record
    assert opened.state == "open"


def test_nobody_redraws_by_cancelling_the_round(office: Office) -> None:
    """A draw outlives its round: another one for the same waits until the leader declares the first draw void."""
    for name in "abcdef":
        expert(office, name)
    round_ = prepared_draw(office)
    desk, leader = office.actor("supervisor"), office.actor("leader")
    draw = drawn(office, set_up(office, round_, 2))
    take(ReviewRound.objects.get(pk=round_.pk), "open", desk, {}, at=NOW)
    take(ReviewRound.objects.get(pk=round_.pk), "cancel", desk, {"reason": "抽到的人不合意"}, at=NOW)
    names = ("stage", "seating", "blind", "after")
    given = {"unit": office.units["kexie"].pk, "title": "重来"} | {name: getattr(round_, name) for name in names}
    given |= {"call": round_.call.number, "form": round_.form.number, "from_at": moment(NOW), "to_at": moment(CLOSES)}
    again = begin(get_kind("rounds"), office.actor("clerk"), given, at=NOW).record
    early = drawn(office, set_up(office, again, 2))  # before anything was brought in
    again = take(ReviewRound.objects.get(pk=again.pk), "gather", office.actor("clerk"), {}, at=NOW).record
    assert draw.number in refusal(lambda: take(again, "open", desk, {}, at=NOW))
    assert draw.number in refusal(lambda: set_up(office, again, 2, branch=""))
    take(SeatDraw.objects.get(pk=draw.pk), "annul", leader, {"reason": "原轮次已取消"}, at=NOW)
    take(ReviewRound.objects.get(pk=again.pk), "open", desk, {}, at=NOW)
    assert (SeatDraw.objects.get(pk=draw.pk).state, early.state) == ("void", "drawn")


def test_who_declines_is_replaced_by_the_next_in_order_and_the_file_says_so(office: Office) -> None:
    """Example L2.2: the next of the stored order, no new chance; without somebody who left there is no next."""
    for name in "abcdef":
        expert(office, name)
    round_ = prepared_draw(office)
    draw = drawn(office, set_up(office, round_, 3))
    whole = dict(collect_seat_proof(draw))
    desk = office.actor("supervisor")
    assert "没有退出" in refusal(lambda: take(draw, "next", desk, {}, at=NOW))
    take(ReviewRound.objects.get(pk=round_.pk), "open", desk, {}, at=NOW)
    seat = ReviewSeat.objects.get(draw=draw.pk, place=1)
    gone = {"reason": "临时出国", "seats": [{"id": seat.pk, "to_day": TODAY}]}
    take(ReviewRound.objects.get(pk=round_.pk), "unseat", desk, gone, at=NOW)
    take(SeatDraw.objects.get(pk=draw.pk), "next", desk, {}, at=NOW)
    draw = SeatDraw.objects.get(pk=draw.pk)
    before: Any = whole["drawn"]
    after = codes_of(draw)
    assert after[:2] == before[1:] and after[2] not in before
    assert find_draw_faults(build_draw_proof(collect_seat_proof(draw)), build_draw_proof(whole)) == []
    assert draw.passed == f"{before[0]}\treplaced"
    assert ReviewSheet.objects.filter(state="asked").count() == 2


def test_too_small_a_pool_is_refused_with_how_many_are_short(office: Office) -> None:
    """Example L2.5: four in the pool, five asked for: one short; nothing is begun."""
    for name in "abcd":
        expert(office, name)
    expert(office, "e", branch="farming")
    round_ = prepared_draw(office)
    assert "还差 1 人" in refusal(lambda: set_up(office, round_, 5))
    assert not SeatDraw.objects.exists()
    assert set_up(office, round_, 5, branch="").count == 5


def test_a_second_draw_waits_until_the_first_is_void_and_both_stay_visible(office: Office) -> None:
    """Nobody redraws until it suits: only the leader voids a draw, with a reason, and the round publishes both."""
    for name in "abcd":
        expert(office, name)
    round_ = prepared_draw(office)
    draw = drawn(office, set_up(office, round_, 2))
    assert "已为同一轮" in refusal(lambda: set_up(office, round_, 2))
    why = {"reason": "公布有误"}
    assert refusal(lambda: take(draw, "annul", office.actor("supervisor"), why, at=NOW))
    take(draw, "annul", office.actor("leader"), why, at=NOW)
    assert not ReviewSeat.objects.filter(record=round_.pk, to_day=None).exists()
    second = drawn(office, set_up(office, round_, 2))
    take(ReviewRound.objects.get(pk=round_.pk), "open", office.actor("supervisor"), {}, at=NOW)
    open_round = ReviewRound.objects.get(pk=round_.pk)
    assert "已经开始评审" in refusal(lambda: take(second, "annul", office.actor("leader"), why, at=NOW))
    take(open_round, "close", office.actor("supervisor"), {"reason": "试"}, at=NOW)
    bundle: Any = collect_bundle(ReviewRound.objects.get(pk=round_.pk))
    assert [found["void"] for found in bundle["draws"]] == [True, False]
    assert check_review.check_draws(json.loads(json.dumps(bundle))) == []
    for name, bend in BENT_DRAWS.items():
        bent = json.loads(json.dumps(bundle))
        bend(bent["draws"][1])
        assert check_review.check_draws(bent) != [], name
    exchanged = json.loads(json.dumps(bundle))  # consistent in itself: the pool without those who were passed by
    found = exchanged["draws"][1]
    found |= {"pool": sorted(found["drawn"]), "passed_over": [], "barred": []}
    found["pool_sha256"] = hash_draw_pool(found["pool"], found["size"], found["sources"])
    exchanged["heads"] = check_review.heads_of(exchanged)
    assert check_review.check_draws(exchanged) == []
    heads = published_heads(ReviewRound.objects.get(pk=round_.pk))
    assert ("published", "opening") in check_review.check_bundle(exchanged, heads)
    slipped = json.loads(json.dumps(bundle))
    slipped["opening"]["assessors"].append(["e" * 16, ""])
    assert check_review.check_draws(slipped) == [("undrawn", "e" * 16)]


def test_a_drawn_round_opens_only_with_those_who_were_drawn(office: Office) -> None:
    """An assessor slipped in, or one taken out in the form, is named, and nobody adds one by hand."""
    people = {name: expert(office, name) for name in "abcd"}
    round_ = prepared_draw(office)
    assert "不符" in refusal(lambda: take(round_, "open", office.actor("supervisor"), {}, at=NOW))
    drawn(office, set_up(office, round_, 3))
    seats = list(ReviewSeat.objects.filter(record=round_.pk))
    left = next(name for name, found in people.items() if found.pk not in {seat.person_id for seat in seats})
    ReviewSeat.objects.create(record=round_, person=people[left], place=9)
    assert f"评委{left}" in refusal(lambda: take(round_, "open", office.actor("supervisor"), {}, at=NOW))
    ReviewSeat.objects.filter(record=round_.pk, place=9).delete()
    seats[0].delete()
    assert assessor_code(round_, seats[0].person_id) in refusal(
        lambda: take(round_, "open", office.actor("supervisor"), {}, at=NOW)
    )
    by_hand = {"seats": [{"person": people[left].number}]}
    assert refusal(lambda: take(round_, "seat", office.actor("clerk"), by_hand, at=NOW))


def test_naming_assessors_needs_a_ground_and_the_leader(office: Office) -> None:
    """Source: 招标投标法实施条例 art. 47. Without a ground it does not open; the supervising office cannot open it."""
    seated = [expert(office, name) for name in "ab"]
    seats = [{"person": assessor.number, "branch": "", "chair": False} for assessor in seated]
    round_ = prepared_draw(office, seating="named", seats=seats)
    assert "为何直接指定" in refusal(lambda: approve(office, round_))
    given = {"ground": "领域窄", "seating": "named"}
    ReviewRound.objects.filter(pk=round_.pk).update(**given)
    now = ReviewRound.objects.get(pk=round_.pk)
    for step in ("open", "approve"):
        assert refusal(lambda step=step: take(now, step, office.actor("supervisor"), {}, at=NOW))  # type: ignore[misc]
    assert approve(office, now).state == "open"


def test_who_is_away_or_barred_by_a_finding_is_frozen_as_such(office: Office) -> None:
    """The reason of each stands in the file, under a code; it is part of what the hash covers."""
    people = [expert(office, name) for name in "abc"]
    Absence.objects.create(
        record=PoolExpert.objects.get(person=people[0].pk), from_day=TODAY, to_day=TODAY + timedelta(days=5)
    )
    given = {"unit": office.units["kexie"].pk, "sort": "misconduct", "person": people[1].number}
    given |= {"title": "核实情况", "day": TODAY, "finding": "一稿多投"}
    event = begin(get_kind("integrity"), office.actor("clerk"), given, at=NOW).record
    IntegrityEvent.objects.filter(pk=event.pk).update(state="told", weight="bar", from_day=TODAY - timedelta(days=1))
    draw = set_up(office, prepared_draw(office), 1)
    assert {line.split("\t")[1] for line in draw.barred.splitlines()} == {"away", "finding"}
    proof: Any = dict(collect_seat_proof(draw))
    proof["barred"] = proof["barred"][:1]
    assert find_draw_faults(build_draw_proof(proof)) == ["pool"]


def test_the_draw_is_verified_from_its_file_without_a_database(office: Office, tmp_path: Path, capsys: Any) -> None:
    """``luoshi draw verify`` takes the file of a draw of assessors, before and after the numbers are known."""
    for name in "abc":
        expert(office, name)
    draw = set_up(office, prepared_draw(office), 2)
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    before.write_text(json.dumps(collect_seat_proof(draw)))
    after.write_text(json.dumps(collect_seat_proof(drawn(office, draw))))
    assert run_draw_command("verify", str(after), published=str(before), language="zh") == 0
    said = capsys.readouterr().out
    assert all(code in said for code in codes_of(SeatDraw.objects.get(pk=draw.pk)))

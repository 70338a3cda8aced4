"""Ways to assign: an optimised round is whole, stays the same, is explained, exchanged by hand and verified."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from optimised import TEXTS, pairs, refusal, setup_round
from reviewing import approve, score, sheets_of

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import User
from luoshi.parts.calls.models import Application, UnsuitedReviewer
from luoshi.parts.review import codes
from luoshi.parts.review.bundles import check_review
from luoshi.parts.review.bundles.queries import collect_bundle, published_heads
from luoshi.parts.review.cards import show_round
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet
from luoshi.parts.review.queries import all_seats
from office import NOW, TODAY, Office


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def card_of(round_: Any, office: Office) -> dict[str, str]:
    """The card of the assignment: by what it says, the value."""
    cards = show_round(ReviewRound.objects.get(pk=round_.pk), office.actor("supervisor"), TODAY)
    table: Any = next((card["table"] for card in cards if card["id"] == "assigned"), None)
    return {row.cells[0].text: row.cells[1].text for row in table.rows} if table else {}


def test_an_optimised_round_gives_each_object_those_of_its_field(office: Office) -> None:
    round_ = approve(office, setup_round(office))
    found = pairs(round_)
    assert found == {TEXTS[0][1]: {"a", "c"}, TEXTS[1][1]: {"b", "d"}, TEXTS[2][1]: {"a", "c"}}
    said = card_of(round_, office)
    assert said["匹配度合计"] == "最优合计的 100%" and said["每位评委的份数"] == "1 至 2 份"
    assert said["专业不对口的评分表"] == "0" and said["匹配度低的评审对象"] == "0"


def test_the_trade_is_for_the_office_and_never_for_an_assessor(office: Office) -> None:
    round_ = approve(office, setup_round(office))
    for name, status in (("supervisor", 200), ("clerk", 200), ("leader", 200), ("a", 404), ("stranger", 404)):
        client = Client()
        client.force_login(User.objects.get(person=office.people[name]))
        page = client.get(ReviewRound.objects.get(pk=round_.pk).get_absolute_url())
        assert (page.status_code, "分配情况" in page.text) == (status, status == 200), name


def test_the_same_round_is_assigned_the_same(office: Office) -> None:
    """Nothing but what stands in the round decides: neither a clock nor what ran before."""
    round_ = setup_round(office)
    with transaction.atomic():
        first = approve(office, round_)
        opening, found = first.opening, pairs(first)
        transaction.set_rollback(True)
    assert ReviewSheet.objects.count() == 0
    again = approve(office, ReviewRound.objects.get(pk=round_.pk))
    assert (again.opening, pairs(again)) == (opening, found)


def test_the_loads_are_kept_and_what_lacks_is_named(office: Office) -> None:
    round_ = setup_round(office, most=1)
    said = refusal(lambda: approve(office, round_))
    assert "每位评委最多 1 份" in said and ReviewSheet.objects.count() == 0
    ReviewRound.objects.update(most=2, least=1)
    loads = Counter(name for names in pairs(approve(office, ReviewRound.objects.get())).values() for name in names)
    assert len(loads) == 4 and max(loads.values()) == 2


def test_too_few_unbarred_assessors_are_named_by_object_with_how_many(office: Office) -> None:
    round_ = setup_round(office, size=4)
    application = Application.objects.order_by("pk").first()
    assert application is not None
    UnsuitedReviewer.objects.create(record=application, place=1, person=all_seats(round_.pk)[0].person, why="有过节")
    said = refusal(lambda: approve(office, round_))
    assert f"1 项可评的评委（无须回避）不足 4 位：{application.number}（3）" in said
    assert ReviewSheet.objects.count() == 0


def test_the_least_load_is_for_the_optimisation_alone(office: Office) -> None:
    round_ = setup_round(office, "even", least=1)
    assert "份数下限只用于优化分配" in refusal(lambda: approve(office, round_))
    ReviewRound.objects.update(assigning="best", least=3, most=2)
    assert "不大于上限" in refusal(lambda: approve(office, ReviewRound.objects.get()))


def test_a_draw_for_each_object_follows_the_hashes_of_the_codes(office: Office) -> None:
    round_ = approve(office, setup_round(office, "drawn", size=1))
    people = [seat.person_id for seat in all_seats(round_.pk)]
    for row in Assessed.objects.filter(round=round_.pk):
        thing = codes.object_code(round_, row)
        order = sorted(people, key=lambda who: check_review.pair_chance(thing, codes.assessor_code(round_, who)))
        assert ReviewSheet.objects.get(assessed=row.pk).assessor_id == order[0]


def exchange(office: Office, row: Assessed, leaves: str, joins: str, who: str = "supervisor") -> Any:
    """Exchange one assessor of an object for another one."""
    people = {seat.person.title: seat.person.number for seat in all_seats(row.round_id or 0)}
    given = {"leaves": people[f"评委{leaves}"], "joins": people[f"评委{joins}"], "reason": "评委出差"}
    return take(Assessed.objects.get(pk=row.pk), "exchange", office.actor(who), given, at=NOW)


def test_an_exchange_by_hand_is_checked_and_stands_in_the_journal(office: Office) -> None:
    round_ = approve(office, setup_round(office, most=2))
    row = Assessed.objects.get(about__title=TEXTS[1][1])
    assert pairs(round_)[TEXTS[1][1]] == {"b", "d"}
    assert "份数已到上限" in refusal(lambda: exchange(office, row, "b", "a"))
    ReviewRound.objects.update(most=3)
    for who in ("clerk", "leader", "a", "b", "stranger"):
        assert refusal(lambda who=who: exchange(office, row, "b", "a", who))  # type: ignore[misc]
    exchange(office, row, "b", "a")
    assert pairs(round_)[TEXTS[1][1]] == {"a", "d"}
    assert Entry.objects.filter(record=row.pk, step="exchange").count() == 1
    assert ReviewSheet.objects.filter(assessed=row.pk, state="void").count() == 1
    refused = refusal(lambda: exchange(office, row, "d", "b"))
    assert "已谢绝或已从该项换下" in refused
    (sheet,) = [sheet for sheet in sheets_of(office, "d") if sheet.assessed_id == row.pk]
    score(office, "d", sheet, 90, 80, 70)
    assert "已经评分" in refusal(lambda: exchange(office, row, "d", "c"))
    assert pairs(round_)[TEXTS[1][1]] == {"a", "d"}


def test_nobody_is_exchanged_into_a_conflict(office: Office) -> None:
    round_ = approve(office, setup_round(office))
    row = Assessed.objects.get(about__title=TEXTS[1][1])
    (barred,) = [seat.person for seat in all_seats(round_.pk) if seat.person.title == "评委a"]
    UnsuitedReviewer.objects.create(record=row.about, place=1, person=barred, why="有过节")
    assert "应当回避" in refusal(lambda: exchange(office, row, "b", "a"))
    assert "换上的评委" in refusal(lambda: exchange(office, row, "b", "d"))  # has a sheet already: it is not offered
    assert "换下的评委" in refusal(lambda: exchange(office, row, "a", "c"))  # has none to give up
    assert pairs(round_)[TEXTS[1][1]] == {"b", "d"}


def test_who_declines_in_an_optimised_round_is_replaced_by_who_fits(office: Office) -> None:
    round_ = approve(office, setup_round(office, size=1))
    row = Assessed.objects.get(about__title=TEXTS[1][1])
    (name,) = pairs(round_)[TEXTS[1][1]]
    (sheet,) = [sheet for sheet in sheets_of(office, name) if sheet.assessed_id == row.pk]
    traded = ReviewRound.objects.get(pk=round_.pk).traded
    take(sheet, "decline", office.actor(name), {"reason": "出差"}, at=NOW)
    assert pairs(round_)[TEXTS[1][1]] == {"b", "d"} - {name}
    assert ReviewRound.objects.get(pk=round_.pk).traded == traded


def decided(office: Office, assigning: str = "best", **more: Any) -> ReviewRound:
    """The round, decided, with one exchange by hand."""
    round_ = approve(office, setup_round(office, assigning, **more))
    if assigning == "best":
        exchange(office, Assessed.objects.get(about__title=TEXTS[1][1]), "b", "a")
    for place, sheet in enumerate(ReviewSheet.objects.filter(state="asked").order_by("assessed", "pk")):
        score(office, sheet.assessor.title.removeprefix("评委"), sheet, 90 - place, 80, 70)
    for step, who in (("close", "supervisor"), ("rank", "supervisor"), ("decide", "leader")):
        given = {"reason": "评分完毕"} if step == "close" else {}
        take(ReviewRound.objects.get(pk=round_.pk), step, office.actor(who), given, at=NOW)
    return ReviewRound.objects.get(pk=round_.pk)


@pytest.mark.parametrize("assigning", ["best", "drawn", "even"])
def test_each_way_is_verified_from_the_file_by_the_checker_alone(
    office: Office, assigning: str, tmp_path: Path
) -> None:
    round_ = decided(office, assigning, most=3)
    (tmp_path / "bundle.json").write_text(json.dumps(collect_bundle(round_)), encoding="utf-8")
    (tmp_path / "heads.json").write_text(json.dumps(published_heads(round_)), encoding="utf-8")
    given = ["bundle.json", "--heads", "heads.json", "--english"]
    command = [sys.executable, "-I", check_review.__file__, *given]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "✓ All recomputed: 3 objects.\n")


def test_a_manipulated_assignment_is_found_and_by_what(office: Office) -> None:
    round_ = decided(office, most=3, least=1)
    whole, heads = json.loads(json.dumps(collect_bundle(round_))), published_heads(round_)
    assert check_review.check_bundle(whole, heads) == []

    def faults(bend: Any) -> set[str]:
        bent = copy.deepcopy(whole)
        bend(bent["opening"])
        bent["heads"] = check_review.heads_of(bent)
        return {fault[0] for fault in check_review.check_bundle(bent, heads)}

    def exchange_one(opening: Any) -> None:
        thing, people = opening["assigned"][0]
        others = [code for code, _branch in opening["assessors"] if code not in people]
        opening["assigned"][0] = [thing, [others[0], *people[1:]]]

    def bar(opening: Any) -> None:
        thing, people = opening["assigned"][0]
        opening["conflicts"].append([thing, people[0], "tie"])

    def double(opening: Any) -> None:
        opening["assigned"][0][1][1] = opening["assigned"][0][1][0]

    assert "published" in faults(exchange_one)
    assert {"published", "chosen"} <= faults(bar)
    assert {"published", "chosen"} <= faults(double)
    assert {"published", "load"} <= faults(lambda opening: opening.update(most=1))
    assert {"published", "chosen"} <= faults(lambda opening: opening["assigned"].pop())
    assert {"published", "trade"} <= faults(lambda opening: opening["trade"].update(floor=1_000_000))
    assert {"published", "assigned"} <= faults(lambda opening: opening.update(assigning="even"))

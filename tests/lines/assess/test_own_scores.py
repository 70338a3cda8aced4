"""What a unit gives itself before it is scored, where the scheme asks for it: who, when, and that it counts nowhere."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from assessing import BASIS, EXTRA, LATE, ORDINARY, adopted, gone_through, in_bulk, item, lines, many, of
from django.utils import timezone

from assigned import running
from housekeeping_office import House
from luoshi.kernel.messages.models import Message
from luoshi.lines.assess.models import Scheme, Score
from luoshi.plans.base.models.plan import Plan
from markup import flat
from plans import published
from programs import program, said

OWN = {"own": "8", "own_reason": "晚了两天，已书面说明。"}


def asked(house: House) -> Scheme:
    return adopted(house, gone_through(house.office), own="on")


@pytest.mark.control("PIPL 24, 44-50", "a score shows what it follows from")
def test_a_unit_scores_itself_and_who_decides_sees_it_beside_what_follows(house: House) -> None:
    scheme = asked(house)
    (message,) = Message.objects.filter(code="schemes.own_asked", post__tenures__person__user__username="clerk")
    assert (
        message.values["unit"] == "云岭县科学技术协会" and not Message.objects.filter(code="schemes.adopted").exists()
    )
    one = item(scheme, LATE)
    house.presses("clerk", one, "score_oneself", **OWN)
    one.refresh_from_db()
    assert (one.own, one.own_reason, one.score, one.state) == (8, OWN["own_reason"], None, "listed")
    words = house.reads("supervisor", scheme.get_absolute_url())
    assert "Score by the unit itself" in words and "Units score themselves first yes" in words
    words = house.reads("supervisor", one.get_absolute_url())
    assert OWN["own_reason"] in words and "Proposed today" in words
    house.presses("clerk", one, "score_oneself", own="5", own_reason="更正。")  # until it is decided
    house.presses("supervisor", one, "decide", score="0", reason="逾期，按方案计分。")
    house.presses("clerk", one, "score_oneself", 403, **OWN)
    one.refresh_from_db()
    assert (one.own, one.own_reason, one.score) == (5, "更正。", 0)
    house.presses("supervisor", one, "undecide", reason="核对。")
    house.presses("clerk", one, "score_oneself", **OWN)
    assert Score.objects.get(pk=one.pk).own == 8


def test_it_counts_in_no_sum(house: House) -> None:
    scheme = asked(house)
    many(house, "clerk", "/scores/bulk/", "own_as_proposed", own_reason="按台账。")
    assert lines(house, scheme) == [("云岭县科学技术协会", "12", "— of 100", "—", _undecided(scheme))]
    in_bulk(house, scheme, "agree", reason="核定。")
    house.presses("supervisor", item(scheme, LATE), "decide", score="3", reason="从轻。")
    house.presses("supervisor", scheme, "score")
    assert lines(house, scheme) == [("云岭县科学技术协会", "12", "93 of 100", "+6", "99")]


def test_nobody_waits_for_what_a_unit_does_not_say(house: House) -> None:
    scheme = asked(house)
    in_bulk(house, scheme, "agree", reason="核定。")
    house.presses("supervisor", scheme, "score")
    assert lines(house, scheme) == [("云岭县科学技术协会", "12", "90 of 100", "+6", "96")]


def _undecided(scheme: Scheme) -> str:
    names = list(Score.objects.filter(scheme=scheme).order_by("commitment__place").values_list("number", flat=True))
    return f"not computable: {'、'.join(names[:8])} and 4 more not decided"


def test_many_are_scored_as_proposed_at_once_but_those_of_which_nothing_follows(house: House) -> None:
    scheme = adopted(house, gone_through(house.office, skip=ORDINARY[:1]), own="on", late="")
    many(house, "clerk", "/scores/bulk/", "own_as_proposed", own_reason="按台账。")
    left = Score.objects.filter(scheme=scheme, own=None).order_by("pk")
    assert [LATE in score.title or ORDINARY[0] in score.title for score in left] == [True, True]
    given = Score.objects.filter(scheme=scheme).exclude(own=None).values_list("own", "own_reason")
    assert sorted(given) == [(Decimal(3), "按台账。")] * 2 + [(Decimal(10), "按台账。")] * 8
    words = house.presses("clerk", item(scheme, LATE), "own_as_proposed", 422, own_reason="按台账。")
    assert "the scheme does not define the deduction for a late item" in words
    for scheme_item, may in ((item(scheme, LATE), False), (item(scheme, ORDINARY[1]), True)):
        for who, name in (("clerk", "Enter own score as proposed"), ("supervisor", "Decide as proposed")):
            assert (name in house.reads(who, scheme_item.get_absolute_url())) is may, (who, scheme_item.title)


def test_marks_stand_in_the_list_as_figures_under_their_head(house: House) -> None:
    asked(house)
    words = flat(house.client("clerk").get("/scores/").content.decode())
    assert words.count('scope="col" class="cell--number"') == 3
    marks = re.findall(r'<td role="cell" class="cell--number" data-label="Marks"><div>(\S+?)</div>', words)
    assert sorted(marks) == ["10"] * 10 + ["3"] * 2


def test_what_an_item_cannot_have_is_refused(house: House) -> None:
    scheme = asked(house)
    normal, special = item(scheme, LATE), item(scheme, EXTRA[0])
    for scheme_item, own in (
        (normal, "10.01"),
        (normal, "-1"),
        (special, "3.5"),
        (normal, "x"),
        (normal, ""),
        (normal, "NaN"),
    ):
        house.presses("clerk", scheme_item, "score_oneself", 422, own=own, own_reason="自评。")
    house.presses("clerk", normal, "score_oneself", 422, own="3", own_reason="")
    assert "The score must be between 0 and 10." in house.presses(
        "clerk", normal, "score_oneself", 422, own="11", own_reason="多。"
    )
    assert not Score.objects.exclude(own=None).exists()


def test_where_the_scheme_asks_for_none_it_is_neither_offered_nor_taken(house: House, year_gone_through: Plan) -> None:
    scheme = adopted(house, year_gone_through)
    one = item(scheme, LATE)
    page = house.client("clerk").get(one.get_absolute_url()).content.decode()
    assert not re.search(r'href="[^"]*/(score_oneself|own_as_proposed)/"', page)
    assert "Score by the unit itself" not in house.reads("supervisor", scheme.get_absolute_url())
    for step, given in (("score_oneself", OWN), ("own_as_proposed", {"own_reason": "按台账。"})):
        assert "Its scheme does not, or no longer, ask units" in house.presses("clerk", one, step, 422, **given)
    assert Score.objects.get(pk=one.pk).own is None


@pytest.mark.control("business", "a unit scores itself, and another decides")
def test_only_the_unit_that_is_assessed_scores_itself_and_only_its_own_items(house: House) -> None:
    office = house.office
    text = "云岭县2026年重点工作\n县科协举办科普讲座2场，9月底前完成。\n县科技局举办技术培训2期，9月底前完成。\n"
    plan = published(office, text)
    running(office, plan, "科普讲座"), running(office, plan, "技术培训", who="stranger")
    given = {"title": "年度考核", "plan": plan.number, "basis": BASIS, "own": "on"}
    scheme: Any = house.opens("supervisor", "schemes", **given)
    house.presses("supervisor", scheme, "put_in", line="normal", marks="10", heading="*")
    own = item(scheme, "科普讲座")
    house.presses("clerk", own, "score_oneself", 404, **OWN)  # before it is adopted it is not there for the unit
    house.presses("supervisor", scheme, "adopt")
    house.presses("stranger", own, "score_oneself", 404, **OWN)
    for who in ("supervisor", "leader", "auditor"):
        house.presses(who, own, "score_oneself", 403, **OWN)
    keeper = program(office, "clerk", at=timezone.now())
    row = keeper.get(f"scores/{own.pk}").data
    body = {"seen": row["version"], "given": OWN}
    assert keeper.post(f"scores/{own.pk}/steps/score_oneself", body).status_code == 200
    assert said(keeper.post(f"scores/{item(scheme, '技术培训').pk}/steps/score_oneself", body)) == (404, "missing")
    desk = program(office, "supervisor", at=timezone.now())
    told = {
        unit_score["number"]: unit_score
        for unit in desk.get(f"schemes/{scheme.pk}").data["units"]
        for unit_score in unit["items"]
    }
    assert (told[own.number]["own"], told[own.number]["own_reason"]) == ("8", OWN["own_reason"])
    assert [unit_score["own"] for number, unit_score in told.items() if number != own.number] == [None]
    house.presses("clerk", of(plan, "科普讲座"), "score_oneself", 404, **OWN)


def test_an_item_whose_marks_are_changed_is_scored_anew(house: House) -> None:
    scheme = asked(house)
    one, other = item(scheme, LATE), item(scheme, ORDINARY[0])
    for scheme_item in (one, other):
        house.presses("clerk", scheme_item, "score_oneself", **OWN)
    house.presses("supervisor", scheme, "give_back", reason="调整分值。")
    house.presses("supervisor", one, "worth", line="normal", marks="5")
    house.presses("supervisor", scheme, "adopt")
    said_now = dict(Score.objects.filter(pk__in=(one.pk, other.pk)).values_list("pk", "own"))
    assert said_now == {one.pk: None, other.pk: 8}
    assert OWN["own_reason"] in house.reads("clerk", one.get_absolute_url())  # what was said stands in what happened

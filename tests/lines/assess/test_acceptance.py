"""REQUIREMENTS K, example 4, through the pages and the API: 90 of 100, and 6, are 96, and the two lines never mix."""

from __future__ import annotations

from assessing import EXTRA, LATE, ORDINARY, adopted, gone_through, in_bulk, item, lines
from django.utils import timezone

from housekeeping_office import House
from luoshi.lines.assess.models import Score
from luoshi.plans.base.models.plan import Plan
from programs import program

KEXIE = "云岭县科学技术协会"


def test_ten_normal_items_of_which_one_is_late_and_two_special_ones_make_96(
    house: House, year_gone_through: Plan
) -> None:
    plan = year_gone_through
    scheme = adopted(house, plan)
    assert lines(house, scheme)[0][:4] == (KEXIE, "12", "— of 100", "—")
    assert lines(house, scheme)[0][4].startswith("not computable: 分2026-0001")
    in_bulk(house, scheme, "agree", reason="按台账办理情况核定。")
    assert lines(house, scheme) == [(KEXIE, "12", "90 of 100", "+6", "96")]
    # Every number leads to the item, its commitment and the reason.
    page = house.client("supervisor").get(scheme.get_absolute_url()).content.decode()
    late = item(scheme, LATE)
    unit = house.office.units["kexie"].pk
    assert f'href="#unit-{unit}"' in page and f'id="unit-{unit}"' in page and late.get_absolute_url() in page
    about = house.client("supervisor").get(late.get_absolute_url()).content.decode()
    assert late.commitment.get_absolute_url() in about and "按台账办理情况核定。" in about
    assert (late.score, late.proposed, late.found, late.marks) == (0, 0, "late", 10)
    assert {score.score for score in Score.objects.filter(line="special")} == {3}
    # The same by the API.
    told = program(house.office, "supervisor", at=timezone.now()).get(f"schemes/{scheme.pk}").data["units"]
    assert [
        (unit_score["unit"]["name"], unit_score["normal"], unit_score["special"], unit_score["total"])
        for unit_score in told
    ] == [(KEXIE, {"score": "90", "of": "100", "missing": []}, {"score": "6", "of": "6", "missing": []}, "96")]
    assert [scored["score"] for scored in told[0]["items"]] == ["10"] * 3 + ["0"] + ["10"] * 6 + ["3"] * 2


def test_a_special_item_never_makes_up_the_missing_normal_one(house: House, year_gone_through: Plan) -> None:
    """The special ones are worth a hundred each here: the line of normal items is 90 of 100 all the same."""
    scheme = adopted(house, year_gone_through)
    for name in EXTRA:
        Score.objects.filter(scheme=scheme, title__contains=name).update(marks=100)
    in_bulk(house, scheme, "agree", reason="核定。")
    assert lines(house, scheme) == [(KEXIE, "12", "90 of 100", "+200", "290")]


def test_a_scheme_that_does_not_say_what_a_late_item_loses_gives_no_total(house: House) -> None:
    scheme = adopted(house, gone_through(house.office, skip=ORDINARY[:1]), late="")
    in_bulk(house, scheme, "agree", reason="核定。")
    late, open_ = item(scheme, LATE), item(scheme, ORDINARY[0])
    assert lines(house, scheme) == [
        (KEXIE, "12", "— of 100", "+6", f"not computable: {open_.number}、{late.number} not decided")
    ]
    assert "not computable: the scheme does not define the deduction for a late item" in house.reads(
        "supervisor", late.get_absolute_url()
    )
    refused = house.presses("supervisor", late, "agree", 422, reason="核定。")
    assert "not computable: the scheme does not define the deduction for a late item" in refused
    words = house.presses("supervisor", scheme, "score", 422)
    assert f"Not decided yet: {open_.number}、{late.number}." in words
    house.presses("supervisor", late, "decide", score="7.25", reason="扣2.75分，因汛情延误。")
    house.presses("supervisor", open_, "decide", score="0", reason="至今未开展。")
    assert lines(house, scheme) == [(KEXIE, "12", "87.25 of 100", "+6", "93.25")]

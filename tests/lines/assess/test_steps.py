"""Who may do what with a scheme and its items, when, and what is refused: through the pages."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from assessing import BASIS, EXTRA, LATE, ORDINARY, adopted, declared, gone_through, in_bulk, item, lines, of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from assigned import running
from housekeeping_office import House
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.assess.models import Scheme, Score
from luoshi.org.people.actions import people
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from office import FOUNDED, NOW
from plans import published
from programs import program, said

SCORED = ({"score": "10", "reason": "按台账核定。"}, {"score": "3", "reason": "已办结。"})


def scored(house: House, **given: Any) -> Scheme:
    scheme = adopted(house, gone_through(house.office), **given)
    in_bulk(house, scheme, "agree", reason="核定。")
    house.presses("supervisor", scheme, "score")
    return Scheme.objects.get(pk=scheme.pk)


def colleague(house: House) -> None:
    house.office.person("colleague", "督二科", "desk", Role.SUPERVISOR, ["county"])


# ---- a scheme


def test_a_scheme_has_its_basis_and_a_plan_that_its_office_keeps(house: House) -> None:
    plan = published(house.office)
    asked = {"title": "年度考核", "plan": plan.number, "basis": BASIS}
    for name in ("basis", "plan", "title"):
        assert house.client("supervisor").post("/schemes/new/", {**asked, name: ""}).status_code == 422, name
    for wrong in (
        {"late": "-1"},
        {"late": "x"},
        {"late": "1.234"},
        {"late": "NaN"},
        {"late": "1e9"},
        {"plan": "99999"},
    ):
        assert house.client("supervisor").post("/schemes/new/", {**asked, **wrong}).status_code == 422, wrong
    assert not Scheme.objects.exists()
    one: Any = house.opens("supervisor", "schemes", **asked)
    assert (one.year, one.late, one.state, one.edition) == (2026, None, "drafted", 0)
    assert BASIS in house.reads("supervisor", one.get_absolute_url())


def test_nobody_begins_a_scheme_for_another_office_or_its_plan(house: House) -> None:
    plan = published(house.office)
    house.office.person("other", "科技局督查", "bureau", Role.SUPERVISOR)
    house.office.person("above", "县督查", "county", Role.SUPERVISOR, ["county"])
    asked = {"title": "年度考核", "plan": plan.number, "basis": BASIS}
    refused = house.client("other").post("/schemes/new/", asked)
    assert refused.status_code == 422 and "Nothing was found" in refused.content.decode()
    assert house.client("above").get(plan.get_absolute_url()).status_code == 200
    assert house.client("above").post("/schemes/new/", asked).status_code == 403
    for who in ("clerk", "head", "leader", "admin", "auditor"):
        assert house.client(who).post("/schemes/new/", asked).status_code == 404, who
    assert not Scheme.objects.exists()


def test_items_are_put_in_by_heading_by_number_and_all_that_are_left(house: House, year_gone_through: Plan) -> None:
    plan = year_gone_through
    scheme = declared(house, plan)
    rows = Score.objects.filter(scheme=scheme).values_list("line", "marks", "state")
    assert sorted(rows) == [("normal", Decimal(10), "listed")] * 10 + [("special", Decimal(3), "listed")] * 2
    words = house.presses("supervisor", scheme, "put_in", 422, line="normal", marks="1", heading="*")
    assert "of the plan are already items." in words
    number = of(plan, LATE).number
    words = house.presses("supervisor", scheme, "put_in", 422, line="normal", marks="1", numbers=f"{number} 事X")
    assert f"Cannot be added from this plan: {number}、事X." in words
    words = house.presses("supervisor", scheme, "put_in", 422, line="normal", marks="1")
    assert "Choose a heading, or give numbers; not both." in words
    for wrong in ({"marks": "0"}, {"marks": "-3"}, {"marks": ""}, {"line": "extra"}, {"heading": "没有的标题"}):
        given = {"line": "normal", "marks": "1", "heading": "*", **wrong}
        house.presses("supervisor", scheme, "put_in", 422, **given)
    assert Score.objects.count() == 12


def test_all_that_are_left_leaves_out_what_was_stopped(house: House, year_gone_through: Plan) -> None:
    plan = year_gone_through
    Commitment.objects.filter(pk=of(plan, LATE).pk).update(state="cancelled")
    asked = {"title": "年度考核", "plan": plan.number, "basis": BASIS}
    scheme = house.opens("supervisor", "schemes", **asked)
    house.presses("supervisor", scheme, "put_in", line="normal", marks="10", heading="*")
    assert Score.objects.count() == 11 and not Score.objects.filter(title__contains=LATE)


def test_once_adopted_items_are_fixed_until_it_is_given_back(house: House, year_gone_through: Plan) -> None:
    scheme = declared(house, year_gone_through)
    one = item(scheme, LATE)
    house.presses("supervisor", one, "worth", line="special", marks="5.50")
    house.presses("supervisor", one, "take_out", reason="不列入本年考核。")
    house.presses("supervisor", scheme, "adopt")
    for step, given in (("put_back", {"line": "normal", "marks": "1"}), ("decide", SCORED[0])):
        house.presses("supervisor", one, step, 422 if step == "put_back" else 403, **given)
    other = item(scheme, ORDINARY[0])
    words = house.presses("supervisor", other, "worth", 422, line="normal", marks="99")
    assert "Its scheme is no longer being set up." in words
    house.presses("supervisor", scheme, "give_back", reason="补列一项。")
    house.presses("supervisor", one, "put_back", line="normal", marks="10")
    house.presses("supervisor", scheme, "adopt")
    kept = Scheme.objects.get(pk=scheme.pk)
    assert (kept.edition, kept.state) == (2, "adopted")
    house.presses("supervisor", other, "decide", **SCORED[0])
    words = house.presses("supervisor", scheme, "give_back", 422, reason="再改。")
    assert f"Items have already been scored: {other.number}." in words
    house.presses("supervisor", other, "undecide", reason="误评。")
    assert Score.objects.get(pk=other.pk).score is None
    house.presses("supervisor", scheme, "give_back", reason="再改。")


def test_a_scheme_without_items_is_not_adopted_and_one_with_items_not_discarded(
    house: House, year_gone_through: Plan
) -> None:
    plan = year_gone_through
    asked = {"title": "空方案", "plan": plan.number, "basis": BASIS}
    empty = house.opens("supervisor", "schemes", **asked)
    assert "It has no items yet: add commitments first." in house.presses("supervisor", empty, "adopt", 422)
    house.presses("supervisor", empty, "discard", reason="重复。")
    scheme = declared(house, plan)
    words = house.presses("supervisor", scheme, "discard", 422, reason="不用了。")
    assert "It has items: remove them first" in words
    in_bulk(house, scheme, "take_out", reason="不列入。")
    house.presses("supervisor", scheme, "discard", reason="不用了。")


# ---- scores


@pytest.mark.parametrize("score", ["10.01", "-0.01", "", "x", "NaN", "Infinity", "1.001", "１０.5", "1e3"])
def test_a_normal_item_never_has_more_than_its_marks_nor_less_than_nothing(
    house: House, score: str, year_gone_through: Plan
) -> None:
    scheme = adopted(house, year_gone_through)
    one = item(scheme, ORDINARY[0])
    house.presses("supervisor", one, "decide", 422, score=score, reason="核定。")
    assert Score.objects.get(pk=one.pk).score is None


def test_a_score_has_its_reason_and_hundredths_are_kept_exactly(house: House, year_gone_through: Plan) -> None:
    scheme = adopted(house, year_gone_through)
    for name, score in ((ORDINARY[0], "0.10"), (ORDINARY[1], "0.20")):
        house.presses("supervisor", item(scheme, name), "decide", 422, score=score, reason="")
        house.presses("supervisor", item(scheme, name), "decide", score=score, reason="核定。")
    found = [item(scheme, name).score for name in ORDINARY[:2]]
    assert found == [Decimal("0.1"), Decimal("0.2")] and sum(score for score in found if score) == Decimal("0.3")
    house.presses("supervisor", item(scheme, EXTRA[0]), "decide", 422, score="3.01", reason="核定。")
    house.presses("supervisor", item(scheme, EXTRA[0]), "decide", 422, score="-1", reason="核定。")


@pytest.mark.control("business", "who belongs to the unit assessed, or reported on it, decides nothing")
def test_who_belongs_to_the_unit_assessed_or_reported_on_it_decides_nothing(house: House) -> None:
    """杜察云 has a second post in 县科协; a colleague reported one commitment by telephone."""
    office = house.office
    plan = gone_through(house.office, skip=ORDINARY[:1])
    scheme = adopted(house, plan)
    colleague(house)
    post = people.set_up_post(office.units["society"], "学会兼职", Role.CLERK, FOUNDED, PROGRAM, at=NOW)
    people.appoint_to_post(office.people["supervisor"], post, FOUNDED, PROGRAM, at=NOW)
    one = item(scheme, ORDINARY[1])
    words = house.presses("supervisor", one, "decide", 422, **SCORED[0])  # a society beneath 县科协 belongs to it too
    assert "You belong to the unit that is assessed" in words
    house.presses("supervisor", one, "agree", 422, reason="核定。")
    house.presses("colleague", one, "decide", **SCORED[0])
    told: dict[str, Any] = {"words": "电话了解：已办一场。", "told_by": "柯干事", "obstacles": "", "following": ""}
    begun = item(scheme, ORDINARY[0])
    house.presses("colleague", begun.commitment, "report_told", **told)
    words = house.presses("colleague", begun, "decide", 422, **SCORED[0])
    assert "You reported on this commitment" in words
    for who in ("clerk", "head", "leader", "auditor", "admin", "stranger"):
        answer = house.client(who).post(f"{one.get_absolute_url()}decide/", SCORED[0])
        assert answer.status_code in (403, 404), who
    assert Score.objects.get(pk=begun.pk).score is None


def test_a_unit_reads_its_own_items_once_the_scheme_is_adopted_and_never_the_scheme(house: House) -> None:
    office = house.office
    text = "云岭县2026年重点工作\n县科协举办科普讲座2场，9月底前完成。\n县科技局举办技术培训2期，9月底前完成。\n"
    plan = published(office, text)
    asked = {"title": "年度考核", "plan": plan.number, "basis": BASIS, "late": "10"}
    scheme: Any = house.opens("supervisor", "schemes", **asked)
    house.presses("supervisor", scheme, "put_in", line="normal", marks="10", heading="*")
    own, other = item(scheme, "科普讲座"), item(scheme, "技术培训")
    assert house.client("clerk").get(own.get_absolute_url()).status_code == 404
    house.presses("supervisor", scheme, "adopt")
    words = house.reads("clerk", own.get_absolute_url())
    assert "云岭县科学技术协会: normal items — of 10, special items no items" in words and "技术培训" not in words
    assert house.client("clerk").get(other.get_absolute_url()).status_code == 404
    assert house.client("clerk").get(scheme.get_absolute_url()).status_code == 404
    assert house.client("stranger").get(other.get_absolute_url()).status_code == 200
    listed = house.reads("clerk", "/scores/")
    assert own.number in listed and other.number not in listed
    assert Message.objects.filter(code="schemes.adopted").values("record").distinct().count() == 2
    keeper = program(office, "clerk", at=timezone.now())
    assert [row["id"] for row in keeper.get("scores").data["rows"]] == [own.pk]
    assert said(keeper.get(f"schemes/{scheme.pk}")) == (404, "missing")
    house.presses("supervisor", scheme, "give_back", reason="补列。")
    assert house.client("clerk").get(own.get_absolute_url()).status_code == 404


@pytest.mark.control("State Council 2026/12", "nothing ranks units or sorts them by score")
def test_nothing_ranks_units_or_sorts_them_by_score(house: House) -> None:
    """国办函〔2026〕12号: no ranking by points. Whoever has more, both stand as in the tree."""
    office = house.office
    text = "云岭县2026年重点工作\n县科技局举办技术培训2期，9月底前完成。\n县科协举办科普讲座2场，9月底前完成。\n"
    plan = published(office, text)
    running(office, plan, "科普讲座"), running(office, plan, "技术培训", who="stranger")
    asked = {"title": "年度考核", "plan": plan.number, "basis": BASIS, "late": "10"}
    scheme: Any = house.opens("supervisor", "schemes", **asked)
    house.presses("supervisor", scheme, "put_in", line="normal", marks="10", heading="*")
    house.presses("supervisor", scheme, "adopt")
    house.presses("supervisor", item(scheme, "科普讲座"), "decide", score="1", reason="核定。")
    house.presses("supervisor", item(scheme, "技术培训"), "decide", score="9", reason="核定。")
    codes = [office.units[unit_key].code for unit_key in ("bureau", "kexie")]
    shown = [row[0] for row in lines(house, scheme)]
    assert codes == sorted(codes) and shown == [office.units["bureau"].name, office.units["kexie"].name]
    Score.objects.filter(title__contains="技术培训").update(score=0)
    assert [row[0] for row in lines(house, scheme)] == shown
    assert "分2026-" in house.reads("supervisor", "/scores/")
    for asked_for in ("score", "-score", "marks"):  # no such order: the list then shows nothing
        assert "分2026-" not in house.reads("supervisor", f"/scores/?order-by={asked_for}")
    html = house.client("supervisor").get("/scores/").content.decode()
    assert "order-by=score" not in html and "order-by=line" in html


# ---- objections, and the end


def days_to_object(house: House, days: str) -> None:
    day = timezone.localdate()
    (parameter,) = get_kind("scores").parameters
    set_value(parameter, None, days, day, BASIS, house.office.actor("admin", day), at=timezone.now())


@pytest.mark.control("PIPL 24, 44-50", "whoever is scored objects in time, and another answers")
def test_a_unit_objects_in_time_and_another_answers(house: House) -> None:
    days_to_object(house, "5")
    scheme = scored(house)
    late, fine = item(scheme, LATE), item(scheme, ORDINARY[0])
    assert "Unit may object until 2026-11-09" in house.reads("clerk", late.get_absolute_url())  # 7 Nov is no work day
    words = house.presses("supervisor", scheme, "use", 422, reason="用于年终考核。")
    assert "Units may object until 2026-11-09." in words
    house.presses("clerk", late, "object", reason="因汛情经批准延期。")
    house.presses("supervisor", scheme, "score_again", 422, reason="重评。")
    words = house.presses("supervisor", late, "answer", 422, score="10", reason="采纳。")
    assert "You gave these marks" in words
    colleague(house)
    house.presses("colleague", late, "answer", score="10", reason="采纳：延期已批准。")
    house.on(2026, 11, 9)
    words = house.presses("supervisor", scheme, "use", 422, reason="用于年终考核。")
    assert "Units may object until 2026-11-09." in words  # that day is theirs, too
    house.on(2026, 11, 10)
    assert "Units could object until 2026-11-09." in house.presses("clerk", fine, "object", 422, reason="有异议。")
    assert lines(house, scheme) == [("云岭县科学技术协会", "12", "100 of 100", "+6", "106")]
    house.presses("supervisor", scheme, "use", reason="用于年终考核。")
    assert Scheme.objects.get(pk=scheme.pk).closed is not None
    decided = "Its scheme is not adopted yet, or the scoring is complete."
    for who, step, given, words in (
        (
            "clerk",
            "object",
            {"reason": "有异议。"},
            "Units may object after the scoring, until the scores are used.",
        ),
        ("colleague", "decide", SCORED[0], decided),
        ("colleague", "undecide", {"reason": "撤回。"}, decided),
    ):
        assert words in house.presses(who, fine, step, 422, **given)
    page = house.client("supervisor").get(fine.get_absolute_url()).content.decode()
    assert f'href="{fine.get_absolute_url()}decide/"' not in page


@pytest.mark.control("business", "who decided a score does not decide on the objection")
def test_who_decided_a_score_by_hand_does_not_decide_on_the_objection(house: House) -> None:
    days_to_object(house, "5")
    scheme = adopted(house, gone_through(house.office))
    late = item(scheme, LATE)
    house.presses("supervisor", late, "decide", **SCORED[0])
    in_bulk(house, scheme, "agree", reason="核定。")
    house.presses("supervisor", scheme, "score")
    house.presses("clerk", late, "object", reason="因汛情经批准延期。")
    assert "You gave these marks" in house.presses("supervisor", late, "answer", 422, score="10", reason="采纳。")


def test_without_a_number_of_days_it_says_so_and_waits_for_no_day(house: House) -> None:
    scheme = scored(house)
    one = item(scheme, LATE)
    words = house.reads("clerk", one.get_absolute_url())
    assert "not computable: the value “Days within which an assessed unit may object” is not set" in words
    house.presses("clerk", one, "object", reason="有异议。")
    assert f"Objections wait for an answer: {one.number}." in house.presses(
        "supervisor", scheme, "use", 422, reason="使用。"
    )


def test_what_was_scored_can_be_scored_again_before_it_is_used(house: House) -> None:
    scheme = scored(house)
    house.presses("supervisor", scheme, "score_again", reason="核对有误。")
    house.presses("supervisor", item(scheme, LATE), "decide", score="5", reason="更正。")
    house.presses("supervisor", scheme, "score")
    assert lines(house, scheme)[0][2:] == ("95 of 100", "+6", "101")


# ---- many, and the sheet


def test_a_bulk_run_leaves_out_what_nothing_is_proposed_for_and_is_taken_back_as_one(house: House) -> None:
    scheme = adopted(house, gone_through(house.office, skip=ORDINARY[:2]))
    Commitment.objects.filter(pk=item(scheme, ORDINARY[1]).commitment_id).update(binds=None)
    in_bulk(house, scheme, "agree", reason="核定。")
    assert Score.objects.filter(state="listed").get().title.count(ORDINARY[1]) == 1
    in_bulk(house, scheme, "decide", score="2", reason="统一核定。")
    assert Score.objects.get(pk=item(scheme, ORDINARY[1]).pk).score == 2
    in_bulk(house, scheme, "undecide", reason="重来。")
    assert set(Score.objects.values_list("score", "state", "found", "reason")) == {(None, "listed", "", "")}


def test_the_page_of_a_scheme_asks_the_same_number_of_queries_for_three_items_and_for_twelve(
    house: House, year_gone_through: Plan
) -> None:
    plan = year_gone_through
    asked = {
        "title": "年度考核",
        "plan": plan.number,
        "basis": BASIS,
        "late": "10",
    }
    scheme = house.opens("supervisor", "schemes", **asked)
    client, counts = house.client("supervisor"), []
    for names in (ORDINARY[:3], (*ORDINARY[3:], *EXTRA)):
        numbers = " ".join(of(plan, name).number for name in names)
        house.presses("supervisor", scheme, "put_in", line="normal", marks="10", numbers=numbers)
        one = item(Scheme.objects.get(pk=scheme.pk), ORDINARY[0])
        for address in (scheme.get_absolute_url(), "/scores/", one.get_absolute_url()):
            client.get(address)  # what a process keeps is there before it is counted
            with CaptureQueriesContext(connection) as made:
                assert client.get(address).status_code == 200
            counts.append(len(made))
    assert counts[:3] == counts[3:]


def test_items_leave_as_a_sheet_with_marks_score_and_light(house: House) -> None:
    scheme = scored(house)
    answer: Any = house.client("supervisor").post(f"/scores/export/?scheme={scheme.pk}")
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0].iter_rows(values_only=True))
    head = rows[2]
    table = [dict(zip(head, row, strict=True)) for row in rows[3:] if row[0] and str(row[0]).startswith("分")]
    assert len(table) == 12
    late = next(row for row in table if LATE in str(row["Title"]))
    assert (late["Normal or special"], late["Marks"], late["Score"]) == ("Normal item", 10, 0)
    assert late["Reason of the score"] == "核定。" and late["State when it was decided"] == "Done late"


def test_a_program_sets_up_adopts_and_scores(house: House, year_gone_through: Plan) -> None:
    plan = year_gone_through
    asks = program(house.office, "supervisor", at=timezone.now())
    made = asks.post("schemes", {"given": {"title": "考核", "plan": plan.number, "basis": BASIS, "late": "10"}})
    assert made.status_code == 201, made.data
    scheme = made.data["id"]
    given = {"line": "normal", "marks": "10", "heading": "*"}
    assert asks.post(f"schemes/{scheme}/steps/put_in", {"seen": 1, "given": given}).status_code == 200
    assert asks.post(f"schemes/{scheme}/steps/adopt", {"seen": 2}).status_code == 200
    for row in asks.get("scores?limit=100").data["rows"]:
        detail = asks.get(f"scores/{row['id']}").data
        body = {"seen": row["version"], "given": {"reason": "核定。"}}
        assert asks.post(f"scores/{row['id']}/steps/agree", body).status_code == 200
        assert detail["proposed"]["score"] == ("0" if LATE in detail["title"] else "10")
    assert asks.get(f"schemes/{scheme}").data["units"][0]["total"] == "110"
    one = Record.objects.filter(kind="scores").order_by("pk")[0]
    wrong = asks.post(
        f"scores/{one.pk}/steps/decide", {"seen": one.version, "given": {"score": "11", "reason": "多给。"}}
    )
    assert said(wrong) == (422, "guarded")

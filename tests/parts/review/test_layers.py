"""Rounds by layers: the unit’s own marks, the check by the office, the final marks; one sheet each, in order."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from calling import moment
from reviewing import CLOSES, mark_form
from test_review import client_of, refusal, table_of, words_of

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.people.actions import people
from luoshi.parts.review.cards import show_round, show_sheet
from luoshi.parts.review.layers.queries import OBJECT_DAYS
from luoshi.parts.review.layers.sentences import name_some
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet, SheetMark
from office import NOW, TODAY, Office

LATER = CLOSES + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def organisation(office: Office, unit: str, name: str) -> Any:
    """A unit of the tree in the register of organisations."""
    given = {"unit": office.units["kexie"].pk, "title": name, "sort": "agency"}
    given |= {"as_unit": office.units[unit].pk if unit else ""}
    return begin(get_kind("organisations"), office.actor("clerk"), given, at=NOW).record


def prepared(office: Office, layers: str = "own check final", units: Any = ("bureau", "town"), **more: Any) -> Any:
    """A round by layers on units, in preparation."""
    office.people.get("townclerk") or office.person("townclerk", "镇干事", "town", Role.CLERK)
    for unit in units:
        organisation(office, unit, str(office.units[unit]) if unit else "不在树上的企业")
    given = {"unit": office.units["kexie"].pk, "title": "单位考核", "of": "organisations", "stage": "final"}
    given |= {"form": mark_form(office).number, "from_at": moment(NOW), "to_at": moment(CLOSES), "seats": []}
    given |= {"blind": "no", "after": "no", "seating": "layers", "layers": layers, "ranks": False, **more}
    round_ = begin(get_kind("rounds"), office.actor("clerk"), given, at=NOW).record
    return take(round_, "gather", office.actor("clerk"), {"numbers": ""}, at=NOW).record


def opened(office: Office, *args: Any, **more: Any) -> Any:
    return take(prepared(office, *args, **more), "open", office.actor("supervisor"), {}, at=NOW).record


def sheet_of(office: Office, unit: str, layer: str) -> Any:
    """The sheet of a layer for a unit; None: it was not asked yet."""
    about = get_kind("organisations").record.objects.get(as_unit=office.units[unit])
    return ReviewSheet.objects.filter(assessed__about=about, layer=layer).first()


def score(office: Office, name: str, sheet: Any, *marks: object, at: Any = NOW) -> Any:
    """Give marks in the order of the form, as the sheet stands now."""
    sheet = ReviewSheet.objects.get(pk=sheet.pk)
    lines = SheetMark.objects.filter(record=sheet.pk).order_by("place")
    rows = [{"id": line.pk, "item": line.item, "mark": mark} for line, mark in zip(lines, marks, strict=True)]
    return take(sheet, "score", office.actor(name, at.date()), {"marks": rows}, at=at).record


def scored(office: Office, **more: Any) -> Any:
    """Two units through all layers: the bureau gives itself 90, is checked at 80, and gets 85; the town 70."""
    round_ = opened(office, **more)
    for unit, clerk, own, check, final in (("bureau", "stranger", 90, 80, 85), ("town", "townclerk", 95, 75, 70)):
        score(office, clerk, sheet_of(office, unit, "own"), own, own, own)
        score(office, "supervisor", sheet_of(office, unit, "check"), check, check, check)
        score(office, "leader", sheet_of(office, unit, "final"), final, final, final)
    return ReviewRound.objects.get(pk=round_.pk)


def combined(office: Office, **more: Any) -> Any:
    round_ = take(scored(office, **more), "close", office.actor("supervisor"), {"reason": "完毕"}, at=NOW).record
    return take(round_, "rank", office.actor("supervisor"), {}, at=NOW).record


def test_layers_come_one_after_the_other_and_the_last_one_counts(office: Office) -> None:
    round_ = opened(office)
    assert {(sheet.layer, sheet.state) for sheet in ReviewSheet.objects.all()} == {("own", "asked")}
    own = sheet_of(office, "bureau", "own")
    assert sheet_of(office, "bureau", "check") is None
    score(office, "stranger", own, 90, 80, 70)
    check = sheet_of(office, "bureau", "check")
    assert sheet_of(office, "town", "check") is None
    said = words_of(show_sheet(check, office.actor("supervisor"), TODAY))
    assert "90.00" in said and "自评" not in said.split("90.00")[0][-4:]
    score(office, "stranger", own, 92, 80, 70)  # the office has given no mark yet
    score(office, "supervisor", check, 80, 80, 80)
    assert "后一层已经打分" in refusal(lambda: score(office, "stranger", own, 99, 99, 99))
    final = sheet_of(office, "bureau", "final")
    score(office, "leader", final, 85, 85, 85)
    assert "后一层已经打分" in refusal(lambda: score(office, "supervisor", check, 10, 10, 10))
    assert ReviewSheet.objects.get(pk=own.pk).total == Decimal("82.3")
    take(ReviewRound.objects.get(pk=round_.pk), "close", office.actor("supervisor"), {"reason": "完毕"}, at=NOW)
    take(ReviewRound.objects.get(pk=round_.pk), "rank", office.actor("supervisor"), {}, at=NOW)
    done, lacks = Assessed.objects.order_by("-n")
    assert (done.state, done.adjusted, done.rank) == ("ranked", Decimal(85), None)  # no ranking unless switched on
    assert (lacks.state, lacks.adjusted, lacks.why) == ("unranked", None, "评分表 0/1")


def test_who_gives_and_who_reads_the_marks_of_a_layer(office: Office) -> None:
    opened(office)
    own = sheet_of(office, "bureau", "own")
    for name in ("clerk", "supervisor", "leader", "townclerk", "auditor"):
        with pytest.raises(RecordError):
            score(office, name, own, 90, 80, 70)
    score(office, "stranger", own, 90, 80, 70)
    check = sheet_of(office, "bureau", "check")
    for name in ("stranger", "leader", "clerk"):
        with pytest.raises(RecordError):
            score(office, name, check, 90, 80, 70)
    reads = {"stranger": (own,), "supervisor": (own, check), "leader": (own, check), "auditor": (own, check)}
    for name in ("stranger", "supervisor", "leader", "townclerk", "clerk", "auditor"):
        for sheet in (own, check):
            wanted = 200 if sheet in reads.get(name, ()) else 404
            assert client_of(office, name).get(sheet.get_absolute_url()).status_code == wanted, (name, sheet.layer)


def test_a_unit_learns_its_result_when_it_is_there_and_not_before(office: Office) -> None:
    round_ = scored(office)
    row = Assessed.objects.get(about__title=str(office.units["bureau"]))
    final = sheet_of(office, "bureau", "final")
    for name in ("stranger", "townclerk"):
        assert client_of(office, name).get(row.get_absolute_url()).status_code == 404
        assert client_of(office, name).get(final.get_absolute_url()).status_code == 404
    page = client_of(office, "supervisor").get(round_.get_absolute_url()).text
    assert "85.00" not in page and "90.00" not in page  # no mark on the round's page while it is open
    take(round_, "close", office.actor("supervisor"), {"reason": "完毕"}, at=NOW)
    take(ReviewRound.objects.get(), "rank", office.actor("supervisor"), {}, at=NOW)
    shown = client_of(office, "stranger").get(row.get_absolute_url()).text
    for total in ("90.00", "80.00", "85.00"):  # of each layer, with the way to its marks
        assert re.search(rf'<a\s+href="/marksheets/\d+/"\s*>{total}</a>', shown), total
    assert "85" in client_of(office, "stranger").get(final.get_absolute_url()).text
    assert client_of(office, "townclerk").get(row.get_absolute_url()).status_code == 404
    assert Message.objects.filter(code="assessed.result").count() == 2
    again = {"to_at": moment(CLOSES), "reason": "重评"}
    take(ReviewRound.objects.get(), "reopen", office.actor("leader"), again, at=NOW)
    assert client_of(office, "stranger").get(row.get_absolute_url()).status_code == 404
    assert not Party.objects.filter(name="told").exists()


def test_it_is_ranked_only_where_that_is_switched_on(office: Office) -> None:
    combined(office)
    assert {row.rank for row in Assessed.objects.all()} == {None}
    cards = show_round(ReviewRound.objects.get(), office.actor("supervisor"), TODAY)
    table = table_of(cards, "layers")
    assert [column.label for column in table.columns][1:] == ["自评", "审核", "核定"]
    assert [[cell.text for cell in row.cells[1:]] for row in table.rows] == [
        ["90.00", "80.00", "85.00"],
        ["95.00", "75.00", "70.00"],
    ]


def test_with_a_ranking_equal_marks_have_equal_ranks(office: Office) -> None:
    combined(office, ranks=True)
    assert sorted(row.rank or 0 for row in Assessed.objects.all()) == [1, 2]


def test_the_office_goes_on_without_a_unit_that_gives_no_marks(office: Office) -> None:
    """Nobody waits for what a unit does not say; what it did not say is no 0."""
    opened(office)
    own = sheet_of(office, "bureau", "own")
    with pytest.raises(RecordError):
        take(own, "pass", office.actor("stranger"), {"reason": "不报"}, at=NOW)
    with pytest.raises(RecordError):
        take(own, "pass", office.actor("supervisor"), {}, at=NOW)
    take(own, "pass", office.actor("supervisor"), {"reason": "逾期未报"}, at=NOW)
    check = sheet_of(office, "bureau", "check")
    assert check is not None and ReviewSheet.objects.get(pk=own.pk).state == "void"
    with pytest.raises(RecordError):
        score(office, "stranger", own, 90, 80, 70)
    score(office, "supervisor", check, 80, 80, 80)
    assert sheet_of(office, "bureau", "final") is not None


def test_without_a_leader_the_marks_of_the_office_count(office: Office) -> None:
    """As an assessment does: the unit first, then the office, whose marks nobody passes over, and another answers."""
    office.person("colleague", "督二科", "kexie", Role.SUPERVISOR)
    round_ = opened(office, layers="own check", units=("bureau",))
    score(office, "stranger", sheet_of(office, "bureau", "own"), 90, 90, 90)
    check = sheet_of(office, "bureau", "check")
    with pytest.raises(RecordError):
        score(office, "leader", check, 10, 10, 10)
    said = refusal(lambda: take(check, "pass", office.actor("supervisor"), {"reason": "不评"}, at=NOW))
    assert "以这一层的分数为准" in said
    assert ReviewSheet.objects.get(pk=check.pk).state == "asked"
    score(office, "supervisor", check, 80, 80, 80)
    assert sheet_of(office, "bureau", "final") is None
    take(ReviewRound.objects.get(pk=round_.pk), "close", office.actor("supervisor"), {"reason": "完毕"}, at=NOW)
    take(ReviewRound.objects.get(pk=round_.pk), "rank", office.actor("supervisor"), {}, at=NOW)
    row = Assessed.objects.get()
    assert (row.state, row.adjusted, row.rank) == ("ranked", Decimal(80), None)
    row = take(row, "object", office.actor("stranger"), {"reason": "漏计"}, at=NOW).record
    said = refusal(lambda: take(row, "answer", office.actor("supervisor"), {"reason": "维持"}, at=NOW))
    assert "分数是您打的" in said
    take(row, "answer", office.actor("colleague"), {"reason": "维持"}, at=NOW)


def test_the_office_alone_may_give_the_marks(office: Office) -> None:
    round_ = opened(office, layers="check", units=("bureau",))
    (sheet,) = ReviewSheet.objects.all()
    assert (sheet.layer, sheet.state) == ("check", "asked")
    score(office, "supervisor", sheet, 70, 70, 70)
    take(ReviewRound.objects.get(pk=round_.pk), "close", office.actor("supervisor"), {"reason": "完毕"}, at=NOW)
    take(ReviewRound.objects.get(pk=round_.pk), "rank", office.actor("supervisor"), {}, at=NOW)
    assert Assessed.objects.get().adjusted == Decimal(70)


def test_marks_come_within_the_window_by_the_clock_of_the_server(office: Office) -> None:
    opened(office)
    own = sheet_of(office, "bureau", "own")
    with pytest.raises(RecordError):
        score(office, "stranger", own, 90, 80, 70, at=LATER)
    assert score(office, "stranger", own, 90, 80, 70, at=CLOSES).scored_at == CLOSES


def test_a_missing_mark_is_no_nought_in_a_layer_either(office: Office) -> None:
    opened(office)
    own = sheet_of(office, "bureau", "own")
    assert "还没有打分" in refusal(lambda: score(office, "stranger", own, 90, "", 70))
    assert sheet_of(office, "bureau", "check") is None
    assert score(office, "stranger", own, 0, 0, 0).total == 0


def test_who_belongs_to_the_assessed_unit_does_not_check_it(office: Office) -> None:
    """The leader of the county gives no marks to the county; somebody of the office that assesses may."""
    office.person("own", "县办主任", "county", Role.SUPERVISOR, ["kexie"])
    opened(office, layers="check final", units=("county",))
    check = sheet_of(office, "county", "check")
    assert "属于被评单位" in refusal(lambda: score(office, "own", check, 90, 90, 90))
    assert ReviewSheet.objects.get(pk=check.pk).state == "asked"
    score(office, "supervisor", check, 90, 90, 90)


def test_what_is_no_unit_gives_no_marks_of_its_own(office: Office) -> None:
    round_ = prepared(office, units=("bureau", ""))
    said = refusal(lambda: take(round_, "open", office.actor("supervisor"), {}, at=NOW))
    assert "无法自评" in said
    assert not ReviewSheet.objects.exists() and ReviewRound.objects.get().state == "setup"


def test_a_sentence_names_eight_and_counts_the_rest() -> None:
    names = [str(number) for number in range(1, 11)]
    assert name_some(names[:8]) == "1、2、3、4、5、6、7、8"
    assert name_some(names) == "1、2、3、4、5、6、7、8等，另有 2 项"


@pytest.mark.parametrize(
    "wrong", [{"layers": ""}, {"seating": "drawn"}, {"after": "yes"}, {"layers": "final own"}, {"seating": "nobody"}]
)
def test_a_round_has_either_seats_or_layers(office: Office, wrong: dict[str, str]) -> None:
    with pytest.raises(RecordError):
        prepared(office, units=("bureau",), **wrong)
    assert not ReviewRound.objects.exists()


def test_a_unit_objects_in_time_and_another_answers_before_it_is_confirmed(office: Office) -> None:
    set_value(OBJECT_DAYS, None, "7", TODAY, "云科协发〔2026〕3号", office.actor("admin"), at=NOW)
    round_ = combined(office)
    row = Assessed.objects.get(about__title=str(office.units["bureau"]))
    said = refusal(lambda: take(round_, "decide", office.actor("supervisor"), {}, at=NOW))
    assert "可以提出异议" in said
    for name in ("townclerk", "clerk", "supervisor"):
        with pytest.raises(RecordError):
            take(row, "object", office.actor(name), {"reason": "漏计"}, at=NOW)
    late = NOW + timedelta(days=8)
    assert "已经过了" in refusal(
        lambda: take(row, "object", office.actor("stranger", late.date()), {"reason": "漏计"}, at=late)
    )
    row = take(row, "object", office.actor("stranger"), {"reason": "漏计一项"}, at=NOW + timedelta(days=7)).record
    assert row.state == "contested" and Message.objects.filter(code="assessed.contested").exists()
    act = lambda: take(round_, "decide", office.actor("supervisor", late.date()), {}, at=late)  # noqa: E731
    assert "还有异议没有答复" in refusal(act)
    row = take(row, "answer", office.actor("supervisor", late.date()), {"reason": "已计入"}, at=late).record
    assert (row.state, row.adjusted) == ("ranked", Decimal(85))
    act()
    assert ReviewRound.objects.get().state == "decided"
    assert "结果已经确认" in refusal(
        lambda: take(row, "object", office.actor("stranger", late.date()), {"reason": "再提"}, at=late)
    )


def test_who_gave_the_final_marks_does_not_answer(office: Office) -> None:
    """Without a leader's layer the last one would be the office's; here somebody who leads and supervises."""
    over = [office.units["kexie"]]
    post = people.set_up_post(office.units["county"], "兼任岗", Role.SUPERVISOR, TODAY, PROGRAM, at=NOW, charges=over)
    people.appoint_to_post(office.people["leader"], post, TODAY, PROGRAM, at=NOW)
    combined(office)
    row = Assessed.objects.get(about__title=str(office.units["bureau"]))
    row = take(row, "object", office.actor("stranger"), {"reason": "漏计"}, at=NOW).record
    said = refusal(lambda: take(row, "answer", office.actor("leader"), {"reason": "维持"}, at=NOW))
    assert "分数是您打的" in said
    assert take(row, "answer", office.actor("supervisor"), {"reason": "维持"}, at=NOW).record.state == "ranked"


def test_an_upheld_objection_reopens_the_round_and_the_old_total_stays_in_the_journal(office: Office) -> None:
    round_ = combined(office)
    row = Assessed.objects.get(about__title=str(office.units["bureau"]))
    take(row, "object", office.actor("stranger"), {"reason": "漏计"}, at=NOW)
    again = {"to_at": moment(CLOSES), "reason": "异议成立"}
    round_ = take(round_, "reopen", office.actor("leader"), again, at=NOW).record
    score(office, "leader", sheet_of(office, "bureau", "final"), 95, 95, 95)
    round_ = take(round_, "close", office.actor("supervisor"), {"reason": "完毕"}, at=NOW).record
    take(round_, "rank", office.actor("supervisor"), {}, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.adjusted) == ("ranked", Decimal(95))
    first, second = Entry.objects.filter(record=row.pk, step="rank").order_by("pk")
    assert '"85' in first.payload.data and '"95' in second.payload.data


def test_a_rounds_page_costs_the_same_for_three_and_for_twelve(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        office.unit(f"u{number}", f"示例单位{number}", "county")
    for n, units in ((3, range(3)), (12, range(3, 15))):
        get_kind("organisations").record.objects.all().update(state="ended")
        round_ = opened(office, layers="check final", units=[f"u{number}" for number in units])
        with django_assert_max_num_queries(5):
            (card,) = show_round(round_, office.actor("supervisor"), TODAY)
        assert card["count"] == n

"""The year's close: each commitment closed, carried over or made standing; the next year begins from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.utils.translation import override

from appeal_factory import appeal
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.commitments.years.actions.close import decide_year_end
from luoshi.commitments.years.actions.rollover import begin_next, go_on_in
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.orders.actions import unit_closures as closing_units
from luoshi.org.orders.rules import Estate
from luoshi.org.units import actions as units
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.base.years import carried_number, moved_period, moved_phrase, root_number, shift_day_to_year
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, decided, published, received, step
from years import JANUARY, closing, of

BEGUN = {"title": "云岭县2027年科普工作要点", "year": 2027}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What the actions say is read here in English, whatever the office's language."""
    with override("en"):
        yield


def next_plan(office: Office, plan: Plan, which: str = "all", **more: Any) -> Plan:
    return begin_next(plan, {**BEGUN, **more}, which, office.actor("supervisor"), at=JANUARY)


def confirmed(office: Office, plan: Plan) -> Any:
    """The next plan with all its drafts taken as they stand, and published."""
    for row in plan.rows.filter(state=PlanRow.WAITING):
        correct.confirm_rows(plan, {row.pk: row.version}, By(office.actor("supervisor"), JANUARY))
    given = {**PUBLISH, "approved": "2027-01-11", "otherwise": "2027-12-31"}
    return take(plan, "publish", office.actor("supervisor"), given, at=JANUARY).record


@pytest.mark.parametrize(
    ("day", "new"),
    [("2026-09-30", "2027-09-30"), ("2027-03-01", "2027-03-01"), ("2025-12-31", "2025-12-31")],
)
def test_only_days_of_the_old_year_move(day: str, new: str) -> None:
    assert shift_day_to_year(date.fromisoformat(day), 2026, 2027) == date.fromisoformat(new)


def test_the_29th_of_february_becomes_the_28th_and_no_day_stays_none() -> None:
    assert (
        shift_day_to_year(date(2024, 2, 29), 2024, 2025) == date(2025, 2, 28)
        and shift_day_to_year(None, 2024, 2025) is None
    )


def test_words_of_a_date_go_where_they_name_a_year() -> None:
    assert [moved_phrase(words) for words in ("6月底前", "2026年底前", "二〇二六年底", "26年6月底")] == [
        "6月底前",
        "",
        "",
        "",
    ]
    assert [moved_period(name, 2026, 2027) for name in ("2026", "2026/2028", "year", "2024")] == [
        "2027", "2026/2028", "year", "2024"
    ]  # fmt: skip


def test_a_number_is_kept_however_often_it_is_carried_over() -> None:
    assert carried_number(carried_number("事2025-0007", 2026), 2027) == "事2025-0007（2027）"
    assert root_number("事2025-0007（2027）") == root_number("事2025-0007") == "事2025-0007"


def test_each_open_commitment_is_closed_carried_over_or_made_standing(office: Office) -> None:
    plan = published(office)
    done = closing(office, plan, 科普示范基地="carry", 联席会议="make_standing", rest="close")
    assert (done["carry"], done["make_standing"]) == (1, 1) and done["lapse"] == plan.commitments.count() - 2
    assert (of(plan, "科普示范基地").state, of(plan, "联席会议").state) == ("carried", "standing")
    entry = Entry.objects.filter(record=of(plan, "科普示范基地").pk).latest("pk")
    assert entry.step == "carry" and '"reason":"年终收账"' in entry.payload.data.replace(": ", ":")
    assert Entry.objects.filter(record=plan.pk, step="year.decided").count() == 1


def test_a_year_is_closed_only_when_each_commitment_is_decided(office: Office) -> None:
    plan = published(office)
    closing(office, plan, 科普示范基地="carry")
    with pytest.raises(RecordError, match="commitments are still open"):
        step(office, plan, "close", reason="年终")
    closing(office, plan, rest="close")
    assert step(office, plan, "close", reason="年终").state == "closed"


def test_all_of_a_choice_is_done_or_nothing(office: Office) -> None:
    plan = published(office)
    first, second = plan.commitments.order_by("pk")[:2]
    choices = {first.pk: ("close", first.version), second.pk: ("close", second.version + 1)}
    with pytest.raises(RecordError) as error:
        decide_year_end(plan, choices, "年终", office.actor("supervisor"), at=JANUARY)
    assert error.value.code == "changed"
    assert {commitment.state for commitment in plan.commitments.all()} == {"listed"}


def test_the_same_choice_twice_does_no_more(office: Office) -> None:
    plan = published(office)
    choices = {commitment.pk: ("close", commitment.version) for commitment in plan.commitments.all()}
    actor = office.actor("supervisor")
    assert decide_year_end(plan, choices, "年终", actor, at=JANUARY).total() == len(choices)
    count = Entry.objects.count()
    assert decide_year_end(plan, choices, "年终", actor, at=JANUARY).total() == 0 and Entry.objects.count() == count


def test_choices_without_reason_or_of_another_plan_are_refused(office: Office) -> None:
    plan, other = published(office), published(office, "要点\n县科协建成科技小院1个。\n", year=2026)
    one, strange = plan.commitments.first(), other.commitments.first()
    assert one and strange
    actor = office.actor("supervisor")
    for choices, reason, code in (
        ({one.pk: ("close", 1)}, "  ", "incomplete"),
        ({}, "年终", "incomplete"),
        ({one.pk: ("close", 1), strange.pk: ("close", 1)}, "年终", "missing"),
        ({one.pk: ("close", 1)}, "机密★1年", "marked"),
    ):
        with pytest.raises(RecordError) as error:
            decide_year_end(plan, choices, reason, actor, at=JANUARY)
        assert error.value.code == code
    assert not Commitment.objects.exclude(state="listed").exists()


@pytest.mark.parametrize("who", ["clerk", "head", "stranger", "leader"])
def test_only_who_keeps_the_plan_closes_its_year_or_goes_on_from_it(office: Office, who: str) -> None:
    plan = published(office)
    with pytest.raises(RecordError, match="You may not close"):
        closing(office, plan, who, rest="close")
    closing(office, plan, rest="close")
    with pytest.raises(RecordError, match="You may not begin a plan from this one"):
        begin_next(plan, BEGUN, "all", office.actor(who), at=JANUARY)
    assert Plan.objects.count() == 1


def test_while_it_is_amended_no_year_is_closed(office: Office) -> None:
    plan = step(office, published(office), "amend", reason="调整")
    with pytest.raises(RecordError, match="Only a plan in force has a year to close"):
        closing(office, plan, rest="close")


def test_nothing_in_a_closed_year_changes(office: Office) -> None:
    plan = published(office)
    closing(office, plan, rest="close")
    plan = step(office, plan, "close", reason="年终")
    row = plan.rows.filter(state=PlanRow.KEPT).first()
    by = By(office.actor("supervisor"), JANUARY)
    before = list(PlanRow.objects.order_by("pk").values())
    for change in (
        lambda: correct.change_row(plan, row.pk, row.version, {"words": "改动"}, by),
        lambda: correct.drop_rows(plan, {row.pk: row.version}, "改动", by),
        lambda: correct.add_plan_row(plan, "新增一项", by),
    ):
        with pytest.raises(RecordError, match="it can no longer change"):
            change()
    for name in ("amend", "take_back", "describe", "publish"):
        with pytest.raises(RecordError):
            step(office, plan, name, reason="改动")
    with pytest.raises(RecordError):
        closing(office, plan, rest="close", 科普="carry")
    assert list(PlanRow.objects.order_by("pk").values()) == before
    assert kind_of(plan).cycle.open_steps("closed", ["keeper"]) == []


def test_a_closed_year_prints_as_it_was_though_its_units_were_renamed(office: Office) -> None:
    plan = published(office)
    closing(office, plan, rest="close")
    plan = step(office, plan, "close", reason="年终")
    client = signed_in(office, "supervisor")
    url = f"/plans/{plan.pk}/print/"
    before = client.get(url).content.decode()
    unit = of(plan, "科技培训").unit
    units.rename_unit(unit, "云岭县科技和数据局", "数据局", date(2026, 6, 1), PROGRAM, at=NOW)
    after = client.get(url).content.decode()
    assert "云岭县科学技术局" in after and "科技和数据局" not in after
    table = lambda page: page[page.index("<table") : page.index("</table>")]  # noqa: E731
    assert table(after) == table(before) and table(before).count('scope="row"') == plan.commitments.count()


def test_the_next_plan_begins_with_last_years_rows_as_drafts(office: Office) -> None:
    plan = published(office)
    closing(office, plan, 科普示范基地="carry", 科技馆="make_standing", rest="close")
    new = next_plan(office, plan)
    assert (new.follows, new.year, new.state, new.edition) == (plan, 2027, "draft", 0)
    rows = {row.words: row for row in new.rows.all()}
    assert {row.state for row in rows.values()} == {PlanRow.WAITING}
    assert set(rows) == {commitment.words for commitment in plan.commitments.all()}
    base = next(row for words, row in rows.items() if "科普示范基地" in words)
    old = of(plan, "科普示范基地")
    assert (base.due, base.carried, base.span) == (date(2027, 9, 30), old, old.row.span)
    assert "due_moved" in base.doubts and base.phrase == "9月底前"
    assert [(unit.name, unit.unit) for unit in base.units.filter(role="lead")] == [("县科协", old.unit)]
    assert [part.title for part in new.parts.order_by("place")] == [part.title for part in plan.parts.order_by("place")]
    assert [row.words for row in new.rows.order_by("place")] == [
        commitment.words for commitment in plan.commitments.order_by("place")
    ]
    figures = RowFigure.objects.filter(row__plan=new)
    assert figures.count() == sum(commitment.targets.count() for commitment in plan.commitments.all())
    assert {tuple(figure.doubts) for figure in figures} == {("last_year",)}


def test_what_recurs_starts_anew_and_the_rest_stays_where_only_that_is_asked(office: Office) -> None:
    plan = published(office)
    closing(office, plan, 科普示范基地="carry", rest="close")
    new = next_plan(office, plan, "carried")
    words = [row.words for row in new.rows.order_by("place")]
    assert len(words) == 2 and "科普示范基地" in words[0] and "联席会议" in words[1]
    meeting = new.rows.get(words__contains="联席会议")
    assert (meeting.every, meeting.times, meeting.carried) == ("P3M", 1, None)


def test_last_years_commitment_is_a_way_only_for_who_may_open_it(office: Office) -> None:
    plan = published(office)
    old = of(plan, "科普示范基地")
    closing(office, plan, 科普示范基地="carry", rest="close")
    made = of(confirmed(office, next_plan(office, plan, "carried")), "科普示范基地")
    elsewhere = office.unit("culture", "云岭县文旅局", "county")
    Commitment.objects.filter(pk=old.pk).update(unit=elsewhere)
    Commitment.objects.filter(pk=made.pk).update(unit=office.units["bureau"])
    way, pages = f'href="/commitments/{old.pk}/"', {}
    for name in ("supervisor", "stranger"):
        reader = signed_in(office, name, "en")
        pages[name] = reader.get(f"/commitments/{made.pk}/").content.decode()
        may = reader.get(f"/commitments/{old.pk}/").status_code == 200
        assert (may, way in pages[name]) == (name == "supervisor", name == "supervisor")
    assert old.number in pages["stranger"]


def test_what_was_made_standing_goes_on_where_it_is(office: Office) -> None:
    plan = published(office)
    closing(office, plan, 联席会议="make_standing", rest="close")
    assert not next_plan(office, plan).rows.filter(words__contains="联席会议").exists()
    step(office, plan, "close", reason="年终")
    assert of(plan, "联席会议").state == "standing"


def test_what_is_carried_over_keeps_number_first_due_date_and_history(office: Office) -> None:
    plan = published(office)
    old = of(plan, "科普示范基地")
    closing(office, plan, 科普示范基地="carry", rest="close")
    new = confirmed(office, next_plan(office, plan, "carried"))
    made = of(new, "科普示范基地")
    assert (made.carried_from, made.first_due, made.due) == (old, date(2026, 9, 30), date(2027, 9, 30))
    assert (root_number(made.number), made.number) == (old.number, f"{old.number}（2027）")
    meeting = of(new, "联席会议")
    assert meeting.carried_from is None and meeting.number == "事2027-0001"  # the series has no gap
    page = signed_in(office, "supervisor", "en").get(f"/plans/{new.pk}/").content.decode()
    assert f"{old.number}" in page and made.number not in page
    page = "".join(line.strip() for line in page.splitlines())
    assert f'<a href="/commitments/{old.pk}/">carried over from 2026</a>' in page and "first due 2026-09-30" in page
    closing(office, new, rest="carry")
    third = begin_next(new, {"title": "2028年要点", "year": 2028}, "carried", office.actor("supervisor"), at=JANUARY)
    third_published = confirmed(office, third)
    assert of(third_published, "科普示范基地").number == f"{old.number}（2028）"
    assert of(third_published, "科普示范基地").first_due == date(2026, 9, 30)


def test_what_is_carried_over_stays_about_what_it_was_about(office: Office) -> None:
    plan, matter = published(office), appeal(office)
    old = of(plan, "科普示范基地")
    take(old, "say_about", office.actor("supervisor"), {"about": matter.number}, at=NOW)
    closing(office, plan, 科普示范基地="carry", rest="close")
    new = confirmed(office, next_plan(office, plan, "carried"))
    assert {made.words for made in new.commitments.filter(about=matter.pk)} == {of(new, "科普示范基地").words}
    assert Entry.objects.filter(record=of(new, "科普示范基地"), step="stay_about").exists()


def test_what_was_carried_over_goes_on_only_once(office: Office) -> None:
    plan = published(office)
    closing(office, plan, 科普示范基地="carry", rest="close")
    first = next_plan(office, plan, "carried")
    assert next_plan(office, plan, "carried").rows.filter(carried__isnull=False).count() == 0
    row = first.rows.get(words__contains="科普示范基地")
    by = By(office.actor("supervisor"), JANUARY)
    values = {"lead": ["云岭县科学技术协会", "云岭县科学技术局"], "each": True}
    correct.change_row(first, row.pk, row.version, values, by, keep=True)
    new = confirmed(office, first)
    both = new.commitments.filter(words__contains="科普示范基地").order_by("pk")
    assert [commitment.carried_from is None for commitment in both] == [False, True]


def test_what_two_plans_of_the_next_year_hold_goes_on_in_the_one_published_first(office: Office) -> None:
    plan = published(office)
    closing(office, plan, 科普示范基地="carry", rest="close")
    first, by = next_plan(office, plan, "carried"), By(office.actor("supervisor"), JANUARY)
    row = first.rows.get(words__contains="科普示范基地")
    correct.drop_rows(first, {row.pk: row.version}, "写入另一份要点", by)
    second = next_plan(office, plan, "carried")
    assert second.rows.filter(carried__isnull=False).count() == 1
    row.refresh_from_db()
    correct.reopen_rows(first, {row.pk: row.version}, by)
    for made, goes_on in ((first, True), (second, False)):
        (one,) = confirmed(office, made).commitments.filter(words__contains="科普示范基地")
        assert (one.carried_from is not None) == goes_on


def test_of_a_row_that_several_units_led_each_goes_on_by_itself(office: Office) -> None:
    plan = decided(office, received(office))
    row = plan.rows.get(words__contains="科普示范基地")
    values = {"lead": ["云岭县科学技术协会", "云岭县科学技术局", "青石镇"], "each": True}
    correct.change_row(plan, row.pk, row.version, values, By(office.actor("supervisor"), NOW), keep=True)
    plan = step(office, plan, "publish", **PUBLISH)
    three = {commitment.unit.name: commitment for commitment in plan.commitments.filter(row=row)}
    choices = {commitment.pk: ("close", commitment.version) for commitment in plan.commitments.all()}
    for name in ("云岭县科学技术协会", "青石镇"):
        choices[three[name].pk] = ("carry", three[name].version)
    decide_year_end(plan, choices, "年终", office.actor("supervisor"), at=JANUARY)
    new = next_plan(office, plan)
    copied = new.rows.filter(words__contains="科普示范基地").order_by("place")
    assert [
        (carried_row.carried_id, [unit.unit.name for unit in carried_row.units.filter(role="lead")])
        for carried_row in copied
    ] == [
        (three["云岭县科学技术协会"].pk, ["云岭县科学技术协会"]),
        (three["青石镇"].pk, ["青石镇"]),
        (None, ["云岭县科学技术局"]),
    ]
    assert confirmed(office, new).commitments.filter(carried_from__isnull=False).count() == 2


def test_rows_go_into_a_plan_that_is_there_before_its_own_and_not_twice(office: Office) -> None:
    plan = published(office)
    closing(office, plan, 科普示范基地="carry", rest="close")
    draft = received(office, "云岭县2027年工作要点\n一、阵地建设\n县科协建成科技小院1个。\n", year=2027)
    own = draft.rows.count()
    actor = office.actor("supervisor")
    new = go_on_in(plan, draft, "all", actor, at=JANUARY)
    assert new.follows == plan and new.rows.count() == own + plan.commitments.count()
    assert new.rows.order_by("place")[0].source is None and new.rows.order_by("-place")[0].source is not None
    go_on_in(plan, draft, "all", actor, at=JANUARY)
    assert new.rows.count() == own + plan.commitments.count()


def test_the_same_request_twice_begins_one_plan(office: Office) -> None:
    plan = published(office)
    closing(office, plan, rest="close")
    once, actor = uuid4(), office.actor("supervisor")
    first = begin_next(plan, BEGUN, "all", actor, at=JANUARY, once=once)
    rows = first.rows.count()
    assert begin_next(plan, BEGUN, "all", actor, at=JANUARY, once=once) == first
    assert Plan.objects.count() == 2 and first.rows.count() == rows


def test_the_next_year_does_not_begin_while_commitments_are_open_nor_in_the_same_year(office: Office) -> None:
    plan = published(office)
    with pytest.raises(RecordError, match="still open"):
        next_plan(office, plan)
    closing(office, plan, rest="carry")
    with pytest.raises(RecordError, match="The year 2026 does not come after 2026"):
        next_plan(office, plan, year=2026)
    assert Plan.objects.count() == 1
    new = next_plan(office, plan)
    given = {"title": new.title, "year": 2026, "origin": "document", "rhythm": "quarters"}
    take(new, "describe", office.actor("supervisor"), given, at=JANUARY)
    with pytest.raises(RecordError, match="this plan must be of a later year"):
        confirmed(office, Plan.objects.get(pk=new.pk))
    assert not Commitment.objects.filter(plan=new).exists()


def test_a_unit_that_is_no_more_is_doubtful_in_the_next_plan(office: Office) -> None:
    plan = published(office)
    closing(office, plan, rest="close")
    bureau, kexie = office.units["bureau"], office.units["kexie"]
    closing_units.merge_units([bureau], kexie, date(2026, 12, 1), Estate(None), office.actor("admin"), at=JANUARY)
    row = next_plan(office, plan).rows.get(words__contains="科技培训")
    lead = row.units.get(role="lead")
    assert lead.name == "县科技局" and lead.unit != office.units["bureau"]
    assert {"unit_unknown", "unit_likely", "unit_several"} & set(row.doubts)

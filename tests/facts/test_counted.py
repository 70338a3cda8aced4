"""What lines count, kept as figures: at a period's close, unit by unit, frozen, asked about, filling forms."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeal_factory import filed
from figures_told import counting, defined, told
from forms_issued import LATER, MONTH, form_of
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months, to_date
from luoshi.facts.base.models.fact import Fact, Question
from luoshi.facts.countings import rules
from luoshi.facts.countings.actions import adopt_figures, keep_due
from luoshi.facts.countings.models import Counting
from luoshi.facts.returns import queries as returns
from luoshi.facts.returns.models import Task
from luoshi.facts.rollup.queries.rollups import resolve_rollup_inputs, roll_up_units
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.small_numbers import SMALL
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.models import Appeal
from many_appeals import signed_in
from office import NOW, Office

FEBRUARY = period_of_months("month", 2026, 2)
FEB = encode_period(FEBRUARY)
KEXIE, SOCIETY = "云岭县科学技术协会", "云岭县茶叶学会"


def held(office: Office, day: date, place: str, unit: str = "kexie", at: datetime = NOW, **more: Any) -> Any:
    given = {"sort": "lecture", "place": place, "unit": office.units[unit].pk, "held": day, **more}
    return begin(get_kind("activities"), office.actor("supervisor"), given, at=at).record


def adopted(office: Office, *codes: str, often: str = "month") -> list[Counting]:
    return adopt_figures(codes, often, office.units["desk"], office.actor("supervisor"), at=NOW)


def keep(at: datetime = NOW) -> int:
    return sum(1 for _ in keep_due(at))


def values(one: Counting, period: int = FEB) -> dict[str, Decimal | None]:
    of = one.indicator.indicator_id if one.indicator else None
    return {unit: value for (indicator, unit, code), value in counting().items() if (indicator, code) == (of, period)}


@pytest.fixture
def february(office: Office) -> Office:
    held(office, date(2026, 2, 3), "白鹭社区", attendance=30)
    held(office, date(2026, 2, 4), "青石村", attendance=12)
    held(office, date(2026, 2, 5), "茶场", unit="society", attendance=8)
    return office


def test_a_period_is_kept_once_it_is_over_and_stays(february: Office) -> None:
    events, people = adopted(february, "activities.events", "activities.attendance")
    assert keep() == 4  # January and February of both
    assert values(events) == {KEXIE: 2, february.units["society"].name: 1}
    assert values(people) == {KEXIE: 42, february.units["society"].name: 8}
    assert keep() == 0
    late = held(february, date(2026, 2, 6), "晚报村")
    assert keep(NOW + timedelta(days=1)) == 0 and values(events)[KEXIE] == 2
    found = roll_up_units(resolve_rollup_inputs([events.indicator]), [february.units["county"].pk], FEBRUARY)  # type: ignore[list-item]
    assert found[february.units["county"].pk][events.indicator.code].value == 3  # type: ignore[union-attr]
    desk = february.actor("supervisor")
    with pytest.raises(RecordError):
        take(events, "recount", desk, {"period": "2026-03", "reason": "三月"}, at=NOW)
    take(events, "recount", desk, {"period": "2026-02", "reason": "补录一场"}, at=NOW)
    assert values(events)[KEXIE] == 3
    take(late, "cancel", desk, {"reason": "误报"}, at=NOW)
    take(Counting.objects.get(pk=events.pk), "recount", desk, {"period": "2026-02", "reason": "误报"}, at=NOW)
    assert values(events)[KEXIE] == 2
    assert not Question.objects.exists()


def test_what_a_unit_no_longer_has_is_nought_when_counted_once_more(february: Office) -> None:
    (events,) = adopted(february, "activities.events")
    keep()
    one = get_kind("activities").record._default_manager.get(place="茶场")
    take(one, "cancel", february.actor("supervisor"), {"reason": "误报"}, at=NOW)
    again = {"period": "2026-02", "reason": "误报"}
    take(Counting.objects.get(pk=events.pk), "recount", february.actor("supervisor"), again, at=NOW)
    assert values(events)[february.units["society"].name] == 0


def test_people_count_once_in_each_unit_with_all_beneath_it(office: Office) -> None:
    someone = begin(
        get_kind("persons"), office.actor("clerk"), {"unit": office.units["kexie"].pk, "title": "甲"}, at=NOW
    ).record
    for unit, place in (("kexie", "白鹭社区"), ("society", "茶场")):
        held(office, date(2026, 2, 3), place, unit=unit, people=[{"person": someone.number, "part": "participant"}])
    (people,) = adopted(office, "activities.people")
    assert people.indicator and people.indicator.includes
    keep()
    county = office.units["county"]
    assert values(people)[county.name] == values(people)[KEXIE] == values(people)[office.units["society"].name] == 1
    assert (
        roll_up_units(resolve_rollup_inputs([people.indicator]), [county.pk], FEBRUARY)[county.pk][
            people.indicator.code
        ].value
        == 1
    )


def test_parts_named_as_the_codes_are_counted_too(february: Office) -> None:
    held(february, date(2026, 2, 9), "集市", sort="training")
    parts = [{"name": "讲座", "axis": "活动种类"}, {"name": "别的", "axis": "活动种类"}]
    one = defined(february, "活动场次", measure="场", parts=parts)
    given = {"unit": february.units["desk"].pk, "indicator": one.number, "figure": "activities.events"}
    begin(get_kind("countings"), february.actor("supervisor"), {**given, "since": "2026-01-01"}, at=NOW)
    keep()
    rows = Fact.objects.filter(indicator=one.indicator_id, unit=february.units["kexie"], period=FEB, ended=None)
    named = {part.pk: part.name for part in _parts(one)} | {0: ""}
    assert {named[row.breakdown]: row.value for row in rows} == {"": 3, "讲座": 2}


def _parts(one: Any) -> Any:
    from luoshi.facts.indicators.models import Breakdown

    return Breakdown.objects.filter(record=one.pk)


def test_a_form_is_filled_by_what_was_counted_and_by_nought_where_nothing_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(office, MONTH + timedelta(days=2), "白鹭社区")
    (events,) = adopted(office, "activities.events")
    owing = [{"unit": office.units[unit].pk} for unit in ("kexie", "town")]
    form = form_of(office, events.indicator, owing=owing)  # type: ignore[arg-type]
    keep(LATER)
    owed: Any = None
    for unit, value in (("kexie", 1), ("town", 0)):
        task, span = (
            Task.objects.select_related("form", "unit").get(form=form, unit=office.units[unit]),
            period_of_months("month", MONTH.year, MONTH.month),
        )
        sheet = returns.load_form_grid(task, span, LATER.date())
        (line,) = sheet.asked
        key = line.key(office.units[unit].pk, span)
        assert sheet.known.facts[key].value == value and key in sheet.known.others
        owed = task if unit == "kexie" else owed
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    page = signed_in(office, "clerk").get("/fill/", {"task": owed.pk, "period": MONTH.isoformat()}).content.decode()
    assert 'value="1"' in page and f"{events.number} 科普活动：举办活动" in page


def test_what_somebody_told_stays_and_is_asked_about(february: Office) -> None:
    (events,) = adopted(february, "activities.events")
    assert events.indicator and events.indicator.indicator_id
    told(february, events.indicator.indicator_id, "kexie", FEB, 5)
    told(february, events.indicator.indicator_id, "society", FEB, 1)
    keep()
    assert values(events)[KEXIE] == 5
    (question,) = Question.objects.all()
    assert (question.stays.value, question.other.value) == (5, 2)
    again = {"period": "2026-02", "reason": "再数一次"}
    take(Counting.objects.get(pk=events.pk), "recount", february.actor("supervisor"), again, at=NOW)
    assert Question.objects.count() == 1  # the same is not asked twice


def test_protected_records_are_not_told_by_ones_and_twos(office: Office) -> None:
    for unit, count in (("kexie", 5), ("bureau", 2)):
        given = {"told": date(2026, 2, 3), "state": "told", "unit": office.units[unit]}
        for record in filed(office, count):
            Appeal.objects.filter(pk=record.pk).update(**given)
    (one,) = adopted(office, "appeals.told")
    assert keep() == 0
    page = signed_in(office, "supervisor").get(Counting.objects.get(pk=one.pk).get_absolute_url()).content.decode()
    assert "受保护记录的数字至少要有几条才显示" in page and "2026年2月" in page
    set_value(SMALL, None, "3", date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    assert keep() == 2
    found = values(one)
    assert found[office.units["county"].name] == 7
    # 县科技局 has two; the association's five would give them away, for the county has nothing else.
    assert found[office.units["bureau"].name] is None and found[KEXIE] is None


@pytest.mark.parametrize(
    ("figure", "values", "word"),
    [
        ("activities.mean", {}, "figure"),
        ("activities.events", {"measure": "人"}, "场"),
        ("activities.events", {"measure": "场", "nature": "stock"}, "期间数"),
        ("activities.events", {"measure": "场", "includes": True}, "只含本级"),
        ("activities.people", {"measure": "人", "nature": "distinct"}, "含下级"),
        ("appeals.told", {"measure": "件"}, "含下级"),
    ],
)
def test_what_does_not_fit_is_said(office: Office, figure: str, values: dict[str, Any], word: str) -> None:
    one = defined(office, "指标", **values)
    given = {"unit": office.units["desk"].pk, "indicator": one.number, "figure": figure, "since": "2026-01-01"}
    with pytest.raises(RecordError) as error:
        begin(get_kind("countings"), office.actor("supervisor"), given, at=NOW)
    assert "figure" in error.value.fields and word in str(error.value.fields)
    assert not Counting.objects.exists()


def test_the_page_offers_every_figure_and_leads_to_its_records(february: Office) -> None:
    desk = signed_in(february, "supervisor")
    page = desk.get("/indicator-library/counted/")
    assert page.status_code == 200 and "activities.events" in page.content.decode()
    assert desk.post("/indicator-library/counted/", {"figure": ["no.such"], "often": "month"}).status_code >= 400
    assert desk.post("/indicator-library/counted/", {"figure": ["activities.events"], "often": "x"}).status_code >= 400
    assert not Counting.objects.exists()
    assert (
        desk.post("/indicator-library/counted/", {"figure": ["activities.events"], "often": "month"}).status_code == 302
    )
    assert Counting.objects.get().title == "科普活动：举办活动"
    for who in ("admin", "outside", "auditor"):
        assert signed_in(february, who).get("/indicator-library/counted/").status_code == 404
    keep()
    fact = Fact.objects.get(unit=february.units["kexie"], period=FEB, ended=None)
    shown = desk.get(f"/figures/facts/{fact.pk}/").content.decode()
    assert "2 条中有 2 条对您开放" in shown and "figure=events" in shown


def test_only_who_keeps_indicators_lets_the_program_count(office: Office) -> None:
    one = defined(office, "场次", measure="场")
    given = {"unit": office.units["desk"].pk, "indicator": one.number, "figure": "activities.events"}
    for who in ("clerk", "stranger", "admin", "outside"):
        with pytest.raises(RecordError):
            begin(get_kind("countings"), office.actor(who), {**given, "since": "2026-01-01"}, at=NOW)
    (made,) = adopted(office, "activities.people")
    for step in ("count", "recount"):
        with pytest.raises(RecordError):
            take(made, step, office.actor("stranger"), {"period": "2026-02", "reason": "x"}, at=NOW)
    with pytest.raises(RecordError):  # that is the program's alone
        take(made, "count", office.actor("supervisor"), {"period": "2026-02"}, at=NOW)


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(st.sampled_from(rules.OFTEN), DAYS, DAYS, st.integers(0, 40))
def test_periods_follow_one_another_until_today(often: str, since: date, today: date, days: int) -> None:
    found = rules.closed_uncounted_periods(often, since, None, days, today)
    assert all(period.kind == often and period.last + timedelta(days=days) < today for period in found)
    assert all(period.last >= since for period in found)
    if often != "ytd":
        assert all(period.first >= since for period in found)
        assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(found))
    if len(found) > 1:
        assert rules.closed_uncounted_periods(often, since, found[0].last, days, today)[:3] == found[1:4]


def test_what_is_told_again_and_again_is_compared_with_what_was_told() -> None:
    march = period_of_months("month", 2026, 3)
    assert rules.ends_to_date("month", march, stock=False) == [march.last]
    assert rules.ends_to_date("ytd", to_date(march.last), stock=False)[:2] == [date(2026, 1, 31), date(2026, 2, 28)]
    stock = rules.ends_to_date("month", march, stock=True)
    assert (stock[0], stock[-1], len(stock)) == (date(2024, 1, 31), march.last, 27)

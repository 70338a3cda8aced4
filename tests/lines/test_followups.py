"""Households asked before and after, and the report on training that is not issued without an outcome."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.small_numbers import SMALL
from luoshi.lines.followups.line import VALUES
from luoshi.lines.followups.models import EffectReport, Followup, FollowupSurvey, FollowupVisit
from office import NOW, TODAY, Office
from soil_office import Station
from trying_rows import YEAR, Trying

BEFORE = TODAY - timedelta(days=30)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def household(at: Trying, name: str, trained: str, before: str | None = None, **more: Any) -> Any:
    """A household asked for the first time."""
    given = {"person": at.person(name).number, "sort": "training", "trained": trained, "year": 2026}
    return at.opens("followups", **given | {"baseline_on": BEFORE, "base_income": before} | more)


def asked_again(at: Trying, record: Any, income: str | None, **more: Any) -> Any:
    return at.does(record, "follow", visits={"day": TODAY, "income": income} | more)


def tells_of_few(office: Office) -> None:
    """Let figures tell of two households, so that a test needs no more."""
    set_value(SMALL, None, "2", date(2025, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)


def report(at: Trying) -> Any:
    return at.opens("effects", title="培训效果报告", from_day="2026-01-01", to_day="2026-12-31", finding="有效")


def ten_sessions(at: Trying, attendances: int) -> None:
    """Three classes of together ten sessions, at which so many people came."""
    people = [at.person(f"学员{n}").number for n in range(attendances // 3)]
    for n, sessions in enumerate((4, 3, 3)):
        rows = [{"day": (TODAY - timedelta(days=day)).isoformat()} for day in range(sessions)]
        given = {"title": f"实用技术班{n}", "sort": "class", "theme": "farming", "sessions": rows}
        record = at.opens("programmes", **given)
        record = at.does(record, "open", from_day=BEFORE, to_day=TODAY, seats=200)
        record = at.does(record, "list", participants=[{"person": who, "came": "yes"} for who in people])
        at.does(record, "hold", held_on=TODAY)


def test_the_report_is_blocked_without_outcome_and_sets_trained_beside_untrained(office: Office) -> None:
    """L5.4, S000-62, S000-66: 10 sessions, 300 attendances, 0 follow-ups; then +1 800 and +700 make +1 100."""
    at = Trying(office)
    tells_of_few(office)
    ten_sessions(at, 300)
    drafted = report(at)
    said = at.refused(drafted, "issue", finding="有效")
    assert "缺少效果" in said and "10次、300人次" in said and "参训户0户" in said
    trained = [household(at, f"参训{n}", "yes", "40000") for n in range(3)]
    others = [household(at, f"未训{n}", "no", "40000") for n in range(2)]
    for record, income in zip(trained, ("41500", "41900", "42000"), strict=True):
        asked_again(at, record, income, new="yes" if income == "42000" else "no")
    assert "未参训户0户" in at.refused(drafted, "issue", finding="有效")  # one of both is not enough
    for record, income in zip(others, ("40600", "40800"), strict=True):
        asked_again(at, record, income)
    asked_again(at, household(at, "不知", "yes", "40000"), None)  # null is not 0
    issued = at.does(drafted, "issue", finding="参训户收入增加较多")
    assert (issued.sessions, issued.attendances, issued.trained, issued.untrained) == (10, 300, 3, 2)
    assert (issued.trained_change, issued.untrained_change, issued.effect) == (1800, 700, 1100)
    assert (issued.trained_new, issued.untrained_new) == (Decimal("33.33"), None)  # of the others nobody told
    assert at.counts("followups", "trained_change")[""] == "1800"
    assert at.counts("followups", "untrained_change")[""] == "700"
    assert at.counts("followups", "effect")[""] == "1100"
    assert at.counts("followups", "trained_new")[""].startswith("33.3")
    page = at.reads(f"/effects/{issued.pk}/")
    assert "1100" in page.replace(",", "") and "参训户收入变化" in page


def test_a_report_keeps_its_numbers_and_counts_only_its_own_days(office: Office) -> None:
    at = Trying(office)
    for name, trained, income in (("甲", "yes", "1800"), ("乙", "no", "700")):
        asked_again(at, household(at, name, trained, "0"), income)
    before = at.opens("effects", title="旧", from_day="2025-01-01", to_day="2025-12-31")
    assert "缺少效果" in at.refused(before, "issue", finding="有效")
    issued = at.does(report(at), "issue", finding="有效")
    later = Followup.objects.get(person__title="甲")
    at.does(later, "surveys", visits=[])
    assert Followup.objects.get(pk=later.pk).change is None
    assert EffectReport.objects.get(pk=issued.pk).effect == 1100
    assert "早于" in str(at.api("clerk").post("effects", {"given": {"title": "反", "from_day": "2026-02-02",
                        "to_day": "2026-02-01", "unit": office.units["kexie"].pk}}).data)  # fmt: skip


def test_last_year_s_outcome_stays_when_the_household_is_asked_again(office: Office) -> None:
    """S000-66: each survey counts in the year of its own day, in figures and in the report of that year."""
    at = Trying(office)
    tells_of_few(office)
    last_year, was = "2025-06-01", {"first": "2025-01-01", "last": "2025-12-31"}
    of = [("甲", "yes", "41700", "45000"), ("丙", "yes", "41900", "45000"), ("乙", "no", "40700", "41000"),
          ("丁", "no", "40700", "41000")]  # fmt: skip
    for name, trained, then, now in of:
        record = household(at, name, trained, "40000", baseline_on="2024-06-01")
        asked_again(at, record, then, day=last_year, new="yes")
        asked_again(at, record, now, new="no")
        assert Followup.objects.get(pk=record.pk).income == Decimal(now)
    told = {"trained_change": ("1800", "5000"), "untrained_change": ("700", "1000"), "effect": ("1100", "4000")}
    for name, (then, now) in told.items():
        assert (at.counts("followups", name, **was)[""], at.counts("followups", name)[""]) == (then, now), name
    assert at.counts("followups", "trained_new", **was)[""].startswith("100")
    assert at.counts("followups", "trained_new")[""] in ("0", "0.0")
    assert at.counts("followups", "followed", **was)[""] == at.counts("followups", "followed")[""] == "4"
    of = at.opens("effects", title="上年", from_day="2025-01-01", to_day="2025-12-31", finding="有效")
    issued = [at.does(of, "issue", finding="有效"), at.does(report(at), "issue", finding="有效")]
    assert [record.effect for record in issued] == [1100, 4000]


def test_a_household_asked_twice_in_the_days_of_a_report_counts_once(office: Office) -> None:
    """S000-66: by the last of its surveys that knows the income; also if it was begun anew for another year."""
    at = Trying(office)
    record = asked_again(at, household(at, "甲", "yes", "40000"), "49000", day=TODAY - timedelta(days=9))
    asked_again(at, asked_again(at, record, "41800", day=TODAY - timedelta(days=3)), None)
    again = at.opens("followups", person=record.person.number, sort="training", trained="yes", year=2025,
                     baseline_on="2025-03-01", base_income="38000")  # fmt: skip
    asked_again(at, again, "48000", day=TODAY - timedelta(days=20))
    asked_again(at, household(at, "乙", "no", "40000"), "40700")
    issued = at.does(report(at), "issue", finding="有效")
    assert (issued.trained, issued.trained_change, issued.untrained, issued.effect) == (1, 1800, 1, 1100)


def test_what_was_entered_before_survives_the_migration(office: Office) -> None:
    at = Trying(office)
    record = asked_again(at, household(at, "甲", "yes", "40000.5"), "41800", day=TODAY - timedelta(days=3))
    asked_again(at, record, None)
    asked_again(at, household(at, "乙", "no"), "700")
    changes = [visit.change for visit in FollowupVisit.objects.order_by("pk")]
    assert changes == [Decimal("1799.5"), None, None]
    days = sorted(FollowupSurvey.objects.values_list("record", "day"))
    assert len(days) == 5
    FollowupVisit.objects.update(change=None)
    FollowupSurvey.objects.all().delete()
    migration = import_module("luoshi.lines.followups.migrations.0003_surveys_by_day")
    migration.write_surveys(apps, SimpleNamespace(connection=connection))
    assert [visit.change for visit in FollowupVisit.objects.order_by("pk")] == changes
    assert sorted(FollowupSurvey.objects.values_list("record", "day")) == days


def test_the_last_survey_by_its_day_counts(office: Office) -> None:
    """S000-66: baseline, follow-up 1 to n; the one of the latest day counts, whenever it was entered."""
    at = Trying(office)
    record = asked_again(at, household(at, "甲", "yes", "40000"), "41000", technique="机采")
    record = at.does(record, "follow", visits={"day": TODAY - timedelta(days=3), "income": "99000"})
    assert (record.income, record.change, record.technique) == (41000, 1000, "机采")
    record = at.does(record, "edit", sort="training", person=record.person.number, year=2026, trained="yes",
                     baseline_on=BEFORE, base_income="40500.5")  # fmt: skip
    assert record.change == Decimal("499.5")
    again = {"person": record.person.number, "sort": "training", "trained": "no", "year": 2026}
    answer = at.api("clerk").post(
        "followups", {"given": {**again, "baseline_on": BEFORE.isoformat(), "unit": office.units["kexie"].pk}}
    )
    assert answer.status_code == 422 and record.number in str(answer.data)


def test_households_asked_are_compared_with_the_office_s_number(office: Office) -> None:
    """S000-97: at least 100 households a year, where the office says so; each is owed the next survey in time."""
    at = Trying(office)
    at.sets(VALUES, "followups.a_year", "≥100")
    at.sets(VALUES, "followups.next", "30日")
    record = household(at, "甲", "", sort="fertilising", crop="茶叶", baseline_on=TODAY,
                       fertilisers=[{"name": "尿素", "amount": "12.5"}])  # fmt: skip
    assert at.counts("followups", "households") == {"": "1"}
    assert "99" in at.reads("/followups/figures/")
    assert record.due == TODAY + timedelta(days=31)  # 19 April is a Sunday: the next working day
    assert "是否参加过培训" in str(
        at.api("clerk").post("followups", {"given": {"person": at.person("乙").number, "sort": "training",
                             "year": 2026, "baseline_on": BEFORE.isoformat(),
                             "unit": office.units["kexie"].pk}}).data
    )  # fmt: skip


def test_99_households_asked_about_fertilisers_are_not_100_whatever_others_were_asked(office: Office) -> None:
    """S000-97: at least 100 households a year, with village, fertilisers, technique and yield."""
    at = Trying(office)
    at.sets(VALUES, "followups.fertilising", "≥100")
    village = at.opens("places", title="青石村", sort="village")
    asked = {"sort": "fertilising", "place": village, "year": TODAY.year, "baseline_on": TODAY}
    told = zip(at.alike("followups", 99, "baseline", **asked), at.alike("persons", 99, "active"), strict=True)
    for record, person in told:
        Followup.objects.filter(pk=record.pk).update(person=person)
        FollowupSurvey.objects.create(record=record, day=TODAY)
    household(at, "训", "yes")  # what is asked about training is no survey of fertilisers
    told = at.counts("followups", "households", "sort", first=str(TODAY))
    assert (told["施肥情况"], told[""]) == ("99", "99")
    assert "≥100：未达到" in at.reads("/followups/figures/", by="sort", **YEAR)
    record = household(at, "百", "", sort="fertilising", place=village.number, crop="小麦", baseline_on=TODAY,
                       fertilisers=[{"name": "尿素", "amount": "12.5"}])  # fmt: skip
    assert "≥100：达到" in at.reads("/followups/figures/", by="sort", **YEAR)
    at.does(record, "follow", visits={"day": TODAY, "technique": "配方施肥", "harvest": "412.5"})
    page = at.reads(f"/followups/{record.pk}/")
    assert all(told in page for told in ("青石村", "尿素", "12.5", "配方施肥", "412.5"))


def test_a_household_asked_twice_in_a_year_is_one_household(office: Office) -> None:
    """S000-97: households are counted, in each year in which they were asked, and those of training are no survey."""
    at = Trying(office)
    at.sets(VALUES, "followups.a_year", "≥2")
    first = household(at, "甲", "", sort="fertilising", baseline_on="2025-03-01")
    same = {"person": first.person.number, "sort": "card", "year": 2026, "baseline_on": BEFORE}
    asked_again(at, at.opens("followups", **same), None)
    asked_again(at, first, None, technique="配方施肥")
    household(at, "乙", "yes")
    told = at.counts("followups", "households", "sort")
    assert (told["施肥情况"], told["施肥卡效果"], told[""]) == ("1", "1", "1")
    assert at.counts("followups", "households", first="2025-01-01", last="2025-12-31") == {"": "1"}
    assert at.counts("followups", "training") == {"": "1"}
    assert "≥2：未达到" in at.reads("/followups/figures/", **YEAR)
    household(at, "丙", "", sort="card", baseline_on=TODAY)
    assert "≥2：达到" in at.reads("/followups/figures/", **YEAR)


def test_cards_handed_over_of_which_nobody_asked_are_named(office: Office) -> None:
    """S000-97 with S000-89: what came of an advice card is asked of its household."""
    station = Station(office)
    station.telephones()
    station.formula()
    village = station.village()
    cards = [
        station.does(station.card(station.checked(station.point(code, village), code), who), "hand", handed_on=TODAY)
        for code, who in (("A1", "幻种麦"), ("A2", "幻种豆"))
    ]
    household(station, "幻回访", "", sort="card", card=cards[0].number)
    page = station.reads("/followups/coverage/cards/")
    assert cards[1].number in page and cards[0].number not in page

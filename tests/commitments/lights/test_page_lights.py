"""The five lights: each state of a commitment is one of them, and late means that a day has passed, nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from luoshi.commitments.lights import words
from luoshi.commitments.lights.rules.due_status import MATTERS
from luoshi.commitments.lights.rules.light_status import CODES, Stand, reckon_stand
from luoshi.commitments.lights.rules.lights import NONE, LightRule, LightRuleTable, MeasureRange
from luoshi.commitments.lights.rules.measures import MeasureFacts, month_number
from luoshi.commitments.lights.rules.page_lights import (
    PAGE_LIGHTS,
    good_colour,
    map_light,
    map_recorded_light,
)
from luoshi.commitments.lights.rules.presets import BY_DATE, BY_NAME
from luoshi.dates.lateness import is_late_on_day
from luoshi.plans.base import states as at

DAY = date(2026, 9, 30)
FILLED = {name: table.fill_values({"near_days": 5}) for name, table in BY_NAME.items()}
JANUARY, DECEMBER = month_number(date(2026, 1, 1)), month_number(date(2026, 12, 1))
DAYS = st.none() | st.integers(-12, 12).map(lambda off: DAY + timedelta(off))


@pytest.mark.parametrize(
    ("code", "matter", "light"),
    [
        ("red", "late", "late"),
        ("orange", "late", "late"),
        ("yellow", "late", "late"),  # days of grace in the office's table: late all the same
        ("green", "late", "late"),  # what it reached does not move its day
        ("missing", "unreported", "late"),
        ("unknown", "unsigned", "late"),
        ("unsent", "unsent", "late"),
        ("red", "later", "soon"),  # far behind, but no day has passed
        ("orange", "soon", "soon"),
        ("yellow", "today", "soon"),
        ("yellow", "passed", "soon"),  # only days off since: late from the next working day on
        ("blue", "later", "soon"),
        ("unknown", "undated", "soon"),  # not computable
        ("open", "later", "soon"),
        ("grey", "unsent_near", "soon"),  # not sent out, and due within days
        ("green", "later", "steady"),
        ("none", "later", "steady"),
        ("clear", "undated", "steady"),
        ("back", "made", "steady"),
        ("red", "made_late", "steady"),  # with the checker
        ("done_in_time", "made", "done"),
        ("done_late", "made_late", "done"),
        ("closed", "over", "done"),
        ("grey", "waits", "off"),
        ("paused", "paused", "off"),
        ("ended", "over", "off"),
    ],
)
def test_the_map(code: str, matter: str, light: str) -> None:
    assert map_light(code, matter) == light


def test_every_state_in_store_is_one_of_the_five_however_its_dates_stand() -> None:
    for code in CODES:
        for matter in ("", *(row.code for row in MATTERS)):
            assert map_light(code, matter) in PAGE_LIGHTS
        with translation.override("zh-hans"):
            shown = words.build_page_light(Stand(code, light=map_recorded_light(code, ())))
        assert shown.label in ("逾期", "临近", "正常", "已完成", "不计")


@st.composite
def facts(draw: Any) -> MeasureFacts:
    begins = draw(st.none() | st.integers(JANUARY - 3, DECEMBER))
    return MeasureFacts(
        state=draw(st.sampled_from((*at.OPEN, at.STANDING, *at.ENDED))),
        pressing=draw(DAYS),
        report_due=draw(DAYS),
        binds=draw(DAYS),
        until=draw(DAYS),
        done=draw(DAYS),
        begins=begins,
        ends=None if begins is None else begins + draw(st.integers(0, 14)),
        reached=draw(st.none() | st.sampled_from([0, 4400, 7500, 10_000])),
        reported=draw(DAYS),
        misses=draw(st.integers(0, 2)),
        slips=draw(st.integers(0, 3)),
        outlook=draw(st.sampled_from(["", "sure", "slow", "hopeless"])),
        judged=draw(st.sampled_from(["", "good", "fair", "poor"])),
    )


@given(facts(), st.sampled_from(sorted(FILLED)), st.sampled_from([DAY, DAY + timedelta(4)]))
@example(MeasureFacts(at.LISTED, until=DAY - timedelta(9)), "by_date", DAY)
@example(MeasureFacts(at.RUNNING, pressing=DAY - timedelta(3), binds=DAY - timedelta(3)), "warning", DAY)
def test_late_is_what_owes_a_day_that_has_passed_by_every_table(told: MeasureFacts, name: str, day: date) -> None:
    stand = reckon_stand(FILLED[name], told, day)
    owed = {
        **dict.fromkeys((at.LISTED, at.REFUSED), (told.until,)),
        **dict.fromkeys(at.OWED, (told.pressing, told.report_due, told.binds)),
        at.STANDING: (told.pressing, told.report_due),  # it goes on: its own day is over
    }.get(told.state, ())
    past = any(due is not None and is_late_on_day(due, day) for due in owed)
    assert stand.light in PAGE_LIGHTS
    assert (stand.light == "late") is past
    if told.state in (at.CANCELLED, at.MERGED, at.WITHDRAWN, at.SUSPENDED):
        assert stand.light == "off"
    if told.state in at.DONE:
        assert stand.light == "done"
    if stand.light == "off":
        assert told.state in (*at.ENDED, at.SUSPENDED, at.LISTED, at.REFUSED) or told.begins > month_number(day)
    with translation.override("en"):
        reason = words.build_page_light(stand).why
    assert reason or stand.light in ("steady", "done"), stand


@pytest.mark.parametrize(
    ("state", "values", "light", "why"),
    [
        (at.LISTED, {"until": date(2026, 9, 28)}, "逾期", "未交办；原时限已过 2 个工作日（2 天）"),
        (at.LISTED, {"until": date(2026, 9, 30)}, "临近", "未交办；今天到期"),
        (at.LISTED, {"until": date(2026, 12, 31)}, "不计", "未交办"),
        (at.RUNNING, {"begins": DECEMBER, "ends": DECEMBER}, "不计", "未到开始时间"),
        (at.REPORTED, {"done": date(2026, 9, 30), "binds": date(2026, 9, 28)}, "正常",
         "待核验；逾期 2 个工作日（2 天）"),
        (at.MERGED, {}, "不计", "已并入其他事项"),
        (at.CANCELLED, {}, "不计", "已终止"),
        (at.SUSPENDED, {}, "不计", "暂缓"),
        (at.CLOSED, {"done": date(2026, 9, 30)}, "已完成", "2026-09-30 完成"),
        (at.RUNNING, {}, "临近", "缺少：办理时限"),
        (at.RUNNING, {"pressing": date(2026, 9, 28), "report_due": date(2026, 9, 28)}, "逾期",
         "未报 2026-09-28 应报的进展；2 个工作日（2 天）"),
    ],
)  # fmt: skip
def test_what_had_a_light_of_its_own_is_the_reason(state: str, values: dict[str, Any], light: str, why: str) -> None:
    with translation.override("zh-hans"):
        shown = words.build_page_light(reckon_stand(BY_DATE, MeasureFacts(state, **values), DAY))
        assert (shown.label, shown.why) == (light, why)


@pytest.mark.parametrize(
    ("code", "why", "light"),
    [
        ("red", (("workdays", 3), ("days", 5)), "late"),
        ("red", (("workdays", 0), ("days", 2)), "late"),  # a period that ended before days off
        ("red", (("behind", 3100),), "soon"),
        ("yellow", (("workdays", 0), ("days", 2)), "soon"),
        ("yellow", (("days", 3),), "late"),  # stored by an old version
        ("missing", (("report", "2026-03-31"),), "late"),
        ("done_late", (("done", "2026-03-31"), ("workdays", 3), ("days", 5)), "done"),
        ("ended", (), "off"),
    ],
)
def test_a_stored_light_keeps_its_colour_and_is_shown_through_the_map(
    code: str, why: tuple[tuple[str, Any], ...], light: str
) -> None:
    assert map_recorded_light(code, why) == light


def test_blue_is_the_good_colour_only_of_a_table_that_colours_everything_without_green() -> None:
    blue = {name for name, table in FILLED.items() if good_colour(table) == "blue"}
    assert blue == {"longxian"}
    warns = LightRuleTable("own", (LightRule("blue", (MeasureRange("days", 1),)),), otherwise=NONE)
    assert good_colour(warns) == good_colour(BY_DATE) == "green"

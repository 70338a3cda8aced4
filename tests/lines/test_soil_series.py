"""Soil: what void and corrected samples leave of a series and of a grade, also where a point was given up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from luoshi.lines.soil.models import SoilPoint
from office import NOW, TODAY, Office
from soil_office import RESULTS, Station


@pytest.fixture
def station(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Station:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Station(office)


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    now = datetime(day.year, day.month, day.day, 10, tzinfo=NOW.tzinfo)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def gaps(station: Station) -> list[str]:
    rows = station.api("supervisor").get("soilpoints/coverage/gaps").data["rows"]
    return [row["number"] for row in rows]


def explain(station: Station, point: Any, taken: str, period: str) -> Any:
    given = {"point": point.number, "taken": taken, "why": "仪器送检", "for_period": period}
    return station.begins("soilsamples", "explain", given)


def test_the_period_of_a_void_reading_is_a_gap_again(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """S000-118: nothing is left of a void reading, whatever was read since, until somebody explains its month."""
    station.value("soilpoints.moisture", "1")
    point = station.point("M1", station.village(), "moisture")
    march = station.sample(point, "read", TODAY, moisture="18.5")
    on(monkeypatch, date(2026, 4, 8))
    april = station.sample(point, "read", "2026-04-08", moisture="17")
    second = station.sample(point, "read", "2026-04-07", moisture="17.2")
    on(monkeypatch, date(2026, 4, 20))
    assert gaps(station) == []
    point = SoilPoint.objects.get(pk=point.pk)
    assert point.due == date(2026, 5, 31)
    station.does(april, "void", reason="仪器故障")
    assert gaps(station) == []  # the month has another reading
    station.does(march, "void", reason="仪器故障")
    assert gaps(station) == [point.number]
    page = station.reads(f"/soilpoints/{point.pk}/", "clerk")
    assert "2026-03" in page
    gap = explain(station, point, "2026-03-31", "2026-03-01")
    assert gaps(station) == []
    station.does(gap, "void", reason="说明有误")
    assert gaps(station) == [point.number]
    station.refused(gap, "void", reason="说明有误")
    explain(station, point, "2026-03-31", "2026-03-01")
    on(monkeypatch, date(2026, 5, 6))
    assert gaps(station) == []
    station.does(second, "void", reason="仪器故障")
    assert gaps(station) == [point.number]


def test_a_void_sample_of_nutrients_reopens_its_period_of_that_point_only(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.value("soilpoints.nutrient", "1")
    village = station.village()
    points = [station.point(code, village, "nutrient") for code in ("N1", "N2")]
    samples = [station.sample(point, code=point.code) for point in points]
    on(monkeypatch, date(2026, 4, 3))
    assert gaps(station) == []
    station.does(samples[0], "void", reason="样品混淆")
    assert gaps(station) == [points[0].number]


def test_only_who_may_void_reopens_a_period(station: Station) -> None:
    station.value("soilpoints.moisture", "1")
    point = station.point("M1", station.village(), "moisture")
    reading = station.sample(point, "read", TODAY, moisture="18.5")
    due = SoilPoint.objects.get(pk=point.pk).due
    assert station.asks(reading, "void", "leader", {"reason": "仪器故障"}).status_code in (403, 404)
    assert SoilPoint.objects.get(pk=point.pk).due == due
    station.does(reading, "void", reason="仪器故障")
    assert SoilPoint.objects.get(pk=point.pk).due < due


def test_a_point_that_was_given_up_is_graded_anew_for_the_days_before(station: Station) -> None:
    """S000-90: its area stands under the grade of the samples that stand, as of each day on which it was in use."""
    point = station.point("U1", station.village(), "unit", area="100")
    sample = station.sample(point, taken="2026-02-02", code="A")
    sample = station.does(station.does(sample, "test", **RESULTS), "check", "supervisor")
    point = station.does(point, "give_up", to_day="2026-03-10", reason="地块已征用")
    before = {"last": "2026-03-05"}
    assert station.counts("soilpoints", "graded", "grade_n", **before)["三级"] == "100"
    station.does(sample, "put_right", "supervisor", n="160", reason="抄错")
    told = station.counts("soilpoints", "graded", "grade_n", **before)
    assert told["一级"] == "100" and "三级" not in told
    assert station.counts("soilpoints", "graded") in ({}, {"": "0"})
    station.does(sample, "void", reason="样品混淆")
    assert station.counts("soilpoints", "graded", "grade_n", **before) in ({}, {"": "0"})
    assert SoilPoint.objects.get(pk=point.pk).graded_on is None


def test_a_sample_after_the_last_day_of_a_point_says_nothing_of_it(station: Station) -> None:
    """What was sampled on a field after it ceased to be the point leaves the grade of the days before as it was."""
    point = station.point("U1", station.village(), "unit", area="100")
    for taken, code, n in (("2026-02-02", "A", "90"), (TODAY, "B", "160")):
        made = station.does(station.sample(point, taken=taken, code=code), "test", **RESULTS | {"n": n})
        station.does(made, "check", "supervisor")
    assert SoilPoint.objects.get(pk=point.pk).grade_n == "g1"
    point = station.does(point, "give_up", to_day="2026-03-10", reason="地块已征用")
    assert (point.grade_n, point.graded_on) == ("g3", date(2026, 2, 2))
    assert station.counts("soilpoints", "graded", "grade_n", last="2026-03-05")["三级"] == "100"
    point = station.does(point, "put_right", "supervisor", to_day=TODAY, reason="日期误填")
    assert (point.grade_n, point.graded_on) == ("g1", TODAY)

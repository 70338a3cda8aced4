"""Soil: what void and corrected samples leave of a series and of a grade, also where a point was given up."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.lines.soil.models import SoilPoint
from luoshi.lines.soil.plots import SeriesGap, SeriesValue, draw_series, split_series, value_marks
from many_appeals import signed_in
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


def test_a_series_says_its_gaps_and_an_explained_one_is_none(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """S000-118: readings are due at the office's interval; a gap stays one until somebody says why."""
    station.value("soilpoints.moisture", "1")
    point = station.point("M1", station.village(), "moisture")
    station.sample(point, "read", TODAY, moisture="18.5")
    on(monkeypatch, date(2026, 5, 8))
    data = station.api("supervisor").get("soilpoints/coverage/gaps").data
    assert [row["number"] for row in data["rows"]] == [point.number]
    said = station.not_begun("soilsamples", "sample", point=point.number, taken=date(2026, 5, 8))
    assert "登记读数" in said
    answer = station.api("clerk").post(
        "soilsamples/begin/explain",
        {"given": {"point": point.number, "taken": "2026-04-30", "why": "仪器送检", "for_period": "2026-04-01"}},
    )
    assert answer.status_code == 201, answer.data
    data = station.api("supervisor").get("soilpoints/coverage/gaps").data
    assert data["rows"] == []
    assert station.counts("soilsamples", "explained")[""] == "1"


def test_the_page_of_a_point_tells_its_series_by_month_with_gaps(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S000-118: the mean of a month, a month without a reading, and why one is missing."""
    point = station.point("M1", station.village(), "moisture")
    assert "逐月读数" not in station.reads(f"/soilpoints/{point.pk}/", "clerk")
    on(monkeypatch, date(2026, 6, 15))
    for taken, moisture in (("2026-03-05", "18.5"), ("2026-03-25", "19.6"), ("2026-06-10", "12")):
        station.sample(point, "read", taken, moisture=moisture)
    station.sample(point, "explain", "2026-04-30", why="仪器送检")
    page = station.reads(f"/soilpoints/{point.pk}/", "clerk")
    told = page[page.index("逐月读数") :]
    assert told.index("2026-06") < told.index("2026-05") < told.index("2026-04") < told.index("2026-03")
    assert "19.1" in told and "没有读数" in told and "仪器送检" in told


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


def values(*told: tuple[int, str], way: str = "") -> list[SeriesValue]:
    return [SeriesValue(date(2026, 3, day), Decimal(value), way) for day, value in told]


def test_a_line_is_broken_by_gaps_and_by_another_way_of_measuring() -> None:
    read = values((1, "18"), (11, "20"), (21, "19"))
    gap = SeriesGap(date(2026, 3, 15))
    assert [len(piece) for piece in split_series(read, [])] == [3]
    assert [len(piece) for piece in split_series(read, [gap])] == [2, 1]
    assert [len(piece) for piece in split_series([*values((1, "9"), way="acid"), *read[1:]], [])] == [1, 2]
    plot = draw_series(read, [gap, SeriesGap(date(2026, 3, 31), "仪器送检")])
    assert plot.lines == ("46.0,126.0 186.0,20.0", "326.0,73.0")
    assert [(mark.x, mark.explained) for mark in plot.gaps] == [("242.0", False), ("466.0", True)]
    assert [mark.words for mark in plot.days] == ["2026-03-01", "2026-03-16", "2026-03-31"]


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        ("18", "20", "18 18.5 19 19.5 20"),
        ("12", "19.6", "12 14 16 18 20"),
        ("7", "7", "6 6.5 7 7.5 8"),
        ("0.02", "0.1", "0.02 0.04 0.06 0.08 0.1"),
        ("3", "1200", "0 500 1000 1500"),
    ],
)
def test_the_marks_of_an_axis_enclose_all_values(low: str, high: str, marks: str) -> None:
    assert value_marks(Decimal(low), Decimal(high)) == [Decimal(mark) for mark in marks.split()]


def picture(station: Station, point: Any, who: str = "clerk") -> str:
    page: str = signed_in(station.office, who).get(f"/soilpoints/{point.pk}/").content.decode()
    return page.partition('id="charts"')[2].partition("</section>")[0]


def test_the_page_of_a_point_draws_its_series_with_gaps(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """S000-118: a line without script; a gap breaks it, and says whether somebody explained it."""
    station.value("soilpoints.moisture", "1")
    point = station.point("M1", station.village(), "moisture")
    station.sample(point, "read", TODAY, moisture="18.5")
    assert picture(station, point) == ""  # one value is no series
    on(monkeypatch, date(2026, 6, 15))
    list(roll_out_all(date(2026, 6, 15)))
    for taken, moisture in (("2026-06-02", "12"), ("2026-06-08", "13"), ("2026-06-12", "15")):
        station.sample(point, "read", taken, moisture=moisture, for_period="2026-06-01")
    explain(station, point, "2026-04-30", "2026-04-01")
    drawn = picture(station, point)
    assert "<script" not in drawn and "style=" not in drawn
    assert drawn.count("<polyline") == 2 and drawn.count("<circle") == 4
    assert (drawn.count(">○<"), drawn.count(">×<")) == (1, 1) and "2026-04-01 仪器送检" in drawn
    assert "已说明原因的一期" in drawn and "共 4 个值" in drawn and "缺测 2 期，其中 1 期没有说明" in drawn
    assert picture(station, point, "leader") == drawn
    assert signed_in(station.office, "outside").get(f"/soilpoints/{point.pk}/").status_code == 404


def test_nutrients_that_are_watched_are_series_and_points_in_turn_are_none(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    village = station.village()
    points = [station.point(code, village, sort) for code, sort in (("N1", "nutrient"), ("D1", "sample"))]
    for point in points:
        for taken, method in (("2026-03-02", "acid"), ("2026-03-10", "olsen"), (TODAY, "olsen")):
            made = station.sample(point, taken=taken, code=f"{point.code}-{taken}")
            station.does(made, "test", **RESULTS | {"method": method})
    drawn = picture(station, points[0])
    assert drawn.count("<svg") == 5 and drawn.count("<polyline") == 6  # pH, organic matter, N, K; P by two methods
    assert picture(station, points[1]) == ""
    assert "2026-03" in station.reads(f"/soilpoints/{points[0].pk}/", "clerk").partition("逐月读数")[2]

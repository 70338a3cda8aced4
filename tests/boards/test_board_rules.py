"""Periods, shades and maps of boards, without a database."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from luoshi.boards.base.rules import (
    DaySpan,
    bar_length,
    days_a_year_before,
    days_of_period,
    is_january_span,
    months_of_matrix,
    period_of_tile,
    pictures_of_cut,
    scale_of_values,
)
from luoshi.boards.places.rules import MapError, is_approval_number, map_as_json, parse_geojson, places_of_map
from luoshi.dates.periods import period_of_months, to_date

TODAY = date(2026, 3, 20)
SQUARE = [[[103, 30], [104, 30], [104, 31], [103, 31], [103, 30]]]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("year", date(2026, 1, 1), TODAY),
        ("month", date(2026, 2, 1), date(2026, 2, 28)),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_is_counted_to_today_or_as_a_whole(period: str, first: date, last: date) -> None:
    assert days_of_period(period, TODAY) == (first, last)
    assert is_january_span(DaySpan(first, last)) == (period != "month")


def test_a_year_before_ends_on_the_same_day() -> None:
    leap = DaySpan(date(2028, 1, 1), date(2028, 2, 29))
    assert days_a_year_before(leap) == (date(2027, 1, 1), date(2027, 2, 28))


def test_an_indicator_is_shown_to_the_end_of_what_was_reported() -> None:
    february, year = period_of_months("month", 2026, 2), period_of_months("year", 2025, 1)
    assert period_of_tile("year", "month", february, TODAY) == to_date(date(2026, 2, 28))
    assert period_of_tile("year", "year", year, TODAY) == year  # no part of a year is reported: the newest one
    assert period_of_tile("newest", "month", february, TODAY) == february
    assert period_of_tile("month", "month", february, TODAY) == february
    assert period_of_tile("last_year", "month", february, TODAY) == year


def test_a_matrix_has_the_months_of_a_year_or_five_years() -> None:
    february, year = period_of_months("month", 2026, 2), period_of_months("year", 2025, 1)
    months = months_of_matrix("month", "year", february, TODAY)
    assert [len(months), months[0].first, months[-1].last] == [12, date(2026, 1, 1), date(2026, 12, 31)]
    assert len(months_of_matrix("quarter", "last_year", february, TODAY)) == 4
    assert [span.first.year for span in months_of_matrix("year", "year", year, TODAY)] == [*range(2021, 2026)]


def test_shades_grow_with_the_numbers_and_none_is_for_nothing() -> None:
    scale = scale_of_values([Fraction(value) for value in (2, 4, 12)] + [None, Fraction(0)])
    assert [scale.shade_of(Fraction(value)) for value in (0, 2, 4, 8, 12)] == [0, 1, 2, 4, 5]
    assert scale.shade_of(None) == 0
    assert scale_of_values([Fraction(7)]).shade_of(Fraction(7)) == 3


def test_the_smallest_value_has_a_bar_and_nothing_has_none() -> None:
    lengths = [bar_length(Fraction(value), Fraction(1000), 200) for value in (0, 1, 500, 1000)]
    assert lengths == [0, 1, 100, 200] and bar_length(None, Fraction(1), 200) == 0


def test_each_cut_has_pictures_of_its_own() -> None:
    assert pictures_of_cut("") == ("number",) and pictures_of_cut("sort") == ("bars",)
    assert pictures_of_cut("unit") == ("bars", "places", "map") and pictures_of_cut("month") == ("matrix",)


@pytest.mark.parametrize("text", ["GS(2024)0650号", "冀S（2023）035号", "GS京(2022)1061号", "浙S〔2021〕3号"])
def test_approval_numbers_are_known(text: str) -> None:
    assert is_approval_number(text)


@pytest.mark.parametrize("text", ["", "2024", "GS2024", "GS(24)1号", "审图号", "GS(2024)0650号 "[:-2], "A" * 40])
def test_what_is_no_approval_number_is_none(text: str) -> None:
    assert not is_approval_number(text)


def _geojson(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": [*features]}).encode()


def _area(name: str, rings: object, sort: str = "Polygon") -> dict[str, object]:
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": sort, "coordinates": rings}}


def test_a_map_lies_north_upwards_in_whole_numbers() -> None:
    east = [[[x + 1, y] for x, y in SQUARE[0]]]
    drawn = parse_geojson(_geojson(_area("青石镇", SQUARE), _area("白溪镇", [east], "MultiPolygon")))
    assert [place.name for place in drawn.places] == ["青石镇", "白溪镇"] and drawn.width == 1000
    left, right = (place.rings[0] for place in drawn.places)
    assert left[0][0] == 0 and left[0][1] == drawn.height  # the south west lies at the bottom left
    assert max(x for x, _y in right) == 1000 and min(x for x, _y in right) == max(x for x, _y in left)
    assert 550 < drawn.height < 600  # two degrees across at 30° north are 1.72 as wide as one is high
    assert places_of_map(json.loads(json.dumps(map_as_json(drawn.places)))) == drawn.places


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no json", "json"),
        (b"[" * 100_000, "json"),
        (b"\xff\xfe", "json"),
        (b'{"features": 5}', "shapes"),
        (_geojson(), "shapes"),
        (_geojson({"geometry": {"type": "Point", "coordinates": [1, 2]}}), "shapes"),
        (_geojson(_area("点", [[[1, 2], [1, 2]]])), "json"),
        (_geojson(_area("字", [[["a", 2]] * 4])), "json"),
        (_geojson(_area("线", [[[1, 2], [1, 3], [1, 4], [1, 2]]])), "shapes"),
        (_geojson(_area("无", SQUARE)).replace(b"103", b"NaN"), "json"),
        (_geojson(*[_area("多", SQUARE)] * 401), "large"),
        (b" " * 8_000_001, "large"),
    ],
)  # fmt: skip
def test_what_is_no_map_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(MapError) as refused:
        parse_geojson(data)
    assert refused.value.code == code

"""The curve of a year: whole numbers within its frame, rising where the counts rise, with words that do not cover."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.site.today.curve import CurveFrame, YearCurve, draw_year_curve

FRAME = CurveFrame(680, 200)
DAY = date(2026, 11, 29)


def points(words: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in (point.split(",") for point in words.split())]


def drawn(planned: list[int], done: list[int], day: date = DAY) -> YearCurve:
    ends = [date(2026, month, 28) for month in range(1, 13)]
    return draw_year_curve(
        list(zip(ends, planned, strict=True)), list(zip([*ends[: len(done) - 1], day], done, strict=True)), day, FRAME
    )


@pytest.mark.parametrize("most", [0, 1, 3, 7, 48, 55, 101, 4999, 100_000])
def test_all_points_stand_within_the_frame_and_never_fall(most: int) -> None:
    planned = [most * month // 12 for month in range(1, 13)]
    curve = drawn(planned, [count // 2 for count in planned[:11]])
    for words in (curve.planned, curve.done):
        found = points(words)
        assert all(FRAME.left <= x <= FRAME.width - FRAME.right and FRAME.top <= y <= FRAME.base for x, y in found)
        assert [x for x, _y in found] == sorted(x for x, _y in found)
        assert [y for _x, y in found] == sorted((y for _x, y in found), reverse=True)
    assert curve.ticks[0] == (0, FRAME.base) and curve.ticks[-1][0] >= max(most, 1) and 2 <= len(curve.ticks) <= 6


@pytest.mark.parametrize(("should", "done"), [(0, 0), (24, 17), (17, 24), (48, 48), (48, 0), (1, 0)])
def test_the_two_words_at_today_do_not_cover_one_another(should: int, done: int) -> None:
    curve = drawn([should] * 11 + [48], [0] * 10 + [done])
    assert curve.now and curve.labels
    above, beneath = sorted(curve.labels)
    assert beneath - above >= 15 and above >= FRAME.top and beneath <= FRAME.base
    assert (curve.labels[0] < curve.labels[1]) is (should >= done)


def test_of_another_year_nothing_stands_at_today() -> None:
    curve = draw_year_curve([(date(2025, 12, 31), 4)], [(date(2025, 12, 31), 3)], DAY, FRAME)
    assert curve.now is None and curve.labels is None


def test_months_stand_in_their_order_under_the_curve() -> None:
    months = drawn([1] * 12, [0]).months
    assert [month.month for month, _x in months] == list(range(1, 13))
    assert FRAME.left < months[0][1] < months[-1][1] < FRAME.width - FRAME.right

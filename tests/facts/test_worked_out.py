"""Indicators that are worked out from others, as pages show them: points, and what is divided by 0."""

from __future__ import annotations

import re
from typing import Any

import pytest

from figures_told import defined, told
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from many_appeals import signed_in
from office import Office

pytestmark = pytest.mark.django_db
YEAR = encode_period(period_of_months("year", 2026, 1))


def look(office: Office, address: str) -> str:
    """The words of a page, blanks put together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", signed_in(office, "supervisor", "en").get(address).text))


def yearly(office: Office, title: str, code: str, **values: Any) -> Any:
    return defined(office, title, code=code, period="year", **values)


def test_two_percentages_differ_in_points_and_their_mean_is_a_percentage(office: Office) -> None:
    """LINES-A X16: 2.5 % less 1.5 % is a point, and −1 where it is the other way."""
    counted = [yearly(office, name, name) for name in ("able", "unable", "people")]
    now = yearly(office, "今年率", "now", measure="%", nature="rate", formula="able / people")
    then = yearly(office, "去年率", "then", measure="%", nature="rate", formula="unable / people")
    more = yearly(office, "提高", "more", measure="百分点", nature="rate", formula="now - then")
    less = yearly(office, "降低", "less", measure="百分点", nature="rate", formula="then - now")
    mean = yearly(office, "平均率", "mean", measure="%", nature="rate", formula="(now + then) / 2")
    for counting, value in zip(counted, (25, 15, 1000), strict=True):
        told(office, counting.indicator_id, "kexie", YEAR, value)
    shown = {
        indicator.pk: look(office, f"/figures/{indicator.pk}/?period=2026")
        for indicator in (now, then, more, less, mean)
    }
    for indicator, amount in ((now, "2.5 %"), (then, "1.5 %"), (more, "1 百分点"), (less, "-1 百分点"), (mean, "2 %")):
        assert f"Amount {amount}" in shown[indicator.pk]
    with pytest.raises(RecordError) as refused:
        yearly(office, "又", "again", measure="%", nature="rate", formula="now - then")
    assert "两个百分比之差的单位是百分点" in " ".join(refused.value.fields["formula"])


def test_what_is_divided_by_0_says_so_wherever_it_goes_on(office: Office) -> None:
    able, people = yearly(office, "达标人数", "able"), yearly(office, "总人数", "people")
    yearly(office, "比例", "share", measure="%", nature="rate", formula="able / people")
    half = yearly(office, "一半", "half", measure="%", nature="rate", formula="share / 2")
    for indicator, value in ((able, 3), (people, 0)):
        told(office, indicator.indicator_id, "kexie", YEAR, value)
    assert "divided by 0 (总人数)" in look(office, f"/figures/{half.pk}/?period=2026")
    rows = signed_in(office, "supervisor").get(f"/api/facts/rolled?period=2026&indicator={half.pk}").json()["rows"]
    assert [(row["value"], row["divided_by"]) for row in rows] == [(None, "people")]

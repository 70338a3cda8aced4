"""What looks doubtful among told figures: at their source, where they are added up, and of periods to come."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils.translation import override

from figures_told import counting, defined, entry, told
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.facts.supplies.models import Supply
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from many_appeals import signed_in
from office import NOW, Office

pytestmark = pytest.mark.django_db


def look(office: Office, address: str) -> str:
    page = signed_in(office, "supervisor", "en").get(address)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def supplied(office: Office, *rows: dict[str, Any], word: str = "") -> Supply:
    given = {"title": "统计年鉴", "unit": office.units["desk"].pk, "values": list(rows), "word": word}
    return begin(get_kind("supplies"), office.actor("supervisor"), given, at=NOW).record  # type: ignore[return-value]


def row(office: Office, one: Any, period: str, value: str, **more: str) -> dict[str, Any]:
    return {"indicator": one.number, "unit": office.units["kexie"].pk, "period": period, "value": value, **more}


@pytest.mark.parametrize("period", ["2027", "2031"])
def test_of_a_period_that_has_not_begun_nothing_is_told(office: Office, period: str) -> None:
    one = defined(office, "经费", measure="元", period="year")
    with (
        override("en"),
        pytest.raises(RecordError, match=f"“{period}” has not begun: nothing can be reported for it yet."),
    ):
        supplied(office, row(office, one, period, "12"))
    with pytest.raises(RecordError) as refused:
        told(
            office,
            one.indicator_id or 0,
            "kexie",
            encode_period(period_of_months("year", int(period), 1)),
            12,
            by=entry(office),
        )
    assert refused.value.code == "incomplete" and counting() == {}


def test_a_source_says_which_of_its_figures_look_doubtful_with_the_word_on_them(office: Office) -> None:
    one = defined(office, "经费", measure="元", period="year")
    past = [(2022, 81_000), (2023, 79_000), (2024, 84_000), (2025, 83_000)]
    for year, value in past:
        told(office, one.indicator_id or 0, "kexie", encode_period(period_of_months("year", year, 1)), value)
    made = supplied(office, row(office, one, "2026", "8.2"), word="以年鉴为准")
    said = "It is about 1/10,000 of the year before (83,000元): should the unit be 万元? 以年鉴为准"
    assert said in look(office, made.get_absolute_url())
    page = look(office, f"/figures/{one.pk}/?period=2026&unit={office.units['kexie'].pk}")
    assert "Figures that look doubtful" in page and "1/10,000 of the year before" in page


def test_parts_that_do_not_meet_their_whole_are_named_and_an_empty_one_too(office: Office) -> None:
    parts = [{"name": name, "axis": "性别"} for name in ("男", "女")]
    one = defined(office, "人数", measure="人", period="year", parts=parts)
    made = supplied(office, row(office, one, "2026", "100"), row(office, one, "2026", "30", part="男"))
    words = "Its parts add up to 70人 less than the whole; 女 not reported."
    assert words in look(office, made.get_absolute_url())
    whole = supplied(office, row(office, one, "2026", "70", part="女"))
    assert "doubtful" not in look(office, whole.get_absolute_url())

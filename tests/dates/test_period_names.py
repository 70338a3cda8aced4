"""A period as text leads back to itself; what people write is understood, and nothing else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.dates.errors import DateError
from luoshi.dates.period_codes import KINDS
from luoshi.dates.period_names import format_period, period_named
from luoshi.dates.periods import Period, period_containing, period_of_months, period_of_years, ten_day_period, to_date

DAYS = st.dates(date(1000, 1, 1), date(9998, 12, 31))


@given(st.sampled_from(KINDS), DAYS)
def test_a_text_leads_back_to_its_period(kind, day):
    one = (
        period_of_years(day.year, day.year + 1)
        if kind == "years"
        else to_date(day)
        if kind == "ytd"
        else period_containing(kind, day)
    )
    assert period_named(format_period(one)) == one


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026", period_of_months("year", 2026, 1)),
        ("2026年", period_of_months("year", 2026, 1)),
        ("2026-H2", period_of_months("half", 2026, 2)),
        ("2026-Q4", period_of_months("quarter", 2026, 4)),
        ("2026-03", period_of_months("month", 2026, 3)),
        ("２０２６年３月", period_of_months("month", 2026, 3)),
        ("2026.3", period_of_months("month", 2026, 3)),
        ("2026-03-D3", ten_day_period(2026, 3, 3)),
        ("2026-03-02", Period("day", date(2026, 3, 2), date(2026, 3, 2))),
        ("2026-03-31@", Period("moment", date(2026, 3, 31), date(2026, 3, 31))),
        ("2026年1-3月", to_date(date(2026, 3, 31))),
        ("2026-01-01/2026-02-28", to_date(date(2026, 2, 28))),
        (" 2026/2030 ", period_of_years(2026, 2030)),
    ],
)
def test_what_people_write_is_understood(text, meant):
    assert period_named(text) == meant


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-Q5", "2026-02-30", "26", "2026-00", "2030/2026", "2026-01-01/2027-01-31", "x" * 99]
)
def test_what_is_no_period_is_refused_by_name(text):
    with pytest.raises(DateError) as error:
        period_named(text)
    assert error.value.code == "dates.name" and error.value.values == {"name": text}

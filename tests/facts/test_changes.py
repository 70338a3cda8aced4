"""A change against a year before is one of those that told both times."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figures_told import defined, entry, told
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import month_end, period_of_months
from luoshi.dates.periods import to_date as ytd
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.fact_store.actions import tell_facts
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.indicators.models import Definition
from luoshi.facts.rollup.queries.rollups import resolve_rollup_inputs, twins_of
from luoshi.facts.rollup.queries.sums import with_twins, without_twins
from luoshi.org.units import actions as units
from many_appeals import signed_in
from office import NOW, Office

pytestmark = pytest.mark.django_db
YEAR, LAST = (encode_period(period_of_months("year", year, 1)) for year in (2026, 2025))


def look(office: Office, address: str) -> str:
    page = signed_in(office, "supervisor", "en").get(address)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def yearly(office: Office, title: str, code: str, **values: str) -> Definition:
    return defined(office, title, code=code, period="year", **values)


def test_a_change_is_of_those_that_told_both_times(office: Office) -> None:
    """One of eight units told this year, eight the year before: what it says is no change of all."""
    one = yearly(office, "场次", "events")
    for name, value in (("kexie", 40), ("bureau", 300), ("society", 60)):
        told(office, one.indicator_id, name, LAST, value)
    told(office, one.indicator_id, "kexie", YEAR, 50)
    assert "场次 50 个 1 0 400 个 +25%, based on the 1 units that reported both times" in look(
        office, "/figures/?period=2026"
    )
    told(office, one.indicator_id, "bureau", YEAR, 250)
    assert "+-" not in look(office, "/figures/?period=2026")
    assert "场次 300 个 2 0 400 个 -11.8%, based on the 2 units that reported both times" in look(
        office, "/figures/?period=2026"
    )
    told(office, one.indicator_id, "society", YEAR, 100)
    assert "场次 400 个 3 0 400 个 0%" in look(office, "/figures/?period=2026")


def test_where_nobody_told_both_times_there_is_no_change_and_it_says_why(office: Office) -> None:
    one = yearly(office, "场次", "events")
    told(office, one.indicator_id, "kexie", LAST, 40)
    told(office, one.indicator_id, "bureau", YEAR, 471)
    assert "471 个 1 0 40 个 not comparable: no unit reported both times" in look(office, "/figures/?period=2026")


def test_a_year_that_is_not_over_is_compared_month_by_month_and_totals_as_differences(office: Office) -> None:
    monthly = defined(office, "活动", code="events")
    to_date = defined(office, "培训", code="trained", period="ytd", nature="total")
    for month in range(1, 7):
        told(office, monthly.indicator_id, "kexie", encode_period(period_of_months("month", 2025, month)), 10)
        for year, number in ((2025, 10), (2026, 20)):
            told(office, to_date.indicator_id, "kexie", encode_period(ytd(month_end(year, month))), number * month)
        told(office, to_date.indicator_id, "town", encode_period(ytd(month_end(2025, month))), 100 * month)
    for month in (1, 2):
        told(office, monthly.indicator_id, "kexie", encode_period(period_of_months("month", 2026, month)), 12)
    assert "活动 24 个 partial: 2 of 12 periods 2 0 60 个 +20%, based on the 2 units" in look(
        office, "/figures/?period=2026"
    )
    assert "培训 20 个 1 0 110 个 +100%, based on the 1 units that reported both times" in look(
        office, "/figures/?period=2026-03"
    )


def test_a_rate_changes_by_those_that_told_both_times_too(office: Office) -> None:
    yearly(office, "参加", "came", measure="人"), yearly(office, "应到", "due", measure="人")
    yearly(office, "到会率", "rate", measure="%", nature="rate", formula="came / due")
    keys = dict(Definition.objects.values_list("code", "indicator"))
    for name, period, came, due in (("kexie", LAST, 50, 100), ("town", LAST, 10, 100), ("kexie", YEAR, 60, 100)):
        told(office, keys["came"], name, period, came), told(office, keys["due"], name, period, due)
    found = look(office, "/figures/?period=2026")
    assert "到会率 60 %" in found and "30 % +10 points, based on the 1 units that reported both times" in found


def test_a_base_of_other_units_is_counted_anew_and_both_are_said(office: Office) -> None:
    """A town that came under the association this year: its last year's figures were the county's own."""
    one = defined(office, "活动", code="events")
    before, now = 3_2025_0301, 3_2026_0301
    for unit, period, value in (("kexie", before, 10), ("kexie", now, 12), ("town", before, 5), ("town", now, 6)):
        told(office, one.indicator_id, unit, period, value)
    page = look(office, f"/figures/{one.pk}/?unit={office.units['kexie'].pk}&period=2026-03")
    assert "20%" in page and "comparable basis" not in page  # nobody moved: one base
    units.move_unit(office.units["town"], office.units["kexie"], date(2026, 1, 1), PROGRAM, at=NOW)
    page = look(office, f"/figures/{one.pk}/?unit={office.units['kexie'].pk}&period=2026-03")
    assert "A year before 10 个" in page and "80%" in page  # by the tree of then
    assert "A year before, by the units of 2026-03-31 15 个" in page and "change +20%" in page


MONTH, MONTH_BEFORE = (period_of_months("month", year, 3) for year in (2026, 2025))
CODES = [
    encode_period(period)
    for month in (MONTH, MONTH_BEFORE)
    for period in (month, ytd(month.last), ytd(month_end(month.first.year, 2)))
]
TOLD = st.lists(
    st.tuples(
        st.sampled_from(["county", "kexie", "town"]),
        st.sampled_from(CODES),
        st.sampled_from([Fact.VALUE, Fact.NIL, Fact.NOT_APPLICABLE, Fact.BELOW]),
    ),
    max_size=14,
    unique_by=lambda told: told[:2],
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=TOLD, total=st.booleans())
def test_facts_without_a_counterpart_are_those_that_a_comparison_leaves_out(
    office: Office, values: list[Any], total: bool
) -> None:
    with transaction.atomic():
        way = {"nature": "total", "period": "ytd"} if total else {}
        one = defined(office, f"活动{Fact.objects.count()}", **way)
        tell_facts(
            [
                FactValue(
                    FactKey(one.indicator_id or 0, office.units[unit].pk, period),
                    7 if state == Fact.VALUE else None,
                    state,
                )
                for unit, period, state in values
            ],
            entry(office),
        )
        for period, other in ((MONTH, MONTH_BEFORE), (MONTH_BEFORE, MONTH)):
            twins = twins_of(resolve_rollup_inputs([one]), period, other)
            codes = {code for way in twins for code in way}
            rows = Fact.objects.filter(indicator=one.indicator_id, ended=None, breakdown=TOTAL, period__in=codes)
            every, kept = set(rows.values_list("pk")), set(with_twins(rows, twins).values_list("pk"))
            assert set(without_twins(rows, twins).values_list("pk")) == every - kept
        transaction.set_rollback(True)

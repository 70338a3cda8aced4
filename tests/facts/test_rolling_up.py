"""Facts over the tree: what a figure comes to, of how many, by the tree of which day; against a full recount."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figures_told import act, defined, entry, told
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period, period_of_months, to_date
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.fact_store.actions import tell_facts
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.rollup.queries.rollups import resolve_rollup_inputs, roll_up_units
from luoshi.facts.rollup.rules.tree_aggregation import BEFORE, DOES_NOT_ADD, Rolled
from luoshi.org.units import actions as units
from office import NOW, Office

pytestmark = pytest.mark.django_db


def month(number: int, year: int = 2026) -> Period:
    return period_of_months("month", year, number)


QUARTER, YEAR = period_of_months("quarter", 2026, 1), period_of_months("year", 2026, 1)


def over(office: Office, unit: str, span: Period, *definitions: Any, day: date | None = None) -> dict[str, Rolled]:
    found = roll_up_units(resolve_rollup_inputs(definitions), [office.units[unit].pk], span, day)
    return found[office.units[unit].pk]


def test_a_flow_is_added_over_units_and_months(office: Office) -> None:
    one = defined(office, "科普活动", code="events")
    for unit, number, value in (("kexie", 1, 3), ("society", 1, 4), ("kexie", 2, 5), ("bureau", 1, 100)):
        told(office, one.indicator_id, unit, encode_period(month(number)), value)
    found = over(office, "kexie", QUARTER, one)["events"]
    assert (found.value, found.told, found.periods, found.of_periods) == (12, 3, 3, 2)
    assert found.partial  # of March nobody told anything
    assert over(office, "kexie", month(1), one)["events"].value == 7
    assert over(office, "county", month(1), one)["events"].value == 107
    assert over(office, "town", month(1), one)["events"] == Rolled()


def test_a_stock_is_that_of_the_last_month(office: Office) -> None:
    one = defined(office, "志愿者", code="volunteers", nature="stock")
    for number, value in ((1, 30), (2, 40), (3, 38)):
        told(office, one.indicator_id, "kexie", encode_period(month(number)), value)
    assert over(office, "county", QUARTER, one)["volunteers"].value == 38


def test_a_month_of_a_total_is_the_difference_of_two_and_none_where_one_of_them_is_missing(office: Office) -> None:
    one = defined(office, "经费", code="spent", nature="total", period="ytd")
    for unit, number, value in (("kexie", 2, 30), ("kexie", 3, 50), ("bureau", 3, 7)):
        told(office, one.indicator_id, unit, encode_period(to_date(month(number).last)), value)
    assert over(office, "kexie", month(3), one)["spent"].value == 20
    assert over(office, "county", QUARTER, one)["spent"].value == 57
    both = over(office, "county", month(3), one)["spent"]  # of the bureau nobody knows what February was
    assert (both.value, both.lacks) == (None, (BEFORE,))
    assert over(office, "bureau", month(1), one)["spent"] == Rolled()


def test_what_reports_told_to_date_counts_where_nothing_else_was_told(office: Office) -> None:
    flow, sample = defined(office, "活动", code="events"), defined(office, "素质", code="rate", nature="sample")
    for number, value in ((2, 30), (3, 50)):
        told(office, flow.indicator_id, "kexie", encode_period(to_date(month(number).last)), value)
        told(office, sample.indicator_id, "kexie", encode_period(to_date(month(number).last)), value)
    found = over(office, "county", QUARTER, flow, sample)
    assert (found["events"].value, found["rate"].value) == (50, 50)
    assert over(office, "county", month(3), flow)["events"].value == 20
    told(office, flow.indicator_id, "kexie", encode_period(month(3)), 21)
    assert over(office, "county", month(3), flow)["events"].value == 21


def test_each_unit_counts_as_it_told_by_forms_or_to_date(office: Office) -> None:
    one, most = defined(office, "科普活动", code="events"), defined(office, "最大", code="most", nature="peak")
    share = defined(office, "占比", code="share", nature="rate", formula="events/events", measure="%")
    for number, value in ((1, 3), (2, 4), (3, 5)):
        told(office, one.indicator_id, "kexie", encode_period(month(number)), value)
        told(office, most.indicator_id, "kexie", encode_period(month(number)), value)
    told(office, one.indicator_id, "society", encode_period(month(1)), 1)  # one of three months only
    for unit, value in (("kexie", 99), ("society", 7), ("bureau", 20)):
        told(office, one.indicator_id, unit, encode_period(to_date(date(2026, 3, 31))), value)
        told(office, most.indicator_id, unit, encode_period(to_date(date(2026, 3, 31))), value)
    found = over(office, "county", QUARTER, one, most, share)
    assert (found["events"].value, found["events"].told) == (12 + 7 + 20, 5)
    assert found["most"].value == 20 and found["share"].value == 100
    assert over(office, "kexie", QUARTER, one)["events"].value == 12 + 7
    # Of March alone nothing is known of who told no total to February.
    found = over(office, "county", month(3), one)
    assert (found["events"].value, found["events"].told) == (5, 1)


def test_a_rate_is_the_ratio_of_sums_and_says_what_it_lacks(office: Office) -> None:
    """30 of 100 and 90 of 900 are 12 %, and not 20 (domain sheet 03 §3.2)."""
    able, people = defined(office, "具备素质", code="able"), defined(office, "人数", code="people")
    rate = defined(office, "素质比例", code="rate", nature="rate", measure="%", formula="able / people")
    for unit, indicator, value in (
        ("kexie", able, 30),
        ("kexie", people, 100),
        ("bureau", able, 90),
        ("bureau", people, 900),
    ):
        told(office, indicator.indicator_id, unit, encode_period(month(1)), value)
    found = over(office, "county", month(1), rate)["rate"]
    assert (found.value, found.told) == (12, 2)
    assert over(office, "county", QUARTER, rate)["rate"].value == 12
    act(office, people, "end", to_day=date(2026, 3, 1))
    Fact.objects.filter(indicator=people.indicator_id).update(ended=entry(office))
    lacking = over(office, "county", month(1), rate)["rate"]
    assert (lacking.value, lacking.lacks) == (None, ("people",))


def test_a_mean_is_weighted_by_what_each_told(office: Office) -> None:
    homes = defined(office, "户数", code="homes", measure="户")
    mean = defined(office, "户均收入", code="mean", nature="average", measure="元", weight=homes.number)
    for unit, indicator, value in (("kexie", mean, 10), ("kexie", homes, 1), ("bureau", mean, 20), ("bureau", homes, 3),
                             ("town", mean, 1000)):  # fmt: skip
        told(office, indicator.indicator_id, unit, encode_period(month(1)), value)
    assert over(office, "county", month(1), mean)["mean"].value == Fraction(35, 2)


def test_what_does_not_add_up_is_not_added(office: Office) -> None:
    people = defined(office, "受训人", code="trained", nature="distinct")
    told(office, people.indicator_id, "kexie", encode_period(month(1)), 80)
    assert over(office, "county", month(1), people)["trained"].value == 80
    told(office, people.indicator_id, "bureau", encode_period(month(1)), 80)
    found = over(office, "county", month(1), people)["trained"]
    assert (found.value, found.told, found.lacks) == (None, 2, (DOES_NOT_ADD,))


def test_the_largest_and_the_share_that_says_yes(office: Office) -> None:
    peak = defined(office, "最大一场", code="peak", nature="peak")
    has = defined(office, "有科协", code="has", nature="yesno", measure="个")
    for unit, value, yes in (("kexie", 300, 1), ("society", 500, 0), ("bureau", 80, 1)):
        told(office, peak.indicator_id, unit, encode_period(month(1)), value)
        told(office, has.indicator_id, unit, encode_period(month(1)), yes)
    found = over(office, "county", month(1), peak, has)
    assert (found["peak"].value, found["has"].value) == (500, Fraction(200, 3))


def test_a_reason_counts_as_told_and_as_no_value(office: Office) -> None:
    one = defined(office, "活动", code="events")
    told(office, one.indicator_id, "kexie", encode_period(month(1)), 5)
    tell_facts(
        [FactValue(FactKey(one.indicator_id, office.units["town"].pk, encode_period(month(1))), None, Fact.NIL)],
        entry(office),
    )
    found = over(office, "county", month(1), one)["events"]
    assert (found.value, found.told) == (5, 2)


def test_a_figure_that_includes_those_beneath_stands_for_them(office: Office) -> None:
    one = defined(office, "会员", code="members", includes=True)
    for unit, value in (("kexie", 50), ("society", 20), ("bureau", 7)):
        told(office, one.indicator_id, unit, encode_period(month(1)), value)
    found = roll_up_units(
        resolve_rollup_inputs([one]), [office.units[name].pk for name in ("county", "kexie", "society")], month(1)
    )
    values = {name: found[office.units[name].pk]["members"].value for name in ("county", "kexie", "society")}
    assert values == {"county": 57, "kexie": 50, "society": 20}
    told(office, one.indicator_id, "county", encode_period(month(1)), 60)
    assert over(office, "county", month(1), one)["members"] == Rolled(60, 1, 0, None, 1, 1)


def test_what_moves_in_the_middle_of_the_year_counts_for_each_half_where_it_stood(office: Office) -> None:
    """A county that comes under another city on the 1st of July: each half by the tree of its last day, each once."""
    east, west = office.unit("east", "东江市", "county"), office.unit("west", "西江市", "county")
    moved = office.unit("moved", "云溪县", "east")
    one = defined(office, "活动", code="events")
    for number in range(1, 13):
        by = entry(office, at=datetime(2026, 12, 31, tzinfo=UTC))
        told(office, one.indicator_id, "moved", encode_period(month(number)), 1, by=by)
        told(office, one.indicator_id, "west", encode_period(month(number)), 10, by=by)
    units.move_unit(moved, west, date(2026, 7, 1), PROGRAM, at=NOW)
    first, second = period_of_months("half", 2026, 1), period_of_months("half", 2026, 2)
    assert [over(office, name, first, one)["events"].value for name in ("east", "west", "county")] == [6, 60, 66]
    assert [over(office, name, second, one)["events"].value for name in ("east", "west", "county")] == [None, 66, 66]
    # By the other tree, the first half stands where the county went.
    assert over(office, "west", first, one, day=second.last)["events"].value == 66
    assert over(office, "county", YEAR, one)["events"].value == 132
    assert east.pk != west.pk


@pytest.mark.parametrize("count", [3, 12])
def test_a_year_of_months_is_one_statement_however_many_indicators_and_units(
    office: Office, count: int, django_assert_num_queries: Any
) -> None:
    made = [defined(office, f"指标{at}", code=f"i{at}") for at in range(3)]
    names = [f"u{at}" for at in range(count)]
    for at, name in enumerate(names):
        office.unit(name, f"单位{at}", "county")
        for number in range(1, count + 1):
            told(office, made[at % 3].indicator_id, name, encode_period(month(number, 2025)), number)
    inputs, pks = resolve_rollup_inputs(made), [office.units[name].pk for name in ("county", *names)]
    with django_assert_num_queries(2):  # the sums, and the forms that ask for values
        found = roll_up_units(inputs, pks, period_of_months("year", 2025, 1))
    whole = sum(range(1, count + 1))
    for at, name in enumerate(names):
        assert found[office.units[name].pk][f"i{at % 3}"] == Rolled(
            Fraction(whole), count, periods=12, of_periods=count
        )
    assert sum(found[pks[0]][f"i{at}"].value or 0 for at in range(3)) == whole * count


UNITS = ("county", "kexie", "society", "bureau", "town")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(UNITS), st.integers(1, 3), st.one_of(st.none(), st.integers(-(10**12), 10**12)), st.booleans()
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, parent=st.sampled_from(["county", "bureau", "town"]), includes=st.booleans())
def test_in_whatever_order_it_was_told_it_is_a_full_recount(
    office: Office, acts: list[Any], parent: str, includes: bool
) -> None:
    """Sends and corrections in any order, a unit that moves, figures that include others or do not."""
    from django.db import transaction

    with transaction.atomic():
        one = defined(office, f"活动{Fact.objects.count()}", includes=includes)
        last: dict[tuple[str, int], Decimal | None] = {}
        for at, (unit, number, value, moves) in enumerate(acts):
            exact = None if value is None else Decimal(value) / 10_000
            key = FactKey(one.indicator_id, office.units[unit].pk, encode_period(month(number)))
            tell_facts([FactValue(key, exact, Fact.NIL if value is None else Fact.VALUE)], entry(office))
            last[unit, number] = exact
            if moves and at == 0 and parent != "county":
                units.move_unit(office.units["society"], office.units[parent], date(2026, 2, 10), PROGRAM, at=NOW)
        above = {"county": ("county",), "kexie": ("kexie", "county"), "bureau": ("bureau", "county"),
                 "town": ("town", "county"), "society": ("society", "kexie", "county")}  # fmt: skip
        if acts and acts[0][3] and parent != "county":
            above["society"] = ("society", parent, "county")
        for top in UNITS:
            found = over(office, top, QUARTER, one)[one.number]
            within = {key: value for key, value in last.items() if top in above[key[0]]}
            if includes:
                within = {
                    (unit, at): value
                    for (unit, at), value in within.items()
                    if not any((other, at) in within for other in above[unit] if other != unit)
                }
            known = [value for value in within.values() if value is not None]
            assert found.value == (sum(known) if known else None)
            assert found.told == len(within)
        transaction.set_rollback(True)

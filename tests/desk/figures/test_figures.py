"""Figures of records: the examples by which they were decided, each with its number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection

from counted_kinds import EVENTS_A_YEAR, FIGURES, LARGE, LONG, PUT, SURE, counted_kinds, event, events, people, spent
from declared_lines import changed
from linked.models import Event
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures, rows_behind_figure
from luoshi.desk.figures.rules import Cut, FigureValue, cut_of, parse_sum_mode, sum_values
from luoshi.figures.bounds import parse_bound
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Some
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.parameters.actions import set_value
from office import NOW, TODAY, Office

YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))
HELD_ON = date(2026, 3, 2)


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds() as found:
        yield found


def put(office: Office, parameter: Any, text: str) -> None:
    set_value(parameter, None, text, date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)


def told(
    kind: CompiledKind, office: Office, name: str, span: FigureSpan = YEAR, who: str = "supervisor", **more: Any
) -> FigureValue:
    found: FigureValue = compute_figures(kind, [name], span, office.actor(who), TODAY, **more)[()][name]
    return found


def test_what_was_cancelled_or_is_a_double_is_struck_out(kind, office):
    """L4.1: 37, of which one was cancelled and one is another's double."""
    made = [event(office.units["kexie"], HELD_ON, cost=None) for _ in range(35)]
    event(office.units["kexie"], HELD_ON, state="cancelled")
    event(office.units["kexie"], HELD_ON, same=made[0])
    event(office.units["kexie"], date(2025, 12, 31))
    found = told(kind, office, "events")
    assert found == FigureValue(Fraction(35), 35, 35)
    assert parse_bound("≥36").is_met(35) is False and parse_bound("≥36").off(35) == 1
    rows = rows_behind_figure(kind, Cut("events", YEAR.first, YEAR.last), office.actor("supervisor"), TODAY)
    assert {row["pk"] for row in rows} == {record.pk for record in made}


def test_what_a_kind_calls_void_counts_in_none_of_its_figures_nor_stands_behind_one(kind, office):
    """Though the figure itself says nothing of states: a declaration cannot forget it figure by figure."""
    plain = changed(kind, parts=(Figure("events", "Events", on="held"),))
    one = event(office.units["kexie"], HELD_ON)
    event(office.units["kexie"], HELD_ON, state="cancelled")
    found = [
        (told(figure_kind, office, "events").n, figure_kind)
        for figure_kind in (plain, changed(plain, void="cancelled"))
    ]
    assert [n for n, _each in found] == [2, 1]
    rows = rows_behind_figure(found[1][1], Cut("events", YEAR.first, YEAR.last), office.actor("supervisor"), TODAY)
    assert {row["pk"] for row in rows} == {one.pk}
    figures = (Figure("events", "Events", on="held"), Figure("asked", "Asked", on="held", even_void=True))
    both = changed(kind, parts=figures, void="cancelled")
    assert [told(both, office, figure.name).n for figure in figures] == [1, 2]
    assert rows_behind_figure(both, Cut("asked", YEAR.first, YEAR.last), office.actor("supervisor"), TODAY).count() == 2
    with pytest.raises(ValueError, match="even_void is said of what is counted by a day"):
        changed(kind, parts=(Figure("asked", "Asked", on="held", even_void=True),))
    with pytest.raises(ValueError, match="void in held, which closes nothing"):
        changed(plain, void="held")


def test_figures_asked_together_are_those_asked_alone_and_no_column_is_computed_twice(kind, office):
    put(office, LONG, "≥3"), put(office, PUT, "sum")
    held = [
        event(office.units[name], HELD_ON, sort=sort, attendance=attendance, cost=Decimal(at), paid=paid, state=state)
        for at, (name, sort, attendance, paid, state) in enumerate(
            [("kexie", "talk", 30, 5, "open"), ("kexie", "fair", None, None, "open"), ("society", "", 7, 3, "open"),
             ("society", "talk", 9, 2, "cancelled"), ("town", "talk", 1, None, "ended")]
        )
    ]  # fmt: skip
    event(office.units["kexie"], HELD_ON, sort="talk", attendance=8, same=held[0])
    who = people(office.units["kexie"], ("施茶香", "柯干事"))
    for at, person, hours in ((0, 0, 2), (2, 0, 1), (2, 1, 1)):
        spent(held[at], who[person], hours, HELD_ON)
    names, actor, sent = [figure.name for figure in FIGURES], office.actor("supervisor"), []

    def note(execute, sql, values, many, context):
        sent.append((sql, values))
        return execute(sql, values, many, context)

    for divided in ({}, {"by": ["sort"]}, {"by": ["unit"], "among": [unit.pk for unit in office.units.values()]}):
        some = [name for name in names if name not in ("signed", "in_force")] if divided else names
        with connection.execute_wrapper(note):
            together = compute_figures(kind, some, YEAR, actor, TODAY, **divided)
        for name in some:
            alone = compute_figures(kind, [name], YEAR, actor, TODAY, **divided)
            assert {key: values[name] for key, values in together.items() if name in values and values[name].of} == {
                key: values[name] for key, values in alone.items() if values[name].of
            }, (name, divided)
    (counts,) = [sql for sql, _values in sent if 'AS "f0_rows"' in sql and "attendance" in sql][:1]
    assert "_rows" in counts and counts.count('_rows"') < counts.count('_total"') + counts.count('_known"')
    assert 'AS "f1_rows"' not in counts and 'AS "f2_total"' not in counts  # those of events, and of visits


def test_a_stock_counts_what_is_in_force_on_its_last_day(kind, office):
    """L4.4: 16 were signed, of which 12 are in force."""
    unit = office.units["kexie"]
    for place in range(12):
        event(unit, from_day=date(2026, 1, 5), to_day=[None, YEAR.last, date(2027, 3, 1)][place % 3])
    for _ in range(4):
        event(unit, from_day=date(2026, 1, 5), to_day=YEAR.last - timedelta(days=1))
    event(unit, from_day=None)
    assert told(kind, office, "in_force").exact == 12
    assert told(kind, office, "signed").exact == 16
    assert parse_bound("≥15").off(12) == 3


def test_sums_are_exact_and_units_that_differ_are_never_added(kind, office):
    """L9.1: 6,230 + 6,066 visits; copies are no visits."""
    for number in (6230, 6066):
        event(office.units["kexie"], HELD_ON, attendance=number)
    assert told(kind, office, "visits").exact == 12_296
    copies = Figure("copies", "Copies handed out", "attendance", measure="sum", on="held", unit="册")
    visits = Figure("visits", "Visits", "attendance", measure="sum", on="held", unit="人次")
    with pytest.raises(ValueError, match=r"plus copies \(Copies handed out\), counted in 册, while it is in 人次"):
        events(visits, copies, Figure("all", "All", plus="visits copies", unit="人次"))


def test_null_is_not_nought_and_the_base_is_told(kind, office):
    """L9.4: of three events one had nobody, of one it is not known."""
    unit = office.units["kexie"]
    for number in (0, 25, None):
        event(unit, HELD_ON, attendance=number)
    assert told(kind, office, "mean") == FigureValue(Fraction(25, 2), 2, 3)
    assert told(kind, office, "visits") == FigureValue(Fraction(25), 2, 3)
    Event.objects.filter(attendance__isnull=False).delete()
    assert told(kind, office, "mean") == told(kind, office, "visits") == FigureValue(None, 0, 1)


def test_a_share_of_nothing_is_not_computable_and_one_of_something_is_rounded_once(kind, office):
    assert told(kind, office, "talks") == FigureValue(None, 0, 0)
    unit = office.units["kexie"]
    for sort in ("talk", "fair", "fair", "", "match", "match", "match", "match", "match"):
        event(unit, HELD_ON, sort=sort)
    found = told(kind, office, "talks")
    assert found == FigureValue(Fraction(100, 8), 8, 9)  # of one it is not known what it was
    assert found.round_value(0) == 13


def test_what_belongs_to_one_is_put_together_as_the_office_says(kind, office):
    """L10.4: 35 hours do not do, 36 do; 20 and 20 do together, and not by the longest."""
    unit = office.units["kexie"]
    at, other = event(unit, sort="talk"), event(office.units["society"], sort="fair")
    one, two, three = people(unit, ["甲", "乙", "丙"])
    assert told(kind, office, "trained").unset == ("How hours are put together", "Hours from which somebody is trained")
    put(office, LONG, "≥36")
    put(office, PUT, "sum")
    spent(at, one, 35, HELD_ON)
    assert told(kind, office, "trained").exact == 0
    spent(at, two, 36, HELD_ON)
    assert told(kind, office, "trained").exact == 1
    spent(at, three, 20, HELD_ON)
    spent(other, three, 20, HELD_ON)
    spent(at, three, 99, date(2025, 12, 31))
    assert told(kind, office, "trained").exact == 2
    assert told(kind, office, "people").exact == 3
    assert told(kind, office, "attended").exact == 4
    divided = compute_figures(kind, ["trained", "there"], YEAR, office.actor("supervisor"), TODAY, by=["sort"])
    assert {key: (figure["trained"].exact, figure["there"].exact) for key, figure in divided.items()} == {
        ("talk",): (2, 1),
        ("fair",): (1, 0),
    }
    set_value(PUT, None, "max", TODAY, "云科协〔2026〕4号", office.actor("admin"), at=NOW)
    assert told(kind, office, "trained").exact == 1


def test_a_unit_counts_with_all_beneath_it_by_the_tree_of_the_day(kind, office):
    unit = office.units
    for name, number in (("kexie", 10), ("society", 5), ("bureau", 3)):
        event(unit[name], HELD_ON, attendance=number)
    among = [unit[unit_key].pk for unit_key in ("county", "kexie", "bureau", "town")]
    found = compute_figures(
        kind, ["visits", "reached"], YEAR, office.actor("supervisor"), TODAY, by=["unit"], among=among
    )
    assert {key: figure["visits"].exact for key, figure in found.items()} == {
        (unit["kexie"].pk,): 15,
        (unit["bureau"].pk,): 3,
    }
    assert told(kind, office, "visits", unit=unit["kexie"].pk).exact == 15
    assert told(kind, office, "visits", who="clerk").exact == 10  # whose right ends at their own unit


def test_money_beyond_what_64_bits_hold_is_added_exactly(kind, office):
    for cost in ("922337203685477.5807", "922337203685477.5807", "-0.0001"):
        event(office.units["kexie"], HELD_ON, cost=Decimal(cost), paid=Decimal("1000"))
    assert told(kind, office, "cost").exact == Fraction("1844674407370955.1613")
    Event.objects.filter(cost__gt=1).update(cost=Decimal("650"))
    Event.objects.filter(cost__lt=1).update(cost=None)
    assert told(kind, office, "spent") == FigureValue(Fraction(65), 2, 3)


def test_cells_without_rows_are_not_there(kind, office):
    """L9.5: a matrix of two lists has no 0 % where there is nothing."""
    event(office.units["kexie"], HELD_ON, sort="talk", reach="town")
    event(office.units["kexie"], HELD_ON, sort="fair", reach="")
    found = compute_figures(kind, ["talks"], YEAR, office.actor("supervisor"), TODAY, by=["sort", "reach"])
    assert {key: figure["talks"].exact for key, figure in found.items()} == {("talk", "town"): 100, ("fair", None): 0}


def test_bounds_say_their_sign():
    assert (
        parse_bound(" > 1000000").is_met(1_000_000) is False
        and parse_bound(">=10").is_met(10)
        and parse_bound("＜0.5").is_met(Fraction(1, 3))
    )
    assert parse_bound(">36").off(36) == 0 and not parse_bound(">36").is_met(36)
    for wrong in ("36", "≥", "≥ten", ">>3", ""):
        with pytest.raises(ValueError, match="sign with a number"):
            parse_bound(wrong)
    with pytest.raises(ValueError, match="neither"):
        parse_sum_mode("mean")


def test_a_cut_is_read_as_it_was_written():
    cut = Cut("events", YEAR.first, YEAR.last, 7, True, {"sort": "talk"}, base=True)
    assert cut_of(str(cut)) == cut
    for wrong in ("", "events", "events;2026-01-01;morgen", "events;2026-01-01;2026-02-01;unit=x", "a;b;c" * 200):
        with pytest.raises(ValueError):
            cut_of(wrong)


def test_what_cannot_be_added_is_not_computable():
    assert sum_values([FigureValue(Fraction(3), 1, 1), FigureValue(None, 0, 2)]) == FigureValue(None, 1, 3)


OF_TALKS = {"sort": {"talk": EVENTS_A_YEAR}}


@pytest.mark.parametrize(
    ("figure", "fault"),
    [
        (Figure("one", "One"), "goes by one day"),
        (Figure("one", "One", at="held"), "names a first and a last day"),
        *(
            (
                Figure("one", "One", at="from_day to_day", **{place: condition}),
                "figure one: it is taken on past days, and a state has no past: leave the state out of its conditions, "
                "let the steps set the first and the last day of at=",
            )
            for place, condition in (
                ("where", Is(state="open")),
                ("where", Is(sort="talk") & ~Is(state="ended")),
                ("where", Is(same__state="open")),
                ("where", Some("hours", where=Is(state="open"))),
                ("only", Is(state="open")),
            )
        ),
        (Figure("one", "One", on="sort"), "sort is no day"),
        (Figure("one", "One", "sort", measure="sum", on="held"), "nothing exact"),
        (Figure("one", "One", "title", measure="distinct", on="held"), "no link"),
        (Figure("one", "One", "guests.n", measure="sum", on="held"), "there is no kind guests"),
        (Figure("one", "One", on="held", by="title"), "no codes"),
        (Figure("one", "One", on="held", where=Is(colour="red")), "no field colour"),
        (Figure("one", "One", on="held", only=Is(sort="talk")), "only is asked of rows"),
        (Figure("one", "One", on="held", target=36), "stands in code"),
        (Figure("one", "One", on="held", by="sort", targets={"sort": {"talk": 36}}), "stands in code"),
        (Figure("one", "One", on="held", targets=OF_TALKS), "targets of sort: it is not divided by it"),
        (Figure("one", "One", on="held", by="unit", targets={"unit": {"x": EVENTS_A_YEAR}}), "not divided by it"),
        (
            Figure("one", "One", on="held", by="sort", targets={"sort": {"tlk": EVENTS_A_YEAR}}),
            "targets of sort: it is never 'tlk': it is one of fair, match, talk",
        ),
        (
            Figure("one", "One", on="held", by="sort", targets={"sort": {"talk": LARGE}}),
            "events.large is compared with, and has no sign",
        ),
        (Figure("One!", "One", on="held"), "stands in addresses"),
        (Figure("one", "One", measure="share", on="held"), "always the whole"),
        (
            Figure("one", "One", "hours", measure="share", on="hours.day", only=Is(hours=1), where=SURE),
            "only cuts the part and its base alike",
        ),
        (Figure("one", "One", measure="share", on="held", part=Is(sort="talk")), "part is asked of rows"),
        (Figure("one", "One", "hours", on="hours.day", part=Is(hours=1)), "only a share of rows has a part"),
        (Figure("one", "One", "hours", measure="share", on="hours.day", part=Is(ours=1)), "no field ours"),
        (Figure("one", "One", on="held", target=LARGE), "events.large is compared with, and has no sign"),
        (
            Figure("one", "One", "hours.person", "distinct", "hours.day", having=("hours.hours", LONG, LONG)),
            "events.long says how values are put together",
        ),
        (
            Figure("one", "One", "hours.person", measure="mean", on="hours.day", having=("hours.hours", "sum", LONG)),
            "once",
        ),
    ],
)
def test_a_wrong_figure_stops_the_start(figure, fault):
    with pytest.raises(ValueError, match=fault), counted_kinds(figure):
        pass

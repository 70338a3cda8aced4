"""Figures of protected records: counted over all, and never so small that they say something of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from counted_kinds import FIGURES, counted_kinds, event
from luoshi.desk.figures.queries.cube import is_protected, protected_subject_column
from luoshi.desk.figures.queries.figures import FigureSpan, figures_of
from luoshi.desk.figures.queries.sources import figure_row_source
from luoshi.desk.figures.queries.suppression import disclosable_figures, open_of
from luoshi.desk.figures.rules import Cut, FigureValue
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.registry import get_kind as declared
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.small_numbers import SMALL
from office import NOW, TODAY, Office

HELD = date(2026, 3, 2)
YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    figures = [figure for figure in FIGURES if "cost" not in figure.columns]
    with counted_kinds(*figures, Protected({"cost": stars}, "desk")) as found:
        yield found


@pytest.fixture
def held(office: Office, kind: CompiledKind) -> Office:
    """Eight events, six of them of 县科协 and two of 县科技局; three fairs."""
    for at in range(8):
        event(
            office.units["bureau" if at > 5 else "kexie"], HELD, sort="fair" if at % 3 == 0 else "talk", attendance=at
        )
    return office


def _least(office: Office, text: str) -> None:
    set_value(SMALL, None, text, date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)


def _told(kind: CompiledKind, office: Office, who: str, *names: str, **more: Any) -> Any:
    return disclosable_figures(kind, names, YEAR, office.actor(who), TODAY, **more)


def test_who_may_read_all_sees_all(kind: CompiledKind, held: Office) -> None:
    assert _told(kind, held, "supervisor", "events")[()]["events"].exact == 8
    assert _told(kind, held, "supervisor", "events", by=["sort"])[("fair",)]["events"].exact == 3


def test_who_knows_the_others_is_told_no_number_of_few(kind: CompiledKind, held: Office) -> None:
    """A clerk sees the six of their own unit: any number of all eight would tell them of the other two."""
    _least(held, "3")
    total = _told(kind, held, "clerk", "events", "visits", "talks")[()]
    assert {name: value.small for name, value in total.items()} == dict.fromkeys(("events", "visits", "talks"), True)
    among = [held.units["kexie"].pk, held.units["bureau"].pk]
    lines = _told(kind, held, "clerk", "events", by=["unit"], among=among)
    assert lines[(held.units["bureau"].pk,)]["events"] == FigureValue(None, 0, 0, (), small=True)
    assert lines[(held.units["kexie"].pk,)]["events"].exact == 6  # whom they may read anyway
    assert open_of(kind, Cut("events", YEAR.first, YEAR.last), held.actor("clerk"), TODAY) == (6, None)
    own = Cut("events", YEAR.first, YEAR.last, held.units["kexie"].pk, own=True)
    assert open_of(kind, own, held.actor("clerk"), TODAY) == (6, 6)


def test_whichever_page_is_asked_the_answer_is_the_same(kind: CompiledKind, held: Office) -> None:
    """Of three units one has two: its number follows neither from the total less the others nor from their pages."""
    for place, count in (("bureau", 4), ("town", 7)):
        for _each in range(count):
            event(held.units[place], HELD, sort="talk", attendance=1)
    event(held.units["society"], HELD, sort="talk")
    _least(held, "3")
    units = [held.units[name].pk for name in ("bureau", "town", "society")]
    root = [_told(kind, held, "clerk", "events", unit=unit)[()]["events"] for unit in units]
    lines = _told(kind, held, "clerk", "events", by=["unit"], among=units)
    assert [lines[(unit,)]["events"] for unit in units] == root
    assert [value.small for value in root].count(True) >= 2 and root[2].small


def test_too_few_changes_change_no_answer(kind: CompiledKind, held: Office) -> None:
    """Eight of the other units by March; two more in May: May's answer is March's, until there are three."""
    for _each in range(6):
        event(held.units["bureau"], HELD, sort="talk")
    _least(held, "3")
    may = [event(held.units["bureau"], date(2026, 5, day), sort="talk") for day in (4, 5)]
    until_march, until_may = FigureSpan(YEAR.first, HELD), YEAR
    answers = [
        disclosable_figures(kind, ["events"], span, held.actor("clerk"), TODAY)[()]["events"]
        for span in (until_march, until_may)
    ]
    assert [value.exact for value in answers] == [14, 14] and answers[1].until == HELD
    assert disclosable_figures(kind, ["events"], YEAR, held.actor("supervisor"), TODAY)[()]["events"].exact == 14 + len(
        may
    )
    event(held.units["bureau"], date(2026, 5, 6), sort="talk")
    later = disclosable_figures(kind, ["events"], YEAR, held.actor("clerk"), TODAY)[()]["events"]
    assert (later.exact, later.until) == (17, date(2026, 5, 6))
    month = FigureSpan(date(2026, 5, 1), date(2026, 5, 31))
    assert disclosable_figures(kind, ["events"], month, held.actor("clerk"), TODAY)[()]["events"].small


def test_nothing_is_shown_before_the_office_has_said_how_small(kind: CompiledKind, held: Office) -> None:
    value = _told(kind, held, "clerk", "events")[()]["events"]
    assert value.small and value.exact is None and value.unset == (SMALL.label,)


def test_the_page_says_why(kind: CompiledKind, held: Office, client: Client) -> None:
    _least(held, "3")
    client.force_login(held.people["clerk"].user)
    page = client.get("/events/figures/", {"year": "2026", "by": "unit"}).content.decode()
    assert "不显示" in page and "受保护的记录少于 3 条的数字不显示" in page


def test_who_may_read_all_is_told_of_nothing_hidden(kind: CompiledKind, held: Office, client: Client) -> None:
    _least(held, "3")
    client.force_login(held.people["supervisor"].user)
    page = client.get("/events/figures/", {"year": "2026", "by": "unit"}).content.decode()
    assert "不显示" not in page and "受保护" not in page


def test_what_leads_to_confidential_records_is_as_protected_as_they_are() -> None:
    """Aid links to the files of households; activities name people of the open register, and stay as they are."""
    aids, helps, activities = (declared(name) for name in ("aids", "helps", "activities"))
    assert is_protected(aids, "aid") and is_protected(aids, "aided") and is_protected(helps, "deeds")
    assert not is_protected(activities, "people") and not is_protected(activities, "events")


def test_a_month_is_shown_to_who_may_read_all_and_to_nobody_else(kind: CompiledKind, held: Office) -> None:
    """Two spans from January differ by a month: what they hide, a division by month must not tell."""
    _least(held, "3")
    by_month = ["held.month"]
    assert _told(kind, held, "supervisor", "events", by=by_month)[(3,)]["events"].exact == 8
    assert _told(kind, held, "clerk", "events", by=by_month)[(3,)]["events"].small
    among = [held.units["kexie"].pk]
    by_both = _told(kind, held, "clerk", "events", by=["unit", *by_month], among=among)
    assert all(values["events"].small for values in by_both.values())


def test_three_deposits_of_a_learner_tell_of_one_person() -> None:
    credits = declared("credits")
    deposits = figures_of(credits)["deposits"]
    assert credits.masks and protected_subject_column(figure_row_source(credits, deposits), deposits) == "learner"

"""Beside a duty stands the step that meets it, for whoever may take it: on a record's page and among one's work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from lxml import html

from checked_bodies import CYCLE, MONTHLY, TALK, WHO, body, noon, step
from declared_lines import declared
from linked.models import Body, Project
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind, make_kind
from office import Office
from sample_line import one_kind

DAY = date(2026, 3, 14)
RIGHTS = Rights(
    (
        Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),
        Relation("desk", "Desk", reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
    ),
    sees=("unit", "desk"),
)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(DAY))


def bodies(*steps: Step, owed: tuple[Owed, ...] = (MONTHLY,)) -> CompiledKind:
    """Bodies with a duty; these steps take the place of those of their names."""
    every = {own.name: own for own in (*CYCLE.all_steps, *steps)}
    cycle = Cycle(CYCLE.states, "closed", [*every.values()])
    return make_kind(Kind("bodies", "Bodies", "Body", Body, cycle, RIGHTS, parts=owed, prefix="团"))


REMARK = Step("remark", "Remark", "paired >", WHO, own={"reason": True}, tone="main")  # awaited, and meets no duty


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with one_kind(bodies(REMARK)) as found:
        yield found


def paired(office: Office, kind: CompiledKind, since: date) -> Any:
    one = body(office, kind, since)
    step(office, one, "pair", since)
    list(roll_out_all(DAY))
    return type(one).objects.get(pk=one.pk)


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    return client


def duties(page: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each fact of the card of duties, by its day, with its buttons."""
    (card,) = html.fromstring(page.content.decode()).xpath("//section[@aria-labelledby='owed']")
    return [
        (
            " ".join(fact.xpath("string(dd/*[contains(@class, 'facts__words')])").split()),
            [(button.text.strip(), button.get("href")) for button in fact.xpath(".//a[contains(@class, 'button')]")],
        )
        for fact in card.xpath(".//dl/div")
    ]


def test_the_step_stands_beside_what_is_to_be_done_next_and_once(office: Office, kind: CompiledKind) -> None:
    one = paired(office, kind, date(2026, 1, 5))
    to_take = ("Talk", f"{one.get_absolute_url()}talk/")
    shown = duties(signed_in(office, "clerk").get(one.get_absolute_url()))
    assert [day for day, buttons in shown if buttons] == ["2026-03-31"]  # January and February are missed
    assert [button for _day, buttons in shown for button in buttons] == [to_take]


def test_where_all_is_missed_it_stands_beside_the_last(office: Office, kind: CompiledKind) -> None:
    one = paired(office, kind, date(2026, 1, 5))
    step(office, one, "unpair", date(2026, 3, 2))  # nothing is owed from now on, and two months stay missed
    shown = duties(signed_in(office, "clerk").get(one.get_absolute_url()))
    assert [day for day, buttons in shown if buttons] == [[day for day, _ in shown if day.startswith("2026")][-1]]


def test_who_may_not_take_it_is_offered_none(office: Office, kind: CompiledKind) -> None:
    one = paired(office, kind, date(2026, 3, 2))
    shown = duties(signed_in(office, "supervisor").get(one.get_absolute_url()))
    assert shown and not any(buttons for _day, buttons in shown)


def test_among_ones_work_it_stands_beside_the_step_that_is_awaited(office: Office, kind: CompiledKind) -> None:
    one = paired(office, kind, date(2026, 2, 2))
    (row,) = signed_in(office, "clerk").get("/").context["waiting"]["table"].rows
    due, to_do = row.cells[-2], row.cells[-1]
    assert due.note == "Monthly talk"
    assert [(button["label"], button["url"]) for button in to_do.steps] == [
        ("Remark", f"{one.get_absolute_url()}remark/"),
        ("Talk", f"{one.get_absolute_url()}talk/"),
    ]


def test_a_step_that_is_awaited_and_meets_it_stands_there_once(office: Office) -> None:
    with one_kind(bodies(replace(TALK, tone="main"))) as of:
        paired(office, of, date(2026, 2, 2))
        (row,) = signed_in(office, "clerk").get("/").context["waiting"]["table"].rows
    assert [button["label"] for button in row.cells[-1].steps] == ["Talk"]


@pytest.mark.parametrize(("who", "offered"), [("clerk", True), ("supervisor", False)])
@pytest.mark.parametrize("where", [None, Is(sort="farm")])
def test_a_duty_met_by_a_record_about_it_offers_to_begin_one(
    office: Office, who: str, offered: bool, where: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Project._meta.get_field("body"), "where", where)
    note = Step("note", "Note", "> noted", "unit", "title unit body day", on="day", answers="body.inspection")
    look = Step("look", "Look", "> noted", "unit", "title unit body")
    cycle = Cycle({"noted": "Noted"}, "noted", [look, note])
    looks = make_kind(Kind("trials", "Projects", "Project", Project, cycle, RIGHTS, prefix="项"))
    declarations = (
        bodies(owed=(MONTHLY, Owed("inspection", "Inspection", every="P1Y"))).declaration,
        looks.declaration,
    )
    with declared(Line("inspected", "Inspected", declarations)):
        one = body(office, get_kind("bodies"), date(2026, 1, 5))
        list(roll_out_all(DAY))
        client = signed_in(office, who)
        shown = duties(client.get(one.get_absolute_url()))
        found = [button for _day, buttons in shown for button in buttons]
        assert [label for label, _url in found] == (["Note"] if offered and where is None else [])
        if found:
            form = client.get(found[0][1])
            assert form.status_code == 200 and re.search(rf'value="{one.number}', unescape(form.text))

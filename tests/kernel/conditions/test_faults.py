"""A condition that fits no record is refused when all lines are declared, with a sentence that says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils import translation

from linked.models import LEVELS, Body
from luoshi.kernel.code_lists.fields import ListedChoice
from luoshi.kernel.conditions.queries.faults import condition_faults
from luoshi.kernel.conditions.queries.requirements import condition_labels
from luoshi.kernel.kinds.language.conditions import (
    DAY,
    During,
    Field,
    Given,
    Is,
    Least,
    Meets,
    Need,
    No,
    Owes,
    Some,
    Valid,
    When,
)
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from three_kinds import END, SIGNED, SIZE, three_kinds

WORDS = DeclaredParameter("bodies.mode", "Sum or single", str)
BY_PLACE = type("ByPlace", (forms.Form,), {"place": forms.ChoiceField(choices=[("hall", "Hall"), ("yard", "Yard")])})


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with three_kinds():
        yield


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("bodies", Is(state="open running", sort="farm", sort__not="society", card=None, sound=True, part_of=None)),
        ("looks", Is(project__body__sort__not="farm", owner=None, closed=None)),
        ("scores", Is(score=Decimal("2.5"), marks__not=3) | Least("score", Decimal("2.00005"))),
        ("bodies", Least("size", 50) & Least("size", Decimal("2.5")) | Least("part_of.size", SIZE)),
        ("trials", Meets("body.size", SIGNED) | Meets("body.part_of.worth", SIGNED)),
        ("trials", Valid("body.from_day", "body.to_day") & ~Least("body.from_day", date(2026, 1, 1))),
        ("trials", Owes("body.inspection") | Owes("body.part_of.inspection", open=True)),
        ("bodies", No("trials", level=None) & Some("trials", where=Some("looks", "project", result="good"))),
        ("trials", Some("body.trials", "body", Is(state="running"), day=None)),
        ("bodies", Given(why="merged moved", sure=True, times__not=2, by=date(2026, 1, 1))),
        ("trials", Is(day=Field("body.from_day"), unit=Field("body.unit"), body__not=Field("body.part_of"))),
        ("bodies", Least("to_day", Field("from_day") + 3 * DAY) & Least("from_day", Field("part_of.from_day") + SIZE)),
        ("bodies", Least("size", Field("worth") - Decimal("0.5")) & Is(worth=Field("size"), opened=Field("closed"))),
    ],
)
def test_what_fits_has_no_fault(name: str, condition: When) -> None:
    assert list(condition_faults(condition, get_kind(name), form=END)) == []


@pytest.mark.parametrize(
    ("name", "condition", "said"),
    [
        ("bodies", Is(sze=3), "Body has no field sze"),
        ("trials", Is(body__sze=3), "Body has no field sze"),
        ("trials", Is(body_id=3), "Project has no field body_id"),
        ("trials", Is(level__sort="high"), "level of Project leads to no record"),
        ("trials", Is(unit__name="x"), "unit of Project leads to no record"),
        ("bodies", Is(size="3"), "size is never '3': its type is IntegerField"),
        ("bodies", Is(size=True), "size is never True: its type is IntegerField"),
        ("bodies", Is(sort=3), "sort is never 3: its type is CharField"),
        ("bodies", Is(part_of=3), "part_of is never 3: its type is Linked"),
        ("bodies", Is(opened=date(2026, 1, 1)), "opened is never datetime.date(2026, 1, 1): its type is DateTimeField"),
        ("bodies", Is(sort="farm frm"), "sort is never 'frm'"),
        ("trials", Is(reach="nosuch"), "reach is never 'nosuch'"),
        ("bodies", Is(state="opn"), "state is never 'opn'"),
        ("trials", Is(body__state="opn"), "body.state is never 'opn'"),
        ("trials", Is(reach="nosuch"), "reach is never 'nosuch': it is one of city, nation, town"),
        ("bodies", Least("size", 2**31), "size is not compared with 2147483648: it is at most 2147483647"),
        ("bodies", Least("size", Decimal("NaN")), "size is not compared with NaN: that is no number"),
        ("bodies", Is(size=-(2**31) - 1), "size is never -2147483649: it is at least -2147483648"),
        ("expenses", Least("amount", -1), "amount is not compared with -1: it is at least 0"),
        (
            "expenses",
            Least("amount", Decimal("1e18")),
            "amount is not compared with 1E+18: it is at most 92233720368547",
        ),
        ("scores", Is(score=Decimal("2.00005")), "score is never Decimal('2.00005'): its type is Fixed"),
        ("bodies", Least("sort", 3), "sort is not more or less than anything: its type is CharField"),
        ("bodies", Least("size", "3"), "size is not compared with '3': its type is IntegerField"),
        ("bodies", Least("from_day", 3), "from_day is not compared with 3: its type is DateField"),
        ("bodies", Least("size", WORDS), "size is compared with bodies.mode, whose value is words"),
        (
            "bodies",
            Least("size", SIGNED),
            "size is compared with bodies.signed, whose value is no number: Meets compares with a bound",
        ),
        ("bodies", Meets("size", SIZE), "size meets bodies.size, which has no sign: it is read by bound, as ≥36"),
        ("bodies", Meets("size", 36), "size meets 36, which no office sets: Least compares with a number"),
        ("bodies", Meets("sort", SIGNED), "sort meets no bound: its type is CharField"),
        ("bodies", Meets("from_day", SIGNED), "from_day meets no bound: its type is DateField"),
        ("bodies", Meets("nosuch", SIGNED), "Body has no field nosuch"),
        ("bodies", Least("from_day", SIZE), "from_day is compared with bodies.size, whose value is no day"),
        ("bodies", During("size"), "size is no date: it lies in no period"),
        ("bodies", During("sound_day"), "Body has no field sound_day"),
        ("bodies", Valid("size", "to_day"), "size is no date: nothing is valid from or to it"),
        ("trials", Valid("day", "body.to_day"), "the first and the last day of Valid stand in two records"),
        ("looks", Is(project__body__part_of__sort="farm"), "project.body.part_of.sort lies 3 links away: at most 2"),
        ("looks", Some("project.body.bodies", "part_of"), "project.body.bodies lies 3 links away: at most 2"),
        (
            "bodies",
            Some("trials", where=Some("looks", where=Is(project__level="high"))),
            "project.level lies 3 links away: at most 2",
        ),
        ("bodies", Owes("part_of.part_of.part_of.inspection"), "part_of.part_of.part_of.inspection lies 3 links away"),
        ("trials", Owes("inspection"), "Project owes no inspection"),
        ("trials", Owes("body.congress"), "Body owes no congress"),
        ("bodies", Some("project"), "there is no kind project"),
        ("looks", Some("trials"), "nothing of trials leads to Check"),
        ("bodies", Some("trials", via="parts.unit"), "there are no rows parts inside trials"),
        ("bodies", Some("trials", via="unit"), "unit of trials does not lead to Body, but body"),
        ("bodies", Some("trials", levl="high"), "Project has no field levl"),
        ("bodies", Given(who="x"), "who is not what the step asks"),
        ("bodies", Given(why__sort="x"), "why.sort is not what the step asks"),
        ("bodies", Given(why=3), "why is never given as 3: its type is CharField"),
        ("bodies", Given(sure="yes"), "sure is never given as 'yes': its type is BooleanField"),
        ("bodies", Is(size=Field("sze")), "Body has no field sze"),
        ("bodies", Is(size=Field("sort")), "size is compared with sort: their types are IntegerField and CharField"),
        ("bodies", Is(part_of=Field("unit")), "part_of is compared with unit: they lead to Body and Unit"),
        ("trials", Is(reach=Field("level")), "reach is compared with level: their codes are of different lists"),
        ("bodies", Is(sort=Field("state")), "sort is compared with state: their codes are of different lists"),
        ("bodies", Least("sort", Field("card")), "sort is compared with card: their types are CharField and CharField"),
        ("bodies", Is(sort=Field("card") + 1), "sort is compared with card: nothing is added to a CharField"),
        (
            "bodies",
            Least("size", Field("size") + Decimal("0.5")),
            "size is compared with size, and Decimal('0.5') is no",
        ),
        (
            "bodies",
            Least("to_day", Field("from_day") + WORDS),
            "to_day is compared with from_day, and bodies.mode is no",
        ),
        (
            "looks",
            Is(day=Field("project.body.part_of.to_day")),
            "project.body.part_of.to_day lies 3 links away: at most",
        ),
        ("bodies", Some("trials", where=Given(why="x")), "why: only a need of a step that asks something can read"),
    ],
)
def test_what_does_not_fit_is_said(name: str, condition: When, said: str) -> None:
    for asked in (condition, ~condition, Is(due=None) & condition, condition | Is(due=None)):
        (fault,) = condition_faults(asked, get_kind(name), form=END)
        assert fault.startswith(said)


def test_a_code_that_a_form_does_not_offer_is_said() -> None:
    found = list(condition_faults(Given(place="hall roof"), get_kind("bodies"), form=BY_PLACE))
    assert found == ["place is never given as 'roof': it is one of hall, yard"]
    listed = type("Listed", (forms.Form,), {"level": ListedChoice(LEVELS)})
    assert list(condition_faults(Given(level="city"), get_kind("bodies"), form=listed)) == []
    (fault,) = condition_faults(Given(level="cty"), get_kind("bodies"), form=listed)
    assert fault == "level is never given as 'cty': it is one of city, nation, town"


def test_without_a_step_nothing_is_given() -> None:
    (fault,) = condition_faults(Given(why="x"), get_kind("bodies"))
    assert fault == "why: only a need of a step that asks something can read what is given"


def test_two_links_need_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field of which there are two is not guessed."""
    again = Body._meta.get_field("part_of")
    monkeypatch.setattr(Body._meta, "concrete_fields", (*Body._meta.concrete_fields, again), raising=False)
    assert list(condition_faults(Some("bodies"), get_kind("bodies"))) == [
        "bodies leads to Body by part_of and part_of: say via which of them"
    ]


@pytest.mark.parametrize(
    ("name", "condition"),
    [("bodies", Is(card="A1")), ("trials", Is(body__card=None)), ("bodies", Is(sort=Field("card")))],
)
def test_protected_fields_are_asked_by_gates_and_by_nothing_that_all_may_read(name: str, condition: When) -> None:
    assert list(condition_faults(condition, get_kind(name))) == []
    (fault,) = condition_faults(condition, get_kind(name), open_to_all=True)
    assert fault.endswith("card is protected, and whoever reads the answer would know of it")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: Is(), "Is asks nothing"),
        (lambda: Is(sort=" "), "sort is compared with nothing: None asks whether it is unset"),
        (lambda: Is(sort="farm") and Is(size=3), "conditions are joined by &, | and ~"),
        (lambda: not Is(sort="farm"), "conditions are joined by &, | and ~"),
        (lambda: Given(why=Field("sort")), "what is given is compared with values alone"),  # type: ignore[arg-type]
        (lambda: Need({"sort": "farm"}, "x"), "a need is a condition, not {'sort': 'farm'}"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_condition_is_refused_where_it_stands(wrong: Any, said: str) -> None:
    with pytest.raises((ValueError, TypeError), match="^" + said.replace("|", r"\|")):
        wrong()


def test_a_condition_names_what_it_reads() -> None:
    condition = Is(body__sort="farm", level=None) & ~Least("body.size", SIZE) | Owes("body.inspection")
    said = ["Body", "Body: Sort", "Body: Size", "Size from which a body counts", "Yearly inspection"]
    with translation.override("en"):
        assert condition_labels(condition, get_kind("trials").record) == said
        beside = Is(body__sort=Field("level")) & Least("day", Field("body.to_day") + SIZE)
        assert condition_labels(beside, get_kind("trials").record) == [
            "Body", "Body: Sort", "Level", "Day", "Body: To", "Size from which a body counts"
        ]  # fmt: skip
        assert condition_labels(Some("trials", where=Is(level="high")), Body) == ["Project: Level"]

"""A kind that was declared a moment ago is taken in by what tries every kind, without a line written for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from django.utils.safestring import mark_safe

from cast import Cast
from declared_lines import changed
from every_kind import SOUND, standing, tried
from full import turned
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import ReasonForm, StepForm, make_step_form
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.registry import make_kind
from luoshi.lines.appeals.models import Appeal
from luoshi.org.people.forms import PostField
from luoshi.org.units.choosers import UnitField
from office import NOW
from reasons import reason
from sample_line import one_kind


class Plan(StepForm):
    """When, by whom and how: more than plain words."""

    title = forms.CharField(max_length=200)
    unit = UnitField()
    owner = PostField()
    day = forms.DateField()
    hour = forms.TimeField(required=False)
    length = forms.DurationField(required=False)
    cost = forms.DecimalField(min_value=2, max_digits=8, decimal_places=2)
    people = forms.IntegerField(min_value=3, max_value=9)
    topic = forms.ChoiceField(choices=[("", "choose"), ("tea", "Tea"), ("fruit", "Fruit")])
    mail = forms.EmailField()
    page = forms.URLField(required=False, assume_scheme="https")
    plate = forms.RegexField(r"云[A-Z]\d{5}")
    note = forms.CharField(min_length=12, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].day = self.at.date()

    def clean(self) -> dict[str, Any]:
        """It comes as a visit."""
        return {
            **(super().clean() or self.cleaned_data),
            "channel": "visit",
            "words": self.cleaned_data.get("note", ""),
        }


CLOSE = make_step_form(Appeal, "answer")
RIGHTS = Rights(
    relations=(
        Relation("desk", "Desk", reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
        Relation("unit", "Unit", reaches=((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN))),
        Relation("host", "Who goes there", owner=True),
        Relation("asker", "Who planned it", opener=True),
    ),
    sees=("desk", "unit", "host", "asker"),
)
CYCLE = Cycle(
    {"planned": "Planned", "held": "Held", "closed": "Closed"},
    "closed",
    (
        Step("plan", "Plan a visit", "> planned", "unit", given=Plan, sets="title unit owner channel words",
             example={"plate": "云A12345"}),
        Step("hold", "Held", "planned > held", "host", given=make_step_form(None, told=forms.DateField()), tone="main"),
        Step("remark", "Remark", "planned held >", "desk unit", given=ReasonForm),
        Step("close", "Close", "held > closed", "desk asker", given=CLOSE, sets="answer", tone="main"),
    ),
)  # fmt: skip
VISITS = make_kind(
    Kind(
        name="visits",
        label="Visits",
        one="Visit",
        record=Appeal,
        cycle=CYCLE,
        rights=RIGHTS,
        columns=("owner",),
        filters=("channel",),
        words=("title", "answer"),
        parts=(Protected({"speaker": stars}, ("desk",)),),
        prefix="访",
    )
)


@pytest.fixture(autouse=True)
def _at_that_moment(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def found(kind: CompiledKind) -> dict[str, Any]:
    """What is found wrong with it; by its pages, for the API was put together before it was declared."""
    with one_kind(kind):
        return tried(standing(kind, Cast()), api=False)


def with_step(name: str, **change: Any) -> CompiledKind:
    """The kind with another step of this name."""
    steps = tuple(replace(step, **change) if step.name == name else step for step in CYCLE.steps)
    return changed(VISITS, cycle=replace(CYCLE, all_steps=(CYCLE.first, *steps)))


def test_a_new_kind_is_taken_in_by_itself(db: None) -> None:
    assert found(VISITS) == SOUND


class Stumbles(ReasonForm):
    """A form that takes for granted what it is given."""

    def clean_reason(self) -> str:
        """Many figures lead to an error of the program."""
        words: str = self.cleaned_data["reason"]
        if words.isdecimal():
            raise RuntimeError(words)
        return words


def a_query_each(rows: Any, _counted: int | None) -> list[tuple[str, str]]:
    return [("Rows", str(sum(Appeal.objects.filter(pk=row.pk).count() for row in rows)))]


def as_they_are(rows: Any, _counted: int | None) -> list[tuple[str, str]]:
    return [("Titles", mark_safe(" ".join(row.title for row in rows)))]


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        (changed(VISITS, summary=a_query_each), ["more queries for more rows", "sent twice"]),
        (changed(VISITS, summary=as_they_are), ["scripts"]),
        (with_step("remark", given=Stumbles), ["broken"]),
    ],
    ids=["a query for each row", "words shown as they are", "a form that stumbles"],
)
def test_what_is_wrong_with_a_kind_is_found(db: None, kind: CompiledKind, where: list[str]) -> None:
    assert [name for name, wrong in found(kind).items() if wrong] == where


@pytest.mark.parametrize(
    ("what", "instead"),
    turned(
        [
            ("steps.actions.steps.may_take", lambda *_: True),
            ("steps.actions.steps.may_take", lambda *_: False),
            ("steps.actions.refusals.journal_refusal", lambda *_: None),
            ("steps.actions.steps.may_open", lambda *_: {}),
        ],
        1,
    ),
    ids=["a step is open to all", "a step is open to none", "a refusal leaves no entry", "nobody may open one"],
)
def test_what_is_wrong_with_the_rights_is_found(
    db: None, monkeypatch: pytest.MonkeyPatch, what: str, instead: Callable[..., Any]
) -> None:
    assert get_resolver().url_patterns  # a page that is imported while a fault is planted would keep it
    with one_kind(VISITS):
        stand = standing(VISITS, Cast())
        monkeypatch.setattr(f"luoshi.kernel.{what}", instead)
        assert tried(stand, api=False)["rights"]


def test_a_step_that_leaves_half_of_itself_is_found(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with one_kind(VISITS):
        stand = standing(VISITS, Cast())
        monkeypatch.setattr("luoshi.kernel.steps.actions.steps.transaction", SimpleNamespace(atomic=nullcontext))
        assert tried(stand, api=False)["left by halves"]


def test_a_state_that_no_example_leads_to_is_told_with_the_step_that_needs_one(db: None) -> None:
    opens = replace(CYCLE.first, example={})
    with pytest.raises(AssertionError, match="say an example"):
        found(changed(VISITS, cycle=replace(CYCLE, all_steps=(opens, *CYCLE.steps))))


class Picky(ReasonForm):
    """A form that takes one word alone."""

    def clean_reason(self) -> str:
        """Only this one."""
        if self.cleaned_data["reason"] != "茶":
            raise ValidationError("Say what kind of tea.")
        return "茶"


def test_so_is_a_step_whose_form_wants_what_no_type_tells(db: None) -> None:
    with pytest.raises(AssertionError) as failed:
        found(with_step("hold", given=Picky))
    assert str(failed.value) == (
        "visits, hold: reason: Say what kind of tea. (say example=; sent: {'reason': '如实办理'})"
    )


def test_a_step_that_is_refused_where_it_was_tried_says_which_field_and_why(db: None) -> None:
    kind = with_step("remark", given=Picky)  # keeps the state, so that no record comes to be by it
    with one_kind(kind):
        wrong = tried(standing(kind, Cast()), api=False)["rights"]
    assert "'because', 'reason: Say what kind of tea.'" in reason(wrong)

"""The acts of a record's page: one main, two more, the rest behind "…", and what cannot be done with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.desk.details.act_menu import act_menu
from luoshi.desk.details.acts import (
    CAREFUL,
    ELSEWHERE,
    IN_SIGHT,
    MAIN,
    PLAIN,
    SELDOM,
    PageAct,
    choose_acts,
    following_step,
    steps_ahead,
)
from luoshi.kernel.kinds.language.steps import Cycle, Step

CYCLE = Cycle(
    {"entered": "Entered", "running": "Running", "reported": "Reported", "closed": "Closed"},
    "closed",
    (
        Step("enter", "Enter", "> entered", "desk"),
        Step("send", "Send", "entered > running", "desk", tone="main"),
        Step("report", "Report", "running > reported", "unit", tone="main"),
        Step("return", "Return", "reported > running", "desk"),
        Step("close", "Close", "reported > closed", "desk", tone="main"),
    ),
)


def acts(words: str) -> list[PageAct]:
    """Acts from words: ``Report:main``, ``Note:plain:stays``, ``Close:main:no`` cannot be done."""
    made = []
    for label, sort, *more in (word.split(":") for word in words.split()):
        made.append(PageAct(label, f"/{label}/", sort, stays="stays" in more, why_not=["why"] if "no" in more else ()))
    return made


def sentence(words: str) -> str:
    """What stands where: ``main | beside | folded``; what cannot be done in brackets."""
    found = choose_acts(acts(words))
    parts = [[found.main] if found.main else [], found.beside, found.folded]
    said = " | ".join(" ".join(act.label for act in part) for part in parts)
    return said + "".join(f" ({act.label})" for act in found.refused)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Report:main Note:plain Part:plain Drop:careful", "Report | Note Part | Drop"),
        ("Close:main Reject:main Return:plain", "Close | Reject Return | "),
        ("Note:plain:stays Move:plain Tag:plain:stays Look:plain:stays", " | Move Note Tag | Look"),
        ("Report:main Instruct:elsewhere Hold:seldom", "Report | Instruct | Hold"),
        ("Reopen:careful Correct:careful Instruct:elsewhere", " | Reopen Correct Instruct | "),
        ("Move:plain Drop:careful", " | Move | Drop"),
        ("Hold:seldom", " |  | Hold"),
        ("Report:main Close:main:no", "Report |  |  (Close)"),
        ("", " |  | "),
    ],
)
def test_what_stands_where(words: str, expected: str) -> None:
    assert sentence(words) == expected


ACTS = st.lists(
    st.builds(
        PageAct,
        st.text("abc", min_size=1, max_size=3),
        st.just("/way/"),
        st.sampled_from((MAIN, PLAIN, CAREFUL, ELSEWHERE, SELDOM)),
        stays=st.booleans(),
        why_not=st.sampled_from(((), ("why",))),
    ),
    max_size=12,
)


@given(ACTS)
def test_every_act_stands_somewhere_once_and_few_are_in_sight(made: list[PageAct]) -> None:
    numbered = [replace(act, label=f"{act.label}{at}") for at, act in enumerate(made)]
    found = choose_acts(numbered)
    in_sight = [*([found.main] if found.main else []), *found.beside]
    assert len(in_sight) <= IN_SIGHT
    assert found.main is None or found.main.sort == MAIN
    assert not any(act.sort == SELDOM for act in in_sight)
    if any(act.sort in (MAIN, PLAIN) and not act.why_not for act in made):
        assert not any(act.sort == CAREFUL for act in in_sight)
    everywhere = [*found.open_acts, *found.refused]
    assert sorted(act.label for act in everywhere) == sorted(act.label for act in numbered)
    assert all(act.why_not for act in found.refused) and not any(act.why_not for act in found.open_acts)
    menu = act_menu(found)
    in_menu = [act for group in menu["groups"] for act in group["acts"]] + menu["seldom"]  # type: ignore[attr-defined]
    assert sorted(act.label for act in in_menu) == sorted(act.label for act in found.folded)


def test_what_this_person_will_do_later_names_the_state_it_waits_for() -> None:
    ahead = ["running", "reported", "closed"]
    found = [(later.step.name, str(later.state)) for later in steps_ahead(CYCLE, ahead, "entered", {"desk"})]
    assert found == [("close", "Reported")]
    assert [later.step.name for later in steps_ahead(CYCLE, ahead, "entered", {"unit"})] == ["report"]
    assert steps_ahead(CYCLE, ahead, "entered", set()) == []


def test_what_lies_behind_a_step_that_may_lead_elsewhere_is_not_announced() -> None:
    cycle = CYCLE.with_steps(
        replace(step, or_to="closed") if step.name == "report" else step for step in CYCLE.all_steps
    )
    ahead = ["running", "reported", "closed"]
    assert steps_ahead(cycle, ahead, "entered", {"desk"}) == []
    assert [later.step.name for later in steps_ahead(cycle, ahead, "entered", {"unit"})] == ["report"]


def test_what_follows_is_the_main_step_of_the_state_ahead() -> None:
    assert [step and step.name for step in (following_step(CYCLE, state) for state in CYCLE.states)] == [
        "send",
        "report",
        "close",
        None,
    ]

"""A figure that only the kind of paper makes a target or a result is neither, until a person has said which."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.plans.rows.rules.drafting import draft_rows
from luoshi.reading.ledger import build_ledger
from luoshi.reading.model import Quantity, Reading, TextStatement
from luoshi.reading.roles import Judge, RoleWeights

WEIGHTS = RoleWeights(
    ("task", "fact", "norm", "context", "none"),
    (0, 0, -900, -900, -900),
    {
        "g:plan?": (500, -500, 0, 0, 0),
        "g:plan": (500, -500, 0, 0, 0),
        "owed": (900, -900, 0, 0, 0),
        "done": (-900, 900, 0, 0, 0),
        "w:新": (-100, 100, 0, 0, 0),
        "h:目标": (600, 0, 0, 0, 0),
        "w:应": (0, 0, 2000, 0, 0),
    },
)


@pytest.mark.parametrize(
    ("own", "common", "role", "unclear"),
    [
        (["w:新"], ["g:plan?"], "task", True),  # a fact, if it stood in another kind of paper
        (["w:新"], ["g:plan?", "h:目标"], "task", False),  # the heading says it, too
        (["w:新"], ["g:plan"], "task", False),  # listed in a plan by its title
        (["w:新", "last:past"], ["g:plan"], "task", True),  # … but after what is over
        (["owed", "w:新"], ["g:plan?"], "task", False),
        (["done", "w:新"], ["g:plan?"], "fact", False),
        (["w:新"], [], "fact", False),
        (["w:应"], ["g:plan?"], "norm", False),
    ],
)
def test_a_role_that_only_the_kind_of_paper_gives_is_doubted(
    own: list[str], common: list[str], role: str, unclear: bool
) -> None:
    judged = Judge(WEIGHTS).role(own, common)
    assert (judged.role, "role_unclear" in judged.doubts) == (role, unclear)


TEXT = "新建泵站3座。"


def reading_of(role: str, figure_role: str, *doubts: str) -> Reading:
    statement = TextStatement(0, len(TEXT), role, "words", doubts=list(doubts))  # type: ignore[arg-type]
    figure = Quantity(
        4, 6, Decimal(3), None, "座", "eq", figure_role, "increase", "泵站", None, None, "new/left",  # type: ignore[arg-type]
        statement=0, doubts=list(doubts),
    )  # fmt: skip
    return Reading("plan", None, None, None, None, [], [statement], [figure], [])


def test_an_unclear_figure_is_no_target_of_its_row() -> None:
    clear, unclear = reading_of("task", "target"), reading_of("task", "target", "role_unclear")
    assert [row.quantity for row in build_ledger(clear, TEXT).rows] == [0]
    assert [row.quantity for row in build_ledger(unclear, TEXT).rows] == [None]


@pytest.mark.parametrize(("role", "figure_role"), [("task", "target"), ("fact", "actual")])
def test_an_unclear_figure_waits_for_a_person(role: str, figure_role: str) -> None:
    rows = draft_rows(reading_of(role, figure_role, "role_unclear"), TEXT).rows
    assert [[figure.state for figure in row.figures] for row in rows] == [["waiting"]]
    assert all(row.state == "waiting" or row.look for row in rows)

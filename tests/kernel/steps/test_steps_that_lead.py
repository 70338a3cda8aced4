"""A step that is not open says which state it needs first, and the steps that lead there."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from appeal_factory import filed
from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.steps.actions.steps import take
from office import NOW, Office

CYCLE = Cycle(
    {"drafted": "Drafted", "asked": "Asked", "agreed": "Agreed", "done": "Done", "lost": "Lost"},
    "done lost",
    (
        Step("draft", "Draft", "> drafted", "unit"),
        Step("ask", "Ask", "drafted > asked", "unit"),
        Step("amend", "Amend", "asked >", "unit"),
        Step("jump", "Jump", "drafted > agreed"),  # nobody takes it by itself
        Step("agree", "Agree", "asked > agreed", "desk"),
        Step("back", "Back", "agreed > drafted", "desk"),
        Step("do", "Do", "agreed > done", "unit"),
        Step("lose", "Lose", "drafted > lost", "desk"),
    ),
)


@pytest.mark.parametrize(
    ("step", "state", "way"),
    [
        ("do", "drafted", ["ask", "agree"]),
        ("do", "asked", ["agree"]),
        ("lose", "asked", ["agree", "back"]),
        ("do", "lost", []),
        ("agree", "done", []),
    ],
)
def test_the_shortest_way_of_people_s_steps_is_found(step: str, state: str, way: list[str]) -> None:
    assert [taken.name for taken in CYCLE.way_to(CYCLE.by_name[step], state)] == way


def test_a_refused_step_names_what_it_needs_first_and_what_leads_there(office: Office) -> None:
    record = filed(office, 1)[0]
    clerk = office.actor("supervisor")
    with override("en"), pytest.raises(RecordError) as refused:
        take(record, "close", clerk, {"mark": "5"}, at=NOW)
    way = "“Grade and assign” → “Answer” → “Inform the applicant”"
    assert refused.value.remedy == f"It needs the state “Applicant informed” first: {way} leads there."
    with override("zh-hans"), pytest.raises(RecordError) as refused:
        take(record, "recall", clerk, {"reason": "误派"}, at=NOW)
    assert refused.value.remedy == "须先到“办理中”状态：办理“分级交办”即可到达。"

"""Rights and life cycle of instructions. Source: domain sheet 02 §2.2 and 12 §12.1 (批示)."""

from __future__ import annotations

from datetime import date
from typing import Any

from luoshi.base.rights.rules.rights import Relation, usual
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.lines.instructions.actions import asked_to_chase
from luoshi.lines.instructions.forms import OWN, Give

_ = words(__name__)

SETTER = Relation("setter", _("Leader who wrote it"), decides=True)
RIGHTS = usual(_("Office passing it on"), _("Answering unit"), _("Leader in charge"), SETTER)


def is_without_chasing(instruction: Any, day: date) -> bool:
    """Whether no follow-up was requested yet."""
    return not instruction.chase


WHY = {"reason": True}
PASSED: Any = {"starts": "answer", "follows": (tell("unit", "instructions.passed", asks="answer"),)}
ANSWERED: Any = {
    "answers": "answer",
    "tone": "main",
    "follows": (
        tell("desk", "instructions.answered", asks="close"),
        tell("setter", "instructions.answered", asks="close"),
    ),
}
CYCLE = Cycle(
    {
        "given": _("To be passed on"),
        "passed": _("With the unit"),
        "answered": _("Answered"),
        "closed": _("Seen by the leader, closed"),
        "withdrawn": _("Withdrawn"),
    },
    "closed withdrawn",
    (
        Step(
            "give",
            _("Enter an instruction"),
            "> given",
            "leader desk",
            "about whose decider words given unit by paper",
            own=OWN,
            given=Give,
            on="given",
            deadline="by",
            example={"about": "", "decider": ""},
            follows=(tell("desk", "instructions.given", asks="pass_on"),),
        ),
        Step("pass_on", _("Pass on to the unit"), "given > passed", "desk", bulk=True, tone="main", **PASSED),
        Step("straight", _("Assign directly to the unit"), "given > passed", "setter", **PASSED),
        Step(
            "chase",
            _("Ask the supervision office to chase"),
            "given >",
            "setter",
            about=is_without_chasing,
            follows=(asked_to_chase, tell("desk", "instructions.chase", asks="pass_on")),
        ),
        Step("answer", _("Answer"), "passed > answered", "unit", "answer proof", must="answer", **ANSWERED),
        Step("return", _("Not enough: answer again"), "answered > passed", "desk setter", own=WHY, **PASSED),
        Step("close", _("Close: seen by the leader"), "answered > closed", "setter desk", bulk=True, tone="main"),
        Step(
            "withdraw",
            _("Withdraw"),
            "given passed > withdrawn",
            "setter desk",
            own=WHY,
            drops="answer",
            follows=(tell("unit", "instructions.withdrawn"),),
            tone="careful",
        ),
    ),
)

"""What may happen to an appeal, who may do it, and on what terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.forms import CharField, DateField, Textarea
from django.utils.timezone import localdate

from luoshi.org.rights.rules.rights import Place, Relation, Rights, Role
from luoshi.records.base.words import words
from luoshi.records.kinds.forms import EvidenceField, Reason, UnitField, asks
from luoshi.records.kinds.rules import Cycle, Step
from luoshi.records.messages.actions.messages import tell

_ = words(__name__)

RIGHTS = Rights(
    relations=(
        Relation("desk", _("Appeals desk"), reaches=((Role.SUPERVISOR, Place.UNDER),)),
        Relation("unit", _("The unit that answers"), reaches=((Role.HEAD, Place.OWN), (Role.CLERK, Place.OWN))),
        Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, Place.UNDER),)),
        Relation("speaker", _("Who entered it"), opener=True),
    ),
    sees=("desk", "unit", "leader", "speaker"),
)


def told_between(appeal: Any, given: Mapping[str, Any], at: datetime) -> list[Any]:
    """Reasons against a day of telling back: it lies neither before the appeal nor in the future."""
    fits = localdate(appeal.opened) <= given["told"] <= localdate(at)
    return [] if fits else [_("It cannot have been told back on that day.")]


FILED = "title words channel speaker contact unit"
ANSWER = asks(
    None, answer=CharField(label=_("Answer"), widget=Textarea, max_length=4000), files=EvidenceField(required=False)
)
TELL = asks(None, told=DateField(label=_("Told back on")), how=CharField(label=_("How and by whom"), max_length=200))
SAY = asks(None, word=CharField(label=_("The leader's word"), widget=Textarea, max_length=1000))

STATES = {
    "received": _("Received"),
    "assigned": _("With the unit"),
    "answered": _("Answered"),
    "told": _("Told back"),
    "closed": _("Closed"),
}
BOTH, DUE = "desk unit", "answer"
# What each of these steps brings with it: the answer's deadline, who is told, and where the appeal is received.
ASSIGNED: Any = {"starts": DUE, "follows": (tell("unit", "appeals.assigned", asks="answer"),)}
GRADED: Any = {**ASSIGNED, "bulk": True, "undo": "recall", "tone": "main"}
AT_HOME: Any = {"own": {"unit": UnitField(label=_("Received by"))}, "carries": (("desk", "unit"),)}
BY, HOME = {"unit": UnitField(label=_("Answered by"))}, (("unit", "desk"),)
RETURNED: Any = {"drops": DUE, "carries": HOME, "follows": (tell("desk", "appeals.returned", asks="assign"),)}
ANSWERED: Any = {"answers": DUE, "follows": (tell("desk", "appeals.answered", asks="tell"),), "tone": "main"}
WORD: Any = {"recorded": True, "follows": (tell("unit", "appeals.word"),)}
CYCLE = Cycle(
    STATES,
    "closed",
    (
        Step("file", _("Enter an appeal"), "> received", BOTH, FILED, **AT_HOME),
        Step("assign", _("Grade and assign"), "received > assigned", "desk", "grade unit", own=BY, **GRADED),
        Step("recall", _("Take back"), "assigned > received", "desk", given=Reason, drops=DUE, carries=HOME, bulk=True),
        Step("return", _("Return: not ours"), "assigned > received", "unit", given=Reason, **RETURNED),
        Step("instruct", _("Leader's word"), "assigned >", "leader", given=SAY, **WORD),
        Step("answer", _("Answer"), "assigned > answered", "unit", given=ANSWER, sets="answer", **ANSWERED),
        Step("tell", _("Tell back"), "answered > told", BOTH, given=TELL, sets="told", guard=told_between, tone="main"),
        Step("close", _("Close it"), "told > closed", "desk speaker", "mark", tone="main"),
        Step("reopen", _("Reopen"), "told closed > assigned", "desk speaker", given=Reason, **ASSIGNED, tone="careful"),
    ),
)

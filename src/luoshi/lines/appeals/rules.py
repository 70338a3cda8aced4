"""Rights and life cycle of appeals."""

from __future__ import annotations

from typing import Any

from django.forms import CharField, Textarea

from luoshi.base.rights.rules.rights import Relation, usual
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.step_forms import SinceEntry, UnitField
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.messages.actions.messages import tell

_ = words(__name__)

SPEAKER = Relation("speaker", _("Entered by"), opener=True)
RIGHTS = usual(_("Appeals desk"), _("Answering unit"), _("Leader in charge"), SPEAKER)
STATES = {
    "received": _("Received"),
    "assigned": _("With the unit"),
    "answered": _("Answered"),
    "told": _("Applicant informed"),
    "closed": _("Closed"),
}
BOTH, DUE = "desk unit", "answer"
WHY: Any = {"reason": True}
# What each of these steps implies: the answer's due date, notifications, and the receiving unit.
ASSIGNED: Any = {"starts": DUE, "follows": (tell("unit", "appeals.assigned", asks="answer"),)}
AT_HOME: Any = {"own": {"unit": UnitField(label=_("Received by"))}, "carries": (("desk", "unit"),)}
GRADED: Any = {"own": {"unit": UnitField(label=_("Answered by"))}, **ASSIGNED, "bulk": True, "undo": "recall"}
HOME: Any = {"own": WHY, "drops": DUE, "carries": (("unit", "desk"),)}
RETURNED: Any = {**HOME, "follows": (tell("desk", "appeals.returned", asks="assign"),)}
WORD: Any = {"word": CharField(label=_("Instruction"), widget=Textarea, max_length=1000)}
SAID: Any = {"own": WORD, "recorded": True, "follows": (tell("unit", "appeals.word"),)}
ANSWERED: Any = {"must": "answer", "answers": DUE, "follows": (tell("desk", "appeals.answered", asks="tell"),)}
HOW: Any = {"how": CharField(label=_("How and by whom"), max_length=200)}
TOLD: Any = {"own": HOW, "on": "told", "given": SinceEntry, "tone": "main"}
CYCLE = Cycle(
    STATES,
    "closed",
    (
        Step("file", _("Enter an appeal"), "> received", BOTH, "title words channel speaker contact unit", **AT_HOME),
        Step("assign", _("Grade and assign"), "received > assigned", "desk", "grade unit", **GRADED, tone="main"),
        Step("recall", _("Take back"), "assigned > received", "desk", **HOME, bulk=True),
        Step("return", _("Return: not our task"), "assigned > received", "unit", **RETURNED),
        Step("instruct", _("Leader's instruction"), "assigned >", "leader", **SAID),
        Step("answer", _("Answer"), "assigned > answered", "unit", "answer files", **ANSWERED, tone="main"),
        Step("tell", _("Inform the applicant"), "answered > told", BOTH, "told", at_will=False, **TOLD),
        Step("close", _("Close it"), "told > closed", "desk speaker", "mark", tone="main"),
        Step("reopen", _("Reopen"), "told closed > assigned", "desk speaker", own=WHY, **ASSIGNED, tone="careful"),
    ),
)

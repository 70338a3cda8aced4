"""The life cycle of checks, and who stands how to them."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, Role, UnitPlace, usual
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Is, Need, No, Some
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.lines.supervision.actions import CORRECTS, let_correcting_units_in

_ = words(__name__)
_p = words_in(__name__)

BOTH, WHY = "desk unit", {"reason": True}
RESPONSIBLE = Relation(
    "responsible",
    _("Unit that corrects"),
    reaches=((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN)),
    party=CORRECTS,
)
RIGHTS = usual(_("Supervision office"), _("Unit checked"), _("Leader in charge"), RESPONSIBLE)
FACTS = "title about sort organisation planned"
SAID = Need(
    ~Is(sort="project stage special") | (~Is(progress=None) & ~Is(effect=None)),
    _("Say how far it is and what it has achieved: a check of a project or a task asks for both."),
)
FOUND = Need(Some("findings"), _("Enter what was found first."))
NOTHING = Need(No("findings"), _("Something was found: demand that it is corrected."), names="words")
CORRECTED = Need(No("findings", corrected=None), _("Not corrected yet."), names="words due")
VERIFIED = Need(No("findings", verified=None), _("Not verified yet."), names="words due")
CYCLE = Cycle(
    {
        "planned": _("Planned"),
        "visited": _("Checked"),
        "correcting": _("Being corrected"),
        "closed": _p("check", "Closed"),
        "cancelled": _("Cancelled"),
    },
    "closed cancelled",
    (
        Step("plan", _("Plan a check"), "> planned", BOTH, f"{FACTS} unit", must="planned", folds="organisation"),
        Step("edit", _("Change the plan"), "planned >", BOTH, FACTS, must="planned"),
        Step("visit", _("Enter the check"), "planned > visited", BOTH, "day progress effect photos", must="day",
             on="day", rows="findings", needs=[SAID], answers="visit", tone="main"),
        Step("amend", _("Change what was found"), "visited >", BOTH, "progress effect", rows="findings", needs=[SAID]),
        Step("demand", _("Demand correction"), "visited > correcting", BOTH, needs=[FOUND], tone="main",
             follows=(let_correcting_units_in, tell("responsible", "supervisions.demanded", asks="correct"))),
        Step("correct", _("Enter a correction"), "correcting >", f"responsible {BOTH}", "proof", ends="findings",
             tone="main"),
        Step("hand", _("Give a finding to others, or another day"), "correcting >", "desk", rows="findings", own=WHY,
             follows=(let_correcting_units_in,)),
        Step("verify", _("Verify corrections"), "correcting >", "desk", rows="findings"),
        Step("close", _("Close"), "correcting > closed", "desk", needs=[CORRECTED, VERIFIED],
             tone="main"),
        Step("pass", _("Close: nothing was found"), "visited > closed", "desk", needs=[NOTHING]),
        Step("cancel", _("Cancel"), "planned > cancelled", "desk", own=WHY, tone="careful"),
    ),
)  # fmt: skip

"""The life cycle of a committee's meeting."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import usual
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Field, Is, Need, Some
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.lines.committees import actions

_ = words(__name__)
_p = words_in(__name__)

OURS, WHY = "unit desk", {"reason": True}
WHO = usual(_("Supervising office"), _("Office that holds the meeting"), _("Leader in charge"))
FACTS = "title committee call round ballot day place"
INSIDE = "members items"
SAME_CALL = Need(
    Is(round=None) | Is(call=None) | Is(call=Field("round.call")), _("The round of review belongs to another call.")
)
# Whose presence is not said is named by ``parts.write_electors``.
HELD = [
    SAME_CALL,
    Need(Some("members"), _("Say who was asked to the meeting.")),
    Need(Some("items"), _("There is nothing on the agenda.")),
]
EXAMPLE = {"ballot": "secret", "call": "", "round": "", "members": [], "items": []}
MEETINGS = Cycle(
    {
        "planned": _p("meeting", "Planned"),
        "held": _p("meeting", "Held"),
        "minuted": _("Minutes written"),
        "confirmed": _("Confirmed"),
        "cancelled": _p("meeting", "Cancelled"),
    },
    "confirmed cancelled",
    (
        Step("plan", _("Plan a meeting"), "> planned", OURS, f"{FACTS} unit", must="day", rows=INSIDE,
             needs=[SAME_CALL], folds="call round members items", example=EXAMPLE),
        Step("edit", _("Change the meeting"), "planned >", OURS, FACTS, must="day", rows=INSIDE, needs=[SAME_CALL],
             example=EXAMPLE),
        Step("hold", _("Enter who came and the votes"), "planned > held", OURS, "day place", on="day", must="day",
             rows=INSIDE, needs=HELD, starts="minutes", answers="meeting", tone="main"),
        Step("count", _("Put the counts right"), "held >", OURS, rows=INSIDE, needs=HELD),
        Step("minute", _("Write the minutes"), "held > minuted", OURS, "minutes", must="minutes", answers="minutes",
             tone="main"),
        Step("return", _("Send the minutes back"), "minuted > held", "leader desk", own=WHY),
        # Whoever confirms the minutes answers for what was voted: it is a leader's step.
        Step("confirm", _("Confirm the minutes"), "minuted > confirmed", "leader", puts={"confirmed_on": TODAY},
             follows=(actions.hand_over_votes,), tone="main", recorded=True),
        Step("cancel", _("Cancel the meeting"), "planned > cancelled", OURS, own=WHY, tone="careful"),
    ),
)  # fmt: skip

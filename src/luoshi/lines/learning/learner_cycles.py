"""The life cycles of learners and of their studies."""

from __future__ import annotations

from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need, No
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.lines.learning import actions
from luoshi.lines.learning.rules import OURS, WHY

_ = words(__name__)
_p = words_in(__name__)

ABOUT = "person group area age place crop scale alone pace contact situation"
HERE = "known active paused"
LEARNERS = Cycle(
    {
        "known": _("Known"),
        "active": _p("learner", "Learning"),
        "paused": _p("learner", "Paused"),
        "left": _p("learner", "Left"),
    },
    "left",
    (
        Step("enter", _("Enter a learner"), "> known", OURS, f"{ABOUT} unit", rows="ties",
             folds="crop scale pace contact situation"),
        Step("edit", _("Change particulars"), f"{HERE} >", OURS, ABOUT),
        Step("join", _("Begins to learn"), "known > active", OURS, "from_day", on="from_day", must="from_day",
             tone="main"),
        Step("tie", _("Name the responsible provider"), f"{HERE} >", OURS, adds="ties"),
        Step("untie", _("Enter the end of a tie"), f"{HERE} >", OURS, ends="ties"),
        Step("reach", _("Enter a service"), f"{HERE} >", OURS, adds="reaches", on="reaches.day"),
        Step("reaches", _("Enter what was followed up"), f"{HERE} >", OURS, rows="reaches"),
        Step("pause", _p("learner", "Pause"), "active > paused", OURS, adds="pauses"),
        Step("resume", _("Learns again"), "paused > active", OURS, ends="pauses", tone="main"),
        Step("move", _("Enter a change of place"), f"{HERE} >", OURS, adds="moves", on="moves.day",
             follows=(actions.note_place,)),
        Step("leave", _("Has left"), f"{HERE} > left", OURS, "to_day", on="to_day", must="to_day", tone="careful"),
    ),
)  # fmt: skip
PASSED = Need(Is(passed="yes"), _("The test was not passed."))
WITHIN = Need(
    No("attendance", where=~Least("held", Field("attended"))), _("Attended is more than was held."), names="day"
)
GOING = "enrolled studying paused"
ENROLMENTS = Cycle(
    {
        "enrolled": _("Enrolled"),
        "studying": _("Studying"),
        "paused": _p("enrolment", "Paused"),
        "finished": _p("enrolment", "Finished"),
        "certified": _("Certified"),
        "left": _p("enrolment", "Dropped"),
    },
    "certified left",
    (
        Step("enrol", _("Enrol a learner"), "> enrolled", OURS, "learner programme enrolled_on unit",
             on="enrolled_on", follows=(actions.refuse_enrolment_beyond_seats,)),
        Step("start", _("Begins"), "enrolled > studying", OURS, tone="main"),
        Step("advance", _("Enter the progress"), "studying >", OURS, "progress", must="progress",
             example={"progress": 60}),
        Step("attend", _("Enter a day of attendance"), "enrolled studying > studying", OURS, adds="attendance",
             on="attendance.day", needs=[WITHIN], follows=(actions.refuse_overlap,)),
        Step("attendance", _("Edit the attendance"), "studying finished >", OURS, rows="attendance",
             needs=[WITHIN], follows=(actions.refuse_overlap,)),
        Step("pause", _p("enrolment", "Pause"), "enrolled studying > paused", OURS),
        Step("resume", _p("enrolment", "Go on"), "paused > studying", OURS, tone="main"),
        Step("finish", _("Enter that it is finished"), "studying > finished", OURS, "finished_on passed grade",
             on="finished_on", must="finished_on passed", tone="main", example={"passed": "yes"}),
        Step("retest", _("Enter a repeated test"), "finished >", OURS, "passed grade", must="passed",
             example={"passed": "yes"}),
        Step("certify", _("Certify"), "finished > certified", "desk", needs=[PASSED],
             follows=(actions.certify_hours,), tone="main", bulk=True),
        Step("drop", _p("enrolment", "Drop"), f"{GOING} finished > left", OURS, own=WHY,
             puts={"dropped_on": TODAY}, tone="careful"),
    ),
)  # fmt: skip

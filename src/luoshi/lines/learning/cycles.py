"""The life cycle of programmes: courses and classes are planned and held, programmes applied for and approved."""

from __future__ import annotations

from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need, No, Some
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.lines.learning import actions
from luoshi.lines.learning.rules import OURS, WHY

_ = words(__name__)
_p = words_in(__name__)

TAUGHT, OFFERED = Is(sort="course class"), Is(sort="degree nondegree")
IS_TAUGHT = Need(TAUGHT, _("A programme is applied for by its own button."))
IS_OFFERED = Need(OFFERED, _("A course or class is planned by its own button."))
IN_ORDER = Need(
    Is(from_day=None) | Is(to_day=None) | Least("to_day", Field("from_day")), _("It ends before it begins.")
)
TIMETABLE = Need(Some("sessions"), _("Enter the timetable first."))
KNOWN = Need(No("participants", where=Is(came=None, to_day=None)), _("Enter of each participant whether they came."))
WITHIN, APART = (actions.refuse_beyond_seats,), (actions.refuse_second_role,)
MORE = "part_of plan ability audience crop season level"
FACTS = f"title form provider {MORE} theme hours seats place from_day to_day"
BEFORE = "needed planned applied approved"
MANY = {"seats": 30}
TAUGHT_ONCE = MANY | {"sessions": [{"day": "2026-03-20", "topic": "研发管理"}]}
PROGRAMMES = Cycle(
    {
        "needed": _("Needed"),
        "planned": _("Planned"),
        "applied": _("Applied for"),
        "approved": _("Approved"),
        "open": _p("programme", "Open"),
        "held": _p("programme state", "Held"),
        "finished": _p("programme", "Finished"),
        "stopped": _p("programme", "Stopped"),
        "refused": _("Not approved"),
    },
    "finished stopped refused",
    (
        Step("plan", _("Plan a course or class"), "> planned", OURS, f"sort {FACTS} need unit", rows="sessions",
             needs=[IS_TAUGHT, IN_ORDER], folds=f"form {MORE} hours need",
             example={"sort": "class"} | TAUGHT_ONCE),
        Step("need", _("Enter a need"), "> needed", OURS, "title sort theme level seats ordered_by need unit",
             must="need", needs=[IS_TAUGHT], example={"sort": "class"} | MANY),
        Step("apply", _("Apply for a programme"), "> applied", OURS, f"sort {FACTS} need unit", must="provider",
             needs=[IS_OFFERED, IN_ORDER], folds=f"form {MORE} theme need", example={"sort": "nondegree"} | MANY),
        Step("schedule", _("Take into the plan"), "needed > planned", OURS, FACTS, rows="sessions",
             needs=[IN_ORDER], follows=APART, tone="main", example=TAUGHT_ONCE),
        Step("edit", _("Change particulars"), f"{BEFORE} open >", OURS, f"{FACTS} need", needs=[IN_ORDER],
             follows=WITHIN + APART, example=MANY),
        # Source: S000-50: two paths, that of degrees by the authority, that of others within the office.
        Step("license", _("Enter the approval of the authority"), "applied > approved", "desk",
             "approval approved_on", on="approved_on", must="approval approved_on", only=Is(sort="degree"),
             tone="main"),
        Step("approve", _p("programme", "Approve"), "applied > approved", "leader desk", "approved_on",
             on="approved_on", must="approved_on", only=Is(sort="nondegree"), apart=True, tone="main", recorded=True),
        Step("refuse", _p("programme", "Do not approve"), "applied > refused", "desk", own=WHY, tone="careful"),
        Step("offer", _("Open it for learners"), "approved > open", OURS, "from_day to_day seats", must="from_day",
             needs=[IN_ORDER], puts={"offered_on": TODAY}, tone="main", example=MANY),
        Step("open", _("Open for sign-up"), "planned > open", OURS, "from_day to_day seats place",
             must="from_day to_day seats", needs=[IN_ORDER, TIMETABLE], puts={"offered_on": TODAY}, tone="main",
             example=MANY),
        Step("name_role", _("Name who manages, runs or evaluates"), f"{BEFORE} open held >", OURS, adds="roles",
             follows=APART),
        Step("end_role", _("Enter whose role has ended"), f"{BEFORE} open held >", OURS, ends="roles"),
        Step("timetable", _("Change the timetable"), "planned open held >", OURS, rows="sessions", only=TAUGHT),
        Step("enrol", _("Sign somebody up"), "open >", OURS, adds="participants", only=TAUGHT, follows=WITHIN),
        Step("withdraw", _("Enter who withdrew"), "open >", OURS, ends="participants", only=TAUGHT),
        Step("list", _("Edit the list and who came"), "open held >", OURS, rows="participants", only=TAUGHT,
             follows=WITHIN),
        Step("hold", _("Enter that it was held"), "open > held", OURS, "held_on", on="held_on", must="held_on",
             only=TAUGHT, needs=[TIMETABLE], answers="end", tone="main"),
        Step("finish", _("Finish it"), "held > finished", OURS, "result papers", must="result", needs=[KNOWN],
             tone="main"),
        Step("end", _("It is offered no longer"), "open > finished", OURS, "to_day", on="to_day", must="to_day",
             only=OFFERED, answers="end"),
        Step("stop", _p("programme", "Stop"), f"{BEFORE} open > stopped", OURS, own=WHY,
             only=TAUGHT | ~Is(state="open"), tone="careful"),  # an open programme ends on a day
    ),
)  # fmt: skip

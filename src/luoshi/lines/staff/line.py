"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import usual
from luoshi.desk.approvals.chains import Chain, Level
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.staff import actions, models, queries

_ = words(__name__)

OURS, WHY = "unit desk", {"reason": True}
FREE = Need(Is(protected="no"), _("This post is protected: ask for the move, and wait for its approval."))
MOVED = Chain(
    "approve",
    _("Approve the move"),
    "asked > approved",
    (Level("desk"), Level("leader", _("Waits for the leader"))),
    back="post",
    decides="destination moves_on grounds",
)
CYCLE = MOVED.woven(
    {
        "post": _("On the post"),
        "asked": _("Move asked for"),
        "approved": _("Move approved"),
        "moved": _("Moved"),
        "left": _("Left"),
    },
    "moved left",
    (
        Step("enter", _("Enter somebody on a post"), "> post", OURS, "person post level mentor tasks from_day unit",
             must="from_day", past="from_day", follows=(actions.mark_protected,), folds="level mentor tasks"),
        Step("edit", _("Change particulars"), "post >", OURS, "level mentor tasks"),
        Step("away", _("Away and back"), "post asked approved >", OURS, rows="absences"),
        Step("ask", _("Ask for a move"), "post > asked", OURS, "destination moves_on grounds",
             must="destination moves_on grounds", tone="careful"),
        Step("move", _("Move"), "post > moved", OURS, "destination to_day", on="to_day", must="destination to_day",
             needs=[FREE], tone="careful"),
        Step("move_approved", _("Move as approved"), "approved > moved", OURS, "to_day", on="to_day", must="to_day",
             tone="main"),
        Step("leave", _("Leaves the service"), "post asked approved > left", OURS, "to_day", on="to_day",
             must="to_day", own=WHY, tone="careful"),
    ),
)  # fmt: skip
STAFF = Kind(
    name="staff",
    label=_("Staff"), one=_("Member of staff"),
    record=models.StaffMember, cycle=CYCLE,
    rights=usual(_("Personnel office"), _("Their unit"), _("Leader in charge")), unit=_("Staff of"),
    columns="post protected from_day to_day",
    shows="person post protected level mentor tasks from_day to_day destination moves_on grounds",
    quiet="level mentor tasks to_day destination moves_on grounds",
    filters="post protected level from_day",
    titled="{person}",
    parts=(
        MOVED,
        Rows("absences", models.StaffAbsence, _("Away"), past="back"),
        Owed("return", _("Return"), at="absences.until", met="absences.back",
             where=~Is(state="moved left")),
        Unique("person post unit", where=~Is(state="moved left")),
        Face("protected", _("Protected posts"), Is(protected="yes"), columns="post from_day destination"),
        Figure("staff", _("Staff on their posts"), "person", measure="distinct", at="from_day to_day",
               by="unit post protected", unit="人", target=queries.FLOOR),
        Figure("moves", _("Moved or left"), on="to_day", by="unit post protected", unit="人"),
    ),
    alarms=queries.staff_alarms,
    prefix="岗", counter="人", corrects="desk",
    corrected=(actions.mark_protected, actions.refuse_corrected_release), help="staff",
)  # fmt: skip
LINE = Line(
    "staff",
    _("Staff"),
    (STAFF,),
    about=_("Who holds which post, how many there must be, and moves from protected posts only once approved."),
)

"""The declaration of the line; pages, API, sheets, rights matrix and diagram follow from it."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, usual
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is, No
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.leading.models import Group, GroupMember, GroupTask, Leader, LeadingCharge

_ = words(__name__)

WHO = (_("Supervision office"), _("The unit"), _("Leader in charge"))
OF_CHARGES = usual(*WHO, Relation("named", _("Leader who is named"), held="charge"))
HEAD = Relation("head", _("Head of the group"), held="parts head")
OF_GROUPS = usual(*WHO, HEAD, Relation("member", _("Member of the group"), held="parts"))
BOTH, WHY = "desk unit", {"reason": True}
VALUES = office(__name__).values
ACTIVE = Is(state="active")


CHARGES = Kind(
    name="charges",
    label=_("Leaders in charge"),
    one=_("Field of responsibility"),
    record=LeadingCharge,
    rights=OF_CHARGES,
    cycle=Cycle(
        {"active": _("In force"), "ended": _("Ended")},
        "ended",
        [
            Step("set_up", _("Enter"), "> active", BOTH, "title unit field"),
            Step("name", _("Name a leader"), "active >", BOTH, adds="leaders", tone="main"),
            Step("change", _("End a leader’s charge"), "active >", BOTH, ends="leaders"),
            Step("end", _("End it"), "active > ended", "desk", "ended", on="ended", own=WHY, tone="careful"),
        ],
    ),
    columns="field",
    shows="field ended",
    quiet="ended",
    words="title field",
    parts=(
        Rows("leaders", Leader, _("Leaders"), "side person basis from_day to_day", large=True, ends="to_day"),
        Held(
            "charge",
            _("Who is in charge"),
            rows="leaders",
            who="person",
            role="side",
            exactly={"party": 1, "government": 1},
            fill=VALUES["charges.fill"],
            only=ACTIVE,
        ),
        Unique("unit field", where=ACTIVE),
    ),
    corrects="desk",
    help="leading",
    prefix="领",
    counter="项",
)
GROUPS = Kind(
    name="groups",
    label=_("Leading groups"),
    one=_("Group"),
    record=Group,
    rights=OF_GROUPS,
    cycle=Cycle(
        {"active": _("Active"), "ended": _("Dissolved")},
        "ended",
        [
            Step("found", _("Establish"), "> active", BOTH, "title unit sort basis founded", on="founded"),
            Step("join", _("Enter a member"), "active >", BOTH, adds="members", tone="main"),
            Step("leave", _("End a membership"), "active >", BOTH, ends="members"),
            Step("tasks", _("Duties and checks"), "active >", f"{BOTH} head", rows="tasks"),
            Step("end", _("Dissolve"), "active > ended", "desk", "ended", on="ended", own=WHY, tone="careful"),
        ],
    ),
    columns="sort founded",
    shows="sort basis founded ended",
    quiet="basis ended",
    filters="sort",
    words="title basis",
    parts=(
        Rows("members", GroupMember, _("Members"), "part person from_day to_day", large=True, ends="to_day"),
        Rows("tasks", GroupTask, _("Duties"), "words checked"),
        Held(
            "parts",
            _("Offices in the group"),
            rows="members",
            who="person",
            role="part",
            exactly={"head": 1},
            once=True,
            apart="head deputy",
            fill=VALUES["groups.fill"],
            only=ACTIVE,
        ),
        Figure("groups", _("Groups"), at="founded ended", by="unit sort", unit="个"),
        Figure("members", _("Members"), "members.person", "distinct", at="members.from_day members.to_day", unit="人"),
        Coverage(
            "checked",
            _("Duties that were checked"),
            where=ACTIVE,
            cells=(Cell("checked", _("All duties checked"), No("tasks", checked=None)),),
            by="unit sort",
        ),
    ),
    corrects="desk",
    help="leading",
    prefix="议",
    counter="个",
)
LINE = Line(
    "leading",
    _("Leaders and groups"),
    (CHARGES, GROUPS),
    together=True,
    about=_("Who is in charge of what, and the members of groups and commissions."),
)

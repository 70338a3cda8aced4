"""The declaration of the line; pages, API, sheets, rights matrix and diagram follow from it."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, usual
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import During, Is, No, Some, Valid
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.leading.models import (
    AgendaItem,
    Group,
    GroupMember,
    GroupTask,
    Leader,
    LeadingCharge,
    Meeting,
    MeetingTalk,
)
from luoshi.papers.part import Paper

_ = words(__name__)

WHO = (_("Supervision office"), _("The unit"), _("Leader in charge"))
OF_CHARGES = usual(*WHO, Relation("named", _("Leader who is named"), held="charge"))
HEAD = Relation("head", _("Head of the group"), held="parts head")
OF_GROUPS = usual(*WHO, HEAD, Relation("member", _("Member of the group"), held="parts"))
BOTH, WHY, MET = "desk unit", {"reason": True}, "title body sort place"
VALUES = office(__name__).values
ACTIVE = Is(state="active")
LED = Is(part="head", rank="government") & Valid("from_day", "to_day")


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
            Step("aim", _("Enter the goal in the local plan"), "active >", BOTH, "plan goal", must="plan goal"),
            Step("tasks", _("Duties and checks"), "active >", f"{BOTH} head", rows="tasks"),
            Step("end", _("Dissolve"), "active > ended", "desk", "ended", on="ended", own=WHY, tone="careful"),
        ],
    ),
    columns="sort founded",
    shows="sort basis plan goal founded ended",
    quiet="basis plan goal ended",
    filters="sort",
    words="title basis goal",
    parts=(
        Rows("members", GroupMember, _("Members"), "part person rank from_day to_day", large=True, ends="to_day"),
        Rows("tasks", GroupTask, _("Duties"), "words person checked"),
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
        Owed("meeting", _("Meeting of the group"), every=VALUES["groups.meets"], where=ACTIVE),
        Figure("groups", _("Groups"), at="founded ended", by="unit sort", unit="个"),
        Figure("members", _("Members"), "members.person", "distinct", at="members.from_day members.to_day", unit="人"),
        Coverage(
            "checked",
            _("Duties that were checked"),
            where=ACTIVE,
            cells=(Cell("checked", _("All duties checked"), No("tasks", checked=None)),),
            by="unit sort",
        ),
        Coverage(
            "roster",
            _("Leading groups as they are to be"),
            where=ACTIVE & Is(sort="leading"),
            cells=(
                Cell("head", _("Head is a leader of the government"), Some("members", where=LED)),
                Cell("goal", _("Goal in the local plan"), ~Is(plan=None)),
                Cell("meeting", _("Meeting in the year"), Some("meetings", via="body", where=During("held", "P1Y"))),
            ),
            by="unit",
        ),
        Coverage(
            "named",
            _("Duties with a person"),
            where=ACTIVE & Some("tasks"),
            cells=(Cell("person", _("Somebody answers for each duty"), No("tasks", person=None)),),
            by="unit sort",
        ),
    ),
    corrects="desk",
    help="leading",
    prefix="议",
    counter="个",
)
MEETINGS = Kind(
    name="meetings",
    label=_("Meetings"),
    one=_("Meeting"),
    record=Meeting,
    rights=usual(*WHO),
    cycle=Cycle(
        {"planned": _("Planned"), "held": _("Held"), "closed": _("Minutes written"), "dropped": _("Dropped")},
        "closed dropped",
        [
            Step("plan", _("Plan a meeting"), "> planned", BOTH, f"{MET} planned unit", must="planned", rows="agenda"),
            Step("enter", _("Enter a meeting that was held"), "> held", BOTH, f"{MET} held people unit", must="held",
                 on="held", rows="agenda talks", answers="body.meeting"),
            Step("edit", _("Change the plan"), "planned >", BOTH, f"{MET} planned", must="planned", rows="agenda"),
            Step("hold", _("Held"), "planned > held", BOTH, "held people", must="held", on="held", rows="talks",
                 answers="hold body.meeting", tone="main"),
            Step("amend", _("Change what was said"), "held >", BOTH, "people", rows="agenda talks"),
            Step("close", _("Enter the minutes"), "held > closed", BOTH, "minutes", must="minutes", tone="main"),
            Step("drop", _("Drop it"), "planned > dropped", BOTH, own=WHY, tone="careful"),
        ],
    ),
    void="dropped",
    columns="body sort planned held",
    shows="body sort place planned held people",
    quiet="body place people",
    filters="body sort held",
    words="title place",
    parts=(
        Rows("agenda", AgendaItem, _("Agenda")),
        Rows("talks", MeetingTalk, _("What was said")),
        Files("minutes", _("Minutes"), "pdf docx"),
        Owed("hold", _("Meeting"), at="planned", where=Is(state="planned")),
        Paper("minutes", _("Notice of a meeting"), "plan edit", "title body sort place planned", "会通", rows="agenda",
              stands=Is(state="planned held closed")),
        Figure("meetings", _("Meetings held"), on="held", by="unit sort body", unit="次"),
        Figure("present", _("People present"), "people", measure="sum", on="held", by="unit sort", unit="人次"),
        Figure("talks", _("Contributions at meetings"), "talks", on="held", by="unit sort", unit="人次"),
    ),
    corrects="desk",
    help="leading",
    prefix="会",
    counter="次",
)  # fmt: skip
LINE = Line(
    "leading",
    _("Leaders and groups"),
    (CHARGES, GROUPS, MEETINGS),
    together=True,
    about=_("Who is in charge of what, the members of groups and commissions, and meetings."),
)

"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.desk.votes.part import Vote
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.parameters.queries.parameters import due_within_limit
from luoshi.lines.committees import cycles, models
from luoshi.lines.committees.parts import Electors
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = office(__name__).values
HELD, CONFIRMED = Is(state="held minuted confirmed"), Is(state="confirmed")
VOTE = Vote(
    "eligible", "present", "ayes", "noes", "abstain", "spoilt", quorum=VALUES["committees.quorum"],
    majority=VALUES["committees.majority"], of=VALUES["committees.of"], gives="result", rows="items",
)  # fmt: skip
MEETINGS = Kind(
    name="committeemeetings",
    label=_("Committee meetings"), one=_("Committee meeting"),
    record=models.CommitteeMeeting, cycle=cycles.MEETINGS, rights=cycles.WHO,
    void="cancelled", unit=_("Office that holds the meeting"),
    columns="committee call day",
    shows="committee call round ballot day place minutes confirmed_on",
    quiet="call round place minutes confirmed_on",
    filters="committee call day",
    words="title committee minutes",
    parts=(
        Rows("members", models.CommitteeMember, _("Members"), once="person", most=80),
        Rows("items", models.CommitteeItem, _("Matters and votes"), once="matter application", most=100,
             computed="result eligible present barred"),
        Electors(),
        VOTE,
        Owed("meeting", _("Meeting"), at="day", where=Is(state="planned")),
        Owed("minutes", _("Minutes"), due_within_limit(VALUES["committees.minutes"])),
        Unique("committee day title", where=~Is(state="cancelled")),
        Paper("minutes", _("Minutes of the committee"), "minute", "title committee call day place minutes", "评纪",
              rows="members items", stands=Is(state="minuted confirmed")),
        Figure("meetings", _("Meetings held"), on="day", where=HELD, by="unit", unit="次"),
        Figure("matters", _("Matters voted on"), "items", on="day", where=CONFIRMED, only=~Is(result=None),
               by="unit items.result", unit="项"),
    ),
    parameters=(VALUES["committees.minutes"],),
    prefix="评会", counter="次", corrects="desk", help="committees",
)  # fmt: skip
LINE = Line(
    "committees",
    _("Committees"),
    (MEETINGS,),
    about=_("Meetings of committees: members, conflicts of interest, counted votes, minutes."),
)

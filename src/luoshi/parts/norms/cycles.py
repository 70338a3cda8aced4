"""The life cycle of norms: from the study to the version that replaces them."""

from __future__ import annotations

from luoshi.desk.approvals.chains import Chain, Level
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import DAY, Field, Is, Least, Need, No, Some
from luoshi.kernel.kinds.language.steps import Step
from luoshi.parts.norms import actions
from luoshi.parts.norms.models import IN_USE
from luoshi.parts.norms.rules import OURS, WHY

_ = words(__name__)

RULE = Is(sort="rule")
WHOLE = [
    Need(~RULE | ~Is(content=None), _("A rule says its content.")),
    Need(~RULE | ~Is(procedure=None), _("A rule says its steps.")),
    Need(~RULE | ~Is(method=None), _("A rule says its method.")),
    Need(~RULE | ~Is(consequence=None), _("A rule says the consequence of a breach.")),
    Need(~Is(sort="roadmap") | Some("nodes"), _("A roadmap has nodes: which technology in which year.")),
]
CITED = Need(Is(replaces=None) | Some("reports"), _("A change cites at least one report."))
LATER = Need(
    Is(replaces=None) | Least("from_day", Field("replaces.from_day") + DAY),
    _("It is in force after the first day of the version that it replaces."),
)
ENDS = Need(Is(to_day=None) | Least("to_day", Field("from_day")), _("It ends before it begins."))
ANSWERED = Need(No("opinions", adopted=None), _("Some opinions are not answered yet."), names="giver")
REASONED = Need(No("opinions", adopted="no", why=None), _("What is not adopted needs a reason."), names="giver")
# Source: S000-57: a plan for learning of the old splits countryside and town; without both it is not checked.
SPLIT = Need(
    Is(audience=None) | ~Is(audience="elderly") | (Some("targets", area="rural") & Some("targets", area="urban")),
    _("A plan for the elderly has targets for the countryside and for towns: without both it is not checked."),
)
TEXT = "scope responsible content procedure method consequence"
APPROVED = Chain(
    "approve",
    _("Approve"),
    "argued > approved",
    (Level("desk"), Level("leader", _("Waits for the leader"))),
    back="drafted",
    decides="sort argument",
)
NORMS = APPROVED.woven(
    {
        "researched": _("Being studied"),
        "drafted": _("Drafted"),
        "opinions": _("Out for opinions"),
        "argued": _("Argued"),
        "approved": _("Approved"),
        "issued": _("Issued"),
        "checked": _("Checked"),
        "evaluated": _("Evaluated"),
        "revised": _("Replaced"),
        "abolished": _("Abolished"),
        "dropped": _("Given up"),
    },
    "revised abolished dropped",
    (
        Step("propose", _("Begin a plan or rule"), "> researched", OURS,
             "title sort audience mechanism industry act scope responsible replaces about unit", rows="reports",
             folds="audience mechanism industry act about"),
        Step("draft", _("Enter the draft"), "researched > drafted", OURS, TEXT, rows="reports nodes targets",
             tone="main"),
        Step("edit", _("Change the draft"), "drafted opinions >", OURS, TEXT, rows="reports nodes targets"),
        Step("targets", _("Change the targets"), "issued checked >", OURS, rows="targets", only=~Is(audience=None)),
        Step("circulate", _("Ask for opinions"), "drafted > opinions", OURS, "until", must="until", deadline="until",
             tone="main"),
        Step("receive", _("Enter an opinion"), "opinions >", OURS, adds="opinions", on="opinions.day"),
        Step("respond", _("Answer the opinions"), "opinions >", OURS, rows="opinions"),
        Step("argue", _("Enter the argument"), "opinions > argued", OURS, "argued_on argument", on="argued_on",
             must="argued_on argument", needs=[ANSWERED, REASONED], tone="main"),
        Step("issue", _("Issue"), "approved > issued", OURS, "issuer document issued_on from_day to_day text",
             on="issued_on", must="issuer document issued_on from_day", needs=[*WHOLE, CITED, LATER, ENDS],
             follows=(actions.refuse_other_period, actions.end_replaced), tone="main"),
        Step("check", _("Enter a check"), "issued checked > checked", OURS, adds="checks", on="checks.day",
             needs=[SPLIT], answers="check", when_due=True),
        Step("evaluate", _("Enter the evaluation"), "issued checked > evaluated", OURS, "evaluated_on evaluation",
             on="evaluated_on", must="evaluated_on evaluation"),
        Step("replace", _("Replaced by a new version"), f"{IN_USE} > revised", "", "to_day", must="to_day"),
        Step("abolish", _("Abolish"), f"{IN_USE} > abolished", "leader", "to_day", must="to_day", own=WHY,
             needs=[ENDS], tone="careful", recorded=True),
        Step("drop", _("Give up"), "researched drafted opinions argued > dropped", OURS, own=WHY, tone="careful"),
    ),
)  # fmt: skip

"""Life cycles of awards, honours, examples, divided bonuses, talents and achievements."""

from __future__ import annotations

from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.forms.handed import NOBODY
from luoshi.kernel.kinds.language.conditions import During, Field, Is, Least, Need, Some
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.lines.awards import actions, queries
from luoshi.lines.awards.forms import AwardForm, HeldForm
from luoshi.lines.awards.rules import OURS, WHY
from luoshi.parts.registers.examples import newest_person
from luoshi.parts.registers.findings import CLEAN

_ = words(__name__)
_p = words_in(__name__)

ABOUT_AWARD = "title level ours interval last early age quota exclusive norm"
AWARDS = Cycle(
    {"force": _("In force"), "ended": _("No longer awarded")},
    "ended",
    (
        Step("enter", _("Enter an award"), "> force", OURS, f"{ABOUT_AWARD} unit", given=AwardForm,
             sets=f"{ABOUT_AWARD} due_on unit", folds="age exclusive norm", example={"ours": "yes"}),
        Step("edit", _("Change the award"), "force >", OURS, ABOUT_AWARD, given=AwardForm,
             sets=f"{ABOUT_AWARD} due_on", example={"ours": "yes"}),
        Step("hold", _("A cycle was held"), "force >", OURS, "last", must="last", given=AwardForm, sets="last due_on",
             answers="cycle", when_due=True, example={"last": 2026}),
        Step("held", _("A call of the award was decided"), "force >", NOBODY, given=HeldForm, sets="last due_on",
             answers="cycle"),
        Step("end", _("Stop awarding it"), "force > ended", "desk", "to_day", on="to_day", must="to_day", own=WHY,
             tone="careful"),
    ),
)  # fmt: skip
WHICH = Need(~Is(award=None) | ~Is(outer=None), _("Say which award it is, or name the honour of another office."))
WHOSE = Need(
    ~Is(person=None) | ~Is(organisation=None) | ~Is(work=None) | ~Is(platform=None),
    _("Say who or what is honoured: a person, an organisation, a work, or a platform."),
)
RECIPIENT = "person organisation work achievement platform application level grade year"
HONOURS = Cycle(
    {"proposed": _("Proposed"), "decided": _("Awarded"), "paid": _("Awarded and paid"),
     "refused": _("Not awarded"), "recalled": _("Revoked, money to be returned"), "revoked": _("Revoked")},
    "refused revoked",
    (
        Step("propose", _("Propose an honour"), "> proposed", OURS, f"award outer {RECIPIENT} money fund unit",
             must="year", needs=[WHICH, WHOSE], folds="work achievement platform application level money fund",
             example={"outer": "县级表彰", "person": newest_person, "year": 2026, "money": "1000"}),
        Step("enter", _("Enter an honour won elsewhere"), "> decided", OURS, f"outer {RECIPIENT} day unit",
             must="outer level year day", on="day", needs=[WHOSE], folds="work achievement platform application",
             example={"person": newest_person, "year": 2026}),
        Step("edit", _("Change the proposal"), "proposed >", OURS, f"award outer {RECIPIENT} money fund",
             needs=[WHICH, WHOSE], example={"year": 2026}),
        Step("decide", _p("honour", "Award"), "proposed > decided", "leader", "day", on="day", must="day",
             needs=[WHICH, WHOSE, CLEAN], follows=(actions.refuse_beyond_award, tell("unit", "honours.decided")),
             tone="main", recorded=True),
        Step("refuse", _("Do not award"), "proposed > refused", "leader desk", own=WHY, tone="careful"),
        Step("pay", _("Pay the money"), "decided > paid", OURS, "paid", on="paid", must="paid",
             only=Need(~Is(money=None), _("There is no money with this honour.")), tone="main"),
        Step("report", _("Enter a report on the deeds"), "decided paid >", OURS, adds="media", on="media.day"),
        Step("revoke", _("Revoke"), "decided > revoked", "leader", own=WHY, tone="careful", recorded=True),
        Step("recall", _("Revoke and claim the money back"), "paid > recalled", "leader", own=WHY, tone="careful",
             recorded=True),
        Step("return", _("The money came back"), "recalled > revoked", OURS, tone="main"),
    ),
)  # fmt: skip
SOMEBODY = Need(~Is(person=None) | ~Is(organisation=None) | ~Is(about=None), _("Say whom or what it is about."))
SERIOUS = Need(
    Is(weight=None) | Is(weight__not="serious") | ~Is(responsible=None),
    _("A serious matter names who is responsible."),
)
BROKEN = Need(
    Is(sort__not="breach")
    | (Least("day", Field("norm.from_day")) & (Is(norm__to_day=None) | Least("norm.to_day", Field("day")))),
    _("A breach names the rule, which was in force on the day on which it happened."),
)
FOLLOWED = Need(Is(sort__not="breach") | ~Is(consequence=None), _("A breach names its consequence."))
LEARNED = Need(~Is(lesson=None), _("Say what is learned from it before it is published."))
FACTS = "title sort person organisation about norm weight day reason lesson responsible papers"
OWN = "proposer desk"
EXAMPLES = Cycle(
    {"proposed": _("Proposed"), "decided": _p("example", "Decided"), "published": _("Published"),
     "appealed": _("Appealed"), "stands": _("Stands"), "handled": _("Handled"),
     "dropped": _("Not taken up"), "withdrawn": _("Withdrawn")},
    "handled dropped withdrawn",
    (
        Step("propose", _("Propose an example"), "> proposed", OURS, f"{FACTS} unit", must="day", past="day",
             needs=[SOMEBODY], folds="about norm weight responsible",
             example={"person": newest_person, "sort": "praise"}),
        Step("edit", _("Change the example"), "proposed decided >", OWN, FACTS, past="day", needs=[SOMEBODY],
             example={"sort": "praise"}),
        Step("decide", _p("example", "Decide"), "proposed > decided", "leader", "consequence decided_on",
             on="decided_on", must="decided_on", needs=[SERIOUS, BROKEN, FOLLOWED], tone="main", recorded=True),
        Step("drop", _("Do not take up"), "proposed > dropped", "leader desk", own=WHY, tone="careful"),
        Step("publish", _("Publish"), "decided > published", "leader desk", "lesson", must="lesson",
             needs=[LEARNED, SERIOUS], puts={"published_on": TODAY}, follows=(tell("self", "examples.published"),),
             tone="main", recorded=True),
        Step("report", _("Enter a report in a medium"), "published stands >", OWN, adds="media", on="media.day"),
        Step("appeal", _("Appeal"), "published > appealed", "self desk", own=WHY, starts="appeal"),
        Step("stand", _("It stands"), "appealed > stands", "leader", own=WHY, answers="appeal", tone="main",
             recorded=True, follows=(tell("self", "examples.answered"),)),
        Step("withdraw", _("Withdraw"), "published appealed stands > withdrawn", "leader", own=WHY,
             answers="appeal", tone="careful", recorded=True, follows=(tell("self", "examples.answered"),)),
        Step("handle", _("Conclude it"), "published > handled", OWN, "result", must="result", tone="main"),
        Step("conclude", _("Conclude it after the appeal"), "stands > handled", OWN, "result", must="result",
             tone="main"),
    ),
)  # fmt: skip
DIVIDED = (actions.write_division,)
DIVISION = {"total": "1000.00", "members": queries.one_member}
SPLITS = Cycle(
    {"proposed": _p("split", "Proposed"), "published": _("In publicity"), "agreed": _("Agreed"), "paid": _("Paid"),
     "cancelled": _("Cancelled")},
    "paid cancelled",
    (
        Step("propose", _("Propose a division"), "> proposed", OURS, "title about fund total scope unit",
             rows="members", must="total", follows=DIVIDED, example=DIVISION),
        Step("edit", _("Change the division"), "proposed >", OURS, "about fund total scope", rows="members",
             must="total", follows=DIVIDED, example={"total": "1000.00"}),
        Step("publish", _("Publish the division"), "proposed > published", OURS, "scope", must="scope", tone="main"),
        Step("back", _("Take back for a change"), "published agreed > proposed", OURS, own=WHY),
        Step("agree", _("Agreed by the members"), "published > agreed", OURS, "agreed_on minutes", on="agreed_on",
             must="agreed_on", tone="main"),
        Step("pay", _("Pay"), "agreed > paid", OURS, "paid voucher", on="paid", must="paid", tone="main"),
        Step("cancel", _("Cancel"), "proposed published agreed > cancelled", "desk", own=WHY, tone="careful"),
    ),
)  # fmt: skip
CARED = "supported assessed"
THIS_YEAR = During("day", "P1Y")
ALIVE = f"found trained nominated selected {CARED}"
TALENTS = Cycle(
    {"found": _("Found"), "trained": _("Being trained"), "nominated": _("Nominated"),
     "selected": _("Selected"), "supported": _("Supported"), "assessed": _("Assessed"), "left": _("Left")},
    "left",
    (
        Step("find", _("Enter a talent"), "> found", OURS, "person origin from_day settled unit", rows="sorts",
             past="from_day settled"),
        Step("edit", _("Change particulars"), f"{ALIVE} >", OURS, "origin programme grade from_day settled",
             rows="sorts", past="from_day settled"),
        Step("train", _("Enter a chance"), "found trained > trained", OURS, adds="chances", on="chances.day",
             tone="main"),
        Step("use", _("Enter another chance"), f"nominated selected {CARED} >", OURS, adds="chances",
             on="chances.day"),
        Step("nominate", _("Nominate for a plan"), "found trained > nominated", OURS, "programme nomination",
             must="programme"),
        Step("select", _("Select for the plan"), "nominated > selected", "leader desk", "grade selected_on",
             on="selected_on", must="selected_on", tone="main", recorded=True),
        Step("pass_over", _("Not selected"), "nominated > trained", "leader desk", own=WHY),
        Step("support", _("Enter support"), f"selected {CARED} > supported", OURS, adds="supports",
             on="supports.day", tone="main"),
        Step("assess", _("Enter the assessment"), f"{CARED} > assessed", "desk", adds="assessments",
             on="assessments.day", answers="assessment", when_due=True),
        Step("leave", _("Enter the departure"), f"{ALIVE} > left", OURS, "to_day", on="to_day", must="to_day", own=WHY,
             tone="careful"),
    ),
)  # fmt: skip
HONOURED = Need(
    Some("honours", via="achievement", where=Is(state="decided paid")),
    _("No honour names this achievement yet."),
)
ACHIEVEMENTS = Cycle(
    {"registered": _("Registered"), "appraised": _("Appraised"), "awarded": _("Honoured"),
     "withdrawn": _("Withdrawn")},
    "awarded withdrawn",
    (
        Step("register", _("Register an achievement"), "> registered", OURS,
             "title registered_no organisation branch registered_on papers unit", rows="authors results",
             on="registered_on", must="registered_on registered_no", folds="authors results"),
        Step("edit", _("Change particulars"), "registered appraised >", OURS, "organisation branch papers",
             rows="authors results"),
        Step("appraise", _("Enter the appraisal"), "registered > appraised", "desk", "level appraised_on appraiser",
             on="appraised_on", must="level appraised_on", tone="main"),
        Step("apply", _("Put to use"), "registered appraised awarded >", OURS, "used_on effect", on="used_on",
             must="used_on"),
        Step("honour", _("Honoured"), "appraised > awarded", OURS, needs=[HONOURED], tone="main"),
        Step("withdraw", _("Withdraw the registration"), "registered appraised > withdrawn", "desk", "withdrawn_on",
             on="withdrawn_on", must="withdrawn_on", own=WHY, tone="careful"),
    ),
)  # fmt: skip

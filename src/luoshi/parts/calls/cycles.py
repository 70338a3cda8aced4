"""Life cycles of calls and applications."""

from __future__ import annotations

from luoshi.kernel.base.examples import Around
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need
from luoshi.kernel.kinds.language.steps import NOW, TODAY, Consequence, Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.parts.calls import actions
from luoshi.parts.calls.designs import actions as designs
from luoshi.parts.calls.forms import ApplyForm
from luoshi.parts.calls.opening import actions as opening
from luoshi.parts.calls.opening.rules import UNSEALED
from luoshi.parts.calls.rights import OURS, OWN, WHY
from luoshi.parts.publicity.queries import UPHELD
from luoshi.parts.registers.examples import newest_person
from luoshi.parts.registers.findings import LEADER_CLEAN, clean_body

_ = words(__name__)
_p = words_in(__name__)

WINDOW = Need(
    ~Is(from_at=None) & ~Is(to_at=None) & Least("to_at", Field("from_at")),
    _("Say from when until when it is open, the end after the beginning."),
)
# Source: S000-93: open and fair.
FAIR = Need(~Is(sort="tender") | Is(sealed="yes"), _("A tender is sealed: bids are opened together, by two people."))
SETTLED = Need(
    ~Is(received_head=None),
    _("What was received in time may still wait for its turn: the list is fixed five minutes after the closing."),
)
CALL_FIELDS = "title sort award plan level year basis from_at to_at late frees moves_up voted sealed guide paper"
CALL_ROWS = "quotas conditions fields dates"
EXAMPLE = {
    "from_at": "2020-01-01T09:00",
    "to_at": "2099-12-31T17:00",
    "late": "no",
    "frees": "no",
    "moves_up": "no",
    "voted": "no",
    "sealed": "no",
    "year": 2026,
}
# Without words, and not "main": most calls are not sealed, and their pages say nothing of an opening.
TO_ASK = Is(sealed="yes") & Is(unsealed_at=None) & Is(asked_at=None)
TO_CONFIRM = Is(sealed="yes") & Is(unsealed_at=None) & ~Is(asked_at=None)
BY_HAND = Need(
    Is(sealed=None) | Is(sealed="no"),
    _("A sealed call ends when it was announced to end, no earlier: cancel it if it is not to go on."),
)
OPENED = Need(
    UNSEALED,
    _("What was sent is still sealed: two people have to open it first."),
)
CALLS = Cycle(
    {
        "drafted": _p("call", "In preparation"),
        "published": _("Published"),
        "closed": _("Closed for applications"),
        "decided": _("Decided"),
        "filed": _("Filed"),
        "cancelled": _("Cancelled"),
    },
    "filed cancelled",
    (
        Step("draft", _("Prepare a call"), "> drafted", OURS, f"{CALL_FIELDS} unit", rows=CALL_ROWS,
             folds=f"award plan level basis {CALL_ROWS}", follows=(designs.refuse_faulty_design,), example=EXAMPLE),
        Step("copy", _("Prepare a call like an earlier one"), "> drafted", OURS, "like title year from_at to_at unit",
             must="like", follows=(designs.copy_call,),
             example={name: EXAMPLE[name] for name in ("from_at", "to_at", "year")}),
        Step("copied", _("Copied from the earlier call"), "drafted >", NOBODY, given=Handed),
        Step("edit", _("Change the call"), "drafted >", OURS, CALL_FIELDS, rows=CALL_ROWS,
             follows=(designs.refuse_faulty_design,), example=EXAMPLE),
        Step("publish", _("Publish"), "drafted > published", "leader desk", needs=[WINDOW, FAIR],
             puts={"published": TODAY},
             follows=(actions.refuse_past_window, actions.refuse_early_cycle, designs.refuse_faulty_design,
                      designs.publish_design), tone="main",
             recorded=True),
        Step("redesign", _("Change what applications must say"), "published >", "desk", rows="fields", own=WHY,
             ahead=designs.lock_drafts, follows=(designs.refuse_faulty_design, designs.change_design)),
        Step("fix_fields", _("Fields of the applications fixed"), "published >", NOBODY, given=Handed,
             sets="form_version form_head"),
        Step("announce", _("Change the announced days"), "published closed >", "desk", rows="dates", own=WHY),
        Step("extend", _("Move the end of the window"), "published closed > published", "desk", "to_at",
             must="to_at", own=WHY, needs=[WINDOW], puts={"received_head": ""},
             follows=(actions.refuse_earlier_end, opening.keep_sealed_end),
             example={"to_at": "2099-12-31T18:00"}),
        Step("quota", _("Set the places"), "published closed >", "desk", rows="quotas", own=WHY,
             follows=(actions.refuse_fewer_places,)),
        Step("close", _("Close for applications"), "published > closed", "desk", only=BY_HAND, own=WHY,
             follows=(actions.end_window,)),
        Step("cut", _("The window ended with the closing"), "closed >", NOBODY, given=Handed, sets="to_at"),
        Step("end", _("The window is over"), "published > closed", NOBODY, follows=(actions.publish_received,)),
        Step("fix", _("Hash of what was received fixed"), "closed >", NOBODY, given=Handed, sets="received_head"),
        Step("ask_opening", _("Ask to open what was sent"), "closed >", "desk leader", only=TO_ASK,
             puts={"asked_at": NOW},
             follows=(opening.refuse_early_opening, tell("desk", "calls.opening", asks="open_all"))),
        Step("open_all", _("Open what was sent, as the second person"), "closed >", "desk leader", only=TO_CONFIRM,
             puts={"unsealed_at": NOW},
             follows=(opening.refuse_early_opening, opening.refuse_same_opener)),
        Step("decide", _("Decide the call"), "closed > decided", "leader desk", puts={"decided": TODAY},
             only=SETTLED, needs=[OPENED], ahead=actions.lock_rounds,
             follows=(actions.refuse_unfilled_places, actions.hold_award_cycle, actions.tell_rounds), tone="main",
             recorded=True),
        Step("file", _("File"), "decided > filed", OURS),
        Step("cancel", _("Cancel the call"), "drafted published closed > cancelled", "desk", own=WHY, tone="careful"),
    ),
)  # fmt: skip
IN_WINDOW = Need(
    Least("call.to_at", Field("called_at")),
    _("The window of the call is over: nothing can be begun for it."),
)
OPEN = Need(
    Least("sent_at", Field("call.from_at")), _("The window of the call is not open yet: it can be saved, not sent.")
)
# What was saved within the window and came late is kept; the call says whether it is taken.
IN_TIME = Need(
    Least("call.to_at", Field("sent_at")) | Is(call__late="yes"),
    _("It came after the window was over, and the call takes nothing late: refuse it for that reason."),
)
UNOPENED = Need(
    Is(call=None) | Is(call__sealed=None) | Is(call__sealed="no") | Is(call__unsealed_at=None),
    _("The call was sealed, and what was sent for it has been opened: it takes nothing more."),
)
# A bid goes back only after it was opened: whoever knows the prices of others would change their own.
STANDS = Need(~Is(sort="tender"), UNOPENED.words)
# Source: requirements S000-33: the credit of unit and person is used wherever something is approved.
CLEAN = [LEADER_CLEAN, clean_body("applicant")]
COMPLETE = Need(~Is(leader=None) | ~Is(applicant=None), _("Say who applies: a leader or author, or an organisation."))
DESCRIBED = Need(~Is(summary=None), _("It has no summary yet."))
ONCE = Need(Is(supplemented=None), _("It was sent back once already: decide on what is there."))
GRADED = Need(~Is(grade=None) & ~Is(cls=None), _("Enter class and grade first."))
# Three needs, so that the refusal says what lacks.
NO_VOTE = Is(call=None) | Is(call__voted=None) | Is(call__voted="no")
VOTED = Need(
    NO_VOTE | ~Is(vote=None), _("Its call is decided by a committee’s vote: no confirmed meeting has voted on it.")
)
QUORATE = Need(
    NO_VOTE | Is(vote=None) | Is(vote__not="void"),
    _("The committee that voted on it lacked a quorum: it has to vote again."),
)
CARRIED = Need(NO_VOTE | Is(vote=None) | Is(vote__not="failed"), _("The committee’s vote did not carry it."))
DECIDED = [VOTED, QUORATE, CARRIED]
OPPOSED = Need(UPHELD, _("No objection against it was upheld."))
UNOPPOSED = Need(~UPHELD, _("An objection against it was upheld: take it out for that reason."))
# Source: S000-93: suppliers are chosen in the open, by several assessors.
NO_BID = Need(~Is(sort="tender"), _("Bids of a tender are reviewed in a round: prepare one for the call."))
WORKS = Is(sort="works")
PRIZES, NOMINATIONS = Is(sort="contest award papers works"), Is(sort="talent award")
NO_PRIZES = Is(sort__not="contest award papers works")
LEVELLED = Need(~WORKS | ~Is(level=None), _("Say of which level the contest is, in the call or in the work."))
SCHOOLED = Need(~WORKS | ~Is(applicant=None), _("Say of which school the work is, as the applicant."))


def _tell_applicant(code: str, asks: str = "") -> tuple[Consequence, ...]:
    """Notify whoever sent it: the author, those who look after it, and the recommending unit."""
    return tuple(tell(who, f"applications.{code}", asks=asks) for who in ("author", "keeper", "unit"))


def invent_prize(record: object, around: Around) -> dict[str, str]:
    """Return an example of a prize at a level at which no call of ours awards one."""
    return {"level": "school", "grade": "first", "day": around.day.isoformat()}


FACTS = "title cls work mode applicant leader branch summary paper"
INSIDE = "members budget unsuited"
APPLICATIONS = Cycle(
    {
        "reserved": _("In reserve"),
        "drafted": _("In preparation"),
        "sent": _("Sent"),
        "certified": _("Certified by its unit"),
        "supplement": _("Sent back to be completed"),
        "checked": _("Formal check passed"),
        "assessed": _("Reviewed"),
        "published": _("In publicity"),
        "approved": _("Approved"),
        "awarded": _("Awarded"),
        "submitted": _("Submitted to the higher office"),
        "won": _("Won there"),
        "lost": _("Not chosen there"),
        "unchosen": _("Not chosen"),
        "turned_down": _("Refused in the formal check"),
        "withdrawn": _("Withdrawn"),
        "revoked": _("Revoked"),
    },
    "approved awarded won lost unchosen turned_down withdrawn revoked",
    (
        Step("draft", _("Begin an application"), "> drafted", OURS, f"call {FACTS} unit", must="call",
             rows=INSIDE, puts={"called_at": NOW}, needs=[IN_WINDOW], folds="work mode branch members budget unsuited",
             follows=(opening.refuse_other_hands,),
             example={"leader": newest_person}),
        Step("apply", _("Begin your own application"), "> drafted", "author", "title", given=ApplyForm,
             sets="call unit leader sort year plan level", puts={"called_at": NOW}, needs=[IN_WINDOW]),
        Step("reserve", _("Put into the reserve"), "> reserved", OURS,
             "title sort cls applicant leader branch summary unit",
             example={"leader": newest_person}),
        Step("take_up", _("Apply with it for a call"), "reserved > drafted", OURS, "call", must="call",
             puts={"called_at": NOW}, needs=[IN_WINDOW], follows=(opening.refuse_other_hands,), tone="main"),
        Step("edit", _("Go on with the application"), "reserved drafted supplement >", OWN, f"{FACTS} answers",
             rows=INSIDE, folds="work mode branch members budget unsuited", example={"leader": newest_person}),
        Step("carry", _("The call changed what applications must say"), "drafted >", NOBODY, given=Handed,
             sets="answers", follows=_tell_applicant("changed", "edit")),
        Step("attach_blind", _("Attach the papers without names"), "drafted supplement checked >", OWN, "blind",
             must="blind"),
        Step("entrust", _("Let somebody from outside look after it"), "reserved drafted supplement >", OURS,
             adds="keepers"),
        Step("relieve", _("End somebody’s access"), "reserved drafted supplement >", OURS, ends="keepers"),
        Step("send", _("Send"), "drafted > sent", OWN, puts={"sent_at": NOW},
             needs=[COMPLETE, DESCRIBED, SCHOOLED, OPEN, UNOPENED, *CLEAN], tone="main",
             follows=(actions.issue_receipt, tell("head", "applications.sent", asks="certify"))),
        Step("certify", _("Certify for the unit"), "sent > certified", "head desk", "certificate", tone="main",
             bulk=True, follows=(tell("desk", "applications.certified", asks="check"),)),
        Step("check", _("Passes the formal check"), "certified > checked", "desk", needs=[IN_TIME, *CLEAN], tone="main",
             bulk=True),
        Step("return", _("Send back to be completed"), "sent certified > supplement", "desk", own=WHY,
             only=ONCE, needs=[STANDS], puts={"supplemented": TODAY}, starts="supplement",
             follows=_tell_applicant("returned", "resend")),
        Step("resend", _("Send what was asked for"), "supplement > certified", OWN, needs=[STANDS, COMPLETE, DESCRIBED],
             answers="supplement", tone="main"),
        Step("refuse", _("Refuse in the formal check"), "sent certified supplement > turned_down", "desk", "refusal",
             must="refusal", own=WHY, drops="supplement", follows=_tell_applicant("refused"),
             tone="careful"),
        Step("assess", _("Enter the result of the review"), "checked assessed > assessed", "desk",
             "cls opinion score rank level grade", only=NO_BID, tone="main"),
        Step("review", _("Result of the review"), "checked assessed > assessed", NOBODY, given=Handed,
             sets="score rank"),
        Step("vote", _("The committee voted on it"), "checked assessed published >", NOBODY, given=Handed,
             sets="vote ayes votes_of voted_on"),
        Step("publish", _("Put into publicity"), "assessed > published", "desk", tone="main", bulk=True),
        Step("award", _("Award"), "published > awarded", "leader desk", only=PRIZES,
             needs=[GRADED, LEVELLED, *CLEAN, *DECIDED], puts={"chosen": TODAY}, tone="main", recorded=True,
             follows=(actions.note_prize, *_tell_applicant("chosen"))),
        Step("approve", _("Approve"), "published > approved", "leader desk", only=NO_PRIZES,
             needs=[*CLEAN, *DECIDED], puts={"chosen": TODAY}, tone="main", recorded=True,
             follows=_tell_applicant("chosen")),
        Step("regrade", _("Change class or grade"), "awarded >", "leader desk", "cls grade", must="cls grade",
             own=WHY, recorded=True, follows=(actions.note_prize,)),
        Step("prize", _("Enter a prize won elsewhere"), "drafted sent certified checked assessed published awarded >",
             OURS, adds="prizes", only=WORKS, example={"prizes": invent_prize}),
        Step("prized", _("Prize noted"), "awarded won >", NOBODY, given=Handed, rows="prizes"),
        Step("forward", _("Send on to the next level"), "awarded won > submitted", "desk", only=WORKS,
             puts={"result_on": None}),
        Step("decline", _("Not chosen"), "checked assessed published > unchosen", "leader desk", own=WHY,
             only=UNOPPOSED, follows=_tell_applicant("unchosen")),
        Step("strike", _("Take out: an objection was upheld"), "published > unchosen", "leader desk", own=WHY,
             only=OPPOSED, puts={"struck": TODAY}, follows=_tell_applicant("unchosen"), tone="careful"),
        Step("submit", _("Submit to the higher office"), "checked assessed > submitted", "desk",
             only=NOMINATIONS),
        Step("send_up", _("Submit after its publicity"), "published > submitted", "desk", only=NOMINATIONS,
             tone="main"),
        Step("win", _("Won there"), "submitted > won", OURS, "result_on grade", on="result_on", must="result_on",
             only=Is(sort__not="works")),
        Step("win_prize", _("Won a prize there"), "submitted > won", OURS, "level grade result_on", on="result_on",
             must="level grade result_on", only=WORKS, follows=(actions.note_prize,)),
        Step("tutors", _("Enter the training of tutors"),
             "sent certified checked assessed published awarded won lost >", "desk", rows="members", only=WORKS),
        Step("lose", _("Not chosen there"), "submitted > lost", OURS, "result_on", on="result_on", must="result_on"),
        Step("withdraw", _("Withdraw the application"),
             "reserved drafted sent certified supplement checked > withdrawn", OWN, own=WHY, drops="supplement",
             tone="careful"),
        Step("revoke", _("Revoke"), "awarded approved > revoked", "leader", own=WHY, tone="careful", recorded=True),
    ),
)  # fmt: skip

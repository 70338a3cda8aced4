"""Life cycles of forms of marks, rounds, objects and sheets."""

from __future__ import annotations

from luoshi.desk.draws.forms import NumbersForm
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need
from luoshi.kernel.kinds.language.steps import NOW, TODAY, Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.parts.review import actions, queries
from luoshi.parts.review.assessors import actions as assessors
from luoshi.parts.review.assessors.queries import newest_fund
from luoshi.parts.review.assigning import actions as assigning
from luoshi.parts.review.assigning.forms import ExchangeForm
from luoshi.parts.review.assigning.queries import person_to_join, person_to_leave
from luoshi.parts.review.forms import GatherForm
from luoshi.parts.review.late import actions as late
from luoshi.parts.review.late.forms import LetInForm
from luoshi.parts.review.late.queries import has_late_sheet, late_assessor, takes_marks
from luoshi.parts.review.layers import actions as layering
from luoshi.parts.review.reported import refuse_unreported
from luoshi.parts.review.rights import OURS, WHY
from luoshi.parts.review.seats import actions as seating

_ = words(__name__)
_p = words_in(__name__)

FORM_FIELDS = "title basis way size pass_mark"
SAID = {"way": "mean", "size": 1, "pass_mark": "60"}
ITEMS = {"items": [{"item": "novelty", "weight": "100"}], **SAID}
FORMS = Cycle(
    {"drafted": _p("form", "In preparation"), "published": _("In force"), "superseded": _("Superseded")},
    "superseded",
    (
        Step("draft", _("Prepare a form of marks"), "> drafted", OURS, f"{FORM_FIELDS} unit", rows="items",
             example=ITEMS),
        Step("edit", _("Change the form"), "drafted >", OURS, FORM_FIELDS, rows="items", example=SAID),
        Step("publish", _("Put in force"), "drafted > published", "desk", follows=(actions.refuse_wrong_weights,),
             tone="main"),
        Step("supersede", _("Supersede"), "published > superseded", "desk", own=WHY),
    ),
)  # fmt: skip
WINDOW = Need(
    ~Is(from_at=None) & ~Is(to_at=None) & Least("to_at", Field("from_at")),
    _("Say from when until when marks can be given, the end after the beginning."),
)
ROUND_FIELDS = "title call of stage form from_at to_at seating ground layers ranks assigning most least blind after fee"
EXAMPLE = {
    "of": "",
    "layers": "",
    "from_at": "2020-01-01T09:00",
    "to_at": "2099-12-31T17:00",
    "blind": "yes",
    "after": "no",
    "assigning": "even",
    "most": "",
    "least": "",
    "seating": "named",
    "ground": "随机抽取难以保证胜任",
}
ONE = Need(
    Is(call=None) & ~Is(of=None) | ~Is(call=None) & Is(of=None),
    _("Choose either a call, whose applications are assessed, or what is assessed without one."),
)
DRAWN, NAMED, LAYERED = Is(seating="drawn"), Is(seating="named"), Is(seating="layers")
LAYERS = Need(
    LAYERED & ~Is(layers=None) & Is(after="no") | ~LAYERED & Is(layers=None),
    _("Say which layers give marks if there are no assessors, without a first opinion; else say none."),
)
# Source: 招标投标法实施条例 art. 47: named only where chance cannot assure competence.
GROUND = Need(DRAWN | ~Is(ground=None), _("Say why assessors are named and not drawn."))
LOADS = Need(
    Is(least=None) | (Is(assigning="best") & (Is(most=None) | Least("most", Field("least")))),
    _("At least so many sheets each: only where it is optimised, and not more than at most."),
)
UNPAID = Need(Is(fees_paid=None), _("They were paid already."))
PAYS = Need(~Is(fees=None), _("The round pays no fee."))
ROUNDS = Cycle(
    {
        "setup": _("In preparation"),
        "assigning": _("Assessors are being assigned"),
        "open": _("Open"),
        "closed": _("Closed"),
        "ranked": _("Sheets combined"),
        "decided": _("Decided"),
        "paid": _("Decided, fees paid"),
        "cancelled": _("Cancelled"),
    },
    "decided paid cancelled",
    (
        Step("prepare", _("Prepare a round"), "> setup", OURS, f"{ROUND_FIELDS} unit", rows="seats", example=EXAMPLE,
             needs=[ONE, LAYERS], folds="seats", follows=(actions.make_round_key,)),
        Step("edit", _("Change the round"), "setup >", OURS, ROUND_FIELDS, rows="seats", example=EXAMPLE,
             needs=[ONE, LAYERS], follows=(actions.keep_to_subjects,)),
        Step("gather", _("Bring in what is to be assessed"), "setup >", OURS, given=GatherForm,
             follows=(actions.gather_subjects,), tone="main", example={"numbers": ""}),
        Step("open", _("Open the round"), "setup > open", "desk", only=DRAWN | LAYERED, needs=[WINDOW, LOADS],
             onward=assigning.choose_way_to_open, or_to="assigning", puts={"hindrance": ""},
             follows=(actions.open_round,), tone="main"),
        Step("approve", _("Approve the assessors named, and open the round"), "setup > open", "leader", only=NAMED,
             onward=assigning.choose_way_to_open, or_to="assigning", puts={"hindrance": ""},
             needs=[WINDOW, GROUND, LOADS], follows=(actions.open_round,), tone="main", recorded=True),
        Step("assigned", _("Assessors were assigned"), "assigning > open", NOBODY, given=Handed,
             follows=(actions.open_round,)),
        Step("unassigned", _("Assessors could not be assigned"), "assigning > setup", NOBODY, given=Handed,
             sets="hindrance", follows=(tell("desk", "rounds.unassigned"),)),
        Step("call_back", _("Stop assigning"), "assigning > setup", "desk leader", own=WHY, tone="careful"),
        Step("extend", _("Move the end"), "open >", "desk", "to_at", must="to_at", own=WHY, needs=[WINDOW],
             follows=(actions.refuse_end_before_marks,),
             example={"to_at": "2099-12-31T18:00"}),
        Step("unseat", _("Replace an assessor"), "open >", "desk", ends="seats", own=WHY,
             ahead=assigning.lock_sheets, follows=(actions.replace_assessor,)),
        Step("seat", _("Add an assessor"), "setup open >", OURS, adds="seats", only=NAMED,
             follows=(actions.fill_seats,),
             example={"seats": queries.assessor_to_seat}),
        Step("seat_drawn", _("Assessors drawn"), "setup open >", NOBODY, given=Handed, follows=(actions.fill_seats,)),
        Step("close", _("Close the round"), "open > closed", "desk", own=WHY, follows=(actions.publish_heads,),
             tone="main"),
        Step("end", _("The window is over"), "open > closed", NOBODY, follows=(actions.publish_heads,)),
        Step("fix", _("Hashes fixed"), "closed >", NOBODY, given=Handed,
             sets="rules_head opening_head received_head sheets_head"),
        Step("rank", _("Combine the sheets"), "closed ranked > ranked", "desk", puts={"ranked": TODAY},
             follows=(assessors.refuse_conflicts, actions.rank_round, late.publish_late, layering.show_result),
             tone="main"),
        Step("fix_late", _("Hash of the late sheets fixed"), "ranked >", NOBODY, given=Handed, sets="late_head"),
        Step("reopen", _("Open it again"), "closed ranked > open", "leader", "to_at", must="to_at", own=WHY,
             needs=[WINDOW], recorded=True, tone="careful", puts={"ended_at": None},
             follows=(actions.refuse_end_before_marks, layering.hide_result),
             example={"to_at": "2099-12-31T18:00"}),
        Step("decide", _("Confirm the result"), "ranked > decided", "leader desk",
             follows=(layering.refuse_while_contested, actions.hand_over_results, assessors.list_fees,
                      actions.publish_decision),
             tone="main", recorded=True),
        Step("call_decided", _("Its call was decided"), "decided paid >", NOBODY, given=Handed,
             follows=(actions.publish_decision,)),
        Step("fix_result", _("Hash of the decision fixed"), "decided paid >", NOBODY, given=Handed,
             sets="result_head"),
        Step("list_fees", _("Payment list of the fees written"), "decided >", NOBODY, given=Handed,
             sets="fees", rows="payouts"),
        Step("pay_fees", _("Pay the fees"), "decided > paid", "desk", "fees_fund fees_paid", must="fees_fund fees_paid",
             on="fees_paid", only=UNPAID, needs=[PAYS], example={"fees_fund": newest_fund}),
        Step("return_fees", _("Take the payment of the fees back"), "paid > decided", "desk", own=WHY,
             puts={"fees_paid": None, "fees_fund": None}, tone="careful"),
        Step("cancel", _("Cancel the round"), "setup assigning open closed > cancelled", "desk", own=WHY,
             tone="careful"),
    ),
)  # fmt: skip
BEFORE_OPEN = Need(Is(round__state="setup cancelled"), _("The round is open already: replace single assessors."))
DRAWS = Cycle(
    {
        "published": _("Published, not drawn yet"),
        "drawn": _p("draw", "Drawn"),
        "discarded": _("Discarded"),
        "void": _p("draw", "Void"),
    },
    "discarded void",
    (
        Step("set_up", _("Draw assessors"), "> published", "desk", "title round branch size sources unit",
             follows=(seating.freeze_seat_pool,), example={"size": 1, "branch": ""}),
        Step("freeze", _("Freeze the pool"), "published >", NOBODY, given=Handed, sets="digest promise"),
        Step("draw", _("Draw"), "published > drawn", "desk", "numbers witness", must="numbers witness",
             given=NumbersForm, follows=(seating.draw_seats,), tone="main", example={"numbers": "5 3 11 8"}),
        Step("reveal", _("The secret is revealed"), "drawn >", NOBODY, given=Handed),
        Step("next", _("Take the next in the place of one who left"), "drawn >", "desk",
             follows=(seating.draw_next_seat,)),
        Step("discard", _("Discard"), "published > discarded", "desk", own=WHY, tone="careful"),
        Step("annul", _("Declare it void"), "drawn > void", "leader", own=WHY,
             needs=[BEFORE_OPEN],
             follows=(seating.end_drawn_seats,), tone="careful", recorded=True),
    ),
)  # fmt: skip
EXCHANGE = {"leaves": person_to_leave, "joins": person_to_join}
ENDED = Need(Is(round__state="closed"), _("Only after the end of the round, before its sheets are combined."))
RANKED = Need(Is(round__state="ranked"), _("The round is open again, or its result is confirmed."))
ASSESSED = Cycle(
    {
        "in": _("Brought in"),
        "opined": _("First opinion given"),
        "ranked": _("Result there"),
        "contested": _("Objected to"),
        "unranked": _("Not ranked"),
    },
    "ranked unranked",
    (
        Step("bring_in", _("Brought in"), "> in", NOBODY, given=Handed, sets="title unit round about branch"),
        Step("name_chair", _("Who writes the first opinion"), "in opined >", NOBODY, given=Handed, sets="chair",
             follows=(tell("chair", "assessed.opinion", asks="opine"),)),
        Step("opine", _("Enter the first opinion"), "in opined > opined", "chair desk", "opinion", must="opinion",
             puts={"opined_on": TODAY}, tone="main"),
        Step("exchange", _("Exchange an assessor"), "in opined >", "desk", given=ExchangeForm, own=WHY,
             needs=[Need(Is(round__state="open"), _("The round is not open."))],
             ahead=assigning.lock_sheets, follows=(assigning.exchange_assessor,), tone="careful", example=EXCHANGE),
        Step("let_in", _("Let a late sheet in"), "in opined ranked unranked >", "desk", given=LetInForm,
             needs=[ENDED], about=has_late_sheet, ahead=assigning.lock_sheets,
             follows=(late.let_sheet_in,), tone="careful",
             example={"sheet": late_assessor, "why": "网络中断，评分在截止前已完成"}),
        Step("rank", _("Result there"), "in opined ranked contested unranked > ranked", NOBODY, given=Handed,
             sets="n raw adjusted error rank near why"),
        Step("pass_over", _("Not ranked"), "in opined ranked contested unranked > unranked", NOBODY,
             given=Handed, sets="n raw adjusted error rank near why"),
        Step("object", _("Object to the result"), "ranked > contested", "told", own=WHY, only=RANKED,
             follows=(layering.OBJECTIONS.refuse_late, tell("desk", "assessed.contested", asks="answer"))),
        Step("answer", _("Answer the objection: the result stands"), "contested > ranked", "desk", own=WHY,
             only=RANKED, tone="main",
             follows=(layering.OBJECTIONS.refuse_own_answer, tell("told", "assessed.answered"))),
    ),
)  # fmt: skip
OPEN = Need(Is(assessed__round__state="open"), _("The round is not open: no marks are taken."))
TAKEN_ON = Need(
    Is(assessed__round__state="open"), _("The round is not open: it is too late to take a sheet on or back.")
)
# What comes after the end is kept, and does not count unless it is let in.
TAKEN = Need(
    Is(assessed__round__state="open closed"), _("The sheets were combined already: no marks are taken any more.")
)
BEGUN = Need(Least("scored_at", Field("assessed.round.from_at")), _("The time for marks has not begun yet."))
HAS_READ = Need(
    Is(assessed__round__after="no") | ~Is(read_at=None) | ~Is(layer=None),
    _("It is locked until you have read the first opinion of the group."),
    kept=True,
)
THERE = Need(~Is(assessed__opinion=None), _("The group has not given its first opinion yet."))
SEATED, LAYERED_SHEET = Is(layer=None), ~Is(layer=None)
SHEETS = Cycle(
    {
        "asked": _("Asked"),
        "accepted": _("Accepted"),
        "scored": _("Marks given"),
        "late": _("Came late, kept"),
        "declined": _("Declined"),
        "void": _("Void"),
    },
    "declined void",
    (
        Step("ask", _("Ask an assessor"), "> asked", NOBODY, given=Handed, sets="title unit assessed assessor layer",
             follows=(actions.lay_out_marks, tell("assessor", "marksheets.asked", asks="accept"))),
        Step("accept", _("Take it on, without a conflict of interest"), "asked > accepted", "assessor", tone="main",
             bulk=True, only=SEATED, needs=[TAKEN_ON]),
        Step("read", _("Read the first opinion"), "accepted scored >", "assessor", puts={"read_at": NOW},
             only=SEATED, needs=[THERE]),
        Step("score", _("Give marks"), "asked accepted scored late > scored", "assessor own check final", "opinion",
             rows="marks", puts={"scored_at": NOW}, only=Is(state="accepted scored late") | LAYERED_SHEET,
             needs=[TAKEN, BEGUN, HAS_READ], about=takes_marks, tone="main",
             example={"marks": queries.marks_to_give},
             follows=(late.refuse_late_change, refuse_unreported, actions.add_up_sheet, layering.hand_on_sheet,
                      late.keep_late)),
        Step("keep_late", _("It came after the end: kept, not counted"), "scored > late", NOBODY, given=Handed,
             sets="late_by"),
        Step("let_in", _("Let in though late"), "late > scored", NOBODY, given=Handed, sets="let_in let_in_at",
             follows=(tell("assessor", "marksheets.let_in"),)),
        Step("pass", _("Go on without these marks"), "asked > void", "reads", own=WHY,
             only=Is(layer="own check"), needs=[OPEN], follows=(layering.hand_on_sheet,), tone="careful"),
        Step("decline", _("Decline, or declare a conflict of interest"), "asked accepted > declined", "assessor",
             own=WHY, only=SEATED, needs=[TAKEN_ON], follows=(actions.refill_object,), tone="careful"),
        Step("void", _("Void"), "asked accepted scored late > void", NOBODY),
    ),
)  # fmt: skip

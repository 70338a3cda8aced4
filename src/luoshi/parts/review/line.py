"""The declaration of reviews."""

from __future__ import annotations

from datetime import timedelta

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.jobs import Job
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Borrows
from luoshi.kernel.kinds.language.public import Public, PublicDocument
from luoshi.kernel.kinds.language.rows import MOST_EDITED, Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line, MenuPage
from luoshi.parts.calls.applicant.queries import is_applicant
from luoshi.parts.funds.payment_part import Pays
from luoshi.parts.review import actions, cards, cycles, models, queries, rights
from luoshi.parts.review.assessors import actions as assessors
from luoshi.parts.review.assigning import actions as assigning
from luoshi.parts.review.bundles.pages import DOCUMENTS, build_proof
from luoshi.parts.review.bundles.queries import is_bundle_open
from luoshi.parts.review.layers.queries import OBJECT_DAYS
from luoshi.parts.review.seats.cards import show_draw

_ = words(__name__)

VALUES = office(__name__).values
FORMS = Kind(
    name="markforms",
    label=_("Forms of marks"), one=_("Form of marks"),
    record=models.MarkForm, cycle=cycles.FORMS, rights=rights.WHO,
    unit=_("Office that reviews"),
    columns="way size pass_mark",
    shows="basis way size pass_mark",
    quiet="basis",
    filters="way",
    parts=(Rows("items", models.MarkFormItem, _("Items"), once="item"),),
    prefix="标", counter="份", corrects="desk", help="review",
)  # fmt: skip
ROUNDS = Kind(
    name="rounds",
    label=_("Rounds of review"), one=_("Round of review"),
    record=models.ReviewRound, cycle=cycles.ROUNDS, rights=rights.WHO,
    void="cancelled", unit=_("Office that reviews"),
    columns="call of stage from_at to_at",
    shows="call of stage form seating ground layers ranks assigning most least from_at to_at blind after fee fees "
          "fees_fund fees_paid hindrance ranked rules_head opening_head received_head sheets_head "
          "late_head result_head",
    quiet="call of ground layers ranks most least fee fees fees_fund fees_paid hindrance ranked rules_head "
          "opening_head received_head sheets_head late_head result_head",
    filters="call of stage",
    parts=(
        Rows("seats", models.ReviewSeat, _("Assessors"), once="person", ends="to_day", begins_open=True,
             most=MOST_EDITED),
        Rows("payouts", models.ReviewFee, _("Fees of the assessors"), once="person", most=MOST_EDITED),
        Pays("fees_fund", "fees", spends="pay_fees", frees="return_fees"),
        Public("title call stage rules_head opening_head received_head sheets_head late_head result_head",
               VALUES["review.open"], where=Is(state="closed ranked decided paid", of=None),
               label=_("Reviews to recompute"), documents=DOCUMENTS, ready=is_bundle_open),
        Figure("rounds", _("Rounds ranked"), on="ranked", by="unit stage", unit="轮"),
        Figure("fees", _("Fees paid to assessors"), "fees", measure="sum", on="fees_paid", by="unit stage", unit="元"),
    ),
    messages={"unassigned": _("The assessors of a round could not be assigned: look why, and open it again.")},
    corrected=(assessors.list_fees,),
    sections=cards.show_round,
    prefix="轮", counter="轮", corrects="desk", help="review",
)  # fmt: skip
DRAWS = Kind(
    name="seatdraws",
    label=_("Draws of assessors"), one=_("Draw of assessors"),
    record=models.SeatDraw, cycle=cycles.DRAWS, rights=rights.OF_DRAWS,
    void="discarded void", unit=_("Office that reviews"),
    columns="round branch size",
    shows="round branch size count sources digest promise numbers witness revealed",
    quiet="branch numbers witness revealed",
    filters="round",
    parts=(
        Public("title round branch size count sources digest promise numbers witness", VALUES["review.open"],
               where=Is(state="published drawn void"), label=_("Draws of assessors"),
               documents=(PublicDocument("draw.json", _("File to recompute it"), "application/json; charset=utf-8",
                                         build_proof),)),
    ),
    sections=show_draw,
    erasable=False,
    prefix="抽评", counter="次", corrects="desk", help="review",
)  # fmt: skip
ASSESSED = Kind(
    name="assessed",
    label=_("Objects of review"), one=_("Object of review"),
    record=models.Assessed, cycle=cycles.ASSESSED, rights=rights.OF_ASSESSED,
    unit=_("Office that reviews"),
    columns="round branch rank adjusted",
    unsorted="rank adjusted",
    shows="round about branch chair opinion opined_on n raw adjusted error rank near why",
    quiet="chair opinion opined_on n raw adjusted error rank near why",
    filters="round branch",
    parts=(Unique("round about"),),
    sections=cards.show_object,
    messages={
        "opinion": _("You write the first opinion of the group on something that is reviewed."),
        "late": _("A sheet came after the end: it does not count unless you let it in before the sheets are combined."),
        "result": _("The marks of what is yours are there: look at them, and object if they are wrong."),
        "contested": _("%(unit)s objects to the result of a review."),
        "answered": _("%(who)s decided on the objection: the result stands."),
    },
    parameters=(OBJECT_DAYS,),
    prefix="象", counter="项", help="review",
)  # fmt: skip
SHEETS = Kind(
    name="marksheets",
    label=_("My sheets"), one=_("Sheet of marks"),
    record=models.ReviewSheet, cycle=cycles.SHEETS, rights=rights.OF_SHEETS,
    void="declined void", unit=_("Office that reviews"),
    columns="assessed layer scored_at",
    shows="assessed assessor layer read_at scored_at late_by let_in let_in_at total opinion",
    quiet="assessor layer read_at scored_at late_by let_in let_in_at total opinion",
    parts=(
        Rows("marks", models.SheetMark, _("Marks"), "item mark why", once="item"),
        Unique("assessed assessor", where=Is(state="asked accepted scored late")),
        Borrows(queries.entries_to_open, blind=queries.is_blind),
    ),
    messages={
        "asked": _("Something is given to you to assess: take it on, or decline it."),
        "layer": _("Marks are asked of you: give them."),
        "let_in": _("Your sheet that came late was let in: it counts."),
    },
    sections=cards.show_sheet,
    prefix="卷", counter="张", help="review",
)  # fmt: skip
LINE = Line(
    "review",
    _("Review"),
    (FORMS, ROUNDS, DRAWS, ASSESSED, SHEETS),
    together=True,
    urls="luoshi.parts.review.urls",
    menu=(MenuPage(_("My reviews"), "review:own_reviews", is_applicant, own=True),),
    addresses=("review-rounds", "review-draws", "my-reviews"),
    jobs=(Job("rounds", _("Rounds whose window is over"), timedelta(minutes=10), actions.end_rounds),),
    given_up=((assigning.assign_later, assigning.give_assignment_up),),
    keys={"solved": _("Hash of what was assigned")},
    about=_(
        "Forms of marks, rounds of review with assessors of the pool, sheets that only their assessor reads, ranking."
    ),
)

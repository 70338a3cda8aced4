"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from functools import partial

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is, Least
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files, Protected, stars
from luoshi.kernel.kinds.language.rows import Rows, TableBeside
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.credits import cycles, models, rules
from luoshi.papers.part import Paper
from luoshi.parts.lots.models import LotMove
from luoshi.parts.lots.part import Lots, UsesLots

_ = words(__name__)

VALUES = models.VALUES
READERS = "desk unit learner"  # who sees, too, who opened a record: what somebody learned is their own matter
count_moves = partial(Figure, of="moves.amount", measure="sum", on="moves.day", by="unit sort", unit=_("credits"))
CREDITS = Kind(
    name="credits",
    label=_("Credits"), one=_("Deposit of credits"),
    record=models.Credit, cycle=cycles.CREDITS, rights=rules.OF_CREDITS,
    unit=_("Deposited by"),
    columns="learner provider sort day amount to_day",
    shows="learner person provider enrolment sort issuer certificate level day hours amount rest grade passed "
          "stored_on to_day source agreement gets requested_on became",
    quiet="person enrolment issuer certificate level hours rest grade passed stored_on to_day source agreement gets "
          "requested_on became",
    filters="sort level day to_day passed",
    words="title certificate", codes="certificate",
    parts=(
        cycles.VERIFIED,
        Protected({"grade": stars}, READERS, _("Show the grade"), logged=True),
        Lots("amount", who="learner", within="provider", key="issuer certificate", each=Is(sort="paper"),
             expires=VALUES["credits.years"], earns="verify_leader", receives="receive", converts="convert",
             revokes="revoke", adjusts="adjust", frees="reject"),
        Unique("enrolment", where=~Is(state="rejected")),
        TableBeside("moves", LotMove, _("Moves"), "lot"),
        Files("evidence", _("Evidence"), "pdf jpg jpeg png", most=5),
        Validity("day", "to_day", warn=VALUES["credits.warn"], where=Is(state="stored")),
        count_moves("earned", _("Credits earned"), of="moves.effect", where=Is(source=None),
                    only=Is(sort="earn revoke")),
        count_moves("used", _("Credits used"), only=Is(sort="use restore")),
        count_moves("converted", _("Credits recognised elsewhere"), only=Is(sort="convert") & ~Least("effect", 0)),
        count_moves("expired", _("Credits expired"), only=Is(sort="expire")),
        Figure("deposits", _("Results stored"), on="stored_on", where=Is(source=None) & ~Is(state="revoked"),
               by="unit sort", unit="项"),
    ),
    parameters=(VALUES["credits.hours"], VALUES["credits.step"]),
    prefix="分入", counter="项", help="credits",
)  # fmt: skip
USES = Kind(
    name="credituses",
    label=_("Uses of credits"), one=_("Use of credits"),
    record=models.CreditUse, cycle=cycles.USES, rights=rules.OF_CREDITS,
    void="undone", unit=_("Entered by"),
    columns="learner provider amount used_on",
    shows="learner provider amount used_on undone_on",
    quiet="undone_on",
    filters="used_on",
    words="title",
    parts=(
        Protected({}, READERS, logged=True),
        UsesLots("credits", "amount", who="learner", within="provider", uses="use", undoes="undo"),
        Figure("uses", _("Uses of credits"), on="used_on", by="unit", unit="次"),
    ),
    prefix="分用", counter="次", help="credits",
)  # fmt: skip
STATEMENTS = Kind(
    name="creditstatements",
    label=_("Credit statements"), one=_("Credit statement"),
    record=models.CreditStatement, cycle=cycles.STATEMENTS, rights=rules.RIGHTS,
    void="withdrawn", unit=_("Issued by"),
    columns="learner as_of earned valid",
    shows="learner as_of earned valid",
    filters="as_of",
    titled="{learner} {as_of}",
    parts=(
        Protected({}, READERS, logged=True),
        Rows("items", models.StatementItem, _("Credits by result"), most=120),
        Paper("statement", _("Credit statement"), "fill", "person as_of earned valid", "学证", rows="items",
              stands=Is(state="issued")),
        Figure("statements", _("Statements issued"), on="as_of", by="unit", unit="份"),
    ),
    prefix="分证", counter="份", help="credits",
)  # fmt: skip
LINE = Line(
    "credits",
    _("Credit bank"),
    (CREDITS, USES, STATEMENTS),
    together=True,
    about=_(
        "Results of learning are stored, recognised elsewhere under an agreement, and used; nothing is counted twice."
    ),
)

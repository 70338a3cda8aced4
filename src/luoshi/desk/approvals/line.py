"""The line of approvals: no kind of its own, but a card on the page of records with a chain."""

from __future__ import annotations

from luoshi.desk.approvals.cards import chain_cards
from luoshi.evidence.append_only import AppendOnlyTable
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.lines import Line

_ = words(__name__)

LINE = Line(
    "approvals",
    _("Approvals"),
    (),
    append_only=(AppendOnlyTable("approvals_round"), AppendOnlyTable("approvals_approval")),
    messages={"anew": _("%(who)s changed what you had approved: it needs approval again.")},
    cards=(chain_cards,),
    fixed=True,
)

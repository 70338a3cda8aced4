"""What a contract that is signed must hold to."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.contracts.models import Contract
from luoshi.lines.contracts.queries import providers_of

_ = words_now(__name__)


def refuse_other_supplier(took: Took[Contract]) -> None:
    """Refuse a supply that is agreed with somebody else than the bidder who was chosen. Source: S000-93.

    Raises:
        RecordError: ``guarded``.
    """
    contract = took.record
    if contract.sort != "supply" or contract.bid is None or contract.signed is None:
        return
    if providers_of(contract.pk) != {contract.bid.applicant_id}:
        words = _("The bid that was chosen is of another provider.")
        raise RecordError("guarded", words, where=str(contract), remedy=_("Correct the parties, or the bid."))

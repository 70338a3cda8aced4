"""Who stands on which side of a contract."""

from __future__ import annotations

from luoshi.lines.contracts.models import ContractParty


def providers_of(contract: int) -> set[int]:
    """Return the organisations that provide what a contract is about. One query."""
    parties = ContractParty.objects.filter(record=contract, part="provider", org__isnull=False)
    return set(parties.values_list("org", flat=True))

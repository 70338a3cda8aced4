"""What follows from a contact: the unit with which it was reads it, too."""

from __future__ import annotations

from luoshi.records.duties.actions.took import Took
from luoshi.records.kinds.models import Party


def let_partner_in(took: Took) -> None:
    """Make the unit with which the contact is, if it is one of the tree, a party to it."""
    if took.record.partner_id is not None:
        Party.objects.get_or_create(record=took.record, name="partner", unit_id=took.record.partner_id)

"""What follows from a contact: its partner unit may read it too."""

from __future__ import annotations

from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Party
from luoshi.lines.coordination.models import Contact


def let_partner_in(took: Took[Contact]) -> None:
    """Make the partner a party to the contact, if it is a unit of the tree."""
    if took.record.partner_id is not None:
        Party.objects.get_or_create(record=took.record, name="partner", unit_id=took.record.partner_id)

"""Set the address at which people reach this office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.address.models import OfficeAddress


@transaction.atomic
def set_address(address: str, actor: Actor, *, at: datetime) -> OfficeAddress:
    """Save the address that an administrator entered. What was already printed keeps its address.

    Raises:
        OrgError: ``refused``: the actor is no administrator.
    """
    if Role.ADMINISTRATOR not in actor.roles:
        raise OrgError("refused", _("Only an administrator can enter the office's address."))
    kept = OfficeAddress.objects.create(address=address, said=at)
    journal_act("office", "address.set", actor, {"address": address}, at=at)
    return kept

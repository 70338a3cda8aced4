"""Who stands how to the line's records."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Actor, Role, usual
from luoshi.kernel.base.words import words

_ = words(__name__)

OURS, WHY = "unit desk", {"reason": True}
WHO = usual(_("Soil station"), _("The unit that does it"), _("Leader in charge"))


def may_view_tiles(actor: Actor) -> bool:
    """Whether the tiles of the villages are for the actor: for roles that could read a village, and for the auditor."""
    reaching = {role for relation in WHO.relations for role, _place in relation.reaches}
    return not actor.roles.isdisjoint({*reaching, Role.AUDITOR})

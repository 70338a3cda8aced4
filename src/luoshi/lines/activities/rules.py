"""Who is related to an activity, and who may open the page of the year."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Actor, Role, usual
from luoshi.kernel.base.words import words

_ = words(__name__)

RIGHTS = usual(_("Checking office"), _("Who holds it"), _("Leader in charge"))


def may_view_year(actor: Actor) -> bool:
    """Whether the page of the year is for the actor: for roles that could read an activity, and for the auditor."""
    reaching = {role for relation in RIGHTS.relations for role, _place in relation.reaches}
    return not actor.roles.isdisjoint({*reaching, Role.AUDITOR})

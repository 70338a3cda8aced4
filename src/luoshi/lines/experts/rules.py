"""Who stands how to the line's records, and what bars a person."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, Rights, usual
from luoshi.kernel.base.words import words

_ = words(__name__)

WHY = {"reason": True}
SELF = Relation("self", _("The expert"), names="person")
WHO = usual(_("Supervising office"), _("The unit that keeps the pool"), _("Leader in charge"))
OF_EXPERTS = Rights((*WHO.relations, SELF), ("desk", "unit", "leader", "self"))
CONCERNED = Relation("concerned", _("The person concerned"), names="person")
OF_INTEGRITY = Rights((*WHO.relations, CONCERNED), ("desk", "unit", "leader", "concerned"))
SERVING = Relation("expert", _("The expert who serves"), names="expert")
OF_GUIDANCES = Rights((*WHO.relations, SERVING), ("desk", "unit", "leader", "expert"))
OURS, OWN = "unit desk", "unit desk self"

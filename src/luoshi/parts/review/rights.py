"""Who stands how to forms, rounds, objects and sheets."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace, usual
from luoshi.kernel.base.words import words

_ = words(__name__)

WHY = {"reason": True}
WHO = usual(_("Supervising office"), _("Office that reviews"), _("Leader in charge"))
OF_DRAWS = Rights(WHO.relations, ("desk", "unit", "leader"))
CHAIR = Relation("chair", _("Who writes the first opinion"), names="chair")
UNIT = ((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN))
DESK, LEADER = ((Role.SUPERVISOR, UnitPlace.UNDER),), ((Role.LEADER, UnitPlace.UNDER),)
TOLD = Relation("told", _("Unit that is assessed, once the result is there"), reaches=UNIT, party="told")
OF_ASSESSED = Rights((*WHO.relations, CHAIR, TOLD), ("desk", "unit", "leader", "chair", "told"))
# A sheet is its assessor's alone: nobody deputises, and the office sees no mark before the round is closed.
ASSESSOR = Relation("assessor", _("The assessor"), names="assessor")
# One of a layer is that layer's, and is read by the office and the leader, who go on with it.
LAYERS = (
    Relation("own", _("Unit that is assessed"), reaches=UNIT, party="own"),
    Relation("check", _("Office that checks"), reaches=DESK, party="check"),
    Relation("final", _("Leader who decides"), reaches=LEADER, party="final"),
    Relation("reads", _("Who checks or decides after it"), reaches=(*DESK, *LEADER), party="reads"),
)
OF_SHEETS = Rights((ASSESSOR, *LAYERS, TOLD), ("assessor", *(layer.name for layer in LAYERS), "told"))
OURS = "unit desk"

"""Who stands how to forms, rounds, objects and sheets."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, Rights, usual
from luoshi.kernel.base.words import words

_ = words(__name__)

WHY = {"reason": True}
WHO = usual(_("Supervising office"), _("Office that reviews"), _("Leader in charge"))
OF_DRAWS = Rights(WHO.relations, ("desk", "unit", "leader"))
CHAIR = Relation("chair", _("Who writes the first opinion"), names="chair")
OF_ASSESSED = Rights((*WHO.relations, CHAIR), ("desk", "unit", "leader", "chair"))
# A sheet is its assessor's alone: nobody deputises, and the office sees no mark before the round is closed.
ASSESSOR = Relation("assessor", _("The assessor"), names="assessor")
OF_SHEETS = Rights((ASSESSOR,), ("assessor",))
OURS = "unit desk"

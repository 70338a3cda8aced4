"""Who stands how to calls and applications."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace, everyone_inside, usual
from luoshi.kernel.base.words import words

_ = words(__name__)

WHY = {"reason": True}
WHO = usual(_("Supervising office"), _("Recommending unit"), _("Leader in charge"))
OF_CALLS = Rights(
    (*usual(_("Supervising office"), _("Office that calls"), _("Leader in charge")).relations,
     everyone_inside(_("Everyone in the office"))),
    ("desk", "unit", "leader", "office"),
)  # fmt: skip
HEAD = Relation("head", _("Head of the recommending unit"), reaches=((Role.HEAD, UnitPlace.OWN),))
KEEPER = Relation("keeper", _("Whoever looks after it from outside"), held="keepers")
AUTHOR = Relation("author", _("Its leader or author"), names="leader")
OF_APPLICATIONS = Rights((*WHO.relations, HEAD, KEEPER, AUTHOR), ("desk", "unit", "leader", "head", "keeper", "author"))
OURS, OWN = "unit desk", "unit desk keeper author"

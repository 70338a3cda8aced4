"""How people stand to what an office keeps of its housekeeping, and who of them reads it."""

from __future__ import annotations

from luoshi.org.rights.rules.rights import Place, Relation, Rights, Role
from luoshi.records.base.words import words

_ = words(__name__)

OFFICE = Relation("office", _("The office that keeps it"), reaches=((Role.SUPERVISOR, Place.UNDER),))
UNIT = Relation("unit", _("The unit"), reaches=((Role.HEAD, Place.OWN), (Role.CLERK, Place.OWN)))
CHIEF = Relation("chief", _("Head or leader"), reaches=((Role.HEAD, Place.OWN), (Role.LEADER, Place.UNDER)))
LEADER = Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, Place.UNDER),))
USE_RIGHTS = Rights((OFFICE, UNIT, CHIEF), sees=("office", "unit", "chief"))
COPY_RIGHTS = Rights(
    (OFFICE, LEADER, Relation("holder", _("Who holds the copy"), owner=True)), ("office", "leader", "holder")
)
SHIFT_RIGHTS = Rights(
    (OFFICE, UNIT, LEADER, Relation("duty", _("Who is on duty"), owner=True)), ("office", "unit", "leader", "duty")
)
FIRST = Relation("first", _("Who was asked first"), owner=True)
SECOND = Relation("second", _("To whom it was handed"), decides=True)
SERVICE_RIGHTS = Rights((OFFICE, UNIT, FIRST, SECOND), sees=("office", "unit", "first", "second"))

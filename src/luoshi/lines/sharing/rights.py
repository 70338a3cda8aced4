"""Who stands how to the line's records."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace, everyone_inside, usual
from luoshi.kernel.base.words import words

_ = words(__name__)

WHY = {"reason": True}
OURS = "unit desk"
EVERYONE = everyone_inside(_("Everyone in the office"))
CONTACT = Relation("contact", _("Contact of the organisation"), names="contact")
ANYONE = Relation(
    "anyone",
    _("Whoever books for a unit"),
    reaches=tuple((role, UnitPlace.ANYWHERE) for role in (Role.CLERK, Role.HEAD, Role.SUPERVISOR)),
)
BOOKER = Relation("booker", _("Whoever booked it"), opener=True)
HEAD = Relation("head", _("Head of the station"), names="head")
WHO = usual(_("Supervising office"), _("The unit that looks after it"), _("Leader in charge"))
OF_NEEDS = Rights((*WHO.relations, EVERYONE, CONTACT), ("desk", "unit", "leader", "office", "contact"))
OF_THINGS = Rights((*WHO.relations, EVERYONE), ("desk", "unit", "leader", "office"))
# Every unit may book; a booking is read by the owner's unit, and by whoever made it or uses the thing.
OF_BOOKINGS = Rights((*WHO.relations, ANYONE, BOOKER, CONTACT), ("desk", "unit", "leader", "booker", "contact"))
OF_STATIONS = Rights((*WHO.relations, HEAD), ("desk", "unit", "leader", "head"))

"""Who stands how to the line's records, and what a name and a ceiling allow."""

from __future__ import annotations

from datetime import date

from luoshi.base.rights.rules.rights import Relation, Rights, everyone_inside, usual
from luoshi.kernel.base.words import words

_ = words(__name__)

WHY = {"reason": True}
OURS = "unit desk"
WHO = usual(_("Supervising office"), _("The unit that keeps it"), _("Leader in charge"))
EVERYONE = everyone_inside(_("Everyone in the office"))
OPEN = Rights((*WHO.relations, EVERYONE), ("desk", "unit", "leader", "office"))
SELF = Relation("self", _("The person concerned"), names="person")
OF_PERSONS = Rights((*WHO.relations, SELF), ("desk", "unit", "leader", "self"))
# What is criticised is read by leaders, the person concerned and whoever proposed it; by others once it is published.
PROPOSER = Relation("proposer", _("Who proposed it"), opener=True)
CASES = Rights((*WHO.relations, SELF, PROPOSER), ("desk", "leader", "self", "proposer"))
RESERVED = "科学技术奖"


def is_reserved_name(name: str) -> bool:
    """Whether a name says that the prize is one that only the State, provinces and some ministries may set.

    Source: 国家科学技术奖励条例 (2024) art. 36.
    """
    return RESERVED in "".join(name.split())


def next_cycle_due(last: int | None, interval: int | None) -> date | None:
    """Return the last day of the year in which the next cycle is due; None while it is not known, or no year."""
    year = None if last is None or interval is None else last + interval
    return date(year, 12, 31) if year is not None and date.min.year <= year <= date.max.year else None

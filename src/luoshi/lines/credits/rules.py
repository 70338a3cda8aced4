"""Who stands how to credits, and which ratio of an agreement applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.base.rights.rules.rights import Relation, Rights, usual
from luoshi.kernel.base.words import words

_ = words(__name__)

OURS, WHY = "unit desk", {"reason": True}
LEARNER = Relation("learner", _("The learner"), names="person")
RIGHTS = usual(_("Bank office"), _("The unit that deposits"), _("Leader in charge"), LEARNER)
KEEPER = Relation("keeper", _("The provider itself"), held="provider.keepers")
OF_CREDITS = Rights((*RIGHTS.relations, KEEPER), (*(relation.name for relation in RIGHTS.relations), "keeper"))


@dataclass(frozen=True)
class Ratio:
    """A ratio of an agreement; ``level``: the lowest level that it recognises, "": any."""

    giver: int
    receiver: int
    ratio: Decimal
    level: str
    from_day: date
    to_day: date | None


@dataclass(frozen=True)
class StatedCredit:
    """A lot on the day of a statement; ``left``: what was valid then, ``until``: its last valid day, None: none.

    Either ``amount`` or ``received`` is known: what was earned elsewhere is no more earned where it was recognised.
    """

    provider: str
    course: str
    day: date
    hours: Decimal | None
    amount: Decimal | None
    received: Decimal | None
    left: Decimal
    until: date | None


def ratio_on(
    ratios: Sequence[Ratio], giver: int, receiver: int, level: str, day: date, ranks: Mapping[str, int]
) -> Ratio | None:
    """Return the ratio that applies on a day to a result of this level; None: there is none.

    Of several, the one that begins last applies; both days are included. A level that is not known is below every
    level that is asked for.
    """
    found = [
        ratio
        for ratio in ratios
        if (ratio.giver, ratio.receiver) == (giver, receiver)
        and ratio.from_day <= day
        and (ratio.to_day is None or day <= ratio.to_day)
        and (not ratio.level or ranks.get(level, 0) >= ranks.get(ratio.level, 0))
    ]
    return max(found, key=lambda ratio: ratio.from_day, default=None)

"""Who stands how to follow-ups, and what a report on training has to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.base.rights.rules.rights import usual
from luoshi.figures.rounding import round_to_places
from luoshi.figures.shares import share_percent
from luoshi.kernel.base.words import words

_ = words(__name__)

OURS, WHY = "unit desk", {"reason": True}
RIGHTS = usual(_("Supervising office"), _("The unit that asks"), _("Leader in charge"))


@dataclass(frozen=True)
class MeanChange:
    """The mean change of income of ``n`` households, in yuan, exact; None: of none is it known."""

    n: int
    mean: Fraction | None


def change_of(before: Decimal | None, now: Decimal | None) -> Decimal | None:
    """Return by how much an income changed; None: one of both is not known."""
    return None if before is None or now is None else now - before


def mean_change(changes: Sequence[Decimal]) -> MeanChange:
    """Return the mean of the changes of so many households."""
    total = sum(map(Fraction, changes), Fraction(0))
    return MeanChange(len(changes), total / len(changes) if changes else None)


def share_of_yes(answers: Sequence[str]) -> Fraction | None:
    """Return the share of those who said yes among all who answered, in per cent, exact; None: nobody did."""
    return share_percent(Fraction(answers.count("yes")), Fraction(len(answers)))


def effect_of(trained: MeanChange, untrained: MeanChange) -> Fraction | None:
    """Return by how much more the income of the trained changed; None: one of both is not known.

    Source: requirements L5, example 4: +1 800 less +700 is +1 100.
    """
    if trained.mean is None or untrained.mean is None:
        return None
    return trained.mean - untrained.mean


def round_outcome(exact: Fraction | None) -> Decimal | None:
    """Return an amount in yuan, or a share in per cent, to two places, rounded once, half up."""
    return None if exact is None else round_to_places(exact, 2)

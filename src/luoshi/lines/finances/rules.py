"""Who stands how to what firms are financed with, and how much of a loss the pool compensates. Pure."""

from __future__ import annotations

from decimal import Decimal

from luoshi.base.rights.rules.rights import usual
from luoshi.kernel.base.words import words

_ = words(__name__)

WHY = {"reason": True}
OURS = "unit desk"
RIGHTS = usual(_("Supervising office"), _("Unit that arranges it"), _("Leader in charge"))


def exceeded_ceiling(loss: Decimal, share: int, claimed: Decimal) -> Decimal | None:
    """Return the most that a pool gives for a loss, if more is claimed; None: the claim is within it.

    Args:
        loss, claimed: in yuan.
        share: the pool's share of a loss, in per cent.

    Source: S001-22: the pool's share is a parameter, and no claim is above share × loss.
    """
    ceiling = loss * share / 100
    return ceiling if claimed > ceiling else None

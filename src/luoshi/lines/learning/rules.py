"""Who stands how to programmes, and what their places allow."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import usual
from luoshi.kernel.base.words import words

_ = words(__name__)

OURS, WHY = "unit desk", {"reason": True}
RIGHTS = usual(_("Supervising office"), _("The unit that runs it"), _("Leader in charge"))


def lacking_seats(seats: int | None, taken: int) -> int:
    """Return how many places are lacking for those who take one; without a number of places there are none."""
    return max(0, taken - (seats or 0))

"""Who stands how to a norm."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import usual
from luoshi.kernel.base.words import words

_ = words(__name__)

WHY = {"reason": True}
WHO = usual(_("Supervising office"), _("The unit that drafts it"), _("Leader in charge"))
OURS = "unit desk"

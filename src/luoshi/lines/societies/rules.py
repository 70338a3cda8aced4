"""Rights on the records of societies, and objections to steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor, Relation, usual
from luoshi.kernel.base.examples import Around
from luoshi.kernel.base.words import words

_ = words(__name__)

RIGHTS = usual(_("The office in charge"), _("Responsible association"), _("Leader in charge"))
# The society itself, through its keepers: it edits its own profile and members, nothing else.
KEPT = usual(
    _("The office in charge"),
    _("Responsible association"),
    _("Leader in charge"),
    Relation("keeper", _("The society itself"), held="keepers"),
)
BOTH = "unit desk"
ITSELF = "unit desk keeper"
WHY = {"reason": True}
BESIDE = _(
    "A cooperative may stand beside a farm association and does not replace it: it is not ended for that reason."
)


def charter_day_reasons(record: object, given: Mapping[str, Any], at: datetime) -> list[str]:
    """Return objections to charters with future days, or approved before adoption."""
    edit, today, said = given.get("charters"), timezone.localdate(at), []
    for charter in (line.values for line in edit.after) if edit else ():
        if charter["adopted"] > today or (charter["approved"] or today) > today:
            said.append(_("The dates of a charter must not be in the future."))
        elif (charter["approved"] or today) < charter["adopted"]:
            said.append(_("A charter is approved on the day of its adoption or after it."))
    return said[:1]


def given_today(record: object, around: Around) -> dict[str, str]:
    """Return a host's support of today, for examples."""
    return {"received": around.day.isoformat(), "funds": "500"}


def may_view_society_dues(actor: Actor) -> bool:
    """Whether to offer the page of dues: to users whose role could give access to an organisation."""
    return any(role in actor.roles for relation in RIGHTS.relations for role, _place in relation.reaches)

"""Pure decisions: which hours open to others, and which hours used, cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from luoshi.kernel.base.words import words_now

if TYPE_CHECKING:
    from luoshi.lines.sharing.models import PostedNeed

_ = words_now(__name__)

SECOND, HOUR = timedelta(seconds=1), 3600
DAY_HOURS = 24


def open_hours_reasons(record: object, given: Mapping[str, Any], at: datetime) -> list[str]:
    """Return the reasons against hours open to others that are not those of a whole year, or more than it has."""
    edit = given.get("open")
    said = []
    for line in edit.after if edit else ():
        first, last = line.values["from_day"], line.values["to_day"]
        if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31) or first.year != last.year:
            said.append(_("Hours open to others are told for a whole year, from 1 January to 31 December."))
        elif line.values["hours"] > ((last - first).days + 1) * DAY_HOURS:
            said.append(_("%(year)d has fewer hours than that.") % {"year": first.year})
    return said


def use_reasons(record: Any, given: Mapping[str, Any], at: datetime) -> list[str]:
    """Return the reasons against a use before its slot began, or of more hours than the slot has."""
    said = []
    if record.from_at is not None and record.from_at > at:
        said.append(_("The slot has not begun yet: enter its use afterwards."))
    used = given.get("used")
    seconds = (record.to_at - record.from_at) // SECOND if record.from_at and record.to_at else None
    if used is not None and seconds is not None and used * HOUR > seconds:
        said.append(_("More hours were used than the slot has: move the end of the slot first."))
    return said


def match_reasons(record: PostedNeed, given: Mapping[str, Any], at: datetime) -> list[str]:
    """Return the reason against a demand that is matched with the organisation that has it, or with its own offer."""
    edit = given.get("matches")
    for line in edit.after if edit else ():
        org, offer = line.values.get("org"), line.values.get("offer")
        if record.org_id is not None and record.org_id in (getattr(org, "pk", org), getattr(offer, "org_id", None)):
            return [_("An organisation is not matched with itself.")]
    return []

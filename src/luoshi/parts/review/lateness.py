"""How late something came, in words."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.kernel.base.words import words_now

_ = words_now(__name__)

MINUTE, HOUR, DAY = 60, 3600, 86_400
TWICE = 2  # a larger unit is used from two of it on


def describe_lateness(seconds: int | None) -> str:
    """Say how late something came, rounded up to the unit that it is told in."""
    late = seconds or 0
    if late < TWICE * MINUTE:
        return _("%(n)d seconds late") % {"n": late}
    if late < TWICE * HOUR:
        return _("%(n)d minutes late") % {"n": -(-late // MINUTE)}
    if late < TWICE * DAY:
        return _("%(n)d hours late") % {"n": -(-late // HOUR)}
    return _("%(n)d days late") % {"n": -(-late // DAY)}


def note_late(late: Mapping[str, object] | None) -> str:
    """Say beside a published sheet that it came late, and by which reason it was let in; "" if it was in time."""
    if not late:
        return ""
    said = describe_lateness(int(str(late["seconds"])))
    if late["why"]:
        return _("%(late)s, let in: %(why)s") % {"late": said, "why": late["why"]}
    return _("%(late)s, not counted") % {"late": said}

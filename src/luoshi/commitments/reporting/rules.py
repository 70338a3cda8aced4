"""Rules of reports: when they must give a reason for being late or behind; and yes or no as an office writes it.

Source: 02 §2.2 已反馈: leader's 审核, signer; how strictly is local practice.
"""

from __future__ import annotations

from datetime import date

from luoshi.commitments.lights.rules.lights import DATED, NONE, OPEN, UNKNOWN, ShownLight
from luoshi.dates.lateness import is_late_on_day

WORDS = {"是": True, "yes": True, "1": True, "否": False, "no": False, "0": False}
QUIET = ("green", NONE, OPEN, UNKNOWN)  # lights that signal no problem


def yes_or_no(text: str) -> bool:
    """Parse yes or no.

    Raises:
        ValueError: the text is neither.
    """
    try:
        return WORDS[text.strip().lower()]
    except KeyError:
        raise ValueError(text) from None


def late_or_behind(light: ShownLight, due: date | None, day: date) -> bool:
    """Check whether a report must name obstacles and next steps, because it is late or behind.

    Late means a due date has passed. Behind means that the office's light table warns for a reason other than dates. A
    near due date is no reason: every report is due soon when it is asked for.

    Args:
        due: the earliest open due date, as it binds.
    """
    if due is not None and is_late_on_day(due, day):
        return True
    return light.colour not in QUIET and any(
        condition.measure not in DATED for rule in light.rules for condition in rule.when
    )

"""What a report must say: why it is late or behind; and yes or no as an office writes it.

Source: 02 §2.2 已反馈: leader's 审核, signer; how strictly is local practice.
"""

from __future__ import annotations

from datetime import date

from luoshi.dates.lateness import is_late_on_day
from luoshi.ledger.lights.rules.lights import DATED, NONE, OPEN, UNKNOWN, ShownLight

WORDS = {"是": True, "yes": True, "1": True, "否": False, "no": False, "0": False}
QUIET = ("green", NONE, OPEN, UNKNOWN)  # lights that say nothing against it


def yes_or_no(text: str) -> bool:
    """What the words say.

    Raises:
        ValueError: they say neither.
    """
    try:
        return WORDS[text.strip().lower()]
    except KeyError:
        raise ValueError(text) from None


def late_or_behind(light: ShownLight, due: date | None, day: date) -> bool:
    """Whether a report must say what stands in the way and what is done about it.

    Late is a date that has passed; behind is what the office's own table of lights says of anything but dates. That a
    date is near is no fault of anybody: every report is due soon when it is asked for.

    Args:
        due: the earliest date that is owed, as it binds.
    """
    if due is not None and is_late_on_day(due, day):
        return True
    return light.colour not in QUIET and any(
        condition.measure not in DATED for rule in light.rules for condition in rule.when
    )

"""When a report must say what stands in the way: late by a date, or behind by the office's own table of lights."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.commitments.lights.rules.lights import NONE, OPEN, UNKNOWN, ShownLight
from luoshi.commitments.lights.rules.presets import BY_DATE, BY_NAME
from luoshi.commitments.reporting.rules import late_or_behind

MONDAY = date(2026, 3, 30)
NEAR = ShownLight("yellow", tuple(rule for rule in BY_DATE.rules if rule.colour == "yellow"))
BEHIND = ShownLight("yellow", tuple(rule for rule in BY_NAME["suqian"].rules if rule.note == "behind"))
POOR = ShownLight("yellow", tuple(rule for rule in BY_NAME["suqian"].rules if rule.note == "poor"))
SLOW = ShownLight("yellow", BY_NAME["guangyuan"].rules[:1])


@pytest.mark.parametrize(
    ("light", "due", "asked"),
    [
        (NEAR, date(2026, 3, 31), False),  # every report is due soon when it is asked for
        (NEAR, MONDAY, False),
        (NEAR, date(2026, 3, 29), True),  # a Sunday, and this is the first working day after it
        (ShownLight("green"), date(2026, 3, 20), True),  # late, whatever the table colours
        (ShownLight(NONE), date(2026, 12, 31), False),
        (ShownLight(OPEN), date(2026, 12, 31), False),
        (ShownLight(UNKNOWN), None, False),  # of what was not measured nothing is concluded
        (BEHIND, date(2026, 12, 31), True),
        (POOR, None, True),
        (SLOW, date(2026, 12, 31), True),
        (ShownLight("blue", BY_NAME["suqian"].rules[:1]), date(2026, 4, 1), False),
    ],
)
def test_late_or_behind(light: ShownLight, due: date | None, asked: bool) -> None:
    assert late_or_behind(light, due, MONDAY) is asked

"""Random columns from which the light of a commitment is found, around one day, and all tables filled in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from luoshi.commitments.lights.rules.lights import MEASURES
from luoshi.commitments.lights.rules.measures import month_number
from luoshi.commitments.lights.rules.presets import BY_NAME
from luoshi.dates.workdays import previous_work
from luoshi.plans.base import states as at

DAY = date(2026, 9, 30)
FILLED = {name: table.fill_values({"near_days": 5}) for name, table in BY_NAME.items()}
STATES = (*at.OPEN, at.STANDING, *at.ENDED)
JANUARY, DECEMBER = month_number(date(2026, 1, 1)), month_number(date(2026, 12, 1))
DAYS = st.none() | st.integers(-12, 12).map(lambda off: DAY + timedelta(off))


@st.composite
def columns(draw: Any) -> dict[str, Any]:
    done = draw(DAYS)
    begins = draw(st.none() | st.integers(JANUARY - 3, DECEMBER))
    return {
        "state": draw(st.sampled_from(STATES)),
        "pressing": draw(DAYS),
        "pressing_in_period": draw(st.booleans()),
        "report_due": draw(DAYS),
        "report_due_in_period": draw(st.booleans()),
        "binds": draw(DAYS),
        "until": draw(DAYS),
        "done": done,
        "done_work": done and previous_work(done),
        "begins": begins,
        "ends": None if begins is None else begins + draw(st.integers(0, 14)),
        "reported": draw(DAYS),
        "reached": draw(st.none() | st.sampled_from([0, 1, 4400, 5000, 6000, 6500, 7500, 9167, 10_000])),
        "slips": draw(st.integers(0, 3)),
        "outlook": draw(st.sampled_from(["", *MEASURES["outlook"].words])),
        "judged": draw(st.sampled_from(["", *MEASURES["judged"].words])),
    }

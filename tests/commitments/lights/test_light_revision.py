"""Stored lights are void once the rules decide otherwise: their revision is raised with every such change."""

from __future__ import annotations

import random
from datetime import date, timedelta
from hashlib import sha256

from light_columns import DAY, DECEMBER, FILLED, JANUARY, STATES
from luoshi.commitments.lights.rules.due_status import classify_matter
from luoshi.commitments.lights.rules.light_changes import REVISION
from luoshi.commitments.lights.rules.light_status import reckon_stand
from luoshi.commitments.lights.rules.measures import MeasureFacts

PINNED = {
    1: "af1805e340d5f0465986dc3b22e54217ba72ae09c2231247aa02606ce2da5cf8"
}  # by revision: what the rules decide of these facts


def decided() -> str:
    """What the rules decide of 4,000 commitments at random, as one number."""
    draw = random.Random(1)
    found = sha256()

    def day() -> date | None:
        return draw.choice((None, DAY + timedelta(draw.randint(-12, 12))))

    for _number in range(4000):
        begins = draw.choice((None, draw.randint(JANUARY - 3, DECEMBER)))
        facts = MeasureFacts(
            draw.choice(STATES), day(), draw.random() < 0.5, day(), draw.random() < 0.5, begins,
            None if begins is None else begins + draw.randint(0, 14),
            draw.choice((None, 0, 4400, 6000, 7500, 10_000)), day(), day(), day(), 0, draw.randint(0, 3), until=day(),
        )  # fmt: skip
        for name in sorted(FILLED):
            stand = reckon_stand(FILLED[name], facts, DAY)
            found.update(f"{classify_matter(facts, DAY).code} {stand.code} {stand.light};".encode())
    return found.hexdigest()


def test_rules_that_decide_otherwise_have_another_revision() -> None:
    # If this fails, lights that offices have stored are wrong by the new rules: raise REVISION and pin what is decided.
    assert PINNED.get(REVISION) == decided()

"""The lights of the few commitments whose stored light a step has just outdated, found by the rules, row by row.

An office always has some: those reported on in the last minute. Found by conditions in SQL they would cost each page a
third of its time, since a statement with all rules of a table of lights is long to build and to parse.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from luoshi.base.database.kept_answers import keep_answer
from luoshi.commitments.lights.models import CurrentLight
from luoshi.commitments.lights.queries.light_status import NEEDED, StandReader
from luoshi.commitments.lights.queries.measures import FACTS
from luoshi.commitments.lights.rules.due_status import classify_matter
from luoshi.commitments.lights.rules.measures import MeasureFacts
from luoshi.plans.base.models.commitment import Commitment

FEW = 200  # of more, a statement with the rules in it finds the lights sooner


@dataclass(frozen=True)
class FoundLight:
    """The codes of a commitment on a day, as ``CurrentLight`` has them, and the date that decides them, if any."""

    matter: str
    stand: str
    light: str
    on: date | None


def find_outdated_lights(day: date) -> dict[int, FoundLight] | None:
    """Return by id the lights of all commitments whose stored light is outdated; None if these are more than ``FEW``.

    One query, and two more for the tables of lights in force; once in a request that only reads.
    """

    def find() -> dict[int, FoundLight] | None:
        ids = list(CurrentLight._base_manager.filter(outdated=True).values_list("pk", flat=True)[: FEW + 1])
        return find_lights(ids, day) if len(ids) <= FEW else None

    return keep_answer(("outdated lights", day), find)


def find_lights(ids: Collection[int], day: date) -> dict[int, FoundLight]:
    """Return the lights of these commitments by id. Four queries at most."""
    rows = list(Commitment._base_manager.filter(pk__in=ids).values_list(*NEEDED))
    found = {}
    for (pk, _desk, *values), stand in zip(rows, StandReader(day).of(rows), strict=True):
        facts = MeasureFacts(**dict(zip(FACTS, values, strict=True)), misses=None)
        matter = classify_matter(facts, day)
        found[pk] = FoundLight(matter.code, stand.code, stand.light, matter.on)
    return found

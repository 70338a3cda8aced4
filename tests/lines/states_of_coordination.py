"""Contacts in every state, for some upwards and for some with others; batches of a county each, and one without any."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cast import Cast
from examples import values
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind as kind_of
from luoshi.kernel.steps.actions.steps import begin
from office import NOW
from states import Records, builds, moved, opened

WAYS = {
    "drafted": (),
    "sent": (),
    "agreed": ("agree",),
    "followed": ("agree", "follow"),
    "ended": ("end",),
    "withdrawn": ("withdraw",),
}


@builds("contacts")
def in_all_directions(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Each with a unit beneath the root, which answers only where it is turned to from below."""

    def begun(step: str, direction: str) -> Any:
        row = kind.cycle.by_name[step]
        given = values(kind, row, cast, at) | {"direction": direction, "partner": cast.unit("partner").pk}
        return begin(kind, cast.actor(opener), given, at=at, step=step).record

    found = {}
    for state, steps in WAYS.items():
        found[state] = begun("draft" if state == "drafted" else "contact", "across")
        for step in steps:
            found[state] = moved(kind, cast, found[state], step, at)
    found["sent/answer"] = begun("contact", "up")
    found["answered"] = moved(kind, cast, begun("contact", "up"), "answer", at)
    return found


@builds("batches")
def of_a_county_each(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """No county has two that run; the last county has none, for what begins one."""
    ways = {"listed": (), "served": ("serve",), "assessed": ("serve", "assess"), "withdrawn": ("withdraw",)}
    found = {}
    _county(cast, opener, at)
    for state, steps in ways.items():
        found[state] = opened(kind, cast, opener, at)
        for step in steps:
            found[state] = moved(kind, cast, found[state], step, at)
        _county(cast, opener, at)
    return found


def _county(cast: Cast, opener: str, at: datetime) -> None:
    places = kind_of("places")
    given = values(places, places.cycle.first, cast, at) | {"sort": "county"}
    begin(places, cast.actor(opener), given, at=at)

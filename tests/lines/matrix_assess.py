"""Schemes of assessment and their items in every state, for the matrix of rights."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from luoshi.assess.declared import SCHEMES
from luoshi.assess.models import Score
from luoshi.ledger.models import Commitment
from luoshi.org.rules.rights import Role
from luoshi.records.actions.steps import begin, take
from luoshi.records.kinds import Kind
from luoshi.records.models import Party, Record
from matrix_office import Cast, after, called, plan_kept, values


def _scheme(cast: Cast, at: datetime, keeper: str, by: str) -> Any:
    """A scheme of an office for a plan that it keeps, its one commitment led by the own unit."""
    who = called(Role.CLERK, keeper)
    plan = after(cast, who, at, plan_kept(cast, who, at, keeper, "support"), "publish")
    given = {
        "title": "年度考核",
        "unit": str(cast.office.units[keeper].pk),
        "plan": str(plan.pk),
        "basis": "云办发〔2026〕5号",
        "own": "on",
    }
    return begin(SCHEMES, cast.actor(by), given, at=at).record


def _schemes(kind: Kind, cast: Cast, who: str, at: datetime) -> dict[str, Record]:
    """Its items are scored by others than who assesses here: the office would belong to the unit that is assessed."""
    ways: dict[str, tuple[str, ...]] = {
        "drafted": (), "drafted/adopt": ("put_in",), "adopted": ("put_in", "adopt"),
        "adopted/score": ("put_in", "adopt"), "scored": ("put_in", "adopt", "score"),
        "used": ("put_in", "adopt", "score", "use"), "discarded": ("discard",),
    }  # fmt: skip
    found: dict[str, Record] = {}
    for name, way in ways.items():
        one = _scheme(cast, at, "own", called(Role.SUPERVISOR, "own"))
        for step in way:
            if step == "score":
                Score.objects.filter(scheme=one.pk).update(score=1)
            given = values(kind.cycle.by_name[step], cast, at, one)
            one = take(one, step, cast.actor(called(Role.SUPERVISOR, "own")), given, at=at).record
        if name == "adopted/score":
            Score.objects.filter(scheme=one.pk).update(score=1)
        found[name] = one
    return found


def _scores(kind: Kind, cast: Cast, who: str, at: datetime) -> dict[str, Record]:
    desk = "assessor"
    if desk not in cast.office.people:  # no cell: who decided a score does not answer the objection to it
        cast.office.person(desk, "评分人", "desk", Role.SUPERVISOR)
    unit = called(Role.CLERK, "about")
    ways: dict[str, tuple[tuple[str, str], ...]] = {
        "listed": (("", "adopt"),),
        "listed/worth": (),
        "listed/take_out": (),
        "out": ((desk, "take_out"),),
        "decided": (("", "adopt"), (desk, "decide")),
        "decided/object": (("", "adopt"), (desk, "decide"), ("", "score")),
        "contested": (("", "adopt"), (desk, "decide"), ("", "score"), (unit, "object")),
    }
    found: dict[str, Record] = {}
    for state, way in ways.items():
        scheme = _scheme(cast, at, "desk", desk)
        given = values(SCHEMES.cycle.by_name["put_in"], cast, at, scheme)
        scheme = take(scheme, "put_in", cast.actor(desk), given, at=at).record
        one: Any = Score.objects.get(scheme=scheme.pk)
        _assessed(one, cast)
        for by, name in way:
            if not by:
                scheme = take(scheme, name, cast.actor(desk), {}, at=at).record
                _assessed(one, cast)
                continue
            one = take(one, name, cast.actor(by), values(kind.cycle.by_name[name], cast, at, one), at=at).record
        found[state] = Score.objects.get(pk=one.pk)
    # Something is proposed once it was done.
    Commitment.objects.filter(pk=found["listed"].commitment_id).update(state="closed")  # type: ignore[attr-defined]
    return found


def _assessed(one: Record, cast: Cast) -> None:
    """Whoever stands to it once its scheme is adopted stands to it in every state, and nobody else."""
    Party.objects.filter(record=one, name="about").delete()
    Party.objects.create(record=one, name="about", unit=cast.office.units["about"])


ASSESS = {"schemes": _schemes, "scores": _scores}

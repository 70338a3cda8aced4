"""Schemes of assessment and their items in every state, for whatever tries what may be done with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cast import Cast, called
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.assess.models import Score
from luoshi.plans.base.models.commitment import Commitment
from states import Records, builds
from states_of_ledger import after, plan_kept

SCHEMES = get_kind("schemes")


def _scheme(cast: Cast, at: datetime, keeper: str, by: str) -> Any:
    """A scheme of an office for a plan that it keeps, its one commitment led by the own unit."""
    who = called(Role.CLERK, keeper)
    plan = after(cast, who, at, plan_kept(cast, who, at, keeper, "support"), "publish")
    given = {
        "title": "年度考核",
        "plan": plan.number,
        "basis": "云办发〔2026〕5号",
        "own": "on",
    }
    return begin(SCHEMES, cast.actor(by), given, at=at).record


@builds("schemes")
def _schemes(kind: CompiledKind, cast: Cast, who: str, at: datetime) -> Records:
    """Its items are scored by others than who assesses here: the office would belong to the unit that is assessed."""
    ways: dict[str, tuple[str, ...]] = {
        "drafted": (), "drafted/adopt": ("put_in",), "adopted": ("put_in", "adopt"),
        "adopted/score": ("put_in", "adopt"), "scored": ("put_in", "adopt", "score"),
        "used": ("put_in", "adopt", "score", "use"), "discarded": ("discard",),
    }  # fmt: skip
    found: Records = {}
    for name, way in ways.items():
        one = _scheme(cast, at, "own", called(Role.SUPERVISOR, "own"))
        for step in way:
            if step == "score":
                Score.objects.filter(scheme=one.pk).update(score=1)
            one = after(cast, called(Role.SUPERVISOR, "own"), at, one, step)
        if name == "adopted/score":
            Score.objects.filter(scheme=one.pk).update(score=1)
        found[name] = one
    return found


@builds("scores")
def _scores(kind: CompiledKind, cast: Cast, who: str, at: datetime) -> Records:
    # No cell: who decided a score does not answer the objection to it.
    desk = cast.person("assessor", "评分人", "desk", Role.SUPERVISOR)
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
    found: Records = {}
    for state, way in ways.items():
        scheme = _scheme(cast, at, "desk", desk)
        scheme = after(cast, desk, at, scheme, "put_in")
        one: Any = Score.objects.get(scheme=scheme.pk)
        _assessed(one, cast)
        for by, name in way:
            if not by:
                scheme = after(cast, desk, at, scheme, name)
                _assessed(one, cast)
                continue
            one = after(cast, by, at, one, name)
        found[state] = Score.objects.get(pk=one.pk)
    # Something is proposed once it was done.
    Commitment.objects.filter(pk=found["listed"].commitment_id).update(state="closed")  # type: ignore[attr-defined]
    return found


def _assessed(one: Record, cast: Cast) -> None:
    """Whoever stands to it once its scheme is adopted stands to it in every state, and nobody else."""
    Party.objects.filter(record=one, name="about").delete()
    Party.objects.create(record=one, name="about", unit=cast.unit("about"))

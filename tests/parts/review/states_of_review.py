"""Rounds, objects and sheets in each state: an assessor of the pool, and something that passed the formal check."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from unittest.mock import patch

from states_of_calls import call_for
from states_of_calls import person as registered

from cast import Cast, called
from examples import mover
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.review.assigning import actions as assigning
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSeat, ReviewSheet, SeatDraw, SheetMark
from office import NOW
from states import Records, builds, fits, moved, opened

WAYS: dict[str, tuple[str, ...]] = {
    "setup": (),
    "open": ("approve",),
    "closed": ("approve", "close"),
    "ranked": ("approve", "close", "rank"),
    "decided": ("approve", "close", "rank", "decide"),
    "cancelled": ("cancel",),
}


def judge(cast: Cast, at: datetime = NOW) -> Any:
    """A person of the register who is in the pool."""
    found = registered(cast, at)
    experts = get_kind("experts")
    given = {"unit": cast.unit("own").pk, "person": found.number, "consent": at.date(), "branches": []}
    one = begin(experts, cast.actor(mover(experts, "open")), given, at=at).record
    take(one, "accept", cast.actor(mover(experts, "accept")), {"from_day": at.date()}, at=at)
    return found


def _fund(cast: Cast, at: datetime) -> Any:
    """A fund with a million that pays assessors."""
    funds = get_kind("funds")
    who = cast.actor(mover(funds, "open"))
    given = {"title": "评审经费", "sort": "other", "way": "account", "from_day": "2025-01-01", "uses": []}
    fund = begin(funds, who, {**given, "unit": cast.unit("own").pk}, at=at).record
    return take(fund, "receive", who, {"sum": "1000000", "received": at.date(), "source": "财政拨款"}, at=at).record


def prepared(cast: Cast, at: datetime = NOW, assessor: Any = None, **more: Any) -> Any:
    """A round in preparation with one assessor and one object."""
    assessor = assessor or judge(cast, at)
    call = call_for(cast, "projects", at)
    applications = get_kind("applications")
    record = opened(
        applications, cast, mover(applications, "open"), at, call=call.number, leader=registered(cast, at).number,
    )  # fmt: skip
    for step in ("send", "certify", "check"):
        record = moved(applications, cast, record, step, at)
    forms = get_kind("markforms")
    form = moved(forms, cast, opened(forms, cast, mover(forms, "open"), at), "publish", at)
    rounds = get_kind("rounds")
    people = [assessor, judge(cast, at)]
    seats = [{"person": seated.number, "branch": "", "chair": "", "to_day": ""} for seated in people]
    more |= {"call": call.number, "form": form.number, "seats": seats}
    return opened(rounds, cast, mover(rounds, "open"), at, **more)


@builds("rounds")
def rounds(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, with what it asks for."""
    found: Records = {}
    assessor, _spare, _other = judge(cast, at), judge(cast, at), judge(cast, at)
    for state, way in WAYS.items():
        record = prepared(cast, at, assessor)
        if state != "setup":
            record = moved(kind, cast, record, "gather", at)
        for step in way:
            record = moved(kind, cast, record, step, at)
        found[state] = ReviewRound.objects.get(pk=record.pk)
    with patch.object(assigning, "AT_ONCE", 0):  # the worker would assign it
        waits = moved(kind, cast, prepared(cast, at, assessor, assigning="best"), "gather", at)
        found["assigning"] = moved(kind, cast, waits, "approve", at)
    fund = _fund(cast, at)
    for name in ("decided/pay_fees", "paid"):
        record = moved(kind, cast, prepared(cast, at, assessor, fee="100"), "gather", at)
        record = moved(kind, cast, record, "approve", at)
        _score(cast, ReviewSheet.objects.get(assessed__round=record.pk), at)
        for step in ("close", "rank", "decide"):
            record = moved(kind, cast, record, step, at)
        if name == "paid":
            record = moved(kind, cast, record, "pay_fees", at, fees_fund=fund.number)
        found[name] = ReviewRound.objects.get(pk=record.pk)
    ready = moved(kind, cast, prepared(cast, at, assessor), "gather", at)
    seatdraws = get_kind("seatdraws")
    drawn = drawing(cast, at, assessor)
    draw = opened(seatdraws, cast, mover(seatdraws, "open"), at, round=drawn.number, size=1)
    moved(seatdraws, cast, draw, "draw", at)
    found |= {"setup/approve": ReviewRound.objects.get(pk=ready.pk), "setup/open": ReviewRound.objects.get(pk=drawn.pk)}
    return found


def _opened(cast: Cast, at: datetime) -> Any:
    kind = get_kind("rounds")
    return moved(kind, cast, moved(kind, cast, prepared(cast, at), "gather", at), "approve", at)


def drawing(cast: Cast, at: datetime, assessor: Any) -> Any:
    """A round in preparation whose assessors are drawn, with one object; as many in the pool as a draw needs."""
    kind, named = get_kind("rounds"), prepared(cast, at, assessor)
    given = {"call": named.call.number, "form": named.form.number, "seating": "drawn", "ground": "", "seats": []}
    return moved(kind, cast, opened(kind, cast, mover(kind, "open"), at, **given), "gather", at)


@fits("rounds")
def with_a_pool(cast: Cast, at: datetime = NOW) -> ReviewRound:
    """A round whose assessors are drawn, and people to draw."""
    return ReviewRound.objects.get(pk=drawing(cast, at, judge(cast, at)).pk)


DRAWN: dict[str, tuple[str, ...]] = {
    "published": (),
    "drawn": ("draw",),
    "discarded": ("discard",),
    "void": ("draw", "annul"),
}


@builds("seatdraws")
def draws(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, and one of whose seats a person left."""
    found: Records = {}
    assessor, _spare = judge(cast, at), judge(cast, at)
    for state, way in DRAWN.items():
        record = opened(kind, cast, mover(kind, "open"), at, round=drawing(cast, at, assessor).number, size=1)
        for step in way:
            record = moved(kind, cast, record, step, at)
        found[state] = SeatDraw.objects.get(pk=record.pk)
    left = opened(kind, cast, mover(kind, "open"), at, round=drawing(cast, at, assessor).number, size=1)
    left = moved(kind, cast, left, "draw", at)
    ReviewSeat.objects.filter(draw=left.pk).update(to_day=at.date())
    return found | {"drawn/next": SeatDraw.objects.get(pk=left.pk)}


@builds("assessed")
def objects(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state."""
    rounds_ = get_kind("rounds")
    found: Records = {}
    for state in ("in", "opined", "unranked", "ranked", "contested"):
        round_ = _opened(cast, at)
        row = Assessed.objects.get(round=round_.pk)
        if state == "opined":
            row = moved(kind, cast, row, "opine", at)
        if state in ("ranked", "contested"):
            _score(cast, ReviewSheet.objects.get(assessed=row.pk), at)
        if state not in ("in", "opined"):
            moved(rounds_, cast, moved(rounds_, cast, round_, "close", at), "rank", at)
        Party.objects.create(record_id=row.pk, name="told", unit=cast.unit("told"))
        if state == "contested":
            row = moved(kind, cast, Assessed.objects.get(pk=row.pk), "object", at, by=called(Role.CLERK, "told"))
        found[state] = Assessed.objects.get(pk=row.pk)
    for state in ("in", "opined", "ranked", "unranked"):  # the last two of a round that was opened again
        late = _opened(cast, at)
        row = Assessed.objects.get(round=late.pk)
        ReviewSheet.objects.filter(assessed=row.pk).update(state="late", total=80, scored_at=at, late_by=60)
        Assessed.objects.filter(pk=row.pk).update(state=state)
        moved(rounds_, cast, late, "close", at)
        found[f"{state}/let_in"] = Assessed.objects.get(pk=row.pk)
    return found


def _score(cast: Cast, sheet: ReviewSheet, at: datetime) -> None:
    rows = SheetMark.objects.filter(record=sheet.pk)
    rows.update(mark=80)
    ReviewSheet.objects.filter(pk=sheet.pk).update(state="scored", total=80, scored_at=at)


@builds("marksheets")
def sheets(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state."""
    found: Records = {}
    for state in kind.cycle.states:
        sheet = ReviewSheet.objects.get(assessed__round=_opened(cast, at).pk)
        if state in ("scored", "late"):
            _score(cast, sheet, at)
            ReviewSheet.objects.filter(pk=sheet.pk).update(state=state)
        elif state != "asked":
            ReviewSheet.objects.filter(pk=sheet.pk).update(
                state=state, closed=at if state in kind.cycle.closed else None
            )
        found[state] = ReviewSheet.objects.get(pk=sheet.pk)
    for name in ("asked/score", "asked/pass"):
        sheet = ReviewSheet.objects.get(assessed__round=_opened(cast, at).pk)
        ReviewRound.objects.filter(pk=sheet.assessed.round_id).update(layers="own final")
        ReviewSheet.objects.filter(pk=sheet.pk).update(layer="own")
        found[name] = ReviewSheet.objects.get(pk=sheet.pk)
    for record in found.values():  # whoever stands to a sheet of a layer stands to each, and nobody else
        Party.objects.bulk_create(
            Party(record=record, name=name, unit=cast.unit(name)) for name in ("own", "check", "final", "reads", "told")
        )
    return found

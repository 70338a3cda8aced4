"""What the duties and holders of a kind mean for one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.models import Record

MONTHS = {"M": 1, "Y": 12}  # of a unit of periods
# Returns whether each condition holds of a record as a step leaves it, on a day; None: unknown.
Ask = Callable[[Sequence[When], Record, date], Sequence[bool | None]]


def duty_beginning(duty: Owed, record: Record) -> date | None:
    """Return the day on which the duty's subject began; None if unknown."""
    day: date | None = getattr(record, duty.since_day) if duty.since_day else None
    return day


def duty_owed_from(duty: Owed, record: Record, on: date) -> date:
    """Return the day from which it is owed if it first begins on a day. Two queries where that is later.

    The office sets how far back (``back``); if it does not, the duty is owed from the day it begins.
    """
    began = duty_beginning(duty, record)
    if began is None or duty.back is None or began >= on:
        return on
    try:
        back: date = duty.back.of(record.unit_id, on)
    except RecordError as error:
        if error.code != "unset":
            raise
        return on
    return min(on, max(began, back))


def duty_rule(duty: Owed, record: Record, on: date) -> Mapping[str, Any]:
    """Return the rule of a duty of the record that begins on a day.

    Raises:
        RecordError: ``unset``; it names the parameter.
    """
    if duty.rule:
        return duty.rule(record, on)
    if duty.at:
        return {"kind": "date", "due": getattr(record, duty.at).isoformat()}
    if duty.since:
        return {"kind": "since", "count": duty.since.of(record.unit_id, on), "unit": "month"}
    every = duty.every if isinstance(duty.every, str) else f"P{duty.every.of(record.unit_id, on)}M"
    share = _share(duty, record.unit_id, on)
    if duty.following is None:
        return {"kind": "every", "every": every, "share": share, "in_period": True}
    within = duty.following if isinstance(duty.following, int) else int(duty.following.of(record.unit_id, on))
    within = min(within, int(every[1:-1]) * MONTHS[every[-1]])  # what is owed later than the next would never be late
    return {"kind": "every", "every": every, "share": share, "following": True, "month": within}


def _share(duty: Owed, unit: int, on: date) -> int:
    if isinstance(duty.share, int):
        return duty.share
    try:
        return int(duty.share.of(unit, on))
    except RecordError as error:
        if error.code != "unset":
            raise
        return 100


def span_duties_owed(kind: CompiledKind, record: Record, on: date, ask: Ask) -> dict[str, bool | None]:
    """Return for each span duty of a record whether it is owed from a day on, by name; None: unknown."""
    spans = [duty for duty in kind.duties_by_name.values() if duty.by_spans]
    there = [span for span in spans if not record.closed and not (span.at and getattr(record, span.at) is None)]
    found: dict[str, bool | None] = {span.name: span in there for span in spans}
    asked = [duty for duty in there if duty.where is not None]
    if asked:
        told = ask([duty.where for duty in asked if duty.where is not None], record, on)
        found |= {duty.name: answer for duty, answer in zip(asked, told, strict=True)}
    return found


def what_is_held(kind: CompiledKind, said: str) -> tuple[Held | None, str]:
    """Return what a relation or a duty names, "pairs" or "parts head": the kind's part and a role's code, or ""."""
    name, _blank, code = said.partition(" ")
    return next((holding for holding in kind.every(Held) if holding.name == name), None), code

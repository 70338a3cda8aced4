"""Supervisory checks in every state, with findings that another unit corrects."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from cast import Cast
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Party
from luoshi.lines.supervision.actions import CORRECTS
from luoshi.lines.supervision.models import CheckFinding
from office import NOW
from states import Records, builds, moved, opened


@builds("supervisions")
def with_findings(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; where a step asks for it, without findings, or with findings that were corrected."""
    day = localdate(at).isoformat()
    row = {"words": "台账不全", "unit": cast.unit(CORRECTS).pk, "due": day}

    def checked(*rows: dict[str, object]) -> object:
        return moved(kind, cast, opened(kind, cast, opener, at), "visit", at, findings=list(rows))

    def demanded() -> object:
        return moved(kind, cast, checked(row), "demand", at)

    found: Records = {"planned": opened(kind, cast, opener, at)}
    found |= {"visited": checked(row), "visited/pass": checked(), "correcting": demanded()}
    found["cancelled"] = moved(kind, cast, opened(kind, cast, opener, at), "cancel", at)
    done = demanded()
    CheckFinding.objects.filter(record=done.pk).update(corrected=at.date(), verified=at.date())
    found |= {"correcting/close": done, "closed": moved(kind, cast, checked(), "pass", at)}
    for record in found.values():  # also where no finding names it: who may read it is tried in every state
        Party.objects.get_or_create(record=record, name=CORRECTS, unit=cast.unit(CORRECTS))
    return found

"""Filings of the public in every state: nobody in the office begins one, so the public page's action does."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from cast import Cast
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.parts.filings.actions import FilingValues, file_appeal
from office import NOW
from states import Records, builds, moved, ways

_NUMBERS = count(1)


@builds("filings")
def filings_in_each_state(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One filed at the own unit, then taken in, joined and declined."""
    found: Records = {}
    for state, way in ways(kind).items():
        number = next(_NUMBERS)
        given: FilingValues = {
            "words": f"渠道漏水{number}",
            "place": "示例村",
            "speaker": "幻某",
            "contact": "13900000000",
            "unit": cast.unit("own"),
            "photos": [],
            "key": f"{number:032x}",
        }
        record: Record = file_appeal(given, source=f"192.0.2.{number % 250}", at=at)
        for step in way[1:]:
            record = moved(kind, cast, record, step.name, at)
        found[state] = record
    return found

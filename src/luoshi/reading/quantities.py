"""Amounts into quantities: what each figure measures, for whom, when, and as what."""

from __future__ import annotations

import re

from luoshi.reading.aspects import aspect
from luoshi.reading.clauses import WINDOW, places
from luoshi.reading.indicators import indicator
from luoshi.reading.model import Aspect, Quantity, Statement
from luoshi.reading.quantity_roles import role, starts_from
from luoshi.reading.spans_of_time import period, surveyed
from luoshi.reading.structure import Amount, Fields
from luoshi.reading.topics import Topic

_CLAUSE = re.compile(r"[^，,；;。：:]{0,40}")
# A total, or a wider subject, ends what was said of each: 每个乡镇1个，全县|3个.
_TOTAL = re.compile(r"合计|共|总计|累计|全[省市县区州镇乡年]")
_PAUSE = ("、", "和", "及")


def qualify(
    text: str, statement: Statement, amounts: list[Amount], fields: Fields, index: int | None, topic: Topic
) -> list[Quantity]:
    """One quantity for each amount of a statement, in order; ``topic`` carries what the paragraph speaks of."""
    out: list[Quantity] = []
    previous: Quantity | None = None
    breakdown = False
    topic.begin(_CLAUSE.match(text, statement.start, statement.end)[0])  # type: ignore[index]
    seen: dict[str | None, Aspect] = {}
    if statement.role == "fact":
        topic.as_of = surveyed(text[statement.start : statement.end], fields) or topic.as_of
    stand = list(places(text, statement.start, statement.end, amounts))
    for at, place in enumerate(stand):
        run = 0
        while at + run + 1 < len(stand) and stand[at + run + 1].follows:
            run += 1
        amount = place.amount
        same_unit = previous is not None and previous.unit == amount.unit
        breakdown = (breakdown and same_unit) or "其中" in place.left
        carried = seen.get(amount.unit) in ("per", "frequency") and not _TOTAL.search(place.left)
        listed = place.follows or (not place.first and place.left.startswith(_PAUSE))
        before = previous.aspect if previous and (same_unit or listed) else None
        kind, rule = aspect(place, before, carried, breakdown and same_unit)
        name, why, unsure = indicator(place, kind, topic, run)
        as_what = role(statement.role, place, kind)
        words = text[max(statement.start, amount.start - 4 * WINDOW) : amount.start]
        starting = as_what == "actual" and statement.role == "task" or starts_from(place)
        previous = Quantity(
            start=amount.start,
            end=amount.end,
            value=amount.value,
            upper=amount.upper,
            unit=amount.unit,
            bound=amount.bound,
            role=as_what,
            aspect=kind,
            indicator=name,
            period=period(words, as_what, fields, topic.dated, starting, topic.as_of),
            scope=None,
            rule=f"{rule}/{why}",
            statement=index,
            doubts=[*amount.doubts, *unsure],
        )
        seen[amount.unit] = kind
        out.append(previous)
    return out

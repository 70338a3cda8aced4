"""Amounts into quantities: what each figure measures, for whom, when, and as what."""

from __future__ import annotations

import re

from luoshi.reading.aspects import aspect
from luoshi.reading.clauses import places
from luoshi.reading.indicators import Topic, indicator
from luoshi.reading.model import Quantity, Statement
from luoshi.reading.quantity_roles import role
from luoshi.reading.structure import Amount, Fields

_TOTAL = re.compile(r"合计|共|总计|累计")


def qualify(
    text: str, statement: Statement, amounts: list[Amount], fields: Fields, index: int | None, heading: str = ""
) -> list[Quantity]:
    """One quantity for each amount of a statement, in order."""
    out: list[Quantity] = []
    topic = Topic(heading=heading)
    previous: Quantity | None = None
    seen: dict[str | None, str] = {}
    stand = list(places(text, statement.start, statement.end, amounts))
    for at, place in enumerate(stand):
        run = 0
        while at + run + 1 < len(stand) and stand[at + run + 1].follows:
            run += 1
        amount = place.amount
        same_unit = previous is not None and previous.unit == amount.unit
        carried = seen.get(amount.unit) in ("per", "frequency") and not _TOTAL.search(place.left)
        kind, rule = aspect(place, previous.aspect if previous and (same_unit or place.follows) else None, carried)
        name, why = indicator(place, kind, topic, run)
        as_what = role(statement.role, place, kind)
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
            period=None,
            scope=None,
            rule=f"{rule}/{why}",
            statement=index,
            doubts=list(amount.doubts),
        )
        seen[amount.unit] = kind
        out.append(previous)
    return out

"""The card of figures that look doubtful: for whoever reviews them, and where they are added up."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from luoshi.dates.period_codes import decoded
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.rules.doubts import Doubt
from luoshi.facts.doubts.queries import doubts_of, rests_of
from luoshi.facts.doubts.said import sentence
from luoshi.facts.telling.rules import Key, Told
from luoshi.figures.own import Own
from luoshi.figures.style import grouped
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.records.duties.words import called


def doubtful(facts: Collection[Fact], word: str = "") -> dict[str, Any] | None:
    """The card of those of these facts that look doubtful; None: there are none. Four queries, or none.

    Args:
        facts: each with its indicator and unit.
        word: what was said of them.
    """
    told = [Told(Key(one.indicator_id, one.unit_id, one.period, one.breakdown), one.value, one.state) for one in facts]
    found: dict[Key, list[Doubt]] = {key: [doubt] for key, doubt in doubts_of(told).items()}
    for key, doubts in rests_of([one.key for one in told]).items():
        found.setdefault(key, []).extend(doubts)
    heads = [Column(_("Indicator")), Column(_("Unit")), Column(_("Period")), Column(_("Amount"), "number")]
    heads.append(Column(_("What is doubtful")))
    rows = []
    for fact, one in zip(facts, told, strict=True):
        if one.key not in found or fact.value is None:
            continue
        span, own = decoded(fact.period), Own(fact.indicator.unit)
        cells = [
            Cell(fact.indicator.name, head=True),
            Cell(str(fact.unit), str(heads[1].label)),
            Cell(called(span), str(heads[2].label)),
            Cell(f"{grouped(fact.value)} {own.unit}".strip(), str(heads[3].label), "number"),
            Cell(" ".join(sentence(doubt, own, span.kind) for doubt in found[one.key]), str(heads[4].label), note=word),
        ]
        rows.append(Row(str(fact.pk), fact.indicator.name, cells))
    table = Table(_("Figures that look doubtful"), heads, rows, Empty(""))
    return {"id": "doubtful", "title": table.caption, "count": len(rows), "table": table} if rows else None

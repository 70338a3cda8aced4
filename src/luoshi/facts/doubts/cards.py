"""The section of doubtful figures, for reviewers and for figure pages."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.dates.period_codes import decode_period
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.rules.doubts import Doubt
from luoshi.facts.doubts.doubt_messages import format_value_doubt
from luoshi.facts.doubts.queries import doubts_of, rests_of
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.figures.style import group_digits
from luoshi.figures.written_units import Own
from luoshi.kernel.duties.words import format_duty_period


def build_doubt_card(facts: Collection[Fact], word: str = "") -> dict[str, object] | None:
    """Build the section of those facts that look doubtful; None if there are none. Four queries, or none.

    Args:
        facts: each with its indicator and unit.
        word: the explanation given for them.
    """
    told = [
        FactValue(FactKey(fact.indicator_id, fact.unit_id, fact.period, fact.breakdown), fact.value, fact.state)
        for fact in facts
    ]
    found: dict[FactKey, list[Doubt]] = {key: [doubt] for key, doubt in doubts_of(told).items()}
    for key, doubts in rests_of([value.key for value in told]).items():
        found.setdefault(key, []).extend(doubts)
    heads = [
        DataColumn(_("Indicator")),
        DataColumn(_("Unit")),
        DataColumn(_("Period")),
        DataColumn(_("Amount"), "number"),
    ]
    heads.append(DataColumn(_("What is doubtful")))
    rows = []
    for fact, value in zip(facts, told, strict=True):
        if value.key not in found or fact.value is None:
            continue
        span, own = decode_period(fact.period), Own(fact.indicator.unit)
        cells = [
            DataCell(fact.indicator.name, head=True),
            DataCell(str(fact.unit), str(heads[1].label)),
            DataCell(format_duty_period(span), str(heads[2].label)),
            DataCell(f"{group_digits(fact.value)} {own.unit}".strip(), str(heads[3].label), "number"),
            DataCell(
                " ".join(format_value_doubt(doubt, own, span.kind) for doubt in found[value.key]),
                str(heads[4].label),
                note=word,
            ),
        ]
        rows.append(DataRow(str(fact.pk), fact.indicator.name, cells))
    table = DataTable(_("Figures that look doubtful"), heads, rows, Empty(""))
    return {"id": "doubtful", "title": table.caption, "count": len(rows), "table": table} if rows else None

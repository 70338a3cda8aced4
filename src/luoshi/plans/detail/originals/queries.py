"""A source of a plan as a labelled document."""

from __future__ import annotations

from typing import Any

from luoshi.plans.base.models.plan import Source
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.base.queries import rows_with_relations
from luoshi.plans.detail.originals.rules.labels import Corrected, LabelledFigure, build_document_labels


def source_labels(source: Source) -> dict[str, Any]:
    """Return the corrected labels of one document (gold/GUIDE.md). Three queries."""
    from luoshi.reading.read import read_text_document

    document = source.document
    rows = [row for row in rows_with_relations(source.rows.exclude(state=PlanRow.GONE)) if row.span]
    reading = read_text_document(
        document.text,
        year=source.plan.year,
        kind=source.kind_given,
        joined=document.pure.joined,
        columns=source.columns_given,
    )
    name = document.name.rpartition(".")[0] or document.name
    return build_document_labels(
        f"{name}.txt",
        document.text,
        reading,
        [_corrected(row) for row in rows],
        [
            _counted(row, figure)
            for row in rows
            for figure in row.figures.all()
            if figure.span and figure.value is not None
        ],
    )


def _corrected(row: PlanRow) -> Corrected:
    units = list(row.units.all())

    def names(role: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(unit.name for unit in units if unit.role == role))

    assert row.span is not None
    kept = row.state in (PlanRow.KEPT, PlanRow.WAITING)
    return Corrected(row.span.start, row.span.end, row.role, kept, row.state == PlanRow.DROPPED, names(RowUnit.LEAD),
                     names(RowUnit.SUPPORT), row.due, row.every, row.times, not row.inherited)  # fmt: skip


def _counted(row: PlanRow, one: RowFigure) -> LabelledFigure:
    assert one.span is not None and one.value is not None
    asked = one.state == RowFigure.ASKED and row.state in (PlanRow.KEPT, PlanRow.WAITING)
    return LabelledFigure(one.span.start, one.span.end, one.value, one.upper, one.unit, one.bound, one.role, one.aspect,
                   one.indicator, one.period, one.scope, asked)  # fmt: skip

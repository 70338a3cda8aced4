"""Writes the outline, the rows and the figures of a document that was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from luoshi.base.forms.fields import fits_fixed_field
from luoshi.kernel.files.actions.documents import create_spans
from luoshi.kernel.files.models import Span
from luoshi.plans.base.models.plan import PlanHeading, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.names.queries import names_for
from luoshi.plans.names.rules.aliases import Called
from luoshi.plans.rows.rules.doubts import lead_doubts, unit_doubts
from luoshi.plans.rows.rules.drafting import Drafted, DraftRow
from luoshi.plans.sheets.actions.sheets import write_parts
from luoshi.reading.model import Reading

BATCH = 500
QUOTE = 120


@dataclass
class SourceRows:
    """What to write for a source, in this order, with one row for each draft; each object refers to its parent."""

    parts: list[PlanHeading]
    rows: list[PlanRow]
    units: list[RowUnit]
    figures: list[RowFigure]


def made_of(source: Source, found: Drafted, reading: Reading, at: datetime) -> SourceRows:
    """Build the outline, the rows and their children, ready to be written; their spans are already saved."""
    names = names_for(source.plan.unit_id, timezone.localdate(at), reading.issuer or source.plan.issuer)
    base = source.place * 10**9
    parts: list[PlanHeading] = []
    for draft in found.parts:
        above = parts[draft.above] if draft.above is not None else None
        part = PlanHeading(plan=source.plan, source=source, above=above, place=base + draft.start, level=draft.level,
                    marker=draft.marker[:20], title=draft.title[:300], start=draft.start, end=draft.end)  # fmt: skip
        parts.append(part)
    places = {(row.start, row.end) for row in found.rows}
    places |= {(figure.start, figure.end) for row in found.rows for figure in row.figures}
    wanted = [(start, end, None) for start, end in sorted(places)]
    # In batches, so that others can write in between: a saved span stays valid, whatever happens to the rows.
    marked = [
        span for at in range(0, len(wanted), BATCH) for span in create_spans(source.document, wanted[at : at + BATCH])
    ]
    by_place = {(span.start, span.end): span for span in marked}
    rows = [_row(source, row, parts, by_place, names) for row in found.rows]
    return SourceRows(
        parts,
        [row for row, _units in rows],
        [RowUnit(row=row, place=place, **unit) for row, units in rows for place, unit in enumerate(units)],
        [
            _figure(row, figure, by_place, base)
            for (row, _units), draft in zip(rows, found.rows, strict=True)
            for figure in draft.figures
        ],
    )


def write_rows(made: SourceRows) -> None:
    """Write all of it in a bounded number of statements for every 500 rows; ids are set as parents are written."""
    write_parts(made.parts)
    PlanRow.objects.bulk_create(made.rows, batch_size=BATCH)
    RowUnit.objects.bulk_create(made.units, batch_size=BATCH)
    RowFigure.objects.bulk_create(made.figures, batch_size=BATCH)


def _row(
    source: Source, one: DraftRow, parts: list[PlanHeading], by_place: dict[tuple[int, int], Span], names: Called
) -> tuple[PlanRow, list[dict[str, object]]]:
    units: list[dict[str, object]] = []
    doubts, each = list(one.doubts), False
    for role, printed in (("lead", one.lead), ("support", one.support)):
        for name in printed:
            meaning = names.of(name)
            clear = meaning.how not in ("several", "none")
            units += [
                {"role": role, "name": name[:120], "unit_id": unit} for unit in (meaning.units if clear else (None,))
            ]
            doubts += unit_doubts(meaning.how)
            each = each or (role == "lead" and meaning.how == "group")
    if one.state == "waiting":
        doubts += lead_doubts(sum(unit["role"] == "lead" for unit in units), each)
    span = by_place[one.start, one.end]
    row = PlanRow(
        plan=source.plan,
        source=source,
        part=parts[one.part] if one.part is not None else None,
        span=span,
        place=source.place * 10**9 + one.start,
        words=one.words or span.quote.strip(),
        role=one.role,
        state=one.state,
        reason=one.reason,
        look=one.look,
        due=one.due,
        every=one.every,
        times=one.times,
        phrase=one.phrase[:120],
        inherited=one.inherited,
        each=each,
        doubts=list(dict.fromkeys(doubts)),
        notes=one.notes,
    )
    return row, units


def _figure(row: PlanRow, one: Any, by_place: dict[tuple[int, int], Span], base: int) -> RowFigure:
    span = by_place[one.start, one.end]
    value, upper = (number if number is None or fits_fixed_field(number) else None for number in (one.value, one.upper))
    doubts = [*one.doubts, *(["value_unfit"] if value is None else [])]
    return RowFigure(row=row, span=span, place=base + one.start, quote=span.quote[:QUOTE], value=value, upper=upper,
                  unit=one.unit[:30], bound=one.bound, role=one.role, aspect=one.aspect, indicator=one.indicator[:200],
                  period=one.period[:20], scope=one.scope[:60], state=one.state, doubts=doubts)  # fmt: skip

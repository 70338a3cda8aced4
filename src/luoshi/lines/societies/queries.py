"""Queries for organisations with dues in a year."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet
from django.db.models.lookups import In

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.examples import Around
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.duties.queries.grid import due_between
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, row_model
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.actors.queries import descendant_unit_ids


def organisations_falling_due(
    kind: CompiledKind, actor: Actor, today: date, first: date, last: date, unit: int | None, face: Face | None
) -> QuerySet[Record]:
    """Select the organisations that the actor may read with a due date in these days, by number."""
    rows = readable_records(kind, actor, today).filter(kind=kind.name, erased=None)
    rows = rows.filter(pk__in=due_between(first, last, kind.duties_by_name).values("duty__record"))
    if unit is not None:
        rows = rows.filter(In(F("unit"), descendant_unit_ids([unit], today).query))
    if face is not None:
        rows = rows.filter(definitely_true(face.where, kind.record, today))
    return rows.select_related("unit").order_by("number", "pk")


def points_scored(record: Record, around: Around) -> list[dict[str, object]]:
    """Return each point of a record with a score, and put right where required, for examples. One query."""
    (part,) = (part for part in kind_of(record).every(Rows) if part.name == "points")
    code = "mechanism" if hasattr(part.model, "mechanism") else "quality"
    right = {"put_right": around.day.isoformat()} if code == "mechanism" else {}
    rows = row_model(part).list_rows(record)
    return [{"id": row.pk, code: getattr(row, code), "score": "80", **right} for row in rows]

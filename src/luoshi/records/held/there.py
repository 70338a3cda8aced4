"""The rows that say who holds something: those inside the records, or the records of a kind that link to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from luoshi.records.conditions.queries.asked import yes
from luoshi.records.conditions.queries.ways import Source, back, kinds_of
from luoshi.records.kinds.conditions import Is, Valid, When
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.held import Held, what_is_held
from luoshi.records.kinds.registry import kind


def source_of(of: Kind, part: Held) -> Source:
    """Where it stands who holds it: the rows of the records, or the records of a kind that link to them."""
    return back(part.source, of.record, part.via)


def surely(part: Held) -> When:
    """What a row must be to hold anything at all, on whatever day."""
    asked: When = Is(**{f"{part.who}__not": None, f"{part.first}__not": None})
    return asked & part.where if part.where is not None else asked


def holding(part: Held, source: Source) -> QuerySet[Any]:
    """The rows that hold anything, on whatever day."""
    rows = source.rows().filter(yes(surely(part), source.model, date.min))  # it reads no day: ``Held.faults``
    return rows.filter(erased=None) if source.kind else rows


def holding_on(part: Held, source: Source, day: date) -> QuerySet[Any]:
    """Those of them that hold it on a day, both days included."""
    return holding(part, source).filter(yes(Valid(part.first, part.last), source.model, day)).order_by()


def of_people(name: str, held: str, day: date) -> tuple[QuerySet[Any], str, str]:
    """Of a kind's records the rows that say who holds something on a day, and where they lead.

    Args:
        held: as a relation names it: what is held, and after a blank the code of the role.

    Returns:
        The rows, and the ways from a row to the record and to the person who signs in as whom it names.
    """
    declared = kind(name)
    part, code = what_is_held(declared, held)
    if part is None:
        raise LookupError(f"{name}: {held}")  # the start refuses it: ``held.faults``
    source = source_of(declared, part)
    rows = holding_on(part, source, day)
    entries: Any = source.model._meta.get_field(part.who).related_model
    account = next(one.account for one in kinds_of(entries) if one.account)
    return rows.filter(**{part.role: code}) if code else rows, source.via, f"{part.who}__{account}"

"""The rows that name holders: those inside the records, or records of a kind that link to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.conditions.queries.paths import LinkSource, find_link_source
from luoshi.kernel.kinds.compiled.duties import what_is_held
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Valid, When
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kinds_of_model


def holder_source(of: CompiledKind, part: Held) -> LinkSource:
    """Return the source of holders: the rows of the records, or the records of a kind that link to them."""
    return find_link_source(part.source, of.record, part.via)


def holding_condition(part: Held) -> When:
    """Return the condition for a row to count as a holding at all, on whatever day."""
    asked: When = Is(**{f"{part.who}__not": None, f"{part.first}__not": None})
    return asked & part.where if part.where is not None else asked


def holding_rows(part: Held, source: LinkSource) -> QuerySet[Model]:
    """Return the rows that count as holdings, on whatever day."""
    rows = source.rows().filter(
        definitely_true(holding_condition(part), source.model, date.min)
    )  # the condition reads no day: ``Held.faults``
    return rows.filter(erased=None) if source.kind else rows


def holding_on(part: Held, source: LinkSource, day: date) -> QuerySet[Model]:
    """Filter holdings to those of a day, first and last day included."""
    return (
        holding_rows(part, source).filter(definitely_true(Valid(part.first, part.last), source.model, day)).order_by()
    )


def of_people(name: str, held: str, day: date) -> tuple[QuerySet[Model], str, str]:
    """Return the rows that say who holds something of a kind's records on a day, with their paths.

    Args:
        held: what is held, as a relation names it, with the role's code after a blank; ".expert": whom this field of
            the record itself leads to.

    Returns:
        The rows, and the paths from a row to its record and to the holder's account.
    """
    declared = get_kind(name)
    if held.startswith("."):
        own = declared.record._default_manager.filter(kind=name, erased=None).order_by()
        return own, "pk", _account(declared.record, held[1:])
    part, code = what_is_held(declared, held)
    if part is None:
        raise LookupError(f"{name}: {held}")  # ``holders.faults`` refuses this at start-up
    source = holder_source(declared, part)
    rows = holding_on(part, source, day)
    return rows.filter(**{part.role: code}) if code else rows, source.via, _account(source.model, part.who)


def _account(model: type[Record], link: str) -> str:
    """Return the path over a link to the account of the entry's person."""
    entries: Any = model._meta.get_field(link).related_model
    return f"{link}__{next(kind.account for kind in kinds_of_model(entries) if kind.account)}"

"""Name the records or rows for which a need is not met: those that a ``No`` certainly finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.conditions.queries.evaluation import as_left, definitely_true
from luoshi.kernel.conditions.queries.paths import (
    LinkSource,
    concrete_field,
    field_shape,
    find_link_source,
    follow_links,
)
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import stored_value_text
from luoshi.kernel.kinds.language.conditions import Need, Not, Some
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import readable_records

TOLD = 5  # that are named; of the others their number is said


def describe_found_rows(need: Need, record: Record, values: Mapping[str, Any], actor: Actor, day: date) -> str:
    """Return a sentence that names what speaks against a step, as far as the actor may see it; "" if none is asked.

    Three queries, and one for a second link.

    Args:
        record, values: as ``needs.unmet_needs`` was asked about them.
    """
    if not need.names:
        return ""
    some = _asked(need)
    source = find_link_source(some.name, follow_links(type(record), some.path), some.via)
    rows = source.rows().filter(**{source.via: _linked_id(some, record, values)})
    if some.where is not None:
        rows = rows.filter(definitely_true(some.where, source.model, day))
    total = rows.count()
    if source.kind is not None:
        rows = rows.filter(pk__in=readable_records(source.kind, actor, day).values("pk")).order_by("number", "pk")
        columns = ("number", *(name for name in need.names if name != "number"))
    else:
        rows, columns = rows.order_by("place", "pk"), need.names
    told = [
        " ".join(filter(None, (stored_value_text(source.model, *cell) for cell in zip(columns, row, strict=True))))
        for row in rows.values_list(*columns)[:TOLD]
    ]
    if len(told) < total:
        told.append(_("%(n)d more") % {"n": total - len(told)})
    return _("Found: %(names)s.") % {"names": "、".join(told)}


def _asked(need: Need) -> Some:
    if not (isinstance(need.condition, Not) and isinstance(need.condition.one, Some)):
        raise TypeError(f"only what a No finds can be named, not {need.condition!r}")  # refused at the start
    return need.condition.one


def _linked_id(some: Some, record: Record, values: Mapping[str, Any]) -> int | None:
    """Return the id of the record to which those that are found link."""
    if not some.path:
        return record.pk
    found = as_left(record, values, concrete_field(type(record), some.path[0]))
    for place, name in enumerate(some.path[1:], 1):
        rows = follow_links(type(record), some.path[:place])._base_manager.filter(pk=found)
        found = rows.values_list(name, flat=True).first()
    return None if found is None else int(found)


def name_faults(need: Need, kind: CompiledKind) -> Iterator[str]:
    """Yield the errors of what a need names, once all kinds are declared; those of its condition are another's."""
    if not need.names:
        return
    if not (isinstance(need.condition, Not) and isinstance(need.condition.one, Some)):
        yield f"names={' '.join(need.names)}: only what a No finds can be named"
        return
    some = need.condition.one
    source = find_link_source(some.name, follow_links(kind.record, some.path), some.via)
    hidden = {*source.sealed, *(name for owner in source.kinds for name in (*owner.masked_fields, *owner.hidden))}
    for name in need.names:
        yield from (f"names={name}: {fault}" for fault in _column_faults(name, source, hidden))


def _column_faults(name: str, source: LinkSource, hidden: set[str]) -> Iterator[str]:
    if name not in {column.name for column in source.model._meta.concrete_fields}:
        yield f"{source.model.__name__} has no field {name}"
    elif name in hidden or field_shape(concrete_field(source.model, name)) == "sealed":
        yield "it is protected, and the refusal would tell it"
    elif field_shape(concrete_field(source.model, name)) == "link":
        yield "a link is no word: name a column"

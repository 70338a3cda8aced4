"""Errors in ``Held`` parts, checked once all kinds are declared: unknown names and unsuitable fields."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from luoshi.base.rights.rules.rights import Relation
from luoshi.kernel.conditions.queries import faults as conditions
from luoshi.kernel.conditions.queries.paths import (
    LinkSource,
    Misfit,
    concrete_field,
    field_shape,
    find_link_source,
)
from luoshi.kernel.kinds.compiled.duties import what_is_held
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kinds_of_model


def holder_faults(kind: CompiledKind) -> Iterator[str]:
    """Yield the errors of a kind's ``Held`` parts and relations, each as a sentence that begins with the name."""
    for part in kind.every(Held):
        yield from (f"held {part.name}: {fault}" for fault in _faults(kind, part))
    yield from (f"duty {duty.name}: {fault}" for duty in kind.duties_by_name.values() for fault in _of_duty(kind, duty))
    yield from (
        f"relation {relation.name}: {fault}"
        for relation in kind.rights.relations
        for fault in _of_holder(kind, relation)
    )


def _of_holder(kind: CompiledKind, relation: Relation) -> Iterator[str]:
    """Yield the errors of a relation to the holders of something, or to whom a record names."""
    if relation.names:
        yield from _of_link(kind, relation.names)
    link, over, held = relation.held.rpartition(".")
    if over:
        found = kinds_of_model(kind.fields[link].related_model) if field_shape(kind.fields.get(link)) == "link" else ()
        if not found:
            yield f"{link} leads to no record of which somebody could hold {held}"
            return
        kind = found[0]
    part, code = what_is_held(kind, held)
    if relation.held and part is None:
        yield f"nothing that is held is called {relation.held}"
    elif part is not None:
        if code and not part.role:
            yield f"{part.name} is one thing alone, and has no {code}"
        try:
            model = find_link_source(part.source, kind.record, part.via).model
            of = kinds_of_model(concrete_field(model, part.who).related_model)
            yield from _of_code(part, model, code)
        except Misfit:
            return  # the part itself reports it
        if not any(holder_kind.account for holder_kind in of):
            yield f"who holds {part.name} has no entry that says as whom they sign in: let {part.who} lead to a person"


def _of_link(kind: CompiledKind, name: str) -> Iterator[str]:
    """Yield why a link names nobody who could sign in."""
    try:
        link = concrete_field(kind.record, name)
    except Misfit as misfit:
        yield str(misfit)
        return
    entries = link.related_model if field_shape(link) == "link" else None
    if not any(entry_kind.account for entry_kind in (kinds_of_model(entries) if entries else ())):
        yield f"{name} leads to no entry that says as whom its person signs in"


def _of_duty(kind: CompiledKind, duty: Owed) -> Iterator[str]:
    """Yield the code of what is held, in a duty's ``holder``, that nothing there has."""
    part, code = what_is_held(kind, duty.holder)
    if part is not None:
        with suppress(Misfit):  # the part itself reports it
            yield from _of_code(part, find_link_source(part.source, kind.record, part.via).model, code)


def _of_code(part: Held, model: type[Record], code: str) -> Iterator[str]:
    codes = conditions.field_codes(concrete_field(model, part.role)) if part.role and code else None
    if codes is not None and code not in codes:
        yield f"{part.name} has no {code}" + conditions.known_codes(codes)


def _faults(kind: CompiledKind, part: Held) -> Iterator[str]:
    try:
        source = find_link_source(part.source, kind.record, part.via)
        columns = {name: concrete_field(source.model, name) for name in (part.who, part.first, part.last)}
        columns |= {part.role: concrete_field(source.model, part.role)} if part.role else {}
        since = concrete_field(kind.record, part.since) if part.since else None
    except Misfit as misfit:
        yield str(misfit)
        return
    yield from _shapes(part, source, columns)
    if since is not None and field_shape(since) != "day":
        yield f"since {part.since} is no day"
    if part.where is not None:
        yield from conditions.faults_among(part.where, source)
    if part.only is not None:
        yield from conditions.condition_faults(part.only, kind, open_to_all=True)


def _shapes(part: Held, source: LinkSource, columns: dict[str, Any]) -> Iterator[str]:
    sealed = {*source.sealed, *(name for kind in source.kinds for name in (*kind.masked_fields, *kind.hidden))}
    yield from (f"{name} is protected, and whoever looks would know of it" for name in columns if name in sealed)
    for name in (part.first, part.last):
        if field_shape(columns[name]) != "day":
            yield f"{name} is no day"
    if not columns[part.last].null:
        yield f"{part.last} is no day that may be empty: nobody could hold it without an end"
    who = columns[part.who]
    if field_shape(who) == "link":
        if not issubclass(who.related_model, Record) or not kinds_of_model(who.related_model):
            yield f"who {part.who} leads to no kind of record"
    elif field_shape(who) != "text":
        yield f"who {part.who} names nobody: it is a link to a record, or text"
    if part.role:
        yield from _of_role(part, columns[part.role])


def _of_role(part: Held, column: Any) -> Iterator[str]:
    codes = conditions.field_codes(column)
    if codes is None:
        yield f"role {part.role}, whose values are no codes"
        return
    for role in (*part.needed_by_role, *part.apart):
        if role not in codes:
            yield f"{part.role} is never {role!r}" + conditions.known_codes(codes)
        elif hasattr(column, "code_list") and role not in column.code_list.fixed.split():
            yield f"the list {column.code_list.name} may lose {role}: fix it there"

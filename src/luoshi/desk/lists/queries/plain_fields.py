"""Protected fields that an actor reads without unmasking in a list of their own records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import stored_value_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import rights_subjects


def plain_of(kind: CompiledKind, records: Sequence[Record], actor: Actor, day: date) -> dict[int, str]:
    """Return by id, joined, the protected values that ``Protected.to`` lets the actor read in these records.

    One query, and those of ``rights_subjects``; no query for a kind that declares none.
    """
    names = [name for protection in kind.protections for name in protection.plain]
    if not names or not records:
        return {}
    standing = rights_subjects(records, day)
    theirs = {record.pk: kind.plain_to(kind.rights.seats_by_relation(actor, standing[record.pk])) for record in records}
    of = [pk for pk, plain in theirs.items() if plain]
    rows = kind.record._default_manager.filter(pk__in=of).values_list("pk", *names) if of else ()
    found = {}
    for pk, *values in rows:
        said = dict(zip(names, values, strict=True))
        words = (stored_value_text(kind.record, name, said[name]) for name in theirs[pk])
        found[pk] = " ".join(filter(None, words))
    return {pk: words for pk, words in found.items() if words}

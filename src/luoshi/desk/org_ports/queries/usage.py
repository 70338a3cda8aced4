"""The kinds of record that an office uses, and those whose records a person may find."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F

from luoshi.base.rights.rules.rights import Actor, Relation
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.rights.queries.holders import record_ids_held_by
from luoshi.kernel.rights.queries.rights import reaches_others

_USED: set[str] = set()  # a kind once used stays in use: it is not queried again


def kinds_in_use(kinds: Collection[str]) -> set[str]:
    """Return the kinds that have records. At most one query, none once all of them are in use."""
    if unknown := set(kinds) - _USED:
        _USED.update(Record.objects.filter(kind__in=unknown).values_list("kind", flat=True).distinct())
    return _USED.intersection(kinds)


def in_sight(kinds: Collection[CompiledKind], actor: Actor, begun: Collection[str], day: date) -> set[str]:
    """Return the kinds in use (``begun``) whose records the actor may find.

    For kinds with readable records of other units, use in the office is enough. For the others the actor's own unit
    must have a record or a part in one, or the actor must hold or have opened one. One query at most.
    """
    begun = {kind.name for kind in kinds}.intersection(begun)
    others = begun & {kind.name for kind in kinds if reaches_others(kind, actor)}
    own = begun - others
    held = [relation for kind in kinds if kind.name in own for relation in kind.rights.readers if relation.by_entry]
    return others | (_theirs(own, actor, held, day) if own and (actor.seats or held) else set())


def _theirs(kinds: Collection[str], actor: Actor, held: Collection[Relation], day: date) -> set[str]:
    """Return the kinds with a record that names a unit or post of the actor, or that the actor opened or holds.

    One query. Each part has an index of its own; with OR, SQLite would scan all records.
    """
    units, posts = sorted(actor.units), sorted(actor.posts)
    rows = Record.objects.filter(kind__in=kinds).order_by()
    parties = Party.objects.filter(unit__in=units, record__kind__in=kinds, record__batch=None).order_by()
    found = [rows.filter(unit__in=units), rows.filter(owner__in=posts), rows.filter(decider__in=posts)]
    found.append(rows.filter(opener=actor.person))
    found += [rows.filter(pk__in=record_ids_held_by(relation, actor.person, day)) for relation in held if actor.person]
    named = [rows.values_list("kind").distinct() for rows in found]
    return {name for (name,) in named[0].union(*named[1:], parties.annotate(of=F("record__kind")).values_list("of"))}


def reset_kinds_in_use() -> None:
    """Reset the cache, for another database."""
    _USED.clear()

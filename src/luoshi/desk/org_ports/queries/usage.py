"""The kinds whose records a person may find."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.db.models.expressions import RawSQL

from luoshi.base.database.row_types import AnyRows
from luoshi.base.rights.rules.rights import Actor, Relation
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.holders import has_entries, record_ids_held_by
from luoshi.kernel.rights.queries.rights import reaches_others


def in_sight(kinds: Collection[CompiledKind], actor: Actor, begun: Collection[str], day: date) -> set[str]:
    """Return the kinds in use (``begun``) whose records the actor may find.

    For kinds with readable records of other units, use in the office is enough. For the others the actor's own unit
    must have a record or a part in one, or the actor must hold or have opened one that holders or openers read. Two
    queries at most.
    """
    used = [kind for kind in kinds if kind.name in begun]
    own = [kind for kind in used if not reaches_others(kind, actor)]
    others = {kind.name for kind in used}.difference(kind.name for kind in own)
    return others | (_theirs(own, actor, day) if own else set())


def _theirs(kinds: Collection[CompiledKind], actor: Actor, day: date) -> set[str]:
    """Return the kinds with a record that names a unit or post of the actor, or that the actor opened or holds.

    One query, of parts that each have an index of their own; with OR, SQLite would scan all records. Rows that an
    import is still writing count: an entry of the menu may lead to an empty list.
    """
    units, posts = sorted(actor.units), sorted(actor.posts)
    found: list[AnyRows] = []
    if actor.seats:
        first = _first_of_units(kinds, units)
        found.append(Record._base_manager.filter(pk__in=first).order_by().values_list("kind"))
        found.append(_names(_readable_by(kinds, lambda relation: relation.owner), owner__in=posts))
        found.append(_names(_readable_by(kinds, lambda relation: relation.decides), decider__in=posts))
    if actor.person:
        found.append(_names(_readable_by(kinds, lambda relation: relation.opener), opener=actor.person))
        for kind in kinds:
            for relation in kind.rights.readers:
                if relation.by_entry and has_entries(actor.person):
                    held = record_ids_held_by(relation, actor.person, day)
                    found.append(_names({kind.name}, pk__in=held))
    return {name for (name,) in found[0].union(*found[1:])} if found else set()


# A DISTINCT would read all records and parties of a unit, which may be half of an office's; this reads a row for each
# kind. PostgreSQL, which expects to meet the first soon anywhere, is led to the indexes: by the order of one to the
# records of a unit, and by asking each of its parties for the record's kind to those.
_FIRST_OF_UNITS = """
SELECT COALESCE(
    (SELECT r.id FROM records_record r WHERE r.kind = asked.column1 AND r.unit_id = asked.column2
     ORDER BY r.due LIMIT 1),
    (SELECT p.record_id FROM records_party p WHERE p.unit_id = asked.column2 AND p.name = asked.column3
     AND (SELECT r.kind FROM records_record r WHERE r.id = p.record_id) = asked.column1 LIMIT 1)
) FROM (VALUES {}) AS asked"""


def _first_of_units(kinds: Iterable[CompiledKind], units: Iterable[int]) -> RawSQL:
    """Return a subquery for the id of one record of each of these kinds that names one of these units, if any does."""
    parties = {kind.name: sorted(kind.rights.parties) or [""] for kind in kinds}
    asked = [(name, unit, party) for name, names in parties.items() for unit in units for party in names]
    values = [value for row in asked for value in row]
    return RawSQL(  # noqa: S611  names of our tables; values go as parameters
        _FIRST_OF_UNITS.format(", ".join(["(%s, %s, %s)"] * len(asked))), values
    )


def _names(kinds: Collection[str], **asked: object) -> AnyRows:
    """Return the names of those of these kinds of which there are such records, from an index alone."""
    return Record._base_manager.filter(kind__in=sorted(kinds), **asked).order_by().values_list("kind").distinct()


def _readable_by(kinds: Iterable[CompiledKind], asked: Callable[[Relation], bool]) -> set[str]:
    return {kind.name for kind in kinds if any(asked(relation) for relation in kind.rights.readers)}

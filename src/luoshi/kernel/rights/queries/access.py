"""Access paths as SQL: one term for each way by which an actor comes to records, however many kinds share it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import In

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.row_types import AnyRows
from luoshi.base.rights.rules.access_paths import (
    AccessPath,
    Through,
    access_paths,
    drop_covered,
    former_paths,
    testing_order,
)
from luoshi.base.rights.rules.rights import Actor, Relation
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.ordering import RecordId
from luoshi.kernel.kinds.registry import per_snapshot
from luoshi.kernel.rights.queries.holders import has_entries, record_ids_held_by
from luoshi.kernel.rights.queries.sealing import not_shut
from luoshi.org.actors.queries import NEVER, at_their_post, descendant_unit_ids
from luoshi.org.tree.models import ALWAYS, Placement

FEW = 1000  # records of a kind that a list finds way by way
Readers = Mapping[Relation, tuple[tuple[str, bool], ...]]  # by relation without name: its kinds, whether confidential


def path_condition(path: AccessPath, day: date, *, of_few: bool = False) -> Q:
    """Return the condition for the records to which an access path leads; it has no name of a kind. No query.

    Args:
        of_few: other conditions leave few records, each of which is asked for its parties.
    """
    asked = _tested(path, day)
    if path.party and of_few:
        asked = Q(Exists(Party.objects.filter(asked, name=path.party, record=OuterRef("pk"))))
    elif path.party:
        # Of the record's own table, as all the rest: PostgreSQL would else check the whole condition once for each row
        # of the kind's table, reckon that dear, and sort all rows instead of following an index.
        asked = Q(In(RecordId(), Party.objects.filter(asked, name=path.party).values("record")))
    if path.vacant:
        asked &= Q(decider=None) | ~Q(Exists(at_their_post(day).filter(post=OuterRef("decider"))))
    return asked


def leading_condition(path: AccessPath, day: date) -> Q:
    """Return ``path_condition``, parties as a join: the database chooses whether to begin with them or the records.

    A record with several such parties comes several times.
    """
    if path.party and path.through is Through.UNIT and not path.vacant:
        return Q(parties__name=path.party, parties__unit__in=sorted(path.ids))
    return path_condition(path, day)


def _tested(path: AccessPath, day: date) -> Q:
    ids = sorted(path.ids)
    match path.through:
        case Through.ANYWHERE:
            return Q()
        case Through.UNIT:
            return Q(unit__in=ids)
        case Through.BENEATH:
            return Q(unit__in=descendant_unit_ids(ids, day))
        case Through.FORMERLY:
            return _former_condition(ids, day)
        case Through.OWNER:
            return Q(owner__in=ids)
        case Through.DECIDER:
            return Q(decider__in=ids)
        case Through.OPENER:
            return Q(opener__in=ids)


def _former_condition(charges: Collection[int], day: date) -> Q:
    """Return the condition for records whose unit was beneath these units while the record was open."""
    ended = Placement.objects.filter(known_to=ALWAYS, ancestor__in=charges, until__lte=day)
    then = ended.filter(unit=OuterRef("unit"), until__gt=OuterRef("opened__date"))
    # Few units ever left one: their list spares the comparison for all records of the others.
    return Q(unit__in=ended.values("unit")) & Q(Exists(then))


def record_relation_condition(relation: Relation, actor: Actor, day: date, *, of_few: bool = False) -> Q:
    """Return the condition for records to which the actor has this relation; ``NEVER`` if to none.

    No query; one for a relation by an entry (``has_entries``).

    Args:
        of_few: as in ``path_condition``.
    """
    paths = drop_covered(access_paths(relation, actor))
    found = NEVER
    for path in paths:
        asked = path_condition(path, day, of_few=of_few)
        if not asked:
            found = Q()
            break
        found |= asked
    if relation.by_entry and found and actor.person and has_entries(actor.person):
        found |= Q(pk__in=record_ids_held_by(relation, actor.person, day))
    return found if found == NEVER else found & not_shut(relation, day)


def readable_condition(kind: CompiledKind, actor: Actor, day: date) -> Q:
    """Return the condition for records of a kind, which it does not name, that the actor may read; Q() for all.

    A former superior still reads what was open while its unit was beneath them, unless the kind is confidential. At
    most one query.
    """
    found = NEVER
    for _names, asked in _terms(_readers([kind]), actor, day):
        if not asked:
            return Q()
        found |= asked
    return found


def list_condition(kind: CompiledKind, actor: Actor, day: date) -> Q:
    """Return ``readable_condition`` for a list that is narrowed, sorted and counted: the same records, found sooner.

    With the ways as alternatives, a database tests each record of the kind against all of them until a page is full:
    right for whoever reads many of the records, but whoever reads few has all tested. These are found way by way, each
    by an index of its own, and their ids united. No database can tell which is better, since the clerk of a village
    comes to records as the clerk of a bureau does that has a quarter of them; so it is counted first, as far as
    ``FEW``. At most two queries, once in a request that only reads.
    """
    return keep_answer((list_condition, kind.name, actor, day), lambda: _list_condition(kind, actor, day))


def _list_condition(kind: CompiledKind, actor: Actor, day: date) -> Q:
    readers = _readers([kind])
    paths = [path for path, _sealed in _paths_by_kinds(readers, actor)]
    if len(paths) < 2 or _reads_many(kind, paths, day):
        return readable_condition(kind, actor, day)
    ways = [asked for _names, asked in _terms(readers, actor, day, leading_condition)]
    rows: list[AnyRows] = [Record.objects.filter(way, kind=kind.name).order_by().values("pk") for way in ways]
    return Q(In(RecordId(), rows[0].union(*rows[1:], all=True)))


def _reads_many(kind: CompiledKind, paths: Collection[AccessPath], day: date) -> bool:
    """Return whether these paths lead to more than ``FEW`` records, from indexes alone. At most one query.

    More than there are may be counted: parties to records of other kinds, records in two ways, sealed ones, and those
    that an import is still writing. No more depends on it than how the readable records are found.
    """
    if any(path.through is Through.ANYWHERE for path in paths):
        return True
    parties: list[AnyRows] = []
    records: list[AnyRows] = []
    for path in paths:
        if path.party and path.through is Through.UNIT:
            there = Party.objects.filter(name=path.party, unit__in=sorted(path.ids))
            parties.append(there.order_by().values("record"))
        else:
            rows = Record._base_manager.filter(path_condition(path, day), kind=kind.name)
            records.append(rows.order_by().values("pk"))
    found = parties + records
    return found[0].union(*found[1:], all=True)[: FEW + 1].count() > FEW


def readable_kinds(kinds: Iterable[CompiledKind], actor: Actor, day: date) -> Q:
    """Return the condition for records of these kinds, and of no others, that the actor may read. At most one query.

    It has one term for each way by which the actor comes to any of them; only what is held and what is sealed are terms
    of one kind.
    """
    found = NEVER
    for names, asked in _terms(_readers_of_many(tuple(kinds)), actor, day):
        found |= Q(kind__in=names) & asked
    return found


def _terms(
    readers: Readers, actor: Actor, day: date, led_by: Callable[[AccessPath, date], Q] = path_condition
) -> Iterator[tuple[list[str], Q]]:
    """Yield names of kinds with a condition for what the actor may read of them, the cheapest to test first."""
    for (path, sealed), names in _paths_by_kinds(readers, actor).items():
        yield names, led_by(path, day) & (not_shut(sealed, day) if sealed else Q())
    for relation, of in readers.items():
        if relation.by_entry and actor.person and has_entries(actor.person):
            held = Q(pk__in=record_ids_held_by(relation, actor.person, day))
            yield [name for name, _confidential in of], held & not_shut(relation, day)


def _paths_by_kinds(readers: Readers, actor: Actor) -> dict[tuple[AccessPath, Relation | None], list[str]]:
    """Return for each path of the actor the names of the kinds to whose records it leads; with what may be sealed."""
    of_kind: dict[tuple[str, Relation | None], set[AccessPath]] = {}
    for relation, of in readers.items():
        today = access_paths(relation, actor)
        ever = today + former_paths(relation, actor)
        sealed = relation if relation.shut else None
        for name, confidential in of:
            of_kind.setdefault((name, sealed), set()).update(today if confidential else ever)
    found: dict[tuple[AccessPath, Relation | None], list[str]] = {}
    for (name, sealed), paths in of_kind.items():
        for path in drop_covered(paths):
            found.setdefault((path, sealed), []).append(name)
    return dict(sorted(found.items(), key=lambda item: testing_order(item[0][0])))


def _readers(kinds: Iterable[CompiledKind]) -> Readers:
    """Return the relations that may read, with their kinds; those that kinds name differently are one."""
    found: dict[Relation, list[tuple[str, bool]]] = {}
    for kind in kinds:
        for name in kind.rights.sees:
            relation = kind.rights.by_name[name]
            alike = replace(relation, label="") if relation.shut else relation.without_name
            found.setdefault(alike, []).append((kind.name, kind.is_confidential))
    return {relation: tuple(of) for relation, of in found.items()}


@per_snapshot(most=20)
def _readers_of_many(kinds: tuple[CompiledKind, ...]) -> Readers:
    return _readers(kinds)

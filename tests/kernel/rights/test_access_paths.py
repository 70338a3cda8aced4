"""What an actor may read, and what waits for them, as SQL over all kinds, is what each kind declares."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db.models import Q
from hypothesis import example, given, settings
from hypothesis import strategies as st

from luoshi.base.rights.rules.access_paths import AccessPath, Through, access_paths, drop_covered
from luoshi.base.rights.rules.rights import Actor, Relation, RightsSubject, Role, Seat, UnitPlace
from luoshi.desk.lists.queries.inbox import waits_for
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.rights.queries import access
from luoshi.kernel.rights.queries.access import (
    list_condition,
    readable_condition,
    readable_kinds,
    record_relation_condition,
)
from luoshi.kernel.rights.queries.rights import is_kept_apart, rights_subjects
from luoshi.org.actors.queries import NEVER
from office import NOW, TODAY, Office

UNITS, POSTS, PEOPLE = st.integers(1, 4), st.integers(1, 4), st.integers(0, 3)
ROLES = st.sampled_from((Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.CLERK))
PARTIES = ("support", "desk")


@st.composite
def relations(draw: st.DrawFn) -> Relation:
    reaches = tuple(draw(st.lists(st.tuples(ROLES, st.sampled_from(UnitPlace)), max_size=3)))
    party = draw(st.sampled_from(("", *PARTIES)))
    own = {} if party else {name: draw(st.booleans()) for name in ("owner", "opener", "decides")}
    stands_in = not any(own.values()) and draw(st.booleans())
    return Relation("some", "", reaches, party=party, stands_in=stands_in, **own)


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    charges = st.frozensets(UNITS, max_size=2)
    seats = draw(st.lists(st.builds(Seat, POSTS, UNITS, ROLES, charges), max_size=3))
    return Actor(draw(PEOPLE), "", tuple(seats))


@st.composite
def subjects(draw: st.DrawFn) -> RightsSubject:
    def place() -> RightsSubject:
        unit = draw(UNITS)
        return RightsSubject(unit, draw(st.frozensets(UNITS, max_size=2)) | {unit})

    here = place()
    return RightsSubject(
        here.unit,
        here.above,
        draw(st.none() | POSTS),
        draw(st.none() | st.integers(1, 3)),
        draw(st.none() | POSTS),
        draw(st.booleans()),
        {name: tuple(place() for _ in range(draw(st.integers(0, 2)))) for name in PARTIES},
    )


def leads_to(path: AccessPath, subject: RightsSubject) -> bool:
    """Whether a path leads to a record, in plain Python."""
    if path.vacant and subject.decided:
        return False
    of = subject.parties.get(path.party, ()) if path.party else (subject,)
    tests = {
        Through.ANYWHERE: lambda where: True,
        Through.UNIT: lambda where: where.unit in path.ids,
        Through.BENEATH: lambda where: bool(where.above & path.ids),
        Through.OWNER: lambda where: where.owner in path.ids,
        Through.DECIDER: lambda where: where.decider in path.ids,
        Through.OPENER: lambda where: where.opener in path.ids,
    }
    return any(tests[path.through](where) for where in of)


@settings(max_examples=2000, deadline=None)
@given(relations(), actors(), subjects())
@example(
    Relation("both", "", ((Role.CLERK, UnitPlace.ANYWHERE),), party="desk"),
    Actor(1, "", (Seat(1, 1, Role.CLERK, frozenset({1})),)),
    RightsSubject(2, frozenset({2})),
)
def test_the_paths_of_a_relation_are_its_seats(relation: Relation, actor: Actor, subject: RightsSubject) -> None:
    paths = access_paths(relation, actor)
    has = relation.seat(actor, subject) is not None
    assert any(leads_to(path, subject) for path in paths) == has
    assert any(leads_to(path, subject) for path in drop_covered(paths)) == has


def scatter(office: Office, draw: random.Random, each: int) -> list[Record]:
    """So many records of each kind without a seal, with unit, posts, opener, state, due date and parties at random."""
    units = list(office.units.values())
    posts = [*office.posts.values(), None]
    made = []
    for kind in plain_kinds():
        for _number in range(each):
            made.append(
                Record(
                    kind=kind.name, state=draw.choice(list(kind.cycle.states)), title="随机", unit=draw.choice(units),
                    owner=draw.choice(posts), decider=draw.choice(posts), opened=NOW,
                    opener=draw.choice(list(office.people.values())),
                    due=draw.choice((None, TODAY - timedelta(days=3), TODAY + timedelta(days=90))),
                )
            )  # fmt: skip
    Record.objects.bulk_create(made)
    given_to = [
        Party(record=record, name=name, unit=unit)
        for record in made
        for name in kind_of(record).rights.parties
        for unit in draw.sample(units, draw.choice((0, 1, 2)))
    ]
    Party.objects.bulk_create(given_to)
    return made


def plain_kinds() -> list[CompiledKind]:
    """The kinds that no seal shuts: what is sealed, and who holds what, is in tables that these records do not have."""
    return [kind for kind in list_kinds() if not any(relation.shut for relation in kind.rights.by_name.values())]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_read_of_all_kinds_is_what_each_declares(office: Office, seed: int) -> None:
    draw = random.Random(seed)
    records = scatter(office, draw, 12)
    subjects_by_id = rights_subjects(records, TODAY)
    kinds = plain_kinds()
    cases = 0
    for name in sorted(office.people):
        actor = office.actor(name)
        expected = {r.pk for r in records if kind_of(r).rights.seen_by(actor, subjects_by_id[r.pk])}
        found = set(Record.objects.filter(readable_kinds(kinds, actor, TODAY)).values_list("pk", flat=True))
        assert found == expected, name
        some = draw.sample(kinds, 3)
        alone = {kind.name: kind for kind in some}
        for kind in some:  # a condition of one kind does not name it
            rows = Record.objects.filter(readable_condition(kind, actor, TODAY), kind=kind.name)
            assert set(rows.values_list("pk", flat=True)) == {
                r.pk for r in records if r.pk in expected and r.kind == kind.name
            }
        rows = Record.objects.filter(readable_kinds(some, actor, TODAY))
        assert set(rows.values_list("pk", flat=True)) == {r.pk for r in records if r.pk in expected and r.kind in alone}
        cases += len(records)
    assert cases > 10_000


@pytest.mark.parametrize("few", [0, 6, 1000])
def test_a_list_holds_what_is_read_however_it_is_found(
    office: Office, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "FEW", few)
    records = scatter(office, random.Random(4), 12)
    united = apart = 0
    for name in sorted(office.people):
        actor = office.actor(name)
        for kind in plain_kinds()[:: 1 if name == "clerk" else 9]:
            if (asked := readable_condition(kind, actor, TODAY)) == NEVER:
                continue
            read = Record.objects.filter(asked, kind=kind.name)
            listed = Record.objects.filter(list_condition(kind, actor, TODAY), kind=kind.name)
            assert sorted(listed.values_list("pk", flat=True)) == sorted(read.values_list("pk", flat=True)), name
            by_ways = "UNION ALL" in str(listed.query)
            united, apart = united + by_ways, apart + (not by_ways and read.exists())
            assert not by_ways or len(read) <= few
    assert len(records) > 1000 and (united > 20 or few == 0) and (apart > 20 or few == 1000)


@pytest.mark.parametrize("seed", [1, 2])
def test_each_relation_alone_is_what_it_declares(office: Office, seed: int) -> None:
    records = scatter(office, random.Random(seed), 4)
    subjects_by_id = rights_subjects(records, TODAY)
    relations_by_shape = {
        relation.without_name: (kind, relation) for kind in plain_kinds() for relation in kind.rights.by_name.values()
    }
    for name in ("supervisor", "clerk", "leader", "outside"):
        actor = office.actor(name)
        for kind, relation in relations_by_shape.values():
            of = [record for record in records if record.kind == kind.name]
            asked = record_relation_condition(relation, actor, TODAY)
            found = set(Record.objects.filter(asked, kind=kind.name).values_list("pk", flat=True))
            assert found == {r.pk for r in of if relation.seat(actor, subjects_by_id[r.pk])}, (name, relation.name)


def awaited(record: Record, actor: Actor, held: Sequence[str], *, at_will: bool) -> bool:
    """Whether a step waits for somebody with these relations, by its declaration.

    No duty is there to be due, and no own columns of the kinds, by which a condition could be met.
    """
    kind = kind_of(record)
    for step in kind.cycle.steps:
        never = not step.is_awaited or step.known_where is not None or record.state not in step.before
        if never or is_kept_apart(step, record, actor):
            continue
        for who in set(step.who).intersection(held):
            free = not (step.when_due or kind.cycle.asks_of(who, step, record.state))
            if at_will:
                if free:
                    return True
                continue
            due = not step.own_duties and record.due is not None and record.due < TODAY
            if due or not (step.when_due or free):
                return True
    return False


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("at_will", [False, True])
def test_what_waits_is_what_the_steps_declare(office: Office, seed: int, at_will: bool) -> None:
    records = scatter(office, random.Random(seed), 8)
    subjects_by_id = rights_subjects(records, TODAY)
    kinds = plain_kinds()
    some = 0
    for name in sorted(office.people):
        actor = office.actor(name)
        expected = {
            record.pk
            for record in records
            if awaited(
                record,
                actor,
                list(kind_of(record).rights.seats_by_relation(actor, subjects_by_id[record.pk])),
                at_will=at_will,
            )
        }
        asked = waits_for(kinds, actor, TODAY, at_will=at_will)
        found = Record.objects.filter(asked, closed=None) if asked != NEVER else Record.objects.none()
        assert set(found.values_list("pk", flat=True)) == expected, name
        some += len(expected)
    assert some > 100


def test_a_right_that_ends_is_gone_at_once(office: Office) -> None:
    scatter(office, random.Random(5), 3)
    clerk = office.actor("clerk")
    assert Record.objects.filter(readable_kinds(plain_kinds(), clerk, TODAY)).exists()
    office.people["clerk"].tenures.update(until=TODAY)
    assert office.actor("clerk").seats == ()
    gone = Record.objects.filter(readable_kinds(plain_kinds(), office.actor("clerk"), TODAY))
    assert not gone.exclude(opener=office.people["clerk"]).exists()


def test_no_condition_grows_with_the_kinds(office: Office) -> None:
    kinds = plain_kinds()
    for name in ("supervisor", "clerk", "leader", "auditor"):
        actor = office.actor(name)
        sizes = {terms(readable_kinds(some, actor, date(2026, 3, 20))) for some in (kinds[:50], kinds[:100])}
        assert max(sizes) - min(sizes) <= 6, name  # ways that only later kinds have, none a kind


def terms(asked: Q) -> int:
    """The number of comparisons in a condition."""
    return sum(terms(part) if isinstance(part, Q) else 1 for part in asked.children)

"""Queries on people: search by name or pinyin initials, their posts, and pending changes of rights."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, Min, OuterRef, Prefetch, Q, QuerySet, When, prefetch_related_objects

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.rights.rules.roles import eligible_confirmers, may_alone, week_over
from luoshi.base.sheets.names import NamedRow, NameMatches, match_names
from luoshi.org.actors.models import Mandate, Person, Post, Tenure, User
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.base import ports
from luoshi.org.people.models import Proposal
from luoshi.org.units.queries import units_by_exact_words

ALONE = "alone"  # the outcome of what one person did alone in the first week, until another confirms or refuses it
AFTER = "after"  # for an account opened with an appointment: the id of the appointment's proposal


def tenures_in_force(day: date) -> QuerySet[Tenure]:
    """Return who holds a post, or deputises in one, on a day that lies within both tenure and post."""
    return Tenure.objects.filter(start__lte=day, until__gt=day, post__start__lte=day, post__until__gt=day)


@dataclass(frozen=True, slots=True)
class View:
    """The ids of the people and posts that a user may see."""

    people: frozenset[int]
    posts: frozenset[int]


def in_view(actor: Actor, day: date) -> View | None:
    """Return the people and posts that the actor may see, on pages and through the API; None: all. At most two queries.

    People from outside and people without a post today see nobody, except themselves and those who have their own
    matters now.
    """
    if actor.roles - {Role.OUTSIDE}:
        return None
    posts = frozenset(ports.posts_with_own_matters(actor.person)) if actor.person else frozenset()
    held = tenures_in_force(day).filter(post__in=sorted(posts)).values_list("person_id", flat=True) if posts else []
    return View(frozenset({actor.person, *held}), posts | actor.posts)


def search_people(words: str) -> QuerySet[Person]:
    """Return the people whose name or pinyin initials, in any reading, contain the words; all people for ""."""
    asked = Q(name__icontains=words)
    if words.isascii() and words.isalnum():
        asked |= Q(initials__contains=words.lower())
    return Person.objects.filter(asked).order_by("initials", "pk")


def found_person(words: str) -> list[Person]:
    """Return the people with this id or full name; at most three. One query."""
    asked = Q(name=words)
    if words.isdecimal() and len(words) < 19:
        asked |= Q(pk=int(words))
    return list(Person.objects.filter(asked)[:3])


def find_named_people(words: Collection[str], actor: Actor, day: date) -> dict[str, NameMatches[Person]]:
    """Return for each word the people that it may mean, among those that the actor may see.

    By name, id or initials in any reading. At most three queries, however many words.
    """
    view = in_view(actor, day)
    people = Person.objects.order_by("initials", "pk")
    rows = [
        NamedRow(person, ([person.name], [str(person.pk)]), person.initials.split(), [person.name])
        for person in (people if view is None else people.filter(pk__in=view.people))
    ]
    return match_names(words, rows)


def filter_people(
    day: date, words: str = "", unit: str = "", role: str = "", standing: str = "", view: View | None = None
) -> QuerySet[Person]:
    """Return the matching people, by initials, each with ``now``: the tenures of that day. Two queries when read.

    Args:
        view: the people and posts that the reader may see; None: all.
        unit: a unit's name, code or id; limits to people of its subtree.
        standing: ``held`` (holds a post), ``none`` (holds none), ``stopped`` (account disabled), or "" for all.
    """
    rows = search_people(words)
    tenures = tenures_in_force(day)
    if view is not None:
        rows, tenures = rows.filter(pk__in=view.people), tenures.filter(post__in=view.posts)
    held = tenures.filter(person=OuterRef("pk"))
    if unit:
        units = [found_unit.pk for found_unit in units_by_exact_words(unit, day)]
        held = held.filter(post__unit__in=descendant_unit_ids(units, day)) if units else held.none()
    if role:
        held = held.filter(post__role=role)
    if unit or role or standing == "held":
        rows = rows.filter(Exists(held))
    if standing == "none":
        rows = rows.exclude(Exists(held))
    if standing == "stopped":
        rows = rows.filter(user__is_active=False)
    now = tenures.select_related("post__unit").order_by("deputy", "pk")
    return rows.prefetch_related(Prefetch("tenures", now, to_attr="now"))


def tenures_of(person: Person) -> QuerySet[Tenure]:
    """Return all past, present and future tenures of a person, newest first. One query."""
    return person.tenures.select_related("post__unit").order_by("-start", "deputy", "-pk")


def held_posts(person: Person, day: date) -> list[Post]:
    """List the posts that a person holds on a day, without those in which they deputise. One query."""
    return [
        tenure.post for tenure in tenures_in_force(day).filter(person=person, deputy=False).select_related("post__unit")
    ]


def tenures_on(people: Collection[int], day: date) -> dict[int, list[Tenure]]:
    """Map each of these people to their tenures on a day, with units; own posts before deputised ones. One query."""
    found: dict[int, list[Tenure]] = {}
    rows = tenures_in_force(day).filter(person__in=people).select_related("post__unit").order_by("deputy", "pk")
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def mandates_of(posts: Iterable[int]) -> QuerySet[Mandate]:
    """Return the mandates given by or to these posts, newest first. One query."""
    mine = Q(leader__in=list(posts)) | Q(secretary__in=list(posts))
    return Mandate.objects.filter(mine).select_related("leader__unit", "secretary__unit").order_by("-start", "-pk")


def in_role(role: Role, day: date) -> set[int]:
    """Return the ids of the people who hold or deputise in this role on a day and can sign in. One query."""
    rows = tenures_in_force(day).filter(post__role=role, person__user__is_active=True)
    return set(rows.values_list("person_id", flat=True))


def settled_role_holders(role: Role, day: date) -> set[int]:
    """Return the same ids without people whom one person appointed alone and nobody has confirmed yet. One query.

    Once in a request that only reads: its frame asks too.
    """
    return set(keep_answer((settled_role_holders, role, day), lambda: _ask_for_holders(role, day)))


def _ask_for_holders(role: Role, day: date) -> set[int]:
    rows = tenures_in_force(day).filter(post__role=role, person__user__is_active=True)
    waiting = Proposal.concerns.through.objects.filter(proposal__outcome=ALONE).values("person_id")
    return set(rows.exclude(person__in=waiting).values_list("person_id", flat=True))


def who_confirms(proposer: int, concerned: Iterable[int], day: date) -> frozenset[int]:
    """Return who may confirm what this person proposes about these people. Two queries."""
    return eligible_confirmers(
        proposer,
        list(concerned),
        settled_role_holders(Role.ADMINISTRATOR, day),
        settled_role_holders(Role.AUDITOR, day),
    )


def beginning_over() -> date:
    """Return the first day after the week in which one person may set up an office. One query."""
    posts = Tenure.objects.filter(post__role=Role.ADMINISTRATOR)
    return week_over(posts.aggregate(first=Min("start"))["first"])


def goes_alone(actor: int, concerned: Iterable[int], day: date) -> bool:
    """Return True if this administrator may for now appoint alone where two persons are needed.

    At most five queries.
    """
    people, over = list(concerned), beginning_over()
    if day >= over or actor not in settled_role_holders(Role.ADMINISTRATOR, day):
        return False
    confirming = User.objects.filter(person__in=who_confirms(actor, people, day), last_login__isnull=False)
    return may_alone(actor, people, set(confirming.values_list("person_id", flat=True)), day, over)


def all_rights_proposals() -> QuerySet[Proposal]:
    """Return all changes of rights that needed two persons: pending ones first, then newest first."""
    waits = When(outcome__in=["", ALONE], then=0)
    rows = Proposal.objects.select_related("proposer", "decider")
    return rows.order_by(Case(waits, default=1), "-proposed", "-pk")


def with_people_concerned(rows: Iterable[Proposal], known: Iterable[Proposal]) -> list[Proposal]:
    """Return these proposals with the people they concern; those ``known`` have them already. One query at most."""
    known_by_id = {proposal.pk: proposal for proposal in known}
    found = [known_by_id.get(proposal.pk, proposal) for proposal in rows]
    prefetch_related_objects(found, "concerns")
    return found


def waiting_proposals(actor: Actor, day: date) -> list[Proposal]:
    """List the changes that this actor may confirm, oldest first: proposals, and those one person made alone.

    An account opened with an appointment is confirmed with it. At most four queries.
    """
    return confirmable_proposals(proposals_to_confirm(actor), actor, day)


def proposals_to_confirm(actor: Actor) -> list[Proposal]:
    """List all changes that wait for a second person, oldest first; empty if the actor may confirm none.

    Two queries, once in a request that only reads: its frame asks too.
    """
    if actor.roles.isdisjoint({Role.ADMINISTRATOR, Role.AUDITOR}):
        return []
    return list(keep_answer(proposals_to_confirm, _unconfirmed_proposals))


def _unconfirmed_proposals() -> list[Proposal]:
    rows = Proposal.objects.filter(outcome__in=["", ALONE]).select_related("proposer", "decider")
    found = rows.prefetch_related("concerns").order_by("proposed", "pk")
    return [row for row in found if AFTER not in row.given]


def confirmable_proposals(rows: Iterable[Proposal], actor: Actor, day: date) -> list[Proposal]:
    """Return those of these proposals that the actor may confirm. Two queries if there are any."""
    rows = list(rows)
    if not rows:
        return []
    administrators, auditors = settled_role_holders(Role.ADMINISTRATOR, day), settled_role_holders(Role.AUDITOR, day)
    found = []
    for row in rows:
        concerned = [person.pk for person in row.concerns.all()]
        if actor.person in eligible_confirmers(row.proposer_id, concerned, administrators, auditors):
            found.append(row)
    return found

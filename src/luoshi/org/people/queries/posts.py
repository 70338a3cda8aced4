"""Queries on posts: those of a unit, their holders, and the units they answer for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.sheets.names import NamedRow, NameMatches, match_names
from luoshi.org.actors.models import Charge, Post, Tenure
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.people.queries.people import View, in_view, tenures_in_force
from luoshi.org.tree.models import FOREVER, own_order
from luoshi.org.units.queries import units_by_exact_words


def posts_of_day(day: date) -> QuerySet[Post]:
    """Return the posts that exist on a day."""
    return Post.objects.filter(start__lte=day, until__gt=day)


def names_at_desk(units: Collection[int], day: date) -> dict[int, list[str]]:
    """Return who handles what reaches each of these units, by name: its supervisors; its head and clerks without any.

    One query.
    """
    found: dict[int, dict[bool, list[str]]] = {}
    roles = (Role.SUPERVISOR, Role.HEAD, Role.CLERK)
    rows = tenures_in_force(day).filter(post__unit__in=units, post__role__in=roles, deputy=False)
    for unit, role, name in rows.order_by("pk").values_list("post__unit", "post__role", "person__name"):
        names = found.setdefault(unit, {}).setdefault(role == Role.SUPERVISOR, [])
        if name not in names:
            names.append(name)
    return {unit: names.get(True) or names[False] for unit, names in found.items()}


def search_posts(words: str, day: date) -> QuerySet[Post]:
    """Return the posts of a day whose title, unit or holder contains the words, as characters or pinyin initials."""
    rows = posts_of_day(day)
    for word in words.split():
        asked = Q(title__icontains=word) | Q(unit__name__icontains=word) | Q(unit__short__icontains=word)
        people = Q(person__name__icontains=word)
        if word.isascii() and word.isalnum():
            asked |= Q(unit__initials__contains=word.lower())
            people |= Q(person__initials__contains=word.lower())
        rows = rows.filter(asked | Q(Exists(tenures_in_force(day).filter(people, post=OuterRef("pk")))))
    return rows.select_related("unit").order_by(*own_order("unit__"), "pk")


def found_post(words: str, day: date) -> list[Post]:
    """List the posts of a day with this id, or this unit (full name or abbreviation) and title; at most three.

    One query.
    """
    unit, _blank, title = words.rpartition(" ")
    asked = Q(title=title) & (Q(unit__name=unit.strip()) | Q(unit__short=unit.strip())) if unit else Q(title=words)
    if words.isdecimal() and len(words) < 19:
        asked |= Q(pk=int(words))
    return list(posts_of_day(day).filter(asked).select_related("unit")[:3])


def find_named_posts(words: Collection[str], actor: Actor, day: date) -> dict[str, NameMatches[Post]]:
    """Return for each word the posts of a day that it may mean, among those that the actor may see.

    By unit and title, by title alone, by the name of the holder, or by id. At most four queries, however many words.
    """
    view = in_view(actor, day)
    posts = posts_of_day(day).select_related("unit").order_by(*own_order("unit__"), "pk")
    held: dict[int, list[str]] = {}
    for tenure in tenures_with_people(day):
        if view is None or tenure.person_id in view.people:
            held.setdefault(tenure.post_id, []).append(tenure.person.name)
    rows = [
        NamedRow(
            post,
            (
                [f"{unit}{post.title}" for unit in (post.unit.name, post.unit.short) if unit],
                [post.title],
                held.get(post.pk, []),
                [str(post.pk)],
            ),
            parts=[str(post), *held.get(post.pk, [])],
        )
        for post in (posts if view is None else posts.filter(pk__in=view.posts))
    ]
    return match_names(words, rows)


def filter_posts(
    day: date, words: str = "", unit: str = "", role: str = "", vacant: bool = False, view: View | None = None
) -> QuerySet[Post]:
    """Return the posts of a day, by unit, each with ``now``: its holder and deputies. Two queries when read.

    Args:
        view: the people and posts that the reader may see; None: all.
    """
    rows = search_posts(words, day) if view is None else search_posts(words, day).filter(pk__in=view.posts)
    held = tenures_with_people(day) if view is None else tenures_with_people(day).filter(person__in=view.people)
    if unit:
        units = [found_unit.pk for found_unit in units_by_exact_words(unit, day)]
        rows = rows.filter(unit__in=descendant_unit_ids(units, day)) if units else rows.none()
    if role:
        rows = rows.filter(role=role)
    if vacant:
        rows = rows.exclude(Exists(tenures_in_force(day).filter(post=OuterRef("pk"), deputy=False)))
    return rows.prefetch_related(Prefetch("tenures", held, to_attr="now"))


def tenures_with_people(day: date) -> QuerySet[Tenure]:
    """Return the tenures of a day with their people, holders before deputies."""
    return tenures_in_force(day).select_related("person").order_by("deputy", "pk")


def lasting_in(units: Iterable[int]) -> list[int]:
    """Return the ids of the posts in these units that have no end yet."""
    return list(Post.objects.filter(unit__in=list(units), until=FOREVER).values_list("pk", flat=True))


def tenures_in(post: Post) -> QuerySet[Tenure]:
    """Return all past, present and future tenures of a post, newest first. One query."""
    return post.tenures.select_related("person").order_by("-start", "deputy", "-pk")


def charges_of(post: Post) -> QuerySet[Charge]:
    """Return all past, present and future charges of a post, newest first. One query."""
    return post.charges.select_related("unit").order_by("-start", *own_order("unit__"))


def charged_on(post: Post, day: date) -> list[Charge]:
    """List the charges of a post on a day. One query."""
    return list(
        post.charges.filter(start__lte=day, until__gt=day).select_related("unit").order_by(*own_order("unit__"))
    )

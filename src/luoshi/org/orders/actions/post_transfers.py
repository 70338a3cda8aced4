"""End the posts of a closing unit, or continue them in another unit with their holders and charges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.rights.rules.roles import needs_two
from luoshi.evidence.journal.actions.journal import NamedAct, journal_many
from luoshi.org.actors.models import Charge, Mandate, Post, Tenure
from luoshi.org.orders.rules import Estate


def hand_on_posts(
    posts: Sequence[Post], ending: Sequence[int], heir: int, day: date, estate: Estate, actor: Actor, *, at: datetime
) -> dict[str, int | None]:
    """End the posts on a day, with tenures, charges and mandates; if they move, each continues as a new post.

    A unit's past must stay readable, so a post that has begun never changes its unit. With "merge", a post continues in
    a post of the heir with the same title, role and fields, unless either answers for further units.

    Returns:
        For each ended post the id of the post that owns its items from then on; None: the unit itself.
    """
    _refuse_guarded(posts, day, actor)
    goes: dict[str, int | None] = {}
    acts: list[NamedAct] = []
    for post in posts:
        if estate.posts == "merge" and (one := _alike(post, ending, heir, day)):
            _let_hold(post, one, day)
            goes[str(post.pk)] = one.pk
            acts.append((f"post:{post.pk}", "post.merge", {"post": str(post), "to": str(one), "day": day}))
        elif estate.posts != "end":
            new = _moved(post, ending, heir, day)
            acts.append((f"post:{post.pk}", "post.move", {"post": str(post), "to": str(new), "day": day}))
            if new.pk != post.pk:
                goes[str(post.pk)] = new.pk
        else:
            _end(post, day)
            goes[str(post.pk)] = estate.owner
            acts.append((f"post:{post.pk}", "post.end", {"post": str(post), "day": day}))
    if acts:
        journal_many(acts, actor, at=at)
    return goes


def _refuse_guarded(posts: Sequence[Post], day: date, actor: Actor) -> None:
    """Refuse posts of guarded roles: one person gives an order on units, but such changes need two, made beforehand."""
    held = Tenure.objects.filter(post__in=posts, until__gt=day).values_list("post_id", "person_id")
    people: dict[int, list[int]] = {}
    for post_id, person in held:
        people.setdefault(post_id, []).append(person)
    for post in posts:
        if actor.person and post.pk in people and needs_two([Role(post.role)], people[post.pk], actor.person):
            raise OrgError(
                "unit.guarded_post",
                _("The post %(post)s gives wide rights or is your own: a second person must confirm its change.")
                % {"post": post},
                remedy=_("End it first on the holder's page; another person confirms that."),
            )


def _alike(post: Post, ending: Sequence[int], heir: int, day: date) -> Post | None:
    """Return a post of the heir, old or just moved there, with which this one can be merged."""
    if post.start >= day or _answers_beyond(post, {*ending}, day):
        return None
    same = {"title": post.title, "role": post.role, "fields": post.fields}
    found = Post.objects.filter(unit=heir, start__lte=day, until__gte=post.until, **same).order_by("start", "pk")
    return next((twin for twin in found if not _answers_beyond(twin, {heir}, day)), None)


def _answers_beyond(post: Post, units: set[int], day: date) -> bool:
    """Return True if it answers for other units than these or, after an earlier charge, for less than its own unit."""
    rows = list(Charge.objects.filter(post=post).values_list("unit_id", "until"))
    running = {unit for unit, until in rows if until > day}
    return bool(rows) and (not running or not running <= units)


def _let_hold(post: Post, one: Post, day: date) -> None:
    """Let the holders of a post hold another post instead; holders of both keep their tenure."""
    holding = set(Tenure.objects.filter(post=one, until__gt=day, start__lte=day).values_list("person_id", flat=True))
    for tenure in Tenure.objects.filter(post=post, until__gt=day).order_by("pk"):
        if tenure.start >= day:
            Tenure.objects.filter(pk=tenure.pk).update(post=one)
        elif tenure.person_id not in holding:
            Tenure.objects.create(
                post=one, person_id=tenure.person_id, start=day, until=tenure.until, deputy=tenure.deputy
            )
    _end(post, day)


def _moved(post: Post, ending: Sequence[int], heir: int, day: date) -> Post:
    if post.start >= day:  # it was never in the closing unit
        post.unit_id = heir
        post.save(update_fields=["unit"])
        _recharge(post, ending, heir)
        return post
    same = {"title": post.title, "role": post.role, "fields": post.fields}
    new = Post.objects.create(unit_id=heir, start=day, until=post.until, **same)
    for tenure in Tenure.objects.filter(post=post, until__gt=day):
        if tenure.start >= day:
            Tenure.objects.filter(pk=tenure.pk).update(post=new)
        else:
            Tenure.objects.create(
                post=new, person_id=tenure.person_id, start=day, until=tenure.until, deputy=tenure.deputy
            )
    for charge in Charge.objects.filter(post=post, until__gt=day):
        if charge.start >= day:
            Charge.objects.filter(pk=charge.pk).update(post=new)
        else:
            Charge.objects.create(post=new, unit_id=charge.unit_id, start=day, until=charge.until)
    _recharge(new, ending, heir)
    _end(post, day)
    return new


def _recharge(post: Post, ending: Sequence[int], heir: int) -> None:
    """Replace the post's charges in the closing units by one over the heir, where it is now."""
    rows = Charge.objects.filter(post=post, unit__in=ending)
    keep = None if Charge.objects.filter(post=post, unit=heir).exists() else rows.order_by("pk").first()
    rows.exclude(pk=keep.pk if keep else 0).delete()
    if keep:
        Charge.objects.filter(pk=keep.pk).update(unit=heir)


def _end(post: Post, day: date) -> None:
    if post.start >= day:
        raise OrgError(
            "post.begins_later",
            _("The post %(post)s begins only on %(day)s, when its unit has ended.") % {"post": post, "day": post.start},
            remedy=_("Move the posts to the successor, or end this one first."),
        )
    Post.objects.filter(pk=post.pk).update(until=day)
    mandates = Mandate.objects.filter(Q(leader=post) | Q(secretary=post))
    for rows in (Tenure.objects.filter(post=post), Charge.objects.filter(post=post), mandates):
        rows.filter(start__gte=day).delete()
        rows.filter(until__gt=day).update(until=day)

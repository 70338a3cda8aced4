"""Set up and end posts; assign holders, deputies and the units in a post's charge, from day to day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.rights.rules.roles import RoleHolding, find_role_conflict
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.actors.models import ROLES, Charge, Mandate, Person, Post, Tenure
from luoshi.org.base import ports
from luoshi.org.people.actions.dual_control import (
    authorize_rights_change,
    first_auditor,
    keep_an_administrator,
    proposer_entry_values,
    refuse_unless_administrator,
)
from luoshi.org.people.queries.posts import found_post
from luoshi.org.tree.models import FOREVER, Unit
from luoshi.org.units.queries import standing_on

DAY = timedelta(days=1)


@transaction.atomic
def set_up_post(
    unit: Unit,
    title: str,
    role: Role,
    day: date,
    actor: Actor,
    *,
    at: datetime,
    charges: Iterable[Unit] = (),
    fields: str = "",
) -> Post:
    """Set up a post in a unit.

    Args:
        charges: the units whose subtrees it answers for, if not its own.
        fields: what its holder is in charge of (分管领域), in the office's words; it gives no rights.

    Raises:
        OrgError: refused; the unit does not exist on that day; it already has a post of that title.
    """
    refuse_unless_administrator(actor)
    if not standing_on(day).filter(pk=unit.pk).exists():
        raise OrgError("post.no_unit", _("%(unit)s does not exist on %(day)s.") % {"unit": unit, "day": day})
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # locked: two may set up the same post at once
    if Post.objects.filter(unit=unit, title=title, until__gt=day).exists():
        raise OrgError(
            "post.exists",
            _("%(unit)s already has a post “%(title)s”.") % {"unit": unit, "title": title},
            remedy=_("Choose a title that distinguishes the two."),
            fields={"title": [_("This post already exists.")]},
        )
    post = Post.objects.create(unit=unit, title=title, role=role, start=day, fields=fields)
    over = list(charges)
    Charge.objects.bulk_create(Charge(post=post, unit=charged_unit, start=day) for charged_unit in over)
    given = {"unit": str(unit), "title": title, "role": role, "charges": [str(charged_unit) for charged_unit in over]}
    given |= {"fields": fields} if fields else {}
    journal_act(f"post:{post.pk}", "post.set_up", actor, given, at=at)
    return post


@transaction.atomic
def appoint_to_post(
    person: Person,
    post: Post,
    start: date,
    actor: Actor,
    *,
    at: datetime,
    until: date = FOREVER,
    deputy: bool = False,
    proposer: Actor | None = None,
    for_now: bool = False,
) -> Tenure:
    """Appoint a person to a post, or as its holder's deputy, from a day up to, not including, another.

    Args:
        for_now: in an office's first week one person does what otherwise needs two; the caller records it for later
            confirmation.

    Raises:
        OrgError: refused; the days are invalid; the post is held; the person's other role forbids it.
        TwoPersons: one person may not do this alone.
    """
    refuse_unless_administrator(proposer or actor)
    today, role = timezone.localdate(at), Role(post.role)
    alone = proposer is None and not deputy and first_auditor(role, person.pk, actor, today)
    tenure = create_tenure(person, post, start, until, deputy=deputy)
    if not alone:
        authorize_rights_change(actor, proposer, roles=[role], concerned=[person.pk], day=today, alone=for_now)
    given = {"post": str(post), "from": start.isoformat(), "until": until.isoformat(), "deputy": deputy}
    more = {"alone": True} if (alone or for_now) and actor.person else proposer_entry_values(proposer)
    journal_act(f"person:{person.pk}", "person.appoint", actor, {**given, **more}, at=at)
    return tenure


def create_tenure(person: Person, post: Post, start: date, until: date, *, deputy: bool = False) -> Tenure:
    """Write a tenure after all checks except who acts; part of an action, within its transaction.

    Raises:
        OrgError: ``tenure.backward``, ``tenure.outside`` the post's days, ``tenure.held``, ``tenure.twice``,
            ``role.excluded``.
    """
    _refuse_unless_free(person, post, start, until, deputy)
    return Tenure.objects.create(person=person, post=post, start=start, until=until, deputy=deputy)


def extend_tenure(tenure: Tenure, until: date) -> None:
    """Extend a tenure after the checks of ``create_tenure``; part of an action, within its transaction."""
    _refuse_unless_free(tenure.person, tenure.post, tenure.until, until, tenure.deputy)
    Tenure.objects.filter(pk=tenure.pk).update(until=until)


def _refuse_unless_free(person: Person, post: Post, start: date, until: date, deputy: bool) -> None:
    if until <= start:
        raise OrgError("tenure.backward", _("The last day is before the first."))
    post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not post.start <= start < post.until:
        raise OrgError(
            "tenure.outside",
            _("There is no post %(post)s on %(day)s.") % {"post": post, "day": start},
            remedy=_("It exists from %(start)s on.") % {"start": post.start} if start < post.start else "",
        )
    shared = Tenure.objects.filter(post=post, start__lt=until, until__gt=start).select_related("person")
    if shared.filter(person=person).exists():
        raise OrgError(
            "tenure.twice",
            _("%(person)s already holds %(post)s, or deputises in it, in that period.")
            % {"person": person, "post": post},
        )
    if not deputy and (other := shared.filter(deputy=False).first()):
        raise OrgError(
            "tenure.held",
            _("%(person)s holds %(post)s in that period.") % {"post": post, "person": other.person},
            remedy=_("End that first, or appoint a deputy."),
        )
    _refuse_excluded(person, RoleHolding(Role(post.role), start, until))


def _refuse_excluded(person: Person, new: RoleHolding) -> None:
    rows = person.tenures.filter(until__gt=new.start, start__lt=new.until).select_related("post")
    held = [RoleHolding(Role(row.post.role), row.start, min(row.until, row.post.until)) for row in rows]
    if other := find_role_conflict(held, new):
        raise OrgError(
            "role.excluded",
            _("%(person)s is %(role)s in that period. Nobody may be both that and %(new)s.")
            % {"person": person, "role": ROLES[other.role], "new": ROLES[new.role]},
            remedy=_("End that first, or appoint someone else."),
        )


@transaction.atomic
def end_tenure(
    tenure: Tenure,
    day: date,
    actor: Actor,
    *,
    at: datetime,
    successor: Person | None = None,
    proposer: Actor | None = None,
) -> Tenure | None:
    """End a person's tenure or deputyship on a day; a successor begins on that day.

    Open work stays with the post. A tenure that has not begun is deleted.

    Returns:
        The successor's tenure, if one was named.
    """
    refuse_unless_administrator(proposer or actor)
    tenure = (
        Tenure.objects.select_for_update(of=("self",), no_key=True)
        .select_related("post__unit", "person")
        .get(pk=tenure.pk)
    )
    today, role, until = timezone.localdate(at), Role(tenure.post.role), tenure.until
    if day >= until:
        raise OrgError("tenure.over", _("It already ends on %(day)s.") % {"day": until - DAY})
    begins = end_tenure_early(tenure, day, today)
    after = create_tenure(successor, tenure.post, begins, until, deputy=tenure.deputy) if successor else None
    keep_an_administrator([role], actor, max(begins, today))
    concerned = [tenure.person_id, *([successor.pk] if successor else [])]
    authorize_rights_change(actor, proposer, roles=[role], concerned=concerned, day=today)
    given = {
        "post": str(tenure.post),
        "from": begins.isoformat(),
        "successor": str(successor or ""),
        **proposer_entry_values(proposer),
    }
    journal_act(f"person:{tenure.person_id}", "person.end_tenure", actor, given, at=at)
    return after


def end_tenure_early(tenure: Tenure, day: date, today: date) -> date:
    """End a tenure and return the first day on which the post is free. A tenure that has begun keeps its first day."""
    if tenure.start > today and tenure.start >= day:
        Tenure.objects.filter(pk=tenure.pk).delete()
        return tenure.start
    begins = max(day, tenure.start + DAY)
    Tenure.objects.filter(pk=tenure.pk, until__gt=begins).update(until=begins)
    return begins


@transaction.atomic
def change_charges(
    post: Post, units: Collection[Unit], day: date, actor: Actor, *, at: datetime, proposer: Actor | None = None
) -> None:
    """Make a post answer for the subtrees of exactly these units from a day on; for its own only if it is among them.

    Raises:
        OrgError: refused; a unit does not exist on that day; none was named.
    """
    refuse_unless_administrator(proposer or actor)
    post = Post.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=post.pk)
    if not units:
        raise OrgError("charge.none", _("Enter at least one unit."), remedy=_("To end all charges, end the post."))
    there = set(standing_on(day).filter(pk__in=[unit.pk for unit in units]).values_list("pk", flat=True))
    if missing := [unit for unit in units if unit.pk not in there]:
        raise OrgError("charge.no_unit", _("%(unit)s does not exist on %(day)s.") % {"unit": missing[0], "day": day})
    _settle_charges(post, {unit.pk for unit in units}, day)
    today = timezone.localdate(at)
    holders = Tenure.objects.filter(post=post, until__gt=today).values_list("person_id", flat=True)
    authorize_rights_change(
        actor, proposer, roles=[Role(post.role)] if holders else [], concerned=set(holders), day=today
    )
    given = {"units": [str(unit) for unit in units], "from": day.isoformat(), **proposer_entry_values(proposer)}
    journal_act(f"post:{post.pk}", "post.charges", actor, given, at=at)


@transaction.atomic
def change_fields(post: Post, fields: str, actor: Actor, *, at: datetime) -> None:
    """Change what the holder of a post is in charge of (分管领域), in the office's words; it gives no rights.

    Raises:
        OrgError: refused; nothing would change.
    """
    refuse_unless_administrator(actor)
    post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    if fields == post.fields:
        raise OrgError("post.same", _("Everything is already recorded like this."))
    given = {"fields": {"old": post.fields, "new": fields}}
    post.fields = fields
    post.save(update_fields=["fields"])
    journal_act(f"post:{post.pk}", "post.fields", actor, given, at=at)


def _settle_charges(post: Post, wanted: set[int], day: date) -> None:
    """End, keep and begin charges so that exactly the wanted ones hold from the day on."""
    if post.start < day and not post.charges.exists():  # it answered for its own unit, and does so until that day
        Charge.objects.create(post=post, unit_id=post.unit_id, start=post.start, until=day)
    post.charges.filter(start__gte=day).delete()
    running = set(post.charges.filter(until__gt=day).values_list("unit_id", flat=True))
    post.charges.filter(until__gt=day).exclude(unit__in=wanted).update(until=day)
    post.charges.filter(until__gt=day).update(until=FOREVER)
    Charge.objects.bulk_create(Charge(post=post, unit_id=unit, start=day) for unit in sorted(wanted - running))


@transaction.atomic
def end_post(
    post: Post,
    day: date,
    actor: Actor,
    *,
    at: datetime,
    to: Post | None = None,
    why: str = "",
    proposer: Actor | None = None,
) -> int:
    """End a post on a day, with its tenures, charges and mandates; what it owns goes to another post.

    Returns:
        How many open items were handed over.

    Raises:
        OrgError: refused; ``post.owns``: it has open items and no other post is named.
    """
    refuse_unless_administrator(proposer or actor)
    post = Post.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=post.pk)
    if not post.start < day < post.until:
        raise OrgError("post.over", _("It exists from %(start)s on.") % {"start": post.start})
    today = timezone.localdate(at)
    moved = hand_over_of(post, to, actor, day=max(day, today), at=at, why=why)
    tenures = list(Tenure.objects.filter(post=post, until__gt=day))
    for tenure in tenures:
        if tenure.start >= day:
            tenure.delete()
        else:
            end_tenure_early(tenure, day, today)
    for rows in (
        Charge.objects.filter(post=post),
        Mandate.objects.filter(leader=post) | Mandate.objects.filter(secretary=post),
    ):
        rows.filter(start__gte=day).delete()
        rows.filter(until__gt=day).update(until=day)
    Post.objects.filter(pk=post.pk).update(until=day)
    roles = [Role(post.role)] if tenures else []
    keep_an_administrator(roles, actor, max(day, today))
    authorize_rights_change(actor, proposer, roles=roles, concerned={tenure.person_id for tenure in tenures}, day=today)
    given = {"from": day.isoformat(), "to": str(to or ""), "reason": why, **proposer_entry_values(proposer)}
    journal_act(f"post:{post.pk}", "post.end", actor, given, at=at)
    return moved


def hand_over_of(post: Post, to: Post | None, actor: Actor, *, day: date, at: datetime, why: str) -> int:
    """Hand over all open items of a post to another post; part of an action, within its transaction."""
    owned = ports.open_items(actor, day, posts=[post.pk])
    if not owned:
        return 0
    if to is None or to.pk == post.pk:
        raise OrgError(
            "post.owns",
            _("%(post)s has %(count)d open matters.") % {"count": len(owned), "post": post},
            remedy=_("Choose the post that takes them over."),
            fields={"to": [_("Choose the post that takes them over.")]},
        )
    if not found_post(str(to.pk), day) or not Tenure.objects.filter(post=to, start__lte=day, until__gt=day).exists():
        raise OrgError(
            "post.vacant",
            _("Nobody holds %(post)s on %(day)s.") % {"post": to, "day": day},
            remedy=_("Choose a post that somebody holds."),
        )
    heirs = {matter.reference: ports.Heir(matter.unit, to.pk) for matter in owned}
    return ports.hand_over(heirs, actor, day=day, at=at, why=why)

"""A person leaves: their open work goes to others, their posts and account end, in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.accounts.actions import accounts
from luoshi.org.actors.models import Person, Post, Tenure, User
from luoshi.org.base import ports
from luoshi.org.people.actions.dual_control import (
    authorize_rights_change,
    keep_an_administrator,
    proposer_entry_values,
    refuse_unless_administrator,
)
from luoshi.org.people.actions.posts import create_tenure, end_tenure_early, hand_over_of


@dataclass(frozen=True)
class Handing:
    """Who continues a post's work: a successor in the same post, or the holder of another post."""

    successor: Person | None = None
    to: Post | None = None


@dataclass(frozen=True)
class DepartureResult:
    """The result of a departure: how many items went to another post, and the successors."""

    moved: int
    successors: tuple[str, ...]


@transaction.atomic
def process_departure(
    person: Person,
    day: date,
    plan: Mapping[int, Handing],
    actor: Actor,
    *,
    at: datetime,
    why: str = "",
    proposer: Actor | None = None,
) -> DepartureResult:
    """End a person's posts from ``day`` on and disable their account now. Nobody is ever deleted.

    Args:
        day: the first day without posts, today or before; successors begin on it.
        plan: who continues the work, by the id of each post that the person holds.

    Raises:
        OrgError: refused; ``leave.ahead``; ``leave.left``: open work would be left to nobody; what hinders a successor.
    """
    refuse_unless_administrator(proposer or actor)
    today = timezone.localdate(at)
    if day > today:
        raise OrgError(
            "leave.ahead",
            _("A departure must be entered on the day itself, not in advance."),
            fields={"day": [_("Not after today.")]},
        )
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    rows = Tenure.objects.filter(person=person, until__gt=day).select_related("post__unit").order_by("pk")
    tenures = list(rows.select_for_update(of=("self",), no_key=True))
    own = {tenure.post_id: tenure for tenure in tenures if not tenure.deputy}
    _refuse_if_left(person, own, plan, today)
    ends = {
        tenure.post_id: (tenure.post, end_tenure_early(tenure, day, today), tenure.until)
        for tenure in tenures
        if not tenure.deputy
    }
    for tenure in tenures:
        if tenure.deputy:
            end_tenure_early(tenure, day, today)
    successors = []
    for post, begins, until in ends.values():
        if successor := plan.get(post.pk, Handing()).successor:
            create_tenure(successor, post, begins, until)
            successors.append(successor)
    moved = 0  # last, so that nothing goes to another of the leaver's posts that nobody takes over
    for post, _begins, _until in ends.values():
        handing = plan.get(post.pk, Handing())
        if handing.to and not handing.successor:
            moved += hand_over_of(post, handing.to, actor, day=today, at=at, why=why)
    for user in User.objects.filter(person=person):
        accounts.set_account_active(user, False, PROGRAM if proposer else actor, at=at, why=_("left the office"))
    roles = {Role(tenure.post.role) for tenure in tenures}
    keep_an_administrator(roles, actor, today)
    authorize_rights_change(
        actor, proposer, roles=roles, concerned=[person.pk, *(successor.pk for successor in successors)], day=today
    )
    given: dict[str, object] = {
        "from": day.isoformat(),
        "posts": [str(tenure.post) for tenure in tenures],
        "successors": [successor.name for successor in successors],
        "handed over": moved,
        "reason": why,
        **proposer_entry_values(proposer),
    }
    journal_act(f"person:{person.pk}", "person.leave", actor, given, at=at)
    return DepartureResult(moved, tuple(successor.name for successor in successors))


def _refuse_if_left(person: Person, own: Mapping[int, Tenure], plan: Mapping[int, Handing], today: date) -> None:
    """Refuse if open work would be left to nobody; the error names the field of each post without an answer.

    Items owned by posts are counted, not listed, because a list for a page is cut off.
    """
    fields: dict[str, list[str]] = {}
    alone = ports.stranded_posts(list(own), person.pk, today)
    for post in own:
        handing = plan.get(post, Handing())
        if handing.successor:
            continue
        if not handing.to and ports.count_waiting(posts=[post]):
            fields[f"to_{post}"] = [_("This post has open matters: choose a successor, or another post.")]
        if post in alone:
            fields[f"successor_{post}"] = [_("Nobody else can continue these matters: choose a successor.")]
    if fields:
        posts = "、".join(dict.fromkeys(str(own[int(name.rpartition("_")[2])].post) for name in fields))
        raise OrgError(
            "leave.left",
            _("Some matters would have no holder: %(posts)s.") % {"posts": posts},
            where=str(person),
            remedy=_("Choose a successor in the post, or another post."),
            fields=fields,
        )

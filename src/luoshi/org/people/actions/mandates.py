"""Mandates: a secretary's post records a leader's decisions from signed sheets (代录)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.rights.rules.roles import DECIDES, WRITES
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.actors.models import Mandate, Post, Tenure
from luoshi.org.people.actions.dual_control import (
    authorize_rights_change,
    proposer_entry_values,
    refuse_unless_administrator,
)
from luoshi.org.people.actions.posts import DAY
from luoshi.org.tree.models import FOREVER


@transaction.atomic
def give_mandate(
    leader: Post,
    secretary: Post,
    start: date,
    until: date,
    basis: str,
    actor: Actor,
    *,
    at: datetime,
    proposer: Actor | None = None,
) -> Mandate:
    """Permit a secretary's post to record a leader's decisions from a day up to, not including, another.

    Args:
        basis: the number or title of the leader's written authorization.

    Raises:
        OrgError: refused; the posts do not fit; no last day; no basis.
    """
    refuse_unless_administrator(proposer or actor)
    _refuse_unless_sound(leader, secretary, start, until, basis)
    today = timezone.localdate(at)
    row = Mandate.objects.create(leader=leader, secretary=secretary, start=start, until=until, basis=basis.strip())
    holders = Tenure.objects.filter(post=secretary, until__gt=today).values_list("person_id", flat=True)
    authorize_rights_change(actor, proposer, roles=[], concerned=set(holders), day=today)
    given = {
        "leader": str(leader),
        "secretary": str(secretary),
        "from": start.isoformat(),
        "until": until.isoformat(),
        "basis": row.basis,
        **proposer_entry_values(proposer),
    }
    journal_act(f"post:{leader.pk}", "mandate.give", actor, given, at=at)
    return row


def _refuse_unless_sound(leader: Post, secretary: Post, start: date, until: date, basis: str) -> None:
    fields: dict[str, list[str]] = {}
    if Role(leader.role) not in DECIDES:
        fields["leader"] = [_("Only decisions of a leader or the head of a unit can be recorded for them.")]
    if Role(secretary.role) not in WRITES or secretary.pk == leader.pk:
        fields["secretary"] = [_("This post cannot record decisions for another.")]
    if until >= FOREVER or until <= start:
        fields["last"] = [_("A mandate needs a last day that is not before its first.")]
    elif not (
        leader.start <= start and until <= leader.until and secretary.start <= start and until <= secretary.until
    ):
        fields["last"] = [_("One of the two posts does not exist for all of that period.")]
    if not basis.strip():
        fields["basis"] = [_("Enter the document in which the leader gives this mandate.")]
    if fields:
        raise OrgError("incomplete", _("The mandate was not given."), where=str(leader), fields=fields)


@transaction.atomic
def end_mandate(mandate: Mandate, day: date, actor: Actor, *, at: datetime) -> None:
    """End a mandate on a day; delete it if it has not begun."""
    refuse_unless_administrator(actor)
    row = Mandate.objects.select_for_update(of=("self",), no_key=True).select_related("leader__unit", "secretary__unit")
    mandate = row.get(pk=mandate.pk)
    if day >= mandate.until:
        raise OrgError("mandate.over", _("It already ends on %(day)s.") % {"day": mandate.until - DAY})
    today = timezone.localdate(at)
    if mandate.start > today and mandate.start >= day:
        mandate.delete()
    else:
        Mandate.objects.filter(pk=mandate.pk).update(until=max(day, mandate.start + DAY))
    given = {"leader": str(mandate.leader), "secretary": str(mandate.secretary), "from": day.isoformat()}
    journal_act(f"post:{mandate.leader_id}", "mandate.end", actor, given, at=at)

"""Appointments that one person made alone in the first week: they end with it unless another person confirms them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.accounts.actions.accounts import set_account_active as allow_account
from luoshi.org.actors.models import Person, Post, Tenure
from luoshi.org.people.actions.dual_control import authorize_rights_change, keep_an_administrator, proposer_entry_values
from luoshi.org.people.actions.posts import appoint_to_post, create_tenure, end_tenure_early, extend_tenure
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import ALONE, beginning_over, tenures_in_force

DAY = timedelta(days=1)


def appoint_for_now(given: Mapping[str, Any], actor: Actor, *, at: datetime) -> Proposal:
    """Appoint alone, at most until the end of the first week, and record it for confirmation; within a transaction.

    Args:
        given: as for the act ``appoint``; ``until`` is the end that the second person confirms.

    Raises:
        TwoPersons: it is not the first week, or somebody can confirm it.
        OrgError: as ``appoint``.
    """
    who, post = Person.objects.get(pk=given["person"]), Post.objects.select_related("unit").get(pk=given["post"])
    start, wanted, over = date.fromisoformat(given["start"]), date.fromisoformat(given["until"]), beginning_over()
    tenure = appoint_to_post(
        who, post, start, actor, at=at, until=min(wanted, over), deputy=given["deputy"], for_now=True
    )
    kept = {**given, "tenure": tenure.pk, "over": over.isoformat()}
    row = Proposal.objects.create(act="appoint", given=kept, proposer_id=actor.person, proposed=at, outcome=ALONE)
    row.concerns.set([who.pk])
    words = {"names": given.get("names", {}), "last": (over - DAY).isoformat()}
    journal_act(f"proposal:{row.pk}", "proposal.alone", actor, words, at=at)
    return row


def confirm_alone(row: Proposal, actor: Actor, proposer: Actor, *, at: datetime) -> None:
    """Extend an appointment to its intended end; if it ended with the week, it begins again today.

    Raises:
        OrgError: ``refused``: the actor may not confirm it; ``missing``: it was ended in another way meanwhile; the
            post was given to somebody else.
    """
    today, wanted = timezone.localdate(at), date.fromisoformat(row.given["until"])
    tenure = _tenure(row)
    if tenure is None or tenure.until != min(wanted, date.fromisoformat(row.given["over"])):
        raise OrgError(
            "missing",
            _("%(names)s: ended or changed in the meantime.") % {"names": row.given.get("names", {}).get("person", "")},
            remedy=_("Refuse it, and propose the right change."),
        )
    concerned = [tenure.person_id]
    authorize_rights_change(actor, proposer, roles=[Role(tenure.post.role)], concerned=concerned, day=today)
    start = tenure.start
    if wanted > tenure.until and today <= tenure.until:
        extend_tenure(tenure, wanted)
    elif wanted > tenure.until:
        start = create_tenure(tenure.person, tenure.post, today, wanted, deputy=tenure.deputy).start
    given = {
        "post": str(tenure.post),
        "from": start.isoformat(),
        "until": wanted.isoformat(),
        "deputy": tenure.deputy,
        **proposer_entry_values(proposer),
    }
    journal_act(f"person:{tenure.person_id}", "person.appoint", actor, given, at=at)


def undo_sole_appointment(row: Proposal, actor: Actor, proposer: Actor, *, at: datetime, why: str) -> None:
    """End an appointment made alone, and disable the account if its person then holds no other post.

    An appointment that has begun keeps its first day on record; with the account disabled it cannot be used.
    """
    today, tenure = timezone.localdate(at), _tenure(row)
    if tenure is None:
        return
    person = tenure.person
    if tenure.until > today:
        begins = end_tenure_early(tenure, today, today)
        keep_an_administrator([Role(tenure.post.role)], actor, max(begins, today))
        given = {"post": str(tenure.post), "from": begins.isoformat(), "reason": why, **proposer_entry_values(proposer)}
        journal_act(f"person:{person.pk}", "person.end_tenure", actor, given, at=at)
    user = getattr(person, "user", None)
    others = tenures_in_force(today).filter(person=person).exclude(pk=tenure.pk)
    if user is not None and user.is_active and not others.exists():
        allow_account(user, False, actor, at=at, why=why, proposer=proposer)


def _tenure(row: Proposal) -> Tenure | None:
    """Return the tenure of the appointment, locked."""
    rows = Tenure.objects.select_for_update(of=("self",), no_key=True).select_related("post__unit", "person__user")
    return rows.filter(pk=row.given["tenure"]).first()

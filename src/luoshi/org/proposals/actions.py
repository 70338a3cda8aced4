"""Changes of rights that one person may not make alone: proposed, and carried out when another confirms them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.texts.pinyin import pinyin_slug
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.accounts import queries as account_queries
from luoshi.org.accounts.actions import accounts, opening
from luoshi.org.accounts.rules.accounts import suggest_free_username
from luoshi.org.actors.models import Person, Post, Tenure, User
from luoshi.org.actors.queries import actor_of
from luoshi.org.base import ports
from luoshi.org.departures.actions import Handing, process_departure
from luoshi.org.people.actions.dual_control import TwoPersons, authorize_rights_change, refuse_unless_administrator
from luoshi.org.people.actions.mandates import give_mandate
from luoshi.org.people.actions.posts import appoint_to_post, change_charges, end_post, end_tenure
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import AFTER, ALONE, goes_alone, who_confirms
from luoshi.org.sole_setup.actions import appoint_for_now, confirm_alone, undo_sole_appointment
from luoshi.org.tree.models import Unit

Given: TypeAlias = Mapping[str, Any]  # the arguments of a change in JSON; each change knows its own
Act = Callable[..., object]


def _appoint(given: Given, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> object:
    who, post = Person.objects.get(pk=given["person"]), Post.objects.select_related("unit").get(pk=given["post"])
    start, until = _day(given["start"]), _day(given["until"])
    return appoint_to_post(who, post, start, actor, until=until, deputy=given["deputy"], at=at, proposer=proposer)


def _end_tenure(given: Given, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> object:
    tenure = Tenure.objects.filter(pk=given["tenure"]).first()
    if tenure is None:
        raise OrgError("missing", _("It no longer exists."))
    return end_tenure(
        tenure, _day(given["day"]), actor, successor=_person(given.get("successor")), at=at, proposer=proposer
    )


def _end_post(given: Given, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> object:
    post = Post.objects.get(pk=given["post"])
    return end_post(
        post, _day(given["day"]), actor, to=_post(given.get("to")), why=given["why"], at=at, proposer=proposer
    )


def _change_charges(given: Given, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> object:
    units = list(Unit.objects.filter(pk__in=given["units"]).order_by("pk"))
    return change_charges(
        Post.objects.get(pk=given["post"]), units, _day(given["day"]), actor, at=at, proposer=proposer
    )


def _give_mandate(given: Given, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> object:
    both = Post.objects.select_related("unit").in_bulk([given["leader"], given["secretary"]])
    leader, secretary = both[given["leader"]], both[given["secretary"]]
    return give_mandate(
        leader, secretary, _day(given["start"]), _day(given["until"]), given["basis"], actor, at=at, proposer=proposer
    )


def _leave(given: Given, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> object:
    plan = {
        int(post): Handing(_person(handing.get("successor")), _post(handing.get("to")))
        for post, handing in given["plan"].items()
    }
    return process_departure(
        Person.objects.get(pk=given["person"]),
        _day(given["day"]),
        plan,
        actor,
        why=given["why"],
        at=at,
        proposer=proposer,
    )


def _permit_reset(given: Given, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> None:
    accounts.permit_reset(_user(given), actor, lost=given["lost"], at=at, proposer=proposer)


def _enable(given: Given, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> None:
    accounts.set_account_active(_user(given), True, actor, why=given["why"], at=at, proposer=proposer)


def _open(given: Given, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> None:
    opening.confirm_opening(given["person"], given["username"], actor, at=at, proposer=proposer)


def _user(given: Given) -> User:
    return User.objects.select_related("person").get(pk=given["user"])


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _person(pk: int | None) -> Person | None:
    return Person.objects.get(pk=pk) if pk else None


def _post(pk: int | None) -> Post | None:
    return Post.objects.select_related("unit").get(pk=pk) if pk else None


ACTS: dict[str, Act] = {
    "appoint": _appoint,
    "end_tenure": _end_tenure,
    "end_post": _end_post,
    "charges": _change_charges,
    "mandate": _give_mandate,
    "leave": _leave,
    "reset": _permit_reset,
    "enable": _enable,
    "open": _open,
}


def submit_rights_change(act: str, given: Given, actor: Actor, *, at: datetime) -> Proposal | None:
    """Make a change of rights if one person may make it alone; otherwise check it fully and propose it.

    In an office's first week an appointment that nobody could confirm yet is made, up to the end of that week, and kept
    for confirmation (``alone``). A person proposed for a post who has no account gets one with the confirmation.

    Args:
        act: a name of ``ACTS``.
        given: its arguments in JSON: rows by id, days as ISO text; ``names`` are the texts for the proposal's sentence.

    Returns:
        The proposal, or None if the change was made.

    Raises:
        OrgError: any error of the action; ``nobody_confirms``.
    """
    try:
        with transaction.atomic():
            ACTS[act](given, actor, at=at)
        return None
    except TwoPersons as error:
        concerned = error.concerned
    day = timezone.localdate(at)
    if act == "appoint" and goes_alone(actor.person, concerned, day):
        with transaction.atomic():
            row = appoint_for_now(given, actor, at=at)
            _tell(row, "proposal.alone", actor, who_confirms(actor.person, concerned, day), at)
        return row
    confirming = who_confirms(actor.person, concerned, day)
    if not confirming:
        raise OrgError(
            "nobody_confirms",
            _("This needs confirmation by a second person, and nobody can confirm it."),
            remedy=_("Appoint an auditor, with an account, first: the only administrator may do that alone."),
        )
    with transaction.atomic():
        row = Proposal.objects.create(
            act=act,
            given=dict(given),
            proposer_id=actor.person,
            proposed=at,
        )
        row.concerns.set(concerned)
        with_account = _with_account(row, actor, at) if act == "appoint" else {}
        names = {**given.get("names", {}), **with_account}
        journal_act(f"proposal:{row.pk}", f"proposal.{act}", actor, {"names": names}, at=at)
        _tell(row, "proposal.waits", actor, confirming, at)
    return row


def _with_account(row: Proposal, actor: Actor, at: datetime) -> dict[str, str]:
    """Also propose an account for an appointed person without one: it is confirmed or refused with the post."""
    person = Person.objects.select_related("user").get(pk=row.given["person"])
    late = _day(row.given["start"]) > timezone.localdate(at)  # an account is opened only for a person who holds a post
    if hasattr(person, "user") or late or account_queries.account_opening_proposals(person.pk).exists():
        return {}
    name = suggest_free_username(pinyin_slug(person.name), account_queries.all_usernames())
    names = {"person": person.name, "account": name}
    given = {"person": person.pk, "username": name, "names": names, AFTER: row.pk}
    other = Proposal.objects.create(act="open", given=given, proposer_id=actor.person, proposed=at)
    other.concerns.set([person])
    journal_act(f"proposal:{other.pk}", "proposal.open", actor, {"names": names}, at=at)
    row.given = {**row.given, "names": {**row.given.get("names", {}), "account": name}}
    row.save(update_fields=["given"])
    return {"account": name}


def _tell(row: Proposal, code: str, actor: Actor, people: Collection[int], at: datetime) -> None:
    values = {"who": actor.name, "what": row.given.get("names", {}).get("person", "")}
    ports.notify_people(people, code, values, occasion=f"proposal:{row.pk}", at=at)


def confirm_rights_change(proposal: Proposal, actor: Actor, *, at: datetime) -> None:
    """Carry out another person's proposal. It is checked again: it may have become invalid since.

    Raises:
        OrgError: ``refused``, ``proposal.over``, or any error of the action.
    """
    with transaction.atomic():
        row = _waiting(proposal)
        proposer = actor_of(row.proposer, timezone.localdate(at))
        _refuse_unless_second(row, actor, at)
        if row.outcome == ALONE:
            confirm_alone(row, actor, proposer, at=at)
        else:
            ACTS[row.act](row.given, actor, at=at, proposer=proposer)
        _decide(row, "confirmed", actor, at)
        for other in _with(row):
            ACTS[other.act](other.given, actor, at=at, proposer=proposer)
            _decide(other, "confirmed", actor, at)


def confirm_all(rows: Iterable[int], actor: Actor, *, at: datetime) -> int:
    """Confirm the changes one person made alone, as shown on the page: all of them or none. Return how many.

    Raises:
        OrgError: as ``confirm_rights_change``.
    """
    with transaction.atomic():
        found = list(Proposal.objects.filter(pk__in=list(rows), outcome=ALONE).order_by("proposed", "pk"))
        for row in found:
            confirm_rights_change(row, actor, at=at)
    return len(found)


def refuse_rights_change(proposal: Proposal, reason: str, actor: Actor, *, at: datetime) -> None:
    """Refuse a proposal with a reason, as one who could confirm it; or withdraw it, as its proposer."""
    with transaction.atomic():
        row, reason = _waiting(proposal), reason.strip()
        own = actor.person == row.proposer_id
        if own:
            refuse_unless_administrator(actor)
        else:
            _refuse_unless_second(row, actor, at)
            if not reason:
                why = _("Enter why you refuse it.")
                raise OrgError("incomplete", why, fields={"reason": [why]})
        if row.outcome == ALONE:
            undo_sole_appointment(row, actor, actor_of(row.proposer, timezone.localdate(at)), at=at, why=reason)
        for pending_proposal in (row, *_with(row)):
            _decide(pending_proposal, "withdrawn" if own else "refused", actor, at, reason)


def _with(row: Proposal) -> list[Proposal]:
    """Return the proposals decided together with this one: the account of the appointed person."""
    if row.act != "appoint":
        return []
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True).select_related("proposer")
    return [
        proposal
        for proposal in rows.filter(act="open", outcome="", concerns=row.given["person"])
        if proposal.given.get(AFTER) == row.pk
    ]


def _refuse_unless_second(row: Proposal, actor: Actor, at: datetime) -> None:
    concerned = list(row.concerns.values_list("pk", flat=True))
    proposer = Actor(row.proposer_id, row.proposer.name)
    authorize_rights_change(actor, proposer, roles=[], concerned=concerned, day=timezone.localdate(at))


def _waiting(proposal: Proposal) -> Proposal:
    """Return the proposal, locked: of two people who decide at once only one succeeds."""
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True).select_related("proposer")
    row = rows.get(pk=proposal.pk)
    if row.outcome not in ("", ALONE):
        raise OrgError("proposal.over", _("This has already been decided."), remedy=_("Reload the page."))
    return row


def _decide(row: Proposal, outcome: str, actor: Actor, at: datetime, reason: str = "") -> None:
    Proposal.objects.filter(pk=row.pk).update(outcome=outcome, decider_id=actor.person, decided=at)
    given = {"names": row.given.get("names", {}), "proposed by": row.proposer.name, "reason": reason}
    journal_act(f"proposal:{row.pk}", f"proposal.{outcome}", actor, given, at=at)

"""Create, revoke and authenticate access tokens. A secret is shown once and never stored, logged or journaled."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.actors.models import Person
from luoshi.org.tokens import rules
from luoshi.org.tokens.models import Token, TokenUse
from luoshi.org.tokens.queries import every_scope, token_by_secret
from luoshi.org.tokens.rules import TokenStatus


def create_token(name: str, scopes: Collection[str], days: int, actor: Actor, *, at: datetime) -> tuple[Token, str]:
    """Create a token for the actor; the second value is its secret, of which only a hash is stored.

    Args:
        scopes: of ``org.tokens.queries.every_scope``.
        days: validity, 1 to 365.

    Raises:
        OrgError: ``refused`` to all but a person using the pages; ``incomplete``; ``token.too_many``.
    """
    if not actor.person or actor.scopes is not None:
        raise OrgError("refused", _("Only a signed-in person can create access tokens, and only their own."))
    name = name.strip()
    day = timezone.localdate(at)
    secret = rules.PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        # Two pages at once: one name, and the most there may be.
        Person.objects.select_for_update(no_key=True).get(pk=actor.person)
        _refuse_unless_sound(name, scopes, days, actor)
        token = Token.objects.create(
            person_id=actor.person,
            name=name,
            digest=rules.hash_token_secret(secret),
            scopes=sorted(scopes),
            made=at,
            until=rules.token_expiry_day(day, days),
        )
        given = {"name": name, "scopes": token.scopes, "until": token.until.isoformat()}
        journal_act(f"token:{token.pk}", "token.make", actor, given, at=at)
    return token, secret


def _refuse_unless_sound(name: str, scopes: Collection[str], days: int, actor: Actor) -> None:
    fields: dict[str, list[str]] = {}
    live = set(Token.objects.filter(person=actor.person, ended=None).values_list("name", flat=True))
    if not 0 < len(name) <= 60:
        fields["name"] = [_("Enter a name of at most 60 characters that says which program uses it.")]
    elif name in live:
        fields["name"] = [_("You already have a token “%(name)s”. End it, or choose another name.") % {"name": name}]
    if not scopes:
        fields["scopes"] = [_("Choose at least one permission.")]
    elif unknown := sorted(set(scopes) - set(every_scope())):
        fields["scopes"] = [_("There is no such scope: %(scopes)s.") % {"scopes": ", ".join(unknown)}]
    if not 1 <= days <= rules.MOST_DAYS:
        fields["days"] = [_("A token is valid for 1 to %(most)d days.") % {"most": rules.MOST_DAYS}]
    if fields:
        raise OrgError("incomplete", _("The token was not created."), fields=fields)
    if len(live) >= rules.MOST_LIVE:
        raise OrgError(
            "token.too_many",
            _("You have %(count)d tokens, which is the limit.") % {"count": len(live)},
            remedy=_("End tokens that no program uses any more."),
        )


def revoke_token(token: int, actor: Actor, *, at: datetime) -> Token:
    """Revoke one of the actor's tokens at once; a revoked token stays unchanged.

    Raises:
        OrgError: ``missing``: it does not exist, or is another person's.
    """
    with transaction.atomic():
        found = Token.objects.select_for_update(no_key=True).filter(pk=token, person=actor.person).first()
        if found is None:
            raise OrgError("missing", _("You have no such token."))
        if found.ended is None:
            found.ended = at
            found.save(update_fields=["ended"])
            journal_act(f"token:{found.pk}", "token.end", actor, {"name": found.name}, at=at)
    return found


def authenticate_token(secret: str, address: str, *, at: datetime) -> Token:
    """Return the valid token with this secret. Its first use per day and address is journaled; otherwise one query.

    Raises:
        OrgError: ``token.unknown``, ``token.expired``, ``token.ended`` or ``token.disabled``.
    """
    day = timezone.localdate(at)
    token = token_by_secret(secret, day, address)
    if token is None:
        raise OrgError(
            "token.unknown", _("This access token is unknown."), remedy=_("Send it in full, as it was shown to you.")
        )
    state = rules.token_state(token.ended, token.until, token.active, day)  # type: ignore[attr-defined]
    if state is not TokenStatus.VALID:
        raise _refusal(token, state)
    if not token.known:  # type: ignore[attr-defined]
        _use(token, address, at)
    return token


def _use(token: Token, address: str, at: datetime) -> None:
    day = timezone.localdate(at)
    with transaction.atomic():
        _row, first = TokenUse.objects.get_or_create(token=token, day=day, address=address)
        if first:  # of two simultaneous requests only one writes
            Token.objects.filter(pk=token.pk).update(used=day)
            who = Actor(token.person_id, token.person.name)
            journal_act(f"token:{token.pk}", "token.use", who, {"name": token.name, "address": address}, at=at)


def _refusal(token: Token, state: TokenStatus) -> OrgError:
    new = _("Create a new one under Access tokens.")
    if state is TokenStatus.DISABLED:
        what, new = _("The account of this access token is disabled."), _("Ask your administrator.")
    elif token.ended is not None:
        when = timezone.localtime(token.ended).strftime("%Y-%m-%d %H:%M")
        what = _("The access token “%(name)s” was ended at %(when)s.") % {"name": token.name, "when": when}
    else:
        what = _("The access token “%(name)s” expired on %(day)s.") % {"name": token.name, "day": token.until}
    return OrgError(f"token.{state}", what, remedy=new)

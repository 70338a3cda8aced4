"""What sign-in writes: second factors, used codes, and cleared failures.

Each action on an account's factor has its journal entry. Secrets are encrypted in the database.
"""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from axes.models import AccessAttempt
from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.accounts.actions.accounts import refuse_alone
from luoshi.org.actors.models import User
from luoshi.org.base import ports
from luoshi.site.signin import codes, factors


@transaction.atomic
def add_factor(user: User, secret: str, step: int, actor: Actor, *, at: datetime, source: str = "") -> list[str]:
    """Add an authenticator app; ``step`` is that of the code that proved it, which is thereby used.

    Returns:
        The recovery codes, to be shown once.

    Raises:
        OrgError: ``factor.exists``.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if factors.has_second_factor(user):
        raise OrgError("factor.exists", _("A second factor is already set up."))
    app = TOTP.activate(user, secret).instance
    app.data["step"] = step
    app.save(update_fields=["data"])
    journal_act(f"account:{user.pk}", "account.factor_add", actor, {"source": source}, at=at)
    return _fresh_codes(user)


@transaction.atomic
def renew_codes(user: User, actor: Actor, *, at: datetime, source: str = "") -> list[str]:
    """Create new recovery codes, to be shown once; the old ones expire."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    journal_act(f"account:{user.pk}", "account.codes_renew", actor, {"source": source}, at=at)
    return _fresh_codes(user)


@transaction.atomic
def remove_factor(user: User, actor: Actor, *, at: datetime, source: str = "", proposer: Actor | None = None) -> None:
    """Remove the second factor and its recovery codes: one's own, or another person's as an administrator.

    Args:
        proposer: who proposed it, if the actor now confirms it.

    Raises:
        TwoPersons: the account is guarded, and another person must confirm it.
        OrgError: ``refused``.
    """
    other = actor.person not in (0, user.person_id)
    if other and Role.ADMINISTRATOR not in (proposer or actor).roles:
        raise OrgError("refused", _("Only an administrator can do this."))
    given = {"source": source, **(refuse_alone(user, actor, proposer, at=at) if other else {})}
    if not Authenticator.objects.filter(user=user).delete()[0]:
        return
    journal_act(f"account:{user.pk}", "account.factor_remove", actor, given, at=at)
    if other:
        code, first = ("account.factor_removed_two", proposer) if proposer else ("account.factor_removed", actor)
        values = {"who": first.name, "second": actor.name if proposer else ""}
        ports.notify_people(user.person_id, code, values, occasion=f"factor:{at.isoformat()}", at=at)


def _fresh_codes(user: User) -> list[str]:
    Authenticator.objects.filter(user=user, type=factors.RECOVERY).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


@transaction.atomic
def use_code(user: User, code: str, at: datetime) -> Authenticator | None:
    """Use up an app's code or a recovery code; return its authenticator, or None if the code is not accepted.

    The last accepted step is stored with the secret, locked, in the database: allauth keeps used codes in a cache, for
    30 seconds and separately in each process.
    """
    for authenticator in Authenticator.objects.select_for_update(no_key=True).filter(user=user).order_by("pk"):
        if authenticator.type == Authenticator.Type.TOTP and _spent(authenticator, code, at):
            return authenticator
        if authenticator.type == Authenticator.Type.RECOVERY_CODES and authenticator.wrap().validate_code(code):
            return authenticator
    return None


def _spent(app: Authenticator, code: str, at: datetime) -> bool:
    step = codes.step_of(decrypt(app.data["secret"]), code, at)
    if step is None or step <= app.data.get("step", -1):
        return False
    app.data["step"] = step
    app.save(update_fields=["data"])
    return True


def forget_failures(key: str, address: str | None = None) -> int:
    """Clear the failures of an account, by the keyed hash of its name (``account_name_hash``); return how many.

    Args:
        address: only those from there; None: from everywhere.
    """
    rows = AccessAttempt.objects.filter(username=key)
    count: int = (rows.filter(ip_address=address) if address else rows).delete()[0]
    return count

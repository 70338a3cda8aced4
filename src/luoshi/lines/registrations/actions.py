"""Take sign-ups for activities, under the lock of the activity, and what follows of a guardian's withdrawal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.codes.contact import mask_name
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.files.actions.files import let_go
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.acts import StepBatch
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.registrations import queries
from luoshi.lines.registrations.models import ActivityRegistration

if TYPE_CHECKING:
    from luoshi.lines.activities.models import Activity

_ = words_now(__name__)


class SignUpValues(TypedDict):
    """What the form checked; ``key`` is of the page, and ``guardian`` is empty of those who are of age."""

    name: str
    contact: str
    minor: bool
    guardian: str
    key: str


def sign_up(activity: Activity, notice: str, given: SignUpValues, *, source: str, at: datetime) -> ActivityRegistration:
    """Take a sign-up of somebody who is not signed in; repeating the request returns the first one.

    Somebody else on the same page, after going back to it, is signed up besides.

    Args:
        activity: with seats.
        notice: the wording that was agreed to.
        source: the address of the request; only its keyed hash is kept.

    Raises:
        RecordError: ``guarded``: no seat is left, it is over or cancelled, too many came from this address, or this
            person has signed up already; ``marked``: the input has a secrecy marking.
    """
    check_sent({"name": given["name"], "guardian": given["guardian"]}, None, PROGRAM, at=at)
    if (there := queries.signed_up_with_key(given["key"])) is not None:
        if _is_same(there, activity, given):
            return there
        given = {**given, "key": uuid4().hex}
    day, came_from = timezone.localdate(at), queries.source_hash(source)
    if queries.is_address_full(came_from, activity.unit_id, at):
        what = _("Too many people have signed up from the same network.")
        raise RecordError("guarded", what, remedy=_("Try again tomorrow, or call the office."))
    stands = queries.seat_offer(activity).state_on(day)
    if stands == "cancelled":
        raise RecordError("guarded", _("The activity was cancelled."))
    if stands == "over":
        raise RecordError("guarded", _("The time for signing up is over."))
    if queries.has_signed_up(activity, given["name"], given["contact"]):
        raise RecordError("guarded", _("This person has signed up already."))
    row = {
        "title": mask_name(given["name"]),
        "activity": activity,
        "unit": activity.unit,
        **{name: given[name] for name in ("name", "contact", "minor", "key")},
        "agreed": notice,
        "source": came_from,
    }
    try:
        with transaction.atomic():
            made = open_many(get_kind("registrations"), [row], PROGRAM, at=at, says=("title", "activity"))[0]
            if given["minor"]:
                consent = {"guardian": given["guardian"], "given": day.isoformat()}
                made = take(made, "agree", PROGRAM, {"consents": [consent]}, at=at, within=True).record
    except IntegrityError:  # sent twice at the same moment
        there = queries.signed_up_with_key(given["key"])
        if there is None:
            raise
        return there
    return made  # type: ignore[return-value]


def _is_same(there: ActivityRegistration, activity: Activity, given: SignUpValues) -> bool:
    told = (activity.pk, given["name"], given["contact"])
    return there.state != "cancelled" and (there.activity_id, there.name, there.contact) == told


def cancel_own(registration: ActivityRegistration, *, at: datetime) -> ActivityRegistration:
    """Give the seat back, at the signer's own address; one that does not wait any more stays as it is."""
    if registration.state != "registered":
        return registration
    return take(registration, "withdraw", PROGRAM, {}, at=at, within=True).record  # type: ignore[return-value]


def take_seats(batch: StepBatch) -> None:
    """Refuse what no seat is left for, counted under the lock of the activity when the rows are written.

    Raises:
        RecordError: ``guarded``.
    """
    for act in batch.iterate_acts():
        registration: Any = act.record
        Record.lock([registration.activity_id])
        activity = type(registration.activity).objects.get(pk=registration.activity_id)
        offer = queries.seat_offer(activity)
        if offer.taken > offer.seats:
            raise RecordError(
                "guarded",
                _("All %(n)d seats are taken.") % {"n": offer.seats},
                where=str(activity),
                remedy=_("Come back later: a seat is free again when somebody cancels."),
            )


def mask_title(took: Took[ActivityRegistration]) -> None:
    """Call a registration by the masked name."""
    took.set_fields(title=mask_name(str(took.record.name)))


def name_on_certificate(took: Took[ActivityRegistration]) -> None:
    """Put the name on the certificate, as far as everybody may read it."""
    took.set_fields(named=queries.name_for_everybody(took.record, took.day))


def forget_minor(took: Took[ActivityRegistration]) -> None:
    """Take off the masked name, too, and the certificate's file, where a guardian withdrew the consent.

    The step empties name and contact. A certificate is still said to be genuine, without a name.
    Source: 个人信息保护法 art. 15, 31, 47.
    """
    let_go(took.record)
    took.set_fields(title=_("consent withdrawn"))

"""Activities that people may sign up for, their seats, and who signed up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.core import signing
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from luoshi.desk.declarations.office import office
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.registry import find_kind, get_kind
from luoshi.kernel.parameters.queries.parameters import parameter_values
from luoshi.kernel.unique.queries import first_records_by_digest, keys_of
from luoshi.lines.registrations.models import ActivityRegistration
from luoshi.lines.registrations.rules import SeatOffer
from luoshi.parts.registers.guardians import persons_with_consent
from luoshi.parts.registers.rules import is_minor

if TYPE_CHECKING:
    from luoshi.lines.activities.models import Activity

VALUES = office(__name__).values
OPEN, NOTICE, A_DAY = (VALUES[f"registrations.{name}"] for name in ("open", "notice", "a_day"))
OF_ADDRESS = 60  # sign-ups of one address a day where no office says another number: a school class fits
SEATED = ("registered", "came", "missed")  # the states that take a seat
_ACTIVITY, _OWN = "luoshi.registrations.activity", "luoshi.registrations.own"


def activity_code(pk: int) -> str:
    """Return the last part of the address at which people sign up for an activity; nobody can guess another one."""
    return signing.Signer(salt=_ACTIVITY).sign(str(pk))


def own_code(registration: ActivityRegistration) -> str:
    """Return the last part of the address at which somebody sees and cancels their own registration."""
    return signing.Signer(salt=_OWN).sign(str(registration.pk))


def offered_activity(code: str, day: date) -> tuple[Activity, str] | None:
    """Return the activity of an address, with what its unit tells about personal information.

    It may be over, or cancelled: who scans a code that still hangs somewhere is told so.

    None: the code was not issued here, there are no seats, or its unit has no public page. At most five queries.
    """
    kind = find_kind("registrations")
    try:
        pk = int(signing.Signer(salt=_ACTIVITY).unsign(code))
    except (signing.BadSignature, ValueError):
        return None
    if kind is None or kind.read_only:
        return None
    model = cast("type[Activity]", ActivityRegistration._meta.get_field("activity").related_model)
    rows = model.objects.filter(pk=pk, seats__isnull=False, erased=None)
    activity = rows.select_related("unit").first()
    if activity is None:
        return None
    notice = public_notice(activity.unit_id, day)
    return (activity, notice) if notice else None


def public_notice(unit: int, day: date) -> str:
    """Return what a unit tells people who sign up; "": it has no public page on that day. At most four queries."""
    if not parameter_values(OPEN, [unit], day).get(unit):
        return ""
    return str(parameter_values(NOTICE, [unit], day).get(unit, ""))


def own_registration(code: str) -> ActivityRegistration | None:
    """Return the registration of a signer's own address, with its activity; None: there is none, or it is erased."""
    try:
        pk = int(signing.Signer(salt=_OWN).unsign(code))
    except (signing.BadSignature, ValueError):
        return None
    return ActivityRegistration.objects.filter(pk=pk, erased=None).select_related("activity", "unit").first()


def seat_offer(activity: Activity) -> SeatOffer:
    """Return the seats of an activity. One query."""
    taken = registrations_of(activity.pk).filter(state__in=SEATED).count()
    return SeatOffer(activity.seats or 0, taken, activity.planned, activity.sign_up_until, activity.state)


def registrations_of(activity: int) -> QuerySet[ActivityRegistration]:
    """Return all registrations for an activity."""
    return ActivityRegistration.objects.filter(activity=activity, erased=None)


def count_states(activity: int) -> dict[str, int]:
    """Return how many registrations for an activity are in each state. One query."""
    rows = registrations_of(activity).order_by().values_list("state")
    return dict(rows.annotate(n=Count("pk")))


def signed_up_with_key(key: str) -> ActivityRegistration | None:
    """Return what was signed up by this page, if anything. One query."""
    return ActivityRegistration.objects.filter(key=key).first()


def source_hash(source: str) -> str:
    """Return a keyed hash that recognises an address without revealing it."""
    return salted_hmac("luoshi.registrations", source, algorithm="sha256").hexdigest()[:32]


def has_signed_up(activity: Activity, name: str, contact: str) -> bool:
    """Return whether this person holds a seat of an activity already. One query."""
    kind = get_kind("registrations")
    unique = next(iter(kind.every(Unique)))
    digest, _apart = keys_of(kind, unique, [activity.pk, name, contact])
    return digest in first_records_by_digest(unique.rule(kind.name), [digest])


def is_address_full(source: str, unit: int, at: datetime) -> bool:
    """Return whether an address has signed up as many people as it may within a day. At most four queries."""
    most = parameter_values(A_DAY, [unit], timezone.localdate(at)).get(unit) or OF_ADDRESS
    recent = ActivityRegistration.objects.filter(source=source, opened__gt=at - timedelta(days=1))
    return recent.count() >= most


def name_for_everybody(registration: ActivityRegistration, day: date) -> str:
    """Return the name that a certificate may carry: of a minor only while a guardian's consent holds, else "".

    At most two queries.
    """
    if is_minor(None, registration.minor is not False, day) and not persons_with_consent([registration.pk], day):
        return ""
    return str(registration.name)

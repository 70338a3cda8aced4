"""Ask the administrators for units that the tree lacks, and answer: enter them, say which unit is meant, or decline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.base.ports import PORTS, notify_people
from luoshi.org.people.actions.dual_control import refuse_unless_administrator
from luoshi.org.people.queries.people import in_role
from luoshi.org.tree.models import Unit
from luoshi.org.units.actions import establish_unit
from luoshi.org.units.models import UnitRequest
from luoshi.org.units.queries import open_unit_requests, proposed_codes, units_by_exact_words


@dataclass(frozen=True)
class MissingUnit:
    """A unit that is asked for: its name, how the paper prints it, and in which column it stands if it is a sheet."""

    name: str
    printed: str
    field: str = ""


def request_units(
    missing: Iterable[MissingUnit], source: str, subject: str, whose: Unit | None, actor: Actor, *, at: datetime
) -> None:
    """Keep a request for each missing unit, and notify every administrator of it once a day, in the transaction.

    Args:
        source: who waits for the unit, a key of ``Ports.unit_requests``.
        subject: what waits there, in that room's own words.
        whose: the unit that needs them.
    """
    wanted, day = list(missing), timezone.localdate(at)
    rows = [
        UnitRequest(
            name=unit.name[:120],
            printed=unit.printed[:200],
            source=source,
            subject=subject,
            field=unit.field,
            person_id=actor.person,
            whose=whose,
            asked=at,
        )
        for unit in wanted
    ]
    UnitRequest.objects.bulk_create(rows, ignore_conflicts=True)  # asked again while it is open: the same request
    people = in_role(Role.ADMINISTRATOR, day) if wanted else ()
    for unit in wanted:
        values = {"who": actor.name, "unit": " / ".join(filter(None, [str(whose or ""), unit.name]))}
        occasion = f"wanted:{whose.pk if whose else ''}:{day}:{unit.name}"[:100]
        notify_people(people, "units.wanted", values, occasion=occasion, at=at)


@transaction.atomic
def enter_requested_units(names: Collection[str], parent: Unit | None, actor: Actor, *, at: datetime) -> list[Unit]:
    """Found a unit for each of these names from today on, under one parent, and meet all requests for them.

    A name that exactly one unit has by now is not entered again: that unit is what was asked for. All or none.

    Raises:
        OrgError: ``refused``; ``changed`` if nobody asks for one of them any more; as ``establish_unit``.
    """
    refuse_unless_administrator(actor)
    requests, day = _lock_requests(names), timezone.localdate(at)
    known = {name: units[0] for name in names if len(units := units_by_exact_words(name, day)) == 1}
    new = [name for name in names if name not in known]
    codes = proposed_codes(new)
    made = {name: establish_unit(name, codes[name], parent, day, actor, at=at) for name in new}
    for request in requests:
        _close_request(request, {**known, **made}[request.name], actor, at)
    return list(made.values())


@transaction.atomic
def match_requested_units(names: Collection[str], unit: Unit, actor: Actor, *, at: datetime) -> int:
    """Say that these names mean a unit that exists, and meet the requests for them. Return how many there were.

    Raises:
        OrgError: ``refused``; ``changed``, as ``enter_requested_units``.
    """
    refuse_unless_administrator(actor)
    requests = _lock_requests(names)
    for request in requests:
        _close_request(request, unit, actor, at)
    journal_act(f"unit:{unit.pk}", "unit.meant", actor, {"names": sorted(names)}, at=at)
    return len(requests)


@transaction.atomic
def decline_requested_units(names: Collection[str], why: str, actor: Actor, *, at: datetime) -> int:
    """Decline the requests for these names with a reason, which who asked is told. Return how many there were.

    Raises:
        OrgError: ``refused``; ``incomplete`` without a reason; ``changed``, as ``enter_requested_units``.
    """
    refuse_unless_administrator(actor)
    if not why.strip():
        raise OrgError("incomplete", _("Say why: who asked for the unit reads it."))
    requests = _lock_requests(names)
    for request in requests:
        _close_request(request, None, actor, at, why=why.strip())
    journal_act("unit", "unit.declined", actor, {"names": sorted(names), "reason": why.strip()}, at=at)
    return len(requests)


def _lock_requests(names: Collection[str]) -> Sequence[UnitRequest]:
    requests = list(open_unit_requests().filter(name__in=names).select_for_update(of=("self",)))
    if not names or {request.name for request in requests} != set(names):
        raise OrgError("changed", _("Somebody has answered one of these requests meanwhile. Look at the list again."))
    return requests


def _close_request(request: UnitRequest, unit: Unit | None, actor: Actor, at: datetime, *, why: str = "") -> None:
    """Close a request, let the room that waits go on, and tell who asked, with what it led to."""
    request.unit, request.closed, request.closed_by_id, request.why = unit, at, actor.person, why[:200]
    request.save(update_fields=["unit", "closed", "closed_by", "why"])
    record = PORTS.unit_requests[request.source](request, unit, at)
    values = {"who": actor.name, "unit": request.name, "is": str(unit or ""), "why": request.why}
    code = "units.declined" if unit is None else "units.entered" if unit.name == request.name else "units.meant"
    notify_people(request.person_id, code, values, occasion=f"unit_request:{request.pk}", at=at, record=record)

"""Sends commitments out, has them accepted, handed on and split. Consequences of the steps of ``ledger.declared``."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luoshi.ledger.actions.standing import binding, day_of, keep, set_on, spread
from luoshi.ledger.actions.telling import people_of, tell_posts
from luoshi.ledger.models import Commitment, Target
from luoshi.ledger.queries.progress import ACCEPT, DELIVER, RECUR, REPORT
from luoshi.ledger.rules.states import ISSUED, OWED
from luoshi.org.models import Unit
from luoshi.org.queries.actors import actor_of
from luoshi.org.rules.rights import PROGRAM, Actor
from luoshi.records.actions.bulk import open_many
from luoshi.records.actions.duties import drop, lay_anew, move_due, start
from luoshi.records.actions.steps import take
from luoshi.records.errors import RecordError
from luoshi.records.models import Duty, Entry, Occurrence, Party, Record

ALL = (ACCEPT, DELIVER, REPORT, RECUR)


def given_in(entry: Entry) -> dict[str, Any]:
    """What a step was given, as its entry has it."""
    found: dict[str, Any] = json.loads(entry.payload.data or "{}")
    return found


def who(entry: Entry) -> Actor:
    """Who took the step, to act on in its transaction."""
    return actor_of(entry.person, day_of(entry)) if entry.person else PROGRAM


def begin(record: Record, entry: Entry) -> None:
    """The commitment is out: it is to be accepted, reported on and done by its dates."""
    commitment, day = whole(record), day_of(entry)
    set_on(record, issued=day, accepted=None, **spread(commitment, commitment.until))
    begin_duties(record, day, accept=True)
    keep(record, entry)
    set_on(record, binds=binding(commitment))


def begin_duties(record: Record, day: date, *, accept: bool = False) -> None:
    """Start what a commitment owes from a day on; it has no date of its own where it only recurs."""
    commitment: Any = record
    for name in ALL:
        drop(record, name, day)
    if accept:
        start(record, ACCEPT, day)
    if commitment.until:
        start(record, DELIVER, day)
    start(record, REPORT, day)
    if commitment.every:
        start(record, RECUR, day)


def end_duties(record: Record, entry: Entry) -> None:
    """Nothing more is owed: it is called back, stopped, joined to another or ended."""
    for name in ALL:
        drop(record, name, day_of(entry))
    keep(record, entry)


def recalled(record: Record, entry: Entry) -> None:
    """Back in the plan, as if it had not been sent out: its date is that of the plan."""
    end_duties(record, entry)
    set_on(record, issued=None, accepted=None, due=record.until)  # type: ignore[attr-defined]


def accepted(record: Record, entry: Entry) -> None:
    """Signed for; where it is known who does it, that is named at once."""
    set_on(record, accepted=day_of(entry))
    keep(record, entry)
    if owner := given_in(entry).get("owner"):
        take(record, "take_up", who(entry), {"owner": owner["id"]}, at=entry.at)


def in_time_to_refuse(record: Record, entry: Entry) -> None:
    """The lead unit sends it back: nothing is owed until the desk has answered."""
    out_of_time(record, entry)
    end_duties(record, entry)


def out_of_time(record: Record, entry: Entry) -> None:
    """That it is not theirs a unit says before the limit for accepting. Source: 02 §2.2 退回异议.

    Raises:
        RecordError: ``guarded``.
    """
    limit = Occurrence.objects.filter(duty__record=record.pk, duty__name=ACCEPT).order_by("-pk").first()
    if limit and limit.due < day_of(entry):
        raise RecordError(
            "guarded",
            _("The time to send it back ended on %(day)s.") % {"day": limit.due},
            where=str(record),
            remedy=_("Tell the office that supervises it: it can give it to another unit."),
        )


def handed_on(record: Record, entry: Entry) -> None:
    """Another unit leads it: its duties begin anew there; those who led it or did it until now are told."""
    former = Duty.objects.filter(record=record.pk).order_by("-pk").values_list("unit", flat=True).first()
    posts = people_of(former, entry) if former not in (None, record.unit_id) else set()
    tell_posts("commitments.handed_on", posts | ({record.owner_id} if record.owner_id else set()), record, entry)
    set_on(record, owner=None)
    begin(record, entry)


def redate(record: Record, entry: Entry) -> None:
    """An amendment of the plan: where it is out already its dates follow the plan's."""
    commitment, day, given = whole(record), day_of(entry), given_in(entry)
    if {"due", "every", "unit"}.isdisjoint(given):
        return
    until = commitment.until
    if "due" in given:
        until = date.fromisoformat(given["due"]) if given["due"] else None
        set_on(record, planned=until)
    set_on(record, **spread(commitment, until))
    if record.state not in OWED:
        return
    running = Duty.objects.filter(record=record.pk, ended=None)
    if "unit" in given or "every" in given or until is None or not running.filter(name=DELIVER).exists():
        set_on(record, owner=None if "unit" in given else record.owner)
        begin_duties(record, day, accept=record.state == ISSUED)
    else:
        move_due(record, DELIVER, max(until, day), day)
        lay_anew(record, REPORT, day)
    keep(record, entry)
    set_on(record, binds=binding(commitment))


def split(record: Record, entry: Entry) -> None:
    """Open the part that a lower unit or person takes, with its share of the targets, and send it out."""
    whole_one, given = whole(record), given_in(entry)
    owner = given.get("owner")
    unit = Unit.objects.get(pk=given["unit"]["id"]) if given.get("unit") else whole_one.unit
    due = date.fromisoformat(given["due"])
    plain = {name: getattr(whole_one, name) for name in _KEPT}
    values = {
        **plain,
        "title": given["words"][:200],
        "words": given["words"],
        "unit": unit,
        "due": due,
        "until": due,
        "first_due": due,
        "desk": whole_one.unit,
        "split_from": whole_one,
        "supports": "",
    }
    actor = who(entry)
    (part,) = open_many(record.declared, [values], actor, at=entry.at, says=("unit", "due", "split_from"))
    Party.objects.create(record=part, name="desk", unit=whole_one.unit)
    Target.objects.bulk_create(_shares(part.pk, whole_one, given))
    sent = take(part, "issue_part", actor, {}, at=entry.at, within=True).record
    if owner:  # one's own people need not accept what their unit has accepted
        take(sent, "accept", actor, {"owner": owner["id"]}, at=entry.at)


_KEPT = ("plan", "row", "quote", "span", "part", "place", "phrase", "every", "times", "rhythm", "edition", "urgency")


def _shares(part: int, record: Commitment, given: dict[str, Any]) -> list[Target]:
    found, given_on = [], {one["id"]: one["value"] for one in given.get("shares", [])}
    for target in record.targets.filter(ended=None, pk__in=given_on).order_by("place", "pk"):
        share = given_on[target.pk]
        target.pk, target.commitment_id = None, part
        target.value, target.upper = Decimal(share), None
        target.quote = f"{Decimal(share).normalize():f}{target.unit}"
        found.append(target)
    return found


def pushed(record: Record, entry: Entry) -> None:
    """One more time the unit was pushed."""
    set_on(record, pushed=record.pushed + 1)  # type: ignore[attr-defined]


def whole(record: Record) -> Commitment:
    """The commitment with its plan. One query where the plan is not there yet."""
    assert isinstance(record, Commitment)
    return record

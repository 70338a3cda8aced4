"""The history of a record: its entries, for the timeline and the "changed in the meantime" message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.sentences import NOBODY, Called, GivenValue, declared_of, given_values, with_former
from luoshi.kernel.kinds.models import Record

SHEET = {"signer": _("Decided by"), "signed": _("Signed on"), "sheet": _("Signed sheet (scan)")}
"""Fields that a decision recorded from a signed sheet has besides the step's own values."""
FIRST = ("reason", "entered_late", "earlier", "title")  # of a long entry never behind its fold
LABELS = {
    "export": _("List exported"),
    "handed_over": _("Handed over"),
    "look": _("Protected fields shown"),
    "look.refused": _("Look at protected fields refused"),
    "look.opened": _("Opened it"),
    "look.shut": _("Refused to open"),
    "erase": _("Content erased"),
    "erasure.propose": _("Erasure proposed"),
    "erasure.drop": _("Erasure order withdrawn"),
    "hold.set": _("On hold"),
    "hold.lift": _("Hold lifted"),
    "double.is": _("Ruled to be a double"),
    "double.not": _("Ruled not to be a double"),
    "duty.compute": _("Due date computed"),
    "download": _("File downloaded"),
}
"""Labels of entries about records that are not steps of their kinds."""


@dataclass(frozen=True)
class Event:
    """An entry as shown to people: when, who, what, and with which values; ``erased``: when its payload was erased."""

    entry: int
    at: datetime
    actor: str
    via: str  # "" or deputy, mandate
    step: str
    label: str
    version: int | None
    given: tuple[tuple[str, Any], ...]
    erased: date | None
    signer: str = ""  # who decided, if the decision was recorded from a signed sheet
    values: tuple[GivenValue, ...] = ()  # those of ``given``, with what is known of each, as the page orders them


def entries_of(record: Record) -> QuerySet[Entry]:
    """Return the entries about a record with person and payload, oldest first. One query.

    Refused attempts changed nothing and appear only in the journal. Openings are listed by ``openings_of``.
    """
    found = Entry.objects.filter(record=record.pk).exclude(step__in=(Entry.REFUSED, Entry.OPENED, Entry.SHUT))
    return found.select_related("person", "record", "payload", "payload__erased_by").order_by("pk")


def openings_of(record: Record) -> QuerySet[Entry]:
    """Return who opened a record and who was refused, newest first. One query."""
    found = Entry.objects.filter(record=record.pk, step__in=(Entry.OPENED, Entry.SHUT))
    return found.select_related("person").order_by("-pk")


def record_events(record: Record, after: int = 0) -> list[Event]:
    """List the events of a record, oldest first; only those of versions greater than ``after``, if given. One query."""
    found = entries_of(record)
    return [event_of_entry(entry) for entry in (found.filter(version__gt=after) if after else found)]


def last_events_by_record(entries: QuerySet[Entry]) -> dict[int, Event]:
    """Return of these entries the last one of each record as an event, by the record's id. One query."""
    last = entries.order_by().values("record").annotate(last=Max("pk")).values("last")
    loaded = Entry.objects.filter(pk__in=last)
    loaded = loaded.select_related("person", "record", "payload", "payload__erased_by")
    return {entry.record_id: event_of_entry(entry) for entry in loaded if entry.record_id}


def event_of_entry(entry: Entry, called: Called = NOBODY) -> Event:
    """Return an entry, with person and payload loaded, as an event. No query.

    Args:
        called: Names of referenced records; a record that is missing here is named by its number.
    """
    declared, values = declared_of(entry), tuple(given_values(entry, called))
    labels = {**LABELS, **({step.name: step.label for step in declared.cycle.by_name.values()} if declared else {})}
    if "mandate" in entry.actor:
        values = tuple(replace(value, label=str(SHEET.get(value.name, value.label))) for value in values)
    order = [*FIRST, *(declared.shows if declared else ())]
    ranked = sorted(values, key=lambda value: order.index(value.name) if value.name in order else len(order))
    by = entry.payload.erased_by
    via = next((word for word in ("deputy", "mandate") if word in entry.actor), "")
    return Event(
        entry.pk,
        entry.at,
        entry.person.name if entry.person else "",
        via,
        entry.step,
        str(labels.get(entry.step, entry.step)),
        entry.version,
        tuple((capfirst(value.label), with_former(value.text, value.was)) for value in values),
        timezone.localdate(by.at) if by else None,
        next((value.text for value in values if value.name == "signer" and "mandate" in entry.actor), ""),
        tuple(ranked),
    )

"""What happened to a record: its entries, as the timeline and the "changed meanwhile" message show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from luoshi.records.journal.models import Entry
from luoshi.records.journal.sentences import NOBODY, Called, declared_of, given_of
from luoshi.records.kinds.models import Record

SHEET = {"signer": _("Decided by"), "signed": _("Signed on"), "sheet": _("Signed sheet (scan)")}
"""What is kept, besides the step's own values, where a decision was recorded from a signed sheet."""
LABELS = {
    "export": _("List taken away"),
    "handed_over": _("Handed over"),
    "look": _("Protected fields shown"),
    "look.refused": _("Look at protected fields refused"),
    "look.opened": _("Opened it"),
    "look.shut": _("Not let in"),
    "erase": _("Content erased"),
    "erasure.propose": _("Erasure proposed"),
    "erasure.drop": _("Erasure order taken back"),
    "hold.set": _("Held back from erasure"),
    "hold.lift": _("Hold lifted"),
    "double.is": _("Ruled to be a double"),
    "double.not": _("Ruled to be no double"),
    "duty.compute": _("Due date computed"),
    "download": _("File taken"),
}
"""What else happens to records, besides the steps of their kinds."""


@dataclass(frozen=True)
class Event:
    """One entry as people read it: when, who, what, with what; ``erased`` where its payload is no more."""

    entry: int
    at: datetime
    actor: str
    via: str  # "" or deputy, mandate
    step: str
    label: str
    version: int | None
    given: tuple[tuple[str, Any], ...]
    erased: date | None
    signer: str = ""  # who decided, where it was recorded from a signed sheet


def entries_of(record: Record) -> QuerySet[Entry]:
    """The entries of what happened to a record, with who and what, oldest first. One query.

    Attempts that were refused changed nothing: they stand in the journal alone. Who opened it stands apart.
    """
    found = Entry.objects.filter(record=record.pk).exclude(step__in=(Entry.REFUSED, Entry.OPENED, Entry.SHUT))
    return found.select_related("person", "record", "payload", "payload__erased_by").order_by("pk")


def openings_of(record: Record) -> QuerySet[Entry]:
    """Who opened a record and who was not let in, newest first, with who. One query."""
    found = Entry.objects.filter(record=record.pk, step__in=(Entry.OPENED, Entry.SHUT))
    return found.select_related("person").order_by("-pk")


def record_events(record: Record, after: int = 0) -> list[Event]:
    """What happened to a record, oldest first; of its versions after this one alone, where one is named. One query."""
    found = entries_of(record)
    return [event_of_entry(entry) for entry in (found.filter(version__gt=after) if after else found)]


def event_of_entry(entry: Entry, called: Called = NOBODY) -> Event:
    """An entry, with person and payload loaded, as people read it. No query.

    Args:
        called: what records that it points to are called; else by number.
    """
    declared, given = declared_of(entry), given_of(entry, called)
    labels = {**LABELS, **({step.name: step.label for step in declared.cycle.by_name.values()} if declared else {})}
    if "mandate" in entry.actor:
        given = {name: (str(SHEET.get(name, label)), value) for name, (label, value) in given.items()}
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
        tuple((capfirst(label), value) for label, value in given.values()),
        timezone.localdate(by.at) if by else None,
        given["signer"][1] if "mandate" in entry.actor and "signer" in given else "",
    )

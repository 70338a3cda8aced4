"""The auditor's questions to the ledger as lists of what the actor may read; each in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.statistics.audit.rules import DueDateStep, days_left, due_when_asked
from luoshi.commitments.statistics.rates.queries import MOVED
from luoshi.desk.lists.views.models import BulkRow, BulkRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.history.sentences import given_of
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import DONE

READERS = frozenset({Role.AUDITOR, Role.SUPERVISOR})
SETS = {"ask_extension": "wish", "return": "limit", "amend": "due", "list": "due"}  # field of the date; default "until"
CHECKS = ("check", "verify", "close_it", "close_for", "grant")


@dataclass(frozen=True)
class DueDateRequest:
    """An extension request or a moved date: the due date at that time, the new one, and the days left."""

    entry: Entry
    due: date | None
    wish: date | None
    left: int | None


def may_ask(actor: Actor) -> bool:
    """Check whether the lists are open to the actor. No query."""
    return not READERS.isdisjoint(actor.roles)


def auditable_commitments(actor: Actor, day: date) -> QuerySet[Commitment]:
    """Return the commitments that the actor may read."""
    return Commitment.objects.filter(readable_condition(get_kind("commitments"), actor, day))


def dates_asked(actor: Actor, day: date) -> QuerySet[Entry]:
    """List every extension request and every move of a due date, by any step, newest first."""
    # The steps are named once more, so that only their entries are read, and only their payloads.
    rows = Entry.objects.filter(
        _DATED | Q(step="ask_extension"), step__in=(*MOVED, "amend", "ask_extension"), record__in=_ids(actor, day)
    )
    return rows.select_related("record__unit", "person", "payload").order_by("-pk")


# An amendment moves a date only if its entry contains one. In canonical JSON, no text inside a value looks like this.
_DATED = Q(step__in=MOVED) | Q(step="amend", payload__data__contains='"due":')


def due_date_requests(entries: Collection[Entry]) -> list[DueDateRequest]:
    """Return these with the due date at that time, and the days left to it. Two queries for all."""
    records = [entry.record_id for entry in entries if entry.record_id]
    first = dict(Commitment.objects.filter(pk__in=records).values_list("pk", "first_due"))
    moves: dict[int, list[DueDateStep]] = {}
    for dated_entry in Entry.objects.filter(_DATED | Q(step="list"), record__in=records).select_related("payload"):
        said = given_of(dated_entry)
        if dated_entry.record_id and SETS.get(dated_entry.step, "until") in said:
            moves.setdefault(dated_entry.record_id, []).append(
                DueDateStep(dated_entry.pk, _new(dated_entry), later=dated_entry.step == "return")
            )
    found = []
    for entry in entries:
        record = entry.record_id or 0
        due = due_when_asked(first.get(record), moves.get(record, ()), entry.pk)
        found.append(DueDateRequest(entry, due, _new(entry), days_left(due, _local(entry))))
    return found


def _new(entry: Entry) -> date | None:
    """Return the date that a step requested or set."""
    return _day(given_of(entry).get(SETS.get(entry.step, "until"), ("", ""))[1])


def closed_bare(actor: Actor, day: date) -> QuerySet[Commitment]:
    """List closed commitments without a file in any valid report, of their own or of a twin."""
    files = Attachment.objects.filter(
        record=OuterRef("pk"), entry__progress__isnull=False, entry__progress__taken_back=None
    )
    copied = Progress.objects.filter(
        commitment=OuterRef("pk"), taken_back=None, same_as__entry__attachments__isnull=False
    )
    rows = auditable_commitments(actor, day).filter(~Exists(files), ~Exists(copied), state__in=DONE)
    return rows.select_related("unit").order_by("-closed", "-pk")


def both_sides(actor: Actor, day: date) -> QuerySet[Entry]:
    """List checks, closings and grants by a person who reported on it or requested an extension, from any post."""
    same = Progress.objects.filter(commitment=OuterRef("record"), entry__person=OuterRef("person"))
    asked = Entry.objects.filter(record=OuterRef("record"), person=OuterRef("person"), step="ask_extension")
    rows = Entry.objects.filter(Exists(same) | Exists(asked), step__in=CHECKS, record__in=_ids(actor, day))
    return rows.select_related("record__unit", "person", "payload").order_by("-pk")


def in_bulk(actor: Actor, day: date) -> QuerySet[BulkRun]:
    """List bulk steps, with ``rows_done`` and ``rows_left`` counted among the rows that the actor may read."""
    own = Q(rows__record__in=_ids(actor, day))
    rows = BulkRun.objects.filter(kind="commitments").annotate(
        rows_done=Count("rows", filter=own & Q(rows__result=BulkRow.DONE)),
        rows_left=Count("rows", filter=own & ~Q(rows__result=BulkRow.DONE)),
    )
    return rows.filter(Q(rows_done__gt=0) | Q(rows_left__gt=0)).select_related("person").order_by("-pk")


def superseded_reports(actor: Actor, day: date) -> QuerySet[Progress]:
    """List reports whose figures changed after a check: taken back, or a later report gave figures again."""
    checked = Entry.objects.filter(step="verify", record=OuterRef("commitment"), pk__gt=OuterRef("entry"))
    before_later = Entry.objects.filter(
        step="verify",
        record=OuterRef("commitment"),
        pk__gt=OuterRef(OuterRef("entry")),
        pk__lt=OuterRef("entry"),
    )
    later = Progress.objects.filter(
        Exists(before_later), commitment=OuterRef("commitment"), pk__gt=OuterRef("pk"), figures__gt=0, taken_back=None
    )
    rows = Progress.objects.filter(commitment__in=_ids(actor, day))
    taken_back = Q(taken_back__isnull=False) & Exists(checked.filter(pk__lt=OuterRef("taken_back")))
    rows = rows.filter(taken_back | Q(figures__gt=0) & Exists(later))
    return rows.select_related("commitment__unit", "entry__person", "taken_back__person").order_by("-pk")


def audit_question_counts(actor: Actor, day: date) -> dict[str, int]:
    """Count the entries of each list. Five queries."""
    return {name: ask(actor, day).count() for name, ask in LISTS.items()}


LISTS: dict[str, Callable[[Actor, date], QuerySet[Model]]] = {
    "dates": dates_asked,
    "bare": closed_bare,
    "sides": both_sides,
    "bulk": in_bulk,
    "superseded": superseded_reports,
}


def _ids(actor: Actor, day: date) -> QuerySet[Commitment, Mapping[str, object]]:
    return auditable_commitments(actor, day).order_by().values("pk")


def _day(words: object) -> date | None:
    try:
        return date.fromisoformat(str(words))
    except ValueError:
        return None


def _local(entry: Entry) -> date:
    return timezone.localdate(entry.at)

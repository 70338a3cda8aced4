"""Generate the due dates of duties day by day, so that everything that falls due is in one table."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Max, Min, Q

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.duties.queries.duties import not_overtaken
from luoshi.kernel.duties.rules.due import Due
from luoshi.kernel.duties.rules.duties import DutyRule
from luoshi.kernel.duties.rules.horizon import CALENDAR, goes_on_from, to_lay
from luoshi.kernel.kinds.language.duties import AHEAD, Owed
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import current_snapshot, find_kind

CHUNK = 500  # duties in one transaction: 12,000 of them a year take 7 s, one by one 29 to 61 s

# Only the owner of a record, and what leads to the duty's declaration.
NEEDED = ("name", "unit", "owner", "rule", "start", "ended", "laid", "record__kind", "record__owner")
Key = tuple[str, date, date | None, int | None]
Laid = tuple[list[Due], date | None]


def roll_out_all(day: date) -> Iterator[None]:
    """Generate the due dates needed on this day for every running recurring duty, in chunks; yield after each.

    Days long past are included: a period never generated was missed, not absent. Each chunk is a transaction, so that
    the run can be interrupted. One query if nothing is to do. Duties of lines that are switched off wait.
    """
    stopped = current_snapshot().read_only_kinds
    due = Duty.objects.filter(ended=None, laid__lt=day).exclude(record__kind__in=stopped).order_by("laid", "pk")
    while some := list(due.values_list("pk", "record_id")[:CHUNK]):
        with transaction.atomic():
            Record.lock({record for _pk, record in some if record})  # a step may be ending a duty at this moment
            duties = Duty.objects.filter(pk__in=[pk for pk, _record in some], ended=None, laid__lt=day)
            lay_out(list(duties.select_related("record").only(*NEEDED).order_by("pk")), day)
            keep_dues({record for _pk, record in some if record})
        yield


def lay_out(duties: Sequence[Duty], day: date) -> None:
    """Insert the due dates that these duties need on a day; existing ones stay unchanged.

    At most seven statements, besides those for many rows.
    """
    known, newest = _known([duty for duty in duties if duty.rule])
    remembered: dict[Key, Laid] = {}
    rows: list[Occurrence] = []
    laid: dict[date | None, list[int]] = defaultdict(list)
    begun = _begun_since(duties, day)
    for duty in duties:
        if not duty.rule:
            continue
        last = newest.get(duty.pk)
        dues, duty.laid = _needed(duty, last, day, remembered)
        laid[duty.laid].append(duty.pk)
        there = known.get(duty.pk, ())
        rows += [
            Occurrence.of(due).belong(duty)
            for due in dues
            if (last is None or due.first is None or due.first > last) and (due.first or due.due) not in there
        ]
    assign_holding_post([row for row in rows if row.first is None or row.first <= day])
    Occurrence.objects.bulk_create(rows, batch_size=CHUNK)
    for until, pks in laid.items():
        Duty.objects.filter(pk__in=pks).update(laid=until)
    _hold_begun(begun)


def _needed(duty: Duty, last: date | None, day: date, remembered: dict[Key, Laid]) -> Laid:
    """Return the due dates of a duty's rule; computed once for equal duties, and from the newest stored period on."""
    declared = declared_of(duty)
    ahead = declared.months_ahead if declared else AHEAD
    if duty.rule["kind"] not in CALENDAR:
        acts = [act.pure for act in duty.acts.filter(taken_back=None)]
        return to_lay(DutyRule.from_json(duty.rule), duty.start, day, ahead, acts)
    key = (json.dumps(duty.rule), duty.start, last, ahead)
    if key not in remembered:
        rule = DutyRule.from_json(duty.rule)
        start = (goes_on_from(rule, last) if last else None) or duty.start
        remembered[key] = to_lay(rule, start, day, ahead)
    return remembered[key]


def _known(duties: Sequence[Duty]) -> tuple[dict[int, set[date]], dict[int, date]]:
    """Return the stored dates by duty, and for recurring ones the first day of the newest stored period.

    A period that another duty of the same name still owes or has met is not owed twice: if a record is suspended and
    resumed within a month, it owes that month once.
    """
    known: dict[int, set[date]] = defaultdict(set)
    recurs = [duty.pk for duty in duties if duty.rule["kind"] in CALENDAR]
    rows = Occurrence.objects.filter(duty__in=recurs).order_by().values_list("duty").annotate(Max("first"))
    newest = {pk: first for pk, first in rows if first}
    new = {
        (duty.record_id, duty.name): duty.pk
        for duty in duties
        if duty.pk in {*recurs} - newest.keys() and duty.record_id
    }
    if new:
        former = Occurrence.objects.filter(duty__record__in={record for record, _name in new}, dropped=None)
        former = former.exclude(duty__in=recurs).filter(duty__rule__kind__in=CALENDAR)
        for record, name, first in former.values_list("duty__record", "duty__name", "first"):
            if first and (record, name) in new:
                known[new[record, name]].add(first)
    single = [duty.pk for duty in duties if duty.rule["kind"] not in CALENDAR]
    for pk, first, due in Occurrence.objects.filter(duty__in=single).values_list("duty", "first", "first_due"):
        known[pk].add(first or due)
    return known, newest


def declared_of(duty: Duty) -> Owed | None:
    """Return the declaration of a duty; None if it has no record or is no longer declared."""
    kind = find_kind(duty.record.kind) if duty.record else None
    return kind.duties_by_name.get(duty.name) if kind else None


def assign_holding_post(rows: Collection[Occurrence]) -> None:
    """Set the post that holds these periods: the owner of the record, or of the duty; both are loaded already."""
    for row in rows:
        row.holder_id = row.duty.record.owner_id if row.duty.record else row.duty.owner_id


def _begun_since(duties: Sequence[Duty], day: date) -> list[Occurrence]:
    """Return the periods generated ahead that have begun since: their holder is known now."""
    by_pk = {duty.pk: duty for duty in duties if _somebody(duty)}
    rows = Occurrence.objects.filter(duty__in=by_pk, holder=None, dropped=None, first__lte=day)
    found = list(rows.filter(first__gt=F("duty__laid")).only("duty", "first", "last")) if by_pk else []
    for row in found:
        row.duty = by_pk[row.duty_id]
    return found


def _somebody(duty: Duty) -> bool:
    """Whether any post could hold it."""
    return bool(duty.record.owner_id if duty.record else duty.owner_id)


def _hold_begun(rows: list[Occurrence]) -> None:
    assign_holding_post(rows)
    held: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.holder_id:
            held[row.holder_id].append(row.pk)
    for post, pks in held.items():
        Occurrence.objects.filter(pk__in=pks).update(holder=post)


def keep_dues(records: Collection[int]) -> None:
    """Set the due dates of records to the next one owed, if that changes without a step."""
    owed = Occurrence.objects.filter(not_overtaken(), duty__record__in=records, settled=None, dropped=None)
    ends = Min("due", filter=Q(in_period=True, expired=None))
    rows = owed.order_by().values_list("duty__record").annotate(next_day=Min("due"), next_end=ends)
    found = {pk: NextDue(due, due == end) for pk, due, end in rows}
    changed: dict[NextDue, list[int]] = defaultdict(list)
    for pk, *was in Record.objects.filter(pk__in=records).values_list("pk", "due", "due_in_period"):
        if (due := found.get(pk, NOTHING_DUE)) != tuple(was):
            changed[due].append(pk)
    for due, pks in changed.items():
        Record.objects.filter(pk__in=pks).update(**due._asdict())


def fill_holders(record: Record, names: Collection[str], day: date) -> None:
    """Assign periods without a holder to a post that takes the record over within them. Two queries."""
    owed = Q(duty__record=record.pk, duty__name__in=names, holder=None, first__lte=day, last__gte=day)
    rows = list(Occurrence.objects.filter(owed, dropped=None).select_related("duty"))
    for row in rows:
        row.duty.record = record
    assign_holding_post(rows)
    for row in rows:
        if row.holder_id:
            row.save(update_fields=["holder"])


def catch_up(duties: Iterable[tuple[int, date | None]], day: date) -> bool:
    """Generate the due dates of those duties that lack some up to a day; return whether there were any.

    Call it before an act or an end on that day: a period never generated would be neither met nor missed.
    """
    behind = [pk for pk, laid in duties if laid and laid < day]
    if behind:
        lay_out(list(Duty.objects.filter(pk__in=behind).select_related("record").order_by("pk")), day)
    return bool(behind)


def keep_due(record: Record) -> None:
    """Set the record's due date to the next one owed, if that changes without a step."""
    due = next_due(record)
    if due != (record.due, record.due_in_period):
        record.due, record.due_in_period = due
        record.save(update_fields=["due", "due_in_period"])


class NextDue(NamedTuple):
    """The fields of a record that hold its next due date."""

    due: date | None
    due_in_period: bool  # whether it ends a period; after an extension it is a deadline


NOTHING_DUE = NextDue(None, False)


def next_due(record: Record) -> NextDue:
    """Return the record's due date: the earliest open one that no later period has overtaken. One query.

    A missed period determines it, so that lists, lights and reminders show the record as late, until a later period of
    the same duty is met: from then on it appears only among missed periods, and the record waits for the next one.
    """
    rows = _OWED.rows(record=record.pk)
    return next((NextDue(due, in_period and not expired) for due, in_period, expired in rows), NOTHING_DUE)


def earliest_due(dues: Iterable[NextDue]) -> NextDue:
    """Return the earliest; of equal days, the one that is late first."""
    return min(dues, key=lambda one: (one.due or date.max, not one.due_in_period), default=NOTHING_DUE)


_OWED = SqlStatement(
    lambda: (
        Occurrence.objects.filter(not_overtaken(), duty__record=ValueSlot.number("record"), settled=None, dropped=None)
        .order_by("due", F("expired").asc(nulls_first=True), "-in_period")
        .values_list("due", "in_period", "expired")[:1]
    )
)

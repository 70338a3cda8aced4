"""What is owed for a record, and what falls due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from luoshi.dates.lateness import SOON_DAYS
from luoshi.records.base.errors import RecordError
from luoshi.records.duties.models import Duty, Occurrence
from luoshi.records.duties.rules.states import OccurrenceState, occurrence_states, surplus_act_days
from luoshi.records.kinds.duties import Owed
from luoshi.records.kinds.models import Record


@dataclass(frozen=True)
class DutyStanding:
    """A duty of a record with how each of its due dates stands; ``unset`` names the parameter that it lacks.

    Attributes:
        who: of a duty that is of whoever holds something, by a period's first day whose it is; "" where nobody's.
        additional: the days of acts that fill no period.
        since: where what it hangs on began before it is owed: from when on it is.
        back: then the value that says how far back it is owed; "" where that is set.
    """

    label: str
    standings: tuple[OccurrenceState, ...]
    unset: str
    dropped: bool
    name: str = ""
    who: Mapping[date, str] = field(default_factory=dict)
    additional: tuple[date, ...] = ()
    since: date | None = None
    back: str = ""

    def whose(self, one: OccurrenceState) -> str | None:
        """Whose a due date is; None where nobody is asked for."""
        return self.who.get(one.due.first) if one.due.first else None


def duties_of_record(record: Record, day: date) -> list[DutyStanding]:
    """All duties that a record ever had, oldest first. Three queries; two more where one could be owed further back."""
    kind = record.declared
    names = {parameter.name: str(parameter.label) for parameter in kind.parameters}
    found: list[DutyStanding] = []
    for duty in Duty.objects.filter(record=record.pk).order_by("pk").prefetch_related("occurrences", "acts"):
        acts = [act.pure for act in duty.acts.all() if act.taken_back_id is None]
        rows = sorted((row for row in duty.occurrences.all()), key=lambda row: row.first_due)
        kept = [row.pure for row in rows if not row.dropped]
        first = duty.name not in {standing.name for standing in found}
        since, back = owed_since(record, kind.owed[duty.name], duty.start) if first else (None, "")
        found.append(
            DutyStanding(
                str(kind.owed[duty.name].label),
                tuple(occurrence_states(kept, acts, day, soon_working_days=SOON_DAYS)),
                names.get(duty.unset, duty.unset),
                any(row.dropped for row in rows),
                duty.name,
                additional=tuple(surplus_act_days(kept, acts, day)),
                since=since,
                back=back,
            )
        )
    return found


def owed_since(record: Record, declared: Owed, start: date) -> tuple[date | None, str]:
    """From when on a duty is owed that hangs on something older, and the value that would say how far back, if unset.

    None where it is owed from the day on which that began. No query there, else two.
    """
    began = declared.began(record)
    if began is None or declared.back is None or began >= start:
        return None, ""
    if start < timezone.localdate(record.opened):
        return start, ""  # further back than its entry: so the office had said
    try:
        declared.back.of(record.unit_id, start)
    except RecordError as error:
        if error.code != "unset":
            raise
        return start, error.where
    return start, ""


def due_duty(record: Record, owing: Iterable[DutyStanding]) -> str:
    """The label of the duty that a record's due date is the date of; "" where it is none's. No query."""
    waiting = (
        duty
        for duty in owing
        for standing in duty.standings
        if standing.met_on is None and standing.due.due == record.due
    )
    return next((duty.label for duty in waiting), "")


def due_duties(records: Iterable[Record]) -> dict[int, str]:
    """The same of many records, by their ids. One query; none where no record has both a date and duties."""
    asked = {record.pk: record.declared for record in records if record.due and record.declared.owed}
    if not asked:
        return {}
    rows = Occurrence.objects.filter(
        duty__record__in=asked, duty__ended=None, settled=None, dropped=None, due=F("duty__record__due")
    )
    found: dict[int, str] = {}
    for pk, name in rows.order_by("pk").values_list("duty__record", "duty__name"):
        found.setdefault(pk, str(asked[pk].owed[name].label))
    return found


def not_overtaken() -> Q:
    """Occurrences behind which no later period of a duty of the same record and name was met."""
    same = {f"duty__{name}": OuterRef(f"duty__{name}") for name in ("record", "name")}
    later = Occurrence.objects.filter(**same, dropped=None, settled__isnull=False, due__gt=OuterRef("due"))
    return Q(first=None) | Q(~Exists(later))

"""The duties of a record, and its due dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.record_errors import RecordError
from luoshi.dates.lateness import SOON_DAYS
from luoshi.kernel.duties.models import Act, Duty, Occurrence
from luoshi.kernel.duties.rules.due import DutyAct
from luoshi.kernel.duties.rules.states import OccurrenceState, occurrence_states, surplus_act_days
from luoshi.kernel.kinds.compiled.duties import duty_beginning
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.references.queries import Reference


@dataclass(frozen=True)
class DutyStanding:
    """A duty of a record with the state of each due date; ``unset`` names the parameter that it lacks.

    Attributes:
        who: for a duty of whoever holds something, the holder by a period's first day; "" if there is none.
        additional: the days of acts that fill no period.
        since: if its subject began before the duty is owed, the day from which it is owed.
        back: in that case, the parameter for how far back it is owed, if unset; otherwise "".
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

    def find_holder(self, one: OccurrenceState) -> str | None:
        """Return the holder who owes a due date; None if the duty has no holders."""
        return self.who.get(one.due.first) if one.due.first else None


@dataclass(frozen=True)
class LoadedDuty:
    """A duty with its due dates, those that were due first in front, and the acts on it that were not taken back."""

    duty: Duty
    occurrences: Sequence[Occurrence]
    acts: Sequence[Act]


def load_duties(record: Record) -> list[LoadedDuty]:
    """Return all duties a record ever had, oldest first. At most three queries, once in a request that only reads."""
    return keep_answer((load_duties, record.pk), lambda: _load_duties(record))


def _load_duties(record: Record) -> list[LoadedDuty]:
    duties: list[Duty] = _DUTIES.rows(record=record.pk) if DUTIES.may_exist(record) else []
    rows: list[Occurrence] = _OCCURRENCES.rows(record=record.pk) if duties and OCCURRENCES.may_exist(record) else []
    acts: list[Act] = _ACTS.rows(record=record.pk) if duties and ACTS.may_exist(record) else []
    return [
        LoadedDuty(
            duty, [row for row in rows if row.duty_id == duty.pk], [act for act in acts if act.duty_id == duty.pk]
        )
        for duty in duties
    ]


DUTIES, OCCURRENCES = Reference(Duty, "record"), Reference(Occurrence, "duty__record")
ACTS = Reference(Act, "duty__record", taken_back=None)
_DUTIES = SqlStatement(lambda: Duty.objects.filter(record=ValueSlot.number("record")).order_by("pk"))
_OCCURRENCES = SqlStatement(
    lambda: Occurrence.objects.filter(duty__record=ValueSlot.number("record")).order_by("first_due", "pk")
)
_ACTS = SqlStatement(
    lambda: Act.objects.filter(duty__record=ValueSlot.number("record"), taken_back=None).order_by("pk")
)


def duties_of_record(record: Record, day: date) -> list[DutyStanding]:
    """List all duties a record ever had, oldest first.

    At most three queries; two more if one could be owed further back.
    """
    kind = kind_of(record)
    names = {parameter.name: str(parameter.label) for parameter in kind.parameters}
    found: list[DutyStanding] = []
    every = load_duties(record)
    for loaded in every:
        duty = loaded.duty
        if kind.duties_by_name[duty.name].of_rows:
            continue
        acts = [act.pure for act in loaded.acts]
        kept = [row.pure for row in loaded.occurrences if not row.dropped]
        first = duty.name not in {standing.name for standing in found}
        since, back = owed_since(record, kind.duties_by_name[duty.name], duty.start) if first else (None, "")
        found.append(
            DutyStanding(
                str(kind.duties_by_name[duty.name].label),
                tuple(occurrence_states(kept, acts, day, soon_working_days=SOON_DAYS)),
                names.get(duty.unset, duty.unset),
                any(row.dropped for row in loaded.occurrences),
                duty.name,
                additional=tuple(surplus_act_days(kept, acts, day)),
                since=since,
                back=back,
            )
        )
    return found + [
        _of_rows(declared, [loaded for loaded in every if loaded.duty.name == name], day)
        for name, declared in kind.duties_by_name.items()
        if declared.of_rows and any(loaded.duty.name == name for loaded in every)
    ]


def _of_rows(declared: Owed, duties: Sequence[LoadedDuty], day: date) -> DutyStanding:
    """Return the duties of a record's rows as one, with a due date for each row."""
    rows = sorted((row for loaded in duties for row in loaded.occurrences), key=lambda row: (row.due, row.pk))
    standings = (
        state
        for row in rows
        if row.dropped is None
        for state in occurrence_states(
            [row.pure], [DutyAct(row.settled)] if row.settled else [], day, soon_working_days=SOON_DAYS
        )
    )
    dropped = any(row.dropped for row in rows)
    return DutyStanding(str(declared.label), tuple(standings), "", dropped, declared.name)


def owed_since(record: Record, declared: Owed, start: date) -> tuple[date | None, str]:
    """Return the day from which a duty is owed if its subject is older, and the unset parameter for how far back.

    None if it is owed from the day on which its subject began: no query then, otherwise two.
    """
    began = duty_beginning(declared, record)
    if began is None or declared.back is None or began >= start:
        return None, ""
    if start < timezone.localdate(record.opened):
        return start, ""  # earlier than its entry: so the office had set it
    try:
        declared.back.of(record.unit_id, start)
    except RecordError as error:
        if error.code != "unset":
            raise
        return start, error.where
    return start, ""


def due_duty(record: Record, owing: Iterable[DutyStanding]) -> str:
    """Return the label of the duty whose open due date is the record's; "" if there is none. No query."""
    waiting = (
        duty
        for duty in owing
        for standing in duty.standings
        if standing.met_on is None and standing.due.due == record.due
    )
    return next((duty.label for duty in waiting), "")


def due_duties(records: Collection[Record]) -> dict[int, str]:
    """Return the same for many records, by id. One query; none if no record has both a date and duties."""
    kinds = {record.pk: kind_of(record) for record in records}
    return {pk: str(kinds[pk].duties_by_name[name].label) for pk, name in due_duty_names(records).items()}


def due_duty_names(records: Iterable[Record]) -> dict[int, str]:
    """Return the names of these duties, by the records' ids. Queries as for ``due_duties``."""
    asked = {record.pk: kind_of(record) for record in records if record.due and kind_of(record).duties_by_name}
    if not asked:
        return {}
    rows = Occurrence.objects.filter(
        duty__record__in=asked, duty__ended=None, settled=None, dropped=None, due=F("duty__record__due")
    )
    found: dict[int, str] = {}
    for pk, name in rows.order_by("pk").values_list("duty__record", "duty__name"):
        found.setdefault(pk, name)
    return found


def not_overtaken() -> Q:
    """Filter occurrences after which no later period of the same record and duty was met."""
    same = {f"duty__{name}": OuterRef(f"duty__{name}") for name in ("record", "name")}
    later = Occurrence.objects.filter(**same, dropped=None, settled__isnull=False, due__gt=OuterRef("due"))
    return Q(first=None) | Q(~Exists(later))

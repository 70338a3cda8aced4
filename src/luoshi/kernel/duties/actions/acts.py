"""The acts of steps for duties: the periods that they meet, and acts that are taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.record_errors import RecordError
from luoshi.dates.workdays import previous_work
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.schedule import catch_up, keep_due, lay_out, next_due
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Act, Duty, Occurrence
from luoshi.kernel.duties.rules.due import DutyAct as PureAct
from luoshi.kernel.duties.rules.horizon import CALENDAR
from luoshi.kernel.duties.rules.states import met_days
from luoshi.kernel.duties.words import period_words
from luoshi.kernel.kinds.compiled.compiling import RIGHT
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of

ONCE = (None, "date", "within", "before")  # kinds of rules with a single date: meeting it ends the duty
LAID = ("pk", "settled", *Occurrence.PURE)  # the fields of an occurrence needed to settle it
ENDED = SqlStatement(lambda: Duty.objects.filter(pk=ValueSlot.number("duty")), ended=ValueSlot.day("day"))


@dataclass
class _AnswerableDuty:
    """A duty that an act may count for, with its due dates as the fields of ``LAID``."""

    pk: int
    kind: str
    ended: date | None
    laid: list[tuple[object, ...]] = field(default_factory=list)

    def has(self, day: date) -> bool:
        """Whether an act on that day counts for one of its periods, met already or not."""
        return any(
            due.first and (not due.opens or due.opens <= day) and (not due.closes or day <= due.closes)
            for due in (Occurrence.due_of(*fields) for _pk, _settled, *fields in self.laid)
        )

    def owes(self, period: date, day: date) -> bool:
        """Whether the period with this first day is open; the period of ``day`` may be met already."""
        dues = [(settled, Occurrence.due_of(*fields)) for _pk, settled, *fields in self.laid]
        return any(
            due.first == period and (not settled or bool(due.last and period <= day <= due.last))
            for settled, due in dues
        )


def answer_duty(
    record: Record, name: str, entry: Entry, day: date, *, period: date | None = None, times: int = 1
) -> None:
    """Record that a step fulfilled the record's duty of this name. A late act leaves the missed date missed.

    It counts for a running duty, or for a period that was owed when its duty ended. A second act in a period is allowed
    and fills no other period. An act on a day for which nothing is owed is kept with the running duty and fills
    nothing.

    Args:
        day: the business day on which it was done.
        period: the first day of its period; None: the period that contains ``day``.
        times: how often it was done, if a period requires several acts.

    Raises:
        RecordError: ``guarded``: the period named is not owed, or was met and is not that of the day.
    """
    duties: dict[int, _AnswerableDuty] = {}
    rows = _WHOLE.rows(record=record.pk, name=name)
    if catch_up({row[0]: row[3] for row in rows if row[2] is None}.items(), day):
        rows = _WHOLE.rows(record=record.pk, name=name)
    for pk, kind, ended, _until, *laid in rows:
        one = duties.setdefault(pk, _AnswerableDuty(pk, kind, ended))
        if laid[0]:
            one.laid.append(tuple(laid))
    chosen = [duty for duty in duties.values() if duty.has(day)]
    if period is not None:
        chosen = [duty for duty in duties.values() if duty.owes(period, day)]
        dated = [duty for duty in duties.values() if duty.ended is None and not any(fields[3] for fields in duty.laid)]
        if not chosen and not dated and duties:
            raise _not_owed(record, name, period)
        chosen = chosen or dated
    for answered_duty in chosen or [duty for duty in duties.values() if duty.ended is None]:
        Act.objects.bulk_create(
            Act(duty_id=answered_duty.pk, entry_id=entry.pk, day=day, period=period) for _time in range(times)
        )
        if (
            _settled(answered_duty.pk, answered_duty.laid)
            and answered_duty.kind in ONCE
            and answered_duty.ended is None
        ):
            ENDED.run(duty=answered_duty.pk, day=day)
        if answered_duty.kind == "since":
            lay_out(list(Duty.objects.filter(pk=answered_duty.pk).select_related("record")), day)


def _not_owed(record: Record, name: str, period: date) -> RecordError:
    row = Occurrence.objects.filter(duty__record=record.pk, duty__name=name, first=period).order_by("settled").first()
    called = period_words(row.name) if row else period.isoformat()
    said = {"duty": kind_of(record).duties_by_name[name].label, "period": called}
    if row and row.settled and not row.dropped:
        what = _("“%(duty)s” for %(period)s was met on %(day)s.") % {**said, "day": row.settled}
    else:
        what = _("“%(duty)s” is not owed for %(period)s.") % said
    return RecordError("guarded", what, where=str(record), remedy=_("Choose a period that is open."))


_WHOLE = SqlStatement(
    lambda: (
        Duty.objects.filter(record=ValueSlot.number("record"), name=ValueSlot.text("name"))
        .filter(
            Q(ended=None)
            | Exists(Occurrence.objects.filter(duty=OuterRef("pk"), first__isnull=False, settled=None, dropped=None))
        )
        .annotate(
            kind=KeyTextTransform("kind", "rule"),
            laid_out=FilteredRelation("occurrences", condition=Q(occurrences__dropped=None)),
        )
        .order_by("pk", "laid_out__first_due")
        .values_list("pk", "kind", "ended", "laid", *(f"laid_out__{name}" for name in LAID))
    )
)


def take_back_acts(took: Took[Record], of: int, *, only: str = "") -> None:
    """Take back the acts of an entry: what they met is owed again; the acts stay and name the entry that undid them.

    Args:
        of: the id of the entry whose acts no longer count.
        only: the name of the only duty concerned; "": all.
    """
    acts = Act.objects.filter(entry=of, duty__record=took.record.pk, taken_back=None)
    if only:
        acts = acts.filter(duty__name=only)
    duties = list(Duty.objects.filter(pk__in=acts.values("duty")))
    acts.update(taken_back=took.entry)
    for duty in duties:
        kind = duty.rule.get("kind")
        if duty.ended and kind in ONCE and not duty.occurrences.exclude(dropped=None).exists():
            duty.ended = None  # it had ended by being met
            duty.save(update_fields=["ended"])
        settle_duty(duty, took.day)
        if duty.ended and kind not in CALENDAR:  # a duty that has ended cannot be fulfilled any more
            duty.occurrences.filter(settled=None, dropped=None).update(dropped=duty.ended)
    took.set_fields(**next_due(took.record)._asdict())


def take_back_linked_acts(took: Took[Record], linked: Record, names: Collection[str]) -> None:
    """Take back what a record's steps did for recurring duties of a record that it links to: periods are owed again.

    The caller has locked the linked record.

    Args:
        names: the duties concerned.
    """
    acts = Act.objects.filter(
        entry__record=took.record.pk, duty__record=linked.pk, duty__name__in=names, taken_back=None
    )
    duties = list(Duty.objects.filter(pk__in=acts.values("duty")))
    acts.update(taken_back=took.entry)
    for duty in duties:
        settle_duty(duty, took.day)
    if duties:
        keep_due(linked)


def move_acts(took: Took[Record], steps: Collection[Step], day: date) -> None:
    """Move the acts of a step to a corrected day, also those for duties over a link.

    The old act stays, no longer counts and names the correcting entry; a new act replaces it.

    Args:
        steps: the steps that ask for this day; of several acts the last is moved.
    """
    duties = {answer.rpartition(".")[2] for step in steps for answer in step.answers}
    by = [*(step.name for step in steps), RIGHT]
    acts = Act.objects.filter(entry__record=took.record.pk, entry__step__in=by, duty__name__in=duties, taken_back=None)
    last = acts.order_by("-entry").values_list("entry", flat=True).first()
    for act in acts.filter(entry=last).select_related("duty__record"):
        Act.objects.filter(pk=act.pk).update(taken_back=took.entry)
        Act.objects.create(duty=act.duty, entry=took.entry, day=day, period=act.period)
        settle_duty(act.duty, took.day)
        if act.duty.record is not None and act.duty.record_id != took.record.pk:
            keep_due(act.duty.record)
    took.set_fields(**next_due(took.record)._asdict())


def settle_duty(duty: Duty, day: date) -> None:
    """Settle the occurrences that the duty's acts have completed; a duty with a single date then ends."""
    if _settled(duty.pk, _LAID.rows(duty=duty.pk)) and duty.rule.get("kind") in ONCE:
        duty.ended = day
        duty.save(update_fields=["ended"])


def _settled(duty: int, laid: list[tuple[object, ...]]) -> bool:
    """Settle a duty's occurrences from its acts, in whatever order those came; return whether all are met."""
    acts = [PureAct(done, period) for done, period in _DONE.rows(duty=duty)]
    days = met_days([Occurrence.due_of(*fields) for _pk, _day, *fields in laid], acts, date.max)
    for (pk, settled, *_due), met_on in zip(laid, days, strict=True):
        if met_on != settled:
            _MET.run(pk=pk, day=met_on, work=met_on and previous_work(met_on))
    return all(days)


_DONE = SqlStatement(
    lambda: Act.objects.filter(duty=ValueSlot.number("duty"), taken_back=None).values_list("day", "period")
)
_LAID = SqlStatement(
    lambda: (
        Occurrence.objects.filter(duty=ValueSlot.number("duty"), dropped=None).order_by("first_due").values_list(*LAID)
    )
)
_MET = SqlStatement(
    lambda: Occurrence.objects.filter(pk=ValueSlot.number("pk")),
    settled=ValueSlot.day("day"),
    settled_work=ValueSlot.day("work"),
)

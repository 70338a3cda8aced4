"""The state of commitments on a past day, reconstructed from their duties, reports and steps.

Due dates are those that were binding on that day, even if moved later. Reports count until they were taken back or
returned. Warning slips are those missed up to that day. The months of the plan's progress and the words of a date are
taken as they are now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from luoshi.commitments.lights.rules.attainment import WHOLE
from luoshi.commitments.lights.rules.due_status import NOT_OUT
from luoshi.commitments.lights.rules.measures import MeasureFacts
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.queries import DELIVER, RECUR, REPORT
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Act, Occurrence
from luoshi.kernel.duties.rules.due import Due, is_missed, move_due_date
from luoshi.kernel.duties.rules.due import DutyAct as PureAct
from luoshi.kernel.duties.rules.states import occurrence_states
from luoshi.kernel.kinds.registry import get_kind
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import OWED, STANDING

FINISHES = ("finish", "finished_with_twin", "was_done")
UNDOES = ("unfinish", "unfinished_with_twin", "return", "do_again", "reopen")  # after these it is not done any more


@dataclass(frozen=True)
class PastDueDateMove:
    """A step that moved an open due date; the limit of a return moves it only to a later day."""

    day: date
    due: date
    asked_on: date
    later: bool = False


@dataclass
class PastReport:
    """A report: its day, the share reached by it, and the day from which it no longer counts.

    Attributes:
        last: it called the matter done: its share reached counts until ``over``, when that was undone.
        told: a person gave it; otherwise it is inferred from a final report without a figure.
    """

    day: date
    reached: int | None
    back: date | None = None
    last: bool = False
    told: bool = True
    over: date | None = None


@dataclass
class PastDueDate:
    """A due date: since when it is owed, its first and current day, and how it ended."""

    duty: int
    name: str
    start: date
    first: date
    due: date
    expired: date | None
    settled: date | None
    dropped: date | None
    first_day: date | None
    last_day: date | None
    opens: date | None
    closes: date | None
    times: int
    in_period: bool
    # Only if an act that met it was taken back: all acts that met it, and the day from which each no longer counts.
    acts: list[tuple[PureAct, date | None]] = field(default_factory=list)

    def settled_by(self, day: date) -> date | None:
        """Return when the due date was met, as known on a day."""
        if not self.acts:
            return self.settled if self.settled is not None and self.settled <= day else None
        due = Due(self.due, self.first_day, self.last_day, self.opens, self.closes, self.times)
        known = [act for act, back in self.acts if back is None or back > day]
        return occurrence_states([due], known, day, soon_working_days=0)[0].met_on

    def bound_on(self, day: date, moves: Sequence[PastDueDateMove]) -> date:
        """Return the binding date on a day."""
        mine = [move for move in moves if move.day >= self.start] if self.name == DELIVER else []
        if all(move.day <= day for move in mine):
            return self.expired or self.due
        # It may have been late from the start, like one resumed after its date: no move records that.
        began = None if _moved(Due(self.first), mine).expired == self.expired else self.expired
        return _moved(Due(self.first, expired=began), [move for move in mine if move.day <= day]).binding_date


def _moved(due: Due, moves: Sequence[PastDueDateMove]) -> Due:
    for move in moves:
        if not move.later or move.due > due.due:
            due = move_due_date(due, move.due, min(move.asked_on, move.due))
    return due


@dataclass
class Past:
    """The history of one commitment, from which its state on any day is reconstructed."""

    commitment: Commitment
    owed: list[PastDueDate] = field(default_factory=list)
    moves: list[PastDueDateMove] = field(default_factory=list)
    wished: date | None = None  # when an extension was last requested
    done: list[tuple[date, date | None]] = field(default_factory=list)
    slips: list[date] = field(default_factory=list)
    redated: list[date] = field(default_factory=list)  # when a new date was set before it was sent out
    reports: list[PastReport] = field(default_factory=list)
    states: list[tuple[date, str]] = field(default_factory=list)
    judged: list[tuple[date, dict[str, object]]] = field(default_factory=list)

    @property
    def owes(self) -> bool:
        """Whether due dates run in the last known state: otherwise amendments move none."""
        return bool(self.states) and self.states[-1][1] in OWED

    def on(self, day: date) -> MeasureFacts | None:
        """Return the commitment's facts at the end of a day; None if it was in no plan yet."""
        one = self.commitment
        state = next((now for when, now in reversed(self.states) if when <= day), None if self.states else one.state)
        if state is None:
            return None
        reports = [told for told in self.reports if told.day <= day and (told.back is None or told.back > day)]
        running = [(row, row.bound_on(day, self.moves), row.settled_by(day)) for row in self.owed if row.start <= day]
        ended = bool(self.done) and self._done_day(day) is not None  # nothing is reported on what was called done
        open_now = [
            (row.name, (bound, not row.in_period))
            for row, bound, settled in running
            if settled is None and (row.dropped is None or row.dropped > day) and (row.name == DELIVER or not ended)
        ]
        said: dict[str, Any] = next((words for when, words in reversed(self.judged) if when <= day), {})
        pressing, deadline = min((end for _name, end in open_now), default=(None, True))
        report_due, of_report = min((end for name, end in open_now if name in (REPORT, RECUR)), default=(None, True))
        return MeasureFacts(
            state=state,
            pressing=pressing,
            pressing_in_period=not deadline,
            report_due=report_due,
            report_due_in_period=not of_report,
            begins=one.begins,
            ends=one.ends,
            reached=next((told.reached for told in reversed(reports) if _counts(told, day)), None),
            reported=max((told.day for told in reports if told.told), default=None),
            done=self._done_day(day),
            binds=None if state == STANDING else self._binds(running, day),
            misses=sum(_missed(bound, settled, row, day) for row, bound, settled in running),
            slips=sum(when <= day for when in self.slips),
            outlook=said.get("outlook") or "",
            judged=said.get("judged") or "",
            until=self._until(day) if state in NOT_OUT else None,
        )

    def _until(self, day: date) -> date | None:
        """Return the due date it had before it was sent out; past lights do not use later ones."""
        one = self.commitment
        return one.first_due if any(when <= day for when in self.redated) else one.planned

    def _done_day(self, day: date) -> date | None:
        if self.done:
            return next((done for when, done in reversed(self.done) if when <= day), None)
        done = self.commitment.done
        return done if done is not None and done <= day else None

    def _binds(self, running: Sequence[tuple[PastDueDate, date, date | None]], day: date) -> date | None:
        """Return the last open delivery date; if all were dropped, by a pause or an end, the last one."""
        ends = [
            (row.dropped is None or row.dropped > day, bound) for row, bound, _met in running if row.name == DELIVER
        ]
        if ends:
            return next((bound for stands, bound in reversed(ends) if stands), ends[-1][1])
        return None if any(row.name == DELIVER for row in self.owed) else self.commitment.binds


def _counts(report: PastReport, day: date) -> bool:
    return report.reached is not None and (report.over is None or report.over > day)


def _missed(bound: date, settled: date | None, row: PastDueDate, day: date) -> bool:
    if row.dropped is not None and row.dropped <= bound:
        return False
    return is_missed(bound, settled or day, row.in_period)


def past_of(commitments: Sequence[Commitment]) -> dict[int, Past]:
    """Load the history of each of these commitments. Four queries."""
    found = {commitment.pk: Past(commitment) for commitment in commitments}
    pks = list(found)
    rows = Occurrence.objects.filter(duty__record__in=pks).order_by("pk")
    duties: dict[int, list[PastDueDate]] = {}
    plain: Iterable[tuple[Any, ...]] = rows.values_list(
        "duty__record", "duty", "duty__name", "duty__start", "first_due", "due", "expired", "settled", "dropped",
        "first", "last", "opens", "closes", "times", "in_period",
    )  # fmt: skip
    for pk, *row in plain:
        found[pk].owed.append(PastDueDate(*row))
        duties.setdefault(row[0], []).append(found[pk].owed[-1])
    undone = Act.objects.filter(duty__record__in=pks, taken_back__isnull=False).order_by()
    acts = Act.objects.filter(duty__in=undone.values("duty")).order_by("pk")
    for duty, when, period, until in acts.values_list("duty", "day", "period", "taken_back__at"):
        for due_date in duties.get(duty, ()):
            due_date.acts.append((PureAct(when, period), timezone.localdate(until) if until else None))
    told = Progress.objects.filter(commitment__in=pks).exclude(kind=Progress.PART).order_by("day", "pk")
    for pk, when, value, until, sort in told.values_list("commitment", "day", "reached", "taken_back__at", "kind"):
        gone = timezone.localdate(until) if until else None
        found[pk].reports.append(PastReport(when, value, gone, last=sort == Progress.FINAL))
    _steps(found)
    return found


def _steps(found: dict[int, Past]) -> None:
    """Record the effects of steps, oldest first: states, moved dates, done or not, assessments, slips. One query."""
    cycle = get_kind("commitments").cycle
    after = {name: step.after for name, step in cycle.by_name.items()}
    rows = Entry.objects.filter(record__in=list(found), step__in=list(after)).order_by("pk")
    for pk, step, when, data in rows.values_list("record", "step", "at", "payload__data"):
        past, day = found[pk], timezone.localdate(when)
        if after[step]:
            past.states.append((day, after[step]))
        if step in FINISHES:
            past.done.append((day, _said_day(step, data) or day))
            if not any(told.day <= day and _counts(told, day) for told in past.reports):  # no share reported: all
                past.reports.append(PastReport(day, WHOLE, last=True, told=False))
                past.reports.sort(key=lambda told: told.day)
        elif step in UNDOES:
            past.done.append((day, None))
            for told in past.reports:
                if told.last and told.day <= day and told.over is None:
                    told.over = day
        if step == "slip_missed":
            past.slips.append(day)
        elif step == "redate":
            past.redated.append(day)
        elif step == "ask_extension":
            past.wished = day
        elif step == "judge" and data:
            past.judged.append((day, json.loads(data)))
        elif data and (step in ("grant", "return") or (step == "amend" and past.owes)):
            past.moves += _move(step, json.loads(data), day, past.wished)


def _said_day(step: str, data: str | None) -> date | None:
    """Return the day given for work that was done before it was sent out."""
    said = json.loads(data).get("day") if step == "was_done" and data else None
    return date.fromisoformat(said) if said else None


def _move(step: str, given: dict[str, Any], day: date, wished: date | None) -> list[PastDueDateMove]:
    """Return the dates moved by a step, as ``decisions.actions`` and ``assigning.actions`` do; empty if it has none."""
    name = {"grant": "until", "return": "limit", "amend": "due"}[step]
    if not given.get(name):
        return []
    due = date.fromisoformat(given[name])
    if step == "grant":
        return [PastDueDateMove(day, due, wished or day)]
    return [PastDueDateMove(day, due if step == "return" else max(due, day), day, later=step == "return")]

"""What commitments were on a past day, found from what they owed, what was reported and which steps were taken.

Dates are those that bound on that day, whatever step moved them later; reports count until they were taken back or
returned; warning slips are those missed up to that day. Months of the plan's progress and the words of a date are taken
as they are now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.base.states import OWED, STANDING
from luoshi.ledger.lights.rules.attainment import WHOLE
from luoshi.ledger.lights.rules.due_status import NOT_OUT
from luoshi.ledger.lights.rules.measures import MeasureFacts
from luoshi.ledger.progress.models import Progress
from luoshi.ledger.progress.queries import DELIVER, RECUR, REPORT
from luoshi.records.duties.models import Act, Occurrence
from luoshi.records.duties.rules.due import Due, is_missed, move_due_date
from luoshi.records.duties.rules.due import DutyAct as PureAct
from luoshi.records.duties.rules.states import occurrence_states
from luoshi.records.journal.models import Entry
from luoshi.records.kinds.registry import get_kind

FINISHES = ("finish", "finished_with_twin", "was_done")
UNDOES = ("unfinish", "unfinished_with_twin", "return", "do_again", "reopen")  # after them it is not done any more


@dataclass(frozen=True)
class PastDueDateMove:
    """A step that moved the date by which it is to be done, where that is owed: a return's limit only to a later."""

    day: date
    due: date
    asked_on: date
    later: bool = False


@dataclass
class PastReport:
    """A report: its day, how much was reached by it, from when on it counted no more.

    Attributes:
        last: it called the matter done: what it gave as reached counts until ``over``, when that was undone.
        told: somebody gave it; else it is what a last report without a figure concludes.
    """

    day: date
    reached: int | None
    back: date | None = None
    last: bool = False
    told: bool = True
    over: date | None = None


@dataclass
class PastDueDate:
    """A due date: since when it is owed, what it was first and is now, and how it ended."""

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
    # Where something that had answered it was taken back: all that answered it, and from when on it counts no more.
    acts: list[tuple[PureAct, date | None]] = field(default_factory=list)

    def settled_by(self, day: date) -> date | None:
        """When it was met, as was known on a day."""
        if not self.acts:
            return self.settled if self.settled is not None and self.settled <= day else None
        due = Due(self.due, self.first_day, self.last_day, self.opens, self.closes, self.times)
        known = [act for act, back in self.acts if back is None or back > day]
        return occurrence_states([due], known, day, soon_working_days=0)[0].met_on

    def bound_on(self, day: date, moves: Sequence[PastDueDateMove]) -> date:
        """The date against which it was reckoned on a day."""
        mine = [move for move in moves if move.day >= self.start] if self.name == DELIVER else []
        if all(move.day <= day for move in mine):
            return self.expired or self.due
        # It may have been late from its beginning, as what is resumed after its date is: no move says that.
        began = None if _moved(Due(self.first), mine).expired == self.expired else self.expired
        return _moved(Due(self.first, expired=began), [move for move in mine if move.day <= day]).binding


def _moved(due: Due, moves: Sequence[PastDueDateMove]) -> Due:
    for move in moves:
        if not move.later or move.due > due.due:
            due = move_due_date(due, move.due, min(move.asked_on, move.due))
    return due


@dataclass
class Past:
    """All that happened to one commitment, by which it is told what it was on a day."""

    commitment: Commitment
    owed: list[PastDueDate] = field(default_factory=list)
    moves: list[PastDueDateMove] = field(default_factory=list)
    wished: date | None = None  # when more time was asked for last
    done: list[tuple[date, date | None]] = field(default_factory=list)
    slips: list[date] = field(default_factory=list)
    redated: list[date] = field(default_factory=list)  # when its date was set anew before it was sent out
    reports: list[PastReport] = field(default_factory=list)
    states: list[tuple[date, str]] = field(default_factory=list)
    judged: list[tuple[date, dict[str, Any]]] = field(default_factory=list)

    @property
    def owes(self) -> bool:
        """Whether its dates run in the state that is known so far: elsewhere an amendment moves none."""
        return bool(self.states) and self.states[-1][1] in OWED

    def on(self, day: date) -> MeasureFacts | None:
        """Its facts at the end of a day; None where it was not in a plan yet."""
        one = self.commitment
        state = next((now for when, now in reversed(self.states) if when <= day), None if self.states else one.state)
        if state is None:
            return None
        reports = [told for told in self.reports if told.day <= day and (told.back is None or told.back > day)]
        running = [(row, row.bound_on(day, self.moves), row.settled_by(day)) for row in self.owed if row.start <= day]
        ended = bool(self.done) and self._done(day) is not None  # on what was called done nothing is reported
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
            done=self._done(day),
            binds=None if state == STANDING else self._binds(running, day),
            misses=sum(_missed(bound, settled, row, day) for row, bound, settled in running),
            slips=sum(when <= day for when in self.slips),
            outlook=said.get("outlook") or "",
            judged=said.get("judged") or "",
            until=self._until(day) if state in NOT_OUT else None,
        )

    def _until(self, day: date) -> date | None:
        """The date that it had before it was sent out; what became of it later lights of the past do not ask."""
        one = self.commitment
        return one.first_due if any(when <= day for when in self.redated) else one.planned

    def _done(self, day: date) -> date | None:
        if self.done:
            return next((done for when, done in reversed(self.done) if when <= day), None)
        done = self.commitment.done
        return done if done is not None and done <= day else None

    def _binds(self, running: Sequence[tuple[PastDueDate, date, date | None]], day: date) -> date | None:
        """Of the end's dates the last that is owed; where all were dropped, in a pause or at an end, the last."""
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
    """What happened to each of these commitments. Four queries."""
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
    """Note what steps did to each, oldest first: states, dates moved, done or not, how it goes, slips. One query."""
    cycle = get_kind("commitments").cycle
    after = {name: step.after for name, step in cycle.by_name.items()}
    rows = Entry.objects.filter(record__in=list(found), step__in=list(after)).order_by("pk")
    for pk, step, when, data in rows.values_list("record", "step", "at", "payload__data"):
        past, day = found[pk], timezone.localdate(when)
        if after[step]:
            past.states.append((day, after[step]))
        if step in FINISHES:
            past.done.append((day, _said_day(step, data) or day))
            if not any(told.day <= day and _counts(told, day) for told in past.reports):  # no report says it: all is
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
    """The day that was given of what was done before it was sent out."""
    said = json.loads(data).get("day") if step == "was_done" and data else None
    return date.fromisoformat(said) if said else None


def _move(step: str, given: dict[str, Any], day: date, wished: date | None) -> list[PastDueDateMove]:
    """What a step moved, as ``actions.deciding`` and ``actions.assigning`` do it; nothing where it names no date."""
    name = {"grant": "until", "return": "limit", "amend": "due"}[step]
    if not given.get(name):
        return []
    due = date.fromisoformat(given[name])
    if step == "grant":
        return [PastDueDateMove(day, due, wished or day)]
    return [PastDueDateMove(day, due if step == "return" else max(due, day), day, later=step == "return")]

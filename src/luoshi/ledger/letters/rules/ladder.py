"""Ladders of reminders: which rung falls on which day, who is told and in what form; presets, or an office's own.

Pure: dates in, rungs out. Source: domain sheets 02 §2.5 (forms, escalation) and 12 §12.2 (limits of single places).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from luoshi.dates.time_limits import count_limit_after, count_limit_before
from luoshi.dates.workdays import next_work, previous_work
from luoshi.ledger.base import states as at

# Who is told, and what stands for them in an office's own ladder.
DOER, CLERK, HEAD, LEADER, DESK = "doer", "clerk", "head", "leader", "desk"
TO = {DOER: "承办人", CLERK: "联络员", HEAD: "单位负责人", LEADER: "分管领导", DESK: "督查室"}
# In what form, from the lightest to the gravest. The last three are drafted for a person and never sent by rule; the
# second push is besides told to its rung's people in their messages.
NOTICE, PUSH, WRITTEN, SLIP, PROPOSAL = "notice", "push", "written", "slip", "proposal"
FORMS = {NOTICE: "提醒", PUSH: "催办", WRITTEN: "书面催办", SLIP: "督办单", PROPOSAL: "约谈通报"}
DRAFTED = (WRITTEN, SLIP, PROPOSAL)
SAID = (NOTICE, PUSH, WRITTEN)

WORKDAYS, DAYS, SHARE = "T", "D", "of"  # how the day of a rung is reckoned
LONG = 250  # working days from a due date beyond which no rung lies

# Of several dates of one matter on one day the gravest speaks for all.
WEIGHT = {"accept": 0, "report": 1, "recur": 2, "deliver": 3}
# While these hold a ladder goes on; more time asked for, a pause, a check or an end stops it.
REMINDED = (at.ISSUED, at.ACCEPTED, at.RUNNING, at.RETURNED, at.STANDING)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: its day relative to the due date, who is told, and in what form.

    Attributes:
        by: ``T`` in working days, ``D`` in calendar days from the due date, ``of`` a share of the time from its start.
    """

    by: str
    place: Fraction | int
    to: tuple[str, ...]
    form: str

    @property
    def name(self) -> str:
        """How it is called: T-5, T+1, D-3, 1/3."""
        return str(self.place) if self.by == SHARE else f"{self.by}{int(self.place):+d}"

    @property
    def order(self) -> tuple[int, int | Fraction]:
        """Where it stands among other rungs; shares of the time come before all that is counted from its end."""
        return int(self.by != SHARE), self.place

    def day(self, start: date, due: date) -> date:
        """The working day on which it falls: up to the date the last one before a day off, after it the next one.

        Source: domain sheet 10.3: always on a working day at or before the nominal one.
        """
        if self.by == SHARE:
            return previous_work(start + timedelta(days=int((due - start).days * self.place)))
        return _counted(self.by, int(self.place), due)


@lru_cache(4096)  # thousands of matters share few due dates
def _counted(by: str, count: int, due: date) -> date:
    if by == DAYS or not count:
        return (next_work if count > 0 else previous_work)(due + timedelta(days=count))
    return count_limit_after(due, count, "workday").day if count > 0 else count_limit_before(due, -count, "workday").day


@dataclass(frozen=True, slots=True)
class Ladder:
    """A checked table of rungs, in order."""

    name: str
    rungs: tuple[Rung, ...]
    source: str = ""

    def __post_init__(self) -> None:
        if faults := list(self.faults()):
            raise ValueError(f"ladder {self.name}: " + "; ".join(faults))

    def faults(self) -> Iterator[str]:
        """What is wrong with it: no rungs, out of order, twice on one day, milder later on, drafted before the date."""
        if not self.rungs:
            yield "it has no rungs"
        for rung in self.rungs:
            if not rung.to or not set(rung.to) <= set(TO) or len(set(rung.to)) != len(rung.to):
                yield f"{rung.name}: who is told is not clear"
            if rung.form not in FORMS:
                yield f"{rung.name}: unknown form {rung.form}"
            elif rung.form in DRAFTED and (rung.by == SHARE or rung.place <= 0):
                yield f"{rung.name}: nothing is drafted before the date has passed"
            if rung.by == SHARE and int(rung.place) != 0:
                yield f"{rung.name}: a share of the time lies between 0 and 1"
            if rung.by != SHARE and abs(int(rung.place)) > LONG:
                yield f"{rung.name}: too far from the date"
        forms = list(FORMS)
        for earlier, later in zip(self.rungs, self.rungs[1:], strict=False):
            if later.order == earlier.order:
                yield f"{later.name}: two rungs on one day"
            elif later.order < earlier.order:
                yield f"{later.name}: stands after {earlier.name}, which comes later"
            if {earlier.form, later.form} <= set(forms) and forms.index(later.form) < forms.index(earlier.form):
                yield f"{later.name}: milder than {earlier.name} before it"

    def horizon(self, day: date) -> date | None:
        """The last due date of which anything can be said on a day; None: there is none (shares of the time)."""
        if any(rung.by == SHARE for rung in self.rungs):
            return None
        found = day
        free = next_work(day + timedelta(1)) - timedelta(1)  # what falls on the days off after it is said on this day
        for rung in self.rungs:
            if rung.place <= 0:
                count = -int(rung.place)
                counted = rung.by == WORKDAYS and count
                found = max(found, count_limit_after(day, count, "workday").day if counted else free + timedelta(count))
        return found


def falls_due(ladder: Ladder, start: date, due: date, day: date, said: Collection[str]) -> Rung | None:
    """The rung to be said on a day of a due date, None where there is none: the highest one that has come.

    Lower ones that were passed over since the last run are left out, and what was said is not said again.

    Args:
        start: the day on which the duty began; what lay before it, or on it, is nothing that could be reminded of.
        said: names of rungs said of this due date.
    """
    found = None
    for rung in ladder.rungs:
        when = rung.day(start, due)
        if start < when <= day:
            found = rung
    if found is None:
        return None
    names = [rung.name for rung in ladder.rungs]
    higher = names[names.index(found.name) :]
    return None if any(name in said for name in higher) else found


def is_top_due_date(name: str, others: Iterable[str]) -> bool:
    """Whether this date speaks for a matter, of which these other dates fall on the same day."""
    return all(WEIGHT.get(other_duty, 0) < WEIGHT.get(name, 0) for other_duty in others)


def rung_recipients(to: Iterable[str], seats: Mapping[str, Collection[int]]) -> set[int]:
    """The posts that a rung goes to. Where nobody is there it goes to the next above, so that somebody is told.

    Args:
        seats: posts that somebody holds, by who they are to the matter.
    """
    found: set[int] = set()
    for recipient in to:
        way = (DOER, CLERK, HEAD, DESK)
        steps = way[way.index(recipient) :] if recipient in way else (recipient, HEAD, DESK)
        found |= set(next((seats[step] for step in steps if seats.get(step)), ()))
    return found


def requested_step(state: str, duty: str) -> str:
    """The step that a reminder asks its unit for, in a state."""
    by_state = {at.ISSUED: "accept", at.ACCEPTED: "take_up", at.RETURNED: "rework"}
    return by_state.get(state, "finish" if duty == "deliver" and state == at.RUNNING else "report")


DEFAULT = Ladder(
    "default",
    (
        Rung(WORKDAYS, -5, (DOER,), NOTICE),
        Rung(WORKDAYS, -1, (DOER,), NOTICE),
        Rung(WORKDAYS, 1, (CLERK,), PUSH),
        Rung(WORKDAYS, 3, (LEADER,), WRITTEN),
        Rung(WORKDAYS, 5, (HEAD,), SLIP),
        Rung(WORKDAYS, 10, (DESK,), PROPOSAL),
    ),
    "our own; its forms: sheet 02 §2.5",
)
"""Where an office has set none. Its days are our own choice, no place's rule."""

PRESETS = {
    ladder.name: ladder
    for ladder in (
        DEFAULT,
        Ladder(
            "thirds",
            (
                Rung(SHARE, Fraction(1, 3), (DOER,), NOTICE),
                Rung(SHARE, Fraction(2, 3), (DOER, CLERK), NOTICE),
                Rung(WORKDAYS, 0, (DOER, CLERK, DESK), NOTICE),
            ),
            "瑞海 chinazhongduo.com 146_18532: remind at 1/3, notify at 2/3, check at due",
        ),
        Ladder(
            "three-days",
            (Rung(DAYS, -3, (DOER, CLERK, HEAD, LEADER), PUSH),),
            "西安纪委 qinfeng.gov.cn 3058: push when at most 3 days are left, to everyone, leaders too",
        ),
        Ladder(
            "next-day",
            (Rung(WORKDAYS, 1, (CLERK, LEADER), WRITTEN), Rung(WORKDAYS, 6, (DESK,), PROPOSAL)),
            "12345, fsou.com 172733: 催办通知书 the next day, copied to the leader in charge; 5 working days: 通报",
        ),
    )
}
ALSO = {"默认": "default", "三分法": "thirds", "三日": "three-days", "次日": "next-day"}

_RUNG = re.compile(r"(?:(?P<by>[TD])(?P<place>[+-]?\d{1,3})|(?P<share>\d{1,2}/\d{1,2}))\s+(?P<to>\S+)\s+(?P<form>\S+)")
_WHO = {word: key for key, word in TO.items()} | {key: key for key in TO}
_HOW = {word: key for key, word in FORMS.items()} | {key: key for key in FORMS}


@lru_cache(maxsize=64)
def read_ladder(words: str) -> Ladder:
    """A ladder by a preset's name, or an office's own: ``T-3 承办人 提醒；T+1 联络员+分管领导 催办``.

    Raises:
        ValueError: it is neither, or the checks find faults.
    """
    text = words.strip().replace("−", "-").replace("＋", "+").replace("－", "-")
    name = ALSO.get(text, text)
    if name in PRESETS:
        return PRESETS[name]
    rungs = []
    for part in re.split(r"[;；\n]+", text):
        if not part.strip():
            continue
        found = _RUNG.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"no rung: {part.strip()}")
        to = tuple(_WHO.get(word, word) for word in re.split(r"[+、]", found["to"]))
        share = found["share"]
        if share and not int(share.partition("/")[2]):
            raise ValueError(f"no rung: {part.strip()}")
        place: int | Fraction = Fraction(share) if share else int(found["place"])
        rungs.append(Rung(SHARE if share else found["by"], place, to, _HOW.get(found["form"], found["form"])))
    return Ladder("own", tuple(rungs))

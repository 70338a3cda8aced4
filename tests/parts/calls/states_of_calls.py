"""Applications in each state: prizes for a contest, approvals for projects, nominations that go up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cast import Cast
from examples import mover
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.parts.calls.actions import close_when_over, fix_when_settled
from luoshi.parts.calls.models import Call
from luoshi.parts.calls.rules import SETTLING
from luoshi.parts.publicity.models import Posting
from office import NOW, TODAY
from states import Records, builds, fits, moved, opened

SENT = ("send", "certify")
CHECKED = (*SENT, "check", "assess")
WAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "drafted": ("projects", ()),
    "sent": ("projects", ("send",)),
    "certified": ("projects", SENT),
    "supplement": ("projects", (*SENT, "return")),
    "checked": ("talent", (*SENT, "check")),
    "assessed": ("talent", CHECKED),
    "published": ("contest", (*CHECKED, "publish")),
    "approved": ("projects", (*CHECKED, "publish", "approve")),
    "awarded": ("contest", (*CHECKED, "publish", "award")),
    "submitted": ("talent", (*SENT, "check", "submit")),
    "won": ("talent", (*SENT, "check", "submit", "win")),
    "lost": ("talent", (*SENT, "check", "submit", "lose")),
    "unchosen": ("projects", (*CHECKED, "decline")),
    "turned_down": ("projects", ("send", "refuse")),
    "withdrawn": ("projects", ("withdraw",)),
    "revoked": ("contest", (*CHECKED, "publish", "award", "revoke")),
    "published/approve": ("projects", (*CHECKED, "publish")),
    "certified/return": ("projects", SENT),
    "published/send_up": ("talent", (*CHECKED, "publish")),
    "published/strike": ("contest", (*CHECKED, "publish")),
}
WON = (*CHECKED, "publish", "award", "forward", "win_prize")
OF_WORKS = {  # steps that contest works alone have, and the states in which they are tried
    "prize": "drafted sent certified checked assessed published awarded",
    "forward": "awarded won",
    "win_prize": "submitted",
    "tutors": "sent certified checked assessed published awarded won lost",
}
CLOSED = ("publish", "close")
PLACES = [{"cls": "main", "grade": "special", "n": "9", "exact": ""}]


def call_for(cast: Cast, sort: str, at: datetime = NOW, **more: Any) -> Any:
    """A published call of this sort, with nine places."""
    calls = get_kind("calls")
    call = opened(calls, cast, mover(calls, "open"), at, sort=sort, quotas=PLACES, **more)
    return moved(calls, cast, call, "publish", at)


@builds("calls")
def calls(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, as it is stored: what was received is fixed by the program, some time after the closing.

    Two more are sealed and over.
    """
    ways = {"drafted": (), "published": ("publish",), "closed": CLOSED, "cancelled": ("cancel",)}
    ways |= {"decided": (*CLOSED, "decide"), "filed": (*CLOSED, "decide", "file")}
    found: Records = {state: _led_call(kind, cast, opener, way, at) for state, way in ways.items()}
    over = {"from_at": at - timedelta(days=9), "to_at": at - timedelta(hours=1)}
    for name, more in {"closed/ask_opening": {}, "closed/open_all": {"asked_at": at}}.items():
        sealed = _led_call(kind, cast, opener, ("publish",), at, sealed="yes")
        Call.objects.filter(pk=sealed.pk).update(**over, **more)
        assert close_when_over(sealed, at)
        found[name] = sealed
    return {name: Call.objects.get(pk=record.pk) for name, record in found.items()}


def _led_call(kind: CompiledKind, cast: Cast, opener: str, way: tuple[str, ...], at: datetime, **values: Any) -> Call:
    record: Record = opened(kind, cast, opener, at, **values)
    for step in way:
        record = moved(kind, cast, record, step, at)
        if step == "close":
            assert fix_when_settled(record, at + SETTLING + timedelta(seconds=1))
    return Call.objects.get(pk=record.pk)


def person(cast: Cast, at: datetime = NOW) -> Any:
    """A person of the register."""
    persons = get_kind("persons")
    return opened(persons, cast, mover(persons, "open"), at)


@fits("applications")
def approved(cast: Cast, at: datetime = NOW) -> Any:
    """An approved project, to which what follows from an application may link."""
    kind = get_kind("applications")
    set_publicity()
    call, leader = call_for(cast, "projects", at), person(cast, at)
    return led(kind, cast, mover(kind, "open"), WAYS["approved"][1], at, call=call.number, leader=leader.number)


def set_publicity() -> None:
    """Set for how long results stand in publicity."""
    said = {"value": "5日", "source": "云科协发〔2026〕3号", "start": TODAY - timedelta(days=400)}
    Parameter.objects.get_or_create(name="calls.publicity", defaults=said)


def led(kind: CompiledKind, cast: Cast, opener: str, way: tuple[str, ...], at: datetime, **said: Any) -> Any:
    """An application that was led this way; the days of its publicity are over."""
    record = opened(kind, cast, opener, at, **said)
    for step in way:
        grade = {"cls": "main", "grade": "special", "level": "county"} if step == "assess" else {}
        record = moved(kind, cast, record, step, at, **grade)
        Posting.objects.filter(record=record.pk, ended=None).update(until=at.date() - timedelta(days=1))
    return record


@builds("applications")
def applications(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; the days of its publicity are over."""
    set_publicity()
    leader = person(cast, at)
    calls = {sort: call_for(cast, sort, at) for sort in ("projects", "contest", "talent")}
    found: Records = {}
    for state, (sort, way) in WAYS.items():
        record = led(kind, cast, opener, way, at, call=calls[sort].number, leader=leader.number)
        keeper = {"person": leader.number, "from_day": TODAY.isoformat()}
        if record.state in ("drafted", "supplement"):
            record = moved(kind, cast, record, "entrust", at, keepers=keeper)
        if state == "published/strike":
            Posting.objects.filter(record=record.pk).update(upheld=True)
        found[state] = record
    found |= _works(kind, cast, opener, leader, at)
    reserved = opened(kind, cast, opener, at, by=kind.cycle.by_name["reserve"])
    found["reserved"] = moved(kind, cast, reserved, "entrust", at, keepers=keeper)
    return found


def _works(kind: CompiledKind, cast: Cast, opener: str, leader: Any, at: datetime) -> Records:
    """Contest works in the states of the steps that only they have."""
    schools = get_kind("organisations")
    school = opened(schools, cast, mover(schools, "open"), at)
    call = call_for(cast, "works", at, title="青少年大赛", level="county")
    said = {"call": call.number, "leader": leader.number, "applicant": school.number}
    found: Records = {}
    for state in sorted({state for states in OF_WORKS.values() for state in states.split()}):
        way = (*WON[:-1], "lose") if state == "lost" else WON[: _length(kind, state)]
        record = kind.record._default_manager.get(pk=led(kind, cast, opener, way, at, **said).pk)
        found |= {f"{state}/{step}": record for step, states in OF_WORKS.items() if state in states.split()}
    return found


def _length(kind: CompiledKind, state: str) -> int:
    """How many steps of ``WON`` lead to a state."""
    return next((n for n, step in enumerate(WON, 1) if kind.cycle.by_name[step].after == state), 0)

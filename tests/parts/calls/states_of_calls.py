"""Applications in each state: prizes for a contest, approvals for projects, nominations that go up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cast import Cast
from examples import mover
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from luoshi.parts.publicity.models import Posting
from office import NOW, TODAY
from states import Records, builds, moved, opened

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
    "published/submit": ("talent", (*CHECKED, "publish")),
}
PLACES = [{"cls": "main", "grade": "special", "n": "9", "exact": ""}]


def call_for(cast: Cast, sort: str, at: datetime = NOW) -> Any:
    """A published call of this sort, with nine places."""
    calls = get_kind("calls")
    call = opened(calls, cast, mover(calls, "open"), at, sort=sort, quotas=PLACES)
    return moved(calls, cast, call, "publish", at)


def person(cast: Cast, at: datetime = NOW) -> Any:
    """A person of the register."""
    persons = get_kind("persons")
    return opened(persons, cast, mover(persons, "open"), at)


@builds("applications")
def applications(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; the days of its publicity are over."""
    said = {"value": "5日", "source": "云科协发〔2026〕3号", "start": TODAY - timedelta(days=400)}
    Parameter.objects.get_or_create(name="calls.publicity", defaults=said)
    leader = person(cast, at)
    calls = {sort: call_for(cast, sort, at) for sort in ("projects", "contest", "talent")}
    found: Records = {}
    for state, (sort, way) in WAYS.items():
        record = opened(kind, cast, opener, at, call=calls[sort].number, leader=leader.number)
        for step in way:
            grade = {"cls": "main", "grade": "special"} if step == "assess" else {}
            record = moved(kind, cast, record, step, at, **grade)
            Posting.objects.filter(record=record.pk, ended=None).update(until=at.date() - timedelta(days=1))
        keeper = {"person": leader.number, "from_day": TODAY.isoformat()}
        if record.state in ("drafted", "supplement"):
            record = moved(kind, cast, record, "entrust", at, keepers=keeper)
        found[state] = record
    reserved = opened(kind, cast, opener, at, by=kind.cycle.by_name["reserve"])
    found["reserved"] = moved(kind, cast, reserved, "entrust", at, keepers=keeper)
    return found

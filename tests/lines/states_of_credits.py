"""Credits in each state: the office has set its rules, and there is an agreement by which they are recognised."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cast import Cast
from examples import mover
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.credits.models import CreditStatement
from office import NOW, TODAY
from states import Records, builds, moved, opened

STORED = ("verify_desk", "verify_leader")
WAYS: dict[str, tuple[str, ...]] = {
    "deposited": (),
    "deposited_leader": ("verify_desk",),
    "returned": ("verify_back_desk",),
    "stored": STORED,
    "rejected": ("reject",),
    "converted": (*STORED, "convert"),
    "revoked": (*STORED, "revoke"),
}


def set_rules() -> None:
    """Set for how long credits are valid, and their step."""
    for name, text in (("years", "5"), ("step", "=0.1"), ("hours", "16")):
        said = {"value": text, "source": "学分银行管理办法", "start": TODAY - timedelta(days=4000)}
        Parameter.objects.get_or_create(name=f"credits.{name}", defaults=said)


def agree(cast: Cast, giver: Record, receiver: Record, at: datetime) -> None:
    """Enter a signed agreement by which one recognises the other."""
    kind = get_kind("contracts")
    sides: Any = [{"org": org.number, "part": "member"} for org in (giver, receiver)]
    record = opened(kind, cast, mover(kind, "open"), at, sort="recognition", signatories=sides)
    day = at.date().isoformat()
    ratio = {"giver": giver.number, "receiver": receiver.number, "ratio": "0.8", "from_day": day}
    record = moved(kind, cast, record, "rate", at, ratios=[ratio])
    moved(kind, cast, record, "sign", at, signed=day, from_day=day, to_day="")


def organisation(cast: Cast, at: datetime) -> Record:
    kind = get_kind("organisations")
    return opened(kind, cast, mover(kind, "open"), at)


def deposited(cast: Cast, opener: str, at: datetime, provider: Record, way: tuple[str, ...]) -> Any:
    """A deposit of many credits that was led this way."""
    kind = get_kind("credits")
    record: Any = opened(kind, cast, opener, at, provider=provider.number, amount="900", passed="yes", enrolment="")
    for name in way:
        record = moved(kind, cast, record, name, at)
    return record


@builds("credits")
def credits_in_states(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, of a provider with which there is an agreement."""
    set_rules()
    giver, receiver = organisation(cast, at), organisation(cast, at)
    agree(cast, giver, receiver, at)
    found: Records = {state: deposited(cast, opener, at, giver, way) for state, way in WAYS.items()}
    return found | {"asked": opened(kind, cast, opener, at, kind.cycle.begin("ask"), provider=giver.number)}


@builds("credituses")
def uses(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, of credits that are stored."""
    set_rules()
    deposited(cast, opener, at, organisation(cast, at), STORED)
    used = opened(kind, cast, opener, at)
    return {"used": used, "undone": moved(kind, cast, opened(kind, cast, opener, at), "undo", at)}


@builds("creditstatements")
def statements(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, as it is after it was filled in."""
    issued, withdrawn = (opened(kind, cast, opener, at).pk for _state in range(2))
    moved(kind, cast, CreditStatement.objects.get(pk=withdrawn), "withdraw", at)
    return {
        "issued": CreditStatement.objects.get(pk=issued),
        "withdrawn": CreditStatement.objects.get(pk=withdrawn),
    }

"""Meetings of committees in each state: somebody is asked, and there is a matter to vote on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from states_of_calls import person as registered

from cast import Cast
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.lines.committees.models import CommitteeMeeting
from office import NOW, TODAY
from states import Records, builds, moved, opened

WAYS: dict[str, tuple[str, ...]] = {
    "planned": (),
    "held": ("hold",),
    "minuted": ("hold", "minute"),
    "confirmed": ("hold", "minute", "confirm"),
    "cancelled": ("cancel",),
}


def set_rules() -> None:
    """Set what a vote takes."""
    for name, text in (("quorum", ">1/2"), ("majority", ">1/2"), ("of", "present")):
        said = {"value": text, "source": "议事规则", "start": TODAY - timedelta(days=400)}
        Parameter.objects.get_or_create(name=f"committees.{name}", defaults=said)


@builds("committeemeetings")
def meetings(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state."""
    set_rules()
    found: Records = {}
    for state, way in WAYS.items():
        members: Any = [{"person": registered(cast, at).number, "role": "member", "presence": "came"}]
        record: Any = opened(kind, cast, opener, at, members=members, items=[{"matter": "评审办法"}])
        for step in way:
            record = moved(kind, cast, record, step, at)
        found[state] = CommitteeMeeting.objects.get(pk=record.pk)
    return found

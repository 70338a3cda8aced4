"""Charges and groups with somebody whose part can end, and room for the one that is tried."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from cast import Cast
from examples import linked
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import step_form
from office import NOW
from states import Records, builds, in_every_state, moved


@builds("charges")
@builds("groups")
def with_somebody(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; the open one with a leader of the government, or a member."""
    found = in_every_state(kind, cast, opener, at)
    name, step, row = (
        ("leaders", "name", {"side": "government"})
        if kind.name == "charges"
        else ("members", "join", {"part": "member"})
    )
    field = step_form(kind, kind.cycle.by_name[step])(record=found["active"], actor=cast.actor("holder"), at=at).fields[
        name
    ]
    who = field.row_form(0, None, None).fields["person"]
    row |= {"person": linked(who, cast, at), "from_day": localdate(at).isoformat()}
    found["active"] = moved(kind, cast, found["active"], step, at, **{name: row})
    return found

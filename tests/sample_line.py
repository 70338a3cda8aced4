"""A small kind of record for tests: a leader approves, and the post that owns the matter carries it out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import CharField, ModelChoiceField

from luoshi.lines.appeals.models import Appeal
from luoshi.org.models import Post
from luoshi.org.rules.rights import Place, Relation, Rights, Role
from luoshi.records import kinds
from luoshi.records.forms import Reason, UnitField, asks
from luoshi.records.kinds import Kind, Line
from luoshi.records.rules.cycle import Cycle, Step

RIGHTS = Rights(
    relations=(
        Relation("unit", "Unit", reaches=((Role.CLERK, Place.OWN),)),
        Relation("leader", "Leader", reaches=((Role.LEADER, Place.UNDER),)),
        Relation("owner", "Who carries it out", owner=True),
    ),
    sees=("unit", "leader", "owner"),
)
ASK = asks(
    Appeal,
    "title",
    "words",
    "channel",
    unit=UnitField(label="Unit"),
    owner=ModelChoiceField(Post.objects.all(), label="Owner", required=False),
)
CYCLE = Cycle(
    {"asked": "Asked", "approved": "Approved", "closed": "Closed"},
    closed=("closed",),
    opens=Step("ask", "Ask", (), "asked", ("unit",), ASK, sets=("title", "words", "channel", "unit", "owner")),
    steps=(
        Step("approve", "Approve", ("asked",), "approved", ("leader",), Reason, recorded=True, tone="main"),
        Step("note", "Note", ("asked",), "", ("leader", "unit"), recorded=True),
        Step("reject", "Reject", ("asked",), "closed", ("leader",), asks(None, why=CharField()), tone="careful"),
        Step("finish", "Finish", ("approved",), "closed", ("owner",), tone="main"),
    ),
)


@contextmanager
def approvals() -> Iterator[Kind]:
    """The kind, declared for as long as it is needed."""
    kind = Kind(name="approvals", label="Approvals", one="Approval", record=Appeal, cycle=CYCLE, rights=RIGHTS)
    kinds.declare(Line("approvals", "Approvals", (kind,)))
    try:
        yield kind
    finally:
        kinds._LINES.pop("approvals")
        kinds._KINDS.pop("approvals")

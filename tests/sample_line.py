"""A small kind of record for tests: a leader approves, and the post that owns the matter carries it out.

Where the record names who decides, that leader settles it, and no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import CharField, ModelChoiceField

from declared_lines import declared
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import ReasonForm, make_step_form
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.lines.appeals.models import Appeal
from luoshi.org.actors.models import Post
from luoshi.org.units.choosers import UnitField

RIGHTS = Rights(
    relations=(
        Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),
        Relation("leader", "Leader", reaches=((Role.LEADER, UnitPlace.UNDER),)),
        Relation("owner", "Who carries it out", owner=True),
        Relation("named", "Who is named to decide", decides=True),
        Relation("acting", "Leader, where nobody is named", reaches=((Role.LEADER, UnitPlace.UNDER),), stands_in=True),
    ),
    sees=("unit", "leader", "owner", "named"),
)
ASK = make_step_form(
    Appeal,
    "title",
    "words",
    "channel",
    unit=UnitField(label="Unit"),
    owner=ModelChoiceField(Post.objects.all(), label="Owner", required=False),
)
CYCLE = Cycle(
    {"asked": "Asked", "approved": "Approved", "closed": "Closed"},
    "closed",
    (
        Step("ask", "Ask", "> asked", "unit", given=ASK, sets="title words channel unit owner"),
        Step("approve", "Approve", "asked > approved", "leader", given=ReasonForm, recorded=True, tone="main"),
        Step("note", "Note", "asked >", "leader unit", recorded=True),
        Step(
            "reject", "Reject", "asked > closed", "leader", given=make_step_form(None, why=CharField()), tone="careful"
        ),
        Step("finish", "Finish", "approved > closed", "owner", tone="main"),
        Step("settle", "Settle", "approved > closed", "named acting"),
    ),
)


@contextmanager
def one_kind(kind: CompiledKind) -> Iterator[CompiledKind]:
    """A kind in a line of its own, for as long as it is needed."""
    with declared(Line("sample_" + kind.name, kind.label, (kind.declaration,))):
        yield get_kind(kind.name)


@contextmanager
def approvals(rights: Rights = RIGHTS) -> Iterator[CompiledKind]:
    """The kind, declared for as long as it is needed."""
    kind = make_kind(
        Kind(name="approvals", label="Approvals", one="Approval", record=Appeal, cycle=CYCLE, rights=rights)
    )
    with one_kind(kind):
        yield get_kind(kind.name)

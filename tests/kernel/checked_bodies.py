"""A kind of bodies that owe a talk each month, for tests of periods: ``talks()`` declares it, ``body()`` begins one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.forms import CharField, DateField
from django.utils import timezone

from linked.models import Body
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.duties.actions.acts import answer_duty
from luoshi.kernel.duties.actions.duties import follow_step
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import make_step_form
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of, make_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.org.units.choosers import UnitField
from office import Office
from sample_line import one_kind

WHO = ("unit",)
RIGHTS = Rights(relations=(Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),), sees=WHO)
FOUND = make_step_form(Body, "title", "sort", unit=UnitField(label="Unit"))
TALK = Step("talk", "Talk", "paired found >", WHO, given=make_step_form(None, words=CharField()), answers="talk")
STEPS = (
    Step("pair", "Pair", "found > paired", WHO),
    Step("unpair", "Unpair", "paired > found", WHO),
    Step(
        "size",
        "Until",
        "found paired >",
        WHO,
        given=make_step_form(None, to_day=DateField(required=False)),
        sets="to_day",
    ),
    Step("close", "Close", "found paired > closed", WHO),
    TALK,
)
CYCLE = Cycle(
    {"found": "Found", "paired": "Paired", "closed": "Closed"},
    "closed",
    (Step("find", "Find", "> found", WHO, given=FOUND, sets="title sort unit"), *STEPS),
)


MONTHLY = Owed("talk", "Monthly talk", every="P1M", where=Is(state="paired"))


@contextmanager
def talks(*owed: Owed) -> Iterator[CompiledKind]:
    """The kind, declared for as long as it is needed, with these duties besides or instead of the monthly talk."""
    named = {duty.name: duty for duty in (MONTHLY, *owed)}
    kind = make_kind(
        Kind(
            name="bodies",
            label="Bodies",
            one="Body",
            record=Body,
            cycle=CYCLE,
            rights=RIGHTS,
            parts=(*named.values(),),
            prefix="团",
        )
    )
    with one_kind(kind):
        yield get_kind(kind.name)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)


def body(office: Office, kind: CompiledKind, day: date, **more: Any) -> Body:
    """One that is found on a day."""
    given = {"title": "青石镇茶叶协会", "unit": office.units["kexie"].pk, **more}
    begun: Any = begin(kind, office.actor("clerk", day), given, at=noon(day)).record
    return begun


@transaction.atomic
def step(office: Office, record: Record, name: str, day: date, on: date | None = None, **changes: Any) -> Body:
    """What a step does to duties, with a business day of its own: the part of the one door that this room has."""
    found: Any = Body.get_locked(record.pk)
    row = kind_of(found).cycle.by_name[name]
    entry = journal_act(found, name, office.actor("clerk"), {}, at=noon(day))
    took = Took(found, entry, {}, office.actor("clerk"), noon(day), day, on=on or day)
    closed = noon(day) if row.after == "closed" else None
    took.set_fields(**{"state": row.leads_from(found.state), "closed": closed, **changes})
    follow_step(took, row, evaluate_conditions)
    took.write()
    return found


@transaction.atomic
def act(office: Office, record: Record, day: date, period: date | None = None, on: date | None = None) -> None:
    """A talk, entered on a day."""
    entry = journal_act(record, "talk", office.actor("clerk"), {}, at=noon(day))
    answer_duty(record, "talk", entry, on or day, period=period)


def shown(record: Record, name: str = "talk") -> list[tuple[str, str]]:
    """Each period of a duty, by its name, and what became of it."""
    rows = Occurrence.objects.filter(duty__record=record.pk, duty__name=name).order_by("first_due", "pk")
    return [(row.name, "dropped" if row.dropped else f"met {row.settled}" if row.settled else "open") for row in rows]

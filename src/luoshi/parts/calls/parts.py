"""The parts by which a kind's records are sent in for a call and chosen from it.

CallConditions("call", at="send certify")
CallQuota("call", by="cls grade", at="award regrade")
DesignedFields("send resend")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.names import Names, split_names
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.parts.calls import queries
from luoshi.parts.calls.actions import code_words, place_words, read_locked
from luoshi.parts.calls.designs.queries import lacking_fields
from luoshi.parts.calls.models import Application, Call, CallCondition
from luoshi.parts.calls.rules import BudgetLine, budget_fault, cycle_of_year, quota_fault
from luoshi.parts.registers.rules import full_years

_ = words_now(__name__)

BUDGETED = ("asked_most", "item_share", "own_share")


@dataclass(frozen=True)
class CallConditions(CheckedPart):
    """The conditions of a call, which are its data, are checked by these steps, under the lock of the call.

    A condition that the program does not know, or for which a fact is missing, is left to the formal check.
    """

    at: Names

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", split_names(self.at))

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield unknown steps."""
        yield from _unknown_steps(self.at, kind)

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Check the conditions in the steps that send."""
        return (CONDITIONS,) if step.name in split_names(self.at) else ()


@dataclass(frozen=True)
class Quotas(CheckedPart):
    """What is chosen has a place by class and grade in its call, counted under the call's lock.

    A change of class or grade gives the old place back and takes the new one in one act. Without a quota for the place
    it is refused: an unset number is not “any number”.

    Attributes:
        where_set: steps that take a place only if the call has quotas at all: projects may be approved without grades.
    """

    at: Names
    where_set: Names = ()

    def __post_init__(self) -> None:
        for name in ("at", "where_set"):
            object.__setattr__(self, name, split_names(getattr(self, name)))

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield unknown steps."""
        yield from _unknown_steps((*split_names(self.at), *split_names(self.where_set)), kind)

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Take a place in the steps that choose."""
        if step.name in split_names(self.where_set):
            return (PLACES_IF_SET,)
        return (PLACES,) if step.name in split_names(self.at) else ()


def _unknown_steps(names: Names, kind: CompiledKind) -> Iterator[str]:
    for name in split_names(names):
        if (step := kind.cycle.by_name.get(name)) is None or step.begins:
            yield f"{name} is no step after the beginning"


def check_conditions(batch: StepBatch) -> None:
    """Refuse what the conditions of a call and of its award do not allow; it names the condition with its number.

    Raises:
        RecordError: ``guarded``.
    """
    for act in batch.iterate_acts():
        application = _as_left(act)
        if application.call_id is None:
            continue
        Record.lock([application.call_id])
        for condition in (*queries.conditions_of_call(application.call_id), *queries.conditions_of_award(application)):
            if words := condition_fault(application, condition, batch.day):
                raise RecordError("guarded", words, where=str(application), remedy=_("Ask the office that calls."))


def condition_fault(
    application: Application,
    condition: CallCondition,
    day: date,
    count_sent: Callable[..., int] = queries.count_sent,
    budget: Sequence[BudgetLine] | None = None,
) -> str:
    """Say in a sentence how an application does not meet a condition; "" if it does, or the program cannot tell.

    Args:
        count_sent, budget: what was counted and read for many applications at once.
    """
    most = condition.most
    if most is None:
        return ""
    if condition.sort == "leader_age":
        return _age_fault(application, most, day)
    if condition.sort in BUDGETED:
        lines = queries.budgets_by_item([application.pk])[application.pk] if budget is None else budget
        return _budget_fault(application, condition, most, lines, day)
    name = {"unit_most": "unit_id", "applicant_most": "applicant_id", "leader_most": "leader_id"}.get(condition.sort)
    key = getattr(application, name) if name else None
    if name is None or key is None or application.call_id is None:
        return ""
    if count_sent(application.call_id, application.pk, **{name: key}) < most:
        return ""
    label = code_words(CallCondition, "sort", condition.sort, application.unit_id, day)
    return _("%(condition)s %(most)d: so many were sent already.") % {"condition": label, "most": most}


def _budget_fault(
    application: Application, condition: CallCondition, most: int, budget: Sequence[BudgetLine], day: date
) -> str:
    if not budget_fault(condition.sort, condition.item, most, budget):
        return ""
    label = code_words(CallCondition, "sort", condition.sort, application.unit_id, day)
    item = code_words(CallCondition, "item", condition.item, application.unit_id, day) if condition.item else ""
    values = {"condition": f"{item} {label}".strip(), "most": most}
    return _("The budget does not keep to the call: %(condition)s %(most)d.") % values


def _age_fault(application: Application, most: int, day: date) -> str:
    """Compare with the age on the last day of the window: the day on which one applies changes nothing."""
    leader, call = application.leader, application.call
    if leader is None or call is None or leader.birth is None or call.to_at is None:
        return ""
    age = full_years(leader.birth, timezone.localdate(call.to_at))
    values = {"age": age, "most": most}
    return (
        _("The leader is %(age)d years old on the last day; the call allows %(most)d.") % values if age > most else ""
    )


@dataclass(frozen=True)
class DesignedFields(CheckedPart):
    """What the call of a record asks besides its own fields must be answered before these steps."""

    at: Names

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", split_names(self.at))

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield unknown steps."""
        yield from _unknown_steps(self.at, kind)

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Ask for the answers in the steps that send."""
        return (ANSWERED,) if step.name in split_names(self.at) else ()


def require_answers(batch: StepBatch) -> None:
    """Refuse to send what does not answer all that its call asks for; it names each field.

    Raises:
        RecordError: ``guarded``.
    """
    for act in batch.iterate_acts():
        application = _as_left(act)
        if lacking := lacking_fields(application):
            names = "、".join(asked.label for asked in lacking)
            words = _("Not filled in as the call asks: %(names)s.") % {"names": names}
            remedy = _("Go on with the application, and send it then.")
            raise RecordError("guarded", words, where=str(application), remedy=remedy)


def take_places_if_set(batch: StepBatch) -> None:
    """Refuse to choose an application for which its call, which has quotas, has no place left.

    Raises:
        RecordError: ``guarded``.
    """
    take_places(batch, always=False)


def take_places(batch: StepBatch, *, always: bool = True) -> None:
    """Refuse to choose an application for which its call has no place left.

    Args:
        always: also if the call has no quotas at all.

    Raises:
        RecordError: ``guarded``.
    """
    for act in batch.iterate_acts():
        application = _as_left(act)
        if application.call_id is None:
            continue
        Record.lock([application.call_id])
        call = Call.objects.get(pk=application.call_id)
        refuse_beyond_award(application, call)
        quotas = queries.quotas_of_call(call.pk)
        if not quotas and not always:
            continue
        place = (application.cls, application.grade)
        taken = queries.chosen_by_place(call, besides=[application.pk])
        fault = quota_fault(quotas, taken, place)
        if not fault:
            continue
        values = {"place": place_words(place, call.unit_id, batch.day), "n": taken.get(place, 0)}
        words = {
            "unset": _("The call has no places for %(place)s: the quota is not set."),
            "full": _("The places of %(place)s are filled: %(n)d are chosen already."),
        }
        remedy = _("Set the places of the call first, with a reason.")
        raise RecordError("guarded", words[fault] % values, where=str(application), remedy=remedy)


def refuse_beyond_award(application: Application, call: Call) -> None:
    """Refuse to choose more than the award of the call allows in a cycle: over all its calls, under its lock.

    Raises:
        RecordError: ``guarded``.
    """
    award = call.award
    if award is None or award.quota is None or call.year is None:
        return
    read_locked(award)
    years = cycle_of_year(award.last, award.interval, call.year)
    n = queries.count_chosen_of_award(award.pk, years, application.pk)
    if award.quota is not None and n >= award.quota:
        words = _(
            "%(n)d are chosen already in all calls of %(award)s in its cycle from %(year)d on: it allows %(most)d."
        )
        values = {"n": n, "award": award.title, "year": years[0], "most": award.quota}
        remedy = _("Choose among them first, or correct the award.")
        raise RecordError("guarded", words % values, where=str(application), remedy=remedy)


def _as_left(act: StepAct) -> Application:
    """Return the application with its fields as the step leaves them, not saved."""
    found = copy(act.record)
    assert isinstance(found, Application)
    for name, value in act.left.items():
        setattr(found, name, value)
    return found


CONDITIONS, PLACES = Stage("needs of rows", check_conditions), Stage("needs of rows", take_places)
PLACES_IF_SET = Stage("needs of rows", take_places_if_set)
ANSWERED = Stage("needs of rows", require_answers)

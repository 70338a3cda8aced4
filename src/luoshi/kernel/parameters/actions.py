"""Set parameters, and generate due dates for the duties that waited for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.base.database.locks import Lock, acquire_lock
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.sheets.staged_imports import is_worker_stopping
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.kernel.duties.actions.schedule import keep_due, lay_out
from luoshi.kernel.duties.models import Duty
from luoshi.kernel.duties.models import Parameter as Row
from luoshi.kernel.duties.rules.duties import DutyRule
from luoshi.kernel.duties.rules.setting import is_rewriting_past
from luoshi.kernel.kinds.compiled.duties import duty_rule
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.queries.values import declared_parameters, duties_awaiting_value, parameter_standings
from luoshi.org.actors.models import Person
from luoshi.org.actors.queries import actor_of, ancestor_unit_ids
from luoshi.org.tree.models import Unit

AT_ONCE = 200  # duties computed within a request; more are left to the worker


@dataclass(frozen=True)
class ComputedDuties:
    """The number of duties that got due dates and of those still waiting; ``later``: the worker computes them."""

    done: int = 0
    left: int = 0
    later: bool = False


def set_value(
    parameter: DeclaredParameter, unit: Unit | None, text: str, start: date, source: str, actor: Actor, *, at: datetime
) -> Row:
    """Set a value for all (None) or for a unit and its subtree, from a day on, with its source.

    Values of past days never change. A value that holds from today on or later may be replaced: the journal keeps the
    old one.

    Raises:
        RecordError: refused, incomplete (with messages by field), guarded (it would change past days).
    """
    _refuse_unless_administrator(actor)
    check_sent({"value": text, "source": source}, None, actor, at=at)
    text, source, today = text.strip(), source.strip(), timezone.localdate(at)
    if wrong := _wrong(parameter, text, source):
        raise RecordError(
            "incomplete", " ".join(wrong.values()), fields={name: [sentence] for name, sentence in wrong.items()}
        )
    with transaction.atomic():
        acquire_lock(Lock.PARAMETERS)
        rows = list(Row.objects.filter(name=parameter.name).order_by("start", "pk"))
        same = [row.start for row in rows if row.unit_id == (unit.pk if unit else None)]
        reach = {None, *(ancestor_unit_ids([unit.pk], today)[unit.pk] if unit else ())}
        if is_rewriting_past(start, today, same, [row.start for row in rows if row.unit_id in reach]):
            raise RecordError(
                "guarded",
                _("Another value is in force from %(day)s on: past days keep theirs.") % {"day": start},
                where=str(parameter.label),
                remedy=_("Set it from today on."),
                fields={"start": [_("Set it from today on.")]},
            )
        old = next((row for row in rows if row.start == start and row.unit_id == (unit.pk if unit else None)), None)
        said = {"value": text, "from": start, "source": source, "unit": unit, "was": old.value if old else None}
        given = {name: value for name, value in said.items() if value is not None}
        entry = journal_act(f"parameter:{parameter.name}", "parameter.set", actor, given, at=at)
        row = old or Row(name=parameter.name, unit=unit, start=start)
        row.value, row.source, row.entry = text, source, entry
        row.save()
    return row


def take_lawful_values(actor: Actor, *, at: datetime, source: Callable[[str], str]) -> list[DeclaredParameter]:
    """Set all values that a law or a standard gives and that are not set for all yet, from today on.

    Args:
        source: words the source of a value from that of its suggestion.

    Returns:
        The parameters set; none if there was nothing to set.

    Raises:
        RecordError: as ``set_value``; then none is set.
    """
    _refuse_unless_administrator(actor)
    today, done = timezone.localdate(at), []
    with transaction.atomic():
        for standing in parameter_standings(today):
            parameter, given = standing.parameter, standing.parameter.law
            if given is not None and standing.row is None:
                set_value(parameter, None, given.value, today, source(str(given.source)), actor, at=at)
                done.append(parameter)
    return done


def _wrong(parameter: DeclaredParameter, text: str, source: str) -> dict[str, str]:
    wrong = {}
    try:
        parameter.read(text)
    except (ValueError, ArithmeticError):
        wrong["value"] = _("“%(text)s” is not a valid value.") % {"text": text} if text else _("Enter a value.")
    else:
        if not text:
            wrong["value"] = _("Enter a value.")
    if not source:
        wrong["source"] = _("Enter the source of the value: a document and its number, or a decision.")
    return wrong


def compute_waiting(parameter: DeclaredParameter, actor: Actor, *, at: datetime) -> ComputedDuties:
    """Generate due dates for the duties that lack them because this value was not set, each with a journal entry.

    A duty counts from its own beginning, so it still waits if the value holds only from a later day. Many duties are
    left to a task for the worker; the action is journaled here, and each duty by the worker.

    Raises:
        RecordError: refused.
    """
    _refuse_unless_administrator(actor)
    count = duties_awaiting_value(parameter).count()
    if count <= AT_ONCE:
        return _compute(parameter, actor, at)
    with transaction.atomic():
        journal_act(f"parameter:{parameter.name}", "parameter.compute", actor, {"count": count}, at=at)
        compute_later.enqueue(parameter.name, actor.person)
    return ComputedDuties(left=count, later=True)


@task()
def compute_later(name: str, person: int) -> list[int]:
    """Do the same as a task. It is idempotent: a duty with due dates no longer waits.

    A worker that is stopped enqueues the rest.
    """
    at = timezone.now()
    actor = actor_of(Person.objects.get(pk=person), timezone.localdate(at))
    done = _compute(declared_parameters()[name], actor, at, is_worker_stopping)
    if is_worker_stopping():
        compute_later.enqueue(name, person)
    return [done.done, done.left]


def _compute(
    parameter: DeclaredParameter, actor: Actor, at: datetime, over: Callable[[], bool] = lambda: False
) -> ComputedDuties:
    done = left = 0
    waits = duties_awaiting_value(parameter).order_by("pk").values_list("pk", "record_id", "record__kind")
    for pk, record, name in list(waits):
        if over():
            break
        with transaction.atomic():
            computed = _compute_one(pk, get_kind(name).record.get_locked(record), actor, at)
        done, left = done + computed, left + (not computed)
    return ComputedDuties(done, left)


def _compute_one(pk: int, record: Record, actor: Actor, at: datetime) -> bool:
    """Compute a duty's rule and due dates; return whether it has them. A step may end it: the record is locked."""
    duty = Duty.objects.filter(pk=pk, ended=None).exclude(unset="").first()
    if duty is None:
        return False
    try:
        duty.rule = DutyRule.from_json(
            duty_rule(kind_of(record).duties_by_name[duty.name], record, duty.start)
        ).to_json()
    except RecordError as error:
        if error.code != "unset":
            raise
        Duty.objects.filter(pk=pk).update(unset=error.where)  # another parameter may be missing now
        return False
    parameter, duty.unset = duty.unset, ""
    duty.save(update_fields=["rule", "unset"])
    lay_out([duty], max(duty.start, timezone.localdate(at)))
    keep_due(record)
    due = record.due.isoformat() if record.due else ""
    journal_act(record, "duty.compute", actor, {"duty": duty.name, "parameter": parameter, "due": due}, at=at)
    return True


def _refuse_unless_administrator(actor: Actor) -> None:
    if Role.ADMINISTRATOR not in actor.roles:
        raise RecordError("refused", _("Only an administrator can set values."))

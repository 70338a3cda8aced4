"""The needs of a step, checked inside its transaction while everything that they read is locked."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.conditions.queries.found_rows import describe_found_rows
from luoshi.kernel.conditions.queries.locks import counting_links, lock_linked_of_all
from luoshi.kernel.conditions.queries.needs import format_unmet_need, only_need, unmet_needs
from luoshi.kernel.conditions.rules import Unmet
from luoshi.kernel.kinds.compiled.compiling import RIGHT
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.language.conditions import Holds, Need, Owes, Some, read_paths, walk_conditions
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.messages.actions.messages import Tells
from luoshi.kernel.rows.actions import refuse_lacking
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.steps.actions.corrections import find_unmet_corrections, list_corrected_needs
from luoshi.kernel.steps.actions.refusals import JournaledRefusal


def needs_of(step: Step) -> list[Need]:
    """List the conditions of a step: the one for the records that have it, and its needs."""
    only = only_need(step)
    return [*([only] if only is not None else []), *step.needs]


def lock_reached(batch: StepBatch) -> None:
    """Lock what the needs read, the records for which others count these, and those whose duties they answer.

    No query if a step has no such needs and answers no duty over a link.
    """
    kind, step = batch.kind, batch.step
    steps = kind.cycle.all_steps if step.name == RIGHT else (step,)  # moving an act moves the duties it answered
    answered = {(link,) for act in steps for answer in act.answers if (link := answer.rpartition(".")[0])}
    needs, over = [*needs_of(step), *list_corrected_needs(batch)], [*counting_links(kind), *answered]
    if needs or over:
        lock_linked_of_all(needs, [(act.record, act.left) for act in batch.acts], over)


def refuse_unmet(batch: StepBatch, act: StepAct, *, alike: bool = True) -> None:
    """Refuse an act if the record does not have the step or its needs are unmet. No query if there are none.

    Args:
        alike: reuse an answer from an earlier act of the batch if everything asked is the same.

    Raises:
        RecordError: ``guarded``, with the message of each need, or with the unset fields if it is unknown; journaled if
            one of the needs says so.
    """
    record, step = act.record, batch.step
    unmet = _unmet(batch, act, alike=alike) or (find_unmet_corrections(batch, act) if step.name == RIGHT else [])
    if not unmet:
        return
    why = " ".join(format_unmet_need(need) for need in unmet)
    false = [unmet_need.need for unmet_need in unmet if not unmet_need.unset]
    named = (describe_found_rows(need, record, act.left, batch.actor, act.on) for need in false)
    said = " ".join(filter(None, (why, *named)))  # the journal is read by others, who may not read what is named
    if any(unmet_need.need.kept for unmet_need in unmet):
        subject = batch.kind.name if step.begins else record
        raise JournaledRefusal(subject, "guarded", said, where=str(record), given={"why": why})
    raise RecordError("guarded", said, where=str(record))


def _unmet(batch: StepBatch, act: StepAct, *, alike: bool) -> list[Unmet]:
    """Return the unmet needs of an act.

    Whether the record has the step is asked of it as it stands: a step for what is faulty may put that right.
    """
    step, form, known = batch.step, step_form(batch.kind, batch.step), batch.known if alike else None
    only = None if step.begins else only_need(step)
    reads = {path[0] for part in walk_conditions(only.condition) for path in read_paths(part)} if only else set()
    if only is None or not act.left.keys() & reads:
        return unmet_needs(needs_of(step), act.record, act.left, act.values, act.on, form, known)
    lacking = unmet_needs([only], act.record, {}, act.values, act.on, form, known)
    return lacking or unmet_needs(step.needs, act.record, act.left, act.values, act.on, form, known)


def refuse_lacking_rows(batch: StepBatch, act: StepAct) -> None:
    """Refuse a step that checks sums or a minimum of rows for such records, if they do not hold.

    The record is already written, with the rows as the step leaves them. No query if no rows have such a condition;
    otherwise one for all conditions, and one for each that holds.

    Raises:
        RecordError: ``guarded``.
    """
    record = act.record
    some = [
        (part, part.where)
        for part in kind_of(record).every(Rows)
        if part.where is not None and part.demanded_by(batch.step)
    ]
    told = evaluate_conditions([where for _part, where in some], record, act.on, values=act.left, given=act.values)
    refuse_lacking(record, [part for (part, _where), so in zip(some, told, strict=True) if so])


def counts_others(step: Step) -> bool:
    """Whether its needs count records or check duties: an earlier act of the same batch may change the answer."""
    return any(
        isinstance(part, Some | Holds | Owes) for need in needs_of(step) for part in walk_conditions(need.condition)
    )


def may_change_others(kind: CompiledKind, step: Step) -> bool:
    """Whether a step has follow-ups besides notifications: they may change what a later act of the batch needs."""
    return bool(kind.stages[step.name]) or not all(isinstance(consequence, Tells) for consequence in step.follows)

"""A person decides that two commitments are the same task, or not, or reverses that decision."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.database.locks import Lock, acquire_lock
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.actions.journal import journal_many
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.rights.queries.recording import may_read_record
from luoshi.kernel.steps.actions.refusals import NotTheirs, not_seen, refusals_journaled
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.rows.actions.editing import By
from luoshi.plans.twins.models import Twin
from luoshi.plans.twins.queries.twins import group_of, statements_in_force, supervised_commitment_ids
from luoshi.plans.values.actions import separate_twin_indicators, share_twin_indicators

LINK, APART, UNLINK, SEARCH = "twin.link", "twin.apart", "twin.unlink", "twin.search"
LABELS = {
    LINK: gettext_lazy("The same task"),
    APART: gettext_lazy("Not the same task"),
    UNLINK: gettext_lazy("Link taken back"),
    SEARCH: gettext_lazy("Searched other plans for the same tasks"),
}


def link_twins(one: Commitment, other: Commitment, by: By) -> Twin:
    """Record that two commitments of different plans of a year are the same task.

    Repeating it returns the first result.

    Each keeps its due date, source and verifier. Figures with the same wording are reported once for both from now on.

    Raises:
        RecordError: ``missing`` (not visible to the actor), ``refused`` (they supervise neither), ``guarded``: of one
            plan, of different years, withdrawn, or it would make two commitments of one plan the same task.
    """
    return _say(one, other, by, same=True)


def reject_twins(one: Commitment, other: Commitment, by: By) -> Twin:
    """Record that two commitments are not the same task, so that they are not proposed again.

    Raises:
        RecordError: as ``link_twins``; ``guarded`` if they are linked through others.
    """
    return _say(one, other, by, same=False)


def unlink_twins(one: Commitment, other: Commitment, by: By) -> Twin:
    """Reverse a decision on two commitments; its record, with author and time, is kept.

    Raises:
        RecordError: ``missing`` if no decision is in force or they are not visible to the actor; ``refused``.
    """
    with refusals_journaled(UNLINK, by.actor, by.at), transaction.atomic():
        pair = _locked(one, other, by)
        twin = _stands(*pair)
        if twin is None:
            raise RecordError("missing", _("This was already taken back."), where=str(pair[0]))
        _end(twin, by)
        entry = _journal(pair, UNLINK, by)
        ours, theirs = group_of(pair[0]), group_of(pair[1])
        if twin.same and ours.isdisjoint(theirs):
            separate_twin_indicators(ours, theirs, entry)
    return twin


def _say(one: Commitment, other: Commitment, by: By, *, same: bool) -> Twin:
    step = LINK if same else APART
    with refusals_journaled(step, by.actor, by.at), transaction.atomic():
        pair = _locked(one, other, by)
        twin = _stands(*pair)
        if twin is not None and twin.same == same:
            return twin
        _refuse_unfit(*pair, same=same, linked=twin is not None and twin.same)
        if twin is not None:
            _end(twin, by)
        made = Twin.objects.create(one=pair[0], other=pair[1], person_id=by.actor.person, at=by.at, same=same)
        entry = _journal(pair, step, by)
        if same:
            share_twin_indicators(*pair, entry)
        elif twin is not None:
            separate_twin_indicators(group_of(pair[0]), group_of(pair[1]), entry)
    return made


def _locked(one: Commitment, other: Commitment, by: By) -> tuple[Commitment, Commitment]:
    """Return both, fresh and locked, lower id first, if the actor may decide on them."""
    acquire_lock(Lock.TWINS)
    if one.pk == other.pk:
        raise RecordError("guarded", _("A commitment cannot be linked to itself."), where=str(one))
    first, second = (Commitment.get_locked(pk) for pk in sorted((one.pk, other.pk)))
    day = timezone.localdate(by.at)
    for record in (first, second):
        if not may_read_record(record, by.actor, day):
            raise not_seen(record)
    if not supervised_commitment_ids([first, second], by.actor, day):
        raise NotTheirs(
            first,
            "refused",
            _("Those who supervise one of the two decide whether they are the same task."),
            where=str(first),
            remedy=_("Tell the unit that manages one of the two plans."),
        )
    return first, second


def _refuse_unfit(one: Commitment, other: Commitment, *, same: bool, linked: bool) -> None:
    if one.plan_id == other.plan_id:
        raise RecordError(
            "guarded",
            _("Both are in the plan “%(plan)s”: there they are two tasks.") % {"plan": one.plan},
            where=str(one),
            remedy=_("If they are the same task, merge their rows by an amendment of the plan."),
        )
    if one.plan.year != other.plan.year:
        raise RecordError("guarded", _("These are tasks of different years."), where=str(one))
    if withdrawn := [record for record in (one, other) if record.state == "withdrawn"]:
        raise RecordError("guarded", _("It was taken out of its plan."), where=str(withdrawn[0]))
    ours, theirs = group_of(one), group_of(other)
    if ours & theirs and not linked:
        raise RecordError(
            "guarded",
            _("They are already the same task through other linked tasks."),
            where=str(one),
            remedy=_("Look at the existing links of both."),
        )
    if same:
        _refuse_two_of_a_plan(ours, theirs)


def _refuse_two_of_a_plan(ours: set[int], theirs: set[int]) -> None:
    """Refuse to join two commitments of one plan, even through others."""
    members = Commitment.objects.filter(pk__in=ours | theirs).exclude(state="withdrawn").select_related("plan")
    by_plan: dict[int, Commitment] = {}
    for record in members.order_by("pk"):
        first = by_plan.setdefault(record.plan_id, record)
        if first is not record:
            raise RecordError(
                "guarded",
                _("%(one)s and %(other)s of the plan “%(plan)s” would become one task.")
                % {"one": first.number, "other": record.number, "plan": record.plan},
                where=str(record),
                remedy=_("Unlink one of them first."),
            )


def _stands(one: Commitment, other: Commitment) -> Twin | None:
    return statements_in_force().filter(one=one, other=other).first()


def _end(twin: Twin, by: By) -> None:
    twin.ended, twin.ended_by_id = by.at, by.actor.person
    twin.save(update_fields=["ended", "ended_by"])


def _journal(pair: tuple[Commitment, Commitment], step: str, by: By) -> Entry:
    first, second = pair
    said = [(first, step, {"twin": _named(second)}), (second, step, {"twin": _named(first)})]
    return journal_many(said, by.actor, at=by.at)[0]


def _named(record: Commitment) -> str:
    return f"{record.number} {record.title[:60]}"

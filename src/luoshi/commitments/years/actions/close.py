"""The end of a plan's year: the outcome of each commitment; and discarding an amendment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.assigning.supporting.forms import who_owes
from luoshi.commitments.assigning.supporting.queries import Supporter, owing_of
from luoshi.commitments.decisions.forms import parts_owed
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.kernel.steps.actions.refusals import NotTheirs
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow
from luoshi.plans.base.queries import row_by_row
from luoshi.plans.base.states import CARRIED, CLOSED, LAPSED, STANDING
from luoshi.plans.base.years import year_end_step
from luoshi.plans.detail.queries.years import still_open
from luoshi.plans.editions.queries.editions import edition_in_force

# The possible decisions on a commitment, and the resulting states: only verified work is closed as done.
BECOMES = {"close": (CLOSED, LAPSED), "carry": (CARRIED,), "make_standing": (STANDING,)}


@transaction.atomic
def decide_year_end(
    plan: Plan,
    choices: Mapping[int, tuple[str, int]],
    reason: str,
    actor: Actor,
    *,
    at: datetime,
    without_parts: str = "",
) -> Counter[str]:
    """Decide the outcome of commitments at the year's close, all of these or none; count them by step.

    Idempotent: repeating the same choices changes nothing.

    Args:
        choices: by commitment id: a step of ``BECOMES``, and the version that the page showed.
        without_parts: why those are closed whose supporting units owe their part.

    Raises:
        RecordError: ``refused`` (not permitted, or the plan is not in force), ``incomplete`` without choice or reason,
            ``missing`` if one is not of this plan, ``guarded`` if one is reported done but not verified, or its
            supporting units owe their part; ``changed``, ``marked``.
    """
    fresh = Plan.get_locked(plan.pk)
    if "keeper" not in relations_to_record(fresh, actor, timezone.localdate(at)) or actor.behalf:
        raise NotTheirs(fresh, "refused", _("You may not close the year of this plan."), where=str(fresh))
    if fresh.state != "published":
        raise RecordError(
            "refused",
            _("Only a plan in force has a year to close: this one is in the state “%(state)s”.")
            % {"state": kind_of(fresh).cycle.states[fresh.state]},
            where=str(fresh),
            remedy=_("Publish its amendment, or give it up, first.") if fresh.state == "amending" else "",
        )
    why = reason.strip()
    if not choices or not why:
        words = _("Choose at least one row.") if not choices else _("Enter the reason.")
        raise RecordError("incomplete", words, where=str(fresh), fields={"rows" if not choices else "reason": [words]})
    Commitment.lock(choices)
    rows = Commitment.objects.filter(plan=fresh).in_bulk(list(choices))
    if missing := [pk for pk in choices if pk not in rows]:
        raise RecordError("missing", _("This commitment is not in this plan."), where=str(missing[0]))
    excused = without_parts.strip()
    owed = owing_of([rows[pk] for pk, (step, _version) in choices.items() if is_closed_as_done(rows[pk], step)])
    if owed and not excused:
        raise parts_open({rows[pk].number: left for pk, left in owed.items()})
    done: Counter[str] = Counter()
    for pk, (step, version) in sorted(choices.items(), reverse=True):  # a part before its whole, which waits for it
        if rows[pk].state not in BECOMES[step]:
            name = step if step != "close" else year_end_step(rows[pk].state)
            if not name:
                raise unchecked_year_end_error(rows[pk])
            given = {"reason": why} | ({"without_parts": excused} if pk in owed else {})
            take(rows[pk], name, actor, given, at=at, seen=version, within=True)
            done[name] += 1
    if done:
        journal_act(fresh, "year.decided", actor, {"count": done.total(), "reason": why}, at=at)
    return done


def is_closed_as_done(one: Commitment, step: str) -> bool:
    """Check whether this choice closes it as done."""
    return step == "close" and year_end_step(one.state) == "close"


def parts_open(owed: Mapping[str, Sequence[Supporter]]) -> RecordError:
    """Make the error that supporting units owe their part of these, by number."""
    who = _("; ").join(f"{number} {who_owes(left)}" for number, left in sorted(owed.items()))
    return RecordError("guarded", parts_owed(who), fields={"without_parts": [_("Enter the reason.")]})


def unchecked_year_end_error(one: Commitment) -> RecordError:
    """Make the error that one is reported done but not verified: the year's close cannot end it."""
    return RecordError(
        "guarded",
        _("%(number)s is reported as done but has not been checked.") % {"number": one.number},
        where=str(one),
        remedy=_("Check it first, or carry it over."),
    )


def refuse_open(took: Took[Plan]) -> None:
    """Refuse to close a year while a commitment is neither closed, carried over nor standing.

    Raises:
        RecordError: ``guarded``.
    """
    plan = took.record
    open_now = still_open(plan)
    if open_now:
        raise RecordError(
            "guarded",
            ngettext("%(count)d commitment is still open.", "%(count)d commitments are still open.", open_now)
            % {"count": open_now},
            where=str(plan),
            remedy=_("Decide on each of them on the page of the year's close."),
        )


def discard_plan_amendment(took: Took[Plan]) -> None:
    """Restore the rows as they were when the edition in force was published."""
    # Imported here because the editing of rows needs the kinds, which need this module.
    from luoshi.plans.editions.actions import index_rows
    from luoshi.plans.rows.actions.editing import restore_rows, save_changed_rows, snapshot_row

    plan = took.record
    edition = edition_in_force(plan)
    since = Edit.objects.filter(plan=plan, at__gt=edition.entry.at) if edition else Edit.objects.none()
    first: dict[str, Any] = {}
    for edit in since.order_by("pk"):
        for pk, kept in edit.before.items():
            first.setdefault(pk, kept)
    said: dict[int, dict[str, object]] = {}  # the earlier state of each document that was read anew since
    for edit in since.filter(name__in=Edit.REREAD).order_by("pk"):
        said.setdefault(edit.kinds["source"], edit.document_before)
    for pk, then in said.items():
        plan.sources.filter(pk=pk).update(**then)
    rows = row_by_row(plan, [int(pk) for pk in first])
    before = {str(pk): snapshot_row(row) for pk, row in rows.items()}
    for pk, kept in first.items():
        if kept is None:
            rows[int(pk)].state = PlanRow.GONE
    restore_rows((rows[int(pk)], kept) for pk, kept in first.items() if kept is not None)
    save_changed_rows(rows, before)
    index_rows(plan, rows.values())
    since.update(undone=True)

"""Moves due dates, and verifies, closes, stops and reopens commitments.

Follow-ups of steps of ``ledger.kinds.commitments``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.record_errors import RecordError
from luoshi.commitments.assigning.actions import begin_duties, end_duties, open_commitment_duties
from luoshi.commitments.assigning.supporting.forms import who_owes
from luoshi.commitments.assigning.supporting.queries import supporters_without_report
from luoshi.commitments.decisions.forms import parts_owed
from luoshi.commitments.progress import queries as asks
from luoshi.commitments.progress.actions.derived_fields import progress_span_fields, update_binding, update_due
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.proofs.queries import lacking_proofs
from luoshi.commitments.progress.proofs.rules import join_proof_names
from luoshi.commitments.reporting.actions.reports import done_no_more, figures_no_more
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.duties import lay_anew, move_due
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.language.steps import Guard
from luoshi.kernel.kinds.links import links_into
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.messages.actions.messages import no_longer_asked, tell
from luoshi.kernel.steps.actions.steps import take
from luoshi.kernel.unique.actions import redirect_link
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import CLOSED, VERIFIED

YEARLY = "P1Y"


def asked_more_time(took: Took[Commitment]) -> None:
    """Record an extension request. The day of the request decides whether the first date still counts."""
    took.set_fields(wish=took.given["wish"], wished=took.day)


def grant_extension(took: Took[Commitment]) -> None:
    """Move the due date. If the request came too late, lateness still counts from the date that had passed.

    Raises:
        RecordError: ``guarded``: the same person asked for it, or nothing is owed.
    """
    commitment, until = took.record, took.given["until"]
    _another_asked(took)
    asked_on = commitment.wished or took.day
    moved = move_due(commitment, asks.DELIVER, until, min(asked_on, until))
    if moved is None:
        raise RecordError("guarded", _("It has no open due date that could be extended."), where=str(commitment))
    took.set_fields(wish=None, wished=None, extended=commitment.extended + 1, **progress_span_fields(commitment, until))
    lay_anew(commitment, asks.REPORT, took.day)
    update_binding(took)


def _another_asked(took: Took[Commitment]) -> None:
    """Refuse to let people grant their own extension request, from whatever post."""
    last = Entry.objects.filter(record=took.record.pk, step="ask_extension").order_by("-pk")
    if took.actor.person and took.actor.person == last.values_list("person", flat=True).first():
        raise RecordError(
            "guarded",
            _("You asked for this extension yourself: another person must decide on it."),
            where=str(took.record),
            remedy=_("Ask a colleague in the supervising office to check it."),
        )


def not_granted(took: Took[Commitment]) -> None:
    """Reject the extension: the due date stays."""
    took.set_fields(wish=None, wished=None)


def return_for_rework(took: Took[Commitment]) -> None:
    """Return the work as insufficient: it is not done, and a new limit becomes its due date.

    If its date had passed, lateness still counts from that date. The first due date is always kept.
    """
    commitment, limit = took.record, took.given["limit"]
    done_no_more(took)
    owed = asks.open_dates(commitment, asks.DELIVER, limit)
    if owed and owed[-1].due < limit:
        move_due(commitment, asks.DELIVER, limit, took.day)
        took.set_fields(**progress_span_fields(commitment, limit))
    took.set_fields(returned=commitment.returned + 1)
    update_binding(took)


def checker_is_not_doer(took: Took[Commitment]) -> None:
    """Refuse to let people verify their own report or work. Source: 02 §2.2 核查: checker ≠ author.

    Raises:
        RecordError: ``guarded``.
    """
    record, actor = took.record, took.actor
    authors = Progress.objects.filter(commitment=record.pk, taken_back=None).exclude(told_by__gt="")
    mine = actor.person and authors.filter(entry__person=actor.person).exists()
    if mine or (record.owner_id and record.owner_id in actor.posts):
        raise RecordError(
            "guarded",
            _("You reported on this or are responsible for it: another person must check it."),
            where=str(record),
            remedy=_("Ask a colleague in the supervising office to check it."),
        )
    waiting = Progress.objects.filter(commitment=record.pk, taken_back=None, confirmed=None).exclude(told_by="")
    if waiting.exists():
        raise RecordError(
            "guarded",
            _("The unit has not confirmed a report that was taken by telephone."),
            where=str(record),
            remedy=_("Ask the unit to confirm it, or take that report back."),
        )


def proofs_there(took: Took[Commitment]) -> None:
    """Refuse to pass a commitment that lacks a required kind of evidence. Source: requirements K, proof kind.

    Raises:
        RecordError: ``guarded``; it names the kinds.
    """
    if lacks := lacking_proofs(took.record):
        raise RecordError(
            "guarded",
            _("Evidence is missing: %(kinds)s.") % {"kinds": join_proof_names(lacks)},
            where=str(took.record),
            remedy=_("Return it to have that added, or change the required kinds of evidence."),
        )


def setter_named(took: Took[Commitment]) -> None:
    """After another leader was named as the assigner: if it waits to be closed, ask that leader to close it."""
    if took.record.state == VERIFIED:
        no_longer_asked(took.record, "close_it", took.at)
        for relation in ("setter", "closer"):
            tell(relation, "commitments.verified", asks="close_it")(took)


def nothing_open(took: Took[Commitment]) -> None:
    """Refuse to close it while a part is open. Source: 02 §2.2 办结: every 牵头, 协办 part and node closed.

    If a supporting unit still owes its part, a reason for closing is required. Commitments already closed are exempt.

    Raises:
        RecordError: ``guarded``.
    """
    if rest := asks.parts_open(took.record):
        words = _("%(count)d parts of it are still open.") % {"count": rest}
        raise RecordError("guarded", words, where=str(took.record))
    if (
        took.was.get("state") != CLOSED
        and not took.given.get("without_parts")
        and (left := supporters_without_report(took.record))
    ):
        raise RecordError("guarded", parts_owed(who_owes(left)), where=took.record.number)
    end_duties(took)


def file_whole(took: Took[Commitment]) -> None:
    """Refuse to archive what is incomplete. Source: 02 §2.2 已归档: closed, complete.

    Raises:
        RecordError: ``guarded``; it lists what is missing or still open.
    """
    commitment = took.record
    missing = []
    if not asks.valid_reports(commitment).filter(kind__in=(Progress.FINAL, Progress.TWIN)).exists():
        missing.append(_("There is no valid report that it was done."))
    if lacks := lacking_proofs(commitment):
        missing.append(_("Evidence is missing: %(kinds)s.") % {"kinds": join_proof_names(lacks)})
    if going := asks.papers_open(commitment):
        missing.append(_("Related items are still open: %(numbers)s.") % {"numbers": "、".join(going)})
    if missing:
        raise RecordError(
            "guarded",
            " ".join(missing),
            where=str(commitment),
            remedy=_("End or complete that first; reopen what was closed wrongly."),
        )


def open_linked_matter(took: Took[Commitment]) -> None:
    """Open a linked commitment for the leader's new remark; this one is closed as done. Source: 12 §12.1 办结."""
    commitment, given = took.record, took.given
    due = given["due"]
    same = {name: getattr(commitment, name) for name in ("plan", "row", "desk", "part", "place", "rhythm", "edition")}
    values = {
        **same,
        "title": given["words"][:200],
        "words": given["words"],
        "unit": commitment.unit,
        "due": due,
        "until": due,
        "first_due": due,
        "follows_on": commitment,
        "decider_id": took.seat or None,
    }
    (new,) = open_many(kind_of(commitment), [values], took.actor, at=took.at, says=("unit", "due", "follows_on"))
    parties = [Party(record=new, name=party.name, unit_id=party.unit_id) for party in commitment.parties.all()]
    Party.objects.bulk_create(parties)
    nothing_open(took)


def reopen_commitment(took: Took[Commitment]) -> None:
    """Reopen the commitment with a new due date. The first due date is kept."""
    figures_no_more(took)
    took.set_fields(mark="", without_parts="", reached=asks.reached_now(took.record))
    _go_on(took)


def resume_commitment(took: Took[Commitment]) -> None:
    """Resume the commitment after a pause. Its parts, suspended with it, are resumed by its lead unit."""
    _go_on(took)


def made_standing(took: Took[Commitment]) -> None:
    """Make the commitment standing: it is kept up and reviewed in a cycle, without a due date.

    At the year's close, where no cycle is asked for, the cycle is its recurrence, or else a year.
    """
    commitment = took.record
    every = took.given.get("every") or commitment.every or YEARLY
    end_duties(took)
    took.set_fields(every=every, rhythm="nodes", until=None, begins=None, ends=None, binds=None)
    begin_duties(commitment, took.day)
    update_due(took)


def stop_commitment(took: Took[Commitment]) -> None:
    """Stop the commitment and its parts: nothing more is owed."""
    end_duties(took)
    _parts_too(took, "stop_part")


def suspend_commitment(took: Took[Commitment]) -> None:
    """Suspend the commitment and its parts: nothing is owed until it is resumed."""
    end_duties(took)
    _parts_too(took, "suspend_part")


def merge_commitment(took: Took[Commitment]) -> None:
    """Merge the commitment into another, which takes over its obligations and its parts."""
    end_duties(took)
    into = took.given["into"]
    parts = list(took.record.parts.filter(closed=None).values_list("pk", flat=True))
    Commitment.lock(parts)
    Commitment.objects.filter(pk__in=parts).update(split_from=into)
    for link in links_into(Commitment):
        if link.several:  # such as a leader's instruction, which is about the matter that goes on
            redirect_link(link.model, link.name, took.record, into, took.actor, took.day)
    took.set_fields(merged_into=into)


def _parts_too(took: Took[Commitment], step: str) -> None:
    """Take the same step on its open parts, and on theirs."""
    before = kind_of(took.record).cycle.by_name[step].before
    for part in took.record.parts.filter(state__in=before).order_by("pk"):
        take(part, step, took.actor, {"reason": took.given.get("reason", "")}, at=took.at, within=True)


def sent_again(took: Took[Commitment]) -> None:
    """Send the commitment out again after a pause, to a unit that had not accepted it."""
    took.set_fields(**progress_span_fields(took.record, took.given["until"]))
    open_commitment_duties(took)


def year_goes_on(record: Commitment, day: date) -> bool:
    """Check whether the year of its plan is still open. One query if the plan is not loaded."""
    return bool(record.plan.state != "closed")


def is_of_earlier_year(record: Commitment, day: date) -> bool:
    """Check whether the year of its plan is over on a day. One query if the plan is not loaded."""
    return bool(record.plan.year < day.year)


def accepted_once(record: Commitment, day: date) -> bool:
    """Check whether the unit had accepted the commitment."""
    return record.accepted is not None


def not_accepted(record: Commitment, day: date) -> bool:
    """Check whether the unit had not accepted the commitment."""
    return record.accepted is None


def _unless(holds: Callable[[Commitment, date], bool], words: Any) -> Guard:
    """Make a guard that refuses with these words unless the condition holds."""
    return lambda record, given, when: [] if holds(record, timezone.localdate(when)) else [words]


in_a_year_under_way = _unless(
    year_goes_on, gettext_lazy("The year of its plan is closed: put this into the next year's plan.")
)
in_an_earlier_year = _unless(
    is_of_earlier_year,
    gettext_lazy("The year of its plan is not over: send it out, stop it or take it out of the plan."),
)
was_accepted = _unless(accepted_once, gettext_lazy("The unit had not accepted it: send it out again."))
never_accepted = _unless(not_accepted, gettext_lazy("The unit has accepted it: resume it."))


def _go_on(took: Took[Commitment]) -> None:
    commitment, late_since = took.record, _late_since(took.record)
    took.set_fields(**progress_span_fields(commitment, took.given["until"]))
    begin_duties(commitment, took.day)
    if late_since:
        owed = Occurrence.objects.filter(
            duty__record=commitment.pk, duty__name=asks.DELIVER, settled=None, dropped=None
        )
        owed.filter(due__gt=late_since).update(expired=late_since)
    update_binding(took)


def _late_since(commitment: Commitment) -> date | None:
    """Return the date that had passed when it was stopped or done: late stays late, whatever new date is set."""
    rows = Occurrence.objects.filter(duty__record=commitment.pk, duty__name=asks.DELIVER).order_by("-pk")
    last = rows.first()
    if last is None:
        return None
    bound, ended = last.expired or last.due, last.settled or last.dropped
    return bound if ended and ended > bound else None

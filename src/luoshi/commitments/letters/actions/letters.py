"""Drafts letters about what is overdue; addresses those that a person sends; records unanswered ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from luoshi.base.lateness import date_standing_condition
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.commitments.letters import models as forms
from luoshi.commitments.letters.models import Further, Letter, Reminder
from luoshi.commitments.letters.rules.ladder import PROPOSAL, SLIP
from luoshi.dates.lateness import LATE
from luoshi.dates.workdays import count_workdays_late
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.idempotency import StepResult
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.states import ASKING, OWED, SUSPENDED

OF_RUNG = {SLIP: forms.SLIP, PROPOSAL: forms.PROPOSAL}  # the second push is a push notice
OVER = (*OWED, ASKING, SUSPENDED)  # states in which a draft may still be needed
# Hooks by which rooms above produce the paper of a letter being sent, in its transaction.
WRITES: list[Callable[[Took[Letter]], None]] = []


def draft_letter(
    commitment: int, occurrence: int | None, rung: str, since: date, *, at: datetime, owner: int | None = None
) -> Letter:
    """Draft the letter of a rung about a commitment, for a person to review, send or discard.

    Call within a transaction.

    Args:
        owner: the post that handles it until it is sent.
    """
    one = Commitment.objects.select_related("unit", "desk", "plan").get(pk=commitment)
    form = OF_RUNG.get(rung, forms.PUSH)
    day = timezone.localdate(at)
    with translation.override(settings.LANGUAGE_CODE):  # a letter is in the office's language
        given = {
            "unit": one.unit.name,
            "task": one.words.strip().rstrip("。；;."),
            "number": one.number,
            "due": since.isoformat(),
            "days": count_workdays_late(since, day),
            "today": day.isoformat(),
            "plan": one.plan.title,
            "times": one.pushed + Reminder.objects.filter(occurrence=occurrence, due=since).count(),
        }
        words, title = _words(form) % given, f"{dict(forms.FORMS)[form]}：{one.title}"[:200]
    values = {
        "title": title,
        "unit": one.unit,
        "commitment": one,
        "occurrence_id": occurrence,
        "form": form,
        "since": since,
        "words": words,
        "owner_id": owner,
    }
    (letter,) = open_many(get_kind("letters"), [values], PROGRAM, at=at, says=("unit", "form", "since"))
    Party.objects.create(record=letter, name="desk", unit=one.desk)
    assert isinstance(letter, Letter)
    if form == forms.PROPOSAL:
        taken = take(letter, "prepare", PROGRAM, {}, at=at, within=True).record
        assert isinstance(taken, Letter)
        return taken
    return letter


def issue_letter(
    about: Sequence[Commitment], form: str, words: str, limit: date, actor: Actor, *, at: datetime
) -> StepResult:
    """Draft and send a letter about commitments of one unit and one office. Call within a transaction.

    Raises:
        RecordError: ``refused``: the actor may not send it; ``guarded``: the first is no longer owed.
    """
    first, day = about[0], timezone.localdate(at)
    with translation.override(settings.LANGUAGE_CODE):
        title = f"{dict(forms.FORMS)[form]}：{first.title}"[:190]
        if len(about) > 1:
            title += _(" and others, %(n)d in all") % {"n": len(about)}
    passed = [commitment.binds or commitment.until for commitment in about]
    values = {
        "title": title[:200],
        "unit": first.unit,
        "commitment": first,
        "form": form,
        "since": min((due_day for due_day in passed if due_day), default=day),
        "words": words,
    }
    (letter,) = open_many(get_kind("letters"), [values], actor, at=at, says=("unit", "form", "since"))
    Party.objects.create(record=letter, name="desk", unit=first.desk)
    Further.objects.bulk_create([Further(letter_id=letter.pk, commitment=commitment) for commitment in about[1:]])
    return take(letter, "send", actor, {"words": words, "limit": limit.isoformat()}, at=at)


def proposed_words(form: str) -> str:
    """Return the proposed text of a letter about several items, for the sender to edit."""
    if form == forms.TALK:
        return _(
            "The items listed are behind the requirements. The head of your unit is asked to a talk: bring in "
            "writing the reasons, the measures taken and the date by which each item will be completed."
        )
    if form == forms.SLIP:
        return _(
            "Complete the items listed by the deadline, and report on each in writing: progress, obstacles and their "
            "causes, and next steps. Items not answered in time will be submitted to the leader."
        )
    return _("Complete the items listed, or explain in writing what prevents each of them, by the deadline.")


def _words(form: str) -> str:
    if form == forms.SLIP:
        return _(
            "“%(task)s” (%(number)s, %(plan)s), led by you, was due on %(due)s. On %(today)s it is %(days)d working "
            "days late, after %(times)d reminders.\nReport on it in writing by the deadline of this slip, with the "
            "reasons and the next steps. If you do not answer in time, it will be submitted to the leader."
        )
    if form == forms.PROPOSAL:
        return _(
            "“%(task)s” (%(number)s, %(plan)s), led by %(unit)s, was due on %(due)s. On %(today)s it is %(days)d "
            "working days late, after %(times)d reminders.\nIt is proposed to ask those responsible to a talk, or to "
            "name it in a circular. Please decide."
        )
    return _(
        "“%(task)s” (%(number)s, %(plan)s), led by you, was due on %(due)s. On %(today)s it is %(days)d working days "
        "late.\nComplete it, or explain in writing what prevents this, by the deadline of this notice."
    )


def deliver_letter(took: Took[Letter]) -> None:
    """Deliver the letter to the unit, with a copy to the leader in charge.

    From now on the unit can read it and owes an answer by its limit.

    Raises:
        RecordError: ``guarded``: the matter is no longer owed.
    """
    letter = took.record
    _still_owed(letter)
    Party.objects.get_or_create(record=letter, name="addressed", unit_id=letter.unit_id)
    took.set_fields(sent=took.day, due=letter.limit, owner=None)
    for write in WRITES:
        write(took)


def deliver_proposal(took: Took[Letter]) -> None:
    """Deliver the proposal to the leader in charge; the unit concerned does not see it.

    Raises:
        RecordError: ``guarded``: the matter is no longer owed.
    """
    letter = took.record
    _still_owed(letter)
    Party.objects.get_or_create(record=letter, name="about", unit_id=letter.unit_id)
    took.set_fields(sent=took.day, owner=None)


def record_letter_lapse(took: Took[Letter]) -> None:
    """Record that the limit passed without an answer. A slip counts on its commitments. Source: 12 §12.3 三明."""
    letter = took.record
    if letter.form == forms.SLIP:
        for commitment in [
            letter.commitment,
            *(more.commitment for more in letter.further.select_related("commitment")),
        ]:
            take(commitment, "slip_missed", PROGRAM, {"letter": letter.number}, at=took.at, within=True)


def slip_missed(took: Took[Commitment]) -> None:
    """Count one more warning slip whose limit passed without an answer."""
    took.set_fields(slips=took.record.slips + 1)


def settle_letters(at: datetime) -> Iterator[None]:
    """Update letters: those answered by a report, those past their limit, and drafts no longer needed.

    Each is a transaction of its own and changes the letter's state, so the job is idempotent.
    """
    day = timezone.localdate(at)
    owed = Q(commitment__state__in=OVER)
    late = Occurrence.objects.filter(
        date_standing_condition("due", day, LATE),
        duty__record=OuterRef("commitment"),
        duty__ended=None,
        settled=None,
        dropped=None,
    )
    silent = Further.objects.filter(letter=OuterRef("pk"), commitment__state__in=OVER).exclude(
        commitment__reported__gte=OuterRef("sent")
    )
    # A letter asking to a talk needs attendance or an answer: a report is not enough.
    answered = (~owed | Q(commitment__reported__gte=F("sent"))) & ~Exists(silent) & ~Q(form=forms.TALK)
    letters = Letter.objects.filter(closed=None)
    found = [
        ("overtaken", letters.filter(state__in=("draft", "prepared")).filter(~owed | ~Exists(late))),
        ("met", letters.filter(answered, state__in=("sent", "lapsed"))),
        ("lapse", letters.filter(~answered, date_standing_condition("limit", day, LATE), state="sent")),
    ]
    for step, rows in found:
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
            with transaction.atomic():
                take(Letter.objects.get(pk=pk), step, PROGRAM, {}, at=at, within=True)
            yield


def has_undecided_letter(commitment: int, rung: str) -> bool:
    """Check whether such a letter about a commitment is already pending: a second would add nothing."""
    states = ("draft", "prepared", "sent", "proposed")
    return Letter.objects.filter(commitment=commitment, form=OF_RUNG.get(rung, forms.PUSH), state__in=states).exists()


@transaction.atomic
def circular_drafted(plan: Plan, count: int, made: bytes, actor: Actor, *, at: datetime) -> None:
    """Journal that a person downloaded the draft of a circular: the number of matters, and the file's hash."""
    given = {"count": count, "sha256": hashlib.sha256(made).hexdigest()}
    journal_act(plan, "circular", actor, given, at=at)


def _still_owed(letter: Letter) -> None:
    if letter.commitment.state not in OVER:
        raise RecordError(
            "guarded",
            _("Its subject no longer has to be done."),
            where=str(letter),
            remedy=_("Discard this draft."),
        )

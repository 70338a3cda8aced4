"""The due dates that ladders may remind of on a day, the recipients, and the counts for a person's digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.letters.models import Letter, Reminder
from luoshi.commitments.letters.rules.ladder import (
    CLERK,
    DEFAULT,
    DESK,
    DOER,
    HEAD,
    LEADER,
    REMINDED,
    ReminderLadder,
    read_ladder,
)
from luoshi.commitments.lights.queries.due_status import late_condition
from luoshi.commitments.lights.rules.due_status import NOT_OUT
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.duties.models import Parameter as Row
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.files.queries import kept_bytes
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import UNREAD
from luoshi.kernel.messages.queries.messages import messages_for_actor
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, parameter_value
from luoshi.kernel.references.queries import Reference
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.org.actors.models import Charge, Post
from luoshi.org.actors.queries import NEVER, current_placements
from luoshi.org.people.queries.people import tenures_in_force
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import ISSUED, OWED

LADDER = DeclaredParameter("ledger.ladder", "", read_ladder)  # its label is in its declaration
OPEN = Q(settled=None, dropped=None)


@dataclass(frozen=True, slots=True)
class RungDueDate:
    """A due date that a ladder may remind of, with the necessary data of its duty and its commitment."""

    occurrence: int
    due: date
    duty: str
    start: date
    commitment: int
    state: str
    unit: int
    owner: int | None
    desk: int


def whole_letter(pk: int) -> Letter:
    """Return a letter with its unit, and its commitment's plan and desk. One query."""
    return Letter.objects.select_related("unit", "commitment__plan", "commitment__desk").get(pk=pk)


def kept_paper(letter: Record) -> bytes | None:
    """Return the file that was sent as the letter; None if it was not sent, or sent without one. One query."""
    file = Attachment.objects.filter(record=letter.pk, part="paper").select_related("evidence").order_by("-pk").first()
    return kept_bytes(file.evidence) if file else None


def ladders_in_use(day: date) -> list[ReminderLadder]:
    """List every ladder that some office may use on a day, including the default. One query."""
    words = Row.objects.filter(name=LADDER.name, start__lte=day).values_list("value", flat=True).distinct()
    return [DEFAULT, *map(read_ladder, words)]


def ladder_of(desk: int, day: date) -> ReminderLadder:
    """Return the ladder of an office on a day: its own, else from a unit above, else the default. Two queries."""
    try:
        found: ReminderLadder = parameter_value(LADDER, desk, day)
    except RecordError:
        return DEFAULT
    return found


def open_due_dates(day: date, until: date | None, size: int) -> Iterator[list[RungDueDate]]:
    """Yield the open due dates up to ``until`` that ladders may remind of, earliest first, in batches of ``size``.

    One query per batch. An extension request, a pause or a check excludes a commitment.
    """
    found = Occurrence.objects.filter(
        OPEN, duty__ended=None, duty__record__kind="commitments", duty__record__state__in=REMINDED
    )
    if until is not None:
        found = found.filter(due__lte=until)
    rows = found.order_by("due", "pk").values_list(
        "pk", "due", "duty__name", "duty__start", "duty__record_id", "duty__record__state", "duty__record__unit_id",
        "duty__record__owner_id", "duty__record__as_commitment__desk_id",
    )  # fmt: skip
    last: tuple[date, int] | None = None
    while True:
        behind = Q() if last is None else Q(due__gt=last[0]) | Q(due=last[0], pk__gt=last[1])
        some = [RungDueDate(*row) for row in rows.filter(behind)[:size]]
        if some:
            yield some
        if len(some) < size:
            return
        last = some[-1].due, some[-1].occurrence


def sibling_duty_names(some: Collection[RungDueDate]) -> dict[tuple[int, date], dict[int, str]]:
    """Return the names of all open duties by commitment and due date, then by occurrence. One query."""
    rows = Occurrence.objects.filter(
        OPEN,
        duty__ended=None,
        duty__record__in={due_date.commitment for due_date in some},
        due__in={due_date.due for due_date in some},
    )
    found: dict[tuple[int, date], dict[int, str]] = defaultdict(dict)
    for pk, record, due, name in rows.values_list("pk", "duty__record_id", "due", "duty__name"):
        found[record, due][pk] = name
    return found


def sent_rungs(some: Collection[RungDueDate]) -> dict[tuple[int, date], set[str]]:
    """Return the rungs already sent for these due dates, by occurrence and date. One query."""
    found: dict[tuple[int, date], set[str]] = defaultdict(set)
    rows = Reminder.objects.filter(occurrence__in=[due_date.occurrence for due_date in some])
    for occurrence, due, rung in rows.values_list("occurrence_id", "due", "rung"):
        found[occurrence, due].add(rung)
    return found


def posts_by_ladder_role(some: Collection[RungDueDate], day: date) -> dict[int, dict[str, set[int]]]:
    """Return the posts held on a day, by occurrence and by their role in the matter. Three queries.

    A leader's post that never had a charge is responsible for its own unit, as in ``org.actors.queries.seats``.
    """
    held = Exists(tenures_in_force(day).filter(post=OuterRef("pk")))
    there = Post.objects.filter(held, start__lte=day, until__gt=day)
    units = {due_date.unit for due_date in some} | {due_date.desk for due_date in some}
    owners = {due_date.owner for due_date in some if due_date.owner}
    of_unit: dict[tuple[int, str], set[int]] = defaultdict(set)
    doing = set()
    wanted = Q(unit__in=units, role__in=(Role.CLERK, Role.HEAD, Role.SUPERVISOR)) | Q(pk__in=owners)
    for pk, unit, role in there.filter(wanted).values_list("pk", "unit_id", "role"):
        of_unit[unit, role].add(pk)
        doing |= {pk} & owners
    leading = _leading({due_date.unit for due_date in some}, there, day)
    found = {}
    for due_date in some:
        clerks, heads = of_unit[due_date.unit, Role.CLERK], of_unit[due_date.unit, Role.HEAD]
        desk = (
            of_unit[due_date.desk, Role.SUPERVISOR]
            or of_unit[due_date.desk, Role.CLERK]
            or of_unit[due_date.desk, Role.HEAD]
        )
        doer = {due_date.owner} & doing if due_date.owner else set()
        found[due_date.occurrence] = {
            DOER: doer,
            CLERK: clerks,
            HEAD: heads,
            LEADER: leading[due_date.unit],
            DESK: desk,
        }
    return found


def _leading(units: Collection[int], there: QuerySet[Post], day: date) -> dict[int, set[int]]:
    over: dict[int, set[int]] = defaultdict(set)
    for unit, ancestor in current_placements(day).filter(unit__in=units).values_list("unit_id", "ancestor_id"):
        over[ancestor].add(unit)
    charges = Charge.objects.filter(post=OuterRef("pk"))
    running = Charge.objects.filter(unit__in=over, start__lte=day, until__gt=day)
    found: dict[int, set[int]] = defaultdict(set)
    leaders = there.filter(role=Role.LEADER)
    rows = [
        *running.filter(post__in=leaders).values_list("post_id", "unit_id"),
        *leaders.filter(~Exists(charges), unit__in=over).values_list("pk", "unit_id"),
    ]
    for post, ancestor in rows:
        for unit in over[ancestor]:
            found[unit].add(post)
    return found


def unit_names_today(units: Iterable[int]) -> dict[int, str]:
    """Return the current names of these units. One query."""
    return dict(Unit.objects.filter(pk__in=set(units)).values_list("pk", "name"))


def letter_commitments(letter: Record) -> list[Commitment]:
    """List the commitments that a letter is about, its main one first. One query."""
    found = Commitment.objects.filter(Q(letters=letter.pk) | Q(further_letters__letter=letter.pk)).distinct()
    first: Any = letter
    rows = found.select_related("plan", "unit", "desk").order_by("place", "pk")
    return sorted(rows, key=lambda one: one.pk != first.commitment_id)


REMINDERS = Reference(Reminder, "commitment")


def commitment_reminders(commitment: Commitment) -> list[Reminder]:
    """List the reminders sent for a commitment by its ladder, newest first. At most one query."""
    if not REMINDERS.may_exist(commitment):
        return []
    return list(Reminder.objects.filter(commitment=commitment.pk).select_related("letter").order_by("-day", "-pk"))


def letter_digest_counts(actor: Actor, day: date) -> dict[str, int]:
    """Return the counts of an actor's digest by role: due today, to be accepted, overdue in their charge, drafts.

    Three queries; two if no letters concern them. A unit's own overdue matters are counted among its waiting ones.
    """
    by_name = get_kind("commitments").rights.by_name
    own = record_relation_condition(by_name["lead"], actor, day) | record_relation_condition(
        by_name["doer"], actor, day
    )
    over = record_relation_condition(by_name["leader"], actor, day) | record_relation_condition(
        by_name["desk"], actor, day
    )
    found = Commitment.objects.filter(own | over, state__in=(*OWED, *NOT_OUT)).aggregate(
        today=Count("pk", filter=Q(own, pressing=day, state__in=OWED)),
        accept=Count("pk", filter=Q(own, state=ISSUED)),
        overdue=Count("pk", filter=Q(over) & late_condition(day)),
    )
    letters = record_relation_condition(get_kind("letters").rights.by_name["desk"], actor, day)
    waiting = Letter.objects.filter(letters, state__in=("draft", "prepared"))
    drafts = waiting.count() if letters != NEVER else 0
    pushed = messages_for_actor(actor).filter(UNREAD, code__startswith="ledger.ladder").count()
    return {"due_today": found["today"], "to_accept": found["accept"], "overdue": found["overdue"],
            "drafts": drafts, "pushed": pushed}  # fmt: skip

"""What ladders of reminders may speak of on a day, who is told, and what a person's digest counts of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.base.states import ISSUED, OWED
from luoshi.ledger.letters.models import Letter, Reminder
from luoshi.ledger.letters.rules.ladder import CLERK, DEFAULT, DESK, DOER, HEAD, LEADER, REMINDED, Ladder, read_ladder
from luoshi.ledger.lights.queries.due_status import late_condition
from luoshi.org.actors.models import Charge, Post
from luoshi.org.actors.queries import NEVER, current_placements
from luoshi.org.people.queries.people import tenures_in_force
from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.org.tree.models import Unit
from luoshi.records.base.errors import RecordError
from luoshi.records.duties.models import Occurrence
from luoshi.records.duties.models import Parameter as Row
from luoshi.records.files.models import Attachment
from luoshi.records.files.queries import kept_bytes
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import get_kind
from luoshi.records.messages.models import UNREAD
from luoshi.records.messages.queries.messages import messages_for_actor
from luoshi.records.parameters.queries.parameters import DeclaredParameter, parameter_value
from luoshi.records.rights.queries.rights import record_relation_condition

LADDER = DeclaredParameter("ledger.ladder", "", read_ladder)  # its label stands where it is declared
OPEN = Q(settled=None, dropped=None)


@dataclass(frozen=True, slots=True)
class RungDueDate:
    """A due date of which a ladder may speak, with what it needs of its duty and its commitment."""

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
    """A letter with its unit, and its commitment's plan and desk. One query."""
    return Letter.objects.select_related("unit", "commitment__plan", "commitment__desk").get(pk=pk)


def kept_paper(letter: Record) -> bytes | None:
    """The file with which a letter left; None: it has not left, or left without one. One query."""
    file = Attachment.objects.filter(record=letter.pk, part="paper").select_related("evidence").order_by("-pk").first()
    return kept_bytes(file.evidence) if file else None


def ladders_in_use(day: date) -> list[Ladder]:
    """Every ladder that some office may use on a day, the default among them. One query."""
    words = Row.objects.filter(name=LADDER.name, start__lte=day).values_list("value", flat=True).distinct()
    return [DEFAULT, *map(read_ladder, words)]


def ladder_of(desk: int, day: date) -> Ladder:
    """The ladder that an office uses on a day: its own, else that of those above it, else the default. Two queries."""
    try:
        found: Ladder = parameter_value(LADDER, desk, day)
    except RecordError:
        return DEFAULT
    return found


def open_due_dates(day: date, until: date | None, size: int) -> Iterator[list[RungDueDate]]:
    """The open due dates up to a last one of which ladders may speak, soonest first, so many at a time.

    One query each time. More time asked for, a pause or a check takes a commitment out.
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
    """The names of all open duties of these commitments by commitment and due date, by occurrence. One query."""
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
    """The rungs said already of these due dates, by occurrence and date. One query."""
    found: dict[tuple[int, date], set[str]] = defaultdict(set)
    rows = Reminder.objects.filter(occurrence__in=[due_date.occurrence for due_date in some])
    for occurrence, due, rung in rows.values_list("occurrence_id", "due", "rung"):
        found[occurrence, due].add(rung)
    return found


def posts_by_ladder_role(some: Collection[RungDueDate], day: date) -> dict[int, dict[str, set[int]]]:
    """The posts that somebody holds on a day, by occurrence and by who they are to the matter. Three queries.

    A leader's post that never had a charge answers for its own unit, as in ``org.actors.queries.seats``.
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
    """What these units are called today. One query."""
    return dict(Unit.objects.filter(pk__in=set(units)).values_list("pk", "name"))


def letter_commitments(letter: Record) -> list[Commitment]:
    """What a letter is about, its first commitment first. One query."""
    found = Commitment.objects.filter(Q(letters=letter.pk) | Q(further_letters__letter=letter.pk)).distinct()
    first: Any = letter
    rows = found.select_related("plan", "unit", "desk").order_by("place", "pk")
    return sorted(rows, key=lambda one: one.pk != first.commitment_id)


def commitment_reminders(commitment: Commitment) -> list[Reminder]:
    """What was said of a commitment by its ladder, newest first. One query."""
    return list(Reminder.objects.filter(commitment=commitment.pk).select_related("letter").order_by("-day", "-pk"))


def letter_digest_counts(actor: Actor, day: date) -> dict[str, int]:
    """What an actor's digest counts by role: due today, to be accepted, overdue in their charge, drafts.

    Three queries, two where no letters are theirs. A unit's own overdue matters are among those that wait for it.
    """
    by_name = get_kind("commitments").rights.by_name
    own = record_relation_condition(by_name["lead"], actor, day) | record_relation_condition(
        by_name["doer"], actor, day
    )
    over = record_relation_condition(by_name["leader"], actor, day) | record_relation_condition(
        by_name["desk"], actor, day
    )
    found = Commitment.objects.filter(own | over, state__in=OWED).aggregate(
        today=Count("pk", filter=Q(own, pressing=day)),
        accept=Count("pk", filter=Q(own, state=ISSUED)),
        overdue=Count("pk", filter=Q(over) & late_condition(day)),
    )
    letters = record_relation_condition(get_kind("letters").rights.by_name["desk"], actor, day)
    waiting = Letter.objects.filter(letters, state__in=("draft", "prepared"))
    drafts = waiting.count() if letters != NEVER else 0
    pushed = messages_for_actor(actor).filter(UNREAD, code__startswith="ledger.ladder").count()
    return {"due_today": found["today"], "to_accept": found["accept"], "overdue": found["overdue"],
            "drafts": drafts, "pushed": pushed}  # fmt: skip

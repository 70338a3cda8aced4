"""What was reported on commitments: reports, values reached, due dates to report on, who may do it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from luoshi.ledger.models import Commitment, Progress, Reached, Target
from luoshi.ledger.queries.lights_now import tables_of
from luoshi.ledger.rules.light_presets import BY_DATE
from luoshi.ledger.rules.lights import Table
from luoshi.org.models import Post
from luoshi.org.queries import posts
from luoshi.org.queries.people import holding
from luoshi.org.statements import Slot, Statement
from luoshi.records.models import Attachment, Occurrence
from luoshi.records.rules.soon import soon_until

REPORT, DELIVER, RECUR, ACCEPT = "report", "deliver", "recur", "accept"


@dataclass(frozen=True)
class Asked:
    """What a report on a commitment is asked: targets, their last values by id, the due dates that it may answer.

    ``table`` says whether its light gives cause to ask for more.
    """

    targets: list[Target] = field(default_factory=list)
    known: dict[int, Reached] = field(default_factory=dict)
    dates: list[Occurrence] = field(default_factory=list)
    table: Table = BY_DATE


def asked_of(commitments: Collection[Commitment], day: date) -> dict[int, Asked]:
    """What reports on these commitments are asked on a day, by their ids. Five queries at most."""
    by_pk = {one.pk: one for one in commitments}
    targets = list(Target.objects.filter(commitment__in=by_pk, ended=None).order_by("place", "pk"))
    known = actuals(targets)
    owed = Occurrence.objects.filter(_owed_now(day), duty__record__in=by_pk, duty__name__in=(REPORT, RECUR))
    tables = tables_of({one.desk_id for one in commitments}, day)
    found = {pk: Asked(table=tables[one.desk_id].table) for pk, one in by_pk.items()}
    for target in targets:
        found[target.commitment_id].targets.append(target)
        if target.pk in known:
            found[target.commitment_id].known[target.pk] = known[target.pk]
    for one in owed.select_related("duty").order_by("due", "pk"):
        pk = one.duty.record_id
        if pk is not None and one.duty.name == (RECUR if by_pk[pk].every else REPORT):
            found[pk].dates.append(one)
    return found


def posts_of(unit: int, day: date) -> QuerySet[Post]:
    """The posts of a unit that somebody holds on a day, each with ``now``. Two queries when read."""
    held = Exists(holding(day).filter(post=OuterRef("pk")))
    rows = posts.standing(day).filter(held, unit=unit).order_by("pk")
    return rows.prefetch_related(Prefetch("tenures", posts.now(day), to_attr="now"))


def standing(commitment: Commitment) -> QuerySet[Progress]:
    """The reports on a commitment that were not taken back, newest first."""
    return Progress.objects.filter(commitment=commitment.pk, taken_back=None).select_related("unit").order_by("-pk")


def to_take_back(commitment: Commitment) -> QuerySet[Progress]:
    """The reports that can be taken back here: one that came with another matter's goes with that one."""
    return standing(commitment).exclude(kind=Progress.TWIN)


def to_confirm(commitment: Commitment) -> QuerySet[Progress]:
    """The reports typed at the telephone that nobody has confirmed."""
    return standing(commitment).exclude(told_by="").filter(confirmed=None)


def may_take_back(commitment: Commitment) -> bool:
    """Whether there is a report to take back. One query."""
    return to_take_back(commitment).exists()


def may_confirm(commitment: Commitment) -> bool:
    """Whether something said at the telephone waits to be confirmed. One query."""
    return to_confirm(commitment).exists()


def reports(commitment: Commitment) -> list[Progress]:
    """All reports, newest first, those taken back too, with values and files. Four queries."""
    rows = Progress.objects.filter(commitment=commitment.pk).select_related("unit", "entry__person").order_by("-pk")
    values = Prefetch("values", Reached.objects.select_related("target").order_by("target__place"))
    files = Prefetch("entry__attachments", Attachment.objects.select_related("evidence").order_by("pk"))
    return list(rows.prefetch_related(values, files))


def actuals(targets: list[Target]) -> dict[int, Reached]:
    """The newest value reported for each of these targets, by its id. One query."""
    rows = Reached.objects.filter(target__in=targets, progress__taken_back=None).select_related("progress")
    return {one.target_id: one for one in rows.order_by("pk")}


def open_dates(commitment: Commitment, name: str, day: date) -> list[Occurrence]:
    """The dates of a running duty that are owed now: missed ones, and those whose period has begun or are near.

    One query.
    """
    return _OPEN.rows(record=commitment.pk, name=name, day=day, soon=soon_until(day))


_OPEN = Statement(
    lambda: (
        Occurrence.objects.filter(
            duty__record=Slot.number("record"),
            duty__name=Slot.text("name"),
            duty__ended=None,
            settled=None,
            dropped=None,
        )
        .filter(Q(due__lte=Slot.day("soon")) | Q(first__lte=Slot.day("day")))
        .select_related("duty")
        .order_by("due")
    )
)


def targets(commitment: Commitment) -> list[Target]:
    """The targets of the edition in force, in their order. One query."""
    return _TARGETS.rows(commitment=commitment.pk)


_TARGETS = Statement(
    lambda: Target.objects.filter(commitment=Slot.number("commitment"), ended=None).order_by("place", "pk")
)


def last_values(commitment: Commitment) -> dict[int, Decimal]:
    """The newest value reported for each target of the edition in force, by the target's id. One query."""
    return dict(_LAST.rows(commitment=commitment.pk))


_LAST = Statement(
    lambda: (
        Reached.objects.filter(
            target__commitment=Slot.number("commitment"), target__ended=None, progress__taken_back=None
        )
        .order_by("pk")
        .values_list("target_id", "value")
    )
)


def _owed_now(day: date) -> Q:
    now = Q(due__lte=soon_until(day)) | Q(first__lte=day)
    return Q(duty__ended=None, settled=None, dropped=None) & now


def shared_out(commitment: Commitment) -> list[tuple[Target, Decimal]]:
    """Each target with the sum of what its parts were given of it; parts that are no more do not count. Two queries."""
    own = list(commitment.targets.filter(ended=None).order_by("place", "pk"))
    given: dict[str, Decimal] = {}
    parts = Target.objects.filter(commitment__split_from=commitment.pk, ended=None).exclude(
        commitment__state__in=("withdrawn", "cancelled")
    )
    for row in parts:
        key = f"{row.indicator}|{row.unit}|{row.aspect}|{row.period}"
        given[key] = given.get(key, Decimal(0)) + row.value
    return [(one, given.get(f"{one.indicator}|{one.unit}|{one.aspect}|{one.period}", Decimal(0))) for one in own]

"""Queries for a record's progress in its chain: round, approvals, next levels and posts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor, Relation
from luoshi.desk.approvals import rules
from luoshi.desk.approvals.models import Approval, Round
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters.queries.parameters import parameter_values
from luoshi.kernel.rights.queries.holders import holders_by_record as holders
from luoshi.kernel.rights.queries.rights import posts_told
from luoshi.org.actors.models import Post
from luoshi.org.actors.queries import ancestor_unit_ids
from luoshi.org.people.queries.people import tenures_in_force

if TYPE_CHECKING:
    from luoshi.desk.approvals.chains import Level


def round_of(record: Record, chain: str) -> Round | None:
    """Return a record's current or last round. One query."""
    return Round.objects.filter(record=record.pk, chain=chain).select_related("entry__person").order_by("-pk").first()


def given_in(current: Round | None) -> list[Approval]:
    """List the approvals of a round in order. One query, or none; once in a request that only reads."""
    if current is None:
        return []
    rows = Approval.objects.filter(round=current).select_related("person", "post__unit", "entry")
    return list(keep_answer((given_in, current.pk), lambda: list(rows.order_by("pk"))))


def people_barred_from_approving(record: Record, current: Round | None, day: date) -> tuple[set[int], set[int]]:
    """Return who may not approve a record: who entered or sent it, and who holds it on a day. Few queries."""
    entered = {record.opener_id} | ({current.entry.person_id} if current else set())
    having: set[int] = set()
    if record.owner_id:
        having.update(tenures_in_force(day).filter(post=record.owner_id).values_list("person", flat=True))
    for held in holders([record], day).get(record.pk, {}).values():
        having.update(held)
    return {person for person in entered if person}, having


def approved_by(current: Round | None) -> Collection[int]:
    """Return the people who approved in a round. One query."""
    return {approval.person_id for approval in given_in(current)}


def posts_given(current: Round | None, level: str) -> set[int]:
    """Return the posts that approved a level in a round. One query."""
    given = (approval.post_id for approval in given_in(current) if approval.level == level)
    return {post for post in given if post is not None}


def level_threshold(level: Level, record: Record, day: date) -> Decimal | int | None:
    """Return the value above which a level is required, on a day for the record's unit; None if not set."""
    return parameter_values(level.above[1], [record.unit_id], day).get(record.unit_id) if level.above else None


def border_of_round(level: Level, record: Record, current: Round) -> Decimal | int | None:
    """Return the threshold as of the day on which a round began."""
    return level_threshold(level, record, timezone.localdate(current.entry.at))


def required_levels(levels: Sequence[Level], record: Record, day: date) -> list[str]:
    """List a record's required levels, by its figures and a day's parameters. Two queries per threshold."""
    bounds = [
        (
            level.above is not None,
            getattr(record, level.above[0]) if level.above else None,
            level_threshold(level, record, day),
        )
        for level in levels
    ]
    return [level.who for level, is_asked in zip(levels, rules.flag_required_levels(bounds), strict=True) if is_asked]


def waited_for(record: Record, relation: Relation, current: Round | None, day: date) -> list[Post]:
    """List the posts that may approve a level and have not in this round, with their units. Three queries."""
    posts = posts_told(relation, record, day) - posts_given(current, relation.name)
    return list(Post.objects.filter(pk__in=posts).select_related("unit").order_by("pk"))


def others_needed(record: Record, relation: Relation, current: Round | None, actor: Actor, day: date) -> bool:
    """Whether other posts must still approve the level, besides the actor's."""
    seat = relation.seat(actor, record.subject(ancestor_unit_ids([record.unit_id], day)[record.unit_id]))
    mine = {seat.post} if seat and not isinstance(seat, bool) else {*actor.posts}
    return bool(posts_told(relation, record, day) - posts_given(current, relation.name) - mine)

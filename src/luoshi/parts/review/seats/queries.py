"""Who can be drawn, who was, and what a draw published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet

from luoshi.desk.draws.queries import draw_proof
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import row_model
from luoshi.kernel.kinds.registry import get_kind
from luoshi.parts.calls.models import Application, ApplicationMember
from luoshi.parts.registers.findings import IN_EFFECT
from luoshi.parts.registers.models import Person
from luoshi.parts.review import queries
from luoshi.parts.review.assessors.queries import people_away
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSeat, SeatDraw
from luoshi.parts.review.rules import find_conflict

NO_RESULT = ("setup", "assigning", "open", "closed", "cancelled")  # rounds that can be cancelled, or were


def people_of_pool(branch: str) -> list[int]:
    """List the people in the pool, all or those of a field. One query."""
    found = _experts().filter(state="pool", erased=None)
    if branch:
        found = found.filter(pk__in=_rows_of_experts("branches").filter(branch=branch).values("record"))
    return sorted(found.values_list("person", flat=True))


def all_experts() -> list[int]:
    """List all people who are or were in the pool. One query."""
    return sorted(set(_experts().exclude(person=None).values_list("person", flat=True)))


def barred_people(round_: ReviewRound, people: Collection[int], day: date) -> dict[int, str]:
    """Return who of these cannot be drawn, with the reason: own application, seated, a finding, away, or conflicts.

    Away is who is so on all days of the round that are left; conflicts bar who may assess nothing of what was brought
    in. At most seventeen queries.

    Of several reasons the last one stands: who applies is barred for that.
    """
    integrity = get_kind("integrity").record
    in_effect = definitely_true(IN_EFFECT, integrity, day)
    findings: QuerySet[Any] = integrity._default_manager.filter(in_effect, erased=None)
    reasons: tuple[tuple[str, set[int]], ...] = (
        ("conflict", people_barred_everywhere(round_, people, day)),
        ("away", people_away(round_, people, day)),
        ("finding", set(findings.values_list("person", flat=True))),
        ("seated", {seat.person_id for seat in queries.all_seats(round_.pk) if seat.person_id}),
        ("own", {*queries.rivals_of_round(round_), *(() if round_.of else members_of_call(round_.call_id))}),
    )
    return {person: reason for reason, which in reasons for person in people if person in which}


def _experts() -> QuerySet[Any]:
    """Select the experts: of a line above, so what is read of it is named, not imported. No query yet."""
    return get_kind("experts").record._default_manager.all()


def _rows_of_experts(name: str) -> QuerySet[Any]:
    rows: type[Any] = {part.name: row_model(part) for part in get_kind("experts").every(Rows)}[name]
    return rows._default_manager.all()


def members_of_call(call: int | None) -> frozenset[int]:
    """Return the members of all applications of a call that were not withdrawn. One query."""
    rows = Application.objects.filter(call=call, erased=None).exclude(state="withdrawn")
    return frozenset(ApplicationMember.objects.filter(record__in=rows).values_list("person", flat=True))


def draws_of_round(round_: int) -> list[SeatDraw]:
    """List the draws of a round that were drawn, also those declared void, in their order. One query."""
    return list(SeatDraw.objects.filter(round=round_, state__in=("drawn", "void"), erased=None).order_by("pk"))


def draw_in_force(round_: int, branch: str, besides: int) -> SeatDraw | None:
    """Return another draw of a round for this field that was neither discarded nor declared void. One query."""
    rows = SeatDraw.objects.filter(round=round_, branch=branch, erased=None).exclude(pk=besides)
    return rows.exclude(state__in=("discarded", "void")).order_by("pk").first()


def draw_elsewhere(round_: ReviewRound) -> SeatDraw | None:
    """Return a draw in force of another round that assesses one of the same at the same stage and has no result.

    A round that was cancelled after it had drawn is one of these: its draw stays until it is declared void. One query.
    """
    same = Assessed.objects.filter(round=round_.pk, erased=None).values("about")
    rounds = ReviewRound.objects.filter(stage=round_.stage, state__in=NO_RESULT, erased=None).exclude(pk=round_.pk)
    rounds = rounds.filter(pk__in=Assessed.objects.filter(about__in=same, erased=None).values("round"))
    return SeatDraw.objects.filter(round__in=rounds, state="drawn", erased=None).order_by("pk").first()


def people_barred_everywhere(round_: ReviewRound, people: Collection[int], day: date) -> set[int]:
    """Return who of these may assess nothing of what was brought into a round. At most twelve queries."""
    subjects = queries.read_subjects(queries.objects_of_round(round_.pk))
    if not subjects:
        return set()
    known = queries.read_reviewers(Person.objects.filter(pk__in=people), day)
    return {pk for pk, person in known.items() if all(find_conflict(person, subject) for subject in subjects)}


def seats_of_draw(draw: int) -> list[ReviewSeat]:
    """List the seats that a draw filled, in the order drawn. One query."""
    return list(ReviewSeat.objects.filter(draw=draw).select_related("person").order_by("place", "pk"))


def collect_seat_proof(draw: SeatDraw) -> dict[str, object]:
    """Return everything from which a draw of assessors is recomputed. No query.

    Who was replaced stands among those passed over, so that the next in order follows from the file.
    """
    return draw_proof(draw, draw.size, draw.drawn.splitlines(), draw.barred.splitlines())

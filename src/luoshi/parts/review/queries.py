"""Who could assess, what is in a round, and what its sheets say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.base.examples import Around
from luoshi.kernel.kinds.assessed import assessed_part
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, Row, row_model
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.parts.calls.models import Application
from luoshi.parts.registers.models import Person
from luoshi.parts.review.models import (
    APPLICATIONS,
    Assessed,
    MarkFormItem,
    ReviewRound,
    ReviewSeat,
    ReviewSheet,
    SeatDraw,
    SheetMark,
)
from luoshi.parts.review.rules import Reviewer, Subject, VoteOn
from luoshi.scoring.sheets import MarkItem

LOOKS_BACK = 3  # years. Source: 政府采购法实施条例 art. 9
GONE = ("declined", "void")
LIVE = ("asked", "accepted", "scored", "late")  # sheets that are still an object's


def items_of_form(form: int) -> list[MarkItem]:
    """List the items of a form of marks, in their order. One query, once in a request that only reads."""
    rows = MarkFormItem.objects.filter(record=form).order_by("place")
    found = keep_answer((items_of_form, form), lambda: list(rows))
    return [MarkItem(row.item, row.weight, special=row.special) for row in found]


def list_subjects(round_: ReviewRound, actor: Actor, day: date) -> list[Any]:
    """List what can be brought into a round and is not in it yet, by number. One query.

    Of a call, what passed the formal check; of another kind, what the actor reads and is in a state to be assessed.
    """
    kind = get_kind(round_.subject_kind)
    part = assessed_part(kind)
    there = Assessed.objects.filter(round=round_.pk).values("about")
    rows = readable_records(kind, actor, day) if round_.of else Application.objects.filter(call=round_.call_id)
    rows = rows.filter(state__in=part.at if part else (), erased=None)
    return list(rows.exclude(pk__in=there).order_by("number"))


def objects_of_round(round_: int) -> list[Assessed]:
    """List the objects of a round, with what is assessed. Two queries, once in a request that only reads."""
    return list(keep_answer((objects_of_round, round_), lambda: _ask_for_objects(round_)))


def _ask_for_objects(round_: int) -> list[Assessed]:
    rows = list(Assessed.objects.filter(round=round_).select_related("about").order_by("pk"))
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row.about.kind, []).append(row.about.pk)
    found = {name: get_kind(name).record._default_manager.in_bulk(keys) for name, keys in by_kind.items()}
    for row in rows:
        row.thing = found[row.about.kind][row.about.pk]
    return rows


def count_objects(round_: int) -> int:
    """Count the objects of a round. One query."""
    return Assessed.objects.filter(round=round_).count()


def current_seats(round_: int, day: date) -> list[ReviewSeat]:
    """List the seats of a round on a day, in their order. One query."""
    rows = ReviewSeat.objects.filter(Q(to_day=None) | Q(to_day__gt=day), record=round_)
    return list(rows.select_related("person").order_by("place", "pk"))


def read_candidates(seats: Iterable[ReviewSeat], day: date) -> list[Reviewer]:
    """Read of each seat where the person works or worked within three years, and their ties. Three queries."""
    every = list(seats)
    known = read_reviewers([seat.person for seat in every], day)
    return [replace(known[seat.person_id], branch=seat.branch) for seat in every]


def read_reviewers(people: Iterable[Person], day: date) -> dict[int, Reviewer]:
    """Read where these people work or worked within three years, and their ties, by person. Three queries."""
    every = list(people)
    pool = get_kind("experts")  # of a line above: what is read of it is named, not imported
    rows = {part.name: row_model(part) for part in pool.every(Rows)}
    asked = {"state": "pool", "person__in": [person.pk for person in every]}
    experts: dict[int, int] = {}
    for row in pool.record._default_manager.filter(**asked):
        experts[row.pk] = getattr(row, "person_id")  # noqa: B009
    since = day.replace(year=day.year - LOOKS_BACK, day=min(day.day, 28))
    works: dict[int, set[int]] = {}
    for job in _rows_since(rows["employments"], experts, since):
        works.setdefault(experts[job.record_id], set()).add(getattr(job, "org_id"))  # noqa: B009
    tied: dict[int, tuple[set[int], set[int]]] = {}
    for tie in _rows_since(rows["ties"], experts, day):
        for place, name in enumerate(("person_id", "org_id")):
            if key := getattr(tie, name):
                tied.setdefault(experts[tie.record_id], (set(), set()))[place].add(key)
    found = {}
    for person in every:
        own = {person.organisation_id} if person.organisation_id else set()
        people_, orgs = tied.get(person.pk, (set(), set()))
        found[person.pk] = Reviewer(
            person.pk, "", frozenset(own | works.get(person.pk, set())), frozenset(people_), frozenset(orgs)
        )
    return found


def _rows_since(model: type[Row], records: Collection[int], day: date) -> QuerySet[Row]:
    return model._default_manager.filter(Q(to_day=None) | Q(to_day__gte=day), record__in=records)


def read_subjects(objects: Iterable[Assessed]) -> list[Subject]:
    """Read of each object who is behind it, and who shall not assess it.

    A query for each link of its kind, and one more.
    """
    every = list(objects)
    if not every:
        return []
    found = _subjects_of(kind_of(every[0].thing), {row.about_id: (row.pk, row.branch) for row in every})
    return [found[row.about_id] for row in every]


def subjects_of_applications(applications: Iterable[Application]) -> dict[int, Subject]:
    """Read of applications the people and the organisations behind them, by application. Five queries."""
    found = _subjects_of(get_kind(APPLICATIONS), {row.pk: (row.pk, row.branch) for row in applications})
    return {subject.key: subject for subject in found.values()}


def _subjects_of(kind: CompiledKind, keys: Mapping[int | None, tuple[int, str]]) -> dict[int | None, Subject]:
    """Read of records who is behind them, by record; ``keys``: the key of each subject, and its field of work."""
    part = assessed_part(kind)
    assert part is not None
    people, organisations, unsuited = (
        _linked_ids(kind, keys, paths) for paths in (part.people, part.organisations, part.unsuited)
    )
    employers = read_employers({person for found in people.values() for person in found})
    for pk, found in people.items():
        organisations.setdefault(pk, set()).update(employers[person] for person in found if person in employers)
    return {
        pk: Subject(key, branch, *(frozenset(found.get(pk, ())) for found in (people, organisations, unsuited)))
        for pk, (key, branch) in keys.items()
    }


def read_employers(people: Collection[int]) -> dict[int, int]:
    """Return by person the organisation where they work: who works there assesses nothing of theirs. One query.

    Source: 国家自然科学基金条例 (2024) art. 20: the same legal person as the applicant or a participant.
    """
    rows = Person.objects.filter(pk__in=people, organisation__isnull=False)
    return {person: org for person, org in rows.values_list("pk", "organisation") if org is not None}


def vote_on(about: Record) -> VoteOn | None:
    """Return what a committee's confirmed meeting voted on an application; None: nothing, or without a quorum."""
    if not isinstance(about, Application) or about.vote not in ("passed", "failed") or not about.votes_of:
        return None
    return VoteOn(about.vote == "passed", Fraction(about.ayes or 0, about.votes_of))


def _linked_ids(kind: CompiledKind, keys: Collection[int | None], paths: Collection[str]) -> dict[int | None, set[int]]:
    """Return by record to what these links lead, from the record or its rows."""
    rows = {part.name: row_model(part) for part in kind.every(Rows)}
    found: dict[int | None, set[int]] = {}
    for path in paths:
        name, _dot, link = path.partition(".")
        model: Any = rows[name] if link else kind.record
        own = "record" if link else "pk"
        linked = model._default_manager.filter(**{f"{own}__in": keys}).values_list(own, link or name)
        for key, other in linked:
            if other is not None:
                found.setdefault(key, set()).add(other)
    return found


def rivals_of_round(round_: ReviewRound) -> frozenset[int]:
    """Return who assesses nothing in a round: the leaders of its call's applications, or everybody assessed in it."""
    if not round_.of:
        return leaders_of_call(round_.call_id)
    return frozenset(person for row in read_subjects(objects_of_round(round_.pk)) for person in row.people)


def leaders_of_call(call: int | None) -> frozenset[int]:
    """Return the leaders of all applications of a call that were not withdrawn. One query."""
    rows = Application.objects.filter(call=call, erased=None).exclude(state="withdrawn")
    return frozenset(pk for pk in rows.values_list("leader", flat=True) if pk)


def sheets_of_round(round_: int) -> QuerySet[ReviewSheet]:
    """Select the sheets of a round that are still asked for or given. No query yet."""
    return ReviewSheet.objects.filter(assessed__round=round_, state__in=LIVE, erased=None)


def assessors_by_object(round_: int, states: Collection[str] = LIVE) -> dict[int, list[int]]:
    """Return by object who has a sheet in one of these states. One query."""
    rows = ReviewSheet.objects.filter(assessed__round=round_, state__in=states, erased=None).order_by("pk")
    found: dict[int, list[int]] = {}
    for assessed, person in rows.values_list("assessed", "assessor"):
        found.setdefault(assessed, []).append(person)
    return found


def marks_of_round(round_: ReviewRound) -> dict[tuple[int, int], dict[str, Decimal | None]]:
    """Return the marks that count in a round, by object and assessor, then by item; of layers the last. Two queries."""
    given = sheets_of_round(round_.pk).filter(state="scored", layer=round_.layers.rpartition(" ")[2]).order_by("pk")
    sheets = {pk: (assessed, person or 0) for pk, assessed, person in given.values_list("pk", "assessed", "assessor")}
    found: dict[tuple[int, int], dict[str, Decimal | None]] = {key: {} for key in sheets.values()}
    for row in SheetMark.objects.filter(record__in=list(sheets)).order_by("pk"):
        found[sheets[row.record_id]][row.item] = row.mark
    return found


def item_means_of_round(round_: ReviewRound) -> dict[int, tuple[Fraction, ...]]:
    """Return by object the mean mark of each item, in the order of the form, where none lacks. Three queries."""
    names = [item.code for item in items_of_form(round_.form_id or 0)]
    sheets: dict[int, list[dict[str, Decimal | None]]] = {}
    for (assessed, _person), marks in marks_of_round(round_).items():
        sheets.setdefault(assessed, []).append(marks)
    found = {}
    for assessed, given in sheets.items():
        columns = [[mark for marks in given if (mark := marks.get(name)) is not None] for name in names]
        if all(len(column) == len(given) for column in columns):
            found[assessed] = tuple(sum(map(Fraction, column), Fraction(0)) / len(column) for column in columns)
    return found


def totals_of_round(round_: int) -> dict[int, dict[int, Fraction]]:
    """Return the totals of the sheets given in a round, by object and assessor. One query."""
    found: dict[int, dict[int, Fraction]] = {}
    given = sheets_of_round(round_).filter(state="scored", total__isnull=False).order_by("pk")
    for assessed, person, total in given.values_list("assessed", "assessor", "total"):
        found.setdefault(assessed, {})[person] = Fraction(total or 0)
    return found


def count_sheets(round_: int) -> dict[int, dict[str, int]]:
    """Count the sheets of a round by assessor and state, without a look at any mark. One query."""
    rows = ReviewSheet.objects.filter(assessed__round=round_, erased=None).order_by()
    found: dict[int, dict[str, int]] = {}
    for person, state, n in rows.values_list("assessor", "state").annotate(n=Count("pk")):
        found.setdefault(person, {})[state] = n
    return found


def rounds_past(moment: datetime) -> list[ReviewRound]:
    """List the open rounds whose window is over. One query."""
    return list(ReviewRound.objects.filter(state="open", to_at__lt=moment, erased=None).order_by("pk"))


def entries_to_open(sheet: ReviewSheet) -> QuerySet[Entry]:
    """Select the entries whose files an assessor opens: in a blind round only those of the blind papers."""
    part = sheet.assessed.part
    steps = part.blind if is_blind(sheet) else part.files
    return Entry.objects.filter(record=sheet.assessed.about_id, step__in=steps)


def is_blind(sheet: ReviewSheet) -> bool:
    """Whether the assessor of a sheet must not learn who applies; layers always know."""
    return not sheet.layer and sheet.assessed.round.blind == "yes"


def all_seats(round_: int) -> list[ReviewSeat]:
    """List the seats of a round, also of those who were replaced. One query."""
    return list(ReviewSeat.objects.filter(record=round_).select_related("person").order_by("place", "pk"))


def drawn_codes(round_: int) -> set[str]:
    """Return the codes of those whom the draws of a round put into it, without who left since. One query."""
    rows = SeatDraw.objects.filter(round=round_, state="drawn", erased=None).values_list("drawn", flat=True)
    return {code for lines in rows for code in lines.splitlines()}


def assessor_to_seat(record: ReviewRound | None, around: Around) -> dict[str, str]:
    """Return a seat for somebody of the pool who has none in this round, for examples. Two queries."""
    seated = [seat.person_id for seat in all_seats(record.pk)] if record else []
    pool = get_kind("experts").record._default_manager.filter(state="pool", erased=None)
    for expert in pool.order_by("-pk"):
        if getattr(expert, "person_id") not in seated:  # noqa: B009
            return {"person": getattr(expert, "person").number}  # noqa: B009
    return {"person": ""}


def marks_to_give(record: ReviewSheet | None, around: Around) -> list[dict[str, object]]:
    """Return a mark for each item of a sheet, for examples. One query."""
    rows = SheetMark.objects.filter(record=record.pk).order_by("place") if record else ()
    return [{"id": row.pk, "item": row.item, "mark": "80"} for row in rows]

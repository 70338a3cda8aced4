"""Whose name everybody may read: of minors only with a guardian's consent, from its day to that of its withdrawal.

NamedInPublic("members.person", role="role", minors="pupil", where=Is(sort="works"))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import CharField, F, Q, TextField

from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.names import Names, split_names
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, row_model
from luoshi.parts.registers.models import GuardianConsent, Person
from luoshi.parts.registers.rules import ADULT, ConsentSpan, consent_holds, is_minor


@dataclass(frozen=True)
class NamedInPublic(CheckedPart):
    """Who takes part is named where everybody reads the record: in its public list, and when its paper is checked.

    A minor is named only while a guardian's consent holds. What the record says besides stays: school and prize.

    Attributes:
        people: the rows, and their link to a person: ``members.person``.
        role: the column of these rows with the part somebody takes.
        minors: its codes of those who are minors unless the register knows that they are of age.
        where: the records of which people are named at all; None: all.
    """

    people: str
    role: str
    minors: Names
    where: When | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "minors", split_names(self.minors))

    @property
    def parts_of_path(self) -> tuple[str, str]:
        """The name of the rows, and of their link."""
        rows, _dot, person = self.people.partition(".")
        return rows, person

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield unknown rows, a column that leads to no person, and a role that is none."""
        name, person = self.parts_of_path
        part = next((part for part in kind.every(Rows) if part.name == name), None)
        if part is None:
            yield f"named in public: no rows {name}"
            return
        columns = {field.name: field for field in row_model(part)._meta.concrete_fields}
        if person not in columns or columns[person].related_model is not Person:
            yield f"named in public: {self.people} leads to no person"
        if self.role not in columns:
            yield f"named in public: {name} has no column {self.role}"


def open_names(people: Iterable[tuple[Person, bool]], day: date) -> dict[int, str]:
    """Return the names that everybody may read on a day, by the person's key: those of minors with consent alone.

    Args:
        people: each with whether the place where they stand marks them as a minor (a pupil). It counts only while the
            register does not know the day of birth: a pupil of unknown age is a minor, anybody else is not.

    At most two queries, none if there are no minors.
    """
    marked: dict[int, tuple[Person, bool]] = {}
    for person, mark in people:
        if not person.erased:
            marked[person.pk] = (person, mark or marked.get(person.pk, (person, False))[1])
    minors = {pk for pk, (person, mark) in marked.items() if is_minor(person.birth, mark, day)}
    agreed = persons_with_consent(minors, day)
    return {pk: person.title for pk, (person, _mark) in marked.items() if pk not in minors or pk in agreed}


def persons_with_consent(persons: Iterable[int], day: date) -> set[int]:
    """Return those of these persons for whom a guardian's consent holds on a day.

    Entries that were merged into one count with it: a withdrawal in either closes the name. At most two queries.
    """
    same = {pk: pk for pk in persons}
    if not same:
        return set()
    merged = Person.objects.filter(same_as__in=list(same), state="merged").values_list("pk", "same_as")
    same |= {pk: into for pk, into in merged if into is not None}
    spans: dict[int, list[ConsentSpan]] = {}
    found = GuardianConsent.objects.filter(record__in=list(same), record__erased=None)
    for of, given, withdrawn in found.values_list("record", "given", "withdrawn"):
        spans.setdefault(same[of], []).append((given, withdrawn))
    return {pk for pk, there in spans.items() if consent_holds(there, day)}


def closed_person_fields(records: Sequence[Record], names: Iterable[str], day: date) -> set[tuple[int, str]]:
    """Return the fields of these records, by record and name, whose person nobody may be told: minors without consent.

    The records have their links loaded. At most two queries.
    """
    linked = [name for name in names if _leads_to_person(type(records[0]), name)] if records else []
    held = {(record.pk, name): getattr(record, name) for record in records for name in linked}
    people = {key: person for key, person in held.items() if person is not None}
    shown = open_names(((person, False) for person in people.values()), day)
    return {key for key, person in people.items() if person.pk not in shown}


def names_minor(kind: CompiledKind, shows: Iterable[str], day: date) -> Q | None:
    """Return the condition on records that name, in title or shown text, a minor they link to without consent.

    None: the kind links to no person. At most three queries for each such link.
    """
    columns = {field.name: field for field in kind.record._meta.concrete_fields}
    texts = {"title", *(name for name in shows if isinstance(columns.get(name), CharField | TextField))}
    found: list[Q] = []
    for name in (name for name, field in columns.items() if field.related_model is Person):
        young = kind.record._default_manager.filter(**{f"{name}__birth__year__gte": day.year - ADULT})
        born = young.order_by().values_list(name, f"{name}__birth").distinct()
        minors = {pk for pk, birth in born if is_minor(birth, False, day)}
        if closed := minors - persons_with_consent(minors, day):
            said = reduce(or_, (Q(**{f"{text}__contains": F(f"{name}__title")}) for text in sorted(texts)))
            there = kind.record._default_manager.filter(said, **{f"{name}__in": closed})
            found.append(Q(pk__in=there.values("pk")))
    return reduce(or_, found) if found else None


def _leads_to_person(model: type[Record], name: str) -> bool:
    return model._meta.get_field(name).related_model is Person if "." not in name else False


def people_named(kind: CompiledKind, records: Sequence[Record], day: date) -> Mapping[int, list[str]]:
    """Return the names of who takes part in each of these records that everybody may read, in the order of the rows.

    Only records whose people are named at all have an entry. At most five queries.
    """
    part = next(iter(kind.every(NamedInPublic)), None)
    if part is None or not records:
        return {}
    keys = [record.pk for record in records]
    if part.where is not None:
        model = kind.record
        asked = model._default_manager.filter(definitely_true(part.where, model, day), pk__in=keys)
        keys = list(asked.values_list("pk", flat=True))
    name, link = part.parts_of_path
    of = next(rows for rows in kind.every(Rows) if rows.name == name)
    rows = list(
        row_model(of)._default_manager.filter(record__in=keys).select_related(link).order_by("record", "place", "pk")
    )
    shown = open_names(((getattr(row, link), getattr(row, part.role) in part.minors) for row in rows), day)
    named: dict[int, list[str]] = {pk: [] for pk in keys}
    for row in rows:
        if (person := getattr(row, link).pk) in shown:
            named[row.record_id].append(shown[person])
    return named

"""Find what the names in the columns of a sheet mean, for all its lines at once, also by what people chose before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias, TypeVar

from django import forms
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.names import NameMatches, fold_name
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.lists.views.models import NameAnswer
from luoshi.evidence.witness.rules.rows import mac_of_values
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import LinkField, Looking, RecordsOf, chooser_label
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.forms.row_forms import RowsField
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import steps_to_begin
from luoshi.kernel.search.links.queries import link_targets
from luoshi.kernel.search.names.queries import find_named_records
from luoshi.org.actors.models import Person
from luoshi.org.people.forms import PersonField, PostField
from luoshi.org.people.queries.people import find_named_people, in_view, tenures_on
from luoshi.org.people.queries.posts import find_named_posts, posts_of_day
from luoshi.org.tree.models import Unit
from luoshi.org.units.choosers import UnitField
from luoshi.org.units.queries import find_named_units, readable_unit_ids, standing_on

KEY = 16  # characters of a question's key
MANY = 500  # ids or digests in one query
LookupField: TypeAlias = UnitField | LinkField | PersonField | PostField
T = TypeVar("T")
Matches: TypeAlias = NameMatches[Model]


@dataclass(frozen=True)
class NameQuestion:
    """A word in a column whose meaning the person must choose.

    Attributes:
        key: the same for the same word in the same column.
        lines: the numbers of the lines that contain it.
        choices: the rows that it may mean: id, and a label that distinguishes namesakes.
    """

    key: str
    field: str
    label: str
    word: str
    lines: tuple[int, ...]
    choices: tuple[tuple[str, str], ...]


@dataclass
class FoundNames:
    """What the words of a sheet mean, by field and word: certain rows, and possible ones."""

    certain: dict[str, dict[str, Model]] = field(default_factory=dict)
    matches: dict[str, dict[str, Matches]] = field(default_factory=dict)


def lookup_fields(fields: Mapping[str, forms.Field]) -> dict[str, LookupField]:
    """Return the fields of a form that name a unit, a person, a post or a record; of its rows as "rows.column"."""
    found: dict[str, LookupField] = {}
    for name, form_field in fields.items():
        if isinstance(form_field, LookupField):
            found[name] = form_field
        elif isinstance(form_field, RowsField):
            inner = lookup_fields(form_field.line_form.base_fields)
            found |= {f"{name}.{column}": inner_field for column, inner_field in inner.items()}
    return found


def words_by_field(names: Collection[str], rows: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return the different words in each of these fields of raw rows, in their order."""
    found: dict[str, dict[str, None]] = {name: {} for name in names}
    for row in rows:
        for name in names:
            outer, _dot, column = name.partition(".")
            value = row.get(outer)
            inner = value if isinstance(value, list) else [row]
            for line in inner:
                if isinstance(line, Mapping) and isinstance(word := line.get(column or outer), str) and word.strip():
                    found[name][word] = None
    return {name: list(words) for name, words in found.items()}


def find_names(
    kind: CompiledKind,
    fields: Mapping[str, LookupField],
    words: Mapping[str, Sequence[str]],
    actor: Actor,
    day: date,
) -> FoundNames:
    """Return what the words in these fields mean: as somebody chose before, otherwise the only row of that name.

    Rows that the person may not see are never meant, even if chosen before. A bounded number of queries for each
    field, however many words.
    """
    found = FoundNames()
    for name, form_field in fields.items():
        asked = list(words.get(name, ()))
        if not asked:
            continue
        matches = _matches(form_field, asked, actor, day)
        said = _said(kind, name, form_field, asked, actor, day)
        certain = {word: said.get(word) or matches[word].only for word in asked}
        found.certain[name] = {word: row for word, row in certain.items() if row is not None}
        found.matches[name] = {word: matches[word] for word in asked if certain[word] is None}
    return found


def _matches(form_field: LookupField, words: Sequence[str], actor: Actor, day: date) -> Mapping[str, Matches]:
    if isinstance(form_field, LinkField):
        return find_named_records(Looking(form_field.link, actor, day, form_field.narrowed), words)
    if isinstance(form_field, UnitField):
        return find_named_units(words, actor, day)
    return (find_named_people if isinstance(form_field, PersonField) else find_named_posts)(words, actor, day)


def _said(
    kind: CompiledKind, name: str, form_field: LookupField, words: Sequence[str], actor: Actor, day: date
) -> dict[str, Model]:
    """Return the meanings chosen by the person, otherwise by their unit; only rows that the person may see.

    One query for every 500 words, and at most three more if there are answers.
    """
    words_of: dict[str, list[str]] = {}
    for word in words:
        words_of.setdefault(name_digest(kind, name, word), []).append(word)
    by_digest: dict[str, int] = {}
    for some in _chunks(list(words_of)):
        heard = Q(person=actor.person) | Q(unit__in=sorted(actor.units))
        rows = NameAnswer.objects.filter(heard, kind=kind.name, field=name, digest__in=some).order_by("pk")
        for answer in sorted(rows, key=lambda row: row.person_id == actor.person):  # one's own answer counts last
            by_digest[answer.digest] = answer.target
    rows_by_id = _by_ids(form_field, set(by_digest.values()), actor, day) if by_digest else {}
    return {word: rows_by_id[pk] for key, pk in by_digest.items() if pk in rows_by_id for word in words_of[key]}


def name_digest(kind: CompiledKind, field_name: str, word: str) -> str:
    """Return the digest under which the meaning of a word in a column is stored."""
    return mac_of_values(settings.JOURNAL_KEY, "name", kind.name, field_name, fold_name(word))


def _by_ids(form_field: LookupField, pks: Collection[int], actor: Actor, day: date) -> dict[int, Model]:
    found: dict[int, Model] = {}
    for some in _chunks(sorted(pks)):
        rows: QuerySet[Any]
        if isinstance(form_field, LinkField):
            rows = link_targets(Looking(form_field.link, actor, day, form_field.narrowed))
        elif isinstance(form_field, UnitField):
            seen = readable_unit_ids(actor, day)
            rows = standing_on(day) if seen is None else standing_on(day).filter(pk__in=sorted(seen))
        else:
            view = in_view(actor, day)
            if isinstance(form_field, PersonField):
                rows = Person.objects.all() if view is None else Person.objects.filter(pk__in=view.people)
            else:
                rows = posts_of_day(day).select_related("unit")
                rows = rows if view is None else rows.filter(pk__in=view.posts)
        found |= {row.pk: row for row in rows.filter(pk__in=some)}
    return found


def list_name_questions(
    kind: CompiledKind,
    fields: Mapping[str, LookupField],
    unclear: Mapping[str, Mapping[str, Sequence[int]]],
    actor: Actor,
    day: date,
) -> list[NameQuestion]:
    """Return the questions about these words, those with choices first.

    Args:
        unclear: the numbers of the lines that contain a word, by field and word.
    """
    words = {name: list(lines) for name, lines in unclear.items()}
    found = find_names(kind, {name: fields[name] for name in words if name in fields}, words, actor, day)
    questions: dict[str, NameQuestion] = {}
    for name, matches in found.matches.items():
        offered = {word: match.list_offered() for word, match in matches.items()}
        labels = _labels({row for rows in offered.values() for row in rows}, day)
        for word, rows in offered.items():
            key, lines = name_digest(kind, name, word)[:KEY], tuple(unclear[name][word])
            if key in questions:  # the same word in another spelling
                word, lines = questions[key].word, tuple(sorted({*questions[key].lines, *lines}))
            choices = tuple((str(row.pk), labels[row]) for row in rows)
            questions[key] = NameQuestion(key, name, str(fields[name].label or name), word, lines, choices)
    return sorted(questions.values(), key=lambda question: not question.choices)


def _labels(rows: Collection[Model], day: date) -> dict[Model, str]:
    """Return labels that distinguish these rows of one table. At most one query."""
    people = [row.pk for row in rows if isinstance(row, Person)]
    posts = tenures_on(people, day) if people else {}
    found: dict[Model, str] = {}
    for row in rows:
        if isinstance(row, Person):
            said = _(", ").join(str(tenure.post) for tenure in posts.get(row.pk, ()))
            found[row] = " · ".join(filter(None, [row.name, said]))
        elif isinstance(row, Unit):
            found[row] = f"{row.name} · {row.code}"
        else:
            found[row] = f"{chooser_label(row)} · {row.unit}" if isinstance(row, Record) else str(row)
    return found


def are_names_clear(
    kind: CompiledKind,
    fields: Mapping[str, LookupField],
    unclear: Mapping[str, Mapping[str, Sequence[int]]],
    actor: Actor,
    day: date,
) -> bool:
    """Whether any of these words now means something certain, for instance since its unit was entered."""
    words = {name: list(lines) for name, lines in unclear.items() if name in fields}
    return any(find_names(kind, {name: fields[name] for name in words}, words, actor, day).certain.values())


def unclear_words(lines: Iterable[KeptLine]) -> dict[str, dict[str, list[int]]]:
    """Return the numbers of the lines that contain an unclear word, by field and word."""
    found: dict[str, dict[str, list[int]]] = {}
    for line in lines:
        for name, words in line.unclear.items():
            for word in dict.fromkeys(words):
                found.setdefault(name, {}).setdefault(word, []).append(line.number)
    return found


def find_one_name(form_field: LookupField, word: str, actor: Actor, day: date) -> Model | None:
    """Return the only row that a word certainly means; None if there is none, or more than one."""
    return _matches(form_field, [word], actor, day)[word].only


def find_named_row(form_field: LookupField, pk: int, actor: Actor, day: date) -> Model | None:
    """Return the row with this id if the person may name it here; otherwise None."""
    return _by_ids(form_field, {pk}, actor, day).get(pk)


def find_named_rows(form_field: LookupField, pks: Collection[int], actor: Actor, day: date) -> dict[int, Model]:
    """Return those of the rows with these ids that the person may name here, by id."""
    return _by_ids(form_field, pks, actor, day)


def enterable_kind(form_field: LookupField, actor: Actor) -> CompiledKind | None:
    """Return the kind that a column leads to, if the person may enter records of it by their titles."""
    if not isinstance(form_field, LinkField) or isinstance(form_field.link, RecordsOf) or form_field.link.several:
        return None
    (target,) = form_field.link.kinds
    titled = "title" in form_fields(target, target.cycle.first)
    return target if titled and target.cycle.first in steps_to_begin(target, actor) else None


def _chunks(every: Sequence[T]) -> Iterable[Sequence[T]]:
    return (every[first : first + MANY] for first in range(0, len(every), MANY))

"""A record in the API: the fields of all kinds, the kind's own, and protected ones masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db import models
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, Field, WithJsonSchema, create_model

from luoshi.base.forms.shapes import Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.api.child_rows import few_of, serialize_inline_rows
from luoshi.desk.lists.queries.listing import due_light_code
from luoshi.desk.lists.validity.queries import terms_of
from luoshi.desk.tags.part import Tags, TagsByList, short_name
from luoshi.kernel.duties.queries.duties import DutyStanding
from luoshi.kernel.duties.rules.states import OccurrenceState, State
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text, with_words
from luoshi.kernel.kinds.language.parts import Answer
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.links import Linked, links_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.search.links.queries import LinkedRecord, Linkeds, links_of_records
from luoshi.kernel.unique.queries import Mark, double_marks
from luoshi.org.api.responses import ApiModel, Happened, Ref

ID = N_("For addresses of this API; people use the number.")
SEEN = N_("Send it as “seen” with the next step.")
TOTAL = N_("The total number.")
FIELDS = N_("The kind's own fields.")
WORDS = N_("The words of list codes in the fields, as of the record's day.")
DOUBLE = N_("The record of which it is or may be a double; null: none, or ruled not to be one.")
STANDS = N_("Its light today by the rules that the office uses, with the reason.")
TERMS = N_("Earlier terms; the latest one is in the fields.")
TAGS = N_("Its tags by list, each with the word that the list in force for it has.")
DUTIES = N_("Its duties, with their due dates.")


class Common(ApiModel):
    """The fields that every record has."""

    id: int = Field(description=ID)
    number: str = Field(description=N_("Number"))
    title: str = Field(description=N_("Title"))
    unit: Ref = Field(description=N_("Unit"))
    state: str
    due: date | None = Field(description=N_("Due"))
    light: Literal["closed", "none", "late", "soon", "fine"] = Field(
        description=N_("Its state today: late, soon (due within five working days), fine, none (no date), closed.")
    )
    opened: datetime = Field(description=N_("Opened"))
    closed: datetime | None = Field(description=N_("Closed on"))
    version: int = Field(description=SEEN)


class Stands(ApiModel):
    """The light of a record by the rules of its kind, with the reason."""

    code: Literal["late", "soon", "steady", "done", "off"] = Field(
        description=N_("The word by which the list is narrowed.")
    )
    label: str
    why: str = Field(description=N_("The reason in words; empty if there is none."))


class TagOut(ApiModel):
    """A tag of a record."""

    code: str
    word: str


class TermOut(ApiModel):
    """Days on which a record was valid, before it was renewed; both count."""

    first: date = Field(description=N_("The first day."))
    last: date = Field(description=N_("The last day."))


class DoubleOut(ApiModel):
    """The record that it duplicates, or may duplicate."""

    number: str = Field(description=N_("The number of the one that counts; empty if you may not read it."))
    ruled: bool = Field(description=N_("Whether somebody has ruled so; false: only possible."))


class LinkOut(ApiModel):
    """A linked record: the number by which it is named here too, and what the person may read of it besides."""

    number: str = Field(description=N_("Number"))
    title: str = Field(description=N_("The title; empty if you may not read it, or if it was erased."))
    url: str = Field(description=N_("The address of its page; empty if you may not read it."))


class SubjectOut(LinkOut):
    """A linked record of one of several kinds: its kind and state besides, which whoever reads the link may know."""

    kind: str = Field(description=N_("The kind of the record, as it stands in addresses."))
    state: str = Field(description=N_("The state, as the kind's own list of records gives it."))


class DueOut(ApiModel):
    """One due date of a duty and its state."""

    due: date = Field(description=N_("Due"))
    who: str | None = Field(description=N_("Who is responsible, for duties of holders; empty: nobody."))
    state: State
    late_days: int = Field(description=N_("Calendar days late; 0 if it was not missed."))
    late_workdays: int = Field(description=N_("Working days late; 0 if it was not missed."))


class DutyOut(ApiModel):
    """A duty of the record; ``unset`` names a value that no one has set, without which there is no date."""

    label: str
    unset: str = Field(
        description=N_("The parameter that is not set and without which there is no due date; otherwise empty.")
    )
    dropped: bool = Field(description=N_("Whether some of it is no longer owed."))
    dates: list[DueOut]


class Timeline(ApiModel):
    """A stretch of what happened, oldest first."""

    total: int = Field(description=TOTAL)
    limit: int
    offset: int
    rows: list[Happened]


class StepOut(ApiModel):
    """A step open now, with the JSON Schema of what it asks for in ``given``."""

    name: str = Field(description=N_("The word in the address."))
    label: str
    after: str = Field(description=N_("The state it leads to; empty if the state stays the same."))
    asks: dict[str, Any] = Field(description=N_("What the step asks for, as JSON Schema."))


class Steps(ApiModel):
    """The steps open to the person now."""

    version: int
    rows: list[StepOut]


class Done(ApiModel):
    """What a step did; ``repeated``: the same request had done it before, and nothing more was done."""

    id: int = Field(description=ID)
    number: str = Field(description=N_("Number"))
    state: str = Field(description=N_("State"))
    version: int = Field(description=SEEN)
    entry: int = Field(description=N_("The number of the journal's entry."))
    repeated: bool = Field(description=N_("The same request was already carried out; nothing more was done."))


def row_of(kind: CompiledKind) -> type[BaseModel]:
    """Return the model of a row of the kind's list."""
    own = create_model(f"{kind.name.capitalize()}Columns", __base__=ApiModel, **_typed(kind, kind.columns))
    return create_model(
        f"{kind.name.capitalize()}Row",
        __base__=Common,
        state=_state(kind),
        fields=(own, Field(description=FIELDS)),
        **_stands(kind),
        **_called(kind, kind.columns),
    )


def list_of(kind: CompiledKind) -> type[BaseModel]:
    """Return the model of a page of the kind's list."""
    row: Any = row_of(kind)
    return create_model(
        f"{kind.name.capitalize()}ListPage",  # a step may be called list
        __base__=ApiModel,
        total=(int, Field(description=TOTAL)),
        limit=(int, ...),
        offset=(int, ...),
        rows=(list[row], ...),
    )


def detail_of(kind: CompiledKind) -> type[BaseModel]:
    """Return the model of one record."""
    own = create_model(f"{kind.name.capitalize()}Fields", __base__=ApiModel, **_typed(kind, _open(kind, kind.shows)))
    return create_model(
        f"{kind.name.capitalize()}Record",
        __base__=Common,
        state=_state(kind),
        fields=(own, Field(description=FIELDS)),
        protected=(dict[str, str], Field(description=N_("Masked; seeing them needs a separate right."))),
        steps=(list[str], Field(description=N_("The steps open to the person now."))),
        duties=(list[DutyOut], Field(description=DUTIES)),
        **_stands(kind),
        **_called(kind, _open(kind, kind.shows)),
        **_answers(kind),
        **few_of(kind),
    )


def _stands(kind: CompiledKind) -> dict[str, Any]:
    """Return the fields for the kind's own lights, for tags and doubles, and for a due date that there never is."""
    found: dict[str, Any] = {"stands": (Stands, Field(description=STANDS))} if kind.lights else {}
    if not kind.falls_due:  # in place of the field that all records have
        found["due"] = (date | None, Field(description=N_("Always null: records of this kind have no due date.")))
    if kind.every(Tags):
        found["tags"] = dict[str, list[TagOut]], Field(description=TAGS)
    return found | ({"double": (DoubleOut | None, Field(description=DOUBLE))} if kind.every(Unique) else {})


def _called(kind: CompiledKind, names: Iterable[str]) -> dict[str, Any]:
    """Return the field for the words of codes, if the kind has fields with code lists."""
    if any(with_words(kind.record, name) for name in names):
        return {"words": (dict[str, str], Field(description=WORDS))}
    return {}


def _answers(kind: CompiledKind) -> dict[str, Any]:
    """Return the further fields that the kind gives for one record."""
    told = {answer.name: (answer.shape, Field(description=str(answer.label))) for answer in kind.every(Answer)}
    return told | ({"terms": (list[TermOut], Field(description=TERMS))} if kind.validity else {})


def serialize_records(records: Sequence[Record], names: Sequence[str], actor: Actor, day: date) -> list[dict[str, Any]]:
    """Return records of one kind with some of its fields; linked records show what the actor may know.

    If units and fields are loaded, no query except those for lights, tags and doubles, and two for each link.
    """
    own = kind_of(records[0]).lights if records else None
    lights = own.of(records, day) if own else {}
    links = links_of_records(records, names, actor, day)
    found = [_row(record, names, links, day, lights.get(record.pk)) for record in records]
    for part in kind_of(records[0]).every(Tags) if records else ():
        tags = part.of([record.pk for record in records])
        for record, row in zip(records, found, strict=True):
            row["tags"] = _tags(part, tags.get(record.pk, {}))
    if records and kind_of(records[0]).every(Unique):
        twice = double_marks(kind_of(records[0]), [record.pk for record in records], actor, day)
        for record, row in zip(records, found, strict=True):
            row["double"] = _double(twice.get(record.pk))
    return found


def _tags(part: Tags, tags: TagsByList) -> dict[str, list[dict[str, str]]]:
    """Return a record's tags by list; a list without a tag is there, and empty."""
    names = map(short_name, part.lists)
    return {name: [{"code": tag.code, "word": tag.word} for tag in tags.get(name, ())] for name in names}


def _double(mark: Mark | None) -> dict[str, Any] | None:
    """Return the answer for a record that is, or may be, a duplicate."""
    if mark is None or mark.ruled is False:
        return None
    return {"number": mark.number, "ruled": bool(mark.ruled)}


OF_LIGHTS = {"late": "late", "soon": "soon", "steady": "fine", "off": "none", "done": "closed"}


def _due_light(record: Record, day: date, lit: Light | None) -> str:
    """Return the state by its dates; a kind with lights of its own never says otherwise than they do."""
    if lit is None or record.closed:
        return due_light_code(record, day)
    return OF_LIGHTS[lit.key]


def _row(record: Record, names: Iterable[str], links: Linkeds, day: date, lit: Light | None) -> dict[str, Any]:
    stands = {"stands": {"code": lit.key, "label": lit.label, "why": lit.why}} if lit else {}
    words = {"words": called} if (called := _words(record, names)) else {}
    return (
        stands
        | words
        | {
            "id": record.pk,
            "number": record.number,
            "title": record.title,
            "unit": {"id": record.unit_id, "name": record.unit.name},
            "state": record.state,
            "due": record.due,
            "light": _due_light(record, day, lit),
            "opened": record.opened,
            "closed": record.closed,
            "version": record.version,
            "fields": {
                name: _link(links[name], getattr(record, f"{name}_id")) if name in links else json_value(record, name)
                for name in names
            },
        }
    )


def _words(record: Record, names: Iterable[str]) -> dict[str, str]:
    """Return the words of the record's codes on its day."""
    return {name: fields.field_text(record, name) for name in names if with_words(type(record), name)}


def _link(leads: Mapping[int | None, LinkedRecord], pk: int | None) -> dict[str, str] | None:
    one = leads[pk]
    found = {"number": one.number, "title": one.title, "url": one.url}
    return (found | ({"kind": one.kind, "state": one.state} if one.state else {})) if pk else None


def _due(one: OccurrenceState, who: str | None) -> dict[str, Any]:
    return {
        "who": who,
        "due": one.due.due,
        "state": one.state,
        "late_days": one.late_days,
        "late_workdays": one.late_workdays,
    }


def serialize_record_detail(
    record: Record, steps: list[str], owed: Iterable[DutyStanding], actor: Actor, day: date
) -> dict[str, Any]:
    """Return a record with everything that its page shows."""
    kind = kind_of(record)
    shown = fields.display_fields(record, ())
    duties = [
        {
            "label": duty.label,
            "unset": duty.unset,
            "dropped": duty.dropped,
            "dates": [_due(one_date, duty.find_holder(one_date)) for one_date in duty.standings],
        }
        for duty in owed
    ]
    protected = {field.name: field.value for field in shown}
    more = {answer.name: answer.of(record) for answer in kind.every(Answer)}
    if kind.validity:
        more["terms"] = [{"first": first, "last": last} for first, last in terms_of(record)]
    found = {"protected": protected, "steps": steps, "duties": duties, **more, **serialize_inline_rows(record)}
    return serialize_records([record], _open(kind, kind.shows), actor, day)[0] | found


def foreign_key_names(kind: CompiledKind, names: Iterable[str]) -> list[str]:
    """Return the foreign keys to load with the record; not links, since the actor may not see every linked record."""
    pointing = [name for name in names if isinstance(kind.record._meta.get_field(name), models.ForeignKey)]
    return [name for name in pointing if name not in links_of(kind.record)]


def json_value(record: Record, name: str) -> Any:
    """Return a field's value for JSON: a choice by key, a row by id and name, exact numbers as text."""
    value = getattr(record, name)
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    if value is None or isinstance(value, bool | int | str | date):
        return value
    return plain_text(value)


def _open(kind: CompiledKind, names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in kind.masked_fields]


def _state(kind: CompiledKind) -> Any:
    labels = "; ".join(f"{name}: {label}" for name, label in kind.cycle.states.items())
    return Annotated[str, WithJsonSchema({"type": "string", "enum": list(kind.cycle.states)})], Field(
        description=labels
    )


def _typed(kind: CompiledKind, names: Iterable[str]) -> dict[str, Any]:
    """Return the type of each field. Choices are described, not enforced: stored values are returned as they are."""
    found: dict[str, Any] = {}
    for name in names:
        field: Any = kind.record._meta.get_field(name)
        words = [
            str(fields.field_label(kind, name)),
            "; ".join(f"{key}: {label}" for key, label in field.choices or ()),
        ]
        found[name] = _type(field), Field(title=words[0], description=". ".join(filter(None, words)))
    return found


def _type(field: Any) -> Any:
    if isinstance(field, Linked):
        kept: Any = SubjectOut if field.several else LinkOut
    elif isinstance(field, models.ForeignKey):
        kept = Ref
    elif isinstance(field, models.BooleanField):
        kept = bool
    elif isinstance(field, models.IntegerField) and isinstance(field.to_python("0"), int):
        kept = int  # exact decimals stored as integers are given as text
    elif isinstance(field, models.DateTimeField):
        kept = datetime
    elif isinstance(field, models.DateField):
        kept = date
    else:
        kept = str
    return kept | None if field.null else kept

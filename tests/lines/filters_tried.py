"""Each filter that a kind declares, asked for a value that some of its records have and for one that none has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils import timezone

from cast import Cast, called
from examples import mover
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.matrix import is_act_allowed, matrix_places
from luoshi.kernel.kinds.links import Linked, links_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.tree.models import Unit
from matrix_kept import undone
from office import NOW, TODAY
from states import fitting


@dataclass(frozen=True)
class Try:
    """What an address asks, and which records it means."""

    asked: str
    means: Callable[[Record], bool]


def filters_tried(kind: CompiledKind, cast: Cast, records: list[Record]) -> list[Any]:
    """Filters that showed other records than they mean, or were never asked for a value that matches."""
    own = dict.fromkeys([*kind.filters, *(name for name, link in links_of(kind.record).items() if link.back)])
    actor, wrong = cast.actor(_reader(kind, own, cast, records)), []
    rows = readable_records(kind, actor, TODAY).filter(pk__in=[record.pk for record in records])
    for name in own:
        with undone():
            if not any(getattr(record, name) not in (None, "") for record in rows):
                kind.record._base_manager.filter(pk=rows[0].pk).update(**{name: _value(kind, name, cast)})
            here, matched = list(rows.all()), False
            for attempt in _tries(kind, name, here, actor, cast):
                means = {record.pk for record in here if attempt.means(record)}
                shown = filter_records(kind, actor, TODAY, QueryDict(attempt.asked))
                found = {*shown.qs.values_list("pk", flat=True)} & {record.pk for record in here}
                wrong += [(attempt.asked, shown.form.errors.as_json())] if found != means else []
                matched |= bool(means)
            wrong += [] if matched else [(name, "no record has a value")]
    return wrong


def _reader(kind: CompiledKind, filters: Iterable[str], cast: Cast, records: list[Record]) -> str:
    """Somebody who reads the records, and of each other kind that they point to one of those that they do."""
    fields = {name: kind.record._meta.get_field(name) for name in filters}
    points = {
        name: {getattr(record, f"{name}_id") for record in records}
        for name, field in fields.items()
        if issubclass(field.related_model or Unit, Record) and not isinstance(field, Linked)
    }
    able = (
        called(role, stand)
        for role in Role
        for stand in matrix_places(kind)
        if is_act_allowed(kind, role, stand, "read")
    )
    for who in able:
        if all(_read(fields[name].related_model, there, cast.actor(who)) for name, there in points.items()):
            return who
    return mover(kind, "read")


def _value(kind: CompiledKind, name: str, cast: Cast) -> Any:
    """A value for a record where none has any."""
    field: Any = kind.record._meta.get_field(name)
    if isinstance(field, Linked):
        return fitting(field.kinds[0], field.where, cast, NOW)
    if isinstance(field, Listed):
        return next(iter(field.code_list.items))
    if field.choices:
        return next(code for code, _label in field.flatchoices if code != "")
    if isinstance(field, models.DateField):
        return NOW if isinstance(field, models.DateTimeField) else TODAY
    return "查" if isinstance(field, models.CharField | models.TextField) else 1


def _tries(kind: CompiledKind, name: str, records: list[Record], actor: Actor, cast: Cast) -> Iterator[Try]:
    """Every value that the records have, and one that none has."""
    field: Any = kind.record._meta.get_field(name)
    there = {value for record in records if (value := getattr(record, field.attname)) not in (None, "")}
    if isinstance(field, Linked):
        yield from _links(field, there)
    elif isinstance(field, models.ForeignKey):
        of_unit = field.related_model is Unit
        for pk in {*there, cast.unit("side").pk} if of_unit else _read(field.related_model, there, actor):
            yield Try(f"{name}={pk}", lambda record, pk=pk: getattr(record, field.attname) == pk)
    elif isinstance(field, models.DateField):
        there = {timezone.localdate(value) if isinstance(value, datetime) else value for value in there}
        for day in {*there, min(there, default=TODAY) - timedelta(days=1)}:
            yield Try(f"{name}_after={day}&{name}_before={day}", lambda record, day=day: _day(record, name) == day)
    elif isinstance(field, models.CharField | models.TextField) and not (field.choices or isinstance(field, Listed)):
        for words in {*there, "无此字样"}:
            yield Try(f"{name}={words}", lambda record, words=words: words in getattr(record, name))
    else:
        for code in {*there, *_others(field, there)}:
            yield Try(f"{name}={code}", lambda record, code=code: getattr(record, name) == code)


def _links(field: Linked, there: set[Any]) -> Iterator[Try]:
    linked = Record._base_manager.filter(kind__in=[kind.name for kind in field.kinds], erased=None).exclude(number="")
    for pk, number in linked.filter(pk__in=there).values_list("pk", "number"):
        yield Try(f"{field.name}={number}", lambda record, pk=pk: getattr(record, field.attname) == pk)
    for number in linked.exclude(pk__in=there).values_list("number", flat=True)[:1]:
        yield Try(f"{field.name}={number}", lambda record: False)


def _read(model: Any, there: set[Any], actor: Actor) -> list[int]:
    """Those of the records of another kind that one may choose among: what one may not read is no choice."""
    of = next(other for other in list_kinds() if other.record is model)
    return list(readable_records(of, actor, TODAY).filter(pk__in=there).values_list("pk", flat=True))


def _others(field: Any, there: set[Any]) -> list[Any]:
    """Of what it could be, one that no record is."""
    if isinstance(field, Listed):
        return [code for code in field.code_list.items if code not in there][:1]
    if field.choices:
        return [code for code, _label in field.flatchoices if code not in {*there, ""}][:1]
    return (
        [not value_there for value_there in there][:1]
        if isinstance(field, models.BooleanField)
        else [max(there, default=0) + 1]
    )


def _day(record: Record, name: str) -> date | None:
    value: date | datetime | None = getattr(record, name)
    return timezone.localdate(value) if isinstance(value, datetime) else value

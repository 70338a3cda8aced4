"""Queries for the registers: an entry on a day, and what links to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Model, Q, QuerySet
from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.compiled.words import stored_value_text
from luoshi.kernel.kinds.forms.choosers import chooser_label
from luoshi.kernel.kinds.forms.prefills import PrefilledValue, Values
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.links import links_into, links_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import readable_records, relations_to_record
from luoshi.org.accounts.queries import has_post_inside
from luoshi.org.actors.models import User
from luoshi.parts.registers import rules
from luoshi.parts.registers.links import Registered
from luoshi.parts.registers.models import FormerValue

_ = words_now(__name__)


def changed_last(entry: int | None, names: Collection[str]) -> date | None:
    """Return the last day of the former values of these fields; None if there are none. One query."""
    if not names:
        return None
    found: date | None = FormerValue.objects.filter(record=entry, field__in=names).aggregate(last=Max("to_day"))["last"]
    return found


def led_here(entry: Record) -> list[tuple[str, int]]:
    """Count the records of each kind that link to an entry, by the kind's label. One query per link."""
    found: dict[str, int] = {}
    for link in links_into(type(entry)):
        rows = link.model._default_manager.filter(**{link.name: entry.pk})
        kind = link.held_by or link.inside
        label = str(kind.label if kind else link.model._meta.verbose_name)
        found[label] = found.get(label, 0) + rows.count()
    return [(label, count) for label, count in found.items() if count]


@dataclass(frozen=True)
class FieldValueOnDay:
    """An entry's field on a day: stored value, text, and since when (None: ever)."""

    value: object
    words: str
    since: date | None


def known_on(entry: Record, names: Iterable[str], day: date) -> dict[str, FieldValueOnDay]:
    """Return these fields of an entry as of a day. One query."""
    spans: dict[str, list[tuple[date, FormerValue]]] = {name: [] for name in names}
    for known_value in FormerValue.objects.filter(record=entry.pk, field__in=spans):
        spans[known_value.field].append((known_value.to_day, known_value))
    return {name: _held(entry, name, there, day) for name, there in spans.items()}


def _held(entry: Record, name: str, spans: list[tuple[date, FormerValue]], day: date) -> FieldValueOnDay:
    model = type(entry)
    column: Any = model._meta.get_field(name)
    if (then := rules.held_on(spans, day)) is not None:
        value = column.to_python(then.value) if then.value or column.empty_strings_allowed else None
        return FieldValueOnDay(value, stored_value_text(model, name, value), then.from_day)
    last = max((until for until, _known in spans), default=None)
    value = getattr(entry, name)
    return FieldValueOnDay(value, stored_value_text(model, name, value), last and last + timedelta(days=1))


def former_entry_values(entry: Record) -> list[tuple[FormerValue, str]]:
    """List an entry's former values, latest first, each with its text. One query."""
    rows = FormerValue.objects.filter(record=entry.pk).order_by("-to_day", "field")
    return [(row, _held(entry, row.field, [(row.to_day, row)], row.to_day).words) for row in rows]


def entries_on(
    record: Record, actor: Actor, day: date
) -> list[tuple[Registered, Record, date, dict[str, FieldValueOnDay]]]:
    """List the linked entries with ``known`` that the actor may read, as of the record's day.

    Two queries per link; none for records without such links.
    """
    found = []
    for link in [
        link_field
        for link_field in links_of(type(record)).values()
        if isinstance(link_field, Registered) and link_field.known
    ]:
        pk, on = getattr(record, link.attname), (getattr(record, link.as_of) if link.as_of else None) or day
        entry = readable_records(link.kind, actor, day).filter(pk=pk, erased=None).first() if pk else None
        if entry is not None:
            found.append((link, entry, on, known_on(entry, link.known, on)))
    return found


def count_uncertain_persons(persons: QuerySet[Record], counted: int | None = None) -> list[tuple[str, str]]:
    """Count these persons, and those without an identity number, who may be duplicates. One query."""
    found = persons.exclude(state="merged").aggregate(n=Count("pk"), unsure=Count("pk", filter=Q(identity="")))
    if not found["n"]:
        return []
    said = _("%(n)d; %(unsure)d of them have no identity number and may be duplicates") % found
    return [(_("Persons"), said)]


def could_fill(form: StepForm) -> bool:
    """Whether a form has a link to a register, and a field that can be prefilled from it."""
    return any(_wanted(form, link) or _again(form, link) for link in _links(form))


def known_form_values(form: StepForm, values: Values, actor: Actor, day: date) -> dict[str, PrefilledValue]:
    """Return prefilled values for a form: from the linked entries, else from the last record of each entry.

    Only what the actor may read. At most four queries per link, and one for each link that is filled in.

    Args:
        values: the form's current values; of links the entry.
    """
    found: dict[str, PrefilledValue] = {}
    for link in _links(form):
        entry = values.get(link.name) if link.name in form.fields else getattr(form.instance, link.name)
        if not isinstance(entry, Record):
            continue
        rows = readable_records(link.kind, actor, day).filter(pk=entry.pk, erased=None)
        if (there := rows.first()) is not None:
            found = _of_entry(form, link, there, _day_of(form, link, values) or day) | found
            found = _as_last(form, link, there, actor, day) | found
    return found


def access_of(entry: Any, actor: Actor, day: date) -> User | None:
    """Return the external account of an entry, for those who keep the entry; else None.

    Three queries, none if the entry is no person.
    """
    if entry.kind != "persons" or entry.as_person_id is None:
        return None
    if not {"desk", "unit"} & relations_to_record(entry, actor, day).keys() or has_post_inside(entry.as_person_id, day):
        return None
    return User.objects.filter(person=entry.as_person_id).select_related("person").first()


def _links(form: StepForm) -> list[Registered]:
    """List a form's links to registers: those it asks for, and those already set in the record."""
    links = [link for link in links_of(type(form.instance)).values() if isinstance(link, Registered)]
    return [link for link in links if link.name in form.fields or getattr(form.instance, link.attname)]


def _wanted(form: StepForm, link: Registered) -> dict[str, str]:
    return {name: source for name, source in link.filled_by().items() if name in form.fields and name != link.name}


def _again(form: StepForm, link: Registered) -> list[str]:
    return [name for name in link.again if name in form.fields]


def _day_of(form: StepForm, link: Registered, values: Values) -> date | None:
    """Return the day as of which the entry is read, from the form or its record."""
    if link.as_of in form.fields:
        with suppress(ValidationError):
            typed = form.fields[link.as_of].to_python(values.get(link.as_of))
            return typed if isinstance(typed, date) else None
    return getattr(form.instance, link.as_of) if link.as_of else None


def _of_entry(form: StepForm, link: Registered, entry: Record, on: date) -> dict[str, PrefilledValue]:
    wanted = _wanted(form, link)
    held = known_on(entry, {*wanted.values()}, on)
    said = _("From %(number)s as of %(day)s.") % {"number": entry.number, "day": on}
    return {
        name: PrefilledValue(typed, said) for name, source in wanted.items() if (typed := _typed(held[source].value))
    }


def _as_last(form: StepForm, link: Registered, entry: Record, actor: Actor, day: date) -> dict[str, PrefilledValue]:
    names, kind = _again(form, link), link.held_by
    if not names or kind is None:
        return {}
    rows = readable_records(kind, actor, day).filter(kind=kind.name, erased=None, **{link.name: entry.pk})
    last = rows.exclude(pk=form.instance.pk).order_by("-opened", "-pk").first()
    if last is None:
        return {}
    said = _("As in %(number)s of %(day)s.") % {"number": last.number, "day": timezone.localdate(last.opened)}
    return {name: PrefilledValue(typed, said) for name in names if (typed := _typed(getattr(last, name)))}


def _typed(value: object) -> str:
    """Format a value as typed into a form; "" for none."""
    if isinstance(value, Record):
        return chooser_label(value)
    if isinstance(value, Model):
        return str(value.pk)
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)

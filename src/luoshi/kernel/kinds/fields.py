"""A record's fields for display: label and value, masked where the kind protects them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from luoshi.base.forms.fields import mask_protected_text
from luoshi.kernel.kinds.compiled.computing import known_inputs
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import column_shape, plain_text, stored_value_text, with_words
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of


@dataclass(frozen=True)
class DisplayField:
    """A field on a page: name, label and value as text; ``masked`` if protected, ``url`` if it is a link.

    ``note``: what it is computed from.
    """

    name: str
    label: str
    value: str
    masked: bool = False
    url: str = ""
    note: str = ""


def field_label(kind: CompiledKind, name: str) -> str:
    """The label of a kind's field; of its unit, its due date and its title as the kind calls them.

    What the title is called, such as 名称 or 姓名, says the form by which a record begins.
    """
    if name in ("unit", "due"):
        return str(kind.unit if name == "unit" else kind.due)
    if name == "title" and kind.cycle.first:
        field = form_fields(kind, kind.cycle.first).get("title")
        if field is not None and field.label:
            return str(field.label)
    return str(capfirst(kind.record._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def column_format(kind: CompiledKind, name: str) -> str:
    """Return the format of a field's column: ``number``, ``date`` or ``text``."""
    return column_shape(kind.record, name)


def field_text(record: Record, name: str) -> str:
    """Return a field's value as text: a choice by its label, a moment in local time, None as ""."""
    if name == "state":
        return str(kind_of(record).cycle.states[record.state])
    found = getattr(record, name)
    if field := with_words(type(record), name):
        opened = timezone.localdate(record.opened) if record.opened else timezone.localdate()
        return str(field.said(found, record.unit_id, opened))
    return stored_value_text(type(record), name, found)


def title_of(record: Record) -> str:
    """Return a record's title, made of its fields as its kind declares, in the office's language, cut to the column.

    Unknown values leave no gap.
    """
    kind = kind_of(record)
    with override(settings.LANGUAGE_CODE):
        made = str(kind.titled).format(**{name: field_text(record, name) for name in kind.named_by})
    return " ".join(made.split())[: Record._meta.get_field("title").max_length]


def _computed(record: Record, part: Computed) -> DisplayField:
    """Return a computed field with its inputs: their values, or their names where they are protected or unknown."""
    kind, known = kind_of(record), known_inputs(part, record)
    names = {name: field_label(kind, name) for name in part.made.names}
    if getattr(record, part.name) is None:
        lacking = [names[name] for name, input_value in known.items() if input_value is None]
        why = _("not known: %(names)s") % {"names": _(", ").join(lacking)} if lacking else part.made.said(names)
        return DisplayField(part.name, field_label(kind, part.name), _("not computable"), note=why)
    said = names if {*part.made.names} & {*kind.masks, *kind.hidden} else {n: plain_text(v) for n, v in known.items()}
    return DisplayField(
        part.name, field_label(kind, part.name), field_text(record, part.name), note="= " + part.made.said(said)
    )


def display_fields(record: Record, names: Iterable[str], plain: Collection[str] = ()) -> list[DisplayField]:
    """Return these fields of a record and its protected ones, which are masked unless named in ``plain``."""
    kind = kind_of(record)
    formulas = {formula.name: formula for formula in kind.every(Computed)}
    found = [
        _computed(record, formulas[name])
        if name in formulas
        else DisplayField(name, field_label(kind, name), field_text(record, name))
        for name in names
    ]
    for name, mask in kind.masks.items():
        said = field_text(record, name)
        found.append(
            DisplayField(
                name,
                field_label(kind, name),
                said if name in plain else mask_protected_text(said, mask),
                masked=name not in plain,
            )
        )
    return found

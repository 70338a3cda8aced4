"""A record's fields for display: label and value, masked where the kind protects them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from luoshi.base.forms.fields import mask_protected_text
from luoshi.kernel.kinds.compiled.computing import ColumnValues, columns_left, known_inputs, stored_lines
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import address_in, column_shape, input_words, stored_value_text, with_words
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.forms.row_words import label_of
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.formulas import Scalar, Words
from luoshi.kernel.kinds.language.rows import Rows
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
    """Return a field's value as text: a choice by its label, a moment in local time, None as "".

    A record to which a link to several kinds leads is its number: not everybody who reads the link may read the title.
    """
    if name == "state":
        return str(kind_of(record).cycle.states[record.state])
    found = getattr(record, name)
    if isinstance(found, Record) and _hides_title(record, name):
        return found.number
    if field := with_words(type(record), name):
        opened = timezone.localdate(record.opened) if record.opened else timezone.localdate()
        return str(field.format_code(found, record.unit_id, opened))
    return stored_value_text(type(record), name, found)


def field_address(record: Record, name: str) -> str:
    """Return the web address to which a field's value leads; "" if it is none, or the kind protects it."""
    if name == "state" or name in kind_of(record).masks:
        return ""
    return address_in(type(record), name, getattr(record, name))


def _hides_title(record: Record, name: str) -> bool:
    return bool(getattr(record._meta.get_field(name), "several", False))


def title_of(record: Record) -> str:
    """Return a record's title, made of its fields as its kind declares, in the office's language, cut to the column.

    Unknown values leave no gap.
    """
    kind = kind_of(record)
    with override(settings.LANGUAGE_CODE):
        made = str(kind.titled).format(**{name: field_text(record, name) for name in kind.named_by})
    return " ".join(made.split())[: Record._meta.get_field("title").max_length]


def _computed(record: Record, part: Computed, columns: ColumnValues) -> DisplayField:
    """Return a computed field with its inputs: their values, or their names where they are protected or unknown.

    A value of the office is named; the journal says which one was in force.
    """
    kind, known = kind_of(record), known_inputs(part, record, columns)
    values = {name: str(value.label) for name, value in part.values.items()}
    names = {name: field_label(kind, name) for name in part.of_record} | values | _column_labels(kind, part)
    if getattr(record, part.name) is None:
        lacking = [names[name] for name in known if name not in values and _lacks(known[name])]
        if not lacking and not part.parsed_formula.zero_divisor(known):
            lacking = [*values.values()]
        why = (
            _("not known: %(names)s") % {"names": _(", ").join(lacking)}
            if lacking
            else part.parsed_formula.format_words(names)
        )
        return DisplayField(part.name, field_label(kind, part.name), _("not computable"), note=why)
    closed = {*kind.masks, *kind.hidden} | {
        f"{rows.name}.{name}" for rows in kind.every(Rows) for name in rows.write_only_columns
    }
    said: Words = names
    if closed.isdisjoint((*part.of_record, *part.parsed_formula.columns)):
        said = {name: values.get(name) or input_words(known[name]) for name in known}
    return DisplayField(
        part.name,
        field_label(kind, part.name),
        field_text(record, part.name),
        note="= " + part.parsed_formula.format_words(said),
    )


def _column_labels(kind: CompiledKind, part: Computed) -> dict[str, str]:
    """Return the labels of the columns of rows that a formula reads."""
    found = {}
    for rows in kind.every(Rows):
        for column in part.of_rows.get(rows.name, ()):
            words = {"whose": str(rows.label), "what": label_of(rows, column)}
            found[f"{rows.name}.{column}"] = _("%(whose)s: %(what)s") % words
    return found


def _lacks(known: Scalar | Sequence[Scalar]) -> bool:
    return (not known or None in known) if isinstance(known, Sequence) else known is None


def display_fields(record: Record, names: Iterable[str], plain: Collection[str] = ()) -> list[DisplayField]:
    """Return these fields of a record and its protected ones, which are masked unless named in ``plain``.

    One query for each sort of rows that a computed field among them reads.
    """
    kind = kind_of(record)
    names = list(names)
    formulas = {formula.name: formula for formula in kind.every(Computed) if formula.name in names}
    made = list(formulas.values())
    columns = columns_left(made, stored_lines(kind, made, [record.pk])[record.pk], {}) if made and record.pk else {}
    found = [
        _computed(record, formulas[name], columns)
        if name in formulas
        else DisplayField(name, field_label(kind, name), field_text(record, name), url=field_address(record, name))
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

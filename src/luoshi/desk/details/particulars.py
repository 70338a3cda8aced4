"""The particulars of a record: what is read beside it, its long texts, and what is folded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import TextField
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import LabelledFact
from luoshi.desk.lists.rules import group_digits
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of

LONG = 40  # characters from which on a value is a text of its own
HASH = re.compile(r"[0-9a-f]{64}")  # seldom asked, and nothing to read
TEXT = 12  # the same for fields that are meant for texts


@dataclass
class RecordParticulars:
    """The particulars of a record, in order.

    Attributes:
        beside: short values.
        texts: long values, which need the width of the page.
        folded: what is seldom asked: when it was entered, hashes, texts that say again what stands there, empty fields.
    """

    beside: list[LabelledFact] = field(default_factory=list)
    texts: list[LabelledFact] = field(default_factory=list)
    folded: list[LabelledFact] = field(default_factory=list)


def record_particulars(record: Record, shown: Iterable[fields.DisplayField], duty: str = "") -> RecordParticulars:
    """Return the particulars of a record: unit and dates, then the kind's own fields.

    Empty fields are named together; fields that the kind calls quiet are left out if empty.

    Args:
        duty: The label of the duty that the due date belongs to.
    """
    kind = kind_of(record)
    found = RecordParticulars([LabelledFact(fields.field_label(kind, "unit"), str(record.unit))])
    if kind.falls_due:
        due = LabelledFact(fields.field_label(kind, "due"), plain_text(record.due) or _("none"), note=duty)
        (found.beside if record.due else found.folded).append(due)
    if record.closed:
        found.beside.append(LabelledFact(_("Closed on"), plain_text(record.closed)))
    empty = []
    for shown_field in shown:
        if shown_field.name in kind.quiet and (
            shown_field.value in ("", "0") or vars(record).get(shown_field.name) is False
        ):
            continue
        if shown_field.value in ("", "—") and not shown_field.masked:
            empty.append(shown_field.label)
            continue
        _place(found, record, shown_field)
    found.folded.append(LabelledFact(_("Opened"), plain_text(record.opened)))
    if empty:
        found.folded.append(LabelledFact(_("Not filled in"), _(", ").join(empty)))
    return found


def _place(found: RecordParticulars, record: Record, shown: fields.DisplayField) -> None:
    """Add a field: a long text once; folded if it only repeats the title, the due date or another text."""
    text, note = shown.value or "—", _("protected") if shown.masked else shown.note
    if isinstance(vars(record).get(shown.name), Decimal):
        text = group_digits(text)
    most = TEXT if shown.name in text_fields(record) else LONG
    fact = LabelledFact(shown.label, text, shown.url, note=note, long=len(text) > most and not shown.url)
    if HASH.fullmatch(text):
        found.folded.append(replace(fact, long=False))
        return
    repeats = text in (record.title, plain_text(record.due)) or any(other.text == text for other in found.texts)
    if repeats and not (shown.url or note):
        found.folded.append(fact)
    elif fact.long:
        found.texts.append(fact)
    else:
        found.beside.append(fact)


def text_fields(record: Record) -> set[str]:
    """Return the names of a record's fields that are meant for texts of several lines."""
    return {column.name for column in record._meta.concrete_fields if isinstance(column, TextField)}

"""What a step asks for, filled so that nothing is wrong with it: as its declaration says, else by a field's type."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import models
from django.utils import timezone
from docx import Document

from cast import Cast, called
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.base.examples import step_examples
from luoshi.kernel.kinds.compiled.compiling import RIGHT
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.matrix import is_act_allowed, matrix_places
from luoshi.kernel.kinds.forms.choosers import LinkField
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.forms.row_forms import RowsField
from luoshi.kernel.kinds.forms.step_forms import PERIOD
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.models import Record
from luoshi.org.units.choosers import UnitField
from many_appeals import workbook
from office import NOW
from pdfs import raw
from pictures import png

WORDS = "如实办理"
PICTURE = png()


def mover(kind: CompiledKind, act: str) -> str:
    """Somebody who may do it, by the matrix; else who has it, who is no cell."""
    able = (
        called(role, stand) for role in Role for stand in matrix_places(kind) if is_act_allowed(kind, role, stand, act)
    )
    return next(able, "holder")


def form_of(kind: CompiledKind, step: Step, cast: Cast, record: Record | None = None, at: datetime = NOW) -> Any:
    """The step's form as somebody who may take it gets it; None where it asks for nothing."""
    form = step_form(kind, step)
    if form is None:
        return None
    who = mover(kind, "open" if step is kind.cycle.first else step.name)
    return form(record=kind.record() if record is None else record, actor=cast.actor(who), at=at)


def values(
    kind: CompiledKind, step: Step, cast: Cast, at: datetime = NOW, record: Record | None = None
) -> dict[str, Any]:
    """A value for each field that wants one; what has choices of the database has it only where it must be chosen."""
    form = form_of(kind, step, cast, record, at)
    if form is None:
        return {}
    said = step_examples(step, form.fields, record, cast.around(record, timezone.localdate(at)))
    for name, field in form.fields.items():
        if isinstance(field, LinkField) and field.required and name not in step.example:
            said[name] = linked(field, cast, at)
    told = {name: of_type(field, at, cast) for name, field in form.fields.items() if name not in {*said, PERIOD}}
    told |= {name: str(next(cast.numbers)) for name in told.keys() & unlike(kind) if type(told[name]) is str}
    if (
        step.name == RIGHT and record is not None
    ):  # another sort may rightly be refused: the steps taken were not its own
        listed = {name for name in form.fields if hasattr(kind.fields.get(name), "code_list")} - step.example.keys()
        said |= {name: getattr(record, name) for name in listed if getattr(record, name)}
    return {name: value for name, value in told.items() if value is not None} | said


def unlike(kind: CompiledKind) -> set[str]:
    """The texts of a kind of which no two records have the same: they are told another each time."""
    names = {name for part in kind.every(Unique) for name in part.fields}
    return {
        name
        for name in names
        if isinstance(kind.record._meta.get_field(name), models.CharField | models.TextField)
        and not hasattr(kind.record._meta.get_field(name), "code_list")
        and not kind.fields[name].choices
    }


def linked(one: LinkField, cast: Cast, at: datetime) -> str:
    """The number of a new record that this link may lead to: another each time, since the same twice may be refused."""
    from states import fitting  # it makes records out of such values

    return fitting(one.link.offered_kinds()[0], one.link.where, cast, at).number


def of_type(one: forms.Field, at: datetime, cast: Cast | None = None) -> Any:
    """Any value that a field of this type takes; None where it is better left empty.

    Raises:
        AssertionError: not any value would do; the declaration is to say an example.
    """
    if isinstance(one, forms.FileField):
        return _file(getattr(one, "endings", ())) if one.required else None
    if isinstance(one, RowsField):
        return rows_of_type(one, at, cast)
    if isinstance(one, forms.ModelChoiceField) and not one.required:
        return None
    if isinstance(one, forms.ChoiceField):
        first = next((str(key) for key, _label in list(one.choices) if str(key)), None)
        many = isinstance(one, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        return [first] if many and first is not None else first
    assert not isinstance(one, forms.RegexField), f"say an example of {one.label}"
    day = timezone.localdate(at)
    plain = {
        forms.DateTimeField: f"{day} 09:00",
        forms.DateField: day.isoformat(),
        forms.TimeField: "09:00",
        forms.DurationField: "01:00:00",
        forms.BooleanField: True,
        forms.NullBooleanField: "true",
        forms.EmailField: "keji@example.cn",
        forms.URLField: "https://example.cn/",
        forms.UUIDField: str(UUID(int=7)),
        forms.JSONField: "{}",
        forms.GenericIPAddressField: "192.0.2.7",
    }
    for of, value in plain.items():
        if isinstance(one, of):
            return value
    if isinstance(one, forms.IntegerField | forms.FloatField | forms.DecimalField):
        least = max(1, one.min_value or 1)
        return (least if one.max_value is None else min(least, one.max_value)) if one.required else None
    return _long_enough(one)


def _file(endings: Collection[str]) -> SimpleUploadedFile:
    """A file of a kind that is taken: words, or where these are none of them a picture."""
    if not endings or "txt" in endings:
        return SimpleUploadedFile("附件.txt", WORDS.encode())
    if "png" not in endings and "xlsx" in endings:
        return SimpleUploadedFile("附件.xlsx", workbook([["项目", "本月"], ["其他", None]]))
    if "png" in endings:
        return SimpleUploadedFile("附件.png", PICTURE)
    if "pdf" in endings:
        return SimpleUploadedFile("附件.pdf", raw("0 0 300 300"))
    assert "docx" in endings, "say an example of files"
    out = BytesIO()
    Document().save(out)
    return SimpleUploadedFile("附件.docx", out.getvalue())


def rows_of_type(one: RowsField, at: datetime, cast: Cast | None = None) -> Any:
    """Rows that a field takes, as a program sends them; of those that end the first that is open, or None."""
    if one.way == "ends":
        row = next(iter(one.stored_rows()), None)
        return row and {"id": row.pk, one.part.ends: timezone.localdate(at).isoformat()}
    if one.required and one.way == "rows" and one.part.least > 1:  # another in each row, where two may not be the same
        return [_another(_row(one, at, cast), one, place) for place in range(one.part.least)]
    row = _row(one, at, cast)
    if cast is not None:  # the record may have rows already, from which it is to differ
        row |= {name: str(next(cast.numbers)) for name in _texts_once(one) & row.keys()}
    return row if one.way == "adds" else [row] if one.required else None


def _another(row: dict[str, Any], one: RowsField, place: int) -> dict[str, Any]:
    return row | {name: f"{row[name]}{place}" for name in _texts_once(one) & row.keys() if place}


def _texts_once(one: RowsField) -> set[str]:
    """The texts in which no two rows of a record may agree, without those of which not any text would do."""
    fields = one.row_form(0, None, None).fields
    free = {name for name, field in fields.items() if type(field) is forms.CharField and not hasattr(field, "example")}
    return free & {*one.part.once}


def _row(one: RowsField, at: datetime, cast: Cast | None) -> dict[str, Any]:
    fields = one.row_form(0, None, None).fields
    around = cast and cast.around(None)
    said = {
        name: (field.example(None, around) if callable(field.example) else field.example)
        for name, field in fields.items()
        if hasattr(field, "example") and not (around is None and isinstance(field, UnitField))
    }
    if cast is not None and (one.way == "adds" or one.required):
        links = {name: field for name, field in fields.items() if isinstance(field, LinkField) and field.required}
        said |= {name: linked(field, cast, at) for name, field in links.items()}
    told = said | {name: of_type(field, at, cast) for name, field in fields.items() if name not in said}
    return {name: value for name, value in told.items() if value not in (None, "") and name != one.part.ends}


def posted(given: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a page sends them: each cell of rows under a name of its own."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        rows = [value] if isinstance(value, dict) else value
        if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
            found[name] = value
            if isinstance(value, UploadedFile):
                value.seek(0)  # it may have been sent before
            continue
        found[f"{name}-count"] = len(rows)
        found |= {f"{name}-{at}-{column}": cell for at, row in enumerate(rows) for column, cell in row.items()}
    return found


def as_program(given: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a program sends them: files in base64."""
    return {name: _in_words(value) if isinstance(value, UploadedFile) else value for name, value in given.items()}


def apart(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values, and files by name, as actions take them."""
    files = {name: [value] for name, value in given.items() if isinstance(value, UploadedFile)}
    return {name: value for name, value in given.items() if name not in files}, files


def _in_words(one: UploadedFile) -> list[dict[str, str]]:
    one.seek(0)
    return [{"name": str(one.name), "content": b64encode(one.read()).decode()}]


def _long_enough(one: forms.Field) -> str:
    least, most = getattr(one, "min_length", None) or 0, getattr(one, "max_length", None)
    return (WORDS * (1 + least // len(WORDS)))[: most or None]

"""A form as JSON Schema, and as a model that accepts it. The form itself validates, as on the pages.

The model checks only the types of JSON (a number is not text) and that every name is known. The form reports what is
missing, too long or not a choice, so that page and API say the same. Fields that occur once for each row of something
(``StepForm.each``) are described by a pattern of names, and checked one by one in ``parse_form_payload``.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, create_model

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.forms.choosers import LONGEST, LinkField
from luoshi.kernel.kinds.forms.row_forms import RowsField
from luoshi.kernel.kinds.registry import per_snapshot

DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
MOST_WRONG = 100  # maximum number of wrong names reported
ROW = {"anyOf": [{"type": "integer"}, {"type": "string"}]}


class FilePart(BaseModel):
    """A file inside JSON."""

    model_config = ConfigDict(extra="forbid")

    name: StrictStr = Field(min_length=1, max_length=200)
    content: StrictStr = Field(description="base64")


def model_of(
    name: str, fields: Mapping[str, forms.Field], each: Mapping[str, forms.Field] | None = None
) -> type[BaseModel]:
    """Return a model that accepts a form's values as JSON; its schema is ``schema_of``."""
    each = each or {}
    # A form field may have a name that the model itself needs, for instance "copy": inside it gets another name.
    inner: Any = {
        f"field_{field_name}": (_type(field) | None, Field(None, alias=field_name))
        for field_name, field in fields.items()
    }
    config = ConfigDict(
        extra="allow" if each else "forbid",
        json_schema_extra=lambda schema: schema.update(schema_of(fields, each)),
    )
    made: type[BaseModel] = create_model(name, __config__=config, **inner)
    made.each = tuple(each)  # type: ignore[attr-defined]
    return made


def schema_of(fields: Mapping[str, forms.Field], each: Mapping[str, forms.Field] | None = None) -> dict[str, Any]:
    """Return a form as JSON Schema: types, choices, lengths, bounds, labels, and required fields."""
    found = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: field_schema(field) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
    }
    if each:
        found["patternProperties"] = {_pattern(prefix): field_schema(field) for prefix, field in each.items()}
    return found


def _pattern(prefix: str) -> str:
    return rf"^{re.escape(prefix)}[1-9][0-9]{{0,17}}$"


def field_schema(field: forms.Field) -> dict[str, Any]:
    """Return one field as JSON Schema, with its label as title, and label, hint and choices as description."""
    label = str(field.label or "")
    hint = field.named_by() if isinstance(field, LinkField) else ""
    words = [
        label,
        hint,
        str(field.help_text),
        getattr(field, "allowed_values", ""),
        "; ".join(f"{key}: {label}" for key, label in _choices(field)),
    ]
    found = {**_shape(field), "title": label, "description": ". ".join(filter(None, words))}
    return found


def parse_form_payload(model: BaseModel | None) -> tuple[dict[str, Any], MultiValueDict[str, Any]]:
    """Return the payload as a form takes it: values and files.

    Raises:
        RecordError: ``incomplete``: a file is not base64 or has no name; a field is unknown or is not text.
    """
    values: dict[str, Any] = {}
    files: MultiValueDict[str, Any] = MultiValueDict()
    given = (
        {}
        if model is None
        else {model_field.alias or "": getattr(model, name) for name, model_field in _set_fields(model)}
    )
    for name, value in given.items():
        parts = value if isinstance(value, list) else [value]
        if parts and all(isinstance(part, FilePart) for part in parts):
            files.setlist(name, [_file(name, part) for part in parts])
        else:
            values[name] = _plainly(value)
    return values | _each_sent(model), files


def _plainly(value: Any) -> Any:
    """Return rows as their forms take them: the values sent, by name."""
    if isinstance(value, list):
        return [_plainly(row) for row in value]
    if isinstance(value, BaseModel):
        return {model_field.alias or "": getattr(value, name) for name, model_field in _set_fields(value)}
    return value


def _each_sent(model: BaseModel | None) -> dict[str, Any]:
    """Return the values of fields that occur once for each row: their names are known only by prefix."""
    found: dict[str, Any] = (model.model_extra or {}) if model is not None else {}
    known = [re.compile(_pattern(prefix)) for prefix in getattr(model, "each", ())]
    wrong: dict[str, list[str]] = {}
    for name, value in found.items():
        if not any(pattern.fullmatch(name) for pattern in known):
            wrong[name] = [_("There is no such field here.")]
        elif value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            wrong[name] = [_("This must be text.")]
    if wrong:
        told = dict(list(wrong.items())[:MOST_WRONG])  # 50,000 unknown names are not all reported
        words = "; ".join(f"{name}: {said[0]}" for name, said in told.items())
        raise RecordError(
            "incomplete",
            _("Something is missing or wrong: %(fields)s.") % {"fields": words},
            remedy=_("Nothing was saved. Correct it and send it again."),
            fields=told,
        )
    return {name: value for name, value in found.items() if value is not None}


def _set_fields(model: BaseModel) -> Iterator[tuple[str, Any]]:
    return (
        (name, model_field) for name, model_field in type(model).model_fields.items() if name in model.model_fields_set
    )


def _file(field: str, part: FilePart) -> SimpleUploadedFile:
    try:
        return SimpleUploadedFile(part.name, base64.b64decode(part.content, validate=True))
    except (binascii.Error, ValueError):
        words = _("The content of the file is not base64.")
    except SuspiciousFileOperation:
        words = _("The file has no name.")
    raise RecordError("incomplete", words, where=field, fields={field: [words]})


def _row_fields(field: RowsField) -> dict[str, forms.Field]:
    """Return the fields of a row's own form; for an ending row only the last day."""
    fields = field.line_form.base_fields
    return {name: fields[name] for name in field.box_columns()}


@per_snapshot()
def _row(way: str, part: Any) -> Any:
    """Return the model that accepts a row, with the id of an existing one."""
    fields: dict[str, Any] = _row_fields(RowsField(part, way, demands=False))  # type: ignore[arg-type]
    inner: Any = {
        f"field_{field_name}": (_type(field) | None, Field(None, alias=field_name))
        for field_name, field in fields.items()
    }
    numbered: Any = {} if way == "adds" else {"field_id": (StrictInt | None, Field(None, alias="id"))}
    return create_model(
        f"{part.model.__name__}{way.capitalize()}", __config__=ConfigDict(extra="forbid"), **numbered, **inner
    )


def _row_shape(field: RowsField) -> dict[str, Any]:
    found = schema_of(_row_fields(field))
    if field.way != "adds":
        found["properties"] = {"id": {"type": "integer", "title": "id"}} | found["properties"]
    if field.way == "ends":
        found["required"] = ["id", field.part.ends]
    if field.way != "rows":
        return found
    found["required"] = []  # of an existing row: omitted values stay unchanged
    return {"type": "array", "items": found, **({"maxItems": field.part.limit} if field.part.limit else {})}


def _type(field: forms.Field) -> Any:
    """Return the JSON type that a field accepts; one that is asked by data of another record says it itself."""
    if (own := getattr(field, "json_type", None)) is not None:
        return own
    if isinstance(field, RowsField):
        row: Any = _row(field.way, field.part)
        return list[row] if field.way == "rows" else row
    if isinstance(field, forms.FileField):
        return list[FilePart] if _several(field) else FilePart
    if isinstance(field, forms.BooleanField | forms.NullBooleanField):
        return StrictBool
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return list[StrictInt | StrictStr]
    if isinstance(field, LinkField):
        return StrictStr  # a number that people know, never a row's id
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return StrictInt | StrictStr
    if isinstance(field, forms.IntegerField):  # also the fields of decimals and floats
        return StrictInt if type(field) is forms.IntegerField else StrictStr | StrictInt
    return StrictStr


def _shape(field: forms.Field) -> dict[str, Any]:
    """Return the types and bounds of a field's value."""
    if getattr(field, "json_type", None) is not None:
        return {"type": "object"}
    if isinstance(field, RowsField):
        return _row_shape(field)
    if isinstance(field, forms.FileField):
        shape = {
            name: value for name, value in FilePart.model_json_schema().items() if name not in ("title", "description")
        }
        return {"type": "array", "items": shape} if _several(field) else shape
    if isinstance(field, forms.BooleanField | forms.NullBooleanField):
        return {"type": "boolean", **({"const": True} if field.required else {})}
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": _one_of(field), "uniqueItems": True}
    if isinstance(field, forms.ModelMultipleChoiceField):
        return {"type": "array", "items": ROW}
    if isinstance(field, LinkField):
        return {"type": "string", "maxLength": LONGEST}
    if isinstance(field, forms.ChoiceField):
        return _one_of(field)
    if isinstance(field, forms.ModelChoiceField):
        return dict(ROW)
    if isinstance(field, forms.DateTimeField):
        return dict(MOMENT)
    if isinstance(field, forms.DateField):
        return dict(DAY)
    if isinstance(field, forms.IntegerField):
        bounds = {"minimum": field.min_value, "maximum": field.max_value}
        if type(field) is not forms.IntegerField:  # exact, so no number of JSON
            return {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
        return {"type": "integer", **{name: value for name, value in bounds.items() if isinstance(value, int)}}
    return _text(field)


def _several(field: forms.Field) -> bool:
    return bool(getattr(field.widget, "allow_multiple_selected", False))


def _text(field: forms.Field) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string"}
    if isinstance(field, forms.EmailField):
        found["format"] = "email"
    longest, shortest = getattr(field, "max_length", None), getattr(field, "min_length", None)
    if longest is not None:
        found["maxLength"] = longest
    if shortest or field.required:
        found["minLength"] = shortest or 1
    return found


def _one_of(field: forms.Field) -> dict[str, Any]:
    keys = [key for key, _label in _choices(field)]
    if not keys:
        return dict(ROW)
    return {"enum": keys, **({"type": "integer"} if all(isinstance(key, int) for key in keys) else {"type": "string"})}


def _choices(field: forms.Field) -> list[tuple[Any, Any]]:
    """Return the declared choices of a form without the empty one; choices determined at runtime are not listed."""
    choices = getattr(field, "choices", None)
    if isinstance(field, forms.ModelChoiceField) or choices is None or not isinstance(field, forms.ChoiceField):
        return []
    found: list[tuple[Any, Any]] = []
    for key, label in choices:
        rows = label if isinstance(label, list | tuple) else [(key, label)]
        found += [(code, words) for code, words in rows if code not in ("", None)]
    return found

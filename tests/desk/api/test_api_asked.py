"""What a form asks for, as JSON Schema, and what JSON holds, as the form takes it."""

from __future__ import annotations

import base64

import pytest
from django import forms

from luoshi.base.record_errors import RecordError
from luoshi.desk.api.form_schemas import field_schema, model_of, parse_form_payload, schema_of
from luoshi.kernel.kinds.forms.step_forms import has_files


class Everything(forms.Form):
    """A form with a field of each kind."""

    words = forms.CharField(label="词", max_length=5, min_length=2, help_text="两到五个字。")
    count = forms.IntegerField(min_value=1, max_value=9, required=False)
    amount = forms.DecimalField(max_digits=9, decimal_places=2, required=False)
    sure = forms.BooleanField()
    perhaps = forms.BooleanField(required=False)
    day = forms.DateField(required=False)
    moment = forms.DateTimeField(required=False)
    one = forms.ChoiceField(choices=[("", "—"), ("a", "甲"), ("组", [("b", "乙")])], required=False)
    several = forms.MultipleChoiceField(choices=[("a", "甲"), ("b", "乙")], required=False)
    copy = forms.EmailField(required=False)
    paper = forms.FileField(required=False)


def test_a_form_is_described_as_json_schema() -> None:
    shapes = {name: field_schema(field) for name, field in Everything.base_fields.items()}
    bare = {
        name: {k: v for k, v in shape.items() if k not in ("title", "description")} for name, shape in shapes.items()
    }
    paper = bare.pop("paper")
    assert bare == {
        "words": {"type": "string", "maxLength": 5, "minLength": 2},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "amount": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
        "sure": {"type": "boolean", "const": True},
        "perhaps": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "moment": {"type": "string", "format": "date-time"},
        "one": {"type": "string", "enum": ["a", "b"]},
        "several": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "uniqueItems": True},
        "copy": {"type": "string", "format": "email", "maxLength": 320},
    }
    assert (sorted(paper["properties"]), paper["required"]) == (["content", "name"], ["name", "content"])
    assert shapes["words"]["description"] == "词. 两到五个字。" and "a: 甲; b: 乙" in shapes["one"]["description"]
    assert (schema_of(Everything.base_fields)["required"], has_files(Everything.base_fields)) == (
        ["words", "sure"],
        True,
    )


def test_what_json_holds_reaches_the_form_as_a_page_would_send_it() -> None:
    content = base64.b64encode("附件".encode()).decode()
    given = {
        "words": "好的",
        "count": 3,
        "amount": "12.50",
        "sure": True,
        "day": "2026-03-20",
        "moment": "2026-03-20T10:00:00+08:00",
        "one": "b",
        "several": ["a", "b"],
        "copy": "a@luoshi.example",
        "paper": {"name": "附件.txt", "content": content},
    }
    values, files = parse_form_payload(model_of("Given", Everything.base_fields).model_validate(given))
    form = Everything(values, files)
    assert form.is_valid(), form.errors
    clean = form.cleaned_data
    assert clean.pop("paper").read().decode() == "附件"
    assert (str(clean["amount"]), clean["several"], clean["perhaps"]) == ("12.50", ["a", "b"], False)
    assert (clean["count"], clean["day"].isoformat(), clean["moment"].isoformat()) == (
        3,
        "2026-03-20",
        "2026-03-20T10:00:00+08:00",
    )


def test_a_file_that_is_not_base64_is_named() -> None:
    model = model_of("Given", Everything.base_fields)
    with pytest.raises(RecordError) as caught:
        parse_form_payload(model.model_validate({"paper": {"name": "a.txt", "content": "***"}}))
    assert list(caught.value.fields) == ["paper"]
    with pytest.raises(RecordError) as caught:
        parse_form_payload(model.model_validate({"paper": {"name": "..", "content": ""}}))
    assert list(caught.value.fields) == ["paper"]

"""Widgets as HTML made in Python are those that Django's own templates make."""

from datetime import date, time

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from luoshi.base.forms.bound_fields import LaidForms
from luoshi.base.forms.widget_html import PLAIN

HOSTILE = "\"'><script title='x'>alert(1)</script>&lt;{{ 1 }}%(name)s\n第二行"
CHOICES = [
    ("", gettext_lazy("choose")),
    (1, 12345.5),
    (mark_safe("<2>"), mark_safe("<b>粗</b>")),
    (HOSTILE, [("a", HOSTILE), ("b", "乙")]),
    (None, "无"),
]
INPUTS = (
    *(forms.CheckboxInput, forms.DateInput, forms.DateTimeInput, forms.EmailInput, forms.FileInput),
    *(forms.HiddenInput, forms.NumberInput, forms.PasswordInput, forms.TextInput, forms.TimeInput, forms.URLInput),
)
VALUES = [None, "", 0, 1234.5, True, False, HOSTILE, mark_safe("<i>"), gettext_lazy("Title"), date(2026, 3, 1), time(9)]
ATTRIBUTES = [
    {},
    {"id": HOSTILE, "required": True, "disabled": False, "maxlength": 4000, "data-x": mark_safe("<"), "title": None},
]


@pytest.mark.parametrize("widget", [*INPUTS, forms.Textarea], ids=lambda widget: widget.__name__)
@pytest.mark.parametrize("attributes", ATTRIBUTES, ids=["bare", "with attributes"])
def test_a_box_is_what_its_template_gives(widget, attributes) -> None:
    assert widget.template_name in PLAIN
    for value in VALUES:
        given = {"name": HOSTILE, "value": value, "attrs": attributes}
        assert widget().render(**given, renderer=LaidForms()) == widget().render(**given, renderer=TemplatesSetting())


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.RadioSelect])
def test_a_choice_is_what_its_template_gives(widget) -> None:
    shown = widget(choices=CHOICES)
    for value in ("", 1, HOSTILE, [HOSTILE, "b"], None):
        given = {"name": "n", "value": value, "attrs": {"id": "i"}}
        assert shown.render(**given, renderer=LaidForms()) == shown.render(**given, renderer=TemplatesSetting())


def test_an_option_of_another_template_leaves_the_choice_to_its_template() -> None:
    class Told(forms.Select):
        option_template_name = "django/forms/widgets/radio_option.html"

    shown = Told(choices=CHOICES)
    given = {"name": "n", "value": 1}
    assert shown.render(**given, renderer=LaidForms()) == shown.render(**given, renderer=TemplatesSetting())

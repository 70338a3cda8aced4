"""The HTML of plain widgets, made in Python: a page of cards has two hundred, and their templates took a third of it.

It is what Django's own templates of these widgets give, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import NotRequired, TypedDict, cast

from django import template
from django.template.base import render_value_in_context
from django.utils.safestring import SafeData

WIDGETS = "django/forms/widgets/"
OPTION = f"{WIDGETS}select_option.html"
ESCAPED = template.Context()


class WidgetContext(TypedDict):
    """What Django gives to a widget's template as ``widget``, or to that of one of its options."""

    name: str
    type: NotRequired[str]
    template_name: str
    value: object
    attrs: Mapping[str, object]
    label: NotRequired[object]
    optgroups: NotRequired[Iterable[tuple[object, Iterable[WidgetContext], int]]]


def _as_string(value: object) -> str:
    """Return the HTML of ``{{ value|stringformat:'s' }}``, which localizes nothing."""
    return str(value) if isinstance(value, SafeData) else escape(str(value))


def _attributes(widget: WidgetContext) -> str:
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{_as_string(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input_html(widget: WidgetContext) -> str:
    value = "" if widget["value"] is None else f' value="{_as_string(widget["value"])}"'
    return f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"{value}{_attributes(widget)}>'


def _textarea_html(widget: WidgetContext) -> str:
    value = _as_string(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select_html(widget: WidgetContext) -> str | None:
    parts = [f'<select name="{escape(widget["name"])}"{_attributes(widget)}>']
    for group, options, _place in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{render_value_in_context(group, ESCAPED)}">')
        if any(option["template_name"] != OPTION for option in options):
            return None
        parts += _option_html(options)
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def _option_html(options: Iterable[WidgetContext]) -> Iterator[str]:
    for option in options:
        label = render_value_in_context(option["label"], ESCAPED)
        yield f'\n  <option value="{_as_string(option["value"])}"{_attributes(option)}>{label}</option>\n'


INPUTS = (
    "checkbox",
    "date",
    "datetime",
    "email",
    "file",
    "hidden",
    "input",
    "number",
    "password",
    "text",
    "time",
    "url",
)
PLAIN: Mapping[str, Callable[[WidgetContext], str | None]] = {
    **{f"{WIDGETS}{name}.html": _input_html for name in INPUTS},
    f"{WIDGETS}textarea.html": _textarea_html,
    f"{WIDGETS}select.html": _select_html,
}


def render_plain_widget(template_name: str, context: Mapping[str, object]) -> str | None:
    """Return the HTML of a widget that Django's template of this name would give; None for those made by a template."""
    render = PLAIN.get(template_name)
    return render(cast("WidgetContext", context["widget"])) if render else None

"""The HTML of a form's fields and of definition lists, made in Python as that of tables and for the same reason.

The page of the month's reports has a hundred and sixty fields, and each asked thirty names of its context.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from luoshi.base.forms.bound_fields import LaidField
from luoshi.base.forms.shapes import LabelledFact
from luoshi.site.templatetags.tables import render_light, render_value, step_html

register = template.Library()


@register.simple_tag(name="form_field")
def render_field(field: LaidField, weighs: object = False) -> SafeString:
    """Return a field with its label, hint and errors. ``weighs``: what is typed is weighed, doubts come beneath it."""
    return mark_safe("\n".join(_field_parts(field, bool(weighs))))  # noqa: S308 its values are escaped


def _field_parts(field: LaidField, weighs: bool) -> Iterator[str]:
    key, errors, widget = render_value(field.auto_id), field.errors, str(field)
    ticked = field.widget_type == "checkbox" and not field.use_fieldset
    wrong = " field--wrong" if errors else ""
    if field.use_fieldset:
        described = f' aria-describedby="{render_value(field.aria_describedby)}"' if field.aria_describedby else ""
        yield f'<fieldset class="field field--wide{wrong}" id="{key}"{described}>'
        yield f"<legend>{render_value(field.label)}{_must_html(field)}</legend>"
    elif ticked:
        label = f"<span>{render_value(field.label)}{_must_html(field)}</span>"
        yield f'<div class="field field--tick{wrong}">'
        yield f'<label for="{render_value(field.id_for_label)}">{widget} {label}</label>'
    else:
        rest = f'<span class="visually-hidden">{render_value(field.caption_rest)}</span>' if field.caption_rest else ""
        label = f"{render_value(field.caption)}{rest}{_must_html(field)}"
        yield f'<div class="field{" field--wide" if field.is_wide else ""}{wrong}">'
        yield f'<label for="{render_value(field.id_for_label)}">{label}</label>'
    if errors:
        yield f'<ul class="field__errors" id="{key}_error">'
        yield from (f"<li>{render_value(error)}</li>" for error in errors)
        yield "</ul>"
    if field.measure:
        yield f'<div class="unit">{widget}<span aria-hidden="true">{render_value(field.measure)}</span></div>'
    elif not ticked:
        yield widget
    if weighs and field.is_weighed:
        yield f'<div class="doubt" id="{key}_doubt" role="status"></div>'
    if field.history:
        told = "".join(f"<span>{render_value(words)}</span>" for words in field.history)
        yield f'<p class="field__history">{told}</p>'
    if field.help_text:
        yield f'<p class="field__hint" id="{key}_helptext">{render_value(field.help_text)}</p>'
    yield "</fieldset>" if field.use_fieldset else "</div>"


@register.simple_tag(name="must_mark")
def render_must_mark(field: LaidField) -> SafeString:
    """Return the mark of what must be filled in; "" at the rest, and at what cannot be changed."""
    return mark_safe(_must_html(field))  # noqa: S308 it holds no value


@register.simple_tag(name="star")
def render_star() -> SafeString:
    """Return the mark of what must be filled in."""
    return mark_safe(_star_html())  # noqa: S308 it holds no value


def _must_html(field: LaidField) -> str:
    must = field.field.required and not field.field.disabled and not field.field.widget.attrs.get("readonly")
    return _star_html() if must else ""


def _star_html() -> str:
    required = f'<span class="visually-hidden"> {_("required")}</span>'
    return f'<span class="must"><span aria-hidden="true">*</span>{required}</span>'


@register.simple_tag(name="fact_items")
def render_facts(facts: Iterable[LabelledFact] | None) -> SafeString:
    """Return the lines of a definition list."""
    return mark_safe("\n".join(map(_fact_html, facts or ())))  # noqa: S308 their values are escaped


def _fact_html(fact: LabelledFact) -> str:
    parts = [f"{render_light(fact.light)} "] if fact.light else []
    text = render_value(fact.text)
    if fact.url:
        leads_out = ' rel="noopener noreferrer"' if fact.external else ""
        parts.append(f'<a href="{render_value(fact.url)}"{leads_out}>{text}</a>')
    elif fact.text:
        parts.append(f'<span class="facts__words">{text}</span>')
    elif not fact.light:
        empty = _("not given")
        parts.append(f'<span class="soft">{empty}</span>')
    if fact.note:
        parts.append(f' <span class="soft">{render_value(fact.note)}</span>')
    parts += [step_html(step, " no-print") for step in fact.steps]
    long = ' class="facts__long"' if fact.long else ""
    return f"<div{long}><dt>{render_value(fact.label)}</dt> <dd> {''.join(parts)} </dd></div>"

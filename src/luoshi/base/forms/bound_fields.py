"""Fields of a form as its page lays them out: the unit inside a number's box, the columns, what stands beneath."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.forms import (
    BoundField,
    CheckboxSelectMultiple,
    DateField,
    DecimalField,
    IntegerField,
    RadioSelect,
    Textarea,
)
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from luoshi.base.forms.widget_html import render_plain_widget

_MEASURED = re.compile(r"(?P<caption>.*\S)\s*[（(](?P<measure>[^（()）]{1,12})[）)]")
TALL = 5  # lines of a box for long words, which takes a whole row


def split_measure(label: str) -> tuple[str, str]:
    """Return the label of a number without its unit, and the unit: "金额（元）" gives "金额" and "元"; "" for none."""
    found = _MEASURED.fullmatch(label)
    return (found["caption"], found["measure"]) if found else (label, "")


class LaidField(BoundField):
    """A field on its page. A form's field may have ``measure``, its unit, and ``history``, lines beneath it."""

    @property
    def is_number(self) -> bool:
        """Whether one number is typed into it."""
        return isinstance(self.field, IntegerField | DecimalField) and not getattr(self.field.widget, "choices", None)

    @property
    def is_weighed(self) -> bool:
        """Whether what is typed into it is weighed while it is typed: numbers and days."""
        return (self.is_number or isinstance(self.field, DateField)) and not self.is_hidden

    @property
    def measure(self) -> str:
        """Return the unit of a number: its field's own, else the one in brackets at the end of its label."""
        own: str = getattr(self.field, "measure", "")
        return own or (split_measure(str(self.label))[1] if self.is_number else "")

    @property
    def caption(self) -> str:
        """Return the label without the unit that stands inside the box."""
        return split_measure(str(self.label))[0] if self.is_number else str(self.label)

    @property
    def caption_rest(self) -> str:
        """Return the rest of the label, which is read aloud but not shown."""
        return str(self.label)[len(self.caption) :]

    @property
    def history(self) -> Sequence[str]:
        """Return what was told before: the last value, and that of a year ago."""
        found: Sequence[str] = getattr(self.field, "history", ())
        return found

    @property
    def is_wide(self) -> bool:
        """Whether it takes a whole row of a form with two columns."""
        widget = self.field.widget
        if isinstance(widget, Textarea):
            return int(widget.attrs.get("rows") or TALL) >= TALL
        return isinstance(widget, RadioSelect | CheckboxSelectMultiple) or bool(getattr(widget, "use_fieldset", False))


class LaidForms(TemplatesSetting):
    """Django's renderer of forms, whose fields know how they are laid out and whose plain widgets need no template."""

    bound_field_class = LaidField

    def render(self, template_name: str, context: dict[str, object], request: HttpRequest | None = None) -> str:
        """Return the HTML of a widget or a part of a form."""
        plain = render_plain_widget(template_name, context)
        return super().render(template_name, context, request) if plain is None else plain

"""The filter of a list by light: it offers the lights that pages show, and takes the former ones of saved addresses."""

from __future__ import annotations

from collections.abc import Sequence

import django_filters
from django_filters.fields import ChoiceField

from luoshi.base.forms.form_types import StrOrPromise

Choices = Sequence[tuple[str, StrOrPromise]]


class LightField(ChoiceField):
    """A choice of lights; a former one is valid, and offered only while the list is narrowed by it."""

    def __init__(self, *, choices: Choices = (), former: Choices = (), **kwargs: object) -> None:
        super().__init__(choices=choices, **kwargs)
        self.offered, self.former = [*choices], dict(former)

    def valid_value(self, value: object) -> bool:
        """Take former lights too."""
        return value in self.former or super().valid_value(value)

    def keep_former(self, asked: str) -> None:
        """Offer the former light by which the list is narrowed, so that the form sends it again."""
        if asked in self.former and asked not in dict(self.offered):
            self.choices = [*self.offered, (asked, self.former[asked])]


class LightFilter(django_filters.ChoiceFilter):
    """The filter with this field."""

    field_class = LightField

"""Fields of a form, as the class that they have."""

from __future__ import annotations

from typing import TypeVar

from django.forms import BaseForm, Field

F = TypeVar("F", bound=Field)


def find_form_field(form: BaseForm, name: str, of: type[F]) -> F:
    """Return a field of a form that is of this class.

    Raises:
        TypeError: it is of another.
    """
    field = form.fields[name]
    if not isinstance(field, of):
        raise TypeError(f"{name}: {type(field).__name__} is no {of.__name__}")
    return field

"""Values of columns as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.kernel.kinds.language.formulas import Scalar
from luoshi.kernel.kinds.models import Record


def column_shape(model: type[models.Model], name: str) -> str:
    """Return the format of a column: ``number``, ``date`` or ``text``."""
    field = model._meta.get_field(name)
    if getattr(field, "choices", None):
        return "text"
    if isinstance(field, models.IntegerField):
        return "number"
    return "date" if isinstance(field, models.DateField) else "text"


def stored_value_text(model: type[Record], name: str, found: Any) -> str:
    """Return a value of a field as text, read without its record."""
    if field := with_words(model, name):
        return str(field.said_now(found))
    choices = _choices(model, name)
    return plain_text(found) if choices is None else str(choices.get(found, found) or "")


@lru_cache(maxsize=1024)
def with_words(model: type[Record], name: str) -> Any:
    """Return the field if it words its values itself by unit and day (``said``); otherwise None."""
    field = next((field for field in model._meta.get_fields() if field.name == name), None)
    return field if hasattr(field, "format_code") else None


@lru_cache(maxsize=1024)
def _choices(model: type[Record], name: str) -> dict[Any, Any] | None:
    """Return the labels of a field's values, or None; cached, since Django rebuilds choices for each value."""
    field = next((field for field in model._meta.get_fields() if field.name == name), None)
    flat = getattr(field, "flatchoices", None)
    return dict(flat) if flat else dict(model.CALLED.get(name, ())) or None


def address_in(model: type[models.Model], name: str, found: object) -> str:
    """Return the web address in a column of addresses, to which a page may link; "" for all else.

    Only http and https with a host: ``javascript:`` and the like stay text, whoever wrote them into the table.
    """
    if not (isinstance(model._meta.get_field(name), models.URLField) and isinstance(found, str)):
        return ""
    try:
        parts = urlsplit(found)
        leads = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # brackets without an address
        return ""
    # Browsers and urlsplit drop tabs and line breaks, so what is shown and what is opened would differ.
    return found if leads and found.isprintable() and " " not in found else ""


def input_words(known: Scalar | Sequence[Scalar]) -> str | list[str]:
    """Return an input of a formula as text, a column of rows as the texts of its values; "?" if it is unknown."""
    if isinstance(known, Sequence):
        return [str(input_words(value)) for value in known]
    if known is None:
        return "?"
    return f"{known:f}" if isinstance(known, Decimal) else plain_text(known)


def plain_text(found: Any) -> str:
    """Return a plain value as text."""
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if isinstance(found, datetime):
        return timezone.localtime(found).strftime("%Y-%m-%d %H:%M")
    if isinstance(found, date):
        return found.isoformat()
    return "" if found is None else str(found)

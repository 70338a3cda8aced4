"""Turn pydantic's validation errors into sentences by field, in the words of Django's forms where these have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

MOST = 100
UNKNOWN = "unknown_parameter"  # the type of an error of ours: pydantic never sees such a parameter
SHELL = ("asked", "given")


def validation_messages(errors: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return each error's sentence under the name of its field, without repeats, for at most ``MOST`` fields."""
    found: dict[str, list[str]] = {}
    for error in errors:
        if len(found) == MOST:  # a request with 50,000 unknown names gets no sentence for each
            break
        said = found.setdefault(_name(error["loc"]), [])
        if (words := _sentence(error)) not in said:
            said.append(words)
    return found


def _name(place: Iterable[Any]) -> str:
    parts = [str(part) for part in place]
    while len(parts) > 1 and parts[0] in SHELL:
        parts = parts[1:]
    return parts[0]


def _sentence(error: Mapping[str, Any]) -> str:
    kind, more = error["type"], error.get("ctx", {})
    if kind == "missing":
        return _("This field is required.")
    if kind == "extra_forbidden":
        return _("There is no such field here.")
    if kind == UNKNOWN:
        return _("There is no such parameter here.")
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = more.get("ge", more.get("le"))
        words = _("At least %(bound)s.") if "ge" in more else _("At most %(bound)s.")
        return words % {"bound": bound}
    if kind == "string_too_long":
        return _("At most %(most)d characters.") % {"most": more["max_length"]}
    if kind == "string_too_short":
        return _("This field is required.")
    return _expected(kind)


def _expected(kind: str) -> str:
    words = {
        "string": _("This must be text."),
        "int": _("This must be a whole number."),
        "bool": _("This must be true or false."),
        "list": _("This must be a list."),
        "uuid": _("This must be a UUID."),
        "date": _("This must be a day, for instance 2026-03-20."),
    }
    name = kind.partition("_")[0]
    return words.get(name, _("This must be an object."))

"""Why a test of many things failed, in one line: a dump of all that it found is read by nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

LONGEST = 400  # characters


def _flat(found: Any, before: str = "") -> list[str]:
    """What was found, each by itself, with what it was found at."""
    if isinstance(found, Mapping):
        return [node for name, inner in found.items() for node in _flat(inner, f"{before}{name}: ")]
    if isinstance(found, list | set):
        return [node for inner in found for node in _flat(inner, before)]
    return [before + (found if isinstance(found, str) else repr(found))]


def reason(found: Any) -> str:
    """The first of what was found, and how much more there is; "" where there is nothing."""
    every = _flat(found)
    if not every:
        return ""
    first = " ".join(every[0].split())
    first = first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"
    return first + (f" (and {len(every) - 1} more)" if len(every) > 1 else "")


def field_messages(fields: Mapping[str, Iterable[object]]) -> str:
    """What is wrong with which field, in one line; what is wrong with the whole comes first, without a name."""
    lines = {name: " ".join(map(str, messages)) for name, messages in fields.items()}
    whole = [lines.pop(name) for name in ("__all__", "") if name in lines]
    return "; ".join([*whole, *(f"{name}: {words}" for name, words in lines.items())])


def refusal_of(answer: Any) -> str:
    """What a page or the API says against the values it was sent, field by field; "" where it refuses none."""
    data = getattr(answer, "data", None)
    if isinstance(data, Mapping):
        return field_messages(data.get("fields") or {}) or str(data.get("what", ""))
    form = answer.context.get("form") if answer.context else None
    return field_messages(getattr(form, "errors", {}))


def nothing(found: Mapping[Any, Any] | Iterable[Any]) -> None:
    """Fail with one line where something was found.

    Raises:
        pytest.fail.Exception: it was.
    """
    __tracebackhide__ = True
    if said := reason(found):
        pytest.fail(said, pytrace=False)

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


def nothing(found: Mapping[Any, Any] | Iterable[Any]) -> None:
    """Fail with one line where something was found.

    Raises:
        pytest.fail.Exception: it was.
    """
    __tracebackhide__ = True
    if said := reason(found):
        pytest.fail(said, pytrace=False)

"""Write exact numbers as text, and JSON with exact numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal

SURROGATE = re.compile("[\ud800-\udfff]")
QUICK = json.JSONEncoder(ensure_ascii=False).encode


def format_plain_exact(value: Decimal | int) -> str:
    """Return the shortest decimal that is exactly ``value``: ``46.5``, ``833030000000``, never an exponent.

    Raises:
        ValueError: the value is not finite.
    """
    if isinstance(value, int):
        return str(value)
    if not value.is_finite():
        raise ValueError("not a finite number")
    words = format(value, "f")
    if "." in words:
        words = words.rstrip("0").rstrip(".")
    return "0" if words in ("-0", "") else words


def dump_exact_json(value: object, *, depth: int = 2) -> str:
    """Return JSON with exact numbers, unescaped Chinese, and one line for each record below ``depth``."""
    parts: list[str] = []
    _write(value, parts, 0, depth, quick=True)
    words = "".join(parts)
    if not words.isascii() and SURROGATE.search(words):  # a lone surrogate has no UTF-8; as an escape it survives
        parts.clear()
        _write(value, parts, 0, depth, quick=False)
        words = "".join(parts)
    return words


def _write(value: object, parts: list[str], level: int, depth: int, quick: bool) -> None:
    if quick and level == depth:
        try:  # the standard encoder is ten times as fast, but refuses Decimal
            parts.append(QUICK(value))
            return
        except TypeError:
            pass
    if isinstance(value, Mapping):
        items = [(f"{_string(str(key))}: ", item) for key, item in value.items()]
        _group("{", "}", items, parts, level, depth, quick)
    elif isinstance(value, (list, tuple)):
        _group("[", "]", [("", item) for item in value], parts, level, depth, quick)
    elif isinstance(value, str):
        parts.append(_string(value))
    elif isinstance(value, bool) or value is None:
        parts.append({True: "true", False: "false", None: "null"}[value])
    elif isinstance(value, (int, Decimal)):
        parts.append(format_plain_exact(value))
    else:
        raise TypeError(f"{type(value).__name__} has no exact JSON form")


def _group(
    opening: str, closing: str, items: list[tuple[str, object]], parts: list[str], level: int, depth: int, quick: bool
) -> None:
    broken = level < depth and bool(items)
    between = ",\n" + " " * (level + 1) if broken else ", "
    parts.append(opening + ("\n" + " " * (level + 1) if broken else ""))
    for place, (key, item) in enumerate(items):
        parts.append((between if place else "") + key)
        _write(item, parts, level + 1, depth, quick)
    parts.append(("\n" + " " * level if broken else "") + closing)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=SURROGATE.search(text) is not None)

"""The user's language, and its messages: ``words/zh*.toml`` and ``words/en*.toml``."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
FOUND = "../../kernel/history/words"  # verification findings: the journal's page uses the same words
FILES = (
    "{}.toml",
    "{}.pair.toml",
    "{}.office.toml",
    "{}.journal.toml",
    "{}.backup.toml",
    "{}.line.toml",
    "{}.draw.toml",
    "{}.facts.toml",
    f"{FOUND}/{{}}.toml",
)


@cache
def load_message_catalogue(language: str) -> dict[str, str]:
    """Load all messages of a language by id: ``table.key`` in its TOML files."""
    import tomllib

    found: dict[str, str] = {}
    for name in FILES:
        tables = tomllib.loads((Path(__file__).parent / "words" / name.format(language)).read_text(encoding="utf-8"))
        found |= {f"{table}.{key}": words for table, entries in tables.items() for key, words in entries.items()}
    return found


def translate_message(language: str, message: str, /, **values: object) -> str:
    """Return the sentence for a message id with its values filled in; the id itself if the catalogue lacks it."""
    words = load_message_catalogue(language).get(message)
    if words is None:
        return message + "".join(f" {name}={value}" for name, value in values.items())
    return words.format_map(_MessageValues(values)) if "{" in words else words


def explain_error(language: str, code: str, values: Mapping[str, object]) -> str:
    """Return the sentence for an error, with an exceeded limit in readable units and the system's error in words.

    Args:
        values: fill the sentence; ``why`` may be the name of a system error, such as ENOSPC.
    """
    if "why" in values:
        values = {**values, "why": _why(language, str(values["why"]))}
    limit = values.get("limit")
    if code != "load.too_large" or not isinstance(limit, int):
        return translate_message(language, code, **values)
    what = str(values.get("what"))
    size = _bytes(limit) if what in ("bytes", "expanded", "memory") else _count(language, limit)
    return translate_message(language, code, what=translate_message(language, f"limit.{what}", size=size))


def _why(language: str, name: str) -> str:
    known = load_message_catalogue(language).get(f"why.{name}")
    return known or (os.strerror(number) if isinstance(number := getattr(errno, name, None), int) else name)


def _bytes(size: int) -> str:
    for unit, worth in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if size >= worth:
            return f"{size / worth:.3g} {unit}"
    return f"{size} B"


def _count(language: str, count: int) -> str:
    if language == "zh" and count >= 10_000 and count % 10_000 == 0:
        return f"{count // 10_000}万"
    return f"{count:,}" if language == "en" else str(count)


class _MessageValues(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"  # a sentence with a gap is better than an error while reporting one


def detect_cli_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language for a command line: ``--lang``, LUOSHI_LANG, the system's language; else Chinese.

    It is determined before the options are parsed, because help and usage errors need it.
    """
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and place + 1 < len(arguments) and arguments[place + 1] in LANGUAGES:
            return arguments[place + 1]
        if argument.startswith("--lang=") and argument[7:] in LANGUAGES:
            return argument[7:]
    for name in ("LUOSHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "").lower()
        if value:
            return "en" if value.startswith("en") else "zh"
    return _of_windows() if sys.platform == "win32" else "zh"


def _of_windows() -> str:
    try:
        import ctypes

        english = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x09  # type: ignore[attr-defined]
    except (ImportError, AttributeError, OSError):
        return "zh"
    return "en" if english else "zh"

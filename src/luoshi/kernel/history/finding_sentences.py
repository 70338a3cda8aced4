"""The findings of a verification as sentences, for the command line and the journal page."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"


def sentence_of(code: str, number: int, values: Mapping[str, object]) -> str:
    """Return the key of the sentence in ``words/*.toml``; for some codes it depends on the values."""
    if code == "missing" and values.get("by"):
        return "missing_by"
    if code == "erased" and not values.get("by"):
        return "erased_unsealed"
    if code in ("dropped", "truncated") and values.get("to") != number:
        return f"{code}_to"
    return "rewritten_all" if code == "rewritten" and not values.get("since") else code


def finding_sentence(code: str, number: int, values: Mapping[str, object], language: str) -> str:
    """Return the sentence of a finding, naming the entry, the record or the trigger; ``language`` is zh or en."""
    fills = {"number": number, **values}
    if fills.get("record") and code.startswith("row_"):
        fills["record"] = f"{fills['record']} · "
    return _sentences(language)[sentence_of(code, number, values)].format_map(fills)


@cache
def _sentences(language: str) -> Mapping[str, str]:
    found: Mapping[str, str] = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))["found"]
    return found

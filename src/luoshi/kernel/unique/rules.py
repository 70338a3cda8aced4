"""Pure rules: when two values are equal, and which of two records counts."""

from __future__ import annotations

import hmac
import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

LONGEST = 12  # digits of a number, so that 9 sorts before 10


def normalize_key_value(value: object) -> str:
    """Return a value in its form for comparison; "" if there is none.

    Text: NFKC, case folded, without blanks and invisible characters. For a link, unit or post, the id is passed.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", str(value)).casefold())
    return "".join(sign for sign in folded if not sign.isspace() and unicodedata.category(sign) != "Cf")


def key_digest(key: bytes, rule: str, values: Sequence[object]) -> str:
    """Return the digest that records with equal values by a rule share; "" if one value is unset."""
    said = [normalize_key_value(value) for value in values]
    if not all(said):
        return ""
    text = json.dumps([rule, *said], ensure_ascii=False)
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


def place_among_doubles(number: str, pk: int) -> bytes:
    """Return a record's sort key among its duplicates: by its number, with digits as numbers; without one, last.

    Only if numbers are equal, the earlier entry comes first.
    """
    told = re.sub("[0-9]+", lambda found: found[0].zfill(LONGEST), number).encode() if number else b"\xff"
    return told + b"\0" + str(pk).zfill(20).encode()

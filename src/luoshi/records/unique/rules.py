"""When two values are the same, and which of two records counts. Pure."""

from __future__ import annotations

import hmac
import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

LONGEST = 12  # digits of a number, so that 9 stands before 10


def normalize_key_value(value: Any) -> str:
    """A value in the form in which it is compared; "" where there is none.

    Text: NFKC, case folded, without blanks and signs that nobody sees. Of a link, unit or post its id is given.
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


def key_digest(key: bytes, rule: str, values: Sequence[Any]) -> str:
    """What two records have alike that have the same values by a rule; "" where one of them is unset."""
    said = [normalize_key_value(value) for value in values]
    if not all(said):
        return ""
    text = json.dumps([rule, *said], ensure_ascii=False)
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


def place_among_doubles(number: str, pk: int) -> bytes:
    """Where a record stands among its doubles: by its number, numbers in it as such; without one behind all that have.

    Only where no number tells them apart the earlier entry comes first.
    """
    told = re.sub("[0-9]+", lambda found: found[0].zfill(LONGEST), number).encode() if number else b"\xff"
    return told + b"\0" + str(pk).zfill(20).encode()

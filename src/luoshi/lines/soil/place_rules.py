"""Pure decisions on coordinates: degrees as exact numbers, as entered and as given out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from luoshi.base.forms.fields import Undecrypted
from luoshi.kernel.base.words import words_now

_ = words_now(__name__)

DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?")
MOST = {"longitude": 180, "latitude": 90}


def read_degrees(name: str, text: str) -> Decimal | None:
    """Return a longitude or latitude in decimal degrees; None if it is no such number."""
    found = Decimal(text) if DEGREES.fullmatch(text) else None
    return found if found is not None and abs(found) <= MOST[name] else None


def place_reasons(record: object, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the reasons against coordinates that are no decimal degrees; what no key decrypts stays as it is."""
    said = {"longitude": _("Longitude is in decimal degrees, from -180 to 180."),
            "latitude": _("Latitude is in decimal degrees, from -90 to 90.")}  # fmt: skip
    told = {name: text for name in said if (text := given.get(name)) and not isinstance(text, Undecrypted)}
    return [said[name] for name, text in told.items() if read_degrees(name, str(text)) is None]

"""The codes under which people and applications stand in what a round publishes."""

from __future__ import annotations

import hmac

from luoshi.base.forms.fields import decrypt_text
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSeat, ReviewSheet

CODE_LENGTH = 16  # hexadecimal digits of an assessor's code


def assessor_code(round_: ReviewRound, person: int | None) -> str:
    """Return the code of a person in a round; another round has another one."""
    return hmac.digest(decrypt_text(round_.key).encode(), f"assessor {person}".encode(), "sha256").hex()[:CODE_LENGTH]


def seat_code(round_: ReviewRound, seat: ReviewSeat) -> str:
    """Return the code of who sits there: the one that was kept, though the person's entry was merged since."""
    return seat.code or assessor_code(round_, seat.person_id)


def sheet_code(round_: ReviewRound, sheet: ReviewSheet) -> str:
    """Return the code of who was asked for a sheet, as it was then."""
    return sheet.code or assessor_code(round_, sheet.assessor_id)


def object_code(round_: ReviewRound, row: Assessed) -> str:
    """Return the receipt of an application; of one sent before receipts were given, or another record, a keyed hash."""
    if receipt := getattr(row.thing, "receipt", ""):
        return str(receipt)
    return row.code or hmac.digest(decrypt_text(round_.key).encode(), f"object {row.about_id}".encode(), "sha256").hex()

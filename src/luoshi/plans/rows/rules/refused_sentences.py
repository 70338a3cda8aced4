"""Sentences that the office has refused before: a new document's rows with the same words are left out, visibly."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

from luoshi.plans.rows.rules.choices import plain_sentence
from luoshi.plans.rows.rules.drafting import Drafted, DraftRow

REFUSED = "refused"  # reason code: a person of the office said so of the same sentence in an earlier document
SHORTEST = 8  # characters; shorter words (a cell's, a label's) say something else in another paper
_NUMBER = re.compile(r"\d")  # also full-width: a number may be a date or a figure that was not read


def remembered_sentence(words: str) -> str:
    """Return the form under which a refused sentence is remembered; "" for one that must be asked about every time."""
    plain = plain_sentence(words)
    return "" if len(plain) < SHORTEST or _NUMBER.search(plain) else plain


def leave_out_refused(drafted: Drafted, text: str, refused: Container[str]) -> Drafted:
    """Leave out the rows whose sentence was refused before, with that as the reason.

    Only rows that say nothing of their own: with a figure, a date, a recurrence or a unit that stands at the sentence
    itself, the same words may bind somebody this time, and are asked about. What comes from a heading or a note to the
    whole section does not count.

    Args:
        refused: sentences as ``remembered_sentence`` gives them.
    """
    rows = tuple(
        replace(row, state="outside", reason=REFUSED, look=False)
        if _says_nothing_of_its_own(row) and remembered_sentence(row.words or text[row.start : row.end]) in refused
        else row
        for row in drafted.rows
    )
    return replace(drafted, rows=rows)


def _says_nothing_of_its_own(row: DraftRow) -> bool:
    if row.state == "outside" and not row.look:
        return False
    own = row.due or row.every or row.lead or row.support
    return not any(figure.state != "background" for figure in row.figures) and (row.inherited or not own)

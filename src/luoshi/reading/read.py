"""The way of a text through the reader: outline → statements → quantities → assignments."""

from __future__ import annotations

import re

from luoshi.reading.assignments import assign
from luoshi.reading.doubts import doubt
from luoshi.reading.fields import fields
from luoshi.reading.measured import measured
from luoshi.reading.model import Reading
from luoshi.reading.outline import outline
from luoshi.reading.statements import statements
from luoshi.reading.structure import Span

# What is written in more than one way and means the same, each a code point for a code point: offsets stay.
_ODD = re.compile("[０-９\r\x0b\x0c\x85\u2028\u2029]")
_PLAIN = str.maketrans("０１２３４５６７８９\r\x0b\x0c\x85\u2028\u2029", "0123456789\n\n\n\n\n\n")


def read(text: str, *, year: int | None = None, issuer: str | None = None, joined: tuple[Span, ...] = ()) -> Reading:
    """What a document says: its fields, headings, statements, quantities and assignments.

    Pure and deterministic; takes time proportional to the length of the text.

    Args:
        text: the document's text; all offsets of the result are code points into it.
        year: the document's year where the caller knows better than the text.
        issuer: likewise the body that issued it.
        joined: spans of table cells that were repeated from merged cells (``Document.joined``).
    """
    if _ODD.search(text):
        text = text.replace("\r\n", " \n").translate(_PLAIN)
    plan = outline(text)
    about = fields(text, plan, year, issuer)
    parts = statements(text, plan, about)
    found = measured(text, plan, parts, about)
    given = assign(text, plan, parts, about)
    doubt(text, parts, found, given, joined)
    return Reading(
        kind=about.kind,
        title=about.title,
        issuer=about.issuer,
        number=about.number,
        year=about.year,
        headings=plan.headings,
        statements=parts,
        quantities=found,
        assignments=given,
    )

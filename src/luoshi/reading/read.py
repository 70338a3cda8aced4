"""The way of a text through the reader: outline → statements → quantities → assignments."""

from __future__ import annotations

from luoshi.reading.assignments import assign
from luoshi.reading.doubts import doubt
from luoshi.reading.fields import fields
from luoshi.reading.measured import measured
from luoshi.reading.model import Reading
from luoshi.reading.outline import outline
from luoshi.reading.spelling import Respelt
from luoshi.reading.statements import statements
from luoshi.reading.structure import Span


def read(text: str, *, year: int | None = None, issuer: str | None = None, joined: tuple[Span, ...] = ()) -> Reading:
    """What a document says: its fields, headings, statements, quantities and assignments.

    Pure and deterministic; takes time proportional to the length of the text.

    Args:
        text: the document's text; all offsets of the result are code points into it.
        year: the document's year where the caller knows better than the text.
        issuer: likewise the body that issued it.
        joined: spans of table cells that were repeated from merged cells (``Document.joined``).
    """
    respelt = Respelt(text)
    text = respelt.text
    plan = outline(text)
    about = fields(text, plan, year, issuer)
    parts = statements(text, plan, about)
    found = measured(text, plan, parts, about)
    given = assign(text, plan, parts, about)
    doubt(text, parts, found, given, tuple((respelt.plain(start), respelt.plain(end)) for start, end in joined))
    reading = Reading(
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
    return respelt.restore(reading)

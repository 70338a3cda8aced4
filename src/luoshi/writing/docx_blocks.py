"""Read a .docx block by block, for a page that shows the same paper."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table
from docx.text.paragraph import Paragraph

SIDES = {WD_ALIGN_PARAGRAPH.CENTER: "center", WD_ALIGN_PARAGRAPH.RIGHT: "right"}


@dataclass(frozen=True)
class DocxBlock:
    """A paragraph, or the rows of a table.

    Attributes:
        side: alignment of the paragraph: "center", "right", or "" for the default.
    """

    words: str = ""
    side: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def read_docx_blocks(data: bytes) -> list[DocxBlock]:
    """Return header, body and footer of a .docx in that order, without empty blocks at the ends."""
    paper = Document(io.BytesIO(data))
    section = paper.sections[0]
    body = _blocks(paper.iter_inner_content())
    ends = [
        [block for block in _blocks(part.iter_inner_content()) if block.words]
        for part in (section.header, section.footer)
    ]
    return [*ends[0], *body, *ends[1]]


def _blocks(parts: Iterable[Paragraph | Table]) -> Iterator[DocxBlock]:
    for part in parts:
        if isinstance(part, Table):
            yield DocxBlock(rows=tuple(tuple(cell.text for cell in row.cells) for row in part.rows))
        else:
            aligned = part.alignment
            if aligned is None and part.style is not None:
                aligned = part.style.paragraph_format.alignment
            yield DocxBlock(part.text, SIDES.get(aligned, "") if aligned is not None else "")

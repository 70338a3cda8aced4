"""Small .docx templates for tests: a paragraph, a table, a header, and what hostile ones bring along."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from docx import Document

NO_PARTS: Mapping[str, str] = {}


def template(
    *paragraphs: str,
    rows: Sequence[Sequence[str]] = (),
    header: str = "",
    title: str = "",
    extra: Mapping[str, str] = NO_PARTS,
) -> bytes:
    """A template with these paragraphs, a table of these rows, a header, a title; ``extra``: further parts by name."""
    paper = Document()
    for words in paragraphs:
        paper.add_paragraph(words)
    if rows:
        table = paper.add_table(rows=len(rows), cols=len(rows[0]))
        for at, row in enumerate(rows):
            for cell, words in zip(table.rows[at].cells, row, strict=True):
                cell.text = words
    if header:
        paper.sections[0].header.paragraphs[0].text = header
    paper.core_properties.title = title
    file = io.BytesIO()
    paper.save(file)
    return with_parts(file.getvalue(), extra)


def with_parts(data: bytes, extra: Mapping[str, str]) -> bytes:
    """The package with these parts put in, or in place of those of the same name; ``…``: what was there."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            was = old.read(name)
            new.writestr(name, extra[name].replace("…", was.decode()) if name in extra else was)
        for name in extra.keys() - set(old.namelist()):
            new.writestr(name, extra[name])
    return file.getvalue()


def words_of(data: bytes) -> str:
    """All words of a .docx body, paragraph by paragraph, cells between bars."""
    paper = Document(io.BytesIO(data))
    lines = [paragraph.text for paragraph in paper.paragraphs]
    lines += [" | ".join(cell.text for cell in row.cells) for table in paper.tables for row in table.rows]
    return "\n".join(lines)

"""Files that units attach as evidence; each states that it is invented."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # noqa: E501


def make_evidence_sheet(name: str, title: str, words: str) -> SimpleUploadedFile:
    """Return a small workbook as evidence; it states that it is invented."""
    book, file = Workbook(), io.BytesIO()
    page: Any = book.active
    for line in (["演示数据，内容均为虚构"], ["事项", title], ["办理情况", words]):
        page.append(line)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 14, 70
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())

"""A .docx with fields (docxtpl) filled from plain values, in a sandbox that knows no function, filter or test.

What a template may say at all is decided by ``template_faults``; this is the second wall behind it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from luoshi.writing.circular import NOT_HELD

Value = str | bytes | Sequence[Mapping[str, str]]
SQUARE = Mm(26)  # a picture is a square that a telephone scans: large enough to be read from a copy


class NotFilled(Exception):
    """What came out is no document: tags cross the bounds of rows or paragraphs."""


def template_sandbox() -> ImmutableSandboxedEnvironment:
    """The sandbox: a name that is not given is an error, values are words and never markup, nothing can be called."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


def fill_docx_template(template: bytes, values: Mapping[str, Value]) -> bytes:
    """The template with these values put in, as bytes of a .docx.

    Args:
        values: words by name; a picture's PNG; lists of rows, each words by name.

    Raises:
        NotFilled: what came out is no document.
        jinja2.TemplateError: a tag is broken, or a name unknown; ``template_faults.faults`` says so before.
    """
    paper = _Strict(io.BytesIO(template))
    try:
        paper.render({name: _held(value, paper) for name, value in values.items()}, template_sandbox(), autoescape=True)
    except etree.XMLSyntaxError as error:
        raise NotFilled(str(error)) from error
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


class _Strict(DocxTemplate):  # type: ignore[misc]
    """A template whose filled body must be whole: docxtpl itself mends what is broken and loses words by it."""

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False))
        return super().fix_tables(xml)


def _held(value: Value, paper: DocxTemplate) -> Any:
    """The value without what XML cannot hold, and without signs by which docxtpl would break pages."""
    if isinstance(value, str):
        return NOT_HELD.sub("", value)
    if isinstance(value, bytes):
        return InlineImage(paper, io.BytesIO(value), width=SQUARE)
    return [{name: NOT_HELD.sub("", words) for name, words in row.items()} for row in value]

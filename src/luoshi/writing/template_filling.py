"""Fill a .docx with fields (docxtpl) from plain values, in a sandbox without functions, filters or tests.

``template_faults`` decides what a template may contain; the sandbox is the second line of defence.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from luoshi.writing.circular import NOT_HELD

Value = str | bytes | Sequence[Mapping[str, str]]
SQUARE = Mm(26)  # pictures are square codes for scanning with a telephone: large enough to read from a copy


class NotFilled(Exception):
    """The result is not a document: tags cross the bounds of rows or paragraphs."""


def template_sandbox() -> ImmutableSandboxedEnvironment:
    """Return the sandbox: a missing name is an error, values are text and never markup, nothing can be called."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


def fill_docx_template(template: bytes, values: Mapping[str, Value]) -> bytes:
    """Fill the template with these values; return the bytes of a .docx.

    Args:
        values: words by name; a picture's PNG; lists of rows, each words by name.

    Raises:
        NotFilled: the result is not a document.
        jinja2.TemplateError: broken tag or unknown name; ``find_template_faults`` reports it beforehand.
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
    """A template whose filled body must be well-formed: docxtpl would repair it and lose words."""

    def fix_tables(self, xml: str) -> object:
        etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False))
        return super().fix_tables(xml)


def _held(value: Value, paper: DocxTemplate) -> str | InlineImage | list[dict[str, str]]:
    """Remove characters that XML cannot hold and marks that docxtpl would turn into page breaks."""
    if isinstance(value, str):
        return NOT_HELD.sub("", value)
    if isinstance(value, bytes):
        return InlineImage(paper, io.BytesIO(value), width=SQUARE)
    return [{name: NOT_HELD.sub("", words) for name, words in row.items()} for row in value]

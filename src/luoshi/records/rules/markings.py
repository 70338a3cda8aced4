"""Does what someone sends bear the marking of a state secret? Luoshi is for unclassified work and stops it.

The reader knows where a marking stands on a page (``reading.load.secrecy``). Here stand the places that a reader of
text never sees: names of files, headers and footers of sheets, shapes, watermarks, properties, templates; and words
typed or pasted into forms. Whoever only speaks of secrets (商业秘密, 保守国家秘密, 秘密投票) marks nothing.

Source: GB/T 9704-2012, 7.2.2; 保守国家秘密法 (2024), art. 20 and 22.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator

from luoshi.reading.load.secrecy import HEAD, head_lines, marking

_GRADE = "(绝密|机密|秘密)"
_TERM = r"(?:[0-9〇一二三四五六七八九十]{1,3}(?:年|个月|月|天|日)|长期)"
_LABELLED = re.compile(rf"(?:密级|(?:秘密|保密|涉密)(?:等级|级别))[:|=]{_GRADE}(?![、/,，或和及级])")
_SEPARATOR = r"[-_ .,，、·+—:：]"
_NAMED = (
    re.compile(rf"{_GRADE}\s*[★*]"),
    re.compile(rf"[\[(【〔「『<《{{]\s*{_GRADE}\s*{_TERM}?\s*[\])】〕」』>》}}]"),
    re.compile(rf"^[0-9]{{0,8}}{_SEPARATOR}*{_GRADE}(?:{_TERM}|(?=关于|$)|(?={_SEPARATOR}))"),
    re.compile(rf"{_SEPARATOR}{_GRADE}{_TERM}?(?:\s*\([0-9]{{1,3}}\))?$"),
)
_FOLD = str.maketrans("絕機祕☆⋆⭐✩✪✭✮✯✰＊", "绝机秘★★★★★★★★★★")
_TYPED = 8_000  # characters of a typed text that are looked at from its beginning, and as many at its end
_WHOLE = 4_000  # of a part of a package
_SHEET_ROWS = 5

_MARGIN = re.compile(r"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^>]*>([^<]*)<")
_MARGIN_CODE = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&K[0-9]{2}[+-][0-9]{3}|&[0-9]{1,3}|&[LCR]|&[A-Z]')
_WATERMARK = re.compile(r"<(?:\w+:)?textpath\b[^>]*\bstring\s*=\s*[\"']([^\"']*)[\"']")
_PARAGRAPH = re.compile(r"</(?:\w+:)?p>")
_RUN = re.compile(r"<(?:\w+:)?t\b[^>]*>([^<]*)<")
_VALUE = re.compile(r">([^<>]+)<")
_PRINTED = re.compile(r"<(?:\w+:)?TextCode\b[^>]*>([^<]*)<")


def folded(text: str) -> str:
    """The text with look-alikes made alike: no invisible characters, full-width as half, any star as ★."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", seen.translate(_FOLD))


def in_typed(text: str) -> str | None:
    """The grade that a typed or pasted text is marked with in any of its lines, else None."""
    if "密" not in text:  # each grade has it; most texts end here
        return None
    near = text if len(text) <= 2 * _TYPED else text[:_TYPED] + "\n" + text[-_TYPED:]
    return _in_lines(folded(near).splitlines())


def in_document(text: str) -> str | None:
    """The grade that a document's head is marked with, also in a cell of its first rows, else None."""
    lines = head_lines(folded(text[:_TYPED]), 0, HEAD)
    for line in lines[:_SHEET_ROWS]:
        cells = [cell.strip() for cell in line.split(" | ")]
        grades = [cell for cell in cells if cell and _in_lines([cell])]
        if len(cells) > 1 and len(grades) == 1:  # several side by side are a list of grades
            return _in_lines(grades)
    return _in_lines(lines)


def in_name(name: str) -> str | None:
    """The grade that a file's name, or a folder's before it, is marked with, else None."""
    *folders, leaf = re.split(r"[/\\]", folded(name))
    stem = leaf.rpartition(".")[0] or leaf
    for part in (*folders, stem):
        for pattern in _NAMED:
            if found := pattern.search(part.strip()):
                return found[1]
    return None


def in_package(data: bytes) -> str | None:
    """The grade that an office file or OFD bears outside its text, else None; for zip containers that were checked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            for part in pack.namelist():
                if found := _in_lines(map(folded, _apart(part.replace("\\", "/").lower(), part, pack))):
                    return found
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return None  # what is broken is refused as such
    return None


def _apart(low: str, part: str, pack: zipfile.ZipFile) -> Iterator[str]:
    """The lines of a part that the reader of the text leaves out."""
    if not low.endswith(".xml"):
        return
    if low.startswith(("xl/worksheets/", "xl/chartsheets/", "xl/dialogsheets/")):
        markup = _decoded(pack.read(part))
        for margin in _MARGIN.findall(markup[max(markup.rfind("</sheetData>"), markup.rfind(":sheetData>"), 0) :]):
            yield from _MARGIN_CODE.sub("\n", html.unescape(margin)).splitlines()
    elif low.startswith(("xl/drawings/", "ppt/slides/")):
        for paragraph in _PARAGRAPH.split(_decoded(pack.read(part))):
            yield html.unescape("".join(_RUN.findall(paragraph)))[:_WHOLE]
    elif low.startswith("docprops/"):
        yield from (html.unescape(value)[:_WHOLE] for value in _VALUE.findall(_decoded(pack.read(part))))
    elif low.startswith("word/"):
        yield from map(html.unescape, _WATERMARK.findall(_decoded(pack.read(part))))
    elif "tpl" in low or "annot" in low:
        yield from map(html.unescape, _PRINTED.findall(_decoded(pack.read(part))))


def _decoded(part: bytes) -> str:
    wide = part[:2] in (b"\xff\xfe", b"\xfe\xff")
    return part.decode("utf-16" if wide else "utf-8", "replace")


def _in_lines(lines: Iterable[str]) -> str | None:
    for line in lines:
        if found := marking([line]):
            return found
        if labelled := _LABELLED.search("".join(line.split())):
            return labelled[1]
    return None

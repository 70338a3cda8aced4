"""Detect the marking of a state secret in uploads and typed text; Luoshi is for unclassified work and refuses it.

The reader knows where a page has its marking (``reading.load.secrecy``). This module covers the places that a text
reader never sees: names of files, headers and footers of sheets, shapes, watermarks, comments, notes, properties,
templates; and words typed or pasted into forms. Text that merely speaks of secrets (商业秘密, 保守国家秘密, 秘密投票)
is not marked.

Source: GB/T 9704-2012, 7.2.2; 保守国家秘密法 (2024), art. 20 and 22.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from luoshi.reading.load.secrecy import HEAD, head_lines, secrecy_marking
from luoshi.reading.load.zip_container import decode_entry_name

_GRADE = "(绝密|机密|秘密)"
_TERM = r"(?:[0-9〇一二三四五六七八九十]{1,3}(?:年|个月|月|天|日)|长期)"
_LABELLED = re.compile(rf"(?:密级|(?:秘密|保密|涉密)(?:等级|级别))[:|=]{_GRADE}(?![、/,，或和及级])")
_SEPARATOR = r"[-_ .,，、·+—:：]"
_NAMED = (
    re.compile(rf"{_GRADE}\s*[★*]"),
    re.compile(rf"[\[(【〔「『<《{{]\s*{_GRADE}\s*(?:{_TERM}\s*)?[\])】〕」』>》}}]"),
    re.compile(rf"^[0-9]{{0,8}}{_SEPARATOR}*{_GRADE}(?:{_TERM}|(?=关于|$)|(?={_SEPARATOR}))"),
    re.compile(rf"{_SEPARATOR}{_GRADE}{_TERM}?(?:\s*\([0-9]{{1,3}}\))?$"),
)
_FOLD = str.maketrans("絕機祕☆⋆⭐✩✪✭✮✯✰＊", "绝机秘★★★★★★★★★★")
_STARRED = re.compile(rf"{_GRADE}[★*]")
_LOOKED_INTO = 20_000_000  # maximum bytes of a part of a container
_BEGINNING = 8_000  # characters of a document that contain its head
_WHOLE = 4_000  # characters of a part of a package
_SHEET_ROWS = 5
_NEAR = 12  # characters around 密 within which a star or a label counts

_MARGIN = re.compile(r"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^<>]*>([^<]*)<")
_MARGIN_CODE = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&K[0-9]{2}[+-][0-9]{3}|&[0-9]{1,3}|&[LCR]|&[A-Z]')
_WATERMARK = re.compile(r"<(?:\w+:)?textpath\b[^<>]*\bstring\s*=\s*[\"']([^\"']*)[\"']")
# Parts of an office file beside its text, in paragraphs of their own.
_BESIDE = (
    "word/comments", "word/footnotes", "word/endnotes", "xl/comments", "xl/threadedcomments/", "xl/drawings/",
    "ppt/slides/", "ppt/comments", "ppt/notesslides/",
)  # fmt: skip
_PARAGRAPH = re.compile(r"</(?:\w+:)?(?:p|comment|text)>")
_RUN = re.compile(r"<(?:\w+:)?(?:t|text)\b[^<>]*>([^<]*)(?=<)")
_TITLE = re.compile(r"<(?:\w+:)?(?:title|subject)\b[^<>]*>([^<]+)<")
_VALUE = re.compile(r">([^<>]+)<")
_PRINTED = re.compile(r"<(?:\w+:)?TextCode\b[^<>]*>([^<]*)<")

# Exceptions that reading a broken package may raise.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError)


def fold_lookalikes(text: str) -> str:
    """Return the text with look-alikes unified: no invisible characters, full-width as half-width, any star as ★."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", seen.translate(_FOLD))


def in_typed(text: str) -> str | None:
    """Return the grade with which any line of a typed or pasted text is marked, whatever its length; else None.

    Linear: 20 MB of suspicious lines, the most that a request can have, take some seconds; text without the character
    密 takes one search.
    """
    if "密" not in text:  # part of every grade; most texts end here
        return None
    near = "\n".join(line for line in text.splitlines() if "密" in line)
    return _in_lines(fold_lookalikes(near).splitlines())


def in_document(text: str) -> str | None:
    """Return the grade with which a document's head is marked, also in a cell of its first rows; else None."""
    lines = head_lines(fold_lookalikes(text[:_BEGINNING]), 0, HEAD)
    for line in lines[:_SHEET_ROWS]:
        cells = [cell.strip() for cell in line.split(" | ")]
        grades = [cell for cell in cells if cell and _in_lines([cell])]
        if len(cells) > 1 and len(grades) == 1:  # several in a row are a list of grades
            return _in_lines(grades)
    return _in_lines(lines)


def in_name(name: str) -> str | None:
    """Return the grade with which the name of a file or of its folders is marked; else None."""
    *folders, leaf = re.split(r"[/\\]", fold_lookalikes(name))
    stem = leaf.rpartition(".")[0] or leaf
    for part in (*folders, stem):
        for pattern in _NAMED:
            if found := pattern.search(part.strip()):
                return found[1]
    return None


def in_package(data: bytes) -> str | None:
    """Return the grade that an office file or OFD has outside its text, else None. Pass checked zip containers only."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            for part in pack.namelist():
                low = part.replace("\\", "/").lower()
                if found := _in_lines(map(fold_lookalikes, _apart(low, part, pack))) or _in_title(low, part, pack):
                    return found
    except BROKEN:
        return None  # broken files are refused elsewhere
    return None


def in_packed(data: bytes) -> str | None:
    """Return the grade that the name or, as far as visible, the content of a file packed in a zip has; else None.

    Pass checked containers only: their unpacked size is bounded.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            for info in pack.infolist():
                if found := in_name(decode_entry_name(info)):
                    return found
                inner = pack.read(info) if info.file_size <= _LOOKED_INTO else b""
                low = info.filename.lower()
                if inner.startswith(b"PK"):
                    found = in_packed(inner) or in_package(inner) or _in_word(inner)
                elif low.endswith((".txt", ".csv", ".md")):
                    found = in_document(_text_of(inner))
                else:
                    found = in_old(inner) if low.endswith((".doc", ".wps", ".xls", ".et", ".rtf")) else None
                if found:
                    return found
    except BROKEN:
        return None  # broken files are refused elsewhere
    return None


def _in_word(data: bytes) -> str | None:
    """Return the grade at the head of a .docx in a container."""
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        if "word/document.xml" not in pack.namelist():
            return None
        markup = _decoded(pack.read("word/document.xml"))
        lines = ("".join(_RUN.findall(paragraph)) for paragraph in _PARAGRAPH.split(markup)[:_SHEET_ROWS])
        return in_document("\n".join(map(html.unescape, lines)))


def _text_of(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def in_old(data: bytes) -> str | None:
    """Return the grade that an old office file (OLE, RTF) has anywhere, with a star or after a label; else None.

    This is a first filter before the file is read: its text is not known yet, only that it contains UTF-16 words.
    """
    for wide in (data, data[1:]):
        words = wide.decode("utf-16-le", "ignore") if "密".encode("utf-16-le") in wide else ""
        for at in (found.start() for found in re.finditer("密", words)):
            packed = "".join(fold_lookalikes(words[max(0, at - _NEAR) : at + _NEAR]).split())
            if beside := _LABELLED.search(packed) or _STARRED.search(packed):
                return beside[1]
    return None


def _apart(low: str, part: str, pack: zipfile.ZipFile) -> Iterator[str]:
    """Yield the lines of a part that the text reader leaves out."""
    if not low.endswith(".xml"):
        return
    if low.startswith(("xl/worksheets/", "xl/chartsheets/", "xl/dialogsheets/")):
        markup = _decoded(pack.read(part))
        for margin in _MARGIN.findall(markup[max(markup.rfind("</sheetData>"), markup.rfind(":sheetData>"), 0) :]):
            yield from _MARGIN_CODE.sub("\n", html.unescape(margin)).splitlines()
    elif low.startswith(_BESIDE):
        for paragraph in _PARAGRAPH.split(_decoded(pack.read(part))):
            yield from html.unescape("".join(_RUN.findall(paragraph))).splitlines()
    elif low.startswith("docprops/") or low in ("meta.xml", "styles.xml"):  # OpenDocument: properties and margins
        yield from (html.unescape(value)[:_WHOLE] for value in _VALUE.findall(_decoded(pack.read(part))))
    elif low == "content.xml":
        for opened in _decoded(pack.read(part)).split("<office:annotation")[1:]:
            note, closed, _rest = opened.partition("</office:annotation>")
            yield from map(html.unescape, _VALUE.findall(note + "<") if closed else ())
    elif low.startswith("word/"):
        yield from map(html.unescape, _WATERMARK.findall(_decoded(pack.read(part))))
    elif "tpl" in low or "annot" in low:
        yield from map(html.unescape, _PRINTED.findall(_decoded(pack.read(part))))


def _in_title(low: str, part: str, pack: zipfile.ZipFile) -> str | None:
    """Return the grade in a file's own title or subject, which are written like names of files."""
    titles = _TITLE.findall(_decoded(pack.read(part))) if low == "docprops/core.xml" else ()
    return next((found for title in titles if (found := in_name(f"{html.unescape(title)}.title"))), None)


def _decoded(part: bytes) -> str:
    wide = part[:2] in (b"\xff\xfe", b"\xfe\xff")
    return part.decode("utf-16" if wide else "utf-8", "replace")


def _in_lines(lines: Iterable[str]) -> str | None:
    for line in lines:
        if found := secrecy_marking([line]):
            return found
        packed = "".join(line.split())
        # ``secrecy_marking`` stops after 400 characters.
        if beside := _LABELLED.search(packed) or _STARRED.search(packed):
            return beside[1]
    return None

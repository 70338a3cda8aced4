"""Open a file: bytes in, a Document out. Content decides the format; the name only where content cannot.

Read here: txt md html docx (docm dotx, strict) xlsx (xlsm) ods xls (et) pdf ofd, and files of these formats saved under
another name. Read through LibreOffice: doc wps rtf odt xlsb.

Every refusal is a `ReadError` with one of these codes:

| code | values | what is wrong |
|---|---|---|
| load.empty | | no bytes, or a file without a single word |
| load.too_large | what, limit | beyond `FileLimits`; ``what`` is its field (or depth), ``limit`` bytes or a count |
| load.too_slow | format, seconds | the program that reads this format did not finish |
| load.encrypted | format | a password is needed |
| load.damaged | format | broken or cut off |
| load.scanned | format, pages | pictures of pages without text (also a picture file itself) |
| load.garbled | format, pages | a text layer with unknown characters (fonts without a map to Unicode) |
| load.unsupported | format | something else: zip, rar, 7z, gz, pptx, ppt, program … |
| load.needs_office | format | LibreOffice is needed but not installed (in WPS: 另存为 docx or xlsx) |
| load.not_converted | format | LibreOffice produced nothing: a broken file, or its Writer or Calc is not installed |
| load.not_text | format | no text in a known encoding; ``format`` is the extension, may be empty |
| load.needs_ocr | format | a picture of text, and text recognition (``luoshi.ocr``) is not installed |
| load.heic | | a photograph in a telephone's own format, which needs to be sent as JPEG |
| load.secret_unclear | | something in a recognised page looks like a secrecy marking: a person must look |
| load.secret | marking | marked 绝密, 机密 or 秘密: the product is for unclassified work only |
| load.missing, load.folder, load.unreadable | name | `load_path` only: no such file; a folder; the system refuses it |
| load.irregular | name | `load_path` only: a pipe, a device or a socket |
| load.no_room | format, why | LibreOffice needs a folder for temporary files and finds none |

Notes that a Document may carry:

| code | values | what the user should know |
|---|---|---|
| load.bytes_replaced | count, encoding | broken bytes, shown as U+FFFD |
| load.other_format | named, found | the extension does not match the content |
| load.changes | insertions, deletions | tracked changes: read as if accepted |
| load.hidden | characters | hidden words left out |
| load.contents | lines | a table of contents left out; its headings are in the text |
| load.furniture | lines | headers, footers and page numbers left out |
| load.pages_without_text | count, first | pages that are pictures among pages of text |
| load.recognised | pages, unsure | text recognised from pictures of so many pages, with so many doubtful places |
| load.sheets_hidden | count | hidden sheets left out |
| load.rows_hidden | count | hidden or filtered rows, read like the others |
| load.formulas | cells | formulas without a stored result: nothing to read |
| load.converted | format | read through LibreOffice |
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.limits import DEFAULT, FileLimits
from luoshi.reading.load.secrecy import HEAD, SECTION, head_lines, secrecy_marking
from luoshi.reading.load.sniff import DetectedFormat, detect_file_format, extension_of_name
from luoshi.reading.model import LoadedDocument

if TYPE_CHECKING:
    from luoshi.reading.load.sheet import SheetCells

__all__ = [
    "DEFAULT",
    "FileLimits",
    "finish_document",
    "head_of_parts",
    "load_document",
    "load_path",
    "marking_of_parts",
    "needs_office",
    "read_file",
]

_SAME = {
    "docm": "docx", "dotx": "docx", "dotm": "docx", "xlsm": "xlsx", "xltx": "xlsx", "htm": "html", "xhtml": "html",
    "shtml": "html", "markdown": "md", "et": "xls", "xlt": "xls", "ett": "xls", "text": "txt", "dot": "doc",
    "wpt": "wps", "mht": "mhtml",
}  # fmt: skip
_MANY_TAGS = 200_000
_OWN = frozenset("txt md html docx xlsx ods pdf xls ofd mhtml".split())  # noqa: SIM905
_KNOWN = frozenset("txt md html docx xlsx xls pdf ofd doc wps rtf odt ods xlsb".split())  # noqa: SIM905


def load_document(
    name: str, data: bytes, *, limits: FileLimits = DEFAULT, sheets: list[tuple[str, bool, SheetCells]] | None = None
) -> LoadedDocument:
    """Return the document in the bytes of a file.

    Args:
        name: the file's name; only its extension matters, and it is kept in the Document.
        sheets: receives name, visibility and cells of each sheet of an .xlsx or .ods workbook, for reuse.

    Raises:
        ReadError: the file cannot or must not be read; see the module's table.
    """
    if len(data) > limits.bytes:
        raise ReadError("load.too_large", what="bytes", limit=limits.bytes)
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError("load.empty")
    found = detect_file_format(name, data, limits)
    draft = TextDraft(limits)
    text = _read(found, data, draft, sheets)
    named = _SAME.get(extension_of_name(name), extension_of_name(name))
    if named in _KNOWN and found.format in _KNOWN and named != found.format and found.format not in {"txt", "md"}:
        draft.note("load.other_format", named=named, found=found.format)
    return finish_document(name, found.format, hashlib.sha256(data).hexdigest(), text, draft)


def finish_document(
    name: str, format: str, sha256: str, text: str, draft: TextDraft, *, sure: str | None = None
) -> LoadedDocument:
    """Return the document of a text and of what its draft knows besides.

    Args:
        sure: of recognised text the same with □ for each character that may be another one: only a marking that is
            clearly legible refuses it.

    Raises:
        ReadError: ``load.too_large``, ``load.secret``, ``load.empty``.
    """
    if len(text) > draft.limits.characters:
        raise ReadError("load.too_large", what="characters", limit=draft.limits.characters)
    if marking := marking_of_parts(text if sure is None else sure, draft):
        raise ReadError("load.secret", marking=marking)
    if not text.strip():
        raise ReadError("load.empty")
    return LoadedDocument(
        name=name,
        format=format,
        sha256=sha256,
        text=text,
        pages=tuple(draft.pages),
        joined=tuple(draft.joined),
        notes=tuple(draft.notes),
        places=tuple(draft.places),
        unsure=tuple(draft.unsure),
    )


def needs_office(name: str, data: bytes, *, limits: FileLimits = DEFAULT) -> str:
    """Return the format of a file that ``load_document`` converts with LibreOffice; "" for all others."""
    try:
        found = detect_file_format(name, data, limits).format
    except ReadError:
        return ""
    return "" if found in _OWN else found


def load_path(path: str | Path, *, limits: FileLimits = DEFAULT, regular: bool = False) -> LoadedDocument:
    """Return the document in the file at ``path``.

    Raises:
        ReadError: as in ``load_document`` and ``read_file``.
    """
    return load_document(Path(path).name, read_file(path, limits=limits, regular=regular), limits=limits)


def read_file(path: str | Path, *, limits: FileLimits = DEFAULT, regular: bool = False) -> bytes:
    """Return the bytes of a file, at most one more than the limits allow.

    Args:
        path: the file.
        limits: bounds on it.
        regular: refuse anything but an ordinary file: opening a named pipe waits until someone writes into it.

    Raises:
        ReadError: ``load.missing``, ``load.folder``, ``load.unreadable``, ``load.irregular``.
    """
    path = Path(path)
    try:
        if regular and not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise ReadError("load.irregular", name=path.name)
        with path.open("rb") as file:
            return file.read(limits.bytes + 1)
    except FileNotFoundError as error:
        raise ReadError("load.missing", name=path.name) from error
    except (IsADirectoryError, PermissionError) as error:
        # Windows answers PermissionError for a folder.
        raise ReadError("load.folder" if path.is_dir() else "load.unreadable", name=path.name) from error
    except (OSError, ValueError) as error:  # ValueError: a name with NUL
        raise ReadError("load.unreadable", name=path.name) from error


def _read(
    found: DetectedFormat, data: bytes, draft: TextDraft, sheets: list[tuple[str, bool, SheetCells]] | None
) -> str:
    """Return the text of a file in a known format; each reader is imported only when its format occurs."""
    if found.text is not None and found.text.lost:
        draft.note("load.bytes_replaced", count=found.text.lost, encoding=found.text.encoding)
    try:
        match found.format:
            case "txt" | "md":
                assert found.text is not None
                return found.text.text
            case "html":
                assert found.text is not None
                _read_page(found.text.text, draft)
            case "docx":
                from luoshi.reading.load import word

                word.read_word_document(data, draft)
            case "xlsx":
                from luoshi.reading.load import workbook

                workbook.read_xlsx_workbook(data, draft, sheets)
            case "ods":
                from luoshi.reading.load import ods_workbook

                ods_workbook.read_ods_workbook(data, draft, sheets)
            case "pdf" | "xls" | "ofd" | "mhtml":
                from luoshi.reading.load import isolation

                isolation.read_in_subprocess(found.format, data, draft)
            case _:
                from luoshi.reading.load import office

                office.read_via_libreoffice(found.format, data, draft)
    except (RecursionError, MemoryError) as error:
        raise ReadError("load.too_large", what="depth", limit=256) from error
    return draft.text()


def _read_page(page: str, draft: TextDraft) -> None:
    """Read an HTML page. A closing tag that closes nothing makes the parser search all open ones, each time."""
    if page.count("<") > _MANY_TAGS:
        from luoshi.reading.load import isolation

        isolation.read_in_subprocess("html", page.encode("utf-8", "replace"), draft)
    else:
        from luoshi.reading.load import webpage

        webpage.read_html_page(page, draft)


def head_of_parts(text: str, draft: TextDraft) -> list[str]:
    """Return the lines that may bear a marking: of the document's head, of each later part's, of what was left out."""
    lines = head_lines(text, 0, HEAD)
    for start in draft.sections:
        lines += head_lines(text, start, SECTION)
    for words in draft.unseen:
        lines += head_lines(words, 0, SECTION)
    return lines


def marking_of_parts(text: str, draft: TextDraft) -> str | None:
    """Return the secrecy grade with which the document or a part of it is marked, or None."""
    return secrecy_marking(head_of_parts(text, draft))

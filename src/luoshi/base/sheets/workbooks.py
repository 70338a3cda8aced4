"""Read filled-in workbooks: the rows under the headers of the first visible sheet, whatever the headers are."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.texts.invisible_characters import clean_invisible_characters

MOST_COLUMNS = 60
LOOKED = 20  # rows searched for the column headers
BLANK = 1000  # blank rows after which reading stops
EXPANDED = 200_000_000  # bytes after decompression
RATIO = 400  # decompressed to compressed


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows under the headers: row number and openpyxl's cells by field; and the headers not recognised."""

    lines: list[tuple[int, dict[str, Any]]]
    unread: list[str]


def read_lines(data: bytes, heads: Mapping[str, str], enough: Collection[str], most: int, named: str) -> SheetRows:
    """Read the rows of a workbook's first visible sheet, without empty ones.

    Args:
        heads: the field of each header, by its text as ``normalize_sheet_head`` returns it.
        enough: the header row must have one of these fields, and another column.
        most: the most rows accepted.
        named: the header that the error names if no header row is found.

    Raises:
        OrgError: ``file.wrong``, ``file.too_large``, ``file.no_heads``, ``file.empty``.
    """
    from openpyxl import load_workbook

    _refuse_bombs(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styling that openpyxl does not know does not matter here
            made = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheet = next((worksheet for worksheet in made.worksheets if worksheet.sheet_state == "visible"), None)
            if sheet is None:
                raise _wrong()
            sheet.reset_dimensions()  # some programs record a sheet as ending at its first cell
            return _lines(sheet.iter_rows(max_col=MOST_COLUMNS), heads, enough, most, named)
    except OrgError:
        raise
    except Exception as error:  # openpyxl promises nothing about broken files
        raise _wrong() from error


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            infos = pack.infolist()
    except Exception as error:  # struct.error and the like: zipfile promises nothing about broken input
        raise _wrong() from error
    # zipfile never extracts more of a part than the part claims to hold.
    whole = sum(info.file_size for info in infos)
    if (
        len(infos) > 5000
        or whole > EXPANDED
        or any(info.file_size > 1_000_000 and info.file_size > RATIO * info.compress_size for info in infos)
    ):
        raise _large(_("Far more is packed into the file than its size says."))
    if "[Content_Types].xml" not in {info.filename for info in infos}:
        raise _wrong()


def _wrong() -> OrgError:
    said = _("This is no workbook that can be read.")
    return OrgError("file.wrong", said, remedy=_("Fill in the template and save it as .xlsx, without a password."))


def _large(why: str) -> OrgError:
    return OrgError("file.too_large", why, remedy=_("Import it in parts."))


def _lines(
    rows: Iterable[Sequence[Any]], heads: Mapping[str, str], enough: Collection[str], most: int, named: str
) -> SheetRows:
    places: dict[str, int] = {}
    unread: list[str] = []
    found: list[tuple[int, dict[str, Any]]] = []
    blank = 0
    for number, cells in enumerate(rows, 1):
        if not places:
            places, unread = _heads(cells, heads, enough)
            if number > LOOKED:
                break
            continue
        line = {field: cells[place] for field, place in places.items() if place < len(cells) and _filled(cells[place])}
        blank = 0 if line else blank + 1
        if line:
            found.append((number, line))
        if len(found) > most:
            said = _("More than %(most)d rows at once are too many.") % {"most": most}
            raise OrgError("file.too_large", said, remedy=_("Send the rest as a second sheet."))
        if blank > BLANK:
            break
    if not places:
        said = _("The heads of the columns are not found: there must be one “%(code)s”.") % {"code": named}
        raise OrgError("file.no_heads", said, remedy=_("Take the template; its first row must stay as it is."))
    if not found:
        raise OrgError("file.empty", _("There is no row under the heads."), remedy=_("Fill in a row at least."))
    return SheetRows(found, unread)


def _filled(cell: Any) -> bool:
    value = getattr(cell, "value", None)
    return not (value is None or (isinstance(value, str) and not value.strip()))


def _heads(cells: Sequence[Any], heads: Mapping[str, str], enough: Collection[str]) -> tuple[dict[str, int], list[str]]:
    found: dict[str, int] = {}
    unread = []
    for place, cell in enumerate(cells):
        words = clean_invisible_characters(str(cell.value or ""))
        field = heads.get(normalize_sheet_head(words))
        if field and field not in found:
            found[field] = place
        elif words.strip():
            unread.append(words.strip()[:40])
    return (found, unread) if set(enough) & set(found) and len(found) > 1 else ({}, [])


def normalize_sheet_head(words: str) -> str:
    """Normalize a header for comparison: half width, lower case, without blanks, stars and bracketed text."""
    plain = re.sub(r"[(（].{0,200}?[)）]|[\s*＊_]", "", unicodedata.normalize("NFKC", words))
    return plain.lower()


def is_error(cell: Any) -> bool:
    """Return True if a formula's result is an error."""
    return getattr(cell, "data_type", "") == "e"


def read_cell_text(value: Any) -> str:
    """Return a cell's value as text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if not isinstance(value, str):
        return str(value)
    if "_x" in value:  # _x0041_ is how a workbook may write A
        from openpyxl.utils.escape import unescape

        value = unescape(value)
    return clean_invisible_characters(value)

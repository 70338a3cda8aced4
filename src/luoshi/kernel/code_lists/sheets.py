"""A code list as a workbook, and a workbook parsed as the items of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from luoshi.base.record_errors import RecordError
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.kernel.base.sheets import LOOKED, WorkbookHead, read_rows, write_list
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.queries import Listing
from luoshi.kernel.code_lists.rules import MOST

CODE, WORD = gettext_lazy("Code of the item"), gettext_lazy("Word")
_FOOT = gettext_lazy("Change words, order and columns, add rows; leave codes as they are. A new item needs no code.")


def write_sheet(file: IO[bytes], of: List, items: Sequence[Listing], origin: str) -> None:
    """Write the items in order, each with code, word and columns; empty columns stay empty."""
    heads = [(str(label), width) for label, width in ((CODE, 18), (WORD, 30))]
    heads += [(str(column.label), 16) for column in of.columns.values()]
    lines = ([listing.code, listing.word, *(listing.values.get(name, "") for name in of.columns)] for listing in items)
    write_list(file, WorkbookHead(add_demo_mark(str(of.label)), f"{origin} · {_FOOT}", heads, str(of.label)), lines)


def read_sheet(data: bytes, of: List) -> list[tuple[str, str, Mapping[str, str]]]:
    """Return code, word and columns of each row below the header of a workbook's first sheet.

    Raises:
        RecordError: ``incomplete``: not a workbook, no header, an unknown or repeated column, too many rows.
    """
    rows = read_rows(data, MOST)
    known = _labels(of)
    for at, (_number, cells) in enumerate(rows[:LOOKED]):  # noqa: B007 - where it stopped is the head
        heads = [known.get(_folded(cell)) for cell in cells]
        if "word" in heads:
            break
    else:
        raise _refused(_("The sheet has no head with the column “%(label)s”.") % {"label": WORD})
    if strange := [cell for cell, head in zip(rows[at][1], heads, strict=True) if cell and head is None]:
        raise _refused(_("Nobody knows the column “%(label)s”.") % {"label": "”, “".join(strange)})
    named = [head for head in heads if head]
    if len(named) != len(set(named)) or "word" not in named:
        raise _refused(_("The column “%(label)s” must be there once.") % {"label": WORD})
    found: list[tuple[str, str, Mapping[str, str]]] = []
    for _row, cells in rows[at + 1 :]:
        values = {name: cell for name, cell in zip(heads, cells, strict=False) if name and cell}
        columns = {name: values.get(f"column {name}", "") for name in of.columns}
        if values:
            found.append((values.get("code", ""), values.get("word", ""), columns))
    if not found:
        raise _refused(_("The sheet has a head, but no rows below it."))
    return found


def _labels(of: List) -> dict[str, str]:
    """Return the meaning of each possible column header, in any language."""
    return dict(_said(of))


def _said(of: List) -> Iterator[tuple[str, str]]:
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield _folded(str(CODE)), "code"
            yield _folded(str(WORD)), "word"
            yield from ((_folded(str(column.label)), f"column {name}") for name, column in of.columns.items())


def _folded(text: Any) -> str:
    return "".join(str(text).split()).casefold()


def _refused(what: str) -> RecordError:
    return RecordError(
        "incomplete", what, remedy=_("Nothing was saved.") + " " + _("Begin with the list as a workbook.")
    )

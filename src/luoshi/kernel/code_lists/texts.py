"""Code lists in sentences: the faults of a version, its changes, and its items as lines of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from luoshi.kernel.code_lists.definitions import CodeListColumn, List
from luoshi.kernel.code_lists.queries import Listing, today_word
from luoshi.kernel.code_lists.rules import CodeListRow, VersionChange, VersionFault


def format_version_fault(of: List, one: VersionFault) -> str:
    """Return the sentence of a version's fault."""
    sentences = {
        "code": _("“%(what)s” is not a valid code: use lower-case letters a to z, digits and _, at most 40."),
        "twice": _("The code “%(what)s” occurs twice."),
        "used": _("The code “%(what)s” was used before: a code never changes its meaning."),
        "word": _("Enter the name of the item."),
        "same_word": _("“%(what)s” occurs twice."),
        "fixed": _("“%(what)s” cannot be removed: the program needs it. You can rename it."),
        "many": _("A list holds at most %(what)s items."),
    }
    what = str(of.label_of(one.what)) if one.code == "fixed" else one.what
    return sentences[one.code] % {"what": what}


def format_column_value(column: CodeListColumn, text: str) -> str:
    """Return a column's value as shown to people."""
    if column.kind == "yes":
        return _("yes") if text else _("no")
    return today_word(column.of, text) if column.of is not None and text else text


def listing_rows(items: Iterable[Listing]) -> list[tuple[CodeListRow, str]]:
    """Return items in force as rows with their words."""
    return [(CodeListRow(listing.code, listing.word, listing.values), listing.word) for listing in items]


def format_list_rows(of: List, rows: Iterable[tuple[CodeListRow, str]]) -> list[str]:
    """Return one line per item: its word, its code, and its column values."""
    found = []
    for row, word in rows:
        more = [
            _("%(label)s: %(value)s") % {"label": column.label, "value": format_column_value(column, row.values[name])}
            for name, column in of.columns.items()
            if row.values.get(name)
        ]
        found.append(f"{word} ({_('; ').join([row.code, *more])})")
    return found


def format_version_changes(of: List, changes: Sequence[VersionChange]) -> list[str]:
    """Return the changes of a version, a sentence for each."""
    return [_changed(of, change) for change in changes]


def _changed(of: List, one: VersionChange) -> str:
    if one.sort == "valued":
        column = of.columns[one.column]
        was, now = (format_column_value(column, text) or _("nothing") for text in (one.was, one.now))
        word = {"code": one.code, "label": column.label, "was": was, "now": now}
        return _("%(code)s, %(label)s: %(was)s → %(now)s") % word
    sentences = {
        "added": _("New: %(now)s (%(code)s)"),
        "removed": _("Removed: %(was)s (%(code)s)"),
        "renamed": _("Renamed: %(was)s → %(now)s (%(code)s)"),
        "moved": _("Moved: %(now)s (%(code)s)"),
    }
    return sentences[one.sort] % {"code": one.code, "was": one.was, "now": one.now}

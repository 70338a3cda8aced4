"""Notes on a row: what an office's own sheet says besides the fields of a plan, kept as typed beside the row.

They hold leader, contact, source, progress so far and anything else without a field. They are nobody's report, and no
figure is made from them: the row attributes them to the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

LASTING = ("source", "leader", "person", "contact", "remark", "other")  # what next year's row keeps
SERIAL = "serial"
LONGEST = 5000  # characters of one note; a cell of a workbook holds no more than 32,767


class RowNote(TypedDict):
    """The meaning of the column (``columns.rules.NOTED``), its header as printed, and the words of the row's cell."""

    field: str
    head: str
    words: str


def collect_notes(cells: Iterable[tuple[str, str, str]]) -> list[RowNote]:
    """Make notes from (field, head, words) cells, leaving out empty ones."""
    return [{"field": name, "head": head, "words": words[:LONGEST]} for name, head, words in cells if words]


def note_key(note: RowNote) -> str:
    """Return the key of a note within its row: its meaning, or the header of a column whose meaning is unknown.

    The row's number in its sheet gets the key ``serial``, because the ledger has its own row numbers.
    """
    return (
        f"other:{note['head']}" if note["field"] == "other" else SERIAL if note["field"] == "number" else note["field"]
    )


def by_key(notes: Iterable[RowNote]) -> dict[str, str]:
    """Return a row's notes as cells by key. Notes with the same key are joined into one cell."""
    found: dict[str, str] = {}
    for note in notes:
        found[note_key(note)] = (
            f"{found[note_key(note)]}；{note['words']}" if note_key(note) in found else note["words"]
        )
    return found


def apply_typed_notes(notes: Iterable[RowNote], cells: Mapping[str, str], heads: Mapping[str, str]) -> list[RowNote]:
    """Return the notes after a person edited some by key. Empty words remove a note; unedited notes stay as they were.

    Args:
        heads: column headers by key, for notes the row did not have.
    """
    notes, found = list(notes), list[RowNote]()
    there = by_key(notes)
    cells = {name: words for name, words in cells.items() if words != there.get(name, "")}
    met: set[str] = set()
    for note in notes:
        name = note_key(note)
        if name not in cells:
            found.append(note)
        elif name not in met:
            found += collect_notes([(note["field"], note["head"], cells[name])])
        met.add(name)
    rest = {name: words for name, words in cells.items() if name not in met}
    new = [
        ("number" if name == SERIAL else name.partition(":")[0], name.partition(":")[2] or heads.get(name, name), words)
        for name, words in rest.items()
    ]
    return [*found, *collect_notes(new)]


def merge_notes(first: Iterable[RowNote], *rest: Iterable[RowNote]) -> list[RowNote]:
    """Merge the notes of rows that become one, keeping identical notes once."""
    found: list[RowNote] = []
    for notes in (first, *rest):
        found += [note for note in notes if note not in found]
    return found


def notes_for_next_year(notes: Iterable[RowNote]) -> list[RowNote]:
    """Keep the notes that still hold next year: not what was done, found or missing this year."""
    return [note for note in notes if note["field"] in LASTING]

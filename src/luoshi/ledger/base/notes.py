"""What an office's own sheet says of a row besides what a plan keeps in fields: kept as it was typed, beside the row.

Leader, contact, source, progress so far and all that no field has a place for. It is nobody's report and no figure is
made of it: who typed it into the sheet said it, and the row says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

LASTING = ("source", "leader", "person", "contact", "remark", "other")  # what next year's row still has
SERIAL = "serial"
LONGEST = 5000  # characters of one note; a cell of a workbook holds no more than 32,767


class RowNote(TypedDict):
    """The column's meaning (``rules.columns.NOTED``), its head as printed, and the words of the row's cell."""

    field: str
    head: str
    words: str


def collect_notes(cells: Iterable[tuple[str, str, str]]) -> list[RowNote]:
    """Notes of field, head and words, the empty ones left out."""
    return [{"field": name, "head": head, "words": words[:LONGEST]} for name, head, words in cells if words]


def note_key(note: RowNote) -> str:
    """By what a note is known among those of its row: its meaning, or the head of a column that means nothing known.

    The number that a row had in its sheet is its ``serial``: in the ledger it has another one.
    """
    return (
        f"other:{note['head']}" if note["field"] == "other" else SERIAL if note["field"] == "number" else note["field"]
    )


def by_key(notes: Iterable[RowNote]) -> dict[str, str]:
    """A row's notes as cells; two of one meaning are one cell."""
    found: dict[str, str] = {}
    for note in notes:
        found[note_key(note)] = (
            f"{found[note_key(note)]}；{note['words']}" if note_key(note) in found else note["words"]
        )
    return found


def apply_typed_notes(notes: Iterable[RowNote], cells: Mapping[str, str], heads: Mapping[str, str]) -> list[RowNote]:
    """Notes after a person typed others: by key; no words, no note. What was not changed stays as it was.

    Args:
        heads: what a column is called, by key, where the row had no such note.
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
    """The notes of rows that become one: what both say in the same words once."""
    found: list[RowNote] = []
    for notes in (first, *rest):
        found += [note for note in notes if note not in found]
    return found


def notes_for_next_year(notes: Iterable[RowNote]) -> list[RowNote]:
    """What of them is still so next year: not what was done, found or wanting this year."""
    return [note for note in notes if note["field"] in LASTING]

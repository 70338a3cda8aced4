"""A step's changes to the rows of a record, as its values say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from luoshi.kernel.kinds.language.row_rules import Diff, RowLine
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record


@dataclass(frozen=True)
class RowsEdit:
    """A step's changes to some rows; guards and follow-ups read it from the step's values.

    Attributes:
        made: the difference from the stored rows.
        after: the rows as they are afterwards; for large rows, only the one that is added or ended.
        ids: the ids of the new rows, in the order of ``made.added``, once they are written.
    """

    part: Rows
    made: Diff
    after: Sequence[RowLine]
    ids: list[int] = field(default_factory=list)

    def in_journal(self) -> dict[str, Any]:
        """Return the journal's data: added rows, changed ones with old and new values, and removed ones."""
        made = self.made
        found: dict[str, Any] = {}
        if made.added:
            ids = [*self.ids, *[None] * (len(made.added) - len(self.ids))]
            found["added"] = [
                {"row": pk, "says": self._journal_values(values)}
                for pk, (_at, values) in zip(ids, made.added, strict=True)
            ]
        if made.changed:
            found["changed"] = [
                {
                    "row": change.id,
                    "of": self._identifying_values(change.id),
                    "was": self._journal_values(change.was),
                    "says": self._journal_values(change.now),
                }
                for change in made.changed
            ]
        if made.removed:
            found["removed"] = [{"row": line.id, "says": self._journal_values(line.values)} for line in made.removed]
        return found | ({"order": list(made.order)} if made.order else {})

    def _identifying_values(self, pk: int) -> dict[str, Any]:
        """Return what identifies a changed row: its first non-empty column that did not change."""
        made = next(change for change in self.made.changed if change.id == pk)
        line = next((row_line for row_line in self.after if row_line.id == pk), None)
        values = {name: value for name, value in (line.values if line else {}).items() if name not in made.now}
        return dict(list(self._journal_values(values).items())[:1])

    def _journal_values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name, value in values.items():
            if name in self.part.hidden or value in (None, ""):
                continue
            if name in self.part.masks:
                said[name] = True  # only that there is a value
            else:
                said[name] = {"id": value.pk, "name": value.number} if isinstance(value, Record) else value
        return said


def given_value(values: Mapping[str, object], path: Sequence[str]) -> object:
    """Return a value of a step's form by its name, or ``row.post``: a column of the row that it adds or ends."""
    if len(path) == 1:
        return values.get(path[0])
    edit = next((value for value in values.values() if isinstance(value, RowsEdit)), None)
    return edit.after[0].values.get(path[1]) if edit is not None else None


def today_of(record: Record) -> date:
    """Return the day that decides the labels of codes in a record's rows: the day on which the record began."""
    return timezone.localdate(record.opened) if record.opened else timezone.localdate()

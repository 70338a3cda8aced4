"""The lines of a checked sheet as stored until the person decides: their words, and the results of the check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Values = dict[str, object]  # words by field, and the rows inside as lists of the same


@dataclass(frozen=True)
class KeptLine:
    """A line with the result of its check.

    Attributes:
        number: its number in the sheet; of several lines for one record, that of the first.
        wrong: why it is refused, by field.
        unclear: the words whose meaning is still unknown, by field.
        doubts: why it may be a duplicate.
        like: the ids of the records that it may duplicate.
        there: the id of the record that the same line became before; None: it is new.
        record: the id of the record on which a step is to be taken, and its ``version``.
        cells: of an exported list that came back, the cells that differ: name of the column, words now, words then.
    """

    number: int
    values: Values
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unclear: Mapping[str, Sequence[str]] = field(default_factory=dict)
    doubts: Sequence[str] = ()
    like: Sequence[int] = ()
    there: int | None = None
    record: int | None = None
    version: int = 0
    cells: Sequence[Sequence[str]] = ()

    @property
    def fate(self) -> str:
        """What becomes of it: "refused", "there" (it changes nothing), "doubt", "new" or "changed"."""
        if self.wrong:
            return "refused"
        if self.there is not None:
            return "there"
        if self.cells:
            return "changed"
        return "doubt" if self.doubts else "new"


FATES = ("refused", "doubt", "changed", "new", "there")  # the order in which people see them


def dump_lines(lines: Iterable[KeptLine]) -> str:
    """Return lines as JSON."""
    kept = [
        [
            line.number,
            line.values,
            {
                name: value
                for name, value in (
                    ("wrong", line.wrong),
                    ("unclear", line.unclear),
                    ("doubts", list(line.doubts)),
                    ("like", list(line.like)),
                    ("there", line.there),
                    ("record", line.record),
                    ("version", line.version),
                    ("cells", line.cells),
                )
                if value
            },
        ]
        for line in lines
    ]
    return json.dumps(kept, ensure_ascii=False)


def load_lines(text: str) -> list[KeptLine]:
    """Return the lines of such JSON; an earlier version stored only the doubts, which is accepted too."""
    return [
        KeptLine(
            number, values, **(told[0] if told and isinstance(told[0], dict) else {"doubts": told[0] if told else []})
        )
        for number, values, *told in json.loads(text or "[]")
    ]

"""The table of boxes for rows on a page: stored rows, typed input with its errors, and empty lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from luoshi.kernel.kinds.forms.row_words import label_of, summarize_row
from luoshi.kernel.kinds.language.rows import Rows, Way
from luoshi.kernel.kinds.models import Row

SPARE, MORE = 3, 5  # empty lines below the existing ones, and those added when more are asked for


@dataclass
class SentRows:
    """The input for some rows.

    Attributes:
        lines: the raw values of each line by box name; ``id`` for a stored row.
        more: further empty lines that were asked for.
        rest: the part of a pasted text that fits no line.
        strange: the reasons, by line.
        known: the ids of the rows that the page was made of; None: a program sends all rows.
        typed: a person typed it on a page: empty last lines are no rows.
    """

    lines: list[Any] = field(default_factory=list)
    more: int = 0
    rest: str = ""
    strange: list[tuple[int, str]] = field(default_factory=list)
    known: frozenset[int] | None = None
    typed: bool = True


@dataclass(frozen=True)
class Box:
    """A cell of the table of boxes, as the template shows it."""

    label: str
    html: Any
    errors: Sequence[str]
    bound: forms.BoundField


@dataclass(frozen=True)
class Boxes:
    """A line of the table of boxes."""

    number: int
    prefix: str
    id: int | None
    place: str
    gone: bool
    boxes: Sequence[Box]


class RowsDisplayField(forms.Field):
    """The display half of the field of rows; its subclass handles the input."""

    part: Rows
    way: Way
    form: Any
    name: str
    chosen: str
    wrong: dict[str, list[str]]
    _cleaned: list[Any] | None

    def stored_rows(self) -> list[Row]:
        """Return the stored rows of the record."""
        raise NotImplementedError

    def row_form(self, at: int, raw: Any, row: Row | None, *, typed: bool = True) -> Any:
        """Return the form of one line."""
        raise NotImplementedError

    def box_columns(self) -> tuple[str, ...]:
        """Return the columns that have boxes."""
        return self.part.columns_asked(self.way)

    def words_if_over(self, stored: Sequence[Row]) -> str:
        """Say that the program wrote more rows than a form takes, so that none of them is edited in one; "" if not."""
        if self.way != "rows" or not self.part.limit or len(stored) <= self.part.limit:
            return ""
        said = _("There are %(n)d rows, more than a form takes (%(most)d): they stay as they are.")
        return said % {"n": len(stored), "most": self.part.limit}

    def boxes(self, name: str, sent: SentRows | None) -> dict[str, Any]:
        """Return the template context of the boxes; of too many rows only that they stay as they are."""
        part = self.part
        if over := self.words_if_over(self.stored_rows()):
            return {"over": over}
        _looked_at = self.form.errors  # cleans the form before it is shown
        forms_now, raws = self._forms(sent)
        lines = [
            Boxes(
                at + 1,
                f"{name}-{at}",
                row_form.instance.pk,
                str(at + 1),
                bool(isinstance(raws[at], Mapping) and raws[at].get("gone")),
                [self._box(at, row_form, column) for column in row_form.fields],
            )
            for at, row_form in enumerate(forms_now)
        ]
        labels = [label_of(self.part, column) for column in self.box_columns()]
        return {
            "way": self.way,
            "lines": lines,
            "count": len(lines),
            "known": " ".join(str(row.pk) for row in self.stored_rows()) if self.way == "rows" else "",
            "labels": labels,
            "order": "、".join(labels),
            "rest": sent.rest if sent and self.way == "rows" else "",
            "full": bool(part.limit and len(lines) >= part.limit),
            "offered": [
                (str(row.pk), summarize_row(part, row), str(row.pk) == self.chosen) for row in self._offered_rows()
            ],
        }

    def _offered_rows(self) -> list[Row]:
        return self.stored_rows() if self.way == "ends" else []

    def _forms(self, sent: SentRows | None) -> tuple[list[Any], list[Any]]:
        """Return the forms of all shown lines, with empty ones at the end, and the input of each."""
        spare = SPARE
        if sent is not None and self._cleaned is not None:
            made: list[Any] = list(self._cleaned)
            raws: list[Any] = list(sent.lines) or [None]
            spare += sent.more
        else:
            made = (
                [self.row_form(at, None, row) for at, row in enumerate(self.stored_rows())]
                if self.way == "rows"
                else []
            )
            raws = [None] * len(made)
        if self.way != "rows":
            return (made or [self.row_form(0, None, None)])[:1], (raws or [None])[:1]
        if self.part.limit:
            spare = max(0, min(spare, self.part.limit - len(made)))
        made += [self.row_form(len(made) + more, None, None) for more in range(spare)]
        return made, [*raws, *[None] * spare]

    def _box(self, at: int, one: Any, column: str) -> Box:
        bound, label = one[column], label_of(self.part, column)
        told = not self.form.unfinished or self.name in self.form.typing
        known = self.wrong.get(f"{at}.{column}" if self.way == "rows" else column, []) if told else []
        said = _("Line %(n)d, %(label)s") % {"n": at + 1, "label": label} if self.way == "rows" else label
        attrs = {"aria-label": said} | ({"aria-invalid": "true"} if known else {})
        if column in self.part.write_only_columns and one.instance.pk:
            attrs["placeholder"] = _("stays as it is")
        return Box(label, bound.as_widget(attrs=attrs), known, bound)

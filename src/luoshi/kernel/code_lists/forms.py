"""The forms of code lists: a version as a table of items, and the upload of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_types import FormData
from luoshi.base.record_errors import RecordError
from luoshi.kernel.code_lists import queries
from luoshi.kernel.code_lists.actions import ListItemInput
from luoshi.kernel.code_lists.definitions import LONGEST, CodeListColumn, List
from luoshi.kernel.code_lists.rules import MOST
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.units.choosers import UnitField

NEW = 5  # empty rows for new items
SAYS = {"number": 12, "text": LONGEST, "code": LONGEST}


class Whose(forms.Form):
    """The unit for which a list is shown."""

    unit = UnitField(label=gettext_lazy("As in force for the unit"), required=False)


@dataclass(frozen=True)
class ListFormLine:
    """A row of the table for the template: its form fields, the code of a known item, and the errors."""

    code: str
    place: forms.BoundField
    word: forms.BoundField
    typed: forms.BoundField
    out: forms.BoundField
    columns: Sequence[tuple[str, forms.BoundField]]
    wrong: Sequence[str]
    fixed: bool
    new: bool


class VersionForm(ScreenedForm):
    """A version of a list: first day, source, and a row for each item, each removed item, and new ones."""

    start = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Past days keep the list they had."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=LONGEST,
        help_text=gettext_lazy("A document and its number, or who decided it and when."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST + 50)

    def __init__(self, data: FormData, of: List, begins: MutableMapping[str, object] | None = None) -> None:
        """``begins``: the initial values, made by ``initial_list_values``."""
        super().__init__(data, initial=begins)
        self.of = of
        for at in range(self._count()):
            self.fields.update(_boxes(of, at, str(self._box_value(f"old_{at}"))))

    def _box_value(self, name: str) -> object:
        return (self.data.get(name, "") if self.is_bound else self.initial.get(name, "")) or ""

    def _count(self) -> int:
        text = str(self._box_value("rows"))
        return min(int(text), MOST + 50) if text.isascii() and text.isdecimal() and len(text) < 5 else 0

    def submitted_items(self) -> list[tuple[int, ListItemInput]]:
        """Return the submitted items in their new order, each with its row.

        An item given the position of another goes there: before that one when it moves up, after it when it moves down.
        New items without a position come last. Empty rows are ignored.
        """
        given, found = self.cleaned_data, []
        for at in range(self._count()):
            old, word = given.get(f"old_{at}", ""), given.get(f"word_{at}", "")
            values = {name: _text(given.get(f"{name}-{at}")) for name in self.of.columns}
            code = old or given.get(f"code_{at}", "")
            if given.get(f"out_{at}") or not (code or word or any(values.values())):
                continue
            place = given.get(f"place_{at}") or (at + 1 if old else MOST * 2)
            moved = (place > at + 1) - (place < at + 1) if old else -1
            found.append((place, moved, at, ListItemInput(code, word, values, new=not old)))
        return [(at, wanted_row) for _place, _moved, at, wanted_row in sorted(found, key=lambda one: one[:3])]

    def refuse(self, error: RecordError, wanted: Sequence[tuple[int, ListItemInput]]) -> None:
        """Attach the errors of a refused action to the rows and fields that they concern."""
        for field, sentences in error.fields.items():
            if field.startswith("row_"):
                at, one = wanted[int(field.removeprefix("row_"))]
                name = one.word or one.code or str(at + 1)
                self.add_error(f"word_{at}", list(sentences))
                self.add_error(None, [f"{name}: {sentence}" for sentence in sentences])
            else:
                self.add_error(field if field in self.fields else None, list(sentences))
        if not error.fields:
            self.add_error(None, " ".join(filter(None, (error.what, error.remedy))))

    def lines(self) -> Iterator[ListFormLine]:
        """Yield the rows of the table."""
        fixed = self.of.fixed.split()
        for at in range(self._count()):
            old = str(self._box_value(f"old_{at}"))
            columns = [(str(column.label), self[f"{name}-{at}"]) for name, column in self.of.columns.items()]
            wrong = [str(said) for name in self._names(at) for said in self.errors.get(name, ())]
            place, word, typed, out = (self[f"{name}_{at}"] for name in ("place", "word", "code", "out"))
            yield ListFormLine(old, place, word, typed, out, columns, wrong, old in fixed, not old)

    def _names(self, at: int) -> list[str]:
        return [f"{name}_{at}" for name in ("old", "code", "place", "word", "out")] + [
            f"{name}-{at}" for name in self.of.columns
        ]


def _text(value: object) -> str:
    return "1" if value is True else "" if value in (None, False) else str(value)


def _boxes(of: List, at: int, old: str) -> dict[str, forms.Field]:
    """Return the fields of one row; ``old``: the code of a known item, "" for a new one."""
    say = {"at": at + 1}
    found: dict[str, forms.Field] = {
        f"old_{at}": forms.CharField(required=False, widget=forms.HiddenInput, max_length=40),
        f"code_{at}": forms.CharField(required=False, max_length=40, label=_("Row %(at)d, code") % say),
        f"place_{at}": forms.IntegerField(
            required=False, min_value=1, max_value=MOST * 2, label=_("Row %(at)d, place") % say
        ),
        f"word_{at}": forms.CharField(required=False, max_length=LONGEST, label=_("Row %(at)d, word") % say),
        f"out_{at}": forms.BooleanField(required=False, label=_("Row %(at)d, removed") % say),
    }
    for name, column in of.columns.items():
        label = _("Row %(at)d, %(label)s") % {**say, "label": column.label}
        found[f"{name}-{at}"] = _box(column, label)
    for field in found.values():
        if not isinstance(field.widget, forms.HiddenInput):
            field.widget.attrs["aria-label"] = str(field.label)
    return found


def _box(column: CodeListColumn, label: str) -> forms.Field:
    if column.kind == "yes":
        return forms.BooleanField(required=False, label=label)
    if column.of is not None:
        return forms.CharField(required=False, label=label, widget=forms.Select(choices=_of_other(column.of)))
    attrs = {"inputmode": "decimal"} if column.kind == "number" else {}
    return forms.CharField(
        required=False, label=label, max_length=SAYS[column.kind] * 3, widget=forms.TextInput(attrs=attrs)
    )


def _of_other(of: List) -> list[tuple[str, str]]:
    return [("", "—"), *queries.code_choices(of, timezone.localdate()).items()]


def initial_list_values(
    of: List, rows: Iterable[tuple[str, str, Mapping[str, str], bool]], start: date | None, source: str, seen: int
) -> dict[str, object]:
    """Return the initial values of a form.

    Args:
        rows: For each item code, word, values, and whether it is removed; an unknown code is that of a new item.
    """
    found: dict[str, object] = {"start": start, "source": source, "seen": seen}
    known = queries.known_list_codes(of)
    at = 0
    for at, (code, word, values, out) in enumerate(rows, 1):
        found |= {f"place_{at - 1}": "" if out else at, f"word_{at - 1}": word, f"out_{at - 1}": out}
        found[f"old_{at - 1}" if code in known else f"code_{at - 1}"] = code
        found |= {f"{name}-{at - 1}": _begun(of.columns[name], text) for name, text in values.items()}
    return found | {"rows": min(at + NEW, MOST + 50)}


def _begun(column: CodeListColumn, text: str) -> object:
    return text == "1" if column.kind == "yes" else text

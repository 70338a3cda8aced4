"""The tables and the form that show a checked sheet before it is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.desk.bulk.exported_sheets import LANGUAGE, all_list_columns, is_exported
from luoshi.desk.bulk.import_sheets import asked_columns, explain_column, explain_refusal
from luoshi.desk.bulk.kept_lines import FATES, KeptLine
from luoshi.desk.bulk.names.queries import NameQuestion
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.search.links.queries import LinkedRecord
from luoshi.org.base.screened_forms import ScreenedForm

SHOWN = 100  # rows shown in the report
LONG_CELL = 80  # characters of a cell that are shown
FEW_LINES = 5  # numbers of lines named in a question


def columns_table(declared: CompiledKind, step: Step) -> DataTable:
    """Return the columns of the template, with what each may contain."""
    heads = [DataColumn(_("Column")), DataColumn(_("Must be filled in")), DataColumn(_("Permitted content"))]
    rows = [
        DataRow(
            column.name,
            column.label,
            [
                DataCell(column.label, _("Column"), head=True),
                DataCell(_("yes") if column.required else _("no"), _("Must be filled in")),
                DataCell(explain_column(column), _("Permitted content")),
            ],
        )
        for column in asked_columns(declared, step)
    ]
    return DataTable(_("Columns of the template"), heads, rows, Empty(""))


def count_fates(lines: Sequence[KeptLine]) -> list[str]:
    """Return in sentences how many lines are refused, doubtful, new, or there already."""
    counts = Counter(line.fate for line in lines)
    if is_exported(lines):
        return _count_changes(counts)
    new = counts["new"] + counts["doubt"]
    said = {
        "new": ngettext("%(n)d row is right and new.", "%(n)d rows are right and new.", new) % {"n": new},
        "doubt": ngettext("%(n)d of them may be a double.", "%(n)d of them may be doubles.", counts["doubt"])
        % {"n": counts["doubt"]},
        "there": ngettext(
            "%(n)d row was imported before and changes nothing.",
            "%(n)d rows were imported before and change nothing.",
            counts["there"],
        )
        % {"n": counts["there"]},
        "refused": ngettext("%(n)d row is refused.", "%(n)d rows are refused.", counts["refused"])
        % {"n": counts["refused"]},
    }
    return [said["new"], *(said[fate] for fate in ("doubt", "there", "refused") if counts[fate])]


def _count_changes(counts: Mapping[str, int]) -> list[str]:
    """Return the same of an exported list that came back."""
    changed, there, refused = counts["changed"], counts["there"], counts["refused"]
    said = [
        ngettext("%(n)d row changes its record.", "%(n)d rows change their records.", changed) % {"n": changed},
        ngettext("%(n)d row is unchanged.", "%(n)d rows are unchanged.", there) % {"n": there},
        ngettext("%(n)d row is refused.", "%(n)d rows are refused.", refused) % {"n": refused},
    ]
    return [said[0], *(words for words, count in zip(said[1:], (there, refused), strict=True) if count)]


def lines_table(
    declared: CompiledKind, step: Step, lines: Sequence[KeptLine], linked: Mapping[int, LinkedRecord]
) -> DataTable:
    """Return the first lines with the result for each, refused ones first; protected values are not shown again.

    Args:
        linked: the records that lines may duplicate, or became before, by id.
    """
    exported = is_exported(lines)
    if exported:
        labels = {column.name: column.label for column in all_list_columns(declared)}
    else:
        labels = {column.name: column.label for column in asked_columns(declared, step)}
    order = sorted(lines, key=lambda line: FATES.index(line.fate))
    rows = [_row(declared, labels, line, linked) for line in order[:SHOWN]]
    heads = [DataColumn(_("Row of the sheet"), "number"), DataColumn(_("Title"))]
    heads += [DataColumn(_("Changes"))] if exported else []
    heads += [DataColumn(_("Result")), DataColumn(_("Record"))]
    return DataTable(_("Rows of the sheet"), heads, rows, Empty(_("No rows.")))


def _row(
    declared: CompiledKind, labels: Mapping[str, str], line: KeptLine, linked: Mapping[int, LinkedRecord]
) -> DataRow:
    plain = [
        value for name, value in line.values.items() if name not in declared.masked_fields and isinstance(value, str)
    ]
    title = str(line.values.get("title") or next(iter(plain), ""))
    said = {
        "refused": ("late", _("not imported"), explain_refusal(labels, line)),
        "doubt": ("soon", _("right"), _("possible double: %(why)s") % {"why": " ".join(line.doubts)}),
        "new": ("done", _("right"), ""),
        "there": ("none", _("there already"), _("The same line brought it in before.")),
        "changed": ("soon", _("changes"), ""),
    }
    if line.record is not None:
        said["there"] = ("none", _("unchanged"), "")
    code, word, why = said[line.fate]
    target = linked.get(line.there or line.record or next(iter(line.like), 0))
    cells = [
        DataCell(str(line.number), _("Row of the sheet"), "number"),
        DataCell(title, _("Title"), head=True),
        *([_changes_cell(labels, line)] if LANGUAGE in line.values else []),
        DataCell(why, _("Result"), light=Light(code, word)),
        DataCell(str(target) if target else "", _("Record"), url=target.url if target else ""),
    ]
    return DataRow(str(line.number), title, cells)


def _changes_cell(labels: Mapping[str, str], line: KeptLine) -> DataCell:
    """Return which cells of a line differ: what the record says now, and what the sheet says."""
    said = [
        _("%(label)s: %(old)s → %(new)s") % {"label": labels[name], "old": _short(old), "new": _short(new)}
        if old or new
        else labels[name]
        for name, old, new in line.cells
        if name in labels
    ]
    return DataCell(_("; ").join(said), _("Changes"))


def _short(words: str) -> str:
    shown = words if len(words) <= LONG_CELL else words[:LONG_CELL] + "…"
    return _("“%(words)s”") % {"words": shown} if words else _("(empty)")


class NamesForm(ScreenedForm):
    """What the names in a sheet mean: for each word one of the rows offered, or another that the person types."""

    def __init__(self, questions: Sequence[NameQuestion], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.questions = questions
        for question in questions:
            words = {"label": question.label, "word": question.word, "lines": _numbers(question.lines)}
            label = _("%(label)s “%(word)s”, row %(lines)s") % words
            other = _("Number, code or whole name")
            if question.choices:
                choices = [("", _("choose")), *question.choices]
                self.fields[f"pick_{question.key}"] = forms.ChoiceField(label=label, choices=choices, required=False)
                label = _("“%(word)s”: none of these, but") % {"word": question.word}
            self.fields[f"other_{question.key}"] = forms.CharField(
                label=label, required=False, max_length=200, help_text=other
            )

    def read_answers(self) -> list[tuple[NameQuestion, int | None, str]]:
        """Return the answered questions: the id of the row chosen, or what was typed."""
        found = []
        for question in self.questions:
            picked = str(self.cleaned_data.get(f"pick_{question.key}", ""))
            typed = str(self.cleaned_data.get(f"other_{question.key}", ""))
            if typed or picked:
                found.append((question, None if typed else int(picked), typed))
        return found

    def refuse_answer(self, question: NameQuestion) -> None:
        """Report on a question that the typed name means nothing, or more than one row."""
        said = _("This names nothing that you may choose here, or more than one.")
        self.add_error(f"other_{question.key}", ValidationError(said))


def _numbers(lines: Sequence[int]) -> str:
    shown = _(", ").join(map(str, lines[:FEW_LINES]))
    return shown + " …" if len(lines) > FEW_LINES else shown

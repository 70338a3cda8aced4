"""The import template of a kind, and the parsing of a filled-in one by its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import override

from luoshi.base.sheets.lists import write_list
from luoshi.base.sheets.templates import ColumnGuide, write_sheet_template
from luoshi.base.sheets.workbooks import SheetColumn, SheetColumns, fold_head, heads_in_all_languages, read_by_columns
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.bulk.names.queries import lookup_fields
from luoshi.desk.bulk.nested_lines import ROLE, join_lines, plain_column, unfold_record
from luoshi.kernel.code_lists.fields import ListedChoice
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import LinkField
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.forms.row_forms import RowsField
from luoshi.kernel.kinds.forms.step_forms import EvidenceField
from luoshi.kernel.kinds.language.row_rules import fold_label
from luoshi.kernel.kinds.language.steps import Step
from luoshi.org.units.choosers import UnitField
from luoshi.writing.sheet_heads import WorkbookHead

MOST_ROWS = 30_000  # limit of an import that is written in steps
MOST_AT_ONCE = 500  # limit of an import in one transaction: half a second
MOST_STEPS = 300  # limit of steps on records that are there, in one transaction: as long
YES = frozenset(("1", "true", "yes", "y", "是", "√", "✓", "对"))
NUMBERED = 20  # rows inside that one line may have in numbered columns
RECORD_LABELS = (N_("Number or name"), N_("Number"))
RECORD = "_record"  # the column with the record on which a step is taken
WHY, WHY_LABEL = "_why", N_("Why it was refused")  # a column of the sheet of refused lines


@dataclass(frozen=True)
class RoleColumn:
    """A column of a sheet whose names are rows inside with one role: what the role is called, in all languages."""

    name: str
    label: str
    heads: frozenset[str]


@dataclass(frozen=True)
class TemplateColumn:
    """A column of the template: a field of the opening step's form, with its labels in all languages of the office."""

    name: str
    label: str
    labels: frozenset[str]
    required: bool
    kind: str  # words, choice, day, number, unit, link, yes, files
    choices: tuple[str, ...]  # of a link: what identifies a record, and an example; of files: an example
    codes: Mapping[str, str]  # accepted words in any language, to the form's values
    hint: str
    numbered: Collection[str] = ()  # of rows inside: the further labels that it has with a number behind them
    words: frozenset[str] = frozenset()  # of a choice: what a cell may say in any language, folded
    roles: Sequence[RoleColumn] = ()  # of who rows inside are: the columns that name these by their role


def asked_columns(kind: CompiledKind, step: Step | None = None) -> list[TemplateColumn]:
    """Return the columns of the template of a step, by default the first: own ones, then those of rows inside.

    A column of files has the names of files in a zip that is uploaded with the sheet.
    """
    fields = form_fields(kind, step or kind.cycle.first)
    own = [_asked(name, field) for name, field in fields.items() if _is_own_column(field)]
    if step is not None and not step.begins:
        own.insert(0, _record_column(kind))
    return [*own, *(column for name, field in fields.items() for column in _columns_of_rows(name, field))]


def _is_own_column(field: forms.Field) -> bool:
    if not getattr(field, "is_in_use", True):
        return False  # tags of a list that the office has not filled
    return isinstance(field, EvidenceField) or not isinstance(field, forms.FileField | RowsField)


def _record_column(kind: CompiledKind) -> TemplateColumn:
    """Return the column that says on which record a step is taken."""
    heads = {label for words in RECORD_LABELS for label in head_labels(words)}
    example = (_("a number, code, whole name or abbreviation"), f"{kind.prefix}2026-0001")
    return TemplateColumn(RECORD, _(RECORD_LABELS[0]), frozenset(heads), True, "link", example, {}, "")


def _columns_of_rows(part: str, field: forms.Field) -> Iterator[TemplateColumn]:
    """Yield the columns of the rows inside a record, each known also by a number: that of the row in one line."""
    if not isinstance(field, RowsField):
        return
    for place, (name, inner) in enumerate(
        (name, inner) for name, inner in field.line_form.base_fields.items() if name in field.part.form_columns
    ):
        column = _asked(name, inner)
        both = partial("{}{}".format, field.label, inner.label or name)
        label = f"{field.label}·{column.label}"
        numbered = {fold_sheet_head(str(field.label)), *column.labels} if place == 0 else {*column.labels}
        yield replace(
            column,
            name=f"{part}.{name}",
            label=label,
            labels=heads_in_all_languages(both, fold_sheet_head),
            required=False,
            numbered=numbered,
            roles=tuple(_role_columns(part, field)) if name == _find_role_holder(field) else (),
        )


def _find_role_holder(field: RowsField) -> str:
    """Return the column that says who the rows inside are, if these have a role: the first that names something."""
    named = lookup_fields(field.line_form.base_fields)
    return next((name for name in field.part.form_columns if name in named), "") if field.part.role else ""


def _role_columns(part: str, field: RowsField) -> Iterator[RoleColumn]:
    """Yield a column for each role that rows inside can have today."""
    role = field.line_form.base_fields[field.part.role]
    heads: dict[str, set[str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, word in _list_codes(role):
                heads.setdefault(code, set()).add(fold_sheet_head(word))
    for code, word in _list_codes(role):
        name = f"{part}.{_find_role_holder(field)}{ROLE}{field.part.role}={code}"
        yield RoleColumn(name, f"{field.label}·{word}", frozenset(heads[code]))


def _list_codes(role: forms.Field) -> list[tuple[str, str]]:
    if isinstance(role, ListedChoice):
        return role.offers()
    choices = role.widget.choices if isinstance(role, forms.ChoiceField) else ()
    return [(str(code), str(word)) for code, word in choices if code != ""]


def _asked(name: str, one: Any) -> TemplateColumn:
    codes: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            codes |= {fold_label(str(label)): str(code) for code, label in getattr(one, "choices", ()) if code != ""}
    choices: tuple[str, ...] = ()
    words: set[str] = set()
    kind = "words"
    if isinstance(one, UnitField):
        kind, codes = "unit", {}
    elif isinstance(one, ListedChoice):
        kind, codes = "choice", {}  # the form parses word or code, by the row's own unit
        choices = tuple(label for _code, label in one.offers())
        for language, _name in settings.LANGUAGES:
            with override(language):
                words |= {fold_label(word) for offer in one.offers() for word in offer}
        words |= {fold_label(word) for word in one.other_words()}
    elif isinstance(one, LinkField):
        kind, codes, choices = "link", {}, (one.named_by(), one.example_number())
    elif isinstance(one, forms.MultipleChoiceField):
        codes = {}  # the form parses several words or codes in one cell
    elif isinstance(one, forms.ModelChoiceField):
        codes = {}  # rows of a table: identified by id only, too many for a list in a sheet
    elif isinstance(one, forms.ChoiceField):
        kind = "choice"
        pairs: list[Any] = [pair for pair in list(one.choices) if pair[0] != ""]  # type: ignore[arg-type]
        choices = tuple(str(label) for _code, label in pairs)
        codes |= {str(code): str(code) for code, _label in pairs}
    elif isinstance(one, forms.DateField):
        kind = "day"
    elif isinstance(one, forms.BooleanField):
        kind = "yes"
    elif isinstance(one, forms.IntegerField | forms.DecimalField):
        kind = "number"
    elif isinstance(one, EvidenceField):
        kind, choices = "files", (_("document.%(ending)s") % {"ending": next(iter(one.endings), "pdf")},)
    return TemplateColumn(
        name,
        str(one.label or name),
        heads_in_all_languages(partial(str, one.label or name), fold_sheet_head),
        one.required and kind != "files",  # the record's page shows missing files as missing
        kind,
        choices,
        codes,
        str(getattr(one, "sheet_hint", one.help_text)),
        words=frozenset({*words, *codes}) if kind == "choice" else frozenset(),
    )


def explain_column(one: TemplateColumn) -> str:
    """Return what a column may contain, for people."""
    said = {
        "words": _("words"),
        "choice": _("one of: %(choices)s") % {"choices": "、".join(one.choices)},
        "link": one.choices[0] if one.choices else "",
        "day": _("a day, as 2026-03-20"),
        "number": _("a number"),
        "unit": _("a unit: its name, abbreviation or code"),
        "files": _("names of files in the zip that is uploaded with the sheet, with ; between them"),
        "yes": _("1 or 是 for yes, else empty"),
    }[one.kind]
    return f"{said}. {one.hint}".rstrip(". ") if one.hint else said


def column_example(one: TemplateColumn, units: Sequence[str]) -> str:
    """Return an example value of a column."""
    if one.kind == "choice":
        return one.choices[0] if one.choices else ""
    if one.kind == "unit":
        return units[0] if units else _("Qingshi Town")
    if one.kind in ("link", "files"):
        return one.choices[-1]
    return {"day": "2026-03-20", "number": "1", "yes": "1"}.get(one.kind, _("Example"))


def write_template(
    file: IO[bytes], kind: CompiledKind, units: Sequence[str], most: int = MOST_ROWS, step: Step | None = None
) -> None:
    """Write the template: an empty sheet with choice lists, one that explains each column, and one with an example."""
    asked = asked_columns(kind, step)
    columns = [
        ColumnGuide(
            column.label,
            40 if column.kind in ("words", "files") else 20,
            column.required,
            explain_column(column),
            column_example(column, units),
            {"words": "text", "unit": "text", "link": "text", "files": "text", "day": "day"}.get(column.kind, ""),
            column.choices if column.kind == "choice" else (),
        )
        for column in asked
    ]
    several = _(
        "Lines with the same first column are one record with several “%(head)s”. "
        "Or put numbers behind: “%(head)s 1”, “%(head)s 2”."
    )
    notes = [
        *(several % {"head": column.label} for column in [column for column in asked if column.numbered][:1]),
        _("Fill in the first sheet, one row for each; do not change its head. This sheet is not read."),
        _("At most %(most)d rows at once.") % {"most": most},
    ]
    head = WorkbookHead(add_demo_mark(str(kind.label)), str((step or kind.cycle.first).label), (), name=str(kind.label))
    write_sheet_template(file, head, columns, notes, most)


def by_columns(
    kind: CompiledKind, rows: Sequence[tuple[int, list[str]]], most: int = MOST_ROWS, step: Step | None = None
) -> list[tuple[int, dict[str, object]]]:
    """Return the rows below a sheet's header by field, with choices as codes, and rows inside as lists of the same.

    A column with the reasons of refused lines is left out: that sheet comes back corrected.

    Raises:
        RecordError: ``incomplete``: there is no header, a required column is missing, or a column is unknown.
    """
    asked = asked_columns(kind, step)
    columns = template_heads(asked)
    by_name = {column.name: column for column in asked}
    found: list[tuple[int, dict[str, str]]] = []
    for number, line in read_by_columns(rows, columns, most).lines:
        values = {
            name: column_value(by_name[plain_column(name)], str(value)) for name, value in line.items() if name != WHY
        }
        if kept := {name: value for name, value in values.items() if value}:
            found.append((number, kept))
    return join_sheet_lines(asked, found)


def template_heads(asked: Sequence[TemplateColumn]) -> SheetColumns:
    """Return the columns of a sheet that has the heads of the template."""
    return SheetColumns(
        [*list_sheet_columns(asked), SheetColumn(WHY, _(WHY_LABEL), head_labels(WHY_LABEL))],
        fewest=min(2, len(asked)),
        strict=True,
        fold=fold_sheet_head,
        again=_("Fill in the template as it was downloaded."),
    )


def join_sheet_lines(
    asked: Sequence[TemplateColumn], found: Sequence[tuple[int, Mapping[str, str]]]
) -> list[tuple[int, dict[str, object]]]:
    """Return the records in the lines of a sheet; see ``join_lines``."""
    parts = sorted({name for _number, line in found for name in line if "." in name})
    clash = _("Row %(row)d is about the same record, but says something else of it.")
    return join_lines(found, find_record_key(asked), clash, parts=parts)


def find_record_key(asked: Sequence[TemplateColumn]) -> str:
    """Return the column by which lines of one record are recognised; "" if there is none."""
    own = [column.name for column in asked if "." not in column.name and column.kind != "files"]
    return RECORD if RECORD in own else "title" if "title" in own else next(iter(own), "")


def list_sheet_columns(asked: Sequence[TemplateColumn]) -> Iterator[SheetColumn]:
    """Yield the columns as a sheet may have them; those of rows inside also with a number, or by their own label."""
    labels = Counter(label for column in asked for label in ({*column.labels, *column.numbered}))
    for column in asked:
        alone = {label for label in column.numbered if labels[label] == 1}
        yield SheetColumn(column.name, column.label, column.labels | alone, column.required)
        for place in range(1, NUMBERED + 1 if column.numbered else 0):
            heads = {f"{label}{place}" for label in (*column.labels, *alone)}
            yield SheetColumn(f"{column.name}#{place}", f"{column.label} {place}", frozenset(heads))


def fold_sheet_head(words: str) -> str:
    """Normalize a head of an import for comparison."""
    return fold_head(words).replace("·", "").replace(":", "")


def write_refused(file: IO[bytes], kind: CompiledKind, lines: Sequence[KeptLine], step: Step | None = None) -> None:
    """Write the refused lines of a sheet as they were, each with why it was refused; corrected, it can be uploaded."""
    asked = asked_columns(kind, step)
    labels = {column.name: column.label for column in asked}
    head = WorkbookHead(
        add_demo_mark(str(kind.label)),
        _("Lines that were not imported. Correct them here and upload this sheet."),
        [*((column.label, 24) for column in asked), (_(WHY_LABEL), 60)],
        "",
    )
    write_list(
        file,
        head,
        (
            [*_words(asked, values), explain_refusal(labels, line)]
            for line in lines
            for values in unfold_record(line.values)
        ),
    )


def explain_refusal(labels: Mapping[str, str], line: KeptLine) -> str:
    """Return why a line is refused, each reason with the label of its column."""
    return "; ".join(f"{labels.get(name, '')}: {' '.join(said)}".lstrip(": ") for name, said in line.wrong.items())


def _words(asked: Sequence[TemplateColumn], values: Mapping[str, str]) -> Iterator[str]:
    for column in asked:
        value = values.get(column.name, "")
        if column.kind == "yes":
            yield "1" if value else ""
        else:
            labels = dict(zip(dict.fromkeys(column.codes.values()), column.choices, strict=False))
            yield labels.get(value, value) if column.codes else value


def head_labels(label: str) -> frozenset[str]:
    """Return a message as a folded head in all languages of the office."""
    return heads_in_all_languages(lambda: _(label), fold_sheet_head)


def column_value(one: TemplateColumn, text: str) -> str:
    """Return the raw value of a form's field for the words in a cell: a choice as its code."""
    if one.kind == "yes":
        return "on" if text.casefold() in YES else ""
    return one.codes.get(fold_label(text), text) if one.codes and text else text

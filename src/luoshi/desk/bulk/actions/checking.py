"""Check the lines of a sheet as ``begin`` and ``take`` would see them; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.attachments.zipped_files import ZippedFiles, list_file_fields, match_row_files
from luoshi.desk.bulk.import_sheets import RECORD
from luoshi.desk.bulk.names.queries import FoundNames, LookupField, find_names, lookup_fields, words_by_field
from luoshi.desk.bulk.nested_lines import CLASH
from luoshi.desk.bulk.queries import held_said, like_said, same_said
from luoshi.evidence.journal.actions.journal import as_json
from luoshi.kernel.code_lists.cache import list_cache_scope
from luoshi.kernel.holders.queries import affected_holder_parts
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import LinkField, RecordsOf
from luoshi.kernel.kinds.forms.making import form_fields, step_form
from luoshi.kernel.kinds.forms.row_forms import RowsField
from luoshi.kernel.kinds.forms.step_forms import EvidenceField, StepForm
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.rights.queries.rights import Held, may_open
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.steps.actions.checks import fill_form, step_form_values
from luoshi.kernel.steps.actions.refusals import JournaledRefusal
from luoshi.kernel.steps.actions.stages import ASKING, opened_by, run_stages

NAME = "name"  # the code of an error about a name that is unknown, or that several rows have


@dataclass(frozen=True)
class CheckedRow:
    """A row as ``begin`` would see it: its values, or the errors by field ("" for the row as a whole).

    Attributes:
        marked: it has a secrecy marking: none of its words may be shown again.
        doubts: possible duplicates: no error, but shown before the import; ``like``: the ids of the records that
            the row duplicates or may duplicate, as far as the actor may read them.
        kept: the row is refused for a reason whose refusal is journaled.
        unclear: the words whose meaning is still unknown, by field.
        record: for a step on an existing record, its id and the ``version`` that was checked, and the raw values
            ``given`` with what names mean; ``there``: the record has these values already.
    """

    values: Mapping[str, Any]
    standing: Held
    wrong: Mapping[str, list[str]] = field(default_factory=dict)
    marked: bool = False
    doubts: Sequence[str] = ()
    like: Sequence[int] = ()
    kept: bool = False
    unclear: Mapping[str, Sequence[str]] = field(default_factory=dict)
    record: int | None = None
    version: int = 0
    given: Mapping[str, object] = field(default_factory=dict)
    there: bool = False


@list_cache_scope()
def check_many(
    kind: CompiledKind,
    actor: Actor,
    rows: Iterable[Mapping[str, object]],
    *,
    at: datetime,
    numbers: Sequence[int] = (),
    step: Step | None = None,
    earlier: bool = False,
    files: ZippedFiles | None = None,
) -> list[CheckedRow]:
    """Check each row by the opening form, the right to open, its day, its needs, and existing records. Write nothing.

    Queries: a bounded number for each column of names, two for each unit's rights, one for the needs of each
    different linked record; for a kind with ``Unique`` one for every 500 rows, one for the existing records, and one
    per row where a condition says which records count.

    Args:
        numbers: The number of each row in its sheet; by default 1, 2, 3…
        step: The step that begins the records; by default the first.
        earlier: These are matters of earlier years (``StepBatch.earlier``).
        files: Those beside the sheet, which its cells name.
    """
    raw, step = list(rows), step or kind.cycle.first
    checking = RowChecking(kind, step, actor, at, raw, earlier=earlier, files=files)
    checked = [checking.check(row) for row in raw]
    numbers, day = numbers or range(1, len(raw) + 1), timezone.localdate(at)
    if kind.every(Unique):
        checked = _same_found(kind, step, actor, checked, day, numbers)
    return _held_found(kind, step, actor, checked, day, numbers) if affected_holder_parts(kind) else checked


class RowChecking:
    """Check rows one after the other; what their names mean was found for all of them at once."""

    def __init__(
        self,
        kind: CompiledKind,
        step: Step,
        actor: Actor,
        at: datetime,
        rows: Sequence[Mapping[str, object]],
        *,
        earlier: bool = False,
        files: ZippedFiles | None = None,
    ) -> None:
        self.kind, self.actor, self.at, self.step, self.earlier = kind, actor, at, step, earlier
        self.files, self.file_fields = files, list_file_fields(kind, step)
        if step.begins and step_form(kind, step) is None:
            raise TypeError(f"{kind.name} opens without a form: there is nothing to bring in")
        self.fields = sheet_names(kind, step)
        words = words_by_field(self.fields, rows)
        self.names: FoundNames = find_names(kind, self.fields, words, actor, timezone.localdate(at))
        self.rights: dict[int, Held] = {}
        self.known: dict[object, Any] = {}
        self.prepare(rows)

    def prepare(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Read for all rows at once what else each of them is checked by."""

    def check(self, row: Mapping[str, object]) -> CheckedRow:
        """Check one row as ``begin`` would check it."""
        if self.actor.behalf:
            return CheckedRow({}, {}, {"": [_("A mandate covers only decisions on existing matters.")]})
        if clash := row.get(CLASH):
            return CheckedRow({}, {}, {"": [str(clash)]})
        given, wrong, unclear = self.inner_named(row)
        files = match_row_files(self.file_fields, row, self.files)
        if files.marked:
            return CheckedRow({}, {}, files.wrong, marked=True)
        wrong |= files.wrong
        form = fill_form(self.kind, self.step, given, files.given, self.kind.record(), self.actor, self.at)
        if form is None:
            raise TypeError(f"{self.kind.name} opens without a form")
        if (refused := self.refused_form(form, given, wrong, unclear)) is not None:
            return refused
        values = step_form_values(form, self.step, self.kind.record)
        unit, day = values["unit"], timezone.localdate(self.at)
        if unit.pk not in self.rights:
            self.rights[unit.pk] = may_open(self.kind, self.actor, unit.pk, day, self.step)
        if not self.rights[unit.pk]:
            return CheckedRow({}, {}, {"unit": [_("You may not enter this for this unit.")]})
        return self._check_stages(values, self.rights[unit.pk])

    def refused_form(
        self,
        form: StepForm,
        row: Mapping[str, object],
        wrong: dict[str, list[str]],
        unclear: dict[str, list[str]],
    ) -> CheckedRow | None:
        """Let the form look names up as they were found for all rows; return the refused row, or None if it is right.

        Args:
            row: what the form was filled with.
            wrong, unclear: the results for the rows inside and for files, which are known already.
        """
        wrong |= {name: [_("There is no such field here.")] for name in row if name not in form.fields}
        if self.earlier:
            form.deadline = ""  # what was to be done by then is over
        for name, form_field in form.fields.items():
            if isinstance(form_field, EvidenceField) or (isinstance(form_field, RowsField) and name not in row):
                form_field.required = False  # the record's page shows missing files and rows as missing
            elif isinstance(form_field, RowsField):
                wrong |= _more_than_one(name, form_field, row)
            elif name in self.fields and isinstance(form_field, LookupField):
                form_field.to_python = self._meaning_lookup(name, form_field)  # type: ignore[assignment,method-assign]
        if not form.is_valid() or wrong:
            said = {name: [str(sentence) for sentence in sentences] for name, sentences in form.errors.items()}
            for name, errors in form.errors.as_data().items():
                if any(error.code == NAME for error in errors):
                    unclear.setdefault(name, []).append(str(row.get(name, "")).strip())
            return CheckedRow({}, {}, said | wrong, marked=form.marked, unclear=unclear)
        return None

    def put_meanings(self, row: Mapping[str, object]) -> dict[str, object]:
        """Return raw values with names replaced by the rows they mean."""
        certain = self.names.certain
        return {name: certain.get(name, {}).get(str(value).strip(), value) for name, value in row.items()}

    def _check_stages(self, values: dict[str, object], standing: Held) -> CheckedRow:
        """Run the stages that only check and write nothing."""
        act = StepAct(opened_by(self.kind, self.step, self.actor, values, self.at), values, standing)
        batch = self.batch_of(act)
        try:
            run_stages(batch, ASKING)
        except RecordError as error:
            return refused_row(error)
        return CheckedRow(values, standing)

    def batch_of(self, act: StepAct) -> StepBatch:
        """Return a batch of one line's act, which shares with those of other lines what was read for them."""
        return StepBatch(
            self.kind, self.step, self.actor, self.at, [act], bare=True, known=self.known, earlier=self.earlier
        )

    def _meaning_lookup(self, name: str, form_field: LookupField) -> Callable[[object], object]:
        """Return a field's look-up that uses the meanings found for all rows."""
        find: Callable[..., object] = form_field.to_python
        certain = self.names.certain.get(name, {})
        matches = self.names.matches.get(name, {})

        def find_meaning(value: object) -> object:
            word = str(value or "").strip()
            if isinstance(form_field, LinkField) and (now := form_field.present(word)) is not None:
                return now
            if word in certain:
                return certain[word]
            if word in matches:
                raise ValidationError(form_field.unclear_name(word, several=len(matches[word].exact) > 1), code=NAME)
            return find(value)

        return find_meaning

    def inner_named(
        self, row: Mapping[str, object]
    ) -> tuple[dict[str, object], dict[str, list[str]], dict[str, list[str]]]:
        """Return the row with the meanings of the names in its inner rows, and the errors and words of unclear ones."""
        given, wrong, unclear = {**row}, dict[str, list[str]](), dict[str, list[str]]()
        inner = [name.split(".", 1) for name in self.fields if "." in name]
        for part in {part for part, _column in inner} & given.keys():
            named = list_inner_rows(given[part])
            given[part] = named
            for column in [column for inner_part, column in inner if inner_part == part]:
                name = f"{part}.{column}"
                certain, matches = self.names.certain.get(name, {}), self.names.matches.get(name, {})
                for at, line in enumerate(named, 1):
                    word = str(line.get(column) or "").strip()
                    line[column] = certain.get(word, line.get(column))
                    if word in matches:
                        unclear.setdefault(name, []).append(word)
                        why = self.fields[name].unclear_name(word, several=len(matches[word].exact) > 1)
                        said = _("Line %(n)d, %(label)s: %(words)s")
                        words = {"n": at, "label": self.fields[name].label, "words": why}
                        wrong.setdefault(part, []).append(said % words)
        return given, wrong, unclear


def sheet_names(kind: CompiledKind, step: Step) -> dict[str, LookupField]:
    """Return the columns of a step's sheet that name something: those of its form, and that of the existing record."""
    named = LinkField(RecordsOf(kind), label=_("Number or name"))
    return ({} if step.begins else {RECORD: named}) | lookup_fields(form_fields(kind, step))


def list_inner_rows(value: object) -> list[dict[str, object]]:
    """Return copies of the rows inside a record; an empty list if the value is no list of rows."""
    return [{**line} for line in value if isinstance(line, Mapping)] if isinstance(value, list) else []


def _more_than_one(name: str, form_field: RowsField, row: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the error for a sheet with several rows for a step that adds only one row to a record."""
    if form_field.way == "rows" or len(list_inner_rows(row[name])) < 2:
        return {}
    return {name: [_("This step adds one row at a time: give each a sheet or a record of its own.")]}


def refused_row(error: RecordError) -> CheckedRow:
    """Return a row that is refused, with the refusal's words."""
    wrong = {name: [*said] for name, said in error.fields.items()} or {"": [error.what]}
    return CheckedRow({}, {}, wrong, kept=isinstance(error, JournaledRefusal))


def plain_names(given: Mapping[str, object]) -> dict[str, object]:
    """Return raw values with each row that a name means replaced by its number or id, so that they can be stored."""
    return {name: _plain(value) for name, value in given.items()}


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [plain_names(line) for line in value]
    return (getattr(value, "number", "") or str(value.pk)) if isinstance(value, Model) else value


def raw_values(values: Mapping[str, object]) -> dict[str, object]:
    """Return a form's cleaned values as raw ones that can be stored as JSON and given to the form again."""
    return {name: _raw(value) for name, value in plain_names(values).items()}


def _raw(value: object) -> object:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else as_json(value)


def _same_found(
    kind: CompiledKind, step: Step, actor: Actor, checked: Sequence[CheckedRow], day: date, numbers: Sequence[int]
) -> list[CheckedRow]:
    """Return the rows with the duplicates found among existing records and earlier rows."""
    right = {place: row.values for place, row in enumerate(checked) if not row.wrong}
    found = same_said(kind, step, right, actor, day, lambda place: numbers[place])
    return [
        replace(
            row,
            wrong={"": why} if (why := found.refused.get(place)) else row.wrong,
            doubts=found.doubts[place],
            like=found.records[place],
        )
        if place in right
        else row
        for place, row in enumerate(checked)
    ]


def add_alike(kind: CompiledKind, actor: Actor, checked: Sequence[CheckedRow], day: date) -> list[CheckedRow]:
    """Return the rows with the existing records that have similar titles, for a person to compare."""
    right = {place: row.values for place, row in enumerate(checked) if not row.wrong}
    found = like_said(kind, right, actor, day)
    return [
        replace(row, doubts=[*row.doubts, *found.doubts[place]], like=[*row.like, *found.records[place]])
        if place in found.doubts
        else row
        for place, row in enumerate(checked)
    ]


def _held_found(
    kind: CompiledKind, step: Step, actor: Actor, checked: Sequence[CheckedRow], day: date, numbers: Sequence[int]
) -> list[CheckedRow]:
    """Return the rows, refusing those that would leave too many holders; saving checks this again under its lock."""
    right = {place: row.values for place, row in enumerate(checked) if not row.wrong}
    found = held_said(kind, step, right, actor, day, lambda place: numbers[place])
    return [replace(row, wrong={"": found[place]}) if place in found else row for place, row in enumerate(checked)]

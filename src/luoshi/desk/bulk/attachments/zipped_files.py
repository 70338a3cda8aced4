"""The files beside a sheet as fields of forms take them, and which of them a row names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.attachments.rules import fold_file_name, split_file_names
from luoshi.evidence.received.files import Received, marked_file_error
from luoshi.evidence.received.rules import markings
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.forms.step_forms import EvidenceField
from luoshi.kernel.kinds.language.steps import Step


@dataclass(frozen=True)
class ZippedFile:
    """A file of a zip as ``EvidenceField`` takes it: scanned already, or refused by its scan."""

    name: str
    received: Received | RecordError


class ZippedFiles:
    """The files of a zip by name: exactly as written, otherwise in letters of any case and width.

    Attributes:
        skipped: entries of the zip that were not taken: the name, and "link" or "path" for why.
        token: under which they are kept; "": they are not kept yet.
    """

    def __init__(self, files: Iterable[ZippedFile], skipped: Sequence[Sequence[str]] = (), token: str = "") -> None:
        self.files, self.skipped, self.token = [*files], skipped, token
        self._by_name = defaultdict[str, list[ZippedFile]](list)
        self._by_folded = defaultdict[str, list[ZippedFile]](list)
        for file in self.files:
            self._by_name[file.name].append(file)
            self._by_folded[fold_file_name(file.name)].append(file)

    def find_named(self, name: str) -> list[ZippedFile]:
        """Return the files of a name: none if it is missing, several if it is in the zip more than once."""
        return self._by_name.get(name) or self._by_folded.get(fold_file_name(name), [])

    def list_unused(self, names: Iterable[str]) -> list[str]:
        """Return the names of the files that none of these names means, each once, in the order of the zip."""
        used = {id(file) for name in names for file in self.find_named(name)}
        return list(dict.fromkeys(file.name for file in self.files if id(file) not in used))


@dataclass
class RowFiles:
    """The files that a row names: what its form is given by field, and why not, by field.

    Attributes:
        marked: a name has a secrecy marking: none of the row's words may be shown again.
    """

    given: dict[str, list[ZippedFile]] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    marked: bool = False


def list_file_fields(kind: CompiledKind, step: Step) -> list[str]:
    """Return the names of the fields of a step's form that take files."""
    return [name for name, form_field in form_fields(kind, step).items() if isinstance(form_field, EvidenceField)]


def named_files(fields: Collection[str], row: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the names of files in a row's cells, by field."""
    cells = ((name, row.get(name)) for name in fields)
    return {name: split_file_names(cell) for name, cell in cells if isinstance(cell, str) and cell.strip()}


def list_named_files(fields: Collection[str], rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the names of all files in the cells of rows."""
    return [file_name for row in rows for names in named_files(fields, row).values() for file_name in names]


def match_row_files(fields: Collection[str], row: Mapping[str, object], zipped: ZippedFiles | None) -> RowFiles:
    """Return the files that a row names.

    Args:
        fields: those of its form that take files.
        zipped: None: no zip came with the sheet, or it is no longer kept.
    """
    found = RowFiles()
    for name, wanted in named_files(fields, row).items():
        if any(markings.in_name(str(part)) for part in [row[name], *wanted]):
            found.marked, found.wrong[name] = True, marked_file_error(name).fields[name]
            continue
        matches = [(file_name, zipped.find_named(file_name) if zipped is not None else []) for file_name in wanted]
        if wrong := [sentence for file_name, files in matches if (sentence := _fault(file_name, files, zipped))]:
            found.wrong[name] = wrong
        else:
            found.given[name] = [files[0] for _name, files in matches]
    return found


def _fault(name: str, files: Sequence[ZippedFile], zipped: ZippedFiles | None) -> str:
    """Return why a file cannot be taken from the zip; "" if it can."""
    if zipped is None:
        return _("“%(name)s”: no zip with files is there. Upload it together with the sheet.") % {"name": name}
    if not files:
        return _("“%(name)s” is not in the zip.") % {"name": name}
    if len(files) > 1:
        return _("“%(name)s” is in the zip %(count)d times.") % {"name": name, "count": len(files)}
    return ""

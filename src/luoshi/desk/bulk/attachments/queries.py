"""The files that wait beside a sheet, and those that records have already."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from luoshi.base.forms.fields import decrypt_bytes
from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.trials import read_part
from luoshi.desk.bulk.attachments.zipped_files import ZippedFile, ZippedFiles, list_file_fields, list_named_files
from luoshi.evidence.received.files import Received
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step

MANIFEST = "files"
MANY = 500  # records in one query


def find_files(token: str) -> ZippedFiles | None:
    """Return the files that wait beside a sheet, without their content; None if there are none or no longer."""
    manifest = _read(token, MANIFEST)
    if manifest is None:
        return None
    said = json.loads(manifest)
    return ZippedFiles([ZippedFile(name, _received(told)) for name, told in said["files"]], said["skipped"], token)


def load_files(token: str, kind: CompiledKind, step: Step, rows: Iterable[Mapping[str, object]]) -> ZippedFiles | None:
    """Return the files that wait beside a sheet, those that its rows name with their content; None if none is needed.

    Raises:
        RecordError: ``incomplete``: they are no longer kept.
    """
    names = list_named_files(list_file_fields(kind, step), rows)
    if not (token and names):
        return None
    zipped = find_files(token)
    if zipped is None:
        raise files_gone()
    wanted, contents = {id(file) for name in names for file in zipped.find_named(name)}, dict[str, bytes]()
    files = []
    for file in zipped.files:
        found = file.received
        if id(file) in wanted and isinstance(found, Received):
            data = contents.get(found.sha256) or _read(token, found.sha256)
            if data is None or hashlib.sha256(data).hexdigest() != found.sha256:
                raise files_gone()
            contents[found.sha256] = data
            found = Received(found.name, found.media, found.sha256, data)
        files.append(ZippedFile(file.name, found))
    return ZippedFiles(files, zipped.skipped, token)


def files_gone() -> RecordError:
    """Return the refusal of a sheet whose files are no longer kept."""
    what = _("The files beside this sheet are no longer kept: they wait for a day.")
    return RecordError("incomplete", what, remedy=_("Upload the sheet and its zip again."))


def attached_hashes(records: Sequence[int], parts: Collection[str]) -> Mapping[tuple[int, str], set[str]]:
    """Return the hashes of the files that records have, by record and field. One query for every 500 records."""
    found = defaultdict[tuple[int, str], set[str]](set)
    for first in range(0, len(records), MANY):
        rows = Attachment.objects.filter(record__in=records[first : first + MANY], part__in=parts)
        for record, part, sha256 in rows.values_list("record", "part", "evidence__sha256"):
            found[record, part].add(sha256)
    return found


def _read(token: str, name: str) -> bytes | None:
    data = read_part(token, name) if token else None
    return decrypt_bytes(data) if data is not None else None


def _received(told: Mapping[str, str]) -> Received | RecordError:
    if "sha256" in told:
        return Received(told["name"], told["media"], told["sha256"], b"")
    return RecordError(told["code"], told["what"], where=told["where"], remedy=told["remedy"])

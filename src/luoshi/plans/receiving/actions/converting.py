"""Files that LibreOffice must convert before they can be read: stored unchanged, and converted by the worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import journal_marked_upload
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.received.files import Received, accept_made_file, marked_file_error
from luoshi.evidence.received.rules import markings
from luoshi.kernel.files.actions.documents import Readable, readable_as
from luoshi.kernel.files.actions.files import delete_unused_evidence, store_evidence
from luoshi.kernel.files.queries import kept_bytes
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.scanning import (
    erase_finished_scan,
    lock_conversion,
    read_held_scan,
    scan_failure,
)
from luoshi.plans.receiving.queries import rows_of_run
from luoshi.reading.errors import ReadError
from luoshi.reading.load import DEFAULT, load_document, office

SECONDS = 120  # limit for converting a file
# The problem, and the remedy.
_SENTENCES = {
    "load.needs_office": (
        N_("This kind of file is read with LibreOffice, which is not installed on the computer that runs Luoshi."),
        N_("Save the file, open it in WPS, save it as %(instead)s and send that; or have LibreOffice installed."),
    ),
    "failed": (N_("The program failed on this file; its log gives the reason. The file is kept."), ""),
    "load.too_slow": (N_("The conversion took too long."), N_("Save it as %(instead)s in WPS and send that.")),
    "load.no_room": (N_("There is no disk space for temporary files."), N_("Tell the people who administer Luoshi.")),
    "load.encrypted": (N_("The file is protected by a password."), N_("Save it without one.")),
    "load.empty": (
        N_("No text could be read from this."),
        N_("Scans and pictures have no text: type or paste the words as a transcript."),
    ),
}
_OTHERWISE = (
    N_("LibreOffice cannot open this file: it is damaged, or its content does not match its name."),
    N_("Save it as %(instead)s in WPS and send that."),
)


def store_for_conversion(
    plan: Plan, file: Received, actor: Actor, *, untitled: bool, at: datetime
) -> tuple[Conversion, Entry]:
    """Store a file that must be converted, within the transaction that receives it; the caller enqueues the conversion.

    Returns the stored conversion and the journal's entry.
    """
    made = Conversion.objects.create(
        plan=plan,
        name=file.name[:120],
        format=file.waits,
        sha256=file.sha256,
        original=store_evidence(file, actor, at=at),
        untitled=untitled,
        person_id=actor.person,
        at=at,
    )
    return made, journal_act(plan, "row.source", actor, {"name": made.name, "sha256": made.sha256}, at=at)


def convert_to_readable(one: Conversion) -> Readable | None:
    """Convert a file with LibreOffice and check the result like any upload; nothing is written.

    Of a scan read some pages; None if there are more to read.

    Raises:
        RecordError: ``missing``, ``marked``; else the code of ``reading.load`` with the problem and the remedy.
    """
    if one.is_scan:
        return read_held_scan(one)
    data = kept_bytes(one.original) if one.original else None
    if one.original is None or data is None:
        raise RecordError("missing", _("The file is not where it was stored."), remedy=_("Send it again."))
    original = Received(one.name, one.original.media, one.sha256, data, waits=one.format)
    limits = replace(DEFAULT, seconds=SECONDS)
    target = office.target_of(one.format)
    try:
        made = office.convert_with_libreoffice(one.format, data, target, limits)
        name = f"{one.name.rpartition('.')[0] or one.name}.{target}"
        read = load_document(name, made, limits=limits)
    except ReadError as error:
        raise marked_file_error() if error.code == "load.secret" else _failure(error.code, target) from error
    if read.format != target:
        raise _failure("load.not_converted", target)
    if markings.in_document(read.text) or markings.in_package(made):
        raise marked_file_error()
    return readable_as(original, accept_made_file(name, target, made), read)


def _failure(code: str, instead: str) -> RecordError:
    what, remedy = (words and _(words) % {"instead": instead} for words in _SENTENCES.get(code, _OTHERWISE))
    return RecordError(code, what, remedy=remedy)


def format_conversion_error(one: Conversion) -> str:
    """Explain why a file was not converted and what to do, in the reader's language; "" if nothing failed."""
    error = marked_file_error() if one.said == "marked" else None
    if one.is_scan and (one.said == "failed" or one.said.startswith("load.")):
        error = scan_failure(one.said)
    elif one.said == "failed" or one.said.startswith("load."):
        error = _failure(one.said, office.target_of(one.format))
    return " ".join(filter(None, [error.what, error.remedy])) if error else one.said


def record_conversion_failure(one: Conversion, error: RecordError, actor: Actor, *, at: datetime) -> None:
    """Record why a file was not converted.

    A file with a classification marking is deleted, and only its size is journaled.
    """
    by_code = error.code == "marked" or error.code.startswith("load.")  # worded in the reader's language
    said = error.code if by_code else " ".join(filter(None, [error.what, error.remedy]))[:300]
    if error.code != "marked":
        rows_of_run(one).update(state=Conversion.FAILED, said=said)
        return
    size = one.original.size if one.original else 0
    with transaction.atomic():
        if rows_of_run(one).update(state=Conversion.FAILED, said=said, name=_("Refused file"), original=None):
            _forget(one)
            journal_marked_upload(actor, size, at=at)


def _forget(one: Conversion) -> None:
    if one.original and not Conversion.objects.filter(original=one.original).exists():
        delete_unused_evidence(one.original)


def not_converted(conversion: int, run: int) -> None:
    """Mark a conversion as failed by the program itself; a person may retry it."""
    going = Conversion.objects.filter(pk=conversion, run=run, state__in=Conversion.GOING)
    going.update(state=Conversion.FAILED, said="failed")


@transaction.atomic
def begin_again(plan: Plan, pk: int, actor: Actor, *, at: datetime) -> Conversion | None:
    """Prepare another attempt to convert a file; the caller enqueues it. Return None if there is nothing to retry.

    Raises:
        RecordError: ``refused``, ``missing``.
    """
    one = lock_conversion(plan, pk, actor, at)
    kept = one.original is not None or bool(one.held)
    if one.state != Conversion.FAILED or not kept or one.said in (Conversion.UNCLEAR, "marked"):
        return None
    one.state, one.said, one.run = Conversion.WAITING, "", one.run + 1
    one.save(update_fields=["state", "said", "run"])
    journal_act(one.plan, "row.again", actor, {"name": str(one)}, at=at)
    return one


def discard_conversion(plan: Plan, pk: int, actor: Actor, *, at: datetime) -> Conversion:
    """Remove a file that waits for conversion or failed it, or a scan, also while its pages are being read.

    It is not read, and the journal records that.

    Raises:
        RecordError: ``refused``, ``missing``.
    """
    with transaction.atomic():
        one = lock_conversion(plan, pk, actor, at)
        if one.state in (Conversion.WAITING, Conversion.FAILED) or (one.is_scan and one.state == Conversion.CONVERTING):
            Conversion.objects.filter(pk=one.pk).update(state=Conversion.DROPPED, original=None)
            _forget(one)
            if one.is_scan:  # the journal must not name what may be a secret
                journal_act(one.plan, "row.forgotten", actor, {}, at=at)
            else:
                journal_act(one.plan, "row.given_up", actor, {"name": one.name, "sha256": one.sha256}, at=at)
            one.state = Conversion.DROPPED
    erase_finished_scan(pk)
    return one

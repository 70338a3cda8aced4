"""Scans and photographs of a plan: held apart until all their pages are read, then received like any document.

Nobody knows whether a picture is marked as secret before it is read. Until then its files are in the holding place
(``evidence.holding``), which no backup, search or list knows; a refused scan is erased as a whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.base.sheets.staged_imports import is_worker_stopping
from luoshi.evidence.holding import HeldFiles, hold_files, list_held_before
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import journal_marked_upload
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.received.files import Received, accept_made_file, marked_file_error
from luoshi.evidence.received.rules import markings
from luoshi.kernel.files.actions.documents import Readable, readable_scan
from luoshi.ocr import ScanPage, assemble_scan, list_scan_pages, read_scan_page
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.duplicate_files import digest_of_files
from luoshi.plans.receiving.queries import rows_of_run
from luoshi.plans.rows.actions.editing import lock_editable_plan
from luoshi.reading.errors import ReadError
from luoshi.reading.recognised import cover_unsure_text

if TYPE_CHECKING:
    from luoshi.ocr.worker import RecognisedPage

TURN = 15.0  # seconds of reading pages, before other tasks of the worker get their turn
HELD_FOR = timedelta(days=7)  # a scan that could not be read and that nobody asks for
_ARRIVING = timedelta(hours=1)  # files that no row names yet may belong to a request that is going on
# The problem, and the remedy.
_SENTENCES = {
    "load.needs_ocr": (
        N_("Text recognition is not installed on the computer that runs Luoshi."),
        N_("Those who run it install it with make scan; then try again."),
    ),
    Conversion.UNCLEAR: (
        N_("Something on a page looks like the marking of a state secret and is not clearly legible."),
        N_("Look at the pages: if it is a marking, have everything erased; if it is none, say so, and it is read."),
    ),
    "load.empty": (N_("No text was found on any page."), N_("Photograph it again, sharp and in good light.")),
    "load.too_large": (
        N_("It has more pages or larger pictures than are read at once."),
        N_("Send it in parts of at most 200 pages."),
    ),
    "load.too_slow": (N_("Reading it took too long."), N_("Send it again as a sharp picture of a single page.")),
    "failed": (N_("The program failed on this scan; its log gives the reason. The files are still held."), ""),
}
_OTHERWISE = (N_("A picture cannot be opened: it is damaged."), N_("Send it again."))


def hold_scan(
    plan: Plan, files: Sequence[Received], actor: Actor, *, untitled: bool, at: datetime
) -> tuple[Conversion, Entry]:
    """Put the files of a scan into the holding place, within the transaction that receives it.

    The caller enqueues the reading. Neither the row nor the journal has a name or hash of the files. Returns the row
    and the journal's entry.
    """
    held = hold_files([(file.name, file.media, file.data) for file in files])
    made = Conversion.objects.create(
        plan=plan,
        format=Conversion.SCAN,
        held=held.key,
        untitled=untitled,
        person_id=actor.person,
        at=at,
    )
    return made, journal_act(plan, "row.held", actor, {"files": len(files)}, at=at)


def read_held_scan(one: Conversion) -> Readable | None:
    """Read the pages of a held scan for a while, each kept as soon as it is read; None if there are more to read.

    Raises:
        RecordError: ``missing``, ``marked``; else a code of ``luoshi.ocr`` with the problem and the remedy.
    """
    held = HeldFiles(one.held) if one.held else None
    loaded = held.load_files() if held else None
    if held is None or loaded is None:
        rows_of_run(one).update(held="")
        raise RecordError("missing", _("The files are not where they were held."), remedy=_("Send them again."))
    files = [(name, data) for name, _media, data in loaded]
    try:
        pages = _list_pages(one, held, files)
        if not _read_pages(one, held, files, pages):
            return None
        read: list[RecognisedPage] = [
            cast("RecognisedPage", held.load_values(page_key(number))) for number in range(len(pages))
        ]
        recognised = sum(page.own is None for page in pages)
        document = assemble_scan(files, read, recognised, cleared=one.cleared_by_id is not None)
    except ReadError as error:
        raise marked_file_error() if error.code == "load.secret" else scan_failure(error.code) from error
    if markings.in_document(cover_unsure_text(document.text, document.unsure)):
        raise marked_file_error()
    if one.cleared_by_id is None and markings.in_document(document.text):
        raise scan_failure(Conversion.UNCLEAR)
    from luoshi.ocr.searchable import make_searchable_pdf

    sizes = [(page["page"]["width"], page["page"]["height"]) for page in read]
    pictures = [(held.load_picture(page_key(number)), *size) for number, size in enumerate(sizes)]
    name = f"{files[0][0].rpartition('.')[0] or files[0][0]}.pdf"
    pdf = accept_made_file(name, "pdf", make_searchable_pdf(document, pictures))
    received = [Received(name, media, hashlib.sha256(data).hexdigest(), data) for name, media, data in loaded]
    return readable_scan(received, document, pdf, sizes)


def page_key(number: int) -> str:
    """Return the name under which a page, counted from 0, is kept in the holding place."""
    return f"page{number}"


def _list_pages(one: Conversion, held: HeldFiles, files: Sequence[tuple[str, bytes]]) -> list[ScanPage]:
    kept = cast("list[ScanPage] | None", held.load_values("pages"))
    if kept is None:
        kept = list_scan_pages(files)
        held.save_values("pages", kept)
    rows_of_run(one).update(pages=len(kept))
    return [ScanPage(*page) for page in kept]


def _read_pages(
    one: Conversion, held: HeldFiles, files: Sequence[tuple[str, bytes]], pages: Sequence[ScanPage]
) -> bool:
    """Read pages that nobody has read yet, until this task's turn is over; return whether all are read."""
    until = monotonic() + TURN
    for number, page in enumerate(pages):
        if held.load_values(page_key(number)) is not None:
            continue
        if monotonic() > until or is_worker_stopping():
            return False
        read, picture = read_scan_page(files, page, first=not number, alone=len(pages) == 1)
        if not rows_of_run(one).update(done=number + 1):
            return False  # discarded meanwhile, or begun anew
        held.save_values(page_key(number), read, picture)
    return True


def scan_failure(code: str) -> RecordError:
    """Return why a scan was not read, in words, from the code of the error."""
    what, remedy = (words and _(words) for words in _SENTENCES.get(code, _OTHERWISE))
    return RecordError(code, what, remedy=remedy)


def release_scan(one: Conversion, received: Sequence[Received]) -> None:
    """Name the files of a scan in its row, in the transaction that receives them; the caller erases what is held."""
    name, digest = received[0].name[:120], digest_of_files(received)
    Conversion.objects.filter(pk=one.pk).update(name=name, sha256=digest)


def erase_finished_scan(pk: int) -> None:
    """Erase what is held of a scan that was received, refused or discarded; nothing happens to any other.

    To be called once that is written. A worker killed before it has erased is followed by one that does the same task
    again, and begins with this; ``sweep_held_scans`` finds what a killed request left.
    """
    one = Conversion.objects.exclude(held="").filter(pk=pk).first()
    if one and (one.state in (Conversion.DONE, Conversion.DROPPED) or one.said == "marked"):
        HeldFiles(one.held).erase()
        Conversion.objects.filter(pk=pk).update(held="")


@transaction.atomic
def clear_scan(plan: Plan, pk: int, actor: Actor, *, at: datetime) -> Conversion | None:
    """Record that a person looked at a scan and that what looks like a marking is none; prepare another attempt.

    The caller enqueues it. A clear marking still refuses the scan. Returns None if nobody has to look.

    Raises:
        RecordError: ``refused``, ``missing``.
    """
    one = lock_conversion(plan, pk, actor, at)
    if not waits_for_person(one):
        return None
    one.state, one.said, one.run, one.cleared_by_id = Conversion.WAITING, "", one.run + 1, actor.person
    one.save(update_fields=["state", "said", "run", "cleared_by"])
    journal_act(one.plan, "row.cleared", actor, {}, at=at)
    return one


def refuse_scan(plan: Plan, pk: int, actor: Actor, *, at: datetime) -> None:
    """Erase a scan of which a person says that it is marked as secret; who and when is journaled, nothing else.

    Raises:
        RecordError: ``refused``, ``missing``.
    """
    with transaction.atomic():
        one = lock_conversion(plan, pk, actor, at)
        if waits_for_person(one):
            Conversion.objects.filter(pk=one.pk).update(said="marked", name=_("Refused file"))
            journal_marked_upload(actor, 0, at=at)
    erase_finished_scan(pk)


def waits_for_person(one: Conversion) -> bool:
    """Whether something on a scan looks like a marking, and a person must look."""
    return one.state == Conversion.FAILED and one.said == Conversion.UNCLEAR and bool(one.held)


def lock_conversion(plan: Plan, pk: int, actor: Actor, at: datetime) -> Conversion:
    """Return a received file of a plan, locked for the change of its state.

    Raises:
        RecordError: ``refused``, ``missing``.
    """
    plan = lock_editable_plan(plan, actor, at)
    rows = plan.conversions.select_for_update(of=("self",)).select_related("original", "plan")
    one = rows.filter(pk=pk).first()
    if one is None:
        raise RecordError("missing", _("The plan has no such document."), where=str(plan))
    return one


def sweep_held_scans(at: datetime) -> Iterator[None]:
    """Erase what interrupted requests and workers left, and scans that nobody asked for in a week.

    Yields after each, so that the worker can be stopped. Safe to run beside anything.
    """
    failed = Conversion.objects.filter(state=Conversion.FAILED, at__lt=at - HELD_FOR).exclude(said="marked")
    for scan in failed.exclude(held="").select_related("plan"):
        with transaction.atomic():
            if rows_of_run(scan, Conversion.FAILED).update(state=Conversion.DROPPED):
                journal_act(scan.plan, "row.forgotten", PROGRAM, {}, at=at)
        yield
    for pk in list(
        Conversion.objects.exclude(held="").exclude(state__in=Conversion.GOING).values_list("pk", flat=True)
    ):
        erase_finished_scan(pk)
        yield
    for held in list_held_before((at - _ARRIVING).timestamp()):
        if not Conversion.objects.filter(held=held.key).exists():
            held.erase()
        yield

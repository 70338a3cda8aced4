"""Make the preview of a file in the worker: its pages or smaller copies as pictures, its file names, or its words.

They are cached by hash. The file is always opened in another process with limited time and memory: LibreOffice without
macros or links, pdfium, Pillow, the reader. A failure is cached too, with its reason, so that it is not retried at each
view.
"""

from __future__ import annotations

import logging
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from luoshi.desk.previews.rules.picture_steps import LARGE
from luoshi.desk.previews.rules.preview_modes import FORMATS, HEAD, WORDS, is_displayable_size, preview_mode
from luoshi.evidence.received.files import Received
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.files import preview_cache
from luoshi.kernel.files.models import Evidence
from luoshi.kernel.files.queries import kept_bytes
from luoshi.reading.errors import ReadError
from luoshi.reading.load import DEFAULT, load_document, office, pictures, workers

PAGES = 20  # pages of a file that are shown; the rest needs a download
NAMES = 200  # files listed of a container
CHARACTERS = 20_000
LIMITS = replace(DEFAULT, seconds=60, memory=2_000_000_000)
PATIENCE = 600  # seconds until a preview that took too long, or found no room, is tried again
ASKED = 120  # seconds in which a file is requested only once
PASSING = frozenset({"load.too_slow", "load.no_room", "missing", "failed"})
BEHIND = -10  # priority: documents that somebody waits to read go first
_NAMES = "luoshi.desk.previews.rules.packed:names"
_STEPS = "luoshi.desk.previews.rules.picture_steps:scale_picture"
log = logging.getLogger("luoshi.kernel")


def preview_result(evidence: Evidence, at: datetime) -> dict[str, object] | None:
    """Return the preview of a file, or why there is none; None if it is still to be made."""
    found = preview_cache.load_preview(evidence.sha256)
    if found is None:
        return None
    said, made = found
    return None if said.get("fault") in PASSING and at.timestamp() - made > PATIENCE else said


def can_be_made(evidence: Evidence) -> bool:
    """Return whether a preview of a file can be made here: office documents need LibreOffice."""
    how = preview_mode(evidence.media)
    return (
        how in ("pdf", "packed", "words")
        or (how == "picture" and evidence.size >= LARGE)
        or (how == "office" and office.find_libreoffice() is not None)
    )


def ask_for(files: Iterable[Evidence], *, at: datetime) -> None:
    """Queue the missing previews of these files, behind all other tasks."""
    for file in files:
        if can_be_made(file) and preview_result(file, at) is None and cache.add(f"leaves:{file.sha256}", True, ASKED):
            make_later.enqueue(file.pk)


def files_asked_for(took: Took[Any]) -> None:
    """Queue the previews of a step's files, so that they are ready when somebody looks; a follow-up of steps."""
    given = [each for value in took.given.values() for each in (value if isinstance(value, list) else [value])]
    if any(isinstance(each, Received) for each in given):
        ask_for(Evidence.objects.filter(attachments__entry=took.entry).order_by("pk"), at=took.at)


@task(priority=BEHIND)
def make_later(evidence: int) -> bool:
    """Make the preview of a file; return whether there is one. Repeating does no harm; the file may be gone by then."""
    one = Evidence.objects.filter(pk=evidence).first()
    if one is None or preview_result(one, timezone.now()) is not None:
        return False
    try:
        data = kept_bytes(one)
        if data is None:
            raise ReadError("missing")
        said, leaves = _made(one.media, data)
    except ReadError as error:
        said, leaves = {"fault": error.code}, []
    except Exception:
        log.exception("evidence %s is not shown", one.sha256)
        said, leaves = {"fault": "failed"}, []
    if said.get("fault") != "load.needs_office":
        preview_cache.save_preview(one.sha256, said, leaves)
    if not Evidence.objects.filter(pk=evidence).exists():  # erased meanwhile
        preview_cache.delete_preview(one.sha256)
    return "fault" not in said


def given_up(evidence: int) -> None:
    """Record that workers died of this file, so that it is not tried again."""
    for sha256 in Evidence.objects.filter(pk=evidence).values_list("sha256", flat=True):
        preview_cache.save_preview(sha256, {"fault": "load.damaged"})


def prune_previews(at: datetime) -> None:
    """Remove the previews unused for longest, and those of files that no longer exist."""
    left = list(preview_cache.prune_preview_cache(at.timestamp()))
    known = set(Evidence.objects.filter(sha256__in=left).values_list("sha256", flat=True)) if left else set()
    for sha256 in set(left) - known:
        preview_cache.delete_preview(sha256)


def _made(media: str, data: bytes) -> tuple[dict[str, object], list[bytes]]:
    how = preview_mode(media)
    if how == "packed":
        found, _other = workers.call_in_worker(_NAMES, data, LIMITS, {"most": NAMES})
        return {"names": found["names"], "count": found["count"]}, []
    if how == "picture":
        if not is_displayable_size(data[:HEAD]):
            raise ReadError("load.too_large")
        steps = workers.call_in_worker(_STEPS, data, LIMITS, {})[0]["steps"]
        return {"sizes": [(step["width"], step["height"]) for step in steps]}, [
            b64decode(step["jpeg"]) for step in steps
        ]
    if how == "words":
        text = load_document(f"words.{WORDS[media]}", data, limits=LIMITS).text
        return {"words": text[:CHARACTERS], "more": len(text) > CHARACTERS}, []
    return _pages(office.convert_with_libreoffice(FORMATS[media], data, "pdf", LIMITS) if how == "office" else data)


def _pages(data: bytes) -> tuple[dict[str, object], list[bytes]]:
    """Draw the first pages of a PDF. If a page cannot be drawn, return those before it."""
    found = pictures.pdf_page_sizes(data, 1, PAGES)
    leaves: list[bytes] = []
    for number in range(1, len(found.sizes) + 1):
        try:
            leaves.append(pictures.render_pdf_page(data, number) or b"")
        except ReadError:
            if not leaves:
                raise
            break
    return {"count": found.count, "sizes": found.sizes[: len(leaves)]}, leaves

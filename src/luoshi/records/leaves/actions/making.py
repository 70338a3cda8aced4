"""Makes what is shown of a file, by the worker: its pages as pictures, the names in it, or its words; kept by its hash.

What opens the file is always another process with bounded time and memory: LibreOffice without macros or links, pdfium,
the reader. What cannot be made is kept too, as the reason why, so that it is not tried at every look.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from luoshi.reading.errors import ReadError
from luoshi.reading.load import DEFAULT, load_document, office, pictures, workers
from luoshi.records.base import preview_cache
from luoshi.records.duties.actions.took import Took
from luoshi.records.files.models import Evidence
from luoshi.records.files.queries import kept_bytes
from luoshi.records.leaves.rules.preview_modes import FORMATS, WORDS, preview_mode
from luoshi.records.received.files import Received

PAGES = 20  # of a file that are shown; the rest is for who downloads it
NAMES = 200  # of files in a container
CHARACTERS = 20_000
LIMITS = replace(DEFAULT, seconds=60, memory=2_000_000_000)
PATIENCE = 600  # seconds after which what took too long, or found no room, is tried again
ASKED = 120  # seconds in which a file is not asked for twice
PASSING = frozenset({"load.too_slow", "load.no_room", "missing", "failed"})
BEHIND = -10  # priority: documents that somebody waits to read go first
_NAMES = "luoshi.records.leaves.rules.packed:names"
log = logging.getLogger("luoshi.records")


def preview_result(evidence: Evidence, at: datetime) -> dict[str, Any] | None:
    """What was made of a file, or why nothing was; None where it is still to be made."""
    found = preview_cache.load_preview(evidence.sha256)
    if found is None:
        return None
    said, made = found
    return None if said.get("fault") in PASSING and at.timestamp() - made > PATIENCE else said


def can_be_made(evidence: Evidence) -> bool:
    """Whether there is something to make of a file here: documents of offices need LibreOffice."""
    how = preview_mode(evidence.media)
    return how in ("pdf", "packed", "words") or (how == "office" and office.find_libreoffice() is not None)


def ask_for(files: Iterable[Evidence], *, at: datetime) -> None:
    """Have the worker make what is shown of these files, as far as it is not made; behind all other tasks."""
    for file in files:
        if can_be_made(file) and preview_result(file, at) is None and cache.add(f"leaves:{file.sha256}", True, ASKED):
            make_later.enqueue(file.pk)


def files_asked_for(took: Took[Any]) -> None:
    """Have what is shown of a step's files made, so that it is there when somebody looks; a consequence of steps."""
    given = [each for value in took.given.values() for each in (value if isinstance(value, list) else [value])]
    if any(isinstance(each, Received) for each in given):
        ask_for(Evidence.objects.filter(attachments__entry=took.entry).order_by("pk"), at=took.at)


@task(priority=BEHIND)
def make_later(evidence: int) -> bool:
    """Make what is shown of a file; whether something was made. Twice does no more; the file may be gone by then."""
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
    if not Evidence.objects.filter(pk=evidence).exists():  # erased while it was made
        preview_cache.delete_preview(one.sha256)
    return "fault" not in said


def given_up(evidence: int) -> None:
    """The workers died of this file: it is not tried again."""
    for sha256 in Evidence.objects.filter(pk=evidence).values_list("sha256", flat=True):
        preview_cache.save_preview(sha256, {"fault": "load.damaged"})


def prune_previews(at: datetime) -> None:
    """Remove what was not used for longest, and what was made of files that are no more."""
    left = list(preview_cache.prune_preview_cache(at.timestamp()))
    known = set(Evidence.objects.filter(sha256__in=left).values_list("sha256", flat=True)) if left else set()
    for sha256 in set(left) - known:
        preview_cache.delete_preview(sha256)


def _made(media: str, data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    how = preview_mode(media)
    if how == "packed":
        found, _other = workers.call_in_worker(_NAMES, data, LIMITS, {"most": NAMES})
        return {"names": found["names"], "count": found["count"]}, []
    if how == "words":
        text = load_document(f"words.{WORDS[media]}", data, limits=LIMITS).text
        return {"words": text[:CHARACTERS], "more": len(text) > CHARACTERS}, []
    return _pages(office.convert_with_libreoffice(FORMATS[media], data, "pdf", LIMITS) if how == "office" else data)


def _pages(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The first pages of a PDF. Where one of them cannot be drawn, those before it are shown."""
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

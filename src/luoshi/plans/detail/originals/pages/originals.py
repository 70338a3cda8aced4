"""Shows the documents of a plan as received: pages of a PDF as pictures, other documents by structure, scans."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.texts.demo_marks import demo_mark
from luoshi.desk.previews.pages import preview_fault_text
from luoshi.evidence.received.rules.uploads import MEDIA
from luoshi.kernel.files.models import Evidence
from luoshi.kernel.files.pages import add_security_headers, kept_file
from luoshi.kernel.files.queries import files_of, kept_bytes
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.pages import plan_or_404
from luoshi.plans.detail.originals.pages.search_hits import highlight_hits
from luoshi.plans.detail.originals.queries import source_labels
from luoshi.plans.detail.originals.rules.preview import LINES, build_preview_blocks
from luoshi.plans.editions.queries.sources import headings_of, load_source, unread_places
from luoshi.plans.rows.actions.editing import OPEN
from luoshi.plans.rows.queries.picture_strips import PictureStrip, find_text_strips
from luoshi.reading.errors import ReadError
from luoshi.reading.load import pictures

PAGES = 50  # of a PDF on one page here
# Two at once leave the server's other threads to other requests; further ones wait this many seconds.
_DRAWING, _WAIT = BoundedSemaphore(2), 8
_HOPELESS = 600  # seconds before a page that was too slow to draw is tried again


def way_to_scan(page: int, start: int, end: int) -> str:
    """Return what leads from the address of a scan to the page (from 1) with these words, where they are marked."""
    return "?" + urlencode({"at": f"{start}-{end}", "from": (page - 1) // PAGES * PAGES + 1}) + f"#page-{page}"


class _TooManyPages(Exception):
    """Too many pages are being drawn."""


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _DRAWING.acquire(timeout=_WAIT):
        raise _TooManyPages
    try:
        yield
    finally:
        _DRAWING.release()


def _keeps(request: HttpRequest, plan: Plan) -> bool:
    return "keeper" in relations_to_record(plan, request_actor(request), timezone.localdate())


def _source(request: HttpRequest, pk: int, place: int) -> Source:
    plan = plan_or_404(request, pk)
    found = load_source(plan, place, relations_to_record(plan, request_actor(request), timezone.localdate()))
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def export_source_labels(request: HttpRequest, pk: int, place: int) -> HttpResponse | FileResponse:
    """Export a corrected document with its labels as a zip, for measuring and training the reader."""
    source = _source(request, pk, place)
    if not _keeps(request, source.plan):
        raise Http404
    found = source_labels(source)
    name = found["source"].removesuffix(".txt")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(f"{name}.txt", source.document.text)
        if demo_mark():
            folder.writestr(f"{demo_mark()}.txt", demo_mark() + "\n")
        folder.writestr(f"{name}.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")


@require_safe
@login_required
def original_detail(request: HttpRequest, pk: int, place: int) -> HttpResponse | FileResponse:
    """Show a document as received: a PDF's pages, or its structured text (``?as=text``); ``?file=1``: the file."""
    source = _source(request, pk, place)
    document = source.document
    if request.GET.get("file"):
        return _file(source, request.GET["file"])
    drawn = _is_pdf(document.shown_file)
    paged = drawn and request.GET.get("as") != "text"
    unread = unread_places(source)
    page = "scan_page" if document.is_recognised else "original_page"
    shown = _leaves(request, document.shown_file, page, source) if paged else _text(request, source, unread)
    ways = [(_("As printed"), request.path, paged), (_("Text"), f"{request.path}?as=text", not paged)] if drawn else []
    context = {
        "document": document,
        "ways": ways,
        "file_url": f"{request.path}?file=1" if document.evidence else "",
        "searchable_url": f"{request.path}?file=searchable" if document.is_recognised else "",
        "files": [(file.name, f"{request.path}?file={file.place}") for file in files_of(document)],
        "labels_url": reverse("ledger:labels", args=[pk, place]) if _keeps(request, source.plan) else "",
        "beside": bool(source.picture),
        **_unread(request, source, unread),
    }
    return _render(request, source, document.name, {**context, **shown})


@require_safe
@login_required
def original_page(request: HttpRequest, pk: int, place: int, number: int) -> HttpResponse:
    """Return a page of a received PDF as a picture."""
    return _leaf(request, _source(request, pk, place).document.evidence, number)


@require_safe
@login_required
def scan_page(request: HttpRequest, pk: int, place: int, number: int) -> HttpResponse:
    """Return the picture of a scan's page as it was turned and read."""
    document = _source(request, pk, place).document
    if not document.is_recognised:
        raise Http404
    return _leaf(request, document.shown_file, number, drawn=False)


def _file(source: Source, asked: str) -> HttpResponse | FileResponse:
    """Send the file as it came; of several that one; or a scan with its text behind the pictures."""
    document = source.document
    if asked == "searchable" and document.is_recognised and document.converted:
        return kept_file(document.converted, f"{document.name.rpartition('.')[0] or document.name}.pdf")
    for file in files_of(document):
        if asked == str(file.place):
            return kept_file(file.evidence, file.name)
    if document.evidence is None:
        raise Http404
    return kept_file(document.evidence, document.name)


@require_safe
@login_required
def transcript_picture_detail(request: HttpRequest, pk: int, place: int) -> HttpResponse | FileResponse:
    """Show the scan of a transcript: the picture, or all pages of the PDF; ``?file=1`` returns the file."""
    source = _source(request, pk, place)
    if source.picture is None:
        raise Http404
    if not _is_pdf(source.picture) or request.GET.get("file"):
        return kept_file(source.picture, source.picture_name)
    shown = _leaves(request, source.picture, "picture_page", source)
    return _render(request, source, source.picture_name, {"file_url": f"{request.path}?file=1", **shown})


@require_safe
@login_required
def picture_page(request: HttpRequest, pk: int, place: int, number: int) -> HttpResponse | FileResponse:
    """Return a page of a transcript's scan; a picture is its own first page."""
    source = _source(request, pk, place)
    if source.picture and number == 1 and not _is_pdf(source.picture):
        return kept_file(source.picture, source.picture_name)
    return _leaf(request, source.picture, number)


def _is_pdf(evidence: Evidence | None) -> bool:
    return evidence is not None and evidence.media == MEDIA["pdf"]


def _render(request: HttpRequest, source: Source, name: str, more: Mapping[str, object]) -> HttpResponse:
    crumbs = [
        (_("Plans"), reverse("records:list", args=["plans"])),
        (source.plan.title, source.plan.get_absolute_url()),
        (name, ""),
    ]
    return render(request, "ledger/original.html", {"title": name, "crumbs": crumbs, "source": source, **more})


def _from(request: HttpRequest) -> int:
    """Return the first page or line to show of something long, counted from 1."""
    asked = request.GET.get("from", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def _around(request: HttpRequest, first: int, step: int, count: int, words: str) -> dict[str, object]:
    """Return the position in something long, and the links before and after; empty if all is shown."""
    if count <= step and first == 1:
        return {}

    def at(place: int) -> str:
        asked = request.GET.copy()
        asked["from"] = str(place)
        return f"?{asked.urlencode()}"

    said = words % {"first": first, "last": min(first + step - 1, count), "count": count}
    before, after = first > 1, first + step <= count
    return {
        "said": said,
        "previous_url": at(max(1, first - step)) if before else "",
        "next_url": at(first + step) if after else "",
    }


def _unread(request: HttpRequest, source: Source, unread: Sequence[tuple[int, int, int]]) -> dict[str, object]:
    """Return what the banner says of passages that were not read; empty if there are none."""
    if not unread:
        return {}
    start, _end, row = unread[0]
    line = source.document.text.count("\n", 0, start)
    shown = urlencode({"as": "text", "from": line // LINES * LINES + 1})
    open_to_keeper = source.plan.state in OPEN and _keeps(request, source.plan)
    correct = reverse("ledger:correct", args=[source.plan_id])
    return {
        "unread": len(unread),
        "unread_url": f"?{shown}#unread-{row}",
        "correct_url": correct if open_to_keeper else "",
        "first_unread": row,
    }


def _text(request: HttpRequest, source: Source, unread: Sequence[tuple[int, int, int]]) -> dict[str, object]:
    """Return the structured text of a document."""
    document = source.document
    headings = headings_of(source)
    count, first = document.text.rstrip("\n").count("\n") + 1, _from(request)
    joined = [(start, end) for start, end in document.joined]
    shown = build_preview_blocks(
        document.text, headings, joined, title=source.plan.title, first=first - 1, most=LINES, unread=unread
    )
    highlight_hits(shown, request.GET.get("find", "")[:200])
    words = _("Lines %(first)d to %(last)d of %(count)d")
    return {
        "blocks": shown,
        "broad": any(len(row) > 4 for block in shown for row in block.rows),
        "pager": _around(request, first, LINES, count, words),
    }


def _leaves(request: HttpRequest, evidence: Evidence | None, page: str, source: Source) -> dict[str, object]:
    """Return the pages of a PDF, each with the URL of its picture, or the reason why there are none."""
    first = _from(request)
    try:
        with _in_turn():
            found = pictures.pdf_page_sizes(_content(evidence), first, PAGES)
    except ReadError as error:
        return {"fault": preview_fault_text(error.code)}
    except _TooManyPages:
        return {"fault": _busy()}
    words = _("Pages %(first)d to %(last)d of %(count)d")
    marked = _marked_strips(request, source)
    leaves = [
        {
            "number": number,
            "url": reverse(f"ledger:{page}", args=[source.plan_id, source.place, number]),
            "width": width,
            "height": height,
            "marks": [strip for strip in marked if strip.page == number],
        }
        for number, (width, height) in enumerate(found.sizes, first)
    ]
    return {"leaves": leaves, "count": found.count, "pager": _around(request, first, PAGES, found.count, words)}


def _marked_strips(request: HttpRequest, source: Source) -> list[PictureStrip]:
    """Return where words of a scan stand that the address asks for: ``?at=start-end``."""
    start, _dash, end = request.GET.get("at", "").partition("-")
    numbers = [int(word) for word in (start, end) if word.isascii() and word.isdecimal() and len(word) < 9]
    if len(numbers) != 2 or not source.document.is_recognised:
        return []
    return find_text_strips(source, *numbers)


def _leaf(request: HttpRequest, evidence: Evidence | None, number: int, *, drawn: bool = True) -> HttpResponse:
    """Return the picture of a page; ``drawn=False``: of a page that is a JPEG the JPEG.

    Drawing takes about a third of a second; a cached copy in the browser is revalidated.
    """
    if evidence is None or not _is_pdf(evidence):
        raise Http404
    mark = f'"{evidence.sha256}-{number}{"" if drawn else "-jpeg"}"'
    known = get_conditional_response(request, etag=mark)
    if known is not None:
        return _guarded(known)
    try:
        if cache.get(f"slow:{mark}"):
            raise ReadError("load.too_slow")
        with _in_turn():
            content = _content(evidence)
            picture = None if drawn else pictures.extract_page_picture(content, number)
            media = "image/png" if picture is None else "image/jpeg"
            picture = pictures.render_pdf_page(content, number) if picture is None else picture
    except ReadError as error:
        if error.code == "load.too_slow":
            cache.add(f"slow:{mark}", True, _HOPELESS)
        return _guarded(
            HttpResponse(preview_fault_text(error.code), status=422, content_type="text/plain; charset=utf-8")
        )
    except _TooManyPages:
        response = HttpResponse(_busy(), status=503, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = str(_WAIT)
        return _guarded(response)
    if picture is None:
        raise Http404
    response = HttpResponse(picture, content_type=media)
    response["ETag"] = mark
    return _guarded(response)


def _guarded(response: HttpResponse) -> HttpResponse:
    """Add the headers of stored files; the reader's own browser may cache it and revalidates each time."""
    response["Cache-Control"] = "private, no-cache"
    return add_security_headers(response)


def _content(evidence: Evidence | None) -> bytes:
    found = kept_bytes(evidence) if evidence else None
    if found is None:
        raise Http404
    return found


def _busy() -> str:
    return _("Many pages are being generated right now. Reload this page in a minute.")

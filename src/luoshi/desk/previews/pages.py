"""File previews on pages, each only for readers of the file itself; and the pictures of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.desk.previews.actions.making import ask_for, can_be_made, preview_result
from luoshi.desk.previews.actions.recognising import PAGES, request_texts
from luoshi.desk.previews.rules.preview_modes import HEAD, is_displayable_size, preview_mode
from luoshi.evidence import store
from luoshi.kernel.files import preview_cache
from luoshi.kernel.files.models import Attachment, EvidenceText
from luoshi.kernel.files.pages import add_security_headers, attachment_or_404
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.reading.load import office

JPEG = b"\xff\xd8"  # its first bytes


@dataclass(frozen=True)
class PictureText:
    """What was recognised in a picture or scan, for ``records/_picture_text.html``; ``why`` says why there is none.

    ``waits``: it is still to be read.
    """

    words: str = ""
    why: str = ""
    rest: str = ""
    waits: bool = False


@dataclass(frozen=True)
class FilePreview:
    """A file for ``records/_shown.html``.

    ``way``: "picture", "steps" (a large picture, by smaller copies), "film", "pages", "names", "words", "waits" or
    "none".
    """

    pk: int
    name: str
    size: str
    way: str
    url: str
    part_url: str
    leaves: Sequence[dict[str, object]] = ()
    names: Sequence[tuple[str, str]] = ()
    words: str = ""
    rest: str = ""
    fault: str = ""
    text: PictureText | None = None


def preview_files(record: Record, files: Sequence[Attachment], *, at: datetime) -> list[FilePreview]:
    """Return the previews of files that the caller may read, and queue those still to be made.

    Three queries at most, none without a picture or PDF.
    """
    texts = request_texts(record, files, at=at)
    found = [replace(_shown(record, file, at), text=_picture_text(texts.get(file.evidence_id))) for file in files]
    waits = {preview.pk for preview in found if preview.way == "waits"}
    ask_for((file.evidence for file in files if file.pk in waits), at=at)
    return found


def _shown(record: Record, one: Attachment, at: datetime) -> FilePreview:
    url = reverse("records:file", args=[record.kind, record.pk, one.pk])
    base: dict[str, Any] = {
        "pk": one.pk,
        "name": one.name,
        "size": filesizeformat(one.evidence.size),
        "url": url,
        "part_url": f"{url}shown/",
    }
    how = preview_mode(one.evidence.media)
    if how == "none" or kind_of(record).masks:  # each view of a protected record's file is journaled, as a download
        return FilePreview(**base, way="none")
    if how == "film":
        return FilePreview(**base, way="film")
    if how == "picture" and not can_be_made(one.evidence):  # it is small: shown as it is
        ok = _fits(one.evidence.sha256)
        return FilePreview(
            **base, way="picture" if ok else "none", fault="" if ok else preview_fault_text("load.too_large")
        )
    said = preview_result(one.evidence, at)
    if said is None:
        waits = can_be_made(one.evidence)
        return FilePreview(
            **base, way="waits" if waits else "none", fault="" if waits else preview_fault_text("load.needs_office")
        )
    return FilePreview(**base, **_made(url, said))


def _picture_text(text: EvidenceText | None) -> PictureText | None:
    """Return the text of a picture in the form for the page; None if there is nothing to say about it."""
    if text is None or text.state == EvidenceText.NONE:
        return None
    if text.state == EvidenceText.READ:
        rest = _("Only the first %(count)d pages are read.") % {"count": PAGES} if text.pages >= PAGES else ""
        return PictureText(text.words, rest=rest)
    if text.state == EvidenceText.WAITING:
        return PictureText(waits=True)
    return PictureText(why=picture_text_fault(text))


def picture_text_fault(text: EvidenceText) -> str:
    """Return why no text of a picture is shown."""
    if text.state == EvidenceText.REFUSED:
        return _(
            "Something in this picture looks like the marking of a state secret, so none of its text was stored. "
            "The file itself was not changed: check whether it may be here."
        )
    sentences = {
        "load.too_slow": _("Recognising the text in this picture took too long; it is tried again later."),
        "load.too_large": _("This file is too large for its text to be recognised."),
        "load.no_room": _("There was no disk space for recognising the text; it is tried again later."),
        "missing": _("The text could not be recognised: the file is not where it was stored. Call the helpline."),
        "failed": _("The program failed at the text of this picture; its log gives the reason."),
    }
    damaged = _("The text in this picture could not be recognised: the file is damaged, protected or cannot be opened.")
    return sentences.get(text.fault, damaged)


def _fits(sha256: str) -> bool:
    try:
        with store.open_content(sha256) as content:
            return is_displayable_size(content.read(HEAD))
    except OSError:
        return False


def _made(url: str, said: dict[str, Any]) -> dict[str, Any]:
    """Return a preview in the form for the page."""
    if "fault" in said:
        return {"way": "none", "fault": preview_fault_text(said["fault"])}
    if "names" in said:
        names = [(name, filesizeformat(size)) for name, size in said["names"]]
        left = said["count"] - len(names)
        words = _("Files not listed: %(count)d.") % {"count": left}
        return {"way": "names", "names": names, "rest": words if left else ""}
    if "words" in said:
        more = _("There is more: download the file for the rest.") if said["more"] else ""
        return {"way": "words", "words": said["words"], "rest": more}
    leaves = [
        {"number": number, "url": f"{url}{number}.png", "width": width, "height": height}
        for number, (width, height) in enumerate(said["sizes"], 1)
    ]
    if "count" not in said:  # a picture's smaller copies
        return {"way": "steps", "leaves": leaves}
    left = said["count"] - len(leaves)
    words = _("Further pages: %(count)d. Download the file to see them.") % {"count": left}
    return {"way": "pages", "leaves": leaves, "rest": words if left else ""}


@require_safe
@login_required
def attachment_preview(request: HttpRequest, name: str, pk: int, attachment: int) -> HttpResponse:
    """Show one file preview: the page polls this while the preview is being made."""
    record, found = attachment_or_404(request, name, pk, attachment)
    (file,) = preview_files(record, [found], at=timezone.now())
    context = {"title": file.name, "file": file, "back_url": record.get_absolute_url()}
    return render(request, "records/shown.html", context)


@require_safe
@login_required
def attachment_page_image(request: HttpRequest, name: str, pk: int, attachment: int, number: int) -> HttpResponse:
    """Send a page of a file as a picture, or a smaller copy of a large picture."""
    record, found = attachment_or_404(request, name, pk, attachment)
    if kind_of(record).masks:
        raise Http404
    mark = f'"{found.evidence.sha256}-{number}"'
    response = get_conditional_response(request, etag=mark)
    if response is None:
        leaf = preview_cache.read_page_image(found.evidence.sha256, number)
        if not leaf:
            raise Http404
        response = HttpResponse(leaf, content_type="image/jpeg" if leaf[:2] == JPEG else "image/png")
        response["ETag"] = mark
    response["Cache-Control"] = "private, no-cache"
    return add_security_headers(response)


def preview_fault_text(code: str) -> str:
    """Return why a file is not shown, and what to do."""
    sentences = {
        "load.encrypted": _("The file is protected by a password, so its pages cannot be shown. Download it."),
        "load.too_large": _("The pages are too many or too large to be shown here. Download the file."),
        "load.too_slow": _("Generating the pages took too long. Download the file."),
        "load.no_room": _("There is no disk space for temporary files. Tell the people who administer Luoshi."),
        "missing": _("The file is not where it was stored, or it was changed there. Call the helpline."),
        "failed": _("The program failed on this file; its log gives the reason. Download it."),
        "load.empty": _("There is nothing in this file that could be shown. Download it."),
        "load.scanned": _("There is nothing in this file that could be shown. Download it."),
        "load.not_converted": _(
            "It cannot be shown: it is damaged, or its content does not match its name. Download it."
        ),
        "load.needs_office": _(
            "Word and Excel files are shown here once LibreOffice is installed on the computer that runs Luoshi: "
            "%(command)s, or from %(address)s. Until then, download the file."
        )
        % {"command": office.INSTALL, "address": office.ADDRESS},
    }
    damaged = _("The pages cannot be shown: the file is damaged or incomplete. Download it, or ask for it again.")
    return sentences.get(code, damaged)

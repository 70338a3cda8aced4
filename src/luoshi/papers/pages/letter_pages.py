"""Pages for letters about chosen items: form, draft, sent letters, and their download."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.texts.demo_marks import demo_mark
from luoshi.desk.bulk.pages.bulk import chosen_versions
from luoshi.desk.bulk.rules import BulkPlan
from luoshi.evidence.received.rules.uploads import MEDIA
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.files.queries import kept_bytes
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import render_problem, request_key
from luoshi.org.base.actions import journal_if_marked
from luoshi.papers import queries
from luoshi.papers.actions import LetterRequest, fill_letter_template, send_letters
from luoshi.papers.forms import LetterIssueForm
from luoshi.papers.models import LetterPaper
from luoshi.papers.paper_sorts import of_letter

MOST = 300  # most items at once, because their ids are in the URL


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def letter_issue(request: HttpRequest) -> HttpResponse:
    """Ask for the letters about the chosen items, and send them. A list posts its rows here."""
    declared, actor, at = get_kind("commitments"), request_actor(request), timezone.now()
    day = timezone.localdate(at)
    if request.method == "POST" and "open" in request.POST:
        try:
            keys = list(chosen_versions(request, declared))
        except ValueError:
            keys = list(range(1, MOST + 2))  # over the limit: reported on the page
        return HttpResponseRedirect(f"{request.path}?{urlencode({'row': keys[: MOST + 1]}, doseq=True)}")
    keys, back = _keys(request, "row"), reverse("records:list", args=["commitments"])
    if len(keys) > MOST:
        error = RecordError("incomplete", _("At most %(most)d rows can be chosen at once.") % {"most": MOST})
        return render_problem(request, error, home_url=back)
    items, plan = queries.choose_letter_items(keys, actor, day, at)
    form = LetterIssueForm(request.POST or None, day=day, several=len(items) > 1)
    if request.method == "POST" and form.is_valid() and items:
        given = form.cleaned_data
        asked = LetterRequest(given["form"], given["words"], given["limit"], given.get("each") == "item")
        try:
            letters, left = send_letters(keys, asked, actor, at=at, once=request_key(request) or uuid4())
        except RecordError as error:
            return render_problem(request, error, home_url=request.get_full_path())
        said = ngettext("%(n)d letter was sent.", "%(n)d letters were sent.", len(letters)) % {"n": len(letters)}
        messages.success(request, said)
        if left:
            messages.warning(request, _("%(n)d items were left out.") % {"n": left})
        if len(letters) == 1:
            return HttpResponseRedirect(letters[0].get_absolute_url())
        to = urlencode({"letter": [letter.pk for letter in letters]}, doseq=True)
        return HttpResponseRedirect(f"{reverse('papers:sent')}?{to}")
    if request.method == "POST":
        journal_if_marked(form, request.POST, actor, at=at)
    context = {
        "title": _("Write a letter"),
        "crumbs": [(str(declared.label), back), (_("Write a letter"), "")],
        "form": form,
        "items": _items(items, day, bool(keys), back),
        "units": len({commitment.unit_id for commitment in items}),
        "count": len(items),
        "skipped": left_out(plan),
        "draft_url": f"{reverse('papers:draft')}?{urlencode({'row': keys}, doseq=True)}",
        "to": {
            "url": request.get_full_path(),
            "label": _("Number and send"),
            "back_url": items[0].get_absolute_url() if len(items) == 1 else back,
            "once": str(request_key(request) or uuid4()),
            "draft": "papers:issue",
        },
        "no_print": True,
    }
    return render(request, "papers/issue.html", context, status=422 if request.method == "POST" else 200)


def left_out(plan: BulkPlan) -> list[str]:
    """List the chosen items that are left out; those the actor may not see are not named."""
    return [skipped_record.name or _("An item that you may not see") for skipped_record in plan.skipped]


def _keys(request: HttpRequest, name: str) -> list[int]:
    given = request.GET.getlist(name)[: MOST + 1]
    return list(dict.fromkeys(int(text) for text in given if text.isascii() and text.isdecimal() and len(text) < 19))


def _items(items: Sequence[Any], day: date, some: bool, back: str) -> DataTable:
    """Build the table of chosen items; ``some``: items were chosen, so an empty table means none is permitted."""
    columns = [DataColumn(_("Number"), "code"), DataColumn(_("Commitment")), DataColumn(_("Lead unit"))]
    columns += [DataColumn(_("To be done by"), "date"), DataColumn(_("Working days late"), "number")]
    rows = [
        DataRow(
            str(commitment.pk),
            commitment.title,
            [
                DataCell(commitment.number, _("Number"), "code"),
                DataCell(commitment.title, _("Commitment"), head=True, url=commitment.get_absolute_url()),
                DataCell(commitment.unit.name, _("Lead unit")),
                DataCell(plain_text(commitment.binds or commitment.until), _("To be done by"), "date"),
                DataCell(str(queries.late_by(commitment, day) or "—"), _("Working days late"), "number"),
            ],
        )
        for commitment in items
    ]
    title = _("Subject")
    empty = _("You cannot send a letter about any of the chosen items now.") if some else _("No item is chosen.")
    how = _("Tick items in the list, then press “%(button)s”.") % {"button": _("Write a letter")}
    return DataTable(title, columns, rows, Empty(empty, how, back, _("Choose items")))


@require_safe
@login_required
def letter_draft_preview(request: HttpRequest) -> HttpResponse:
    """Preview the first paper as it would be today, unnumbered, for those who may send it; ``?form=`` selects it."""
    actor, at = request_actor(request), timezone.now()
    day = timezone.localdate(at)
    items, _plan = queries.choose_letter_items(_keys(request, "row")[:MOST], actor, day, at)
    form = LetterIssueForm(request.GET or None, day=day, several=False)
    if not items or not request.GET.get("form"):
        raise Http404
    form.full_clean()
    given = form.cleaned_data
    if "form" not in given:
        raise Http404
    of_unit = [
        commitment
        for commitment in items
        if (commitment.unit_id, commitment.desk_id) == (items[0].unit_id, items[0].desk_id)
    ]
    said = queries.LetterContent(given["form"], "", day, given.get("words", ""), given.get("limit"), actor.name)
    try:
        made = fill_letter_template(queries.form_of(of_letter(given["form"]), items[0].desk_id, day), said, of_unit, [])
    except RecordError as error:
        return render_problem(request, error, home_url=reverse("papers:templates"))
    return word_file(made, _("Draft, not sent"))


def word_file(made: bytes, name: str) -> HttpResponse:
    """Return a .docx as a download."""
    content = io.BytesIO(made)
    answer = FileResponse(content, as_attachment=True, filename=f"{name}.docx", content_type=MEDIA["docx"])
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]


@require_safe
@login_required
def sent_letter_list(request: HttpRequest) -> HttpResponse:
    """List the letters sent together, with each paper and all of them in one file."""
    found = queries.papers_of(_keys(request, "letter"), request_actor(request), timezone.localdate())
    if not found:
        raise Http404
    context = {
        "title": _("Letters sent"),
        "crumbs": [
            (str(get_kind("letters").label), reverse("records:list", args=["letters"])),
            (_("Letters sent"), ""),
        ],
        "table": _papers(found),
        "count": len(found),
        "zip_url": f"{reverse('papers:zip')}?{request.GET.urlencode()}",
    }
    return render(request, "papers/sent.html", context)


def _papers(found: Sequence[LetterPaper]) -> DataTable:
    columns = [DataColumn(_("Number"), "code"), DataColumn(_("Letter")), DataColumn(_("File"))]
    rows = [
        DataRow(
            str(paper.letter_id),
            paper.letter.title,
            [
                DataCell(paper.letter.number, _("Number"), "code"),
                DataCell(paper.letter.title, _("Letter"), head=True, url=paper.letter.get_absolute_url()),
                DataCell(paper.attachment.name, _("File"), url=_file(paper)),
            ],
        )
        for paper in found
    ]
    return DataTable(_("Letters sent"), columns, rows, Empty(_("None.")))


def _file(one: LetterPaper) -> str:
    return reverse("records:file", args=["letters", one.letter_id, one.attachment_id])


@require_safe
@login_required
def sent_letter_export(request: HttpRequest) -> HttpResponse:
    """Download the papers of these letters in one ZIP, with unchanged bytes."""
    found = queries.papers_of(_keys(request, "letter"), request_actor(request), timezone.localdate())
    if not found:
        raise Http404
    return zip_file([paper.attachment for paper in found], f"{_('Letters sent')} {found[0].letter.sent}")


def zip_file(attachments: Iterable[Attachment], name: str) -> HttpResponse:
    """Pack stored files into one ZIP with unchanged bytes; callers must have checked permissions."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as folder:
        for attachment in attachments:
            data = kept_bytes(attachment.evidence)
            if data is not None:
                folder.writestr(attachment.name.replace("/", "／"), data)
        if demo_mark():
            folder.writestr(f"{demo_mark()}.txt", demo_mark() + "\n")
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")  # type: ignore[return-value]


def sent_letter_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List the letters sent about a commitment. One query; none on other records."""
    if record.kind != "commitments":
        return []
    found = queries.letters_about(record, actor, day)
    if not found:
        return []
    columns = [DataColumn(_("Number"), "code"), DataColumn(_("Letter")), DataColumn(_("Sent on"), "date")]
    columns += [DataColumn(_("Answer by"), "date"), DataColumn(_("State")), DataColumn(_("File"))]
    rows = []
    for letter in found:
        paper_of = getattr(letter, "paper", None)
        file = DataCell(_("Download"), _("File"), url=_file(paper_of)) if paper_of else DataCell("—", _("File"))
        cells = [
            DataCell(letter.number, _("Number"), "code"),
            DataCell(str(letter.get_form_display()), _("Letter"), head=True, url=letter.get_absolute_url()),
            DataCell(plain_text(letter.sent), _("Sent on"), "date"),
            DataCell(plain_text(letter.limit), _("Answer by"), "date"),
            DataCell(fields.field_text(letter, "state"), _("State")),
            file,
        ]
        rows.append(DataRow(str(letter.pk), letter.title, cells))
    title = _("Letters sent")
    return [{"id": "papers", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}]

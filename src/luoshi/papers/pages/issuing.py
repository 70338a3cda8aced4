"""Letters about chosen items: what is asked, a draft to look at, what was sent, all of it in one file."""

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

from luoshi.org.base.marked import mark
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.base.typed import refused
from luoshi.org.rights.rules.rights import Actor
from luoshi.papers import queries
from luoshi.papers.actions import Asked, paper, send_letters
from luoshi.papers.forms import Issue
from luoshi.papers.models import Paper
from luoshi.papers.sorts import of_letter
from luoshi.records.base.errors import RecordError
from luoshi.records.files.models import Attachment
from luoshi.records.files.queries import kept_bytes
from luoshi.records.kinds import fields
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import kind
from luoshi.records.many.pages.bulk import chosen
from luoshi.records.many.rules import Plan
from luoshi.records.received.rules.uploads import MEDIA
from luoshi.records.rights.pages import key_of, problem

MOST = 300  # items at once: their keys stand in the address


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def issue(request: HttpRequest) -> HttpResponse:
    """What is asked of the chosen items; sent from there, the letters leave. From a list the rows come by POST."""
    declared, actor, at = kind("commitments"), acting(request), timezone.now()
    day = timezone.localdate(at)
    if request.method == "POST" and "open" in request.POST:
        try:
            keys = list(chosen(request, declared))
        except ValueError:
            keys = list(range(1, MOST + 2))  # more than may be chosen: said on the page
        return HttpResponseRedirect(f"{request.path}?{urlencode({'row': keys[: MOST + 1]}, doseq=True)}")
    keys, back = _keys(request, "row"), reverse("records:list", args=["commitments"])
    if len(keys) > MOST:
        error = RecordError("incomplete", _("At most %(most)d rows can be chosen at once.") % {"most": MOST})
        return problem(request, error, home_url=back)
    items, plan = queries.choice(keys, actor, day, at)
    form = Issue(request.POST or None, day=day, several=len(items) > 1)
    if request.method == "POST" and form.is_valid() and items:
        given = form.cleaned_data
        asked = Asked(given["form"], given["words"], given["limit"], given.get("each") == "item")
        try:
            letters, left = send_letters(keys, asked, actor, at=at, once=key_of(request) or uuid4())
        except RecordError as error:
            return problem(request, error, home_url=request.get_full_path())
        said = ngettext("%(n)d letter was sent.", "%(n)d letters were sent.", len(letters)) % {"n": len(letters)}
        messages.success(request, said)
        if left:
            messages.warning(request, _("%(n)d items were left out.") % {"n": left})
        if len(letters) == 1:
            return HttpResponseRedirect(letters[0].get_absolute_url())
        to = urlencode({"letter": [one.pk for one in letters]}, doseq=True)
        return HttpResponseRedirect(f"{reverse('papers:sent')}?{to}")
    if request.method == "POST":
        refused(form, request.POST, actor, at=at)
    context = {
        "title": _("Write a letter"),
        "crumbs": [(str(declared.label), back), (_("Write a letter"), "")],
        "form": form,
        "items": _items(items, day, bool(keys), back),
        "units": len({one.unit_id for one in items}),
        "count": len(items),
        "skipped": left_out(plan),
        "draft_url": f"{reverse('papers:draft')}?{urlencode({'row': keys}, doseq=True)}",
        "to": {
            "url": request.get_full_path(),
            "label": _("Number it and send it"),
            "back_url": items[0].get_absolute_url() if len(items) == 1 else back,
            "once": str(key_of(request) or uuid4()),
            "draft": "papers:issue",
        },
        "no_print": True,
    }
    return render(request, "papers/issue.html", context, status=422 if request.method == "POST" else 200)


def left_out(plan: Plan) -> list[str]:
    """Which of the chosen items are left out; what the actor may not see has no name."""
    return [one.name or _("An item that is not yours to see") for one in plan.skipped]


def _keys(request: HttpRequest, name: str) -> list[int]:
    given = request.GET.getlist(name)[: MOST + 1]
    return list(dict.fromkeys(int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 19))


def _items(items: Sequence[Any], day: date, some: bool, back: str) -> Table:
    """The chosen items; ``some``: whether any was chosen, of which none is the actor's to write about."""
    columns = [Column(_("Number"), "code"), Column(_("Commitment")), Column(_("Lead unit"))]
    columns += [Column(_("To be done by"), "date"), Column(_("Working days late"), "number")]
    rows = [
        Row(
            str(one.pk),
            one.title,
            [
                Cell(one.number, _("Number"), "code"),
                Cell(one.title, _("Commitment"), head=True, url=one.get_absolute_url()),
                Cell(one.unit.name, _("Lead unit")),
                Cell(fields.text(one.binds or one.until), _("To be done by"), "date"),
                Cell(str(queries.late_by(one, day) or "—"), _("Working days late"), "number"),
            ],
        )
        for one in items
    ]
    title = _("What it is about")
    empty = _("None of the chosen items is yours to write about now.") if some else _("No item is chosen.")
    how = _("Tick items in the list, then press “%(button)s”.") % {"button": _("Write a letter")}
    return Table(title, columns, rows, Empty(empty, how, back, _("Choose items")))


@require_safe
@login_required
def draft(request: HttpRequest) -> HttpResponse:
    """The first paper as it would be now, for whoever may send it: ``?form=`` which, without a number."""
    actor, at = acting(request), timezone.now()
    day = timezone.localdate(at)
    items, _plan = queries.choice(_keys(request, "row")[:MOST], actor, day, at)
    form = Issue(request.GET or None, day=day, several=False)
    if not items or not request.GET.get("form"):
        raise Http404
    form.full_clean()
    given = form.cleaned_data
    if "form" not in given:
        raise Http404
    of_unit = [one for one in items if (one.unit_id, one.desk_id) == (items[0].unit_id, items[0].desk_id)]
    said = queries.Sent(given["form"], "", day, given.get("words", ""), given.get("limit"), actor.name)
    try:
        made = paper(queries.form_of(of_letter(given["form"]), items[0].desk_id, day), said, of_unit, [])
    except RecordError as error:
        return problem(request, error, home_url=reverse("papers:templates"))
    return word_file(made, _("Draft, not sent"))


def word_file(made: bytes, name: str) -> HttpResponse:
    """A .docx to be saved."""
    content = io.BytesIO(made)
    answer = FileResponse(content, as_attachment=True, filename=f"{name}.docx", content_type=MEDIA["docx"])
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]


@require_safe
@login_required
def sent(request: HttpRequest) -> HttpResponse:
    """The letters of one round, with their papers, each and all of them."""
    found = queries.papers_of(_keys(request, "letter"), acting(request), timezone.localdate())
    if not found:
        raise Http404
    context = {
        "title": _("Letters sent"),
        "crumbs": [(str(kind("letters").label), reverse("records:list", args=["letters"])), (_("Letters sent"), "")],
        "table": _papers(found),
        "count": len(found),
        "zip_url": f"{reverse('papers:zip')}?{request.GET.urlencode()}",
    }
    return render(request, "papers/sent.html", context)


def _papers(found: Sequence[Paper]) -> Table:
    columns = [Column(_("Number"), "code"), Column(_("Letter")), Column(_("File"))]
    rows = [
        Row(
            str(one.letter_id),
            one.letter.title,
            [
                Cell(one.letter.number, _("Number"), "code"),
                Cell(one.letter.title, _("Letter"), head=True, url=one.letter.get_absolute_url()),
                Cell(one.attachment.name, _("File"), url=_file(one)),
            ],
        )
        for one in found
    ]
    return Table(_("Letters sent"), columns, rows, Empty(_("None.")))


def _file(one: Paper) -> str:
    return reverse("records:file", args=["letters", one.letter_id, one.attachment_id])


@require_safe
@login_required
def packed(request: HttpRequest) -> HttpResponse:
    """The papers of these letters in one ZIP, byte for byte as they were sent."""
    found = queries.papers_of(_keys(request, "letter"), acting(request), timezone.localdate())
    if not found:
        raise Http404
    return zip_file([one.attachment for one in found], f"{_('Letters sent')} {found[0].letter.sent}")


def zip_file(attachments: Iterable[Attachment], name: str) -> HttpResponse:
    """These files in one ZIP, byte for byte as they were kept; whoever calls it has looked whose they are."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as folder:
        for one in attachments:
            data = kept_bytes(one.evidence)
            if data is not None:
                folder.writestr(one.name.replace("/", "／"), data)
        if mark():
            folder.writestr(f"{mark()}.txt", mark() + "\n")
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")  # type: ignore[return-value]


def cards(record: Record, actor: Actor, day: date) -> list[dict[str, Any]]:
    """The letters sent about a commitment, on its page. One query; none on other records."""
    if record.kind != "commitments":
        return []
    found = queries.letters_about(record, actor, day)
    if not found:
        return []
    columns = [Column(_("Number"), "code"), Column(_("Letter")), Column(_("Sent on"), "date")]
    columns += [Column(_("Answer by"), "date"), Column(_("State")), Column(_("File"))]
    rows = []
    for one in found:
        paper_of = getattr(one, "paper", None)
        file = Cell(_("Download"), _("File"), url=_file(paper_of)) if paper_of else Cell("—", _("File"))
        cells = [
            Cell(one.number, _("Number"), "code"),
            Cell(str(one.get_form_display()), _("Letter"), head=True, url=one.get_absolute_url()),
            Cell(fields.text(one.sent), _("Sent on"), "date"),
            Cell(fields.text(one.limit), _("Answer by"), "date"),
            Cell(fields.value(one, "state"), _("State")),
            file,
        ]
        rows.append(Row(str(one.pk), one.title, cells))
    title = _("Letters sent")
    return [{"id": "papers", "title": title, "count": len(rows), "table": Table(title, columns, rows, Empty(""))}]

"""The templates of an office: those in use, every version, the fields, a look at one with real data, sending one."""

from __future__ import annotations

from dataclasses import replace
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.ledger.letters.actions.letters import proposed_words
from luoshi.org.base.requests import acting, takes_files
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table, paged, pager
from luoshi.org.base.typed import refused
from luoshi.org.rights.rules.rights import Actor
from luoshi.papers import queries
from luoshi.papers.actions import draft_of, paper, send_template
from luoshi.papers.fields import Field
from luoshi.papers.forms import Send
from luoshi.papers.models import Template
from luoshi.papers.pages.issuing import word_file
from luoshi.papers.sorts import Sort, sorts
from luoshi.reading.errors import ReadError
from luoshi.reading.load import office
from luoshi.reading.load.limits import DEFAULT
from luoshi.records.base.errors import RecordError
from luoshi.records.files.pages import POLICY
from luoshi.records.files.queries import kept_bytes
from luoshi.records.kinds import fields as values
from luoshi.records.received.files import looked_through
from luoshi.records.rights.pages import problem, status

SECONDS, WAIT = 20, 5  # for LibreOffice to draw a paper; that others wait for their turn
_DRAWING = BoundedSemaphore(1)


def _looking(request: HttpRequest) -> Actor:
    actor = acting(request)
    if not queries.may_look(actor):
        raise Http404
    return actor


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The templates in use for the actor's offices, and every version that there was."""
    actor, day = _looking(request), timezone.localdate()
    units = list(queries.settable(actor, day)[:20])
    page = paged(request, queries.ever_sent([one.pk for one in units]))
    context = {
        "title": _("Templates of papers"),
        "crumbs": [(_("Templates of papers"), "")],
        "actions": [
            {"label": _("Send a template"), "url": reverse("papers:send"), "main": True},
            {"label": _("Fields of templates"), "url": reverse("papers:fields")},
        ]
        if units
        else [{"label": _("Fields of templates"), "url": reverse("papers:fields")}],
        "in_use": _in_use(units, day),
        "history": _history(page),
        "count": page.paginator.count,
        "pager": pager(request, page),
        "forms": _papers(),
        "pdf": office.program() is not None,
        "no_print": True,
    }
    return render(request, "papers/templates.html", context)


def called(sort: Sort) -> str:
    """How a sort of paper is called among all: a kind's with the kind."""
    return f"{sort.kind.label} · {sort.label}" if sort.kind else str(sort.label)


def _papers() -> list[tuple[str, str]]:
    return [(one.key, called(one)) for one in sorts().values()]


def _named(form: str) -> str:
    found = sorts().get(form)
    return called(found) if found else form


def _in_use(units: list[Any], day: Any) -> Table:
    rows, used = [], queries.in_use([one.pk for one in units], day)
    for unit in units:
        for sort in sorts().values():
            found = used.get((unit.pk, sort.key))
            url = reverse("papers:template", args=[found.pk]) if found else reverse("papers:shipped", args=[sort.key])
            what = (
                _("version %(n)d of %(unit)s") % {"n": found.version, "unit": found.unit} if found else _("as shipped")
            )
            cells = [
                Cell(str(unit), _("Office")),
                Cell(called(sort), _("Paper"), head=True),
                Cell(what, _("Template")),
                Cell(values.text(found.start) if found else "—", _("In use from"), "date"),
                Cell(_("Download"), _("File"), url=url),
            ]
            rows.append(Row(f"{unit.pk}-{sort.key}", f"{unit} {called(sort)}", cells))
    columns = [Column(_("Office")), Column(_("Paper")), Column(_("Template")), Column(_("In use from"), "date")]
    return Table(_("In use"), [*columns, Column(_("File"))], rows, Empty(_("No office is yours to set templates for.")))


def _history(page: Any) -> Table:
    columns = [
        Column(_("Office")),
        Column(_("Paper")),
        Column(_("Version"), "number"),
        Column(_("In use from"), "date"),
    ]
    columns += [Column(_("Sent by")), Column(_("File"))]
    rows = [
        Row(
            str(one.pk),
            str(one),
            [
                Cell(str(one.unit), _("Office")),
                Cell(_named(one.form), _("Paper"), head=True),
                Cell(str(one.version), _("Version"), "number"),
                Cell(values.text(one.start), _("In use from"), "date"),
                Cell(f"{one.entry.person or ''} {values.text(one.entry.at)}", _("Sent by")),
                Cell(one.name, _("File"), url=reverse("papers:template", args=[one.pk])),
            ],
        )
        for one in page
    ]
    empty = Empty(_("No template was sent yet: papers are written with those that are shipped."))
    return Table(_("All versions"), columns, rows, empty)


@require_safe
@login_required
def fields(request: HttpRequest) -> HttpResponse:
    """Every field that a template of a sort (``?form=``) may use, with what it is and an example; for all signed in."""
    chinese, every = request.LANGUAGE_CODE.startswith("zh"), sorts()
    sort = every.get(request.GET.get("form", "")) or next(iter(every.values()))
    known = sort.fields
    row, of = ("项", known.items) if chinese else ("item", known.items_english)
    context = {
        "title": _("Fields of templates"),
        "crumbs": [(_("Templates of papers"), reverse("papers:templates")), (_("Fields of templates"), "")],
        "plain": _fields(called(sort), known.plain, "", chinese=chinese),
        "rows": _fields(_("Fields of each row"), known.row, f"{row}.", chinese=chinese),
        "begin": f"{{%tr for {row} in {of} %}}",
        "end": "{%tr endfor %}",
        "shipped": reverse("papers:shipped", args=[sort.key]),
        "sorts": [(called(one), f"?{urlencode({'form': one.key})}", one is sort) for one in every.values()],
    }
    return render(request, "papers/fields.html", context)


def _fields(title: Any, every: tuple[Field, ...], before: str, *, chinese: bool) -> Table:
    rows = [
        Row(
            one.english,
            one.name,
            [
                Cell(
                    f"{{{{ {before}{one.name if chinese else one.english} }}}}",
                    _("Name of the field"),
                    "code",
                    head=True,
                ),
                Cell(str(one.means), _("What it is")),
                Cell(one.example, _("Example")),
            ],
        )
        for one in every
    ]
    return Table(
        title, [Column(_("Name of the field")), Column(_("What it is")), Column(_("Example"))], rows, Empty("")
    )


@require_safe
@login_required
def shipped(request: HttpRequest, form: str) -> HttpResponse:
    """A template as it is shipped, to begin one's own from."""
    sort = _sort(form)
    return word_file(queries.shipped(sort.like), str(sort.label))


def _sort(key: str) -> Sort:
    found = sorts().get(key)
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as it was sent."""
    found = _version(request, pk)
    data = kept_bytes(found.evidence)
    if data is None:
        raise Http404
    return word_file(data, f"{_named(found.form)} {found.version}")


def _version(request: HttpRequest, pk: int) -> Template:
    actor, day = _looking(request), timezone.localdate()
    found = queries.version(pk)
    if found is None or not queries.may_set(actor, found.unit, day):
        raise Http404
    return found


@require_safe
@login_required
def preview(request: HttpRequest) -> HttpResponse:
    """The template in use filled for what the actor may read, by ``number``: a .docx; with ``as=pdf`` a PDF."""
    actor, day = _looking(request), timezone.localdate()
    sort, number = _sort(request.GET.get("form", "")), request.GET.get("number", "").strip()
    home = reverse("papers:templates")
    try:
        made = _draft(sort, number, actor, day)
        return _pdf(made) if request.GET.get("as") == "pdf" else word_file(made, _("Draft, not sent"))
    except RecordError as error:
        return problem(request, error, home_url=home)


def _draft(sort: Sort, number: str, actor: Actor, day: Any) -> bytes:
    """A paper as it would be written today.

    Raises:
        RecordError: ``missing``: nothing of this number that the actor may read.
    """
    if sort.kind is None:
        item = queries.example(number, actor, day)
        if item is not None:
            said = queries.Sent(sort.key, "", day, proposed_words(sort.key), day, actor.name)
            return paper(queries.form_of(sort, item.desk_id, day), said, [item], [])
    elif (record := queries.example_of(sort.kind, number, actor, day)) is not None:
        return draft_of(sort, record, actor, day)
    raise RecordError("missing", _("There is no item of this number that you may read."), where=number)


def _pdf(made: bytes) -> HttpResponse:
    """A paper as it looks, drawn by LibreOffice; one at a time.

    Raises:
        RecordError: ``busy``, ``unreadable``.
    """
    if not _DRAWING.acquire(timeout=WAIT):
        raise RecordError("busy", _("Another paper is being drawn just now."), remedy=_("Try again in a few seconds."))
    try:
        drawn = office.convert("docx", made, "pdf", replace(DEFAULT, seconds=SECONDS))
    except ReadError:
        said = _("The paper could not be drawn here.")
        raise RecordError("unreadable", said, remedy=_("Download it and open it with Word or WPS.")) from None
    finally:
        _DRAWING.release()
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="draft.pdf"'
    answer["Content-Security-Policy"], answer["X-Content-Type-Options"] = POLICY, "nosniff"
    return answer


@takes_files()
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def send(request: HttpRequest) -> HttpResponse:
    """Send one more version of a template; refused with each fault and its place."""
    actor, at = _looking(request), timezone.now()
    day, code = timezone.localdate(at), 200
    units = queries.settable(actor, day)
    form = Send(request.POST or None, request.FILES or None, units=units, papers=_papers(), day=day)
    if request.method == "POST":
        code = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = send_template(
                    given["form"], given["unit"], given["start"], _received(given["file"]), actor, at=at
                )
            except RecordError as error:
                code = status(error)
                form.marked = error.code == "marked"
                for name, said in (error.fields or {"file": [error.sentence]}).items():
                    form.add_error(name if name in form.fields else None, said)
            else:
                said_of = {"form": _named(made.form), "n": made.version, "day": made.start}
                messages.success(request, _("“%(form)s”, version %(n)d, is in use from %(day)s.") % said_of)
                return HttpResponseRedirect(reverse("papers:templates"))
        refused(form, request.POST, actor, at=at)
    context = {
        "title": _("Send a template"),
        "crumbs": [(_("Templates of papers"), reverse("papers:templates")), (_("Send a template"), "")],
        "form": form,
        "to": {
            "url": request.path,
            "label": _("Check it and take it"),
            "back_url": reverse("papers:templates"),
            "files": True,
            "draft": "papers:template",
        },
        "no_print": True,
    }
    return render(request, "luoshi/step.html", context, status=code)


def _received(sent: Any) -> Any:
    found = looked_through(sent, part="file")
    if isinstance(found, RecordError):
        raise found
    if not found.name.lower().endswith(".docx"):
        raise RecordError("template", _("A template is a .docx file."), where=found.name)
    return found

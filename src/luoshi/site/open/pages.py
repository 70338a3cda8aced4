"""Public pages: what is open, a list, a record, the answer to a question, and a notice to print."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.errors import OrgError
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    build_pager,
    paginate_rows,
)
from luoshi.base.texts.qr_codes import qr_code_data_url
from luoshi.desk.details.documents import document_response
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.parameters.queries.parameters import where_so
from luoshi.org.address.queries import printable_url
from luoshi.org.tokens.actions.pace import TooOften, keep_pace
from luoshi.papers.models import Issued
from luoshi.papers.pages.issued import issued_paper_label, issued_paper_light
from luoshi.papers.paper_declaration import CHECK
from luoshi.papers.queries import checked_paper, part_of, publicly_shown, record_of
from luoshi.papers.rules import as_written
from luoshi.parts.registers.guardians import NamedInPublic, closed_person_fields, people_named
from luoshi.site.errors import render_error_page as said_page
from luoshi.site.open import queries
from luoshi.site.open.forms import AskForm, PaperCheckForm
from luoshi.site.signin.source import counted

KEPT = 600  # seconds that a page is cached if nothing happened in the meantime
Page = Callable[..., HttpResponse]


def limit_request_rate(which: str, limit: str) -> Callable[[Page], Page]:
    """Refuse an address with more requests per minute than the setting ``limit`` permits."""

    def wrap(view: Page) -> Page:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            try:
                keep_pace(f"{which}:{counted(request)}", getattr(settings, limit), at=timezone.now())
            except TooOften as error:
                refused = said_page(request, 429, error.what, [error.remedy])
                refused.headers["Retry-After"] = str(error.seconds)
                return refused
            return view(request, *args, **kwargs)

        return answer

    return wrap


def cached_context(request: HttpRequest, build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what a public page shows, kept until anything happens in the office: what is withdrawn is gone at once."""
    of = (queries.state_of_all(), timezone.localdate(), get_language(), request.get_full_path())
    key = "open:" + sha256(repr(of).encode()).hexdigest()
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, KEPT)
    return found


def cache_public_page(view: Callable[..., dict[str, object]]) -> Page:
    """Render what a view returns, kept by ``cached_context``."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        found = cached_context(request, lambda: view(request, *args, **kwargs))
        return render(request, "open/page.html", found)

    return answer


def _opened(name: str, day: date) -> tuple[CompiledKind, Public, Q]:
    """Return the kind, its declaration and the condition for units that opened it.

    Raises:
        Http404: it does not exist, or nobody opened it; the answer is the same.
    """
    for kind, part in queries.public_kinds():
        if kind.name == name and (units := queries.opened_records_condition(part, day)) is not None:
            return kind, part, units
    raise Http404


@require_safe
@limit_request_rate("open", "OPEN_PER_MINUTE")
@cache_public_page
def public_record_list(request: HttpRequest, name: str) -> dict[str, object]:
    """Show the public list of a kind, with the declared fields only."""
    day = timezone.localdate()
    kind, part, units = _opened(name, day)
    if not part.listed:
        raise Http404
    words = request.GET.get("q", "")[:60]
    rows = queries.search_public_records(queries.public_records(kind, part, day, units), kind, part, words)
    count = queries.how_many(kind, part, day, units, words)
    page = paginate_rows(request, queries.with_what_is_shown(rows, kind, part), count=count)
    heads = [DataColumn(fields.field_label(kind, field), fields.column_format(kind, field)) for field in part.shows]
    there = list(page)
    beside, closed = _columns_beside(kind, part, there, day), closed_person_fields(there, part.shows, day)
    heads += [DataColumn(label) for label, _words in beside]
    table = DataTable(
        str(kind.label),
        heads,
        [_row(kind, part, record, beside, closed) for record in there],
        Empty(_("Nothing was found.")),
    )
    return {
        "title": called_publicly(kind, part),
        "crumbs": [(_("Public information"), reverse("open")), (called_publicly(kind, part), "")],
        "words": words,
        "search": True,
        "count": count,
        "table": table,
        "pager": build_pager(request, page),
        "ask": reverse("open_ask", args=[name]) if part.find_by else "",
    }


def called_publicly(kind: CompiledKind, part: Public) -> str:
    """Return what a public list is called."""
    return str(part.label or kind.label)


def _columns_beside(
    kind: CompiledKind, part: Public, records: list[Record], day: date
) -> list[tuple[str, Mapping[int, str]]]:
    """Return the columns that are no fields, by label: what is said of the day, and who took part as far as named."""
    found: list[tuple[str, Mapping[int, str]]] = []
    if part.today is not None:
        found.append((str(part.today.label), _told_today(part, [record.pk for record in records], day)))
    if kind.every(NamedInPublic):
        named = people_named(kind, records, day)
        found.append((_("Who took part"), {pk: "、".join(names) for pk, names in named.items()}))
    return found


def _row(
    kind: CompiledKind,
    part: Public,
    record: Record,
    beside: list[tuple[str, Mapping[int, str]]],
    closed: set[tuple[int, str]],
) -> DataRow:
    cells = []
    for name in part.shows:
        head = name == "title"
        code = queries.code_of(kind, record) if head else ""
        url = reverse("open_record", args=[kind.name, code]) if head else fields.field_address(record, name)
        cells.append(
            DataCell(
                "" if (record.pk, name) in closed else fields.field_text(record, name),
                fields.field_label(kind, name),
                fields.column_format(kind, name),
                head=head,
                url=url,
            )
        )
    cells += [DataCell(words.get(record.pk, ""), label) for label, words in beside]
    return DataRow(str(record.pk), record.title, cells)


def _told_today(part: Public, pks: Collection[int], day: date) -> Mapping[int, str]:
    return {} if part.today is None else part.today.of(pks, day)


@require_safe
@limit_request_rate("open", "OPEN_PER_MINUTE")
@cache_public_page
def public_record_detail(request: HttpRequest, name: str, code: str) -> dict[str, object]:
    """Show one record of a list."""
    kind, part, one = _opened_record(name, code)
    there = part.documents if part.ready is None or part.ready(one) else ()
    return {
        "title": one.title,
        "crumbs": [(called_publicly(kind, part), reverse("open_list", args=[name])), (one.title, "")],
        "facts": [*_facts(kind, one, part.shows), *_facts_of_today(part, one.pk)],
        "table": part.table(one, timezone.localdate()) if part.table is not None else None,
        "documents": [
            (str(document.label), reverse("open_document", args=[name, code, document.name])) for document in there
        ],
    }


@require_safe
@limit_request_rate("open", "OPEN_PER_MINUTE")
def public_record_document(request: HttpRequest, name: str, code: str, file: str) -> HttpResponse:
    """Hand out a file that is made from a public record."""
    _kind, part, one = _opened_record(name, code)
    found = next((document for document in part.documents if document.name == file), None)
    if found is None or (part.ready is not None and not part.ready(one)):
        raise Http404
    return document_response(found, one)


def _opened_record(name: str, code: str) -> tuple[CompiledKind, Public, Record]:
    """Return a record that anybody may read, by the last part of its address.

    Raises:
        Http404: there is none, or it is not public; the answer is the same.
    """
    day = timezone.localdate()
    kind, part, units = _opened(name, day)
    pk = queries.by_code(kind, code)
    rows = queries.with_what_is_shown(queries.public_records(kind, part, day, units), kind, part)
    one = rows.filter(pk=pk).first() if part.listed and pk is not None else None
    if one is None:
        raise Http404
    return kind, part, one


def _facts_of_today(part: Public, pk: int) -> list[LabelledFact]:
    told = _told_today(part, [pk], timezone.localdate())
    return [LabelledFact(str(part.today.label), told[pk])] if part.today is not None and pk in told else []


def _facts(kind: CompiledKind, one: Record, names: Iterable[str]) -> list[LabelledFact]:
    """List these fields of a record, and who took part in it, as far as everybody may be told their names."""
    found, day = [], timezone.localdate()
    closed = closed_person_fields([one], names, day)
    for path in names:
        link, _dot, name = path.rpartition(".")
        record = getattr(one, link) if link else one
        of = kind_of(record) if link and record is not None else kind
        if (one.pk, path) in closed:
            continue
        if record is not None and not record.erased and (said := fields.field_text(record, name)):
            label = fields.field_label(of, name)
            label = _("%(kind)s: %(field)s") % {"kind": of.one, "field": label} if link else label
            found.append(LabelledFact(label, said, "" if link else fields.field_address(record, name)))
    if named := people_named(kind, [one], day).get(one.pk):
        found.append(LabelledFact(_("Who took part"), "、".join(named)))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@limit_request_rate("ask", "ASKS_PER_MINUTE")
def public_status_query(request: HttpRequest, name: str = "") -> HttpResponse:
    """Show the state of one's own matter, by number and second fact; a wrong entry and a refusal look the same.

    Args:
        name: of the kind; "": every kind that can be asked about is looked through, with as much work each time.
    """
    day = timezone.localdate()
    asked = [_opened(name, day)[:2]] if name else queries.askable_kinds(day)
    if not asked or not all(part.find_by for _kind, part in asked):
        raise Http404
    title = _("%(kind)s: ask by number") % {"kind": called_publicly(*asked[0])} if name else _("Ask how it stands")
    form = AskForm(request.POST if request.method == "POST" else None, asked)
    context: dict[str, object] = {"title": title, "form": form, "asks": True, "missed": form.is_bound}
    context["crumbs"] = [(_("Public information"), reverse("open")), (title, "")]
    if form.is_valid():
        number, fact = form.cleaned_data["number"], form.cleaned_data["fact"]
        found = [(kind, part, queries.record_by_second_fact(kind, part, number, fact, day)) for kind, part in asked]
        for kind, part, record in found:
            if record is not None:
                answer = {"facts": _facts(kind, record, part.answers), "path": queries.public_path(record, part)}
                context |= {**answer, "missed": False}
    context["missed"] = context["missed"] and form.is_valid()
    return render(request, "open/page.html", context)


@require_safe
@limit_request_rate("open", "OPEN_PER_MINUTE")
def public_notice_print(request: HttpRequest, name: str) -> HttpResponse:
    """Show a notice to print: what is open there, its URL and a QR code."""
    kind, part, _units = _opened(name, timezone.localdate())
    try:
        address = printable_url(request, reverse("open_list" if part.listed else "open_ask", args=[name]))
    except OrgError as error:
        return said_page(request, 409, error.what, [error.remedy])
    context = {"title": called_publicly(kind, part), "address": address, "square": qr_code_data_url(address)}
    return render(request, "open/notice.html", context)


@require_safe
@limit_request_rate("ask", "ASKS_PER_MINUTE")
def public_paper_check(request: HttpRequest) -> HttpResponse:
    """Check whether a paper is genuine and valid today, by its number and code, as printed or in its QR code."""
    day = timezone.localdate()
    allowed = where_so(CHECK, day)
    if allowed is None:
        raise Http404
    form = PaperCheckForm(request.GET if request.GET else None)
    context: dict[str, object] = {"title": _("Check a paper"), "form": form, "asks": True, "reads": True}
    context["crumbs"] = [(_("Public information"), reverse("open")), (context["title"], "")]
    if form.is_valid():
        found = checked_paper(form.cleaned_data["number"], form.cleaned_data["code"], allowed)
        context |= _paper(found, day) if found else {"missed": True}
    return render(request, "open/page.html", context)


def _paper(found: Issued, day: date) -> dict[str, object]:
    """Return what is shown of a paper: what it is, its status, and what the register says today about its content."""
    record = record_of(found)
    part = part_of(found, record)
    said = [
        LabelledFact(_("Paper"), issued_paper_label(found, record)),
        LabelledFact(_("Number"), as_written(found.number)[0]),
        LabelledFact(_("Date of issue"), found.on.isoformat()),
        LabelledFact(_("Unit"), record.unit.name),
    ]
    if found.ended is None and part is not None:
        said += _facts(kind_of(record), record, publicly_shown(part, record, day))
    return {"facts": said, "light": issued_paper_light(found, record, day)}

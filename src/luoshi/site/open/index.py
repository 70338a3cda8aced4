"""The page on which anybody begins: ask how a matter stands, file one, and what is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.errors import OrgError
from luoshi.base.texts.qr_codes import qr_code_data_url
from luoshi.desk.lists.rules import group_digits
from luoshi.facts.bulletins.kind import PUBLIC as FIGURES
from luoshi.facts.bulletins.queries import public_figures
from luoshi.facts.figure_views.figure_formats import format_indicator_number, unit_of
from luoshi.kernel.kinds.registry import find_kind
from luoshi.kernel.parameters.queries.parameters import where_so
from luoshi.org.address.queries import printable_url
from luoshi.papers.paper_declaration import CHECK
from luoshi.parts.filings.line import OPEN as FILING
from luoshi.parts.filings.queries import units_open_for_filing
from luoshi.parts.signups.queries import open_units
from luoshi.site.open import queries
from luoshi.site.open.forms import AskForm
from luoshi.site.open.pages import cached_context, called_publicly, limit_request_rate

FEW = 4  # figures at the end of the first page
LATEST = 5  # records of a public list shown on the first page


@dataclass(frozen=True)
class PublicList:
    """A list that anybody reads, with the latest of its records: title and address each."""

    label: str
    count: int
    url: str
    notice_url: str
    rows: list[tuple[str, str]]


@require_safe
@limit_request_rate("open", "OPEN_PER_MINUTE")
def public_index(request: HttpRequest) -> HttpResponse:
    """Show what anybody may do and read here today, without signing in."""
    context = cached_context(request, _index)
    asked = [pair for pair in queries.public_kinds() if pair[0].name in context["asks"] and pair[1].find_by]
    if asked:
        context = {**context, "form": AskForm(None, asked), "ask_url": reverse("open_ask_any")}
    if context["file_url"]:
        context = {**context, "square": _qr_code(request)}
    return render(request, "open/home.html", context)


def _index() -> dict[str, Any]:
    day = timezone.localdate()
    asked = queries.askable_kinds(day)
    filing = find_kind("filings")
    files = filing is not None and not filing.read_only and bool(units_open_for_filing(FILING, day))
    others = []
    if where_so(CHECK, day) is not None:
        others.append((_("Check a paper"), _("By number and code"), reverse("open_paper")))
    if open_units(day):
        others.append((_("Sign up"), _("For an account"), reverse("join")))
    return {
        "title": _("Public information"),
        "asks": [kind.name for kind, _part in asked],
        "posters": [(called_publicly(*pair), reverse("open_notice", args=[pair[0].name])) for pair in asked],
        "file_url": reverse("file_appeal") if files else "",
        "poster_url": reverse("file_appeal_notice") if files else "",
        "lists": _public_lists(day),
        "others": others,
        "figures": _public_figures(day),
    }


def _public_figures(day: date) -> dict[str, Any] | None:
    """Return the figures that an office opened to everybody, as the last bulletin published them. Four queries."""
    opened = where_so(FIGURES, day)
    found = public_figures(opened, FEW) if opened is not None else None
    if found is None:
        return None
    named = [
        (of.title, group_digits(format_indicator_number(of, amount)), unit_of(of))
        for of, amount in ((value.definition, value.value) for value in found.values)
        if amount is not None
    ]
    bulletin = found.bulletin
    return {"title": bulletin.title, "by": bulletin.unit.name, "day": bulletin.published_on, "values": named}


def _public_lists(day: date) -> list[PublicList]:
    found = []
    for kind, part in queries.kinds_with_a_value(day):
        units = queries.opened_records_condition(part, day) if part.listed else None
        if units is None:
            continue
        rows = queries.with_what_is_shown(queries.public_records(kind, part, day, units), kind, part)[:LATEST]
        named = [(row.title, reverse("open_record", args=[kind.name, queries.code_of(kind, row)])) for row in rows]
        count = queries.how_many(kind, part, day, units, "")
        url, notice_url = reverse("open_list", args=[kind.name]), reverse("open_notice", args=[kind.name])
        found.append(PublicList(called_publicly(kind, part), count, url, notice_url, named))
    return found


def _qr_code(request: HttpRequest) -> str:
    """Return the picture that leads a telephone to the form; "" while nobody knows the office's address."""
    try:
        return qr_code_data_url(printable_url(request, reverse("file_appeal")))
    except OrgError:
        return ""

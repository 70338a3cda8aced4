"""Charts of a plan's, a unit's or the board's commitments, fetched after the page that contains them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.commitments.lights.queries.present_lights import readable_lights
from luoshi.commitments.statistics.pictures import queries
from luoshi.commitments.statistics.pictures.charts import PICTURES, Scope
from luoshi.desk.figures.pictures.pages import PictureFigure, picture_response
from luoshi.org.actors.view_dates import parse_view_dates
from luoshi.org.tree import queries as tree
from luoshi.org.units.queries import readable_unit_ids
from luoshi.plans.base.pages import plan_or_404

ASKED = ("plan", "unit", "live", "on")  # query parameters of chart URLs


@require_safe
@login_required
def commitment_chart_list(request: HttpRequest) -> HttpResponse:
    """Show the charts of ?plan=…, ?unit=… with its subtree, both, or neither; ?live=1: lights only of what is not over.

    As a fragment, or as a page of their own. Twenty queries at most, however many rows.
    """
    scope, title = _scope(request)
    whole = {"figures": _figures(request, scope), "title": title, "crumbs": [(title, "")]}
    part = "_pictures" if request.headers.get("HX-Request") else "pictures"
    return render(request, f"luoshi/{part}.html", whole)


@require_safe
@login_required
def commitment_chart_file(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """Return one chart; the permissions are those of the page."""
    if name not in PICTURES:
        raise Http404
    scope, _title = _scope(request)
    return picture_response(request, PICTURES[name].chart(scope), file)


def of_unit(unit: int) -> str:
    """Return the URL of the charts of a unit with its subtree."""
    return reverse("ledger:pictures") + f"?unit={unit}"


def _scope(request: HttpRequest) -> tuple[Scope, str]:
    actor, at = request_actor(request), parse_view_dates(request)
    rows = readable_lights(actor, at.today)
    plan, unit, live = (_number(request, name) for name in ("plan", "unit", "live"))
    year, titles = at.today.year, []
    if plan is not None:
        found = plan_or_404(request, plan)
        year = found.year
        titles.append(found.title)
    if unit is not None:
        only = readable_unit_ids(actor, at.today)
        if not tree.exists_on(unit, at.day) or (only is not None and unit not in only):
            raise Http404
        titles.append(tree.unit_names_on_day([unit], at.day)[unit][0])
    of_year, shown = queries.charted_commitments(
        queries.commitments_in_scope(rows, plan, unit, at.day), plan, year, live=bool(live)
    )
    title = _("Pictures: %(of)s") % {"of": "、".join(titles)} if titles else _("Pictures")
    return Scope(of_year, shown, at.today, at.day, year), title


def _number(request: HttpRequest, name: str) -> int | None:
    words = request.GET.get(name, "")
    if not words:
        return None
    if not (words.isascii() and words.isdecimal() and len(words) < 19):
        raise Http404
    return int(words)


def _figures(request: HttpRequest, scope: Scope) -> list[PictureFigure]:
    kept = request.GET.copy()
    for name in [name for name in kept if name not in ASKED]:
        del kept[name]
    query = "?" + kept.urlencode() if kept else ""
    said = {"day": scope.day.isoformat(), "year": scope.year}
    nothing = _("There is nothing to show yet: charts appear once a plan is published and its matters are sent out.")
    return [
        PictureFigure(
            name,
            str(picture.title),
            str(picture.note) % said,
            nothing,
            picture.chart(scope),
            *(
                reverse("ledger:picture_drawn", args=[name, file]) + query
                for file in ("wide.svg", "narrow.svg", "picture.png")
            ),
        )
        for name, picture in PICTURES.items()
    ]

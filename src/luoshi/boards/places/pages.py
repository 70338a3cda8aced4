"""The page of the office's grid of places and of its map."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.boards.base.queries import may_share_anywhere
from luoshi.boards.places.actions import replace_grid, replace_map
from luoshi.boards.places.forms import GridForm, MapForm
from luoshi.boards.places.grid_sheets import build_grid_sheet, read_grid
from luoshi.boards.places.queries import grid_places, newest_map
from luoshi.boards.places.rules import DrawnMap, MapError, MapPlace, parse_geojson, places_of_map
from luoshi.evidence.received.files import looked_through
from luoshi.kernel.rights.pages import error_status
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.units.queries import find_named_units

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _setting(request: HttpRequest) -> Actor:
    actor = request_actor(request)
    if not may_share_anywhere(actor):
        raise Http404
    return actor


@takes_files()
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def board_places_edit(request: HttpRequest) -> HttpResponse:
    """Show the grid and the map in use; POST replaces one of them (``op``: grid, map)."""
    actor, at = _setting(request), timezone.now()
    grid_form, map_form, code = GridForm(), MapForm(), 200
    if request.method == "POST":
        form: Form
        if request.POST.get("op") == "map":
            form = map_form = MapForm(request.POST, request.FILES)
        else:
            form = grid_form = GridForm(request.POST, request.FILES)
        try:
            if form.is_valid() and (said := _replaced(form, actor, at)):
                messages.success(request, said)
                return HttpResponseRedirect(reverse("boards:board_places"))
        except RecordError as error:
            code = error_status(error)
            for name, words in (error.fields or {"": [f"{error.sentence} {error.remedy or ''}".strip()]}).items():
                form.add_error(name if name in form.fields else None, words)
        journal_if_marked(form, request.POST, actor, at=at)
        code = 422 if code == 200 else code
    drawn = newest_map()
    context = {
        "title": _("Places and map"),
        "crumbs": [(_("Boards of figures"), reverse("boards:board_list")), (_("Places and map"), "")],
        "grid": [(unit.short or unit.name, row, column) for unit, row, column in grid_places()],
        "map": drawn,
        "unnamed": [place.name or "—" for place in places_of_map(drawn.shapes) if place.unit is None] if drawn else [],
        "grid_form": grid_form,
        "map_form": map_form,
        "sheet_url": reverse("boards:board_grid"),
        "here": reverse("boards:board_places"),
        "no_print": True,
    }
    return render(request, "boards/places.html", context, status=code)


def _replaced(form: Form, actor: Actor, at: datetime) -> str:
    """Replace what the form is for; return the sentence that says so.

    Raises:
        RecordError: the file is refused.
    """
    day = timezone.localdate(at)
    if isinstance(form, MapForm):
        data = form.cleaned_data["map"].read()
        drawn = _read_map(data, actor, day)
        approval = "".join(form.cleaned_data["approval"].split())
        replace_map(drawn, approval, hashlib.sha256(data).hexdigest(), actor, at=at)
        known = sum(place.unit is not None for place in drawn.places)
        return _("The map is in use: %(n)d of its %(of)d areas are units.") % {"n": known, "of": len(drawn.places)}
    received = looked_through(form.cleaned_data["file"], part="file")
    if isinstance(received, RecordError):
        raise received
    places = read_grid(received.data, actor, day)
    replace_grid(places, actor, at=at)
    return _("The grid is in use: %(n)d places.") % {"n": len(places)}


def _read_map(data: bytes, actor: Actor, day: date) -> DrawnMap:
    """Return a map whose areas are linked to the units of their names.

    Raises:
        RecordError: ``incomplete``: it is no map.
    """
    try:
        drawn = parse_geojson(data)
    except MapError as error:
        words = {
            "json": _("This is no GeoJSON file, or it is damaged."),
            "shapes": _("There are no areas in this file."),
            "large": _("The map has too many areas, or is too large."),
            "points": _("The outlines of the map have too many points: simplify them."),
        }[error.code]
        raise RecordError("incomplete", words, fields={"map": [words]}) from None
    matches = find_named_units([place.name for place in drawn.places if place.name], actor, day)
    places = []
    for place in drawn.places:
        exact = matches[place.name].exact if place.name else ()
        places.append(MapPlace(place.name, place.rings, exact[0].pk if len(exact) == 1 else None))
    return drawn._replace(places=places)


@require_safe
@login_required
def board_grid_export(request: HttpRequest) -> HttpResponse:
    """Send the grid in use as a sheet that can be changed and uploaded again."""
    _setting(request)
    answer = HttpResponse(build_grid_sheet(grid_places()), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="grid.xlsx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

"""The tiles of the villages for everyone inside, and the coordinates of points for who may read them."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.kernel.base.words import words_now
from luoshi.lines.soil import queries
from luoshi.lines.soil.actions import cards as actions
from luoshi.lines.soil.rights import may_view_tiles
from luoshi.lines.soil.tiles import tiles_by_town

_ = words_now(__name__)


@require_safe
@login_required
def village_tiles(request: HttpRequest) -> HttpResponse:
    """Show a tile for each village, by town, with the share of its households that is served.

    Raises:
        Http404: nobody of the actor's roles may read a village.
    """
    actor, day = request_actor(request), timezone.localdate()
    if not may_view_tiles(actor):
        raise Http404
    context = {
        "title": _("Villages at a glance"),
        "crumbs": [(_("Villages at a glance"), "")],
        "towns": tiles_by_town(queries.village_progress(actor, day)),
        "points": queries.points_with_place(actor, day).count(),
        "coordinates_url": reverse("soil:coordinates"),
    }
    return render(request, "soil/tiles.html", context)


@require_POST
@login_required
def point_coordinates(request: HttpRequest) -> HttpResponse:
    """Send the coordinates of the points that the actor may read, as entered; each is journaled as a look.

    Raises:
        Http404: there is none.
    """
    features = actions.read_coordinates(request_actor(request), at=timezone.now())
    if not features:
        raise Http404
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    answer = HttpResponse(body, content_type="application/geo+json")
    answer["Content-Disposition"] = 'attachment; filename="soilpoints.geojson"'
    return answer

"""Look up units, people and posts while the user types, for the choosers of all forms."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.org.people.queries import people, posts
from luoshi.org.units.queries import readable_unit_ids, search_units, standing_on

SHOWN = 20


@require_safe
@login_required
def unit_lookup(request: HttpRequest) -> JsonResponse:
    """Return up to twenty readable units whose name, abbreviation, code or pinyin initials contain ``q``."""
    words = request.GET.get("q", "").strip()[:60]
    day = timezone.localdate()
    units, only = standing_on(day), readable_unit_ids(request_actor(request), day)
    if only is not None:
        units = units.filter(pk__in=only)
    rows = list(search_units(units, words)[: SHOWN + 1]) if words else []
    options = [{"key": str(row.pk), "label": row.name, "note": row.short or row.code} for row in rows[:SHOWN]]
    return JsonResponse({"options": options, "more": len(rows) > SHOWN})


@require_safe
@login_required
def person_lookup(request: HttpRequest) -> JsonResponse:
    """Return up to twenty readable people whose name or pinyin initials contain ``q``, each with a post of today."""
    words, day = request.GET.get("q", "").strip()[:60], timezone.localdate()
    rows = list(people.filter_people(day, words, view=_view(request, day))[: SHOWN + 1]) if words else []
    options = [
        {"key": str(row.pk), "label": row.name, "note": "、".join(str(held.post) for held in row.now[:2])}  # type: ignore[attr-defined]
        for row in rows[:SHOWN]
    ]
    return JsonResponse({"options": options, "more": len(rows) > SHOWN})


@require_safe
@login_required
def post_lookup(request: HttpRequest) -> JsonResponse:
    """Return up to twenty readable posts of today matching ``q`` by unit, title or holder, each with its holder."""
    words, day = request.GET.get("q", "").strip()[:60], timezone.localdate()
    rows = list(posts.filter_posts(day, words, view=_view(request, day))[: SHOWN + 1]) if words else []
    options = [
        {"key": str(row.pk), "label": str(row), "note": "、".join(held.person.name for held in row.now)}  # type: ignore[attr-defined]
        for row in rows[:SHOWN]
    ]
    return JsonResponse({"options": options, "more": len(rows) > SHOWN})


def _view(request: HttpRequest, day: date) -> people.View | None:
    return people.in_view(request_actor(request), day)

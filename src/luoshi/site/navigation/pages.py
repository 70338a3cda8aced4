"""All functions on one page, pages pinned to one's menu, and what the palette finds."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.texts.pinyin import pinyin_initials
from luoshi.kernel.kinds.lines import AREAS
from luoshi.site.navigation.actions import set_pinned
from luoshi.site.navigation.menu import menu_entries
from luoshi.site.navigation.palette import find_for_palette
from luoshi.site.navigation.queries import menu_habits


@require_safe
@login_required
def all_pages_list(request: HttpRequest) -> HttpResponse:
    """Show all pages of the person's menu by area: what is pinned, how often each is used, what nobody has used yet."""
    actor = request_actor(request)
    entries = menu_entries(actor, request.path, 0, 0)
    habits = menu_habits(actor.person, timezone.localdate())
    areas = [
        {
            "name": area.name,
            "label": str(area.label),
            "rows": [
                {
                    "entry": entry,
                    "initials": pinyin_initials(entry.label),
                    "pinned": entry.url in habits.pinned,
                    "days": habits.days.get(entry.url),
                }
                for entry in entries
                if entry.area == area.name
            ],
        }
        for area in AREAS
    ]
    context = {
        "title": _("All functions"),
        "areas": [area for area in areas if area["rows"]],
        "count": len(entries),
    }
    return render(request, "all_pages.html", context)


@require_POST
@login_required
def page_pin(request: HttpRequest) -> HttpResponse:
    """Pin a page of the person's own menu, or unpin it."""
    actor = request_actor(request)
    page, wanted = request.POST.get("page", ""), request.POST.get("pinned") == "1"
    known = {entry.url for entry in menu_entries(actor, request.path, 0, 0)}
    pinned = set_pinned(actor.person, page, wanted) if page in known or not wanted else False
    if request.headers.get("X-Part") == "1":
        return JsonResponse({"pinned": pinned})
    return HttpResponseRedirect(reverse("all_pages"))


@require_safe
@login_required
def palette_results(request: HttpRequest) -> HttpResponse:
    """Show, as a part of a page, what words of the palette mean: acts, pages, records, units, people."""
    question = request.GET.get("q", "").strip()[:100]
    groups = find_for_palette(question, request_actor(request), timezone.localdate())
    search = reverse("records:search")
    return render(request, "luoshi/_palette_results.html", {"groups": groups, "question": question, "search": search})

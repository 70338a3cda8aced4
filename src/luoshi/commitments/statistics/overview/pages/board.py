"""The board: all commitments that are not over, in columns by light, and the number of late ones."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.base.forms.form_fields import find_form_field
from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.lights import words
from luoshi.commitments.lights.queries.light_status import progress_states
from luoshi.commitments.lights.queries.present_lights import PresentLights, count_by_light, readable_lights
from luoshi.commitments.lights.rules.page_lights import LATE, PAGE_LIGHTS
from luoshi.commitments.statistics.overview.queries import published_plans
from luoshi.commitments.statistics.pictures.queries import commitments_in_scope, going_on
from luoshi.org.actors.view_dates import ViewDates, parse_view_dates
from luoshi.org.people.pages.tenure_tables import unit_name_on_day, units_called
from luoshi.org.units.choosers import RowField, UnitFilterField
from luoshi.org.units.queries import standing_on
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.states import GOES_ON
from luoshi.plans.twins.queries.twins import count_distinct_tasks

# What the light “late” shows, as everywhere: lights.rules.page_lights.
ALL_LATE = gettext_lazy("All matters, late")
CHOSEN_LATE = gettext_lazy("Those chosen, late")
OVERSEE = frozenset((Role.SUPERVISOR, Role.LEADER, Role.AUDITOR))
CARDS = 8  # of each light; the rest are one click away


class Narrow(forms.Form):
    """Filters by plan and unit."""

    plan = RowField(Plan.objects.none(), label=gettext_lazy("Plan"), required=False, empty_label=gettext_lazy("all"))
    unit = UnitFilterField(label=gettext_lazy("Unit, including subordinate units"), required=False)


@require_safe
@login_required
def commitment_board(request: HttpRequest) -> HttpResponse:
    """Show columns by light, the most urgent first; suspended ones are counted separately.

    With ?on=… a unit includes those below it on that day, with the names they had then; the lights are today's.
    """
    actor, at = request_actor(request), parse_view_dates(request)
    day = at.today
    form = Narrow(request.GET or None)
    plans = find_form_field(form, "plan", ModelChoiceField)
    plans.queryset = published_plans(actor, day)
    units = find_form_field(form, "unit", ModelChoiceField)
    units.queryset = standing_on(at.day)
    rows = going_on(readable_lights(actor, day))
    chosen: dict[str, str] = {}
    active = []
    if form.is_bound:
        plan, unit = (form.cleaned_data.get(name) for name in ("plan", "unit")) if form.is_valid() else (None, None)
        if form.errors:
            rows = rows.none()
        if plan:
            chosen["plan"] = str(plan.pk)
            active.append({"label": str(plan.title), "remove_url": at.way(unit=unit.pk if unit else "")})
        if unit:
            chosen["unit"] = str(unit.pk)
            active.append({"label": str(unit), "remove_url": at.way(plan=plan.pk if plan else "")})
        rows = commitments_in_scope(rows, plan and plan.pk, unit and unit.pk, at.day)
    present = PresentLights(rows, day)
    of_light: Counter[str] = Counter()
    for (light, _state), count in present.count("light", "state").items():  # by both: SQLite then reads no table rows
        of_light[light] += count
    items, tasks = count_distinct_tasks(rows, sum(of_light.values())) if of_light else (0, 0)
    lights = [light for light in PAGE_LIGHTS if light in of_light]
    cards = present.list_first(lights, CARDS)
    kept = [*chosen.items(), *at.hidden_fields]
    label, label_late = (_("Those chosen"), CHOSEN_LATE) if active else (_("All matters"), ALL_LATE)
    context = {
        "title": _("Board by light"),
        "crumbs": [(_("Board by light"), "")],
        "columns": _columns({light: (of_light[light], cards[light]) for light in lights}, chosen, at),
        "counts": [
            _count(label, items, [("state", GOES_ON), *kept]),
            _count(label_late, of_light[LATE], [("due", "late"), *kept], "late"),
        ],
        "distinct": _("%(items)d items, %(tasks)d distinct") % {"items": items, "tasks": tasks},
        "filters": {
            "action": request.path,
            "form": form,
            "hidden": at.hidden_fields,
            "active": active,
            "clear_url": request.path + at.query if active or form.errors else "",
            "save_url": "",
        },
        "as_of": at.bar(request.path, request.GET),
        "pictures_url": at.way(reverse("ledger:pictures"), live=1, **chosen),
        "wide": True,
    }
    return render(request, "ledger/board.html", context)


def count_all_late(actor: Actor, day: date) -> list[dict[str, object]]:
    """Count the late commitments among all that the actor may read, for overseers only, as ``count_by_light`` does."""
    if actor.roles.isdisjoint(OVERSEE):
        return []
    late = count_by_light(readable_lights(actor, day), day, "light")[(LATE,)]
    return [describe_late_count(late)]


def describe_late_count(late: int) -> dict[str, object]:
    """Return the number of late commitments with a link to their list."""
    return _count(ALL_LATE, late, [("due", "late")], "late")


def _count(label: object, count: int, narrowed: list[tuple[str, Any]], tone: str = "") -> dict[str, object]:
    """Return a count with a link to the list of exactly these."""
    url = reverse("records:list", args=["commitments"]) + "?" + urlencode(narrowed, doseq=True)
    return {"label": str(label), "count": count, "url": url, "tone": tone}


def _columns(
    found: dict[str, tuple[int, list[Commitment]]], chosen: dict[str, str], at: ViewDates
) -> list[dict[str, object]]:
    every = [commitment for _count, some in found.values() for commitment in some]
    shown, names = progress_states(every, at.today), units_called([commitment.unit for commitment in every], at)
    made = []
    for code, (count, cards) in found.items():
        of = [
            {
                "number": card.number,
                "title": card.title,
                "url": card.get_absolute_url() + at.query,
                "unit": unit_name_on_day(card.unit, names),
                "due": card.pressing.isoformat() if card.pressing else "",
                "why": words.format_stand_reasons(shown[card.pk]),
            }
            for card in cards
        ]
        made.append(
            {
                "code": code,
                "light": words.page_light(code),
                "count": count,
                "cards": of,
                "further": count - len(of),
                "url": at.way(reverse("records:list", args=["commitments"]), light=code, **chosen),
            }
        )
    return made

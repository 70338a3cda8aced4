"""The board: all commitments that are not over, in columns by their light."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.ledger import light_words as words
from luoshi.ledger.models import Commitment, Plan
from luoshi.ledger.queries.stands import counts, first_of_each, standing
from luoshi.ledger.rules.stands import LIVE
from luoshi.ledger.rules.states import GOES_ON
from luoshi.org.queries.actors import under
from luoshi.org.queries.units import standing_on
from luoshi.org.requests import acting
from luoshi.org.shapes import Light
from luoshi.records.forms import RowField, UnitField
from luoshi.records.kinds import kind
from luoshi.records.queries.rights import seen

CARDS = 8  # of each light; the rest are a press away


class Narrow(forms.Form):
    """Of which plan, of which unit."""

    plan = RowField(Plan.objects.none(), label=gettext_lazy("Plan"), required=False, empty_label=gettext_lazy("all"))
    unit = UnitField(label=gettext_lazy("Unit, with those beneath it"), required=False)


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Columns by light, what asks for attention first; suspended ones are counted apart."""
    actor, day = acting(request), timezone.localdate()
    form = Narrow(request.GET or None)
    plans: Any = form.fields["plan"]
    plans.queryset = seen(kind("plans"), actor, day).exclude(state__in=("draft", "discarded")).order_by("-opened")
    units: Any = form.fields["unit"]
    units.queryset = standing_on(day)
    rows: Any = seen(kind("commitments"), actor, day).filter(state__in=GOES_ON)
    asked: dict[str, str] = {}
    active = []
    if form.is_bound:
        plan, unit = (form.cleaned_data.get(name) for name in ("plan", "unit")) if form.is_valid() else (None, None)
        if form.errors:
            rows = rows.none()
        if plan:
            rows, asked["plan"] = rows.filter(plan=plan), str(plan.pk)
            active.append({"label": str(plan.title), "remove_url": "?" + urlencode({"unit": unit.pk if unit else ""})})
        if unit:
            rows, asked["unit"] = rows.filter(unit__in=under([unit.pk], day)), str(unit.pk)
            active.append({"label": str(unit), "remove_url": "?" + urlencode({"plan": plan.pk if plan else ""})})
    found = counts(rows, day)
    context = {
        "title": _("Board by light"),
        "crumbs": [(_("Board by light"), "")],
        "columns": _columns(found, first_of_each(rows, day, CARDS) if found else {}, asked, day),
        "count": sum(found.values()),
        "filters": {
            "action": request.path,
            "form": form,
            "hidden": [],
            "active": active,
            "clear_url": request.path if active or form.errors else "",
            "save_url": "",
        },
        "wide": True,
    }
    return render(request, "ledger/board.html", context)


def _columns(
    found: dict[str, int], cards: dict[str, list[Commitment]], asked: dict[str, str], day: date
) -> list[dict[str, Any]]:
    shown = standing([one for some in cards.values() for one in some], day)
    made = []
    for code in LIVE:
        if code not in found:
            continue
        of = [
            {
                "number": one.number,
                "title": one.title,
                "url": one.get_absolute_url(),
                "unit": str(one.unit),
                "due": one.pressing.isoformat() if one.pressing else "",
                "why": words.reasons(shown[one.pk]),
            }
            for one in cards.get(code, ())
        ]
        shape = words.SHAPES.get(code, code)
        made.append(
            {
                "code": code,
                "light": Light(shape, str(words.CODES[code])),
                "count": found[code],
                "cards": of,
                "further": found[code] - len(of),
                "url": reverse("records:list", args=["commitments"]) + "?" + urlencode({"light": code, **asked}),
            }
        )
    return made

"""This month's reports on commitments, for the page of the forms that are to be filled in."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.reporting.worklist import queries
from luoshi.commitments.reporting.worklist.pages.report import cards_of


def render_reports_beside_forms(request: HttpRequest, actor: Actor, day: date) -> str:
    """Render the reports that the actor owes this month; "" if there are none."""
    if not queries.may_owe(actor):
        return ""
    found = queries.this_month(actor, day)
    if not found.count and not found.told:
        return ""
    cards = cards_of(request, found.rows, [], actor, day)["cards"]
    for card in cards:
        card["to"] = reverse("ledger:report")
        card["as_last_url"] = f"{reverse('ledger:report')}?as_last={card['pk']}"
    context = {
        "reports": cards,
        "left": found.count,
        "told": len(found.told),
        "reports_url": reverse("ledger:report"),
        "further": found.count - len(found.rows),
    }
    return render_to_string("ledger/_reports_beside_forms.html", context, request)

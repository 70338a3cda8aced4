"""The page of missing units that others ask for: an administrator answers many of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor
from luoshi.org.actors.view_dates import administrator_or_404
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.orders.actions.unit_requests import (
    decline_requested_units,
    enter_requested_units,
    match_requested_units,
)
from luoshi.org.units.choosers import UnitField
from luoshi.org.units.models import UnitRequest
from luoshi.org.units.queries import list_unit_requests, standing_on

ENTER, MATCH, DECLINE = "enter", "match", "decline"


@dataclass
class RequestedUnit:
    """A missing unit with everybody who asks for it."""

    name: str
    since: datetime
    askers: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return its name, who needs it, and since when."""
        return _("%(name)s (asked for by %(who)s on %(day)s)") % {
            "name": self.name,
            "who": "、".join(self.askers),
            "day": timezone.localdate(self.since).isoformat(),
        }


def group_requests(requests: Sequence[UnitRequest]) -> list[RequestedUnit]:
    """Return the units that are asked for, each once, in the order in which they were first asked for."""
    found: dict[str, RequestedUnit] = {}
    for request in requests:
        wanted = found.setdefault(request.name, RequestedUnit(request.name, request.asked))
        who = " ".join(filter(None, [str(request.whose or ""), request.person.name]))
        if who not in wanted.askers:
            wanted.askers.append(who)
    return list(found.values())


class UnitRequestsForm(ScreenedForm):
    """Which of the units asked for are answered, and how: entered under a unit, matched with one, or declined."""

    def __init__(self, wanted: Sequence[RequestedUnit], day: date, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["names"] = forms.MultipleChoiceField(
            label=_("Names"),
            choices=[(unit.name, str(unit)) for unit in wanted],
            initial=[unit.name for unit in wanted],
            widget=forms.CheckboxSelectMultiple,
        )
        parent = UnitField(
            label=_("They stand under"), required=False, help_text=_("If empty, at the top of the tree.")
        )
        unit = UnitField(label=_("All ticked names mean this unit"), required=False)
        parent.queryset = unit.queryset = standing_on(day)
        self.fields["parent"], self.fields["unit"] = parent, unit
        self.fields["why"] = forms.CharField(label=_("Reason for declining"), required=False, max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unit_requests(request: HttpRequest) -> HttpResponse:
    """Show the missing units that others ask for; enter the ticked ones, say which unit they are, or decline them."""
    actor, at = administrator_or_404(request), timezone.now()
    wanted = group_requests(list_unit_requests())
    sending = request.POST if request.method == "POST" else None
    form = UnitRequestsForm(wanted, timezone.localdate(at), sending)
    here = reverse("org:unit_requests")
    if sending is not None and form.is_valid():
        try:
            messages.success(request, _answer(form, sending.get("answer", ENTER), actor, at))
            return HttpResponseRedirect(here)
        except OrgError as error:
            form.add_error(None, error.sentence)
    context = {
        "title": _("Units that others ask you to enter"),
        "crumbs": [(_("Units"), reverse("org:units")), (_("Units asked for"), "")],
        "wanted": wanted,
        "form": form,
        "url": here,
    }
    return render(request, "org/unit_requests.html", context, status=422 if sending is not None else 200)


def _answer(form: UnitRequestsForm, answer: str, actor: Actor, at: datetime) -> str:
    """Carry out one of the three answers and return what was done."""
    names = form.cleaned_data["names"]
    if answer == DECLINE:
        count = decline_requested_units(names, form.cleaned_data["why"], actor, at=at)
        return ngettext("%(n)d request declined.", "%(n)d requests declined.", count) % {"n": count}
    if answer == MATCH:
        unit = form.cleaned_data["unit"]
        if unit is None:
            raise OrgError("incomplete", _("Choose the unit that the ticked names mean."))
        count = match_requested_units(names, unit, actor, at=at)
        return ngettext("%(n)d request met.", "%(n)d requests met.", count) % {"n": count}
    count = len(enter_requested_units(names, form.cleaned_data["parent"], actor, at=at))
    return ngettext("%(n)d unit entered.", "%(n)d units entered.", count) % {"n": count}

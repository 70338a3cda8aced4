"""Saved views: a list with its filters and order, saved under a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.pages.lists import asked_of, kind_url
from luoshi.desk.lists.views.actions import delete_view, move_view, publish_view, save_view, withdraw_view
from luoshi.desk.lists.views.queries import may_publish_views, views_of
from luoshi.kernel.rights.pages import kind_or_404, render_problem
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.tree.models import Unit
from luoshi.org.units.choosers import RowField
from luoshi.org.units.queries import own_units


class ViewForm(ScreenedForm):
    """The name of a view, and the unit with which it is shared."""

    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        max_length=40,
        help_text=gettext_lazy("A view of yours with the same name is replaced."),
    )
    unit = RowField(
        Unit.objects.none(),
        label=gettext_lazy("Share with the colleagues of"),
        required=False,
        empty_label=gettext_lazy("nobody: only for me"),
    )

    office = forms.BooleanField(
        label=gettext_lazy("Share with the whole office"),
        required=False,
        help_text=gettext_lazy("It then stands above this list for everybody. The journal records it."),
    )

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        if not may_publish_views(actor):
            del self.fields["office"]
        self.fields["unit"].queryset = own_units(actor)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def saved_view_new(request: HttpRequest, name: str) -> HttpResponse:
    """Save the list in the URL under a name."""
    declared, actor = kind_or_404(name), request_actor(request)
    asked = asked_of(request.GET.urlencode())[:2000]
    form = ViewForm(request.POST if request.method == "POST" else None, actor)
    there = kind_url(declared, "list") + f"?{asked}"
    if form.is_valid():
        unit, called = form.cleaned_data["unit"], form.cleaned_data["name"]
        try:
            if form.cleaned_data.get("office"):
                publish_view(declared, actor, called, asked, at=timezone.now())
            else:
                save_view(declared, actor, called, asked, unit.pk if unit else None)
        except RecordError as error:
            form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
        else:
            messages.success(request, _("The view is saved."))
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Redirect": there})
            return HttpResponseRedirect(there)
    journal_if_marked(form, request.POST, actor, at=timezone.now())
    dialog = bool(request.headers.get("HX-Request"))
    context = {
        "title": _("Save this view"),
        "of": str(declared.label),
        "crumbs": [(str(declared.label), there), (_("Save this view"), "")],
        "form": form,
        "to": {
            "url": request.get_full_path(),
            "label": _("Save"),
            "dialog": dialog,
            "back_url": there,
            "draft": request.path,
        },
        "no_print": True,
    }
    template = "luoshi/_dialog.html" if dialog else "luoshi/step.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def saved_view_edit(request: HttpRequest, name: str) -> HttpResponse:
    """Show the person's own views of a list; reorder and delete them."""
    declared, actor = kind_or_404(name), request_actor(request)
    if request.method == "POST":
        act, _sep, key = request.POST.get("act", "").partition(":")
        pk = int(key) if key.isdecimal() and len(key) < 19 else 0
        try:
            if act == "delete":
                delete_view(declared, actor, pk)
                messages.success(request, _("The view is deleted."))
            elif act == "withdraw":
                withdraw_view(declared, actor, pk, at=timezone.now())
                messages.success(request, _("The view is no longer shared with the office."))
            elif act in ("up", "down"):
                move_view(declared, actor, pk, act == "up")
        except RecordError as error:
            return render_problem(request, error, home_url=request.path)
        return HttpResponseRedirect(request.path)
    there = kind_url(declared, "list")
    kept = views_of(declared, actor)
    mine = [view for view in kept if view.person_id == actor.person]
    context = {
        "title": _("Saved views"),
        "crumbs": [(str(declared.label), there), (_("Saved views"), "")],
        "mine": [
            {
                "view": view,
                "url": f"{there}?{view.asked}",
                "first": place == 0,
                "last": place == len(mine) - 1,
            }
            for place, view in enumerate(mine)
        ],
        "may_withdraw": may_publish_views(actor),
        "shared": [{"view": view, "url": f"{there}?{view.asked}"} for view in kept if view.person_id != actor.person],
        "back_url": there,
        "no_print": True,
    }
    return render(request, "records/views.html", context)

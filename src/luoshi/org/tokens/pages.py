"""Pages where people create and revoke their own access tokens. A token's secret is shown once."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.errors import Refusal
from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light, build_pager, paginate_rows
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.base.ports import PORTS
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.tokens.actions import tokens as actions
from luoshi.org.tokens.models import Token
from luoshi.org.tokens.queries import every_scope, tokens_of
from luoshi.org.tokens.rules import DEFAULT_DAYS, MOST_DAYS, TokenStatus, token_state

SHOWN = {
    TokenStatus.VALID: ("steady", gettext_lazy("valid")),
    TokenStatus.EXPIRED: ("none", gettext_lazy("expired")),
    TokenStatus.ENDED: ("done", gettext_lazy("ended")),
}
ACTS = {"read": gettext_lazy("read"), "write": gettext_lazy("write"), "look": gettext_lazy("see protected fields")}


class TokenForm(ScreenedForm):
    """The fields of a new token; the action decides."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("Which program will use it, and where.")
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Permissions"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never more than your own posts allow on that day. Choose only what the program needs."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"),
        coerce=int,
        initial=DEFAULT_DAYS,
        choices=[
            (30, gettext_lazy("30 days")),
            (DEFAULT_DAYS, gettext_lazy("90 days")),
            (180, gettext_lazy("180 days")),
            (MOST_DAYS, gettext_lazy("one year")),
        ],
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["scopes"].choices = [(scope, scope_label(scope)) for scope in every_scope()]  # type: ignore[attr-defined]


def scope_label(scope: str) -> str:
    """Return a scope in words, followed by its code."""
    return _("%(said)s (%(scope)s)") % {"said": scope_words(scope), "scope": scope}


def scope_words(scope: str) -> str:
    """Return a scope in words, for instance “Appeals: read”."""
    area, _colon, act = scope.rpartition(":")
    areas = {
        "": _("Everything"),
        "units": _("Units"),
        "people": _("People"),
        "calendar": _("Calendar"),
        **PORTS.areas(),
    }
    return _("%(area)s: %(act)s") % {"area": areas.get(area, area), "act": ACTS[act]}


@require_safe
@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    """List the person's tokens, newest first. Four queries, however many there are."""
    day, page = timezone.localdate(), paginate_rows(request, tokens_of(request_actor(request).person))
    url = reverse("org:new_token")
    empty = Empty(
        _("You have no access tokens."),
        _("A program needs one to read or enter something for you."),
        url,
        _("Create a token"),
    )
    columns = [DataColumn(_("Name")), DataColumn(_("Permissions")), DataColumn(_("Created"), "date")]
    columns += [
        DataColumn(_("Last valid day"), "date"),
        DataColumn(_("Last used"), "date"),
        DataColumn(_("State"), "light"),
    ]
    columns += [DataColumn(_("Actions"), "steps")]
    rows = [DataRow(str(token.pk), token.name, _cells(token, day)) for token in page]
    context = {
        "title": _("Access tokens"),
        "actions": [{"label": _("Create a token"), "url": url, "main": True}],
        "docs": reverse("api_docs"),
        "table": DataTable(_("Your access tokens"), columns, rows, empty),
        "pager": build_pager(request, page),
    }
    return render(request, "org/tokens.html", context)


def _cells(token: Token, day: date) -> list[DataCell]:
    state = token_state(token.ended, token.until, True, day)
    code, label = SHOWN[state]
    end = [{"label": _("End"), "url": reverse("org:end_token", args=[token.pk])}] if token.ended is None else []
    return [
        DataCell(token.name, _("Name"), head=True),
        DataCell("、".join(map(scope_words, token.scopes)), _("Permissions")),
        DataCell(timezone.localdate(token.made).isoformat(), _("Created"), "date"),
        DataCell((token.until - timedelta(days=1)).isoformat(), _("Last valid day"), "date"),
        DataCell(token.used.isoformat() if token.used else _("never"), _("Last used"), "date"),
        DataCell("", _("State"), "light", light=Light(code, str(label))),
        DataCell("", _("Actions"), "steps", steps=end),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def token_new(request: HttpRequest) -> HttpResponse:
    """Show the form for a new token; on submit, show the token's secret, this once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            token, secret = actions.create_token(
                given["name"], given["scopes"], given["days"], request_actor(request), at=timezone.now()
            )
        except Refusal as error:
            for name, sentences in error.fields.items():
                form.add_error(name, sentences)
            if not error.fields:
                form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
        else:
            return _shown_once(request, token, secret)
    journal_if_marked(form, request.POST, request_actor(request), at=timezone.now())
    context: dict[str, object] = {
        "title": _("Create an access token"),
        "crumbs": _crumbs(_("New")),
        "form": form,
        "to": {"url": request.path, "label": _("Create"), "back_url": reverse("org:tokens"), "draft": request.path},
        "no_print": True,
    }
    return render(request, "luoshi/step.html", context, status=422 if form.errors else 200)


def _shown_once(request: HttpRequest, token: Token, secret: str) -> HttpResponse:
    context: dict[str, object] = {"title": _("Your new access token"), "crumbs": _crumbs(_("New")), "no_print": True}
    context |= {"token": token, "secret": secret, "back_url": reverse("org:tokens"), "docs": reverse("api_docs")}
    response = render(request, "org/token_made.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for confirmation, then revoke a token."""
    token = tokens_of(request_actor(request).person).filter(pk=pk).first()
    if token is None:
        raise Http404
    if request.method == "POST":
        actions.revoke_token(pk, request_actor(request), at=timezone.now())
        messages.success(request, _("The access token “%(name)s” has been ended.") % {"name": token.name})
        there = reverse("org:tokens")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": there})
        return HttpResponseRedirect(there)
    dialog = bool(request.headers.get("HX-Request"))
    context = {
        "title": _("End an access token"),
        "of": token.name,
        "crumbs": _crumbs(_("End")),
        "effects": [
            _("Programs that use “%(name)s” lose access immediately. This cannot be undone.") % {"name": token.name}
        ],
        "form": forms.Form(),
        "to": {
            "url": request.path,
            "label": _("End it"),
            "danger": True,
            "dialog": dialog,
            "back_url": reverse("org:tokens"),
        },
        "no_print": True,
    }
    return render(request, "luoshi/_dialog.html" if dialog else "luoshi/step.html", context)


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [(_("Access tokens"), reverse("org:tokens")), (here, "")]

"""Pages to set up one's second factor, renew its recovery codes, and remove it."""

from __future__ import annotations

import base64

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.site import errors
from luoshi.site.signin import actions, factors, forms, sessions
from luoshi.site.signin.pages import render_account_form
from luoshi.site.signin.source import client_address, is_outside_network


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.mfa")
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the QR code and ask for the first code as proof; then show the recovery codes, once."""
    user, actor = sessions.account_of(request), request_actor(request)
    if factors.has_second_factor(user):
        return HttpResponseRedirect(reverse("account"))
    if is_outside_network(request):  # an attacker with a stolen password must not be able to add the second factor
        what = _("The second factor must be set up on a computer in the office: you cannot do it from here.")
        return errors.render_error_page(
            request, 403, what, [_("Set it up there once; after that you can sign in with its code from anywhere.")]
        )
    form = forms.FactorSetupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at, where = timezone.now(), client_address(request) or ""
        codes = actions.add_factor(user, form.secret, form.step, actor, at=at, source=where)
        sessions.mark_factor_proved(request.session, user)
        clear_totp_secret(request)
        return _shown(request, codes, _("Second factor set up"))
    adapter = get_adapter()
    square = adapter.build_totp_svg(adapter.build_totp_url(user, form.secret))
    spaced = " ".join(form.secret[n : n + 4] for n in range(0, len(form.secret), 4))
    must = factors.is_second_factor_required(request)
    context = {
        "title": _("Set up second factor"),
        "must": must,
        "bare": must,
        "square": "data:image/svg+xml;base64," + base64.b64encode(square.encode()).decode(),
        "secret": spaced,
        "form": form,
        "to": {"url": request.get_full_path(), "label": _("Set up"), "back_url": "" if must else reverse("account")},
        "no_print": True,
    }
    return render(request, "account/set_up.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.mfa")
def new_codes(request: HttpRequest) -> HttpResponse:
    """Create new recovery codes and show them once."""
    user = sessions.account_of(request)
    if not factors.has_second_factor(user):
        raise Http404
    if request.method == "POST":
        where = client_address(request) or ""
        codes = actions.renew_codes(user, request_actor(request), at=timezone.now(), source=where)
        return _shown(request, codes, _("New recovery codes"))
    notice = _("The old codes are no longer valid once you have new ones.")
    return render_account_form(
        request, _("New recovery codes"), Form(), _("Create new codes"), back=reverse("account"), notice=notice
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.mfa")
def second_factor_remove(request: HttpRequest) -> HttpResponse:
    """Remove one's second factor, if it is not required."""
    user = sessions.account_of(request)
    if not factors.has_second_factor(user) or factors.is_second_factor_required(request):
        raise Http404
    if request.method == "POST":
        actions.remove_factor(user, request_actor(request), at=timezone.now(), source=client_address(request) or "")
        sessions.mark_factor_proved(request.session, None)
        messages.success(request, _("The second factor is removed."))
        return HttpResponseRedirect(reverse("account"))
    notice = _("Signing in will then require only your password.")
    return render_account_form(
        request, _("Remove second factor"), Form(), _("Remove"), back=reverse("account"), notice=notice
    )


def _shown(request: HttpRequest, codes: list[str], title: str) -> HttpResponse:
    """Show the recovery codes in the response to the form: no URL shows them again."""
    onward = get_next_redirect_url(request) or reverse("home")
    return render(request, "account/codes.html", {"title": title, "codes": codes, "onward": onward, "bare": True})

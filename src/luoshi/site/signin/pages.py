"""Pages to sign in and out, and for one's own account."""

from __future__ import annotations

from allauth.account.internal.flows.logout import logout
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.base.errors import Refusal
from luoshi.base.forms.fields import LOST
from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import LabelledFact
from luoshi.org.accounts.actions.accounts import change_password
from luoshi.org.accounts.queries import has_active_administrator
from luoshi.org.accounts.rules.passwords import is_password_expired
from luoshi.parts.signups.queries import open_units
from luoshi.site import demo
from luoshi.site.signin import factors, forms, sessions, trusted_browsers
from luoshi.site.signin.source import client_address


class _RefusedFormMixin:
    """Return refused forms with status 422, or 429 while locked, so that programs and htmx can tell."""

    request: HttpRequest

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 429 if forms.is_locked(self.request) else 422
        return response


class SignInPage(_RefusedFormMixin, LoginView):
    """Account and password, or an identity service."""

    template_name = "sign_in.html"

    def get_form_class(self) -> type[Form]:
        return forms.SignInForm

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        found = super().get_context_data(**kwargs)
        onward = get_next_redirect_url(self.request) or ""
        url = reverse("openid_connect_login", args=["office"])
        return found | {
            "title": _("Sign in"),
            "next": onward,
            "kept": "kept" in self.request.GET and self.request.method == "GET",
            "unset": self.request.method == "GET" and not has_active_administrator(timezone.localdate()),
            "joins": self.request.method == "GET" and bool(open_units(timezone.localdate())),
            "providers": [(settings.OIDC_LABEL, url, onward)] if settings.OIDC_URL else [],
            "no_print": True,
        }


class FactorCodeView(_RefusedFormMixin, AuthenticateView):
    """The second factor, between password and session."""

    template_name = "account/code.html"

    def get_form_class(self) -> type[Form]:
        return forms.SecondFactor

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | {"title": _("Second factor"), "no_print": True}


class PasswordProofPage(_RefusedFormMixin, ReauthenticateView):
    """The password again, before a sensitive action."""

    template_name = "account/again.html"

    def get_form_class(self) -> type[Form]:
        return forms.PasswordProofForm

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | _again(self.request)


class CodeAgain(_RefusedFormMixin, ReauthenticateByCodeView):
    """A code again; also if the session began before there was a second factor."""

    template_name = "account/again.html"

    def get_form_class(self) -> type[Form]:
        return forms.SecondFactorAgain

    def form_valid(self, form: Form) -> HttpResponse:
        sessions.mark_factor_proved(self.request.session, sessions.account_of(self.request))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | _again(self.request)


def _again(request: HttpRequest) -> dict[str, object]:
    title = _("Is it you?")
    return {"title": title, "next": get_next_redirect_url(request) or "", "bare": True, "no_print": True}


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, even one that still waits for its second factor."""
    logout(request)
    return HttpResponseRedirect(reverse("demo" if demo.is_on() else "sign_in"))


@require_safe
@login_required
def own_account_detail(request: HttpRequest) -> HttpResponse:
    """Show one's own account: password and second factor."""
    user = sessions.account_of(request)
    enrolled = factors.has_second_factor(user)
    since = user.password_since
    facts = [
        LabelledFact(_("Account"), user.username),
        LabelledFact(
            _("Password"), _("set on %(day)s") % {"day": timezone.localdate(since)} if since else _("to be changed")
        ),
        LabelledFact(_("Second factor"), _("an app that shows codes") if enrolled else _("not set up")),
    ]
    if enrolled:
        left = factors.codes_left(user)
        said = str(LOST) if left is None else _("%(count)s left") % {"count": left}
        facts.append(LabelledFact(_("Recovery codes"), said))
    actions = (
        [{"label": _("Change password"), "url": reverse("account_password")}] if user.has_usable_password() else []
    )
    if enrolled:
        actions.append({"label": _("New recovery codes"), "url": reverse("account_codes")})
        if not factors.is_second_factor_required(request):
            actions.append({"label": _("Remove second factor"), "url": reverse("account_factor_remove")})
    else:
        actions.append({"label": _("Set up second factor"), "url": reverse("account_factor")})
    context = {"title": _("My account"), "facts": facts, "actions": actions, "no_print": True}
    return render(request, "account/account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_password_edit(request: HttpRequest) -> HttpResponse:
    """Change one's own password. Every other session of the account ends."""
    user, at = sessions.account_of(request), timezone.now()
    form = forms.ChangePassword(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            user = change_password(
                user, form.cleaned_data["new"], request_actor(request), at=at, source=client_address(request) or ""
            )
        except Refusal as error:
            form.refuse(error)
        else:
            update_session_auth_hash(request, user)
            trusted_browsers.mark_browser_known(request, user)
            messages.success(request, _("Your password is changed. You are signed out everywhere else."))
            return HttpResponseRedirect(get_next_redirect_url(request) or reverse("account"))
    must = is_password_expired(user.password_since, at, settings.PASSWORD_DAYS)
    notice = ""
    if must and user.password_since is None:
        notice = _("This password was given to you by someone else. Choose your own before you continue.")
    elif must:
        notice = _("Your password is older than %(days)s days. Choose a new one before you continue.")
        notice %= {"days": settings.PASSWORD_DAYS}
    back = "" if must else reverse("account")
    return render_account_form(
        request, _("Change password"), form, _("Change password"), back=back, notice=notice, bare=must
    )


def render_account_form(request: HttpRequest, title: str, form: Form, label: str, **more: object) -> HttpResponse:
    """Render a page with a form of one's account."""
    status = 200 if not form.errors else 429 if forms.is_locked(request) else 422
    to = {"url": request.get_full_path(), "label": label, "back_url": more.pop("back", "")}
    context = {"title": title, "form": form, "to": to, "no_print": True, **more}
    return render(request, "account/form.html", context, status=status)

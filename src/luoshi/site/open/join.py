"""Sign-up pages for people from outside: their details, the code sent to them, and the result."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.base.record_errors import RecordError
from luoshi.org.tokens.actions.pace import TooOften, keep_pace
from luoshi.org.tokens.actions.spacing import TooSoon
from luoshi.parts.signups import actions, queries
from luoshi.site.open.forms import CodeForm, JoinForm
from luoshi.site.open.pages import limit_request_rate
from luoshi.site.signin.source import counted


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limit_request_rate("join", "ASKS_PER_MINUTE")
def outside_signup(request: HttpRequest) -> HttpResponse:
    """Ask for name, contact, purpose and consent, then send a code. Off unless an office switched it on.

    The page does not look up whether the person is known before the contact is proved, so it cannot reveal it.
    """
    day = timezone.localdate()
    units = queries.open_units(day)
    if not units:
        raise Http404
    form = JoinForm(
        request.POST if request.method == "POST" else None, units=list(units), ways=queries.signup_code_channels()
    )
    context: dict[str, object] = {"title": _("Sign up"), "form": form, "action": reverse("join")}
    context |= {"label": _("Send the code"), "told": [(unit.name, words) for unit, words in units.items()]}
    if form.is_valid():
        given = form.entered_values()
        given["consent"] = units[form.cleaned_data["unit"]]
        try:
            sealed, shown = actions.ask_code(given, source=counted(request) or "", at=timezone.now())
        except (RecordError, TooSoon) as error:
            form.add_error("contact", " ".join(filter(None, [error.what, error.remedy])))
        else:
            return _asks_code(request, CodeForm(initial={"sealed": sealed}), shown)
    status = 422 if request.method == "POST" else 200
    return render(request, "open/join.html", context, status=status)


def _asks_code(request: HttpRequest, form: CodeForm, shown: str = "", status: int = 200) -> HttpResponse:
    context = {
        "title": _("Enter the code"),
        "form": form,
        "action": reverse("join_code"),
        "label": _("Sign up"),
        "shown": shown,
        "again": reverse("join"),
    }
    return render(request, "open/join.html", context, status=status)


@never_cache
@require_POST
@limit_request_rate("join", "ASKS_PER_MINUTE")
def outside_signup_code(request: HttpRequest) -> HttpResponse:
    """Check the code. The person then waits for the office or, if it reviews nobody, chooses a password at once."""
    at = timezone.now()
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _asks_code(request, form, status=422)
    found = queries.unseal_signup(form.cleaned_data["sealed"])
    units = {unit.pk: unit for unit in queries.open_units(timezone.localdate(at))}
    if found is None or found["unit"] not in units:
        form.add_error("code", _("This page has expired: start again."))
        return _asks_code(request, form, status=422)
    try:
        keep_pace(f"join-code:{found['key']}", settings.CODES_PER_MINUTE, at=at)
        if not queries.is_signup_code_right(found, form.cleaned_data["code"]):
            form.add_error("code", _("This is not the code that was sent last."))
            return _asks_code(request, form, status=422)
        _one, path = actions.sign_up(found, units[found["unit"]], source=counted(request) or "", at=at)
    except (RecordError, TooOften) as error:
        form.add_error("code", " ".join(filter(None, [error.what, error.remedy])))
        return _asks_code(request, form, status=422)
    if path:
        return HttpResponseRedirect(path)
    return render(request, "open/join.html", {"title": _("You have signed up"), "done": True})

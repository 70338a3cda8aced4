"""The page for choosing a role. It exists only in a demonstration's own data folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.site.demo import is_on
from luoshi.site.demo.roles import demo_accounts, demo_entrances

View = Callable[[HttpRequest], HttpResponse]


def only_here(view: View) -> View:
    """Wrap a view: raise Http404 outside a demonstration, even if its URL is known."""

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if not is_on():
            raise Http404
        return view(request)

    return asked


@only_here
@never_cache
@require_safe
def demo_role_list(request: HttpRequest) -> HttpResponse:
    """Show every role with its people, each with a button to sign in as them."""
    context = {
        "title": _("Choose a role"),
        "entrances": demo_entrances(timezone.localdate()),
        "enter_url": reverse("demo_enter"),
        "now": request_actor(request).name,
        "bare": True,
        "no_print": True,
    }
    return render(request, "demo.html", context)


@only_here
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people, after signing out the present one."""
    user = get_object_or_404(demo_accounts(), username=request.POST.get("account", ""))
    if request.user.is_authenticated:
        logout(request)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(reverse("home"))


def demo_urlpatterns() -> list[URLPattern]:
    """Return the URLs of a demonstration; none elsewhere."""
    if not is_on():
        return []
    return [path("demo/", demo_role_list, name="demo"), path("demo/enter/", demo_sign_in, name="demo_enter")]

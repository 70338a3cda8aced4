"""Step 1 of Getting started: the address at which others reach this office, tested by the user's own browser.

The server sends no request itself: it might reach itself where nobody else does, and could be directed anywhere. The
address at which the browser has opened this page needs no test. For another one, the page at that address shows a
number of four digits, which only a user who has opened it can enter here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port, validate_host
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.org.actors.view_dates import administrator_or_404
from luoshi.org.address.actions import set_address
from luoshi.org.address.queries import known_address, own_address
from luoshi.org.address.rules import is_local
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.site.signin.bounds import is_address

SALT = "luoshi.address"
MINUTES = 30  # validity of a test


class AddressForm(ScreenedForm):
    """The address; whether only this computer uses it; the number shown by the page there."""

    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=200,
        help_text=gettext_lazy("As colleagues type it into their browsers, for example http://192.168.1.20:8000"),
    )
    alone = forms.BooleanField(
        label=gettext_lazy("Luoshi is used only on this computer; nobody opens it from another one."), required=False
    )
    number = forms.CharField(
        label=gettext_lazy("The number shown on that page"), max_length=10, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_address(self) -> str:
        """Return the address without a trailing slash.

        Raises:
            ValidationError: it is invalid, or this server would refuse to answer at it.
        """
        address = str(self.cleaned_data["address"]).strip().rstrip("/")
        if not is_address(address):
            raise ValidationError(_("This is not an address: it must begin with http:// or https:// and name a host."))
        host = split_domain_port(urlsplit(address).netloc)[0]
        if not validate_host(host, settings.ALLOWED_HOSTS):
            said = _("The program does not accept %(host)s yet: start it with LUOSHI_HOSTS=“localhost %(host)s”.")
            raise ValidationError(said % {"host": host})
        return address

    def clean(self) -> dict[str, object]:
        """Refuse a loopback address unless the user says that only this computer is used."""
        given = super().clean() or {}
        if is_local(given.get("address") or "http://other.invalid") and not given.get("alone"):
            said = _(
                "On every computer this address leads to that computer itself. Others need the name or IP address "
                "of this one."
            )
            self.add_error("address", said)
        return given


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def office_address_edit(request: HttpRequest) -> HttpResponse:
    """Ask for the address, let the user open it, and save it after the test."""
    actor = administrator_or_404(request)
    own = own_address(request)
    kept = known_address()
    form = AddressForm(
        request.POST if request.method == "POST" else None, initial={"address": kept or ("" if is_local(own) else own)}
    )
    context: dict[str, object] = {
        "title": _("Address of the office"),
        "crumbs": [(_("Getting started"), reverse("begin")), (_("Address of the office"), "")],
        "form": form,
        "kept": kept,
        "fixed": bool(settings.ADDRESS),
        "alone": own if is_local(own) and not kept else "",
    }
    if form.is_valid():
        address, number = form.cleaned_data["address"], "".join(form.cleaned_data["number"].split())
        here = address == own  # the page that sent this was opened there
        if here or is_local(address) or constant_time_compare(number, _number(address, actor.person)):
            set_address(address, actor, at=timezone.now())
            kept_words = _("Saved: %(address)s is printed on slips and notices from now on.")
            messages.success(request, kept_words % {"address": address})
            return HttpResponseRedirect(reverse("begin"))
        token = signing.dumps([address, actor.person], salt=SALT)
        context["try_url"] = f"{address}{reverse('begin_tried')}?token={token}"
        if number:
            form.add_error("number", _("This is not the number shown on the page at this address."))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "begin_address.html", context, status=status)


@never_cache
@require_safe
def office_address_probe(request: HttpRequest) -> HttpResponse:
    """Show the number to the user's browser, if this is the address under test.

    Raises:
        Http404: no test was started here, it has expired, or it was for another address.
    """
    try:
        address, person = signing.loads(request.GET.get("token", ""), salt=SALT, max_age=MINUTES * 60)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    if urlsplit(address).netloc.lower() != request.get_host().lower():
        raise Http404
    context = {"title": _("This address works"), "address": address, "number": _number(address, person)}
    return render(request, "begin_tried.html", context)


def _number(address: str, person: int) -> str:
    digest = salted_hmac(SALT, f"{address} {person}", algorithm="sha256").hexdigest()
    return f"{int(digest[:12], 16) % 10_000:04}"

"""The page that prints the slip with which an external person enables their account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import LabelledFact
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.accounts.actions.outside_people import print_slip
from luoshi.org.accounts.forms import SlipHours, hours_of
from luoshi.org.address.queries import printable_url
from luoshi.org.base.acts import FormAct, perform_act
from luoshi.org.proposals.pages import slips
from luoshi.parts.registers.queries import access_of

_ = words_now(__name__)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def access_slip_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the period of validity, and show the slip once.

    Raises:
        Http404: there is no such entry, the actor may not keep it, or it has no external account.
    """
    actor, at = request_actor(request), timezone.now()
    day = timezone.localdate(at)
    entry: Any = readable_records(get_kind("persons"), actor, day).filter(pk=pk).first()
    user = access_of(entry, actor, day) if entry is not None else None
    if user is None:
        raise Http404

    def do(given: dict[str, object]) -> HttpResponse:
        printable_url(request)  # before the new slip invalidates a working one
        made = print_slip(user, actor, at=at, hours=hours_of(given))
        return slips.render_account_slips(request, [made], entry.get_absolute_url())

    act = FormAct(
        _("Slip to enable the account"),
        SlipHours,
        do,
        entry.get_absolute_url(),
        of=entry.title,
        crumbs=[(entry.number, entry.get_absolute_url())],
        label=_("Print the slip"),
        effects=[slips.slip_reissue_notice()],
        facts=[LabelledFact(_("Person"), entry.title), LabelledFact(_("Account"), user.username)],
    )
    return perform_act(request, act)

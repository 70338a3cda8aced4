"""Changes of rights that take two persons: what is proposed, and the second person's answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.org.base.acts import Act, answer
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Light, Row, Table, paged, pager
from luoshi.org.people.forms import Asked, RefuseProposal
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import proposals, waiting_proposals
from luoshi.org.proposals import actions
from luoshi.org.rights.rules.rights import Actor, Role

SENTENCES = {
    "appoint": N_("%(person)s holds %(post)s, %(days)s"),
    "deputy": N_("%(person)s deputises in %(post)s, %(days)s"),
    "end_tenure": N_("%(person)s holds %(post)s no longer after %(last)s%(successor)s"),
    "end_post": N_("%(post)s is no more after %(last)s"),
    "charges": N_("%(post)s answers for %(units)s from %(start)s on"),
    "mandate": N_("%(secretary)s records for %(leader)s, %(days)s, by %(basis)s"),
    "leave": N_("%(person)s leaves on %(start)s: %(plan)s"),
    "reset": N_("The password of %(person)s is set anew by a link that the proposer gets"),
    "reset_lost": N_(
        "The password of %(person)s is set anew by a link that the proposer gets; no second factor any more"
    ),
    "enable": N_("%(person)s may sign in again: %(why)s"),
    "open": N_("%(person)s gets the account %(account)s; the proposer makes the link to set its password"),
}
# Where the proposer makes a link once another has confirmed it: the address, and of whom it is in what was given.
LINKS = {"reset": ("issue_reset", "user"), "open": ("org:open_account", "person")}
OUTCOMES = {
    "": ("waiting", N_("waits for the second person")),
    "confirmed": ("done", N_("confirmed")),
    "issued": ("done", N_("confirmed, and the link was made")),
    "refused": ("none", N_("refused")),
    "withdrawn": ("none", N_("withdrawn")),
}


def sentence(proposal: Proposal) -> str:
    """What would change, as it was proposed."""
    names: Mapping[str, Any] = proposal.given.get("names", {})
    first, last = names.get("days", ["", ""])
    words = _("%(start)s to %(last)s") if last else _("from %(start)s on")
    successor = names.get("successor", "")
    values = {
        **names,
        "days": words % {"start": first, "last": last},
        "successor": _("; successor: %(name)s") % {"name": successor} if successor else "",
        "units": "、".join(names.get("units", [])),
        "plan": "; ".join(names.get("plan", [])),
    }
    variant = "deputy" if proposal.given.get("deputy") else "reset_lost" if proposal.given.get("lost") else proposal.act
    return _(SENTENCES[variant]) % values


def _one_or_404(request: HttpRequest) -> Actor:
    actor = acting(request)
    if actor.roles.isdisjoint({Role.ADMINISTRATOR, Role.AUDITOR}):
        raise Http404
    return actor


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """All changes of rights that took two persons, those that wait first. For administrators and auditors."""
    actor, day = _one_or_404(request), timezone.localdate()
    mine = {one.pk for one in waiting_proposals(actor, day)}
    page = paged(request, proposals())
    rows = [Row(str(one.pk), sentence(one), _cells(one, actor, one.pk in mine)) for one in page]
    columns = [
        Column(_("What would change")),
        Column(_("Proposed by")),
        Column(_("Proposed"), "date"),
        Column(_("State"), "light"),
    ]
    empty = Empty(
        _("No changes of rights."),
        _("What an administrator may not decide alone is proposed on the page of a person or post, and appears here."),
    )
    context = {
        "title": _("Changes of rights"),
        "crumbs": [(_("People"), reverse("org:people")), (_("Changes of rights"), "")],
        "table": Table(_("Changes of rights"), [*columns, Column(_("What one can do"), "steps")], rows, empty),
        "pager": pager(request, page),
    }
    return render(request, "luoshi/list.html", context)


def _cells(one: Proposal, actor: Actor, mine: bool) -> list[Cell]:
    code, words = OUTCOMES[one.outcome]
    steps = []
    if mine:
        steps.append({"label": _("Confirm the change"), "url": reverse("org:confirm_proposal", args=[one.pk])})
        steps.append({"label": _("Refuse"), "url": reverse("org:refuse_proposal", args=[one.pk])})
    elif not one.outcome and one.proposer_id == actor.person:
        steps.append({"label": _("Withdraw"), "url": reverse("org:refuse_proposal", args=[one.pk])})
    elif one.act in LINKS and one.outcome == "confirmed" and one.proposer_id == actor.person:
        address, of = LINKS[one.act]
        steps.append({"label": _("Make the link"), "url": reverse(address, args=[one.given[of]])})
    decided = "" if one.decider is None or one.decided is None else f"{one.decider} {_moment(one.decided)}"
    return [
        Cell(sentence(one), _("What would change"), head=True),
        Cell(one.proposer.name, _("Proposed by")),
        Cell(_moment(one.proposed), _("Proposed"), "date"),
        Cell("", _("State"), "light", light=Light(code, _(words)), note=decided),
        Cell("", _("What one can do"), "steps", steps=steps),
    ]


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what another proposed; it is carried out at once."""
    actor, row = _one_or_404(request), get_object_or_404(Proposal, pk=pk)

    def do(given: dict[str, Any]) -> str:
        actions.confirm(row, actor, at=timezone.now())
        return _("Confirmed, and in effect.")

    return answer(request, _act(_("Confirm the change"), row, Asked, do))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what another proposed, or withdraw what one proposed oneself."""
    actor, row = _one_or_404(request), get_object_or_404(Proposal, pk=pk)
    own = row.proposer_id == actor.person

    def do(given: dict[str, Any]) -> str:
        actions.refuse(row, given.get("reason", ""), actor, at=timezone.now())
        return _("Withdrawn.") if own else _("Refused.")

    return answer(request, _act(_("Withdraw") if own else _("Refuse"), row, Asked if own else RefuseProposal, do))


def _act(title: str, row: Proposal, form: type[Asked], do: Callable[[dict[str, Any]], str]) -> Act:
    to = reverse("org:proposals")
    crumbs = [(_("People"), reverse("org:people")), (_("Changes of rights"), to)]
    day = timezone.localdate()
    return Act(title, lambda sent: form(sent, day=day), do, to, crumbs=crumbs, effects=[sentence(row)])

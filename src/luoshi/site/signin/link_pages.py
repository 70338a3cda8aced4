"""What one-time links open: the first administrator's page, and the page to set a password anew."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.forms import BooleanField, Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.org.accounts.actions import accounts
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.accounts.queries import link_of, open_links, resets, roots
from luoshi.org.actors.models import User
from luoshi.org.base.errors import OrgError, Refusal
from luoshi.org.base.numbered import noted
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Fact
from luoshi.org.people.actions.two_persons import TwoPersons
from luoshi.org.proposals.actions import submit
from luoshi.org.proposals.pages.accounts import Slip
from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.site.signin import actions, factors, forms
from luoshi.site.signin.pages import ask
from luoshi.site.signin.source import key_of, source

KEPT = "luoshi.link"  # in the session, while its page is filled in


@never_cache
@require_safe
def follow(request: HttpRequest, secret: str, to: str) -> HttpResponse:
    """From the link to its page: there the secret stands no more in the address, the history or a referrer."""
    link = link_of(secret, timezone.now())
    request.session[KEPT] = link.pk if link else None
    return HttpResponseRedirect(reverse(to))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Office, name, account and password of the first administrator."""
    at = timezone.now()
    link = _link(request, first=True)
    if link is None:
        return _over(request)
    root = roots(timezone.localdate(at)).first()
    form = forms.First(request.POST or None, root=root.name if root else "")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            accounts.start(
                link,
                given.get("unit", ""),
                given["name"],
                given["username"],
                given["new"],
                at=at,
                source=source(request) or "",
            )
        except Refusal as error:
            form.refuse(error)
        else:
            return _done(request, _("Your office is set up. Sign in with the account that you have just made."))
    notice = _("You set up this office and become its first administrator. Other administrators are entered later.")
    return ask(request, _("First start"), form, _("Set up"), notice=notice, bare=True)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """A new password for the account that the link is for."""
    link = _link(request, first=False)
    if link is None or link.user is None:
        return _over(request)
    form = forms.NewPassword(request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data["new"]
            user = accounts.reset_password(link, given, at=timezone.now(), source=source(request) or "")
        except Refusal as error:
            form.refuse(error)
        else:
            actions.forget_failures(key_of(user.username))
            return _done(request, _("Your password is set. Sign in with it."))
    return ask(request, _("Set your password"), form, _("Set password"), bare=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def issue_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator makes a link by which another sets their password, and may take a lost second factor away.

    For a guarded account they propose it here, and make the link here once another has confirmed it.
    """
    actor = acting(request)
    if Role.ADMINISTRATOR not in actor.roles:
        raise Http404
    user = get_object_or_404(User.objects.select_related("person"), pk=pk, is_active=True)
    form = _form(user)(request.POST if request.method == "POST" else None)
    facts = [Fact(_("Person"), user.person.name), Fact(_("Account"), user.username)]
    title = _("Link to set a password")
    if request.method == "POST" and form.is_valid():
        try:
            return _issued(request, user, actor, bool(form.cleaned_data.get("lost")), title)
        except Refusal as error:
            form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    back = reverse("org:person", args=[user.person_id])
    crumbs = [(_("People"), reverse("org:people")), (user.person.name, back), (title, "")]
    return ask(request, title, form, _("Make the link"), back=back, facts=facts, crumbs=crumbs)


def _issued(request: HttpRequest, user: User, actor: Actor, lost: bool, title: str) -> HttpResponse:
    """The slip with the link, this once; or the list of proposals, where another must confirm it first."""
    at = timezone.now()
    try:
        path = accounts.issue_reset(user, actor, at=at, lost=lost, source=source(request) or "")
    except TwoPersons:
        _propose(user, actor, lost, at)
        messages.success(request, _("Proposed. Once a second person has confirmed it you make the link, within a day."))
        return HttpResponseRedirect(reverse("org:proposals"))
    address = request.build_absolute_uri(path)
    context = {
        "title": title,
        "slip": Slip(user.person.name, "", user.username, address, accounts.reset_until(at)),
        "sign_in": request.build_absolute_uri(reverse("sign_in")),
        "address": address,
        "back_url": reverse("org:person", args=[user.person_id]),
    }
    return render(request, "account/link.html", context)


def _propose(user: User, actor: Actor, lost: bool, at: datetime) -> None:
    if resets(user, actor.person).filter(outcome="").exists():
        raise OrgError("proposed", _("You proposed this already. It waits for the second person."))
    given = {"user": user.pk, "lost": lost, "names": {"person": user.person.name}}
    try:
        submit("reset", given, actor, at=at)
    except Refusal as error:
        if error.code != "nobody_confirms":
            raise
        remedy = _("Whoever runs the server makes the link there: luoshi reset-link %(account)s")
        raise OrgError(error.code, error.what, remedy=remedy % {"account": user.username}) from error


def _form(user: User) -> type[Form]:
    lost = BooleanField(label=_("Telephone lost: also remove the second factor"), required=False)
    return type("Issue", (Form,), {"lost": lost} if factors.enrolled(user) else {})


def _link(request: HttpRequest, *, first: bool) -> OneTimeLink | None:
    links = open_links(timezone.now()).filter(pk=request.session.get(KEPT) or 0)
    return links.filter(user__isnull=first).first()


def _done(request: HttpRequest, words: str) -> HttpResponse:
    """Nobody is signed in any more, and the sign-in page says what was done."""
    logout(request)
    messages.success(request, words)
    return HttpResponseRedirect(reverse("sign_in"))


def _over(request: HttpRequest) -> HttpResponse:
    problem = {
        "what": _("This link holds no more."),
        "where": request.path,
        "remedies": [_("Ask for a new one: it is good for a short time, and opens once.")],
        **noted(request, 410, "link.over"),
    }
    context = {"title": _("Link over"), "problem": problem, "failed": True, "no_print": True}
    return render(request, "account/said.html", context, status=410)

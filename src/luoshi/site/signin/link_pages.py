"""Pages behind one-time links: the first administrator's page, and the page to set a password."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
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

from luoshi.base.errors import OrgError, Refusal
from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import LabelledFact
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.texts.error_numbers import log_numbered_error
from luoshi.base.texts.pinyin import pinyin_slug
from luoshi.base.texts.qr_codes import qr_code_data_url
from luoshi.org.accounts.actions import accounts
from luoshi.org.accounts.actions.slips import print_slips
from luoshi.org.accounts.forms import SlipHours, hours_of
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.accounts.queries import (
    all_usernames,
    any_link,
    kept_link,
    open_links,
    reset_link_proposals,
    root_units,
)
from luoshi.org.accounts.rules.accounts import suggest_free_username
from luoshi.org.actors.models import User
from luoshi.org.address.queries import printable_url
from luoshi.org.people.actions.dual_control import TwoPersons
from luoshi.org.proposals.actions import submit_rights_change
from luoshi.org.proposals.pages import slips
from luoshi.org.proposals.pages.slips import Slip
from luoshi.site.signin import actions, factors, forms
from luoshi.site.signin.pages import render_account_form
from luoshi.site.signin.source import account_name_hash, client_address

KEPT = "luoshi.link"  # the session key of the link while its page is open


@never_cache
@require_safe
def one_time_link_follow(request: HttpRequest, secret: str, to: str) -> HttpResponse:
    """Redirect from the link to its page, so that the secret is no longer in the URL, the history or a referrer."""
    link = any_link(secret)  # an expired one too: its page says why
    request.session[KEPT] = link.pk if link else None
    return HttpResponseRedirect(reverse(to))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator_new(request: HttpRequest) -> HttpResponse:
    """Ask for office, name, account and password of the first administrator."""
    at = timezone.now()
    link = _link(request, first=True)
    if link is None:
        return _over(request)
    root = root_units(timezone.localdate(at)).first()
    form = forms.First(request.POST or None, root=root.name if root else "")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        username = given["username"] or suggest_free_username(pinyin_slug(given["name"]), all_usernames())
        try:
            user = accounts.create_first_administrator(
                link,
                given.get("unit", ""),
                given["name"],
                username,
                given["new"],
                at=at,
                source=client_address(request) or "",
            )
        except Refusal as error:
            form.refuse(error)
        else:
            done = _("Your office is set up. You are signed in; your account is %(account)s.")
            return _signed_in(request, user, done % {"account": user.username})
    notice = _("You set up this office and become its first administrator. Other administrators are entered later.")
    return render_account_form(request, _("First start"), form, _("Set up"), notice=notice, bare=True)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def account_slip_entry(request: HttpRequest) -> HttpResponse:
    """Ask for account and code of a slip, and for the new password.

    Without a password, or with a slip that opens nothing any more, it goes on to the page where one is chosen.
    """
    form = forms.SlipCode(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid() and form.link is not None:
        request.session[KEPT] = form.link.pk
        link, new = _link(request, first=False), form.cleaned_data["new"]
        if link is None or not new:
            return HttpResponseRedirect(reverse("reset_page"))
        answer = _chosen(request, link, new, form)
        if answer is not None:
            return answer
    notice = _("Account and code are on your slip. You choose the password yourself, and tell it to nobody.")
    label, back = _("Enable the account"), reverse("sign_in")
    return render_account_form(
        request, _("First sign-in: enable your account"), form, label, back=back, notice=notice, bare=True
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset_form(request: HttpRequest) -> HttpResponse:
    """Set the password for the account of the link or slip; an unused account is enabled by it."""
    link = _link(request, first=False)
    if link is None or link.user is None:
        return _over(request)
    unused = link.user.is_unused
    form = forms.NewPassword(request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        answer = _chosen(request, link, form.cleaned_data["new"], form)
        if answer is not None:
            return answer
    if unused:
        notice = _("%(name)s: choose your own password, and tell it to nobody. This enables your account.")
        notice %= {"name": link.user.person.name}
        return render_account_form(
            request, _("Enable your account"), form, _("Enable the account"), notice=notice, bare=True
        )
    return render_account_form(request, _("Set your password"), form, _("Set password"), bare=True)


def _chosen(request: HttpRequest, link: OneTimeLink, new: str, form: forms.NewPassword) -> HttpResponse | None:
    """Set the password by the link; None if it is refused: the form then says why."""
    unused = link.user is not None and link.user.is_unused
    try:
        user = accounts.reset_password(link, new, at=timezone.now(), source=client_address(request) or "")
    except Refusal as error:
        form.refuse(error)
        return None
    actions.forget_failures(account_name_hash(user.username))
    if unused:
        enabled = _("Your account %(account)s is enabled, and you are signed in.")
        return _signed_in(request, user, enabled % {"account": user.username})
    return _done(request, _("Your password is set. Sign in with it."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def issue_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an administrator make a link that resets another person's password, and remove a lost second factor.

    For a guarded account they propose it here, and make the link here after another person has confirmed it.
    """
    actor = request_actor(request)
    if Role.ADMINISTRATOR not in actor.roles:
        raise Http404
    user = get_object_or_404(User.objects.select_related("person"), pk=pk, is_active=True)
    form = _form(user)(request.POST if request.method == "POST" else None)
    facts = [LabelledFact(_("Person"), user.person.name), LabelledFact(_("Account"), user.username)]
    title = _("Slip to enable the account") if user.is_unused else _("Link for setting a password")
    if request.method == "POST" and form.is_valid():
        try:
            return _issued(request, user, actor, form.cleaned_data, title)
        except Refusal as error:
            form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    back = reverse("org:person", args=[user.person_id])
    crumbs = [(_("People"), reverse("org:people")), (user.person.name, back), (title, "")]
    label = _("Print the slip") if user.is_unused else _("Create the link")
    return render_account_form(request, title, form, label, back=back, facts=facts, crumbs=crumbs)


def _issued(request: HttpRequest, user: User, actor: Actor, given: Mapping[str, object], title: str) -> HttpResponse:
    """Show the slip with the link, this once; or redirect to the proposals if another person must confirm it first."""
    at, lost = timezone.now(), bool(given.get("lost"))
    try:
        office = printable_url(request)  # before a working link is ended by a new one
        if user.is_unused:
            made = print_slips([user.pk], actor, at=at, hours=hours_of(given))
            return slips.render_account_slips(request, made, reverse("org:person", args=[user.person_id]))
        path = accounts.issue_reset(user, actor, at=at, lost=lost, source=client_address(request) or "")
    except TwoPersons:
        _propose(user, actor, lost, at)
        messages.success(
            request, _("Proposed. Once a second person has confirmed it, you can create the link within a day.")
        )
        return HttpResponseRedirect(reverse("org:proposals"))
    address = office + path
    context = {
        "title": title,
        "slip": Slip(
            user.person.name, "", user.username, address, accounts.reset_until(at), square=qr_code_data_url(address)
        ),
        "enable": office + reverse("enable"),
        "address": address,
        "back_url": reverse("org:person", args=[user.person_id]),
    }
    return render(request, "account/link.html", context)


def _propose(user: User, actor: Actor, lost: bool, at: datetime) -> None:
    if reset_link_proposals(user, actor.person).filter(outcome="").exists():
        raise OrgError("proposed", _("You have already proposed this. It waits for confirmation by a second person."))
    given = {"user": user.pk, "lost": lost, "names": {"person": user.person.name}}
    try:
        submit_rights_change("reset", given, actor, at=at)
    except Refusal as error:
        if error.code != "nobody_confirms":
            raise
        remedy = _("The server administrator creates the link there: luoshi reset-link %(account)s")
        raise OrgError(error.code, error.what, remedy=remedy % {"account": user.username}) from error


def _form(user: User) -> type[Form]:
    if user.is_unused:
        return SlipHours
    lost = BooleanField(label=_("Telephone lost: also remove the second factor"), required=False)
    return type("Issue", (Form,), {"lost": lost} if factors.has_second_factor(user) else {})


def _link(request: HttpRequest, *, first: bool) -> OneTimeLink | None:
    links = open_links(timezone.now()).filter(pk=request.session.get(KEPT) or 0)
    return links.filter(user__isnull=first).first()


def _signed_in(request: HttpRequest, user: User, words: str) -> HttpResponse:
    """Sign in with an account whose first password was chosen just now, and show on the next page what was done.

    Typing both once more would prove nothing: whoever holds the link has chosen them this minute.
    """
    logout(request)  # whoever was signed in at this browser
    answer: HttpResponse = perform_password_login(
        request, {"username": user.username}, Login(user=user, redirect_url=reverse("home"))
    )
    messages.success(request, words)
    return answer


def _done(request: HttpRequest, words: str) -> HttpResponse:
    """Sign out, and show on the sign-in page what was done."""
    logout(request)
    messages.success(request, words)
    return HttpResponseRedirect(reverse("sign_in"))


def _over(request: HttpRequest) -> HttpResponse:
    what, remedies = _why_over(kept_link(request.session.get(KEPT)))
    if settings.OFFICE["helpline"]:
        remedies.append(_("Ask your administrator; the helpline is %(helpline)s.") % settings.OFFICE)
    problem = {
        "what": what,
        "where": request.path,
        "remedies": remedies,
        **log_numbered_error(request, 410, "link.over"),
    }
    context = {"title": _("Link no longer valid"), "problem": problem, "failed": True, "no_print": True}
    return render(request, "account/said.html", context, status=410)


def _why_over(link: OneTimeLink | None) -> tuple[str, list[str]]:
    """Return why nothing opens, and what helps. A link is given only if the user had its secret or the slip's code."""
    if link is None or link.user is None or not link.code:
        return _("This link is no longer valid."), [
            _("Ask for a new one: it is valid for a short time, and opens once.")
        ]
    if not link.user.is_active:
        return _("This account is disabled."), [_("Ask your administrator.")]
    if not link.user.is_unused:
        used = _("This slip has been used: the account is already enabled.")
        return used, [_("Sign in with the password chosen then. If you did not choose it, report this at once.")]
    if link.ended is not None:
        return _("A newer slip was printed for this account; this one is no longer valid."), [_("Use the newer one.")]
    until = f"{timezone.localtime(link.until):%Y-%m-%d %H:%M}"
    return _("This slip expired on %(until)s.") % {"until": until}, [_("Ask for a new slip: it is printed again.")]

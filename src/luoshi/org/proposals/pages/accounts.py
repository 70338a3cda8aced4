"""Pages for account administration: opening one account or many, and enabling a disabled one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from luoshi.base.errors import OrgError, Refusal
from luoshi.base.forms.shapes import LabelledFact
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.rights.rules.roles import GUARDED
from luoshi.base.texts.pinyin import pinyin_slug
from luoshi.org.accounts import queries
from luoshi.org.accounts.actions import opening as opening_actions
from luoshi.org.accounts.actions.slips import PrintedSlip
from luoshi.org.accounts.forms import NAME, TAKE, OpenAccount, OpenAccounts, hours_of, sent_people
from luoshi.org.accounts.queries import account_enabling_proposals, account_opening_proposals, guarded_roles
from luoshi.org.accounts.rules.accounts import suggest_free_username
from luoshi.org.actors.models import Person, Tenure
from luoshi.org.actors.view_dates import administrator_or_404
from luoshi.org.address.queries import printable_url
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.base.acts import STATUS, FormAct, outcome_message, perform_act
from luoshi.org.base.screened_forms import CleanedValues
from luoshi.org.people.actions.dual_control import TwoPersons
from luoshi.org.people.forms import Enable
from luoshi.org.people.queries.people import held_posts, tenures_on
from luoshi.org.proposals.actions import submit_rights_change
from luoshi.org.proposals.pages import slips
from luoshi.org.proposals.pages.slips import posts_of
from luoshi.org.units.queries import units_by_exact_words

MOST = 100  # people without an account shown on one page


@dataclass(frozen=True)
class AccountLine:
    """A person without an account, as a row of the page for many; ``cannot`` says why they cannot be chosen here."""

    name: str
    url: str
    posts: str
    take: BoundField | None = None
    username: BoundField | None = None
    cannot: str = ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a person's account. A guarded role needs a proposal; after its confirmation the link is made here too."""
    actor, today = administrator_or_404(request), timezone.localdate()
    person = get_object_or_404(Person.objects.select_related("user"), pk=pk)
    url = reverse("org:person", args=[pk])
    user = getattr(person, "user", None)
    if user is not None and request.method != "POST":
        if queries.account_link_proposals(user, actor.person).filter(outcome="confirmed").exists():
            return HttpResponseRedirect(reverse("issue_reset", args=[user.pk]))
        messages.info(request, _there(person.name, user.username))
        return HttpResponseRedirect(url)

    def do(given: CleanedValues) -> tuple[str, str] | HttpResponse:
        at, name = timezone.now(), given["username"]
        try:
            printable_url(request)
            hours = hours_of(given)
            (made,) = opening_actions.open_accounts({pk: name}, actor, at=at, hours=hours)
        except TwoPersons:
            return _propose(person, name, actor, at), reverse("org:proposals")
        except Refusal as error:
            raise _at_field(error) from error
        return slips.render_account_slips(request, [made], url)

    tenures = tenures_on([pk], today).get(pk, [])
    effects = [
        _("A slip is shown once: print it and hand it to the person, who enables the account with it."),
        _("Nobody can sign in with the account before that, and you never learn the password."),
        slips.slip_reissue_notice(),
    ]
    if _is_guarded(tenures):
        effects.append(_("This person's role needs confirmation by a second person, if there is one who can confirm."))
    suggested = {"username": suggest_free_username(pinyin_slug(person.name), queries.all_usernames())}
    act = FormAct(
        _("Open an account"),
        lambda sent: OpenAccount(sent, day=today, initial=suggested),
        do,
        url,
        of=person.name,
        crumbs=[(_("People"), reverse("org:people")), (person.name, url)],
        label=_("Open the account and print the slip"),
        effects=effects,
        facts=[LabelledFact(_("Person"), person.name), LabelledFact(_("Posts"), posts_of(tenures))],
        draft=False,
    )
    return perform_act(request, act)


def _there(name: str, account: str) -> str:
    return _("%(name)s already has an account: %(account)s.") % {"name": name, "account": account}


def _propose(person: Person, name: str, actor: Actor, at: datetime) -> str:
    if account_opening_proposals(person.pk).exists():
        raise OrgError("proposed", _("This has already been proposed. It waits for confirmation by a second person."))
    names = {"person": person.name, "account": name}
    submit_rights_change("open", {"person": person.pk, "username": name, "names": names}, actor, at=at)
    return _("Proposed. Once a second person has confirmed it, you can create the link within a day.")


def _at_field(error: Refusal) -> Refusal:
    """Return the error with all its sentences at the form's only field."""
    said = [sentence for sentences in error.fields.values() for sentence in sentences]
    fields = {"username": said} if said else {}
    return OrgError(error.code, error.what, remedy=error.remedy, fields=fields)


def _is_guarded(tenures: Sequence[Tenure]) -> bool:
    return any(Role(tenure.post.role) in GUARDED for tenure in tenures)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_many(request: HttpRequest) -> HttpResponse:
    """Open accounts for those with a post and no account, of a unit's subtree or of all; show slips to print.

    13 queries to show the form and 34 to open accounts, including frame and session, however many people.
    """
    actor, today = administrator_or_404(request), timezone.localdate()
    asked = request.GET.get("unit", "").strip()[:120]
    sent = request.POST if request.method == "POST" else None
    rows = queries.without_account(today, asked)
    people, count = list(rows[:MOST]), rows.count()
    here = {person.pk for person in people}
    gone = [(pk, _("someone"), "") for pk in sent_people(sent or ()) if pk not in here]  # got an account meanwhile
    form = OpenAccounts(sent, day=today, people=[*_suggested(people), *gone[:MOST]])
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            try:
                printable_url(request)
                made = _open(form, actor)
            except Refusal as error:
                status = STATUS.get(error.code, 422)
                _tell(form, error)
            else:
                return slips.render_account_slips(request, made, request.get_full_path())
        journal_if_marked(form, request.POST, actor, at=timezone.now())
    unit = next(iter(units_by_exact_words(asked, today)), None) if asked else None
    back = reverse("org:unit", args=[unit.pk]) if unit else reverse("org:people")
    title = _("Open accounts for people without one")
    context = {
        "title": title,
        "of": unit.name if unit else "",
        "crumbs": [(unit.name, back) if unit else (_("People"), back), (title, "")],
        "form": form,
        "lines": [_line(person, form) for person in people],
        "more": count - len(people),
        "most": MOST,
        "again": slips.slip_reissue_notice(),
        "to": {"url": request.get_full_path(), "back_url": back},
        "no_print": True,
    }
    return render(request, "org/accounts_open.html", context, status=status)


def _suggested(people: Sequence[Person]) -> list[tuple[int, str, str]]:
    """Return id, name and suggested username of those who can be chosen; namesakes get different names."""
    taken, found = queries.all_usernames(), []
    for person in people:
        if not _is_guarded(person.now):  # type: ignore[attr-defined]
            name = suggest_free_username(pinyin_slug(person.name), taken)
            taken.add(name.casefold())
            found.append((person.pk, person.name, name))
    return found


def _open(form: OpenAccounts, actor: Actor) -> list[PrintedSlip]:
    chosen = form.chosen_usernames()
    if not chosen:
        raise OrgError("incomplete", _("Choose at least one person."))
    return opening_actions.open_accounts(chosen, actor, at=timezone.now(), hours=hours_of(form.cleaned_data))


def _tell(form: OpenAccounts, error: Refusal) -> None:
    """Add errors to the people they concern, and say over the form that nothing was done."""
    if not error.fields:
        form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
        return
    form.add_error(None, _("No account has been opened yet: either all are opened, or none."))
    for pk, said in error.fields.items():
        form.add_error(f"{NAME}{pk}", said)


def _line(person: Person, form: OpenAccounts) -> AccountLine:
    tenures = person.now  # type: ignore[attr-defined]
    url, posts = reverse("org:person", args=[person.pk]), posts_of(tenures)
    if f"{TAKE}{person.pk}" in form.fields:
        return AccountLine(person.name, url, posts, form[f"{TAKE}{person.pk}"], form[f"{NAME}{person.pk}"])
    why = _("This role may need confirmation by a second person: open the account on this person's own page.")
    return AccountLine(person.name, url, posts, cannot=why)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Enable a disabled account; for a guarded role it is proposed, and another person confirms it."""
    actor, today = administrator_or_404(request), timezone.localdate()
    person = get_object_or_404(Person.objects.select_related("user"), user__is_active=False, pk=pk)

    def do(given: CleanedValues) -> str:
        if account_enabling_proposals(pk).exists():
            raise OrgError(
                "proposed", _("This has already been proposed. It waits for confirmation by a second person.")
            )
        names = {"person": person.name, "why": given["why"]}
        sent = {"user": person.user.pk, "why": given["why"], "names": names}
        done = _("%(name)s can sign in again.") % {"name": person.name}
        return outcome_message(submit_rights_change("enable", sent, actor, at=timezone.now()), done)

    effects = [_("The old password is valid again, and so are access tokens that have not expired.")]
    if guarded_roles(person.user, today):
        effects.append(_("This person's role needs confirmation by another administrator or an auditor."))
    if not held_posts(person, today):
        effects.append(_("This person holds no post today, and can do nothing here without one."))
    url = reverse("org:person", args=[pk])
    act = FormAct(
        _("Enable the account again"),
        lambda sent: Enable(sent, day=today),
        do,
        url,
        of=person.name,
        crumbs=[(_("People"), reverse("org:people")), (person.name, url)],
        effects=effects,
        facts=[LabelledFact(_("Account"), person.user.username)],
    )
    return perform_act(request, act)

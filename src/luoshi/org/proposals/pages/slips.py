"""Pages for slips that enable accounts: choose unused accounts, print their slips, print them again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from luoshi.base.errors import OrgError, Refusal
from luoshi.base.texts.qr_codes import qr_code_data_url
from luoshi.org.accounts import queries
from luoshi.org.accounts.actions.slips import PrintedSlip, print_slips
from luoshi.org.accounts.forms import PrintSlips, hours_of, sent_people
from luoshi.org.actors.models import Tenure, User
from luoshi.org.actors.view_dates import administrator_or_404
from luoshi.org.address.queries import printable_url
from luoshi.org.base.acts import STATUS
from luoshi.org.people.pages import tenure_tables
from luoshi.org.people.queries.people import goes_alone, tenures_on
from luoshi.org.units.queries import units_by_exact_words

MOST = 300  # slips at once


@dataclass(frozen=True)
class Slip:
    """A slip on paper; no password. ``code`` is "" if the URL alone opens the page."""

    person: str
    posts: str
    username: str
    address: str
    until: datetime
    code: str = ""
    square: str = ""


@dataclass(frozen=True)
class SlipLine:
    """A person with an unused account, as a row of the page; ``cannot`` says why no slip is printed here."""

    name: str
    url: str
    posts: str
    username: str
    stands: str
    take: BoundField | None = None
    cannot: str = ""


def slip_reissue_notice() -> str:
    """Return the notice, shown before printing, about how slips expire."""
    return _(
        "A slip works once. If it is printed again before use, it gets a new code and the earlier slip becomes invalid."
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_slip_list(request: HttpRequest) -> HttpResponse:
    """List the accounts not enabled yet, all chosen; on submit, show their slips. At most fifteen queries."""
    actor, at = administrator_or_404(request), timezone.now()
    today = timezone.localdate(at)
    asked = request.GET.get("unit", "").strip()[:120]
    rows = queries.never_used(today, asked)
    users, count = list(rows[:MOST]), rows.count()
    guarded = _apart(users, actor.person, today)
    free = [user for user in users if user.pk not in guarded]
    sent = request.POST if request.method == "POST" else None
    only = sent_people(request.GET)
    chosen = [user.pk for user in free if not only or user.person_id in only]
    form = PrintSlips(sent, day=today, accounts=[(user.pk, user.person.name) for user in free], chosen=chosen)
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            try:
                printable_url(request)  # before a new slip ends one that works
                if not form.chosen_accounts():
                    raise OrgError("incomplete", _("Choose at least one person."))
                made = print_slips(form.chosen_accounts(), actor, at=at, hours=hours_of(form.cleaned_data))
            except Refusal as error:
                status = STATUS.get(error.code, 422)
                form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
            else:
                return render_account_slips(request, made, request.get_full_path())
    held = tenures_on([user.person_id for user in users], today)
    unit = next(iter(units_by_exact_words(asked, today)), None) if asked else None
    back = reverse("org:unit", args=[unit.pk]) if unit else reverse("org:people")
    title = _("Slips to enable accounts")
    context = {
        "title": title,
        "of": unit.name if unit else "",
        "crumbs": [(unit.name, back) if unit else (_("People"), back), (title, "")],
        "form": form,
        "lines": [_line(user, held.get(user.person_id, []), form, guarded, at) for user in users],
        "more": count - len(users),
        "most": MOST,
        "again": slip_reissue_notice(),
        "to": {"url": request.get_full_path(), "back_url": back},
        "no_print": True,
    }
    return render(request, "org/slips_print.html", context, status=status)


def _apart(users: Sequence[User], actor: int, day: date) -> set[int]:
    """Return the accounts whose slip is made on the person's own page, because it can need two persons."""
    guarded = queries.guarded_among([user.person_id for user in users], day)
    if not guarded or not queries.others_in_charge(actor, day) or goes_alone(actor, guarded, day):
        return set()
    return {user.pk for user in users if user.person_id in guarded}


def _line(user: User, held: Sequence[Tenure], form: PrintSlips, guarded: set[int], at: datetime) -> SlipLine:
    until = user.slip  # type: ignore[attr-defined]
    if until is None:
        stands = _("no slip has been created")
    else:
        words = _("slip valid until %(until)s") if until > at else _("slip expired on %(until)s")
        stands = words % {"until": f"{timezone.localtime(until):%Y-%m-%d %H:%M}"}
    url = reverse("org:person", args=[user.person_id])
    given = (user.person.name, url, posts_of(held), user.username, stands)
    if user.pk in guarded:
        return SlipLine(
            *given,
            cannot=_("This role may need confirmation by a second person: print the slip from this person's page."),
        )
    return SlipLine(*given, take=form[form.name_of(user.pk)])


def render_account_slips(
    request: HttpRequest, made: Sequence[PrintedSlip], back: str, *, print_now: bool = False
) -> HttpResponse:
    """Show the slips, this once, by unit in the units' own order, then by name; ``print_now``: and print them."""
    at, office = timezone.now(), printable_url(request)
    held = tenures_on([slip.user.person_id for slip in made], timezone.localdate(at))
    units: dict[int, tuple[str, list[Slip]]] = {}
    for each in sorted(made, key=lambda one: _place(one.user, held)):
        user, tenures = each.user, held.get(each.user.person_id, [])
        unit = tenures[0].post.unit if tenures else None
        address = office + each.path
        slip = Slip(
            user.person.name,
            posts_of(tenures),
            user.username,
            address,
            each.until,
            each.code,
            qr_code_data_url(address),
        )
        units.setdefault(unit.pk if unit else 0, (unit.name if unit else "", []))[1].append(slip)
    context = {
        "title": _("Slips: %(count)d") % {"count": len(made)},
        "crumbs": [(_("People"), reverse("org:people")), (_("Slips"), "")],
        "units": list(units.values()),
        "enable": office + reverse("enable"),
        "back_url": back,
        "print_now": print_now,
    }
    return render(request, "org/account_slips.html", context)


def _place(user: User, held: dict[int, list[Tenure]]) -> tuple[object, ...]:
    tenures = held.get(user.person_id)
    unit = tenures[0].post.unit if tenures else None
    number = int(unit.sort or 10**9) if unit else 10**9
    return (number, unit.name if unit else "", user.person.initials, user.pk)


def posts_of(tenures: Iterable[Tenure]) -> str:
    """Return the posts of a person's tenures in one line."""
    return "、".join(tenure_tables.format_held_post(tenure, {}) for tenure in tenures)

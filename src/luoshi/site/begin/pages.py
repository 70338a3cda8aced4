"""The page “Getting started” (开始使用), and its card on the administrator's home page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import Light
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.registry import declared_lines, lines_in_use
from luoshi.org.people.queries.people import beginning_over
from luoshi.site.begin import queries, rules

PEOPLE = ("org:import_people", "org:people")  # where people are entered: the first of these URLs that exists
AWAY = "luoshi-begin"  # a cookie: the administrator has dismissed the card in this browser
KEPT = 365 * 24 * 3600  # seconds
# Title, purpose, button label and URL name; None: where people are entered.
WORDS: dict[str, tuple[object, object, object, str | None]] = {
    "address": (
        gettext_lazy("Address of the office"),
        gettext_lazy(
            "The address by which others reach Luoshi: it is printed on slips and in QR codes, and your browser "
            "tests it."
        ),
        gettext_lazy("Enter the address"),
        "begin_address",
    ),
    "lines": (
        gettext_lazy("Lines of work in use"),
        gettext_lazy("What your office uses. Everything else stands in no menu, list or search."),
        gettext_lazy("Choose lines"),
        "begin_lines",
    ),
    "units": (
        gettext_lazy("Units and people"),
        gettext_lazy(
            "One workbook: a sheet with the units (above you, yourselves, beside you, below you), a sheet with the "
            "people. Tree, posts, accounts and slips come from it at one moment, after a preview."
        ),
        gettext_lazy("Template and explanation"),
        "org:import_people",
    ),
    "second": (
        gettext_lazy("A second administrator or an auditor"),
        gettext_lazy("Appointments with wide rights are confirmed by a second person. Begin with the auditor."),
        gettext_lazy("Enter people"),
        None,
    ),
    "supervisors": (
        gettext_lazy("Supervisors"),
        gettext_lazy("They receive documents, send out what is to be done, and check it."),
        gettext_lazy("Enter people"),
        None,
    ),
    "leaders": (
        gettext_lazy("Leaders"),
        gettext_lazy("They see what is late in their charge, and close what is done."),
        gettext_lazy("Enter people"),
        None,
    ),
    "clerks": (
        gettext_lazy("Clerks of the units"),
        gettext_lazy("They accept what is sent to their unit, and report on it."),
        gettext_lazy("Enter people"),
        None,
    ),
    "accounts": (
        gettext_lazy("Accounts"),
        gettext_lazy("Slips to hand out, with which each person chooses a password."),
        gettext_lazy("Open accounts"),
        "org:open_accounts",
    ),
    "values": (
        gettext_lazy("Values of your office"),
        gettext_lazy(
            "Deadlines for answers, reminders and retention terms, each with its source. What a law or a standard "
            "gives is taken in one click; what only your office knows is named."
        ),
        gettext_lazy("Set values"),
        "records:values",
    ),
    "document": (
        gettext_lazy("The first document"),
        gettext_lazy(
            "A supervisor signs in, receives it, corrects what was read, and sends it out. Last year's ledger (.xlsx) "
            "comes in the same way, with what it calls done."
        ),
        gettext_lazy("How to do this"),
        "",
    ),
}


@dataclass(frozen=True)
class SetupStepRow:
    """A step as a row of the page; ``upload_url``: where its workbook can be given at once, or ""."""

    number: int
    title: Any
    why: object
    light: Light
    note: str
    label: Any
    url: str
    upload_url: str = ""


def may_view_setup(request: HttpRequest) -> bool:
    """Return True for an administrator, and for an auditor, who may look at it."""
    return not request_actor(request).roles.isdisjoint({Role.ADMINISTRATOR, Role.AUDITOR})


def build_setup_card(request: HttpRequest) -> dict[str, object] | None:
    """Return the card for the administrator's home: its steps, or a link if dismissed; None if all steps are done."""
    if Role.ADMINISTRATOR not in request_actor(request).roles:
        return None
    url = reverse("begin")
    if request.COOKIES.get(AWAY) == "1":
        return {"url": url, "steps": []}
    steps = _steps(request)
    todo = sum(step.light.code != "done" for step in steps)
    return {"url": url, "steps": steps, "todo": todo, "away_url": reverse("begin_away")} if todo else None


@require_safe
@login_required
def setup_steps_list(request: HttpRequest) -> HttpResponse:
    """Show the steps with purpose and link. Nine queries besides the frame's."""
    if not may_view_setup(request):
        raise Http404
    over, today = beginning_over(), timezone.localdate()
    steps = _steps(request)
    context = {
        "title": _("Getting started"),
        "steps": steps,
        "todo": sum(step.light.code != "done" for step in steps),
        "last": over - rules.DAY if today < over else None,
    }
    return render(request, "begin.html", context)


@require_POST
@login_required
def setup_card_dismiss(request: HttpRequest) -> HttpResponse:
    """Dismiss the card in this browser, or restore it (``show``)."""
    response = HttpResponseRedirect(reverse("home"))
    if request.POST.get("show"):
        response.delete_cookie(AWAY)
    else:
        response.set_cookie(AWAY, "1", max_age=KEPT, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _steps(request: HttpRequest) -> list[SetupStepRow]:
    counts = queries.count_setup_progress(timezone.localdate())
    may = Role.ADMINISTRATOR in request_actor(request).roles
    found = []
    for number, step in enumerate(rules.build_setup_steps(counts), 1):
        title, why, label, address = WORDS[step.name]
        light = Light("done", _("complete")) if step.done else Light("none", _("still open"))
        url = _people() if address is None else reverse(address) if address else reverse("help", args=["receive"])
        give = reverse("org:import_people") if step.name == "units" and not step.done and may else ""
        found.append(SetupStepRow(number, title, why, light, _note(step, counts), label, url, give))
    return found


def _note(step: rules.SetupStep, counts: rules.SetupCounts) -> str:
    if step.name == "accounts":
        return _("without an account: %(count)d") % {"count": step.count} if step.count else ""
    if step.name == "values":
        values = {"count": counts.values, "all": counts.declared, "late": counts.late}
        words = _("set: %(count)d of %(all)d; duties waiting for one: %(late)d") if counts.late else ""
        return (words or _("set: %(count)d of %(all)d")) % values
    if step.name == "document":
        return ""
    if step.name == "address":
        return counts.address
    if step.name == "lines":
        numbers = {"count": len(lines_in_use()), "all": len(declared_lines())}
        return _("used: %(count)d of %(all)d") % numbers if counts.chosen else ""
    if step.name == "units":
        return _("units: %(count)d") % {"count": step.count}
    return _("with an account: %(count)d") % {"count": step.count}


def _people() -> str:
    for name in PEOPLE:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    raise NoReverseMatch(PEOPLE[-1])

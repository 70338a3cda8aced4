"""Pages for people from one sheet: the template, and the import with trial and confirmation; one person in one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.errors import OrgError, Refusal
from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.json_values import JSON
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.sheets import trials
from luoshi.base.sheets.names import split_cell_names
from luoshi.org.accounts.actions.slips import print_slips
from luoshi.org.accounts.queries import root_units
from luoshi.org.accounts.rules.slips import USUAL_HOURS
from luoshi.org.actors.models import ROLES
from luoshi.org.actors.view_dates import administrator_or_404
from luoshi.org.address.actions import set_address
from luoshi.org.address.queries import known_address, own_address, printable_url
from luoshi.org.address.rules import is_local
from luoshi.org.base.actions import refuse_marked_cells
from luoshi.org.base.acts import FormAct, perform_act
from luoshi.org.base.screened_forms import CleanedValues
from luoshi.org.base.sheet_trials import (
    SheetUploadForm,
    TriedSheet,
    serialize_remarks,
    workbook_response,
)
from luoshi.org.people.actions import people as actions
from luoshi.org.people.queries.people import found_person, goes_alone
from luoshi.org.proposals.pages.slips import render_account_slips
from luoshi.org.roster import rules, sheets
from luoshi.org.roster.actions import (
    Roster,
    RosterOutcome,
    import_roster,
    plan_roster_import,
    plan_units_of,
    refusal_of,
)
from luoshi.org.roster.forms import MAKE, AddPerson, LeaderFields, UnknownUnits
from luoshi.org.roster.roster_remarks import describe_roster_remark
from luoshi.org.roster.unit_rows import OF_UNIT, draw_planned_tree
from luoshi.org.units.queries import proposed_codes, standing_names, standing_unit


def _post(kept_so: tuple[str, str]) -> str:
    title, role = kept_so
    if role == OF_UNIT:
        return _("unit")
    return f"{title} ({ROLES[Role(role)]})" if role else title


SHEET = TriedSheet(
    (gettext_lazy("People"), "org:people"),
    "org:import_people",
    "org:roster_trial",
    {
        "wrong": gettext_lazy("wrong"),
        "new": gettext_lazy("to be created"),
        "units": gettext_lazy("units founded or changed"),
        "unchanged": gettext_lazy("unchanged"),
        "doubtful": gettext_lazy("to check again"),
    },
    (
        (gettext_lazy("Unit"), "text", str),
        (gettext_lazy("Full name"), "text", str),
        (gettext_lazy("Post"), "text", _post),
        (gettext_lazy("Account"), "code", str),
    ),
    describe_roster_remark,
    "org/roster_trial.html",
    sealed=True,  # it contains telephone numbers
)
MOST_DRAWN = 400  # units of the tree shown in a preview
DEEPEST = 4  # steps of the indentation there (tree.css)
AT_FIELD = {"roster.namesake": "name", "roster.phone": "phone", "roster.email": "email", "roster.account": "username"}
AT_FIELD |= {"roster.account_taken": "username", "roster.excluded": "role"}


@require_safe
@login_required
def roster_template_download(request: HttpRequest) -> HttpResponse:
    """Return the template to fill in."""
    administrator_or_404(request)
    return workbook_response(sheets.build_roster_template(), "people-template.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def roster_upload(request: HttpRequest) -> HttpResponse:
    """Ask for the workbook; once uploaded, try it and show the report."""
    actor, at = administrator_or_404(request), timezone.now()

    def report(name: str, data: bytes) -> dict[str, Any]:
        read = sheets.read_roster_workbook(data)
        marked = [
            *((row.number, (row.code, row.name, row.short, row.remark)) for row in read.units),
            *((row.number, row.words()) for row in read.rows),
        ]
        refuse_marked_cells(marked, len(data), actor, at=at)
        root = root_units(timezone.localdate(at)).first()
        asked = {"name": name, "person": actor.person, "unread": read.unread, "said": {}, "made": {}, "fields": {}}
        asked |= {"parent": root.pk if root else None}
        return asked | _report(_roster(asked, read, at), actor, at)

    return SHEET.ask(
        request,
        SheetUploadForm(request),
        report,
        at,
        title=_("Import units and people"),
        effects=[
            _("One workbook: a sheet with the units, each with the one above it, and a sheet with the people."),
            _("One row per person: unit, name, telephone, post, role, fields of responsibility."),
            _("At most %(most)d people per sheet: send the rest in a second sheet.") % {"most": sheets.MOST},
            _("A preview lists all rows first; nothing is written before you confirm."),
            _("Units, posts, people and accounts are then created at one moment, and you can print the slips."),
        ],
        actions=[{"label": _("Template with examples"), "url": reverse("org:roster_template")}],
    )


def _roster(report: dict[str, Any], read: sheets.RosterWorkbook, at: datetime) -> Roster:
    meant = {name: int(unit) for name, unit in report["said"].items() if unit != MAKE}
    day, sha256 = timezone.localdate(at), report.get("sha256", "")
    rows = [_with_field(row, report["fields"].get(str(row.number))) for row in read.rows]
    return Roster(rows, day, report["name"], sha256, meant, report["made"], report["parent"], read.units)


def _with_field(row: rules.RosterRow, said: Sequence[str] | None) -> rules.RosterRow:
    """Return the row with what was said on the page of the leader's field and units."""
    return replace(row, fields=said[0], charges=tuple(split_cell_names(said[1]))) if said else row


def _report(roster: Roster, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the result of a trial for storage: sentences by id, so that it reads in any language."""
    made = plan_roster_import(roster)
    refusal = None if made.wrong_rows else refusal_of(roster, made, actor, at=at)
    drawn = plan_units_of(roster) if roster.units else None
    return {
        "leaders": made.fieldless,
        "tree": draw_planned_tree(drawn.plan, drawn.units, roster.day)[:MOST_DRAWN] if drawn else [],
        "digest": made.digest(),
        "counts": made.counts(),
        "unknown": {name: list(near) for name, near in made.unknown.items()},
        "guarded": sorted({entry.name for entry in made.entries if entry.is_guarded}),
        "alone": any(entry.is_guarded for entry in made.entries) and goes_alone(actor.person, [], roster.day),
        "refusal": " ".join(filter(None, [refusal.what, refusal.remedy])) if refusal else "",
        "lines": [
            [
                v.row,
                [v.kind],
                serialize_remarks(v.said),
                serialize_remarks(v.doubts),
                v.unit,
                v.name or "—",
                [v.title, v.role],
                v.account,
            ]
            for v in made.verdicts
        ],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def roster_trial_detail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the report of a trial, row by row, and ask about unknown units; on confirmation, import everything."""
    actor, at = administrator_or_404(request), timezone.now()
    tried_so = SHEET.find_trial(request, token)
    if isinstance(tried_so, HttpResponse):
        return tried_so
    found, data = tried_so
    if request.method != "POST":
        return _shown(request, found, None)
    report, read = dict(found.report), sheets.read_roster_workbook(data)
    if not {"agreed", "print", "alone"}.isdisjoint(request.POST):
        return _confirmed(request, found, _roster(report, read, at), at)
    if "leaders" in request.POST:
        leaders = _leaders_form(found, request.POST)
        if not leaders.is_valid():
            return _shown(request, found, None, leaders)
        report["fields"] = {str(row): list(said) for row, said in leaders.answers().items() if any(said)}
    else:
        form = _unknown_form(found, request.POST)
        if not form.is_valid():
            return _shown(request, found, form)
        parent = form.cleaned_data["parent"]
        report["said"] |= {name: str(pk) for name, pk in form.existing_units().items()}
        report["made"] |= form.units_to_create()
        report["parent"] = parent.pk if parent else None
    answered = [tuple(leader) for leader in report["leaders"] if str(leader[0]) in report["fields"]]
    again = _report(_roster(report, read, at), actor, at)
    again["leaders"] = sorted([*again["leaders"], *answered])
    trials.replace_trial_report(token, report | again)
    return HttpResponseRedirect(request.path)


def _unknown_form(found: trials.FileTrial, sent: QueryDict | None) -> UnknownUnits:
    today = timezone.localdate()
    names = found.report["unknown"]
    ids = {pk for near in names.values() for pk in near}
    called = standing_names(ids, today)
    codes = proposed_codes(list(names))
    unknown = [(name, [(pk, called[pk]) for pk in near if pk in called], codes[name]) for name, near in names.items()]
    parent = standing_unit(found.report["parent"], today)
    return UnknownUnits(sent, day=today, unknown=unknown, initial={"parent": parent})


def _leaders_form(found: trials.FileTrial, sent: QueryDict | None) -> LeaderFields:
    said = {int(row): (fields, charges) for row, (fields, charges) in found.report["fields"].items()}
    return LeaderFields(sent, day=timezone.localdate(), leaders=found.report["leaders"], said=said)


def _confirmed(request: HttpRequest, found: trials.FileTrial, roster: Roster, at: datetime) -> HttpResponse:
    """Import what was shown; with ``print``, answer with the slips of the accounts.

    With ``alone`` as well, after the administrator has said that nobody opens Luoshi from another computer.
    """
    actor = request_actor(request)
    how = next(name for name in ("alone", "print", "agreed") if name in request.POST)
    prints = how != "agreed"
    try:
        if how == "print":
            printable_url(request)  # before anything is made
        done = import_roster(roster, actor, at=at, agreed=request.POST[how])
    except Refusal as error:
        return SHEET.show_refusal(request, found, _report(roster, actor, at) | _kept(found), error)
    trials.drop_trial(found.token)
    _tell(request, done)
    if prints and done.accounts:
        if not known_address():
            set_address(own_address(request), actor, at=at)
        try:
            made = print_slips(done.accounts, actor, at=at, hours=USUAL_HOURS)
        except Refusal as error:  # what is imported stays
            messages.warning(request, " ".join(filter(None, [error.what, error.remedy])))
        else:
            return render_account_slips(request, made, reverse("org:people"), print_now=True)
    return HttpResponseRedirect(reverse("org:slips") if done.accounts else reverse("org:people"))


def _kept(found: trials.FileTrial) -> dict[str, JSON]:
    """Return what a new trial does not find again: the leaders whose fields were entered on the page."""
    return {"leaders": found.report["leaders"]}


def _tell(request: HttpRequest, done: RosterOutcome) -> None:
    words = _(
        "Created: %(units)d units, %(people)d people, %(posts)d posts, %(accounts)d accounts that have to be enabled."
    )
    counts = {"units": done.units, "people": done.people, "posts": done.posts, "accounts": len(done.accounts)}
    messages.success(request, words % counts)
    if done.alone:
        alone = _("Set up by you alone until a second person confirms it: %(names)s.")
        messages.warning(request, alone % {"names": "、".join(dict.fromkeys(done.alone))})
    if done.waiting:
        waits = _("A second person must confirm it for %(names)s; their accounts are opened after that.")
        messages.warning(request, waits % {"names": "、".join(dict.fromkeys(done.waiting))})


def _shown(
    request: HttpRequest, found: trials.FileTrial, form: UnknownUnits | None, leaders: LeaderFields | None = None
) -> HttpResponse:
    report = found.report
    if form is None and report["unknown"]:
        form = _unknown_form(found, None)
    if leaders is None and report["leaders"]:
        leaders = _leaders_form(found, None)
    wrong = any(shown.errors for shown in (form, leaders) if shown is not None and shown.is_bound)
    return SHEET.show(
        request,
        found,
        report["counts"]["new"] + report["counts"]["units"],
        status=422 if wrong else 200,
        title=_("Import units and people: preview"),
        leaders=leaders,
        answered=len(report["fields"]),
        tree=[(min(depth, DEEPEST), name, changed) for depth, name, changed in report["tree"]],
        more=len(report["tree"]) == MOST_DRAWN,
        prints=report["counts"]["new"] > 0,
        local=own_address(request) if not known_address() and is_local(own_address(request)) else "",
        guarded="、".join(report["guarded"]),
        alone=report["alone"],
        refusal=report["refusal"],
        form=form,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def roster_person_new(request: HttpRequest) -> HttpResponse:
    """Enter a person; with a unit and a role also create post, tenure and account at once."""
    actor, today = administrator_or_404(request), timezone.localdate()

    def do(given: CleanedValues) -> tuple[str, str] | HttpResponse:
        at = timezone.now()
        if given["unit"] is None:
            return _enter(given, actor, at)
        row = _row_of(given)
        roster = Roster([row], today)
        made = plan_roster_import(roster)
        if made.wrong_rows:
            raise _refused(made.wrong_rows[0])
        if not made.entries:
            there = _("%(name)s holds this post already.") % {"name": row.name}
            raise OrgError("incomplete", there, fields={"title": [there]})
        done = import_roster(roster, actor, at=at, agreed=made.digest())
        _tell(request, done)
        person = found_person(row.name)[-1].pk if not made.entries[0].person else made.entries[0].person
        slip = f"{reverse('org:slips')}?take_{person}=1"
        return HttpResponseRedirect(slip if done.accounts else reverse("org:person", args=[person]))

    act = FormAct(
        _("Enter a person"),
        lambda sent: AddPerson(sent, day=today, initial={"unit": request.GET.get("unit", "")}),
        do,
        reverse("org:people"),
        crumbs=[(_("People"), reverse("org:people"))],
        effects=[
            _(
                "With a unit and a role, the post, the person and the account are created in one step; then the "
                "slip is printed."
            )
        ],
        draft=False,
    )
    return perform_act(request, act)


def _enter(given: CleanedValues, actor: Actor, at: datetime) -> tuple[str, str]:
    if found_person(given["name"]) and not given["namesake"]:
        there = _("There is already a person of this name. Tick the box below if this is another person.")
        raise OrgError("incomplete", there, fields={"name": [there]})
    found = actions.enter_person(given["name"], actor, at=at, phone=given["phone"], email=given["email"])
    return _("Entered: %(name)s.") % {"name": found.name}, reverse("org:person", args=[found.pk])


def _row_of(given: CleanedValues) -> rules.RosterRow:
    title = given["title"] or (str(ROLES[Role(given["role"])]) if given["role"] else "")
    return rules.RosterRow(
        1,
        given["unit"].code,
        given["name"],
        given["phone"],
        given["email"],
        title,
        given["role"],
        given["fields_in_charge"],
        (),
        given["username"],
        another=given["namesake"],
    )


def _refused(verdict: rules.RosterVerdict) -> OrgError:
    """Return the errors of the single row, at the form's fields."""
    fields: dict[str, list[str]] = {}
    for remark in verdict.said:
        said = describe_roster_remark(remark)
        fields.setdefault(AT_FIELD.get(remark.code) or str(remark.values.get("field", "name")), []).append(said)
    return OrgError("incomplete", describe_roster_remark(verdict.said[0]), fields=fields)

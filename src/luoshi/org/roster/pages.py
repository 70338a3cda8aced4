"""People from one sheet: the template, the import that is first tried and then confirmed; one person in one form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.codes.model import Remark
from luoshi.org.accounts.queries import roots
from luoshi.org.actors.asked import administrator_or_404
from luoshi.org.actors.models import ROLES
from luoshi.org.base import ports, trials
from luoshi.org.base.acts import Act, answer
from luoshi.org.base.errors import OrgError, Refusal
from luoshi.org.base.fields import sealed, unsealed
from luoshi.org.base.requests import acting, takes_files
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table, paged, pager, query
from luoshi.org.people.actions import people as actions
from luoshi.org.people.queries.people import found_person
from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.org.roster import rules, sheets
from luoshi.org.roster.actions import Outcome, Roster, carry_out, refusal_of, refuse_marked, tried
from luoshi.org.roster.forms import MAKE, AddPerson, Given, UnknownUnits
from luoshi.org.roster.said import sentence
from luoshi.org.units.queries import proposed_codes, standing_names, standing_unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    "wrong": gettext_lazy("wrong"),
    "new": gettext_lazy("to be made"),
    "unchanged": gettext_lazy("unchanged"),
    "doubtful": gettext_lazy("to be looked at again"),
}
AT_FIELD = {"roster.namesake": "name", "roster.phone": "phone", "roster.email": "email", "roster.account": "username"}
AT_FIELD |= {"roster.account_taken": "username", "roster.excluded": "role"}


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    administrator_or_404(request)
    return HttpResponse(
        sheets.template(), XLSX, headers={"Content-Disposition": 'attachment; filename="people-template.xlsx"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def give(request: HttpRequest) -> HttpResponse:
    """Ask for the workbook; sent, it is tried and its report shown."""
    actor, at = administrator_or_404(request), timezone.now()
    sent, wrong = request.method == "POST", 422
    form = Given(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        try:
            name, data = ports.look_through(form.cleaned_data["file"], actor, at=at)
            read = sheets.read(data)
            refuse_marked(read.rows, len(data), actor, at=at)
        except Refusal as error:
            form.add_error("file", " ".join(filter(None, [error.what, error.remedy])))
            wrong = 503 if error.code == "busy" else wrong
        else:
            report = {"name": name, "person": actor.person, "unread": read.unread, "said": {}, "made": {}}
            root = roots(timezone.localdate(at)).first()
            report |= {"parent": root.pk if root else None}
            report |= _report(_roster(report, read.rows, at), actor, at)
            # Telephones stand in it: it lies no more open in the data folder than in the database.
            return HttpResponseRedirect(reverse("org:roster_trial", args=[trials.save_trial(sealed(data), report, at)]))
    context = {
        "title": _("Import people"),
        "crumbs": _crumbs(_("Import")),
        "form": form,
        "actions": [{"label": _("Template with examples"), "url": reverse("org:roster_template")}],
        "to": {
            "url": request.path,
            "label": _("Preview the import"),
            "files": True,
            "back_url": reverse("org:people"),
            "draft": request.path,
        },
        "no_print": True,
    }
    return render(request, "org/roster.html", context, status=wrong if form.errors else 200)


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("People"), reverse("org:people")), (last, "")]


def _roster(report: dict[str, Any], rows: Sequence[rules.Row], at: datetime) -> Roster:
    meant = {name: int(one) for name, one in report["said"].items() if one != MAKE}
    day, sha256 = timezone.localdate(at), report.get("sha256", "")
    return Roster(rows, day, report["name"], sha256, meant, report["made"], report["parent"])


def _report(roster: Roster, actor: Actor, at: datetime) -> dict[str, Any]:
    """What was tried, as it is kept: sentences by their ids, so that they are read in any language."""
    made = tried(roster)
    refusal = None if made.wrong else refusal_of(roster, made, actor, at=at)
    return {
        "digest": made.digest(),
        "counts": made.counts(),
        "unknown": {name: list(near) for name, near in made.unknown.items()},
        "guarded": sorted({one.name for one in made.entries if one.guarded}),
        "refusal": " ".join(filter(None, [refusal.what, refusal.remedy])) if refusal else "",
        "rows": [
            [v.row, v.unit, v.name, v.title, v.role, v.account, v.kind, _kept(v.said), _kept(v.doubts)]
            for v in made.verdicts
        ],
    }


def _kept(remarks: Sequence[Remark]) -> list[Any]:
    return [[one.code, one.values] for one in remarks]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def trial(request: HttpRequest, token: str) -> HttpResponse:
    """The report of what was tried, row by row; unknown units are settled here; confirmed, all of it is made."""
    actor, at = administrator_or_404(request), timezone.now()
    found = trials.find(token, actor.person)
    if found is None:
        if request.method != "POST":
            raise Http404
        messages.warning(request, _("This trial is over: it was imported, given up, or is older than a day."))
        return HttpResponseRedirect(reverse("org:import_people"))
    if request.method != "POST":
        return _shown(request, found, None)
    if "drop" in request.POST:
        trials.drop(token)
        messages.success(request, _("Given up. Nothing was imported."))
        return HttpResponseRedirect(reverse("org:import_people"))
    data = trials.data_of(found)
    plain = unsealed(data) if data else None
    if plain is None:
        trials.drop(token)
        messages.warning(request, _("The file that was tried is no longer there. Send it again."))
        return HttpResponseRedirect(reverse("org:import_people"))
    report, rows = dict(found.report), sheets.read(plain).rows
    if "agreed" not in request.POST:
        form = _unknown_form(found, request.POST)
        if not form.is_valid():
            return _shown(request, found, form)
        parent = form.cleaned_data["parent"]
        report["said"] |= {name: str(pk) for name, pk in form.meant().items()}
        report["made"] |= form.made()
        report["parent"] = parent.pk if parent else None
        trials.again(token, report | _report(_roster(report, rows, at), actor, at))
        return HttpResponseRedirect(request.path)
    return _confirmed(request, found, _roster(report, rows, at), at)


def _unknown_form(found: trials.Trial, sent: Any) -> UnknownUnits:
    today = timezone.localdate()
    names = found.report["unknown"]
    ids = {pk for near in names.values() for pk in near}
    called = standing_names(ids, today)
    codes = proposed_codes(list(names))
    unknown = [(name, [(pk, called[pk]) for pk in near if pk in called], codes[name]) for name, near in names.items()]
    parent = standing_unit(found.report["parent"], today)
    return UnknownUnits(sent, day=today, unknown=unknown, initial={"parent": parent})


def _confirmed(request: HttpRequest, found: trials.Trial, roster: Roster, at: datetime) -> HttpResponse:
    actor = acting(request)
    try:
        done = carry_out(roster, actor, at=at, agreed=request.POST["agreed"])
    except Refusal as error:
        trials.again(found.token, {**found.report, **_report(roster, actor, at)})
        messages.warning(request, " ".join(filter(None, [error.what, error.remedy])))
        return HttpResponseRedirect(request.path)
    trials.drop(found.token)
    _tell(request, done)
    return HttpResponseRedirect(reverse("org:slips") if done.accounts else reverse("org:people"))


def _tell(request: HttpRequest, done: Outcome) -> None:
    words = _(
        "Made: %(units)d units, %(people)d people, %(posts)d posts, %(accounts)d accounts that wait to be enabled."
    )
    counts = {"units": done.units, "people": done.people, "posts": done.posts, "accounts": len(done.accounts)}
    messages.success(request, words % counts)
    if done.waiting:
        waits = _("A second person must confirm it for %(names)s; their accounts are opened after that.")
        messages.warning(request, waits % {"names": "、".join(dict.fromkeys(done.waiting))})


def _shown(request: HttpRequest, found: trials.Trial, form: UnknownUnits | None) -> HttpResponse:
    report = found.report
    counts = report["counts"]
    which = request.GET.get("show", "")
    if which not in KINDS:
        which = next((kind for kind in KINDS if counts[kind]), "unchanged")
    rows = [row for row in report["rows"] if row[6] == which or (which == "doubtful" and row[8])]
    page = paged(request, rows)
    if form is None and report["unknown"]:
        form = _unknown_form(found, None)
    context = {
        "title": _("Import people: preview"),
        "crumbs": _crumbs(_("Import")),
        "counts": [
            {
                "label": label,
                "count": counts[kind],
                "url": query(request, show=kind, page=None),
                "here": kind == which,
                "tone": {"wrong": "late", "doubtful": "soon"}.get(kind),
            }
            for kind, label in KINDS.items()
        ],
        "file": report["name"],
        "unread": "、".join(report["unread"]),
        "wrong": counts["wrong"],
        "changes": counts["new"],
        "guarded": "、".join(report["guarded"]),
        "refusal": report["refusal"],
        "agreed": report["digest"],
        "form": form,
        "table": _table(page, str(KINDS[which])),
        "pager": pager(request, page),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "org/roster_trial.html", context, status=status)


def _table(page: Any, caption: str) -> Table:
    lines = []
    for number, unit, name, title, role, account, kind, said, doubts in page:
        words = " ".join(sentence(Remark(*one)) for one in said)
        post = f"{title} ({ROLES[Role(role)]})" if role else title
        cells = [
            Cell(str(number), _("Row"), "number"),
            Cell(unit, _("Unit")),
            Cell(name or "—", _("Full name"), head=True),
            Cell(post, _("Post")),
            Cell(account, _("Account"), "code"),
            Cell(str(KINDS[kind]), _("Change")),
            Cell(words, _("In particular"), note=" ".join(sentence(Remark(*one)) for one in doubts)),
        ]
        lines.append(Row(str(number), name, cells))
    columns = [Column(_("Row"), "number"), Column(_("Unit")), Column(_("Full name")), Column(_("Post"))]
    columns += [Column(_("Account"), "code"), Column(_("Change")), Column(_("In particular"))]
    return Table(caption, columns, lines, Empty(_("No such rows.")))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Enter a person; with a unit and a role also the post, the tenure and the account, in one go."""
    actor, today = administrator_or_404(request), timezone.localdate()

    def do(given: dict[str, Any]) -> tuple[str, str] | HttpResponse:
        at = timezone.now()
        if given["unit"] is None:
            return _enter(given, actor, at)
        row = _row_of(given)
        roster = Roster([row], today)
        made = tried(roster)
        if made.wrong:
            raise _refused(made.wrong[0])
        if not made.entries:
            there = _("%(name)s holds this post already.") % {"name": row.name}
            raise OrgError("incomplete", there, fields={"title": [there]})
        done = carry_out(roster, actor, at=at, agreed=made.digest())
        _tell(request, done)
        person = found_person(row.name)[-1].pk if not made.entries[0].person else made.entries[0].person
        slip = f"{reverse('org:slips')}?take_{person}=1"
        return HttpResponseRedirect(slip if done.accounts else reverse("org:person", args=[person]))

    act = Act(
        _("Enter a person"),
        lambda sent: AddPerson(sent, day=today, initial={"unit": request.GET.get("unit", "")}),
        do,
        reverse("org:people"),
        crumbs=[(_("People"), reverse("org:people"))],
        effects=[
            _("With a unit and a role the post, the person and the account are made in one go; then comes the slip.")
        ],
        draft=False,
    )
    return answer(request, act)


def _enter(given: dict[str, Any], actor: Actor, at: datetime) -> tuple[str, str]:
    if found_person(given["name"]) and not given["namesake"]:
        there = _("Somebody of this name is there already. Tick the box below if this is another person.")
        raise OrgError("incomplete", there, fields={"name": [there]})
    found = actions.enter_person(given["name"], actor, at=at, phone=given["phone"], email=given["email"])
    return _("Entered: %(name)s.") % {"name": found.name}, reverse("org:person", args=[found.pk])


def _row_of(given: dict[str, Any]) -> rules.Row:
    title = given["title"] or (str(ROLES[Role(given["role"])]) if given["role"] else "")
    return rules.Row(
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


def _refused(verdict: rules.Verdict) -> OrgError:
    """What is wrong with the one row, at the form's fields."""
    fields: dict[str, list[str]] = {}
    for one in verdict.said:
        said = sentence(one)
        fields.setdefault(AT_FIELD.get(one.code) or str(one.values.get("field", "name")), []).append(said)
    return OrgError("incomplete", sentence(verdict.said[0]), fields=fields)

"""Pages for changes of rights that need two persons: the proposals, and the second person's answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light, build_pager, paginate_rows
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.org.base.acts import FormAct, perform_act
from luoshi.org.base.screened_forms import CleanedValues
from luoshi.org.people.forms import DayForm, RefuseProposal
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import (
    ALONE,
    all_rights_proposals,
    confirmable_proposals,
    proposals_to_confirm,
    with_people_concerned,
)
from luoshi.org.proposals import actions
from luoshi.org.proposals.forms import ConfirmAll
from luoshi.org.proposals.pages.words import describe_proposal, over_on

# Where the proposer makes a link after confirmation: the URL name, and the key of the id in ``given``.
LINKS = {"reset": ("issue_reset", "user"), "open": ("org:open_account", "person")}
OUTCOMES = {
    "": ("waiting", N_("waits for confirmation")),
    ALONE: ("soon", N_("set up by one person, waits for confirmation")),
    "confirmed": ("done", N_("confirmed")),
    "issued": ("done", N_("confirmed, link created")),
    "refused": ("none", N_("refused")),
    "withdrawn": ("none", N_("withdrawn")),
}


def _one_or_404(request: HttpRequest) -> Actor:
    actor = request_actor(request)
    if actor.roles.isdisjoint({Role.ADMINISTRATOR, Role.AUDITOR}):
        raise Http404
    return actor


@require_safe
@login_required
def proposal_list(request: HttpRequest) -> HttpResponse:
    """List all changes of rights that needed two persons, pending ones first. For administrators and auditors."""
    actor, day = _one_or_404(request), timezone.localdate()
    waiting = proposals_to_confirm(actor)
    mine = {proposal.pk for proposal in confirmable_proposals(waiting, actor, day)}
    page = paginate_rows(request, all_rights_proposals())
    shown = with_people_concerned(page, waiting)
    rows = [
        DataRow(str(proposal.pk), describe_proposal(proposal), _cells(proposal, actor, proposal.pk in mine))
        for proposal in shown
    ]
    columns = [
        DataColumn(_("Changes to make")),
        DataColumn(_("Proposed by")),
        DataColumn(_("Proposed"), "date"),
        DataColumn(_("State"), "light"),
    ]
    empty = Empty(
        _("No changes of rights."),
        _(
            "Changes that an administrator may not decide alone are proposed on the page of a person or post, and "
            "appear here."
        ),
    )
    alone = [proposal for proposal in shown if proposal.outcome == ALONE]
    context = {
        "actions": [{"label": _("Set up by one person"), "url": reverse("org:alone"), "main": True}] if alone else [],
        "title": _("Changes of rights"),
        "crumbs": [(_("People"), reverse("org:people")), (_("Changes of rights"), "")],
        "table": DataTable(_("Changes of rights"), [*columns, DataColumn(_("Actions"), "steps")], rows, empty),
        "pager": build_pager(request, page),
    }
    return render(request, "luoshi/list.html", context)


def _cells(one: Proposal, actor: Actor, mine: bool) -> list[DataCell]:
    code, words = OUTCOMES[one.outcome]
    steps = []
    if mine:
        steps.append({"label": _("Confirm the change"), "url": reverse("org:confirm_proposal", args=[one.pk])})
        steps.append({"label": _("Refuse"), "url": reverse("org:refuse_proposal", args=[one.pk])})
    elif one.outcome in ("", ALONE) and one.proposer_id == actor.person:
        steps.append({"label": _("Withdraw"), "url": reverse("org:refuse_proposal", args=[one.pk])})
    elif one.act in LINKS and one.outcome == "confirmed" and one.proposer_id == actor.person:
        address, of = LINKS[one.act]
        steps.append({"label": _("Create the link"), "url": reverse(address, args=[one.given[of]])})
    decided = _("valid until %(day)s") % {"day": over_on(one)} if one.outcome == ALONE else ""
    decided = decided if one.decider is None or one.decided is None else f"{one.decider} {_moment(one.decided)}"
    return [
        DataCell(describe_proposal(one), _("Changes to make"), head=True),
        DataCell(one.proposer.name, _("Proposed by")),
        DataCell(_moment(one.proposed), _("Proposed"), "date"),
        DataCell("", _("State"), "light", light=Light(code, _(words)), note=decided),
        DataCell("", _("Actions"), "steps", steps=steps),
    ]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def proposal_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm another person's proposal; it is carried out at once."""
    actor, row = _one_or_404(request), get_object_or_404(Proposal, pk=pk)

    def do(given: CleanedValues) -> str:
        actions.confirm_rights_change(row, actor, at=timezone.now())
        return _("Confirmed, and in effect.")

    return perform_act(request, _act(_("Confirm the change"), row, DayForm, do))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def proposal_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse another person's proposal, or withdraw one's own."""
    actor, row = _one_or_404(request), get_object_or_404(Proposal, pk=pk)
    own = row.proposer_id == actor.person

    effects = []
    if row.outcome == ALONE:
        effects.append(_("The post ends today, and an account opened for it is disabled."))

    def do(given: CleanedValues) -> str:
        actions.refuse_rights_change(row, given.get("reason", ""), actor, at=timezone.now())
        return _("Withdrawn.") if own else _("Refused.")

    return perform_act(
        request, _act(_("Withdraw") if own else _("Refuse"), row, DayForm if own else RefuseProposal, do, effects)
    )


def _act(
    title: str, row: Proposal, form: type[DayForm], do: Callable[[CleanedValues], str], more: Sequence[str] = ()
) -> FormAct:
    to = reverse("org:proposals")
    crumbs = [(_("People"), reverse("org:people")), (_("Changes of rights"), to)]
    day = timezone.localdate()
    return FormAct(
        title, lambda sent: form(sent, day=day), do, to, crumbs=crumbs, effects=[describe_proposal(row), *more]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sole_setup_review(request: HttpRequest) -> HttpResponse:
    """Review what one administrator set up alone: another confirms all of it at once, or refuses single changes."""
    actor, day = _one_or_404(request), timezone.localdate()
    waiting = [proposal for proposal in proposals_to_confirm(actor) if proposal.outcome == ALONE]
    mine = {proposal.pk for proposal in confirmable_proposals(waiting, actor, day)}
    shown = ",".join(str(proposal.pk) for proposal in waiting if proposal.pk in mine)

    def do(given: CleanedValues) -> str:
        count = actions.confirm_all(set(given["rows"]) & mine, actor, at=timezone.now())
        return _("Confirmed: %(count)d. What one person set up is now permanent.") % {"count": count}

    rows = [_alone_row(proposal, actor, proposal.pk in mine, day) for proposal in waiting]
    columns = [
        DataColumn(_("Setup")),
        DataColumn(_("Set up by")),
        DataColumn(_("Set up on"), "date"),
        DataColumn(_("Valid until"), "date"),
    ]
    empty = Empty(
        _("There is nothing to confirm."), _("Everything that one person set up has been confirmed or undone.")
    )
    title = _("Set up by one person")
    act = FormAct(
        title,
        lambda sent: ConfirmAll(sent, day=day, initial={"rows": shown}),
        do,
        reverse("org:proposals"),
        crumbs=[(_("People"), reverse("org:people")), (_("Changes of rights"), reverse("org:proposals"))],
        label=_("Confirm all: %(count)d") % {"count": len(mine)},
        effects=[
            _("Each of these posts is held as long as intended; one that has ended begins again today."),
            _("First refuse what should not stay, one by one and with a reason: it is undone."),
        ],
        draft=False,
        extra={
            "said": [
                _(
                    "In the first week one administrator may set up an office alone; this is valid until the day "
                    "named here."
                ),
                _("A second person must confirm it: another administrator or an auditor, but nobody whom it concerns."),
            ],
            "table": DataTable(title, [*columns, DataColumn(_("Actions"), "steps")], rows, empty),
            "mine": len(mine),
        },
    )
    return perform_act(request, act, "org/alone.html")


def _alone_row(one: Proposal, actor: Actor, mine: bool, day: date) -> DataRow:
    last = over_on(one)
    steps = []
    if mine or one.proposer_id == actor.person:
        label = _("Refuse") if mine else _("Withdraw")
        steps.append({"label": label, "url": reverse("org:refuse_proposal", args=[one.pk])})
    over = Light("late", _("ended, waits to be confirmed")) if last < day else None
    cells = [
        DataCell(describe_proposal(one), _("Setup"), head=True),
        DataCell(one.proposer.name, _("Set up by")),
        DataCell(_moment(one.proposed), _("Set up on"), "date"),
        DataCell(last.isoformat(), _("Valid until"), "date", light=over),
        DataCell("", _("Actions"), "steps", steps=steps),
    ]
    return DataRow(str(one.pk), describe_proposal(one), cells)

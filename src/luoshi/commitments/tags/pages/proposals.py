"""Tags proposed by the headings of a plan: shown with their reason, and accepted for all under a heading at once."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.tags.queries import HeadingProposals, heading_proposals, scope_of
from luoshi.commitments.tags.rules import ADD, TagProposal
from luoshi.desk.bulk.actions.runs import go_on, repeat_run, start_run
from luoshi.desk.tags.part import short_name
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import render_problem, request_key
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_crumbs, plan_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tag_proposal_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the headings propose; a POST accepts one heading's proposal as a step on all that it is for."""
    plan, actor, at = plan_or_404(request, pk), request_actor(request), timezone.now()
    day = timezone.localdate(at)
    if not plan.edition or "keeper" not in relations_to_record(plan, actor, day) or actor.behalf:
        raise Http404
    found = heading_proposals(plan, actor, day)
    if request.method == "POST":
        try:
            return _accept(request, plan, found, actor)
        except RecordError as error:
            return render_problem(request, error, home_url=request.path)
    title = _("Tags proposed by headings")
    context = {
        "title": title,
        "kind": plan.title,
        "crumbs": plan_crumbs(plan, title, (_("Commitments by tags"), reverse("ledger:tag_matrix", args=[plan.pk]))),
        "groups": [_group(plan, proposed) for proposed in found],
        "matrix_url": reverse("ledger:tag_matrix", args=[plan.pk]),
    }
    return render(request, "ledger/tag_proposals.html", context)


def _accept(request: HttpRequest, plan: Plan, found: list[HeadingProposals], actor: Actor) -> HttpResponse:
    """Take the step on the commitments of the heading, as the page showed them.

    Raises:
        RecordError: ``changed``: the heading no longer proposes this.
    """
    kind, at, key = get_kind("commitments"), timezone.now(), request_key(request) or uuid4()
    if kept := repeat_run(kind, actor, key, at=at):
        return HttpResponseRedirect(reverse("records:run", args=[kind.name, kept.pk]))
    wanted = next((proposed for proposed in found if _token(plan, proposed) == request.POST.get("proposal")), None)
    if wanted is None:
        raise RecordError(
            "changed",
            _("This proposal has changed since the page was shown."),
            remedy=_("Look at the proposals again."),
        )
    codes = [proposal.code for proposal in wanted.proposals]
    given = {"mode": ADD, short_name(wanted.code_list): codes}
    run = start_run(kind, kind.cycle.by_name["tag"], actor, wanted.commitments, given, key, at=at)
    go_on(run, actor, at=at)
    return HttpResponseRedirect(reverse("records:run", args=[kind.name, run.pk]))


def _token(plan: Plan, proposed: HeadingProposals) -> str:
    """Return what a proposal is, so that what is accepted is what was shown."""
    codes = " ".join(proposal.code for proposal in proposed.proposals)
    return f"{short_name(proposed.code_list)} {codes} {len(proposed.commitments)} {proposed.heading}"


def _group(plan: Plan, proposed: HeadingProposals) -> dict[str, object]:
    scope, n = scope_of(plan), len(proposed.commitments)
    return {
        "heading": proposed.heading,
        "list": str(proposed.code_list.label),
        "tags": [(scope.word(proposed.code_list, proposal.code), _reason(proposal)) for proposal in proposed.proposals],
        "count": n,
        "token": _token(plan, proposed),
        "once": str(uuid4()),
        "label": ngettext("Accept for %(n)d commitment", "Accept for all %(n)d commitments", n) % {"n": n},
    }


def _reason(proposal: TagProposal) -> str:
    if proposal.by:
        return _("proposed: the heading says “%(word)s”") % {"word": proposal.by}
    return _("proposed: most others under this heading bear it")

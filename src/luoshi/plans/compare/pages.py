"""Compares the plan of the level above with ours: what is implemented, with which figure, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.forms.shapes import build_pager, list_query_string, paginate_rows
from luoshi.base.record_errors import RecordError
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.evidence.received.files import TAKEN
from luoshi.kernel.files.actions.documents import receive_document
from luoshi.kernel.files.models import Document
from luoshi.kernel.rights.pages import error_status, render_problem
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.compare import queries as compare
from luoshi.plans.compare.words import translate_message_id
from luoshi.plans.detail.queries.plans import upper_plan
from luoshi.plans.sheets.actions.roundtrip import journal_ledger_export
from luoshi.plans.twins.queries.twins import NEVER_OUT
from luoshi.writing.pair_model import DocumentPair, PairAnswer
from luoshi.writing.pair_terms import SIGNS, answer_certainty_word, explain_pair_answer, pair_summary_sentence
from luoshi.writing.pair_terms import answer_status_word as standing

ANSWERS = 50  # per page
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UpperForm(forms.Form):
    """A document of the level above that is not a plan here."""

    document = forms.FileField(label=gettext_lazy("Document of the level above"), help_text=TAKEN)


@dataclass(frozen=True)
class _ComparisonRequest:
    """What the page compares with the plan: a plan of ours or a document, or nothing yet."""

    plan: Plan
    keeper: bool
    upper: Plan | None
    document: Document | None
    pair: DocumentPair | None
    too_long: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def plan_comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each commitment of the upper plan with our counterpart; a POST uploads a document to compare with."""
    asked = _asked(request, pk)
    form = UpperForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not asked.keeper:
            raise Http404
        if form.is_valid():
            try:
                found = receive_document(form.cleaned_data["document"], request_actor(request), at=timezone.now())
            except RecordError as error:
                form.add_error("document", " ".join(filter(None, [error.what, error.remedy])))
                return render(
                    request, "ledger/compare.html", _context(request, asked, form), status=error_status(error)
                )
            return HttpResponseRedirect(f"{reverse('ledger:compare', args=[pk])}?document={found.pk}")
    code = 422 if request.method == "POST" else 200
    return render(request, "ledger/compare.html", _context(request, asked, form), status=code)


@require_safe
@login_required
def export_plan_comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Export the comparison as an .xlsx file with room for remarks; the export is journaled."""
    from luoshi.writing.pair_sheets import build_pair_workbook

    asked = _asked(request, pk)
    if asked.pair is None:
        raise Http404
    try:
        content = build_pair_workbook(asked.pair, translate_message_id, add_demo_mark)
    except OSError:
        error = RecordError("failed", _("There is no disk space for the file."), remedy=_("Call the helpline."))
        return render_problem(request, error, home_url=asked.plan.get_absolute_url())
    at = timezone.now()
    journal_ledger_export(asked.plan, len(asked.pair.answers), request_actor(request), at=at)  # no entry, no file
    response = HttpResponse(content, content_type=XLSX)
    name = _("Comparison with the level above: %(plan)s") % {"plan": asked.plan.title[:60]}
    header = content_disposition_header(True, f"{name.replace(':', ' ').replace('：', ' ')}.xlsx")
    response["Content-Disposition"] = header or "attachment"
    return response


def _asked(request: HttpRequest, pk: int) -> _ComparisonRequest:
    plan, actor, day = plan_or_404(request, pk), request_actor(request), timezone.localdate()
    keeper = "keeper" in relations_to_record(plan, actor, day) and not actor.behalf
    if plan.state in NEVER_OUT and not keeper:
        raise Http404  # drafts are visible only to their keeper
    document, upper = None, None
    if named := request.GET.get("document", ""):
        document = compare.document_of(int(named), actor) if named.isdecimal() and len(named) < 19 else None
        if document is None:
            raise Http404
    else:
        upper = upper_plan(plan, actor, day)
    other = compare.of_document(document) if document else compare.of_plan(upper) if upper else None
    if other is None:
        return _ComparisonRequest(plan, keeper, upper, document, None)
    own = compare.of_plan(plan)
    if max(len(own.text), len(other.text)) > compare.LONGEST:
        return _ComparisonRequest(plan, keeper, upper, document, None, too_long=True)
    return _ComparisonRequest(plan, keeper, upper, document, compare.compare_plan_texts(other, own))


def _context(request: HttpRequest, asked: _ComparisonRequest, form: UpperForm) -> dict[str, object]:
    plan, pair = asked.plan, asked.pair
    only = request.GET.get("only", "")
    only = only if only in compare.ONLY else ""
    found = paginate_rows(request, compare.filter_answers(pair, only), ANSWERS) if pair else None
    return {
        "title": _("Comparison with the level above: %(plan)s") % {"plan": plan.title},
        "crumbs": plan_crumbs(plan, _("Comparison with the level above")),
        "plan": plan,
        "keeper": asked.keeper,
        "upper": asked.upper,
        "document": asked.document,
        "hidden": bool(plan.above_id and asked.upper is None and asked.document is None),
        "too_long": asked.too_long,
        "choose_url": reverse("records:step", args=["plans", plan.pk, "set_above"]),
        "form": form,
        "to": {"url": reverse("ledger:compare", args=[plan.pk]), "label": _("Compare with it"), "files": True},
        "pair": pair,
        "summary": pair_summary_sentence(pair, translate_message_id) if pair else "",
        "filters": _filters(request, pair, only) if pair else [],
        "answers": [_shown(pair, answer) for answer in found] if pair and found else [],
        "pager": build_pager(request, found) if found else None,
        "sheet_url": _sheet_url(asked),
    }


def _sheet_url(asked: _ComparisonRequest) -> str:
    if asked.pair is None:
        return ""
    url = reverse("ledger:compare_sheet", args=[asked.plan.pk])
    return f"{url}?document={asked.document.pk}" if asked.document else url


def _filters(request: HttpRequest, pair: DocumentPair, only: str) -> list[dict[str, object]]:
    counts = pair.counts
    labels = {"": _("All"), "uncertain": _("Uncertain")} | {
        name: translate_message_id(f"status.{name}") for name in compare.ONLY if name != "uncertain"
    }
    return [
        {
            "label": labels[name],
            "count": counts[name or "answers"],
            "url": list_query_string(request, only=name or None, page=None),
            "here": name == only,
        }
        for name in ("", *compare.ONLY)
    ]


def _shown(pair: DocumentPair, answer: PairAnswer) -> dict[str, object]:
    """Return an answer for the page: its state with sign and word, both sentences with the quotes, and the reason."""
    one = compare.answer_with_context(pair, answer)
    return {
        "number": answer.number,
        "status": answer.status,
        "sign": SIGNS.get(answer.status, ""),
        "words": standing(answer, translate_message_id),
        "certain": answer.certain,
        "certainty": answer_certainty_word(answer, translate_message_id),
        "why": explain_pair_answer(answer, translate_message_id),
        "asked": one.asked,
        "found": one.found,
        "page": answer.asked.page,
    }

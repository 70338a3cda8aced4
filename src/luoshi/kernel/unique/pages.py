"""Duplicates on a record's page, and the page of a ruling."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import LabelledFact
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.pages import error_status, kind_or_404, record_or_404, render_problem
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.unique.actions import rule_on
from luoshi.kernel.unique.queries import Mark, double_marks, doubles_of_record, may_rule
from luoshi.kernel.unique.words import double_mark_text
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.base.screened_forms import ScreenedForm

NAMED = 10  # duplicates listed on a record's page; the list shows them all


class RulingForm(ScreenedForm):
    """The ruling: whether it is a duplicate, and the reason."""

    double = forms.ChoiceField(
        label=gettext_lazy("Is it a double?"),
        choices=[("yes", gettext_lazy("It is a double")), ("no", gettext_lazy("It is not a double"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    first = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def double_ruling_edit(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Show the form that rules whether a record is a duplicate of the one that counts."""
    record, actor, at = record_or_404(request, kind_or_404(name), pk), request_actor(request), timezone.now()
    day = timezone.localdate(at)
    mark = double_marks(kind_of(record), [pk], actor, day).get(pk)
    if mark is None or not may_rule(kind_of(record), rights.relations_to_record(record, actor, day)):
        raise Http404
    form = RulingForm(request.POST if request.method == "POST" else None, initial={"first": mark.first})
    error: RecordError | None = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            rule_on(record, given["double"] == "yes", given["reason"], given["first"], actor, at=at)
        except RecordError as refusal:
            error = refusal
            if error.code in ("missing", "refused"):
                return render_problem(request, error, home_url=record.get_absolute_url())
            form.add_error("reason" if "reason" in error.fields else None, error.what)
        else:
            messages.success(request, _("Ruled: %(number)s.") % {"number": record.number})
            return HttpResponseRedirect(record.get_absolute_url())
    journal_if_marked(form, request.POST, actor, at=at)
    title = _("Decide whether %(number)s is a double") % {"number": record.number}
    context = {
        "title": title,
        "crumbs": [
            (str(kind_of(record).label), _list(record)),
            (record.number, record.get_absolute_url()),
            (title, ""),
        ],
        "facts": [LabelledFact(_("Title"), record.title, long=True), _of(record, mark)],
        "form": form,
        "to": {
            "url": request.path,
            "label": _("Record the ruling"),
            "back_url": record.get_absolute_url(),
            "draft": request.get_full_path(),
        },
        "no_print": True,
    }
    code = error_status(error) if error else 422 if form.errors else 200
    return render(request, "records/double.html", context, status=code)


def double_facts(record: Record, actor: Actor, day: date) -> list[LabelledFact]:
    """Return the facts about duplicates for a record's page: whether it is or may be one, and its own duplicates.

    At most five queries; none for a kind without ``Unique``.
    """
    mark = double_marks(kind_of(record), [record.pk], actor, day).get(record.pk)
    found = [_of(record, mark)] if mark else []
    every = doubles_of_record(record, actor, day)
    for pk, number in every[:NAMED]:
        found.append(LabelledFact(_("Possible double"), number, url=reverse("records:detail", args=[record.kind, pk])))
    if more := len(every) - NAMED:
        found += [LabelledFact(_("Possible double"), _("%(n)d more") % {"n": more})] if more > 0 else []
    return found


def double_button(record: Record, actor: Actor, standing: Collection[str], day: date) -> list[dict[str, object]]:
    """Return the button that leads to the ruling, for users who may rule. Three queries, none for others."""
    if record.erased or actor.behalf or not may_rule(kind_of(record), standing):
        return []
    if record.pk not in double_marks(kind_of(record), [record.pk], actor, day):
        return []
    there = reverse("records:double", args=[record.kind, record.pk])
    return [{"label": _("Decide whether it is a double"), "url": there}]


def _of(record: Record, mark: Mark) -> LabelledFact:
    words = _("ruled not to be a double") if mark.ruled is False else double_mark_text(mark)
    url = reverse("records:detail", args=[record.kind, mark.first]) if mark.number else ""
    return LabelledFact(_("Double"), words, url=url)


def _list(record: Record) -> str:
    return reverse("records:list", args=[record.kind])

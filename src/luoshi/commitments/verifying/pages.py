"""The pages of the verification queue, one case at a time: the report, its evidence beside it, pass or return."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import LabelledFact
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.texts.error_numbers import over_the_form
from luoshi.commitments.detail.pages.targets import format_target_shortfall
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.verifying import queries, rules
from luoshi.desk.lists.pages.record_fragments import timeline_rows
from luoshi.desk.previews.pages import FilePreview, preview_files
from luoshi.facts.base.models.target import Target
from luoshi.figures.written_units import own_unit
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.rights.pages import error_status, render_problem, request_key
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.queries import TargetValue

PASS, RETURN = "verify", "return"
MOST_FIGURES = 3  # of a picture that are listed beside a value
WORDS = forms.Textarea(attrs={"rows": 2})


class VerdictForm(ScreenedForm):
    """The verdict: to pass, a finding; to return, reasons, own words and a limit."""

    finding = forms.CharField(label=gettext_lazy("Finding"), required=False, max_length=2000, widget=WORDS)
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Usual reasons"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(label=gettext_lazy("Further explanation"), required=False, max_length=500, widget=WORDS)
    limit = forms.DateField(
        label=gettext_lazy("Correction due by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def verification_edit(request: HttpRequest) -> HttpResponse:
    """Show the next case of the actor, or ``?row=…``; ``done`` counts those decided in this session."""
    actor, day = request_actor(request), timezone.localdate()
    waits = queries.verification_queue(actor, day)
    if request.method == "POST":
        return _decide(request, waits, actor)
    asked = _number(request.GET.get("row", ""))
    if asked and asked not in waits and (one := queries.one_of(asked, actor, day)):
        messages.info(request, _("Somebody else has already decided on %(number)s.") % {"number": one.number})
    at = asked if asked in waits else waits[0] if waits else None
    found = queries.one_of(at, actor, day) if at else None
    done = _number(request.GET.get("done", ""))
    return _show(request, found, waits, done, actor) if found else _nothing(request, done)


def _number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else 0


def _decide(request: HttpRequest, waits: list[int], actor: Actor) -> HttpResponse:
    at, sent = timezone.now(), request.POST
    one = queries.one_of(_number(sent.get("row", "")), actor, timezone.localdate(at))
    step = PASS if "pass" in sent else RETURN
    if one is None:
        raise Http404
    reasons = rules.join_reasons(sent.getlist("reasons"), sent.get("words", ""))
    given = {"reason": reasons, "limit": sent.get("limit", "")}
    if step == PASS:
        given = {"finding": sent.get("finding", "")}
    done = _number(sent.get("done", ""))
    try:
        if step == PASS and reasons:
            raise RecordError(
                "guarded", _("Reasons for returning it are chosen: remove them to pass it, or return it.")
            )
        take(one, step, actor, given, at=at, once=request_key(request), seen=_number(sent.get("seen", "")))
    except RecordError as error:
        now = queries.one_of(one.pk, actor, timezone.localdate(at))
        if now is not None and now.state in queries.STATES:
            return _show(request, now, waits, done, actor, error) if one.pk in waits else render_problem(request, error)
        messages.warning(request, _("Somebody else has already decided on %(number)s.") % {"number": one.number})
    else:
        words = _("Passed: %(matter)s") if step == PASS else _("Returned: %(matter)s")
        messages.success(request, words % {"matter": f"{one.number} {one.title}"})
        done += 1
    following = rules.next_in_queue(waits, one.pk)
    return HttpResponseRedirect(_address(following, done))


def _address(row: int | None, done: int) -> str:
    asked = {name: value for name, value in (("row", row), ("done", done)) if value}
    return f"{reverse('ledger:verify')}?{urlencode(asked)}" if asked else reverse("ledger:verify")


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("Home"), reverse("home")), (title, "")]


def _nothing(request: HttpRequest, done: int) -> HttpResponse:
    title = _("Verify reports")
    context = {"title": title, "crumbs": _crumbs(title), "done": done, "no_print": True}
    return render(request, "ledger/verify_done.html", context)


def _show(
    request: HttpRequest,
    one: Commitment,
    waits: list[int],
    done: int,
    actor: Actor,
    error: RecordError | None = None,
) -> HttpResponse:
    day = timezone.localdate()
    case, offers = queries.verification_case(one), queries.usual_verdicts(one.desk_id, day)
    sent = request.POST if error and error.code != "marked" else None
    limit = rules.put_right_by(day, one.until, offers.workdays)
    form = VerdictForm(sent, initial={"finding": offers.findings[0], "limit": limit})
    form.fields["reasons"].choices = [(words, words) for words in offers.reasons]  # type: ignore[attr-defined]
    title = _("Verify reports")
    following = rules.next_in_queue(waits, one.pk)
    previews = preview_files(one, [*case.files, *case.earlier], at=timezone.now())
    files, earlier = previews[: len(case.files)], previews[len(case.files) :]
    context = {
        "title": title,
        "of": f"{one.number} {one.title}",
        "crumbs": _crumbs(title),
        "one": one,
        "state": fields.field_text(one, "state"),
        "place": {"at": done + waits.index(one.pk) + 1, "count": done + len(waits)},
        "next_url": _address(following, done) if following else "",
        "facts": _facts(one, case.report, actor),
        "words": _words(case.report),
        "values": _values(case, files),
        "values_url": _values_url(one, files),
        "files": files,
        "earlier": earlier,
        "form": form,
        "reasons": _reasons(form, offers.reasons),
        "findings": offers.findings,
        "wrong": _wrong(request, error),
        "forget": bool(error and error.code == "marked"),
        "changes": timeline_rows(error.changes) if error else [],
        "to": {"url": reverse("ledger:verify"), "once": str(uuid4()), "seen": one.version, "done": done},
        "bare": True,
        "no_print": True,
    }
    return render(request, "ledger/verify.html", context, status=error_status(error))


def _reasons(form: VerdictForm, offered: Sequence[str]) -> list[dict[str, object]]:
    chosen = form.data.getlist("reasons") if form.is_bound else []  # type: ignore[attr-defined]
    return [{"key": key, "words": words, "on": words in chosen} for key, words in enumerate(offered, 1)]


def _wrong(request: HttpRequest, error: RecordError | None) -> list[str]:
    """Return the errors shown above the form: by field, or else as a whole."""
    if error is None:
        return []
    fields_wrong = error.fields.items() if error.code == "incomplete" else ()
    labels = {"finding": _("Finding"), "reason": _("Reason"), "limit": _("Correction due by")}
    found = [f"{labels.get(name, name)}: {' '.join(sentences)}" for name, sentences in fields_wrong]
    return found or [over_the_form(request, error, error_status(error))]


def _facts(one: Commitment, report: Progress | None, actor: Actor) -> list[LabelledFact]:
    """List the unit and its due date, and who reported when."""
    who = report.entry.person.name if report and report.entry.person else ""
    found = [
        LabelledFact(_("Task"), "" if one.words == one.title else one.words, long=True),
        LabelledFact(_("Plan"), one.plan.title),
        LabelledFact(_("Unit"), str(one.unit)),
        LabelledFact(_("To be done by"), plain_text(one.until)),
        LabelledFact(_("Evidence required"), one.proofs),
    ]
    if report:
        found.append(LabelledFact(_("Reported by"), f"{report.unit} {who}".strip(), note=plain_text(report.entry.at)))
        found.append(LabelledFact(_("Signed by"), report.signer))
    return [fact for fact in found if fact.text]


def _words(report: Progress | None) -> list[LabelledFact]:
    if report is None:
        return []
    found = [
        LabelledFact(_("Progress"), report.words, long=True),
        LabelledFact(_("Effect"), report.effect, long=True),
        LabelledFact(_("Obstacles and their causes"), report.obstacles, long=True),
        LabelledFact(_("Next step"), report.following, long=True),
    ]
    return [fact for fact in found if fact.text]


def _values(case: queries.VerificationCase, files: Sequence[FilePreview]) -> list[dict[str, object]]:
    pictures = [
        (file.name, rules.read_picture_figures(file.text.words)) for file in files if file.text and file.text.words
    ]
    return [
        {
            "name": target.words or target.quote,
            "target": target.quote,
            "before": code_labels.format_target_value(target, before.value) if before else "—",
            "now": format_target_shortfall(target, now),
            "pictures": _in_pictures(target, now, pictures) if now and now.source == case.source else [],
        }
        for target, now, before in case.values
    ]


def _in_pictures(
    target: Target, now: TargetValue, pictures: Sequence[tuple[str, Sequence[rules.RecognisedFigure]]]
) -> list[dict[str, object]]:
    """List what the report's pictures say in place of its value: sentences, each with the pictures that say so."""
    own = own_unit(target.quote, target.unit)
    told = rules.RecognisedFigure(now.value, target.unit, growth=target.aspect == rules.GROWTH)
    found: dict[tuple[str, bool], list[str]] = {}
    for comparison in rules.compare_with_pictures(told, pictures):
        seen = "、".join(own.number(value) for value in comparison.values[:MOST_FIGURES])
        if len(comparison.values) > MOST_FIGURES:
            seen += "…"
        words = _("%(seen)s in the picture too") if comparison.same else _("%(seen)s in the picture, %(told)s reported")
        sentence = words % {"seen": seen, "told": own.number(now.value)}
        found.setdefault((sentence, comparison.same), []).append(comparison.name)
    return [{"words": words, "name": "、".join(names), "same": same} for (words, same), names in found.items()]


def _values_url(one: Commitment, files: Sequence[FilePreview]) -> str:
    """Return from where the values are fetched again while pictures are being read; "" if none is."""
    return _address(one.pk, 0) if any(file.text and file.text.waits for file in files) else ""

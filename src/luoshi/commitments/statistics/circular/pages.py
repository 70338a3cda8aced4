"""Drafts a circular on a plan from known facts, for a person to finish: downloaded as .docx, never sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.letters.actions.letters import circular_drafted
from luoshi.commitments.lights import words as light_words
from luoshi.commitments.lights.pages import rule_lights_of
from luoshi.commitments.lights.queries.measures import facts_of
from luoshi.commitments.lights.rules.due_status import classify_matter
from luoshi.commitments.statistics.circular.queries import CircularFacts, collect_circular_facts
from luoshi.commitments.statistics.pictures.charts import PICTURES, chart_unit_colours, of_plan
from luoshi.commitments.statistics.rates import rules as rates
from luoshi.dates.lateness import LATE
from luoshi.desk.figures.pictures.drawing import png_or_none
from luoshi.desk.figures.pictures.words import summarize_chart
from luoshi.evidence.received.rules.uploads import MEDIA
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_or_404

if TYPE_CHECKING:
    from luoshi.writing.circular import Circular, Picture

OUT = ("published", "amending", "closed")


@require_safe
@login_required
def circular_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the draft as a .docx in the office's language, for the plan's keeper."""
    from luoshi.writing.circular import render_circular  # loaded only when needed: python-docx takes 20 MB

    plan, actor, at = plan_or_404(request, pk), request_actor(request), timezone.now()
    day = timezone.localdate(at)
    if plan.state not in OUT or "keeper" not in relations_to_record(plan, actor, day):
        raise Http404
    with translation.override(settings.LANGUAGE_CODE):
        found = collect_circular_facts(plan, actor, day)
        made = render_circular(replace(_said(plan, found, day), pictures=_pictures(plan, actor, day)))
        name = _("Draft circular %(plan)s %(day)s") % {"plan": plan.title[:60], "day": day}
    circular_drafted(plan, len(found.rows), made, actor, at=at)  # no journal entry, no file
    response = HttpResponse(made, content_type=MEDIA["docx"])
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.docx") or "attachment"
    return response


def _pictures(plan: Plan, actor: Actor, day: date) -> list[Picture]:
    """Return the charts of lights by unit, in the colours of the office's table, and of closed against time.

    If drawing fails, only their figures.
    Empty charts are left out.
    """
    from luoshi.writing.circular import Picture

    made, scope = [], of_plan(plan, actor, day)
    for name, chart in (("lights", chart_unit_colours(scope)), ("closed", PICTURES["closed"].chart(scope))):
        if not chart.empty:
            made.append(Picture(str(PICTURES[name].title), summarize_chart(chart), chart.table(), png_or_none(chart)))
    return made


def _said(plan: Plan, found: CircularFacts, day: date) -> Circular:
    from luoshi.writing.circular import Circular

    lights = rule_lights_of(found.rows, day)
    head = {"unit": plan.unit.name, "plan": plan.title, "day": day.isoformat(), "edition": plan.edition}
    blank = [_("(To be written by whoever finishes this draft.)")]
    return Circular(
        head=_("%(unit)s: supervision circular") % head,
        number=_("No. ____ (draft, not sent)"),
        issuer=plan.unit.name,
        day=day.isoformat(),
        title=_("Circular on the implementation of “%(plan)s”") % head,
        sections=[
            (_("1. Overview"), [_standing(found.totals, head)]),
            (_("2. What went well"), blank),
            (_("3. What is overdue or red"), _overdue(found)),
            (_("4. What is asked for"), blank),
        ],
        annex=_("Annex: what is overdue or red on %(day)s") % head,
        columns=_columns(found),
        rows=[[*_row(row, lights[row.pk], day), *found.reported.get(row.pk, ())] for row in found.rows],
        foot=_(
            "Drafted by Luoshi from edition %(edition)d of “%(plan)s” as of %(day)s. The plan's progress page shows "
            "each total with its base, and each matter under its number."
        )
        % head,
    )


def _columns(found: CircularFacts) -> list[tuple[str, int]]:
    """Return the columns of the annex, with progress and effect side by side if the plan asks for both."""
    heads = [_("Number"), _("Matter"), _("Lead unit"), _("To be done by"), _("Days late"), _("Light")]
    if not found.reported:
        return list(zip(heads, (14, 30, 18, 13, 12, 13), strict=True))
    return list(zip([*heads, _("Progress"), _("Effect")], (12, 20, 12, 11, 10, 9, 13, 13), strict=True))


def _standing(totals: rates.RateTotals, head: Mapping[str, object]) -> str:
    shares = {rate.name: _percent(rate) for rate in rates.plan_rates(totals)}
    said = {name: getattr(totals, name) for name in totals.__dataclass_fields__}
    return _(
        "On %(day)s the plan has %(every)d matters; %(completed)d are closed, %(removed)d were stopped, merged or "
        "removed. Of the %(due)d that are due, %(due_closed)d are closed (%(closed_share)s), %(in_time)d of them "
        "done by the first due date (%(in_time_share)s); %(answered)d are answered (%(answered_share)s). Of %(owed)d "
        "reports owed, %(fed_back)d were received (%(fed_back_share)s)."
    ) % {**head, **said, **{f"{name}_share": words for name, words in shares.items()}}


def _percent(one: rates.Rate) -> str:
    return _("not computable") if one.percent is None else f"{one.part}/{one.whole} = {one.percent}%"


def _overdue(found: CircularFacts) -> list[str]:
    units = found.by_unit
    words = [
        _("%(n)d matters of %(units)d units are overdue or red; the annex lists them.")
        % {"n": len(found.rows), "units": len(units)}
    ]
    words += [
        _("%(unit)s: %(n)d (%(numbers)s).")
        % {"unit": unit, "n": len(rows), "numbers": "、".join(row.number for row in rows)}
        for unit, rows in units
    ]
    if found.further:
        words.append(_("%(n)d more are left out because you may not read them.") % {"n": found.further})
    return words


def _row(one: Commitment, light: Light, day: date) -> list[str]:
    towards = classify_matter(facts_of(one, day, ()), day)
    due = towards.on if towards.code == LATE else one.until
    late = light_words.format_lateness(towards)
    return [one.number, one.words, one.unit.name, due.isoformat() if due else "", late, light.label]

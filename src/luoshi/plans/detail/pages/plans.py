"""The page of a plan: its progress, documents, editions, and rows under their headings; and its print view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import LabelledFact, list_query_string
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.details.act_menu import act_menu
from luoshi.desk.details.acts import ELSEWHERE, SELDOM, choose_acts
from luoshi.desk.lists.pages.record_fragments import timeline_rows
from luoshi.desk.privacy.erasing.pages.holds import hold_facts
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.pages import files_card
from luoshi.kernel.history.queries.history import entries_of
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.rights import Held, relations_to_record
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.base.queries import PlanRowCounts, plan_row_counts
from luoshi.plans.detail.pages import ledger_view
from luoshi.plans.detail.pages.ledger_view import count_unreadable_rows, read_ledger, readable_section_rows
from luoshi.plans.detail.pages.plan_acts import plan_acts
from luoshi.plans.detail.queries import plans
from luoshi.plans.detail.rules import LedgerView
from luoshi.plans.editions.models.edition import Edition
from luoshi.plans.editions.queries import sources
from luoshi.plans.editions.queries.editions import plan_editions
from luoshi.plans.editions.queries.sheet_work import to_be_said
from luoshi.plans.receiving.pages.converting import conversion_context as converting
from luoshi.plans.receiving.pages.task_columns import open_question_cards
from luoshi.plans.receiving.queries import pending_conversions
from luoshi.plans.rows.actions.editing import OPEN
from luoshi.plans.sheets.pages.sheet_progress import sheet_work_context


@require_safe
@login_required
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan. Units named in it may read it; only its keeper is offered steps.

    ?view=units|months orders the ledger by unit or month instead of by heading; ?light=… takes rows with that light.
    """
    plan, actor, at = plan_or_404(request, pk), request_actor(request), timezone.now()
    day = timezone.localdate(at)
    standing = relations_to_record(plan, actor, day)
    keeper = "keeper" in standing and not actor.behalf
    all_editions = plan_editions(plan)
    of = plans.edition_rows(plan, next((edition for edition in all_editions if edition.taken_back_id is None), None))
    ledger = read_ledger(request, plan, of, actor, day)
    rows = plan_row_counts(plan) if keeper else None
    kind = kind_of(plan)
    further = kind.sections(plan, actor, day) if kind.sections else []
    acts = choose_acts(plan_acts(plan, of.edition is not None, keeper, rows, standing, actor, at))
    facts = _facts(plan, actor, day, standing)
    documents = sources.plan_sources(plan, standing)
    entries = list(entries_of(plan).exclude(step__startswith=plans.OF_ROWS))
    context = ledger | {
        "title": plan.title,
        "kind": str(kind.one),
        "number": plan.number,
        "crumbs": [(str(kind.label), reverse("records:list", args=["plans"])), (plan.number, "")],
        "plan": plan,
        "told": _told(plan, of),
        "acts": act_menu(acts, elsewhere=_("Look at")) | {"evidence": True},
        "idle": all(act.sort in (ELSEWHERE, SELDOM) for act in acts.open_acts),
        "counts": _counts(plan, of, rows, keeper),
        "waiting": _waiting(plan, rows) if rows else "",
        "can_publish": bool(rows and not rows.open_count),
        "sheets": _under_way(plan, at) if keeper and plan.state in OPEN else [],
        "facts": [fact for fact in facts if fact.text != "—"],
        "folded_facts": [fact for fact in facts if fact.text == "—"],
        "documents": _documents(plan, documents),
        "column_questions": open_question_cards(plan, documents) if keeper and plan.state in OPEN else [],
        "editions": all_editions,
        "outline": _outline(request, of) if ledger["view"] == LedgerView() else [],
        "published": of.edition is not None,
        "unread": ledger.get("unread", 0),
        "pictures_url": reverse("ledger:pictures") + f"?plan={plan.pk}" if of.edition is not None else "",
        "tops": [card for card in further if card.get("top")],
        "sections": [*files_card(plan), *(card for card in further if not card.get("top"))],
        "timeline": _timeline(plan, entries),
        "evidence": entries,
        "no_print": True,
    }
    return render(request, "ledger/plan.html", context)


def _told(plan: Plan, of: plans.PlanPageRows) -> list[str]:
    """Return what stands under a plan's title: its mark, state, edition, and by whom it is kept."""
    state = fields.field_text(plan, "state")
    if of.edition is not None:
        state = _("%(state)s, edition %(n)d") % {"state": state, "n": of.edition.number}
    return [words for words in (plan.mark, state) if words]


def _under_way(plan: Plan, at: datetime) -> list[dict[str, object]]:
    """List the files that the worker is converting or importing, or failed on. Two queries."""
    return [*map(converting, pending_conversions(plan)), *map(sheet_work_context, to_be_said(plan, at))]


def _waiting(plan: Plan, rows: PlanRowCounts) -> str:
    """Say in one sentence what still prevents a plan under correction from being published."""
    if plan.state not in OPEN:
        return ""
    if rows.open_count:
        words = ngettext("%(n)d row has not been decided yet.", "%(n)d rows are still to be decided.", rows.open_count)
        return words % {"n": rows.open_count}
    return _("All rows are decided: check once more and publish.") if rows.kept else _("No row is in it yet.")


def _counts(plan: Plan, of: plans.PlanPageRows, rows: PlanRowCounts | None, keeper: bool) -> list[dict[str, object]]:
    """Count the rows of a plan under correction, and what is carried over but in no plan yet."""
    found: list[dict[str, object]] = []
    if rows is not None and plan.state in OPEN:
        url = reverse("ledger:correct", args=[plan.pk])
        label = _("Commitments") if of.edition else _("Rows in the ledger")
        found += [
            {"label": label, "count": of.count, "url": "#rows"},
            {"label": _("To be decided"), "count": rows.open_count, "url": url, "tone": "soon"},
            {"label": _("Dropped"), "count": rows.dropped, "url": url},
            {"label": _("Targets"), "count": rows.asked},
        ]
    if keeper and (n := plans.count_unplaced_carryovers(plan)):
        found.append({"label": _("Carried over, in no plan yet"), "count": n, "tone": "late"})
    return found


def _facts(plan: Plan, actor: Actor, day: date, standing: Held) -> list[LabelledFact]:
    found = [LabelledFact(_("Kept by"), str(plan.unit)), LabelledFact(_("Opened"), plain_text(plan.opened))]
    shown, quiet = fields.display_fields(plan, kind_of(plan).shows), kind_of(plan).quiet
    found += [
        LabelledFact(field.label, field.value or "—") for field in shown if field.value or field.name not in quiet
    ]
    if plan.follows and "keeper" in standing:
        found.append(LabelledFact(_("Last year's plan"), plan.follows.title, plan.follows.get_absolute_url()))
    if "keeper" in standing:
        found += [
            LabelledFact(_("Next year's plan"), next_plan.title, next_plan.get_absolute_url())
            for next_plan in plan.followed_by.all()
        ]
    return [*found, *hold_facts(plan, actor, day)]


def _documents(plan: Plan, documents: Iterable[Source]) -> list[dict[str, object]]:
    """List the source documents that the reader may see."""
    return [
        {
            "name": source.document.name,
            "url": reverse("ledger:original", args=[plan.pk, source.place]),
            "transcript": source.document.transcript,
            "unchecked": source.is_unchecked_scan,
            "at": source.at,
            "who": str(source.received_by or ""),
            "state": "" if source.state == Source.READ else source.get_state_display(),
        }
        for source in documents
    ]


def _outline(request: HttpRequest, of: plans.PlanPageRows) -> list[dict[str, object]]:
    """List the headings, each with a link to its first row, which may be on another page."""
    return [
        {
            "title": heading.title,
            "level": min(heading.level, 6),
            "count": heading.count,
            "url": f"{_page_of_row(request, heading.first) if of.count > ledger_view.ROWS else ''}#row-{heading.first}",
        }
        for heading in of.outline
    ]


def _page_of_row(request: HttpRequest, first: int) -> str:
    """Return the query string of the page that contains a row."""
    return list_query_string(request, page=(first - 1) // ledger_view.ROWS + 1)


def _timeline(plan: Plan, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """List events, newest first. Work on single rows is summed by day and person."""
    found = timeline_rows(plans.plan_events(entries))
    for activity in plans.plan_activity_by_day(plan):
        done = [
            _("%(what)s %(n)d") % {"what": plans.ROW_ACTS.get(step, step), "n": n}
            for step, n in activity.counts.items()
        ]
        found.append(
            {
                "at": activity.at,
                "who": activity.who or _("the program"),
                "words": _("Corrected rows"),
                "note": _("; ").join(done),
                "main": False,
            }
        )
    return sorted(found, key=lambda one: one["at"], reverse=True)


@require_safe
@login_required
def plan_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the whole ledger on A4 landscape, in the offices' columns: the edition in force, else the rows so far."""
    plan, actor = plan_or_404(request, pk), request_actor(request)
    last = next((edition for edition in plan_editions(plan) if edition.taken_back_id is None), None)
    return render(
        request,
        "ledger/print.html",
        ledger_print_context(plan, last, actor, back=plan.get_absolute_url(), standing=True),
    )


def ledger_print_context(
    plan: Plan, edition: Edition | None, actor: Actor, *, back: str, standing: bool
) -> dict[str, object]:
    """Return the context of ``ledger/print.html``.

    Args:
        standing: include the current state of each commitment; otherwise only what was printed.
    """
    of = plans.edition_rows(plan, edition)
    shown = readable_section_rows(plans.rows_by_heading(plan, of, of.lines, 1), actor, timezone.localdate())
    head = edition.head if edition else {name: getattr(plan, name) for name in ("title", "year", "issuer", "mark")}
    return {
        "title": head["title"],
        "about": {**head, "unit": edition.head["unit"] if edition else str(plan.unit)},
        "crumbs": plan_crumbs(plan, _("Print")),
        "plan": plan,
        "edition": edition,
        "standing": standing and edition is not None,
        "columns": 7 + (edition is not None) + (standing and edition is not None),
        "groups": shown,
        "unread": count_unreadable_rows(shown) if standing else 0,
        "count": of.count,
        "back_url": back,
        "wide": True,
    }

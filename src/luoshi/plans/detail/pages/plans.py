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
from luoshi.base.forms.shapes import LabelledFact, build_pager, list_query_string, paginate_rows
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.pages.record_fragments import record_status_context, recorded_buttons, step_buttons
from luoshi.desk.lists.pages.record_fragments import timeline_rows as told
from luoshi.desk.privacy.erasing.pages.holds import hold_button, hold_facts
from luoshi.kernel.files.pages import files_card
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.rights.queries.recording import recordable_steps
from luoshi.kernel.rights.queries.rights import Held, relations_to_record
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.base.queries import PlanRowCounts, plan_row_counts
from luoshi.plans.base.states import LISTED
from luoshi.plans.detail.queries import plans
from luoshi.plans.detail.queries.years import still_open
from luoshi.plans.editions.models.edition import Edition
from luoshi.plans.editions.queries import sources
from luoshi.plans.editions.queries.editions import plan_editions
from luoshi.plans.editions.queries.sheet_work import to_be_said
from luoshi.plans.receiving.pages.converting import conversion_context as converting
from luoshi.plans.receiving.queries import pending_conversions
from luoshi.plans.rows.actions.editing import OPEN
from luoshi.plans.sheets.pages.sheet_progress import sheet_work_context

ROWS = 300  # per page
PUBLISHING = ("publish", "reissue")  # offered on the review page, which says what they will do


@require_safe
@login_required
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan. Units named in it may read it; only its keeper is offered steps."""
    plan, actor, at = plan_or_404(request, pk), request_actor(request), timezone.now()
    day = timezone.localdate(at)
    standing = relations_to_record(plan, actor, day)
    keeper = "keeper" in standing and not actor.behalf
    all_editions = plan_editions(plan)
    of = plans.edition_rows(plan, next((edition for edition in all_editions if edition.taken_back_id is None), None))
    some = paginate_rows(request, of.lines, ROWS) if of.count else None
    found = plans.rows_by_heading(plan, of, some, some.start_index()) if some else []
    rows = plan_row_counts(plan) if keeper else None
    shown = readable_section_rows(found, actor, day)
    open_now = [] if plan.erased else kind_of(plan).cycle.open_steps(plan.state, standing)
    kind = kind_of(plan)
    further = kind.sections(plan, actor, day) if kind.sections else []
    context = {
        "title": plan.title,
        "kind": str(kind.one),
        "number": plan.number,
        "crumbs": [(str(kind.label), reverse("records:list", args=["plans"])), (plan.number, "")],
        "plan": plan,
        "now": record_status_context(plan, day) | {"holder": str(plan.unit), "due": ""},
        "next": _next(plan, rows, day) if rows else [],
        "steps": [
            *_steps(plan, open_now, at),
            *recorded_buttons(plan, recordable_steps(plan, actor, day)),
        ],
        "seldom": hold_button(plan, actor, standing),
        "actions": [
            *_beside(plan, of.edition is not None, keeper),
            {"label": _("Print the ledger"), "url": reverse("ledger:print", args=[plan.pk])},
        ],
        "counts": _counts(plan, of, rows, keeper),
        "waiting": _waiting(plan, rows) if rows else "",
        "sheets": _under_way(plan, at) if keeper and plan.state in OPEN else [],
        "facts": _facts(plan, actor, day, standing),
        "documents": _documents(plan, standing),
        "editions": all_editions,
        "outline": _outline(request, of),
        "groups": shown,
        "unread": count_unreadable_rows(shown),
        "published": of.edition is not None,
        "pictures_url": reverse("ledger:pictures") + f"?plan={plan.pk}" if of.edition is not None else "",
        "pager": build_pager(request, some) if some else None,
        "sections": [*files_card(plan), *further],
        "timeline": _timeline(plan),
        "aside": True,
        "no_print": True,
    }
    return render(request, "ledger/plan.html", context)


def _under_way(plan: Plan, at: datetime) -> list[dict[str, object]]:
    """List the files that the worker is converting or importing, or failed on. Two queries."""
    return [*map(converting, pending_conversions(plan)), *map(sheet_work_context, to_be_said(plan, at))]


def _steps(plan: Plan, open_now: Iterable[Step], at: datetime) -> list[dict[str, object]]:
    """List the open steps as buttons, without those this edition rules out.

    Closing the year says why it is too early.
    """
    some = [step for step in open_now if step.name not in PUBLISHING and not step.guard(plan, {}, at)]
    found = step_buttons(plan, some)
    for step, button in zip(some, found, strict=True):
        if step.name == "close" and (waiting := still_open(plan)):
            words = ngettext("%(n)d commitment is still open.", "%(n)d commitments are still open.", waiting)
            button["reasons"] = [words % {"n": waiting}]
    return found


def readable_section_rows(found: list[plans.PlanSection], actor: Actor, day: date) -> list[dict[str, object]]:
    """Return rows as far as the actor may read them, with links to the commitments they may open. One query.

    For a commitment that they may not open, the row shows only what the plan prints, not its current state.
    """
    may = plans.readable_commitment_ids(found, actor, day)

    def way(pk: int | None) -> str:
        return reverse("records:detail", args=["commitments", pk]) if pk in may else ""

    def row(line: plans.PlanLine) -> dict[str, Any]:
        open_to = line.commitment is None or line.commitment in may
        url, was_url = way(line.commitment), way(getattr(line.carried_from, "pk", None))
        return {"line": line if open_to else plans.as_printed(line), "url": url, "was_url": was_url * open_to}

    return [
        {"path": section.path, "anchor": section.anchor, "rows": [row(line) for line in section.lines]}
        for section in found
    ]


def count_unreadable_rows(some: list[dict[str, Any]]) -> int:
    """Count the rows that the reader sees only as the plan prints them."""
    return sum(row["line"].only_printed for group in some for row in group["rows"])


def _next(plan: Plan, rows: PlanRowCounts, day: date) -> list[dict[str, object]]:
    """List the pages where a keeper continues, the next one first."""

    def way(label: str, name: str, main: bool = False) -> dict[str, object]:
        return {"label": label, "url": reverse(f"ledger:{name}", args=[plan.pk]), "main": main}

    if plan.erased:
        return []
    if plan.state in OPEN:
        ready = not rows.open_count and rows.kept > 0
        found = [way(_("Correct rows"), "correct", not ready), way(_("Before publishing…"), "review", ready)]
        return sorted([*found, way(_("Add a document"), "receive_more"), way(_("Import a sheet"), "sheet")],
                      key=lambda one: not one["main"])  # fmt: skip
    if plan.state == "published":
        over, following = day.year > plan.year, way(_("Next year's plan"), "next")
        unsent = plans.commitment_state_counts(plan).get(LISTED, 0)
        first = [way(_("Send out all (%(n)d)") % {"n": unsent}, "send", not over)] if unsent else []
        year = way(_("The year's close"), "year", over)
        return [year, *first, following] if over else [*first, year, following]
    return [way(_("Next year's plan"), "next", True)] if plan.state == "closed" else []


def _beside(plan: Plan, out: bool, keeper: bool) -> list[dict[str, Any]]:
    """Link to twins, the level above and the workbook, and once published to progress and figures.

    Drafts: keeper only.
    """
    names = {"plan_progress": _("Progress of the plan"), "plan_figures": _("Figures of the plan")} if out else {}
    names |= {"tag_matrix": _("Commitments by tags")} if out else {}
    names |= {
        "twins": _("The same task"),
        "compare": _("Comparison with the level above"),
        "ledger_file": _("Ledger (.xlsx)"),
    }
    ways = [{"label": label, "url": reverse(f"ledger:{name}", args=[plan.pk])} for name, label in names.items()]
    return ways if out or keeper else []


def _waiting(plan: Plan, rows: PlanRowCounts) -> str:
    """Say in one sentence what still prevents a plan under correction from being published."""
    if plan.state not in OPEN:
        return ""
    if rows.open_count:
        words = ngettext("%(n)d row has not been decided yet.", "%(n)d rows are still to be decided.", rows.open_count)
        return words % {"n": rows.open_count}
    return _("All rows are decided: check once more and publish.") if rows.kept else _("No row is in it yet.")


def _counts(plan: Plan, of: plans.PlanPageRows, rows: PlanRowCounts | None, keeper: bool) -> list[dict[str, object]]:
    """Count the rows and the commitments by state."""
    labels = get_kind("commitments").cycle.states
    found = [{"label": _("Commitments") if of.edition else _("Rows in the ledger"), "count": of.count, "url": "#rows"}]
    found += [{"label": str(labels[state]), "count": n} for state, n in plans.commitment_state_counts(plan).items()]
    if rows is not None and plan.state in OPEN:
        url = reverse("ledger:correct", args=[plan.pk])
        found += [
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


def _documents(plan: Plan, standing: Held) -> list[dict[str, object]]:
    """List the source documents that the reader may see. One or two queries."""
    return [
        {
            "name": source.document.name,
            "url": reverse("ledger:original", args=[plan.pk, source.place]),
            "transcript": source.document.transcript,
            "at": source.at,
            "who": str(source.received_by or ""),
            "state": "" if source.state == Source.READ else source.get_state_display(),
        }
        for source in sources.plan_sources(plan, standing)
    ]


def _outline(request: HttpRequest, of: plans.PlanPageRows) -> list[dict[str, object]]:
    """List the headings, each with a link to its first row, which may be on another page."""
    return [
        {
            "title": heading.title,
            "level": min(heading.level, 6),
            "count": heading.count,
            "url": f"{_page_of_row(request, heading.first) if of.count > ROWS else ''}#row-{heading.first}",
        }
        for heading in of.outline
    ]


def _page_of_row(request: HttpRequest, first: int) -> str:
    """Return the query string of the page that contains a row."""
    return list_query_string(request, page=(first - 1) // ROWS + 1)


def _timeline(plan: Plan) -> list[dict[str, Any]]:
    """List events, newest first. Work on single rows is summed by day and person."""
    found = told(plans.plan_events(plan))
    for activity in plans.plan_activity_by_day(plan):
        done = [
            _("%(what)s %(n)d") % {"what": plans.DONE.get(step, step), "n": n} for step, n in activity.counts.items()
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

"""The ledger on a plan's page: its views, the lights of its rows, and what a reader sees of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import Light, build_pager, paginate_rows
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.pages.record_fragments import lights_of
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.detail import rules
from luoshi.plans.detail.lines import PlanLine, PlanSection
from luoshi.plans.detail.queries import plans

ROWS = 300  # per page


def read_ledger(request: HttpRequest, plan: Plan, of: plans.PlanPageRows, actor: Actor, day: date) -> dict[str, Any]:
    """Return the rows of a plan in the view asked for, with the tabs and lights above them.

    Of a published plan all rows are read, since lights are counted over all; of a draft those of the page. At most six
    queries, and those of the rows.
    """
    if of.edition is None:
        page = paginate_rows(request, of.lines, ROWS) if of.count else None
        found = plans.rows_by_heading(plan, of, page, page.start_index()) if page else []
        pager = build_pager(request, page) if page else None
        return {"groups": readable_section_rows(found, actor, day), "pager": pager, "view": rules.LedgerView()}
    view = _asked_view(request)
    printed = list(of.lines)
    sections = plans.rows_by_heading(plan, of, printed, 1)
    may = plans.readable_commitment_ids(sections, actor, day)
    seen = [row.commitment for row in printed if row.commitment_id in may]
    lights = {} if plan.closed is not None else lights_of(seen, day)
    arranged = rules.arrange_lines(sections, view, {pk: light.code for pk, light in lights.items()})
    shown = paginate_rows(request, arranged, ROWS)
    return {
        "groups": _section_rows(rules.group_lines(shown), may, lights),
        "pager": build_pager(request, shown),
        "view": view,
        "unread": sum(line.commitment not in may for _path, line in arranged),
        "lead_count": len({row.commitment.unit_id for row in printed}),
        **_lights_context(lights.values(), view),
        "views": _views(plan, of.count, view, lights.values()),
    }


def _asked_view(request: HttpRequest) -> rules.LedgerView:
    """Return the view that the address asks for; what is not known is the whole ledger by heading."""
    order = request.GET.get("view", "")
    codes = frozenset(filter(None, request.GET.get("light", "").split(",")))
    return rules.LedgerView(order if order in rules.VIEWS else rules.LEDGER, codes)


def _light_url(codes: Iterable[str]) -> str:
    return "?light=" + ",".join(codes) + "#rows"


def _lights_context(lights: Collection[Light], view: rules.LedgerView) -> dict[str, object]:
    """Return the lights with their counts, each the way to its rows, and what is late and soon as one figure each."""
    counted = rules.count_lights((light.code, light.label) for light in lights)
    figures = []
    for label, codes, tone in ((_("late"), rules.LATE_LIGHTS, "late"), (_("due soon"), rules.SOON_LIGHTS, "")):
        some = [light for light in counted if light.code in codes]
        count = sum(light.count for light in some)
        url = _light_url(light.code for light in some) if some else ""
        figures.append({"label": label, "count": count, "url": url, "tone": tone if count else ""})
    lamps = [
        {
            "light": Light(light.code, light.label),
            "count": light.count,
            "url": _light_url([light.code]),
            "here": view.lights == {light.code},
        }
        for light in counted
    ]
    return {"figures": figures if lights else [], "lamps": lamps}


def _views(plan: Plan, count: int, view: rules.LedgerView, lights: Collection[Light]) -> list[dict[str, object]]:
    """Return the tabs over the ledger."""
    late = [light.code for light in lights if light.code in rules.LATE_LIGHTS]
    found = [{"label": _("Ledger"), "url": "?#rows", "count": count, "here": view == rules.LedgerView()}]
    if late:
        codes = frozenset(late)
        url = _light_url(sorted(codes))
        found.append({"label": _("Late"), "url": url, "count": len(late), "tone": "late", "here": view.lights == codes})
    return [
        *found,
        {"label": _("By unit"), "url": "?view=units#rows", "here": view.order == rules.UNITS},
        {"label": _("By month"), "url": "?view=months#rows", "here": view.order == rules.MONTHS},
        {"label": _("Indicators"), "url": reverse("ledger:plan_figures", args=[plan.pk]), "here": False},
    ]


def readable_section_rows(found: list[PlanSection], actor: Actor, day: date) -> list[dict[str, object]]:
    """Return rows as far as the actor may read them, with links to the commitments they may open. One query.

    For a commitment that they may not open, the row shows only what the plan prints, not its current state.
    """
    return _section_rows(found, plans.readable_commitment_ids(found, actor, day), {})


def _section_rows(
    found: Iterable[PlanSection], may: Collection[int], lights: Mapping[int, Light]
) -> list[dict[str, object]]:
    def way(pk: int | None) -> str:
        return reverse("records:detail", args=["commitments", pk]) if pk in may else ""

    def row(line: PlanLine) -> dict[str, Any]:
        open_to = line.commitment is None or line.commitment in may
        url, was_url = way(line.commitment), way(getattr(line.carried_from, "pk", None))
        shown = line if open_to else rules.as_printed(line)
        return {
            "line": shown,
            "url": url,
            "was_url": was_url * open_to,
            "light": lights.get(line.commitment or 0),
            "percent": "" if shown.reached is None else _percent(shown.reached),
        }

    return [
        {
            "path": section.path,
            "anchor": section.anchor,
            "rows": [row(line) for line in section.lines],
        }
        for section in found
    ]


def _percent(reached: int) -> str:
    """Return a share in hundredths of a per cent as the width of a bar."""
    found = min(reached, plans.REACHED)
    return f"{found // 100}.{found % 100:02}"


def count_unreadable_rows(some: list[dict[str, Any]]) -> int:
    """Count the rows that the reader sees only as the plan prints them."""
    return sum(row["line"].only_printed for group in some for row in group["rows"])

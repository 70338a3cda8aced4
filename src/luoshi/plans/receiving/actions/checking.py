"""A person has compared the figures of a scan with its pictures; until then every page says that nobody has."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.receiving.queries import rows_with_unsure_figures
from luoshi.plans.rows.actions.editing import lock_editable_plan


@transaction.atomic
def confirm_scan_figures(plan: Plan, place: int, actor: Actor, *, at: datetime) -> Source:
    """Record that the actor has compared the figures of a scan with its pictures. A second time changes nothing.

    Raises:
        RecordError: ``missing``; ``refused`` if the actor may not change the plan; ``incomplete`` while rows wait in
            which a figure was hard to recognise, or while the document is not read.
    """
    plan = lock_editable_plan(plan, actor, at)
    source = plan.sources.select_for_update(of=("self",)).select_related("document").filter(place=place).first()
    if source is None or not source.document.is_recognised:
        raise RecordError("missing", _("The plan has no such scan."), where=str(plan))
    if not source.is_unchecked_scan:
        return source
    if source.state != Source.READ:
        raise RecordError("incomplete", _("The document is not read yet."), where=str(source))
    if count := len(rows_with_unsure_figures(source)):
        what = ngettext(
            "%(count)d row with a figure that was hard to recognise is still to be decided.",
            "%(count)d rows with a figure that was hard to recognise are still to be decided.",
            count,
        ) % {"count": count}
        raise RecordError("incomplete", what, where=str(source), remedy=_("Decide them first; the key N goes there."))
    source.figures_checked_by_id, source.figures_checked_at = actor.person, at
    source.save(update_fields=["figures_checked_by", "figures_checked_at"])
    journal_act(plan, "row.figures_checked", actor, {"name": source.document.name}, at=at)
    return source

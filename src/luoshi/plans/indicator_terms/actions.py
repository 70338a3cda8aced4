"""Records what words of an office's plans mean: one answer covers all targets with these words and is remembered."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.facts.base.models.fact import TOTAL
from luoshi.facts.base.models.indicator import Match
from luoshi.facts.indicators.actions import part_named, reassign_indicator
from luoshi.facts.indicators.models import Definition
from luoshi.facts.matching.rules import is_whole_area_scope
from luoshi.figures.units import are_units_comparable
from luoshi.kernel.kinds.models import Record
from luoshi.plans.indicator_terms.queries import COLUMNS, locals_of, may_define_terms_for, records_of
from luoshi.plans.rows.actions.editing import By

LABELS = {
    "indicators.means": gettext_lazy("Words of plans that mean it"),
    "indicators.means_none": gettext_lazy("Words in plans that mean no indicator"),
}


def record_term_meaning(desk: int, key: tuple[str, str, str, str], meant: Definition | None, by: By) -> int:
    """Record that words of an office's plans mean an indicator, or none.

    Return the number of targets' indicators that were joined to it.

    Earlier values of these targets count for it from now on, and the next plan with these words is not asked again.
    Words for one place (青石镇) mean the part of the indicator with the place's name.

    Raises:
        RecordError: ``refused`` (not permitted), ``guarded``: it is not in use, has a unit of another family, or the
            earlier values cannot be kept exactly in its unit.
    """
    if by.actor.behalf or not may_define_terms_for(by.actor, desk, timezone.localdate(by.at)):
        raise RecordError("refused", _("Those who supervise a plan decide which indicator its words mean."))
    words, unit = key[0], key[1]
    with transaction.atomic():
        if meant is None:
            entry = journal_act(f"unit:{desk}", "indicators.means_none", by.actor, {"means": words}, at=by.at)
        else:
            Record.lock({meant.pk, *records_of(desk, key)})
            meant = Definition.objects.get(pk=meant.pk)
            if meant.state != "active" or meant.indicator_id is None:
                raise RecordError("guarded", _("This indicator is not in use."), where=str(meant))
            if not are_units_comparable(unit, meant.measure):
                raise RecordError(
                    "guarded",
                    _("The indicator is counted in %(one)s, these words in %(other)s.")
                    % {"one": meant.measure, "other": unit},
                    where=str(meant),
                    remedy=_("Choose an indicator whose unit of measure can be converted, or define one."),
                )
            entry = journal_act(meant, "indicators.means", by.actor, {"means": words}, at=by.at)
        asked = dict(zip(COLUMNS, key, strict=True))
        indicator = meant.indicator_id if meant else None
        part = TOTAL if meant is None or is_whole_area_scope(key[3]) else part_named(meant, key[3])
        values: dict[str, object] = {"indicator_id": indicator, "breakdown": part, "entry": entry}
        Match.objects.update_or_create(values, None, desk_id=desk, **asked)
        own = locals_of(desk, key) if indicator else []
        for local_indicator in own:
            assert indicator is not None
            reassign_indicator(local_indicator, indicator, entry, {TOTAL: part})
    return len(own)

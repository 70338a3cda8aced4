"""Publishes a bulletin: its values are computed up to a seal and stored."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.record_errors import RecordError
from luoshi.dates.errors import DateError
from luoshi.dates.period_names import period_named
from luoshi.facts.bulletins.models import Bulletin, Chosen, Published
from luoshi.facts.bulletins.queries import count_unsealed_changes
from luoshi.facts.bulletins.rules import DIGITS
from luoshi.facts.figure_views.figure_formats import in_names
from luoshi.facts.figure_views.queries import child_units_on, last_seal
from luoshi.facts.figure_views.queries.visibility import open_units
from luoshi.facts.rollup.queries.rollups import indicator_formula_code, resolve_rollup_inputs, roll_up_units
from luoshi.facts.rollup.rules.tree_aggregation import Rolled
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.duties.actions.took import Took
from luoshi.org.tree.models import Unit


def check_bulletin_scope(took: Took[Bulletin]) -> None:
    """Check that the period is valid and the unit's figures are open to the author.

    Raises:
        RecordError: ``incomplete``: the faults, by field.
    """
    wrong: dict[str, list[str]] = {}
    try:
        period_named(took.record.period)
    except DateError:
        said = _("“%(period)s” is not a period; write 2026, 2026-03 or 2026-Q1.") % {"period": took.record.period}
        wrong["period"] = [said]
    if not open_units(took.actor, took.day).filter(pk=took.record.of_id or 0).exists():
        wrong["of"] = [_("You may not publish the figures of %(unit)s.") % {"unit": took.record.of or "—"}]
    if wrong:
        raise RecordError(
            "incomplete", " ".join(sentence for some in wrong.values() for sentence in some), fields=wrong
        )


def publish_bulletin(took: Took[Bulletin]) -> None:
    """Store the values of the bulletin's indicators once all facts are sealed, so that they can be reproduced.

    Raises:
        RecordError: ``guarded``: some facts are not sealed yet.
    """
    check_bulletin_scope(took)
    record, seal = took.record, last_seal() or 0
    if count := count_unsealed_changes(record):
        said = ngettext("%(n)d figure waits for its seal.", "%(n)d figures wait for their seals.", count) % {"n": count}
        raise RecordError("guarded", said, where=str(record), remedy=_("Please try again in a few seconds."))
    span = period_named(record.period)
    of = Unit.objects.get(pk=record.of_id or 0)
    units = [of, *(child_units_on(of, span.last) if record.by_unit else ())]
    chosen = [choice.indicator for choice in Chosen.list_rows(record)]
    known = resolve_rollup_inputs(chosen)
    names = {code: definition.title for code, definition in known.every.items()}
    found = roll_up_units(known, [unit.pk for unit in units], span, seal=seal)
    Published.objects.bulk_create(
        [
            _published(record, definition.pk, unit.pk, found[unit.pk][indicator_formula_code(definition)], names)
            for definition in chosen
            for unit in units
            if unit.pk == of.pk or found[unit.pk][indicator_formula_code(definition)].told
        ],
        batch_size=500,
    )
    took.set_fields(seal=seal, published_on=took.day, day=span.last)


def _published(record: Bulletin, definition: int, unit: int, found: Rolled, names: Mapping[str, str]) -> Published:
    return Published(
        bulletin=record,
        definition_id=definition,
        unit_id=unit,
        value=None if found.value is None else round_to_places(found.value, DIGITS),
        told=found.told,
        expected=found.expected,
        approved=found.approved,
        lacks=_why(found, names)[:400],
    )


def _why(found: Rolled, names: Mapping[str, str]) -> str:
    if found.zero:
        return f"{Published.DIVIDED}{in_names(found.zero, names)}"
    return "、".join(names.get(code, code) for code in found.lacks)

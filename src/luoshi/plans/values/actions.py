"""Stores the targets of plans and the figures of reports, as targets and facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.base.models.target import Target
from luoshi.facts.base.rules.cells import quantize_kept_value
from luoshi.facts.fact_store.actions import copy_facts, move_facts, notify_fact_followers, tell_facts, withdraw_facts
from luoshi.facts.fact_store.queries import all_of
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.indicators.actions import reassign_indicator
from luoshi.facts.indicators.queries import defined_among
from luoshi.facts.matching.queries import matches_by_words
from luoshi.figures.units import in_unit
from luoshi.figures.written_units import own_unit
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values import rules
from luoshi.plans.values.queries import current_targets

if TYPE_CHECKING:
    from luoshi.commitments.progress.models import Progress

FIELDS = ("quote", "unit", "bound", "aspect", "period", "scope")
BATCH = 500


def store_targets(
    said: Mapping[int, Sequence[Mapping[str, Any]]],
    desk: int,
    year: int,
    edition: int,
    before: Mapping[int, Iterable[Target]] | None = None,
) -> None:
    """Store the targets of commitments. One query, and three statements for each 500 targets.

    Words with a defined meaning get that indicator; unchanged targets of a commitment keep theirs; all others get an
    indicator of their own until somebody defines it.

    Args:
        said: the targets by commitment id, each as in ``editions``; those without a value are skipped.
        desk: the office that supervises them.
        before: the present targets of the commitments, by commitment id.
    """
    made: list[Target] = []
    for pk, wanted in said.items():
        old = _by_words(before.get(pk, ()) if before else ())
        for place, said_target in enumerate(wanted):
            if said_target["value"] is None:
                continue
            first, last = rules.period_number_bounds(said_target["period"], year)
            target = Target(
                record_id=pk,
                span_id=said_target["span"],
                words=said_target["indicator"],
                value=Decimal(said_target["value"]),
                upper=Decimal(said_target["upper"]) if said_target["upper"] is not None else None,
                first=first,
                last=last,
                place=place,
                edition=edition,
                **{name: said_target[name] for name in FIELDS},
            )
            if there := old.get(_words(target)):
                target.indicator_id, target.breakdown = there.pop(0)
            made.append(target)
    _give_indicators([target for target in made if target.indicator_id is None], desk)
    Target.objects.bulk_create(made, batch_size=BATCH)


def _by_words(targets: Iterable[Target]) -> dict[tuple[str, str, str, str], list[tuple[int, int]]]:
    found: dict[tuple[str, str, str, str], list[tuple[int, int]]] = {}
    for target in targets:
        found.setdefault(_words(target), []).append((target.indicator_id, target.breakdown))
    return {key: list(dict.fromkeys(pks)) for key, pks in found.items()}


def _words(one: Target) -> tuple[str, str, str, str]:
    return one.words, one.unit, one.aspect, one.scope


def _give_indicators(targets: Sequence[Target], desk: int) -> None:
    """Assign each target the indicator that its words mean, else a new one."""
    known = matches_by_words({target.words for target in targets if target.words}, desk)
    own = []
    for target in targets:
        if (there := known.get(_words(target))) is not None:
            target.indicator_id, target.breakdown = there
        else:
            own.append(target)
    made = [Indicator(name=target.words, unit=target.unit, aspect=target.aspect, scope=target.scope) for target in own]
    Indicator.objects.bulk_create(made, batch_size=BATCH)
    for target, indicator in zip(own, made, strict=True):
        target.indicator = indicator


def store_report_facts(
    commitment: Commitment, report: Progress, values: Mapping[int, Decimal], targets: Iterable[Target]
) -> None:
    """Store the figures of a report as facts of the commitment's unit.

    Each fact is for a year to date, in its indicator's unit.

    Raises:
        RecordError: ``incomplete``: a value has too many decimals in that unit.
    """
    facts = [
        told_as(commitment, target, values[target.pk], report.day, report.period)
        for target in targets
        if target.pk in values
    ]
    if facts:
        tell_facts(facts, report.entry, repeats=True)


def _kept(value: Decimal, target: Target) -> Decimal:
    unit = target.indicator.unit
    if unit == target.unit:
        return value
    try:
        return quantize_kept_value(in_unit(value, target.unit, unit))
    except ValueError:
        raise RecordError(
            "incomplete",
            _("“%(value)s” of %(name)s cannot be stored exactly in %(unit)s, the indicator's unit of measure.")
            % {"value": own_unit(target.quote, target.unit).figure(value), "name": target.words, "unit": unit},
            remedy=_("Enter fewer decimals."),
        ) from None


def told_as(commitment: Commitment, one: Target, value: Decimal, day: date, asked: date | None) -> FactValue:
    """Return a target's value as a fact of the commitment's unit, for a year to date, in its indicator's unit.

    Raises:
        RecordError: ``incomplete``: it has too many decimals in that unit.
    """
    period = rules.told_for(day, asked, commitment.rhythm, (one.first, one.last))
    return FactValue(FactKey(one.indicator_id, commitment.unit_id, period, one.breakdown), _kept(value, one))


def withdraw_report_facts(commitment: Commitment, report: Progress, by: Entry) -> None:
    """Withdraw the figures of a report; the values that they superseded count again."""
    indicators = set(commitment.targets.values_list("indicator", flat=True))
    if indicators:
        withdraw_facts(report.entry_id, indicators, {report.unit_id, commitment.unit_id}, by)


def go_along(commitment: Commitment, by: Entry) -> None:
    """Transfer the facts reported about a matter to its present lead unit. One query if it has no targets."""
    indicators = set(commitment.targets.values_list("indicator", flat=True))
    rows = [fact for fact in all_of(indicators) if fact.key.unit != commitment.unit_id] if indicators else []
    about = set(
        Entry.objects.filter(pk__in={row.source for row in rows}, record=commitment.pk).values_list("pk", flat=True)
    )
    move_facts([row for row in rows if row.source in about], lambda key: key._replace(unit=commitment.unit_id), by)
    notify_fact_followers(indicators, {commitment.unit_id}, by)  # values from the new unit's forms count from now on


def share_twin_indicators(one: Commitment, other: Commitment, by: Entry) -> None:
    """Let twins share facts: targets with the same words get the same indicator.

    A defined indicator is kept; if both are defined and differ, nothing is joined.
    """
    theirs: dict[tuple[str, str, str], list[Target]] = {}
    for target in current_targets(other):
        theirs.setdefault(_alike(target), []).append(target)
    for target in current_targets(one):
        like = theirs.get(_alike(target))
        if not like:
            continue
        pair = {of.indicator_id: of.breakdown for of in (target, like.pop(0))}
        defined = set(defined_among(pair))
        if len(pair) == 2 and len(defined) < 2:
            stays = defined.pop() if defined else min(pair)
            (gone,) = pair.keys() - {stays}
            reassign_indicator(gone, stays, by, {pair[gone]: pair[stays]})


def separate_twin_indicators(of: Collection[int], others: Collection[int], by: Entry) -> None:
    """Separate the facts of commitments that turned out not to be the same task.

    ``others`` get indicators of their own, with copies of all earlier facts, as if each had been reported twice.
    """
    with_parts = Q(record__in=others) | Q(record__as_commitment__split_from__in=others)
    units = set(Commitment.objects.filter(Q(pk__in=others) | Q(split_from__in=others)).values_list("unit", flat=True))
    ours = set(Target.objects.filter(record__in=of).values_list("indicator", flat=True))
    shared = set(Target.objects.filter(with_parts, indicator__in=ours).values_list("indicator", flat=True))
    for pk in sorted(shared - set(defined_among(shared))):
        own = Indicator.objects.get(pk=pk)
        own.pk = None
        own.save()
        Target.objects.filter(with_parts, indicator=pk).update(indicator=own)
        copy_facts([fact for fact in all_of({pk}) if fact.key.unit in units], own.pk, by)


def _alike(one: Target) -> tuple[str, str, str]:
    return one.words, one.unit, one.aspect

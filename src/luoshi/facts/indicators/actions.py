"""What follows when an indicator is defined, redefined or merged into another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import TOTAL, Question
from luoshi.facts.base.models.indicator import Indicator, Match
from luoshi.facts.base.models.target import Target
from luoshi.facts.base.rules.cells import quantize_kept_value
from luoshi.facts.base.rules.checks import parse_comparison
from luoshi.facts.base.rules.formulas import compared_faults
from luoshi.facts.fact_store import queries as facts
from luoshi.facts.fact_store.actions import move_facts, notify_fact_followers
from luoshi.facts.fact_store.rules import FactKey, StoredFact
from luoshi.facts.indicators.forms import format_formula_fault, indicator_field_faults
from luoshi.facts.indicators.models import Breakdown, Definition, ValueCheck
from luoshi.facts.indicators.queries import measures_by_code
from luoshi.figures.units import in_unit
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.language.formulas import parse_formula
from luoshi.kernel.kinds.links import links_to
from luoshi.kernel.kinds.models import Record


def create_measured_indicator(took: Took[Definition]) -> None:
    """Create the ``Indicator`` to which targets and facts of this definition refer."""
    one = took.record
    took.set_fields(indicator=Indicator.objects.create(name=one.title, unit=one.measure))


def check_indicator_definition(took: Took[Definition]) -> None:
    """Refuse a correction that makes the definition inconsistent or changes the meaning of its facts.

    Raises:
        RecordError: ``guarded``: formula, code or unit of measure would no longer be right.
    """
    one = took.record
    names = ("code", "nature", "formula", "measure", "weight")
    wrong = indicator_field_faults({name: getattr(one, name) for name in names})
    was = took.given.get("was", {})
    if {"measure", "nature"} & was.keys() and facts.any_of(one.indicator_id):
        wrong["measure"] = _("Values have been reported: the unit of measure and the nature can no longer change.")
    if "code" in was and (others := facts_from(was["code"], one)):
        wrong["code"] = _("Other indicators are computed from it by this code: %(names)s.") % {
            "names": "、".join(others)
        }
    if wrong:
        raise RecordError(
            "guarded",
            " ".join(wrong.values()),
            where=str(one),
            remedy=_("If it means something else now, define another indicator and end this one."),
        )
    Indicator.objects.filter(definition=one.pk).update(name=one.title, unit=one.measure)


def keep_checks_sound(took: Took[Definition]) -> None:
    """Refuse checks that cannot be evaluated.

    Raises:
        RecordError: ``guarded``: a balance cannot be parsed or names an unknown indicator code, or a jump has no
            border.
    """
    one = took.record
    wrong = [why for check in ValueCheck.list_rows(one) if (why := _unsound(check))]
    if wrong:
        raise RecordError("guarded", " ".join(wrong), where=str(one), remedy=_("Correct the check, or remove it."))


def _unsound(check: ValueCheck) -> str:
    if check.sort == "balance":
        try:
            read = parse_comparison(check.text)
        except ValueError:
            return _(
                "“%(text)s” is not a comparison: write it with codes and one comparison sign, for example a = b + c."
            ) % {"text": check.text}
        units = measures_by_code(read.names)
        if missing := [name for name in read.names if name not in units]:
            return _("No indicator in use has the code %(codes)s.") % {"codes": "、".join(missing)}
        return " ".join(format_formula_fault(fault) for fault in compared_faults(read.left, read.right, units))
    if check.sort == "jump" and check.border is None:
        return _("Enter the percentage of change from which on you are asked about it.")
    return ""


def facts_from(code: str, besides: Definition) -> list[str]:
    """List the names of other indicators whose formula uses this code. One query."""
    if not code:
        return []
    rows = Definition.objects.filter(state="active", formula__contains=code).exclude(pk=besides.pk).order_by("number")
    return [row.title for row in rows if code in parse_formula(row.formula).names]


def mean_anew(took: Took[Definition]) -> None:
    """Take over the meaning of the version that was added."""
    ((_place, version),) = took.given["versions"].made.added
    took.set_fields(meaning=version["meaning"])


def _in_unit_of(stays: int, rows: Sequence[StoredFact], gone: int) -> list[StoredFact]:
    """Convert the facts of an indicator to the unit of another. One query if there are any."""
    units = dict(Indicator.objects.filter(pk__in={stays, gone}).values_list("pk", "unit")) if rows else {}
    if units.get(stays) == units.get(gone):
        return list(rows)
    made = []
    for row in rows:
        try:
            value = None if row.value is None else quantize_kept_value(in_unit(row.value, units[gone], units[stays]))
        except ValueError:
            words = {"value": f"{row.value:f}", "unit": units[gone], "other": units[stays]}
            raise RecordError(
                "guarded",
                _("The reported %(value)s %(unit)s cannot be stored exactly in %(other)s.") % words,
                remedy=_("Define the indicator in %(unit)s.") % words,
            ) from None
        made.append(replace(row, value=value))
    return made


def lock_both(one: Record, given: Mapping[str, object]) -> None:
    """Lock both indicators in the common lock order."""
    named = str(given.get("same_as") or "").partition(" ")[0]
    other = Record.objects.filter(kind=one.kind, number=named).values_list("pk", flat=True) if named else ()
    Record.lock({one.pk, *other})


def merge_definition(took: Took[Definition]) -> None:
    """Merge an indicator into the one that it is the same as, with its facts and all references to it.

    Raises:
        RecordError: ``guarded``: the one that stays is not in use, or formulas use the other one's code.
    """
    gone = took.record
    stays = Definition.get_locked(took.given["same_as"].pk)
    if stays.state != "active":
        raise RecordError(
            "guarded",
            _("%(number)s is no longer in use: nothing can be reported for it.") % {"number": stays.number},
            where=str(gone),
            remedy=_("Name the indicator that is in use."),
        )
    if others := facts_from(gone.code, gone):
        raise RecordError(
            "guarded",
            _("Other indicators are computed from it by this code: %(names)s.") % {"names": "、".join(others)},
            where=str(gone),
            remedy=_("Change their formulas to the indicator that stays, then merge the two."),
        )
    assert gone.indicator_id and stays.indicator_id
    parts = _parts(gone, stays)
    moved = reassign_indicator(gone.indicator_id, stays.indicator_id, took.entry, parts)
    for model, name in links_to(gone):  # other indicators, and lines of forms
        model._default_manager.filter(**{name: gone.pk}).exclude(pk=stays.pk).update(**{name: stays.pk})
    took.set_fields(same_as=stays, to_day=gone.to_day or took.on)
    journal_act(
        stays,
        "indicators.came",
        took.actor,
        {"alike": gone.number, "values_moved": moved},
        at=took.at,
        seat=took.seat or None,
    )


def _parts(gone: Definition, stays: Definition) -> dict[int, int]:
    """Map each part of the merged indicator to the part of the same name, or to itself; parts without one are moved."""
    there = dict(Breakdown.objects.filter(record=stays.pk).values_list("name", "pk"))
    own = dict(Breakdown.objects.filter(record=gone.pk).values_list("pk", "name"))
    Breakdown.objects.filter(pk__in=[pk for pk, name in own.items() if name not in there]).update(record=stays.pk)
    return {TOTAL: TOTAL} | {pk: there.get(name, pk) for pk, name in own.items()}


def part_named(one: Definition, name: str) -> int:
    """Return the part of an indicator with this name, such as the figures of one place; create it if missing."""
    rows = Breakdown.objects.filter(record=one.pk)
    found = rows.filter(name=name[:80]).values_list("pk", flat=True).first()
    if found is None:
        found = Breakdown.objects.create(record_id=one.pk, place=rows.count(), name=name[:80], within=True).pk
    return found


def reassign_indicator(gone: int, stays: int, by: Entry, parts: Mapping[int, int] | None = None) -> int:
    """Move the targets, matches and facts of an indicator to another; return the number of current facts moved.

    Where both have differing values for one key, the one reported last counts and a question is opened. Records with
    moved targets are locked, so that a concurrent report on one has ended or sees its new state.

    Raises:
        RecordError: ``guarded``: a value needs more decimals in the unit of the one that stays than can be stored.
    """
    Record.lock(set(Target.objects.filter(indicator=gone).values_list("record", flat=True)))
    for was, now in (parts or {}).items():
        if was != now:
            Target.objects.filter(indicator=gone, breakdown=was).update(indicator=stays, breakdown=now)
            Match.objects.filter(indicator=gone, breakdown=was).update(indicator=stays, breakdown=now)
    Target.objects.filter(indicator=gone).update(indicator=stays)
    Match.objects.filter(indicator=gone).update(indicator=stays)
    Indicator.objects.filter(same_as=gone).update(same_as=stays)
    Indicator.objects.filter(pk=gone).update(same_as=stays)
    own = facts.all_of({gone})
    part = parts or {}

    def to(key: FactKey) -> FactKey:
        return key._replace(indicator=stays, breakdown=part.get(key.breakdown, key.breakdown))

    differ = move_facts(_in_unit_of(stays, own, gone), to, by)
    notify_fact_followers(
        {stays}, None, by
    )  # targets of the merged indicator now depend on facts of the other, at any unit
    Question.objects.bulk_create(
        [Question(stays_id=counts, other_id=other, entry=by) for counts, other in differ], batch_size=1000
    )
    return sum(fact.ended is None for fact in own)

"""API for figures: rolled-up indicators with their coverage, and facts with their sources."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.errors import DateError
from luoshi.dates.period_codes import decode_period
from luoshi.dates.period_names import format_period, period_named
from luoshi.dates.periods import Period
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.figure_views import figure_formats, queries
from luoshi.facts.figure_views.queries import IndicatorLine, sources, visibility
from luoshi.org.api.api_authentication import TokenAuth
from luoshi.org.api.operations import Operation
from luoshi.org.api.responses import LARGEST, LIMIT, OFFSET, ApiModel, Ref
from luoshi.org.tokens.rules import ScopeAct
from luoshi.org.tree.models import Unit

AREA = "indicators"  # of token scopes
INDICATOR: int | None = Field(
    None, ge=1, le=LARGEST, description=N_("An indicator’s id; if not given, all indicators.")
)
STATES = {Fact.VALUE: "value", Fact.NIL: "nil", Fact.NOT_APPLICABLE: "not_applicable", Fact.BELOW: "below"}


class RolledOut(ApiModel):
    """The total of an indicator over a unit and the units below it, for a period; exact numbers are sent as text."""

    indicator: Ref
    code: str
    unit: Ref
    measure: str
    value: str | None = Field(
        description=N_("The exact value, rounded once where its decimals do not end; null: see “lacks”, never 0.")
    )
    told: int = Field(description=N_("How many values, or reasons for having none, were reported."))
    expected: int | None = Field(description=N_("How many the forms ask for; null: no form asks for it."))
    approved: int = Field(description=N_("How many of the reported values were accepted."))
    partial: bool
    lacks: list[str] = Field(description=N_("Why there is no value: codes of indicators, “before”, “does_not_add”."))
    divided_by: str | None = Field(
        description=N_("Codes of the indicators that were reported as 0 and are divided by: there is no value then.")
    )
    band: str | None
    before: str | None = Field(description=N_("The value of the same period a year before."))
    change: str | None = Field(
        description=N_("Compared with a year before: in per cent, and for rates in percentage points.")
    )
    change_of: int | None = Field(
        description=N_("The number of figures reported both times that the change is based on; null: all of them.")
    )
    broken: date | None = Field(description=N_("Its meaning changed on this day, so no change is computed."))


class RolledSet(ApiModel):
    """Figures, never bare: of which period, by the tree of which day, read up to which seal."""

    period: str
    units_as_of: date
    seal: int | None
    rows: list[RolledOut]


class FactOut(ApiModel):
    """A value that somebody told."""

    id: int
    indicator: Ref
    unit: Ref
    period: str
    part: str = Field(description=N_("The part of the indicator; empty: the whole."))
    value: str | None
    state: str = Field(description=N_("value, nil, not_applicable or below: why there is no value."))
    told_by: str
    told_at: datetime
    ended_at: datetime | None = Field(description=N_("The time since which it is not valid; null: it is valid."))


class FactsOut(ApiModel):
    """The values that count."""

    total: int
    limit: int
    offset: int
    rows: list[FactOut]


class PromiseOut(ApiModel):
    """The target in a document that a value counts for."""

    record: int
    title: str
    words: str = Field(description=N_("What the document calls it."))
    quote: str = Field(description=N_("The words of the document."))


class SourceOut(FactOut):
    """Where a value comes from."""

    record: Ref | None = Field(
        description=N_("The record in which it was reported; null: none that this person may read.")
    )
    kind: str
    evidence: list[str] = Field(description=N_("The names of the attached files."))
    promised: list[PromiseOut]
    history: list[FactOut] = Field(description=N_("All reports of the same figure, newest first."))


class RolledQuery(ApiModel):
    """The figures that are requested."""

    period: str = Field(
        "",
        description=N_(
            "For instance 2026, 2026-H1, 2026-Q1, 2026-03 or 2026-01-01/2026-03-31; the newest that is over if not "
            "given."
        ),
    )
    unit: int | None = Field(
        None, ge=1, le=LARGEST, description=N_("A unit’s id; if not given, the highest unit that you may see.")
    )
    indicator: int | None = INDICATOR
    by: str = Field("", description=N_("“unit”: also a row for each direct subordinate."))


class FactsQuery(ApiModel):
    """The values that are requested."""

    unit: int | None = Field(None, ge=1, le=LARGEST, description=N_("A unit’s id; its subordinate units are included."))
    indicator: int | None = INDICATOR
    period: str = Field("", description=N_("Only this period."))
    limit: int = LIMIT
    offset: int = OFFSET


def figure_operations(path: str, tag: str) -> list[Operation]:
    """Build the operations below a path, with their words in the active language."""
    token = TokenAuth(AREA, ScopeAct.READ)
    return [
        Operation(
            "GET", f"{path}/rolled", "figures_rolled", tag, _("Totals of indicators"), token, list_rolled_figures,
            RolledSet, RolledQuery, problems=(400, 404),
        ),
        Operation(
            "GET", f"{path}/values", "figures_facts", tag, _("Reported values"), token, list_facts, FactsOut,
            FactsQuery, problems=(400, 404),
        ),
        Operation(
            "GET", f"{path}/values/{{id}}", "figures_fact", tag, _("Source of the value"), token, get_fact,
            SourceOut, problems=(404,),
        ),
    ]  # fmt: skip


def list_rolled_figures(
    request: HttpRequest, period: str, unit: int | None, indicator: int | None, by: str
) -> dict[str, Any]:
    """Return what indicators come to over a unit for a period.

    Raises:
        RecordError: ``missing``; ``incomplete``: the period is none.
    """
    actor, day = request_actor(request), timezone.localdate()
    of, every = (
        _unit(actor, day, unit),
        [definition for definition in queries.indicators_by_code() if indicator in (None, definition.pk)],
    )
    if indicator is not None and not every:
        raise _missing()
    told = queries.periods_with_facts(every)
    span = _period(period) if period else queries.default_period(told, queries.selectable_periods(told), day)
    units = [of, *(queries.child_units_on(of, span.last) if by == "unit" else ())]
    found = queries.of_units(every, units, span)
    rows = [_line(line, each) for each in units for line in found[each.pk] if line.now.told or line.now.expected]
    return {"period": format_period(span), "units_as_of": span.last, "seal": queries.last_seal(), "rows": rows}


def list_facts(
    request: HttpRequest, unit: int | None, indicator: int | None, period: str, limit: int, offset: int
) -> dict[str, Any]:
    """Return a stretch of the values that count.

    Raises:
        RecordError: ``missing``; ``incomplete``: the period is none.
    """
    actor, day = request_actor(request), timezone.localdate()
    of = _unit(actor, day, unit)
    rows = sources.told_in(of, day, indicator, _period(period) if period else None)
    some = list(rows[offset : offset + limit])
    return {"total": rows.count(), "limit": limit, "offset": offset, "rows": _out(some)}


def get_fact(request: HttpRequest, id: int) -> dict[str, Any]:
    """Return where a value comes from.

    Raises:
        RecordError: ``missing``.
    """
    actor, day = request_actor(request), timezone.localdate()
    found = sources.fact_of(id, actor, day) if id < 2**63 else None
    if found is None:
        raise _missing()
    record = sources.record_of(found, actor, day)
    promised = [
        {"record": target.record_id, "title": target.record.title, "words": target.words, "quote": target.quote}
        for target in sources.counts_for(found, actor, day)
    ]
    (own,) = _out([found])
    return {
        **own,
        "record": Ref(id=record.pk, name=record.title or record.number) if record else None,
        "kind": record.kind if record else "",
        "evidence": [file.name for file in sources.evidence_of(found)] if record else [],
        "promised": promised,
        "history": _out(sources.fact_history(found)),
    }


def _unit(actor: Actor, day: date, pk: int | None) -> Unit:
    found = (
        visibility.highest_readable_unit(actor, day)
        if pk is None
        else visibility.open_units(actor, day).filter(pk=pk).first()
    )
    if found is None:
        raise _missing()
    return found


def _missing() -> RecordError:
    return RecordError("missing", _("There is no such figure, or you may not see it."))


def _period(text: str) -> Period:
    try:
        return period_named(text)
    except DateError:
        said = _("“%(period)s” is not a period; write 2026, 2026-03 or 2026-Q1.") % {"period": text[:40]}
        raise RecordError("incomplete", said, fields={"period": [said]}) from None


def _line(line: IndicatorLine, unit: Unit) -> dict[str, object]:
    one, now = line.of, line.now
    exact, base = (
        figure_formats.round_indicator_value(one, now.value),
        figure_formats.round_indicator_value(one, line.before.value),
    )
    return {
        "indicator": Ref(id=one.pk, name=one.title),
        "code": one.code,
        "unit": Ref(id=unit.pk, name=unit.name),
        "measure": figure_formats.unit_of(one),
        "value": None if exact is None else f"{exact:f}",
        "told": now.told,
        "expected": now.expected,
        "approved": now.approved,
        "partial": now.partial,
        "lacks": list(now.lacks),
        "divided_by": now.zero or None,
        "band": line.band,
        "before": None if base is None else f"{base:f}",
        "change": None if line.grown is None else figure_formats.yearly_change_number(line),
        "change_of": line.counterpart_count,
        "broken": line.broken,
    }


def _out(facts: list[Fact]) -> list[dict[str, object]]:
    names, parts = sources.indicators_of(facts), sources.parts_named(facts)
    found = []
    for fact in facts:
        by, of = fact.told or fact.entry, names.get(fact.indicator_id)
        found.append(
            {
                "id": fact.pk,
                "indicator": Ref(id=of.pk, name=of.title) if of else Ref(id=0, name=str(fact.indicator)),
                "unit": Ref(id=fact.unit_id, name=fact.unit.name),
                "period": format_period(decode_period(fact.period)),
                "part": parts.get(fact.breakdown, ""),
                "value": None if fact.value is None else f"{fact.value.normalize():f}",
                "state": STATES[fact.state],
                "told_by": by.person.name if by.person else "",
                "told_at": by.at,
                "ended_at": fact.ended.at if fact.ended else None,
            }
        )
    return found

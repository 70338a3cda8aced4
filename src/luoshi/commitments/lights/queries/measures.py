"""The measures of many commitments as annotations of one query, and of one commitment as values: see rules.measures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from luoshi.base.lateness import date_standing_condition
from luoshi.commitments.lights.queries.due_status import MADE_LATE
from luoshi.commitments.lights.rules import measures as rules
from luoshi.commitments.lights.rules.attainment import WHOLE
from luoshi.commitments.lights.rules.lights import LightRuleTable, ShownLight, find_light
from luoshi.dates.lateness import LATE
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.models import Record
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import OPEN, STANDING

NOTHING = Value(None, output_field=IntegerField())
FACTS = tuple(
    field for field in rules.MeasureFacts.__dataclass_fields__ if field != "misses"
)  # each is a column of a commitment
# Measures that are columns, or are calculated from one.
PLAIN = {"days": "pressing", "workdays": "pressing", "slips": "slips"}


def facts_of(commitment: Commitment, day: date, asked: Iterable[str] = ("misses",)) -> rules.MeasureFacts:
    """Return the facts from which a commitment's measures are calculated.

    One query if missed dates are asked for, else none.
    """
    misses = missed_occurrences(day).filter(duty__record=commitment.pk).count() if "misses" in set(asked) else None
    return rules.MeasureFacts(**{name: getattr(commitment, name) for name in FACTS}, misses=misses)


def commitment_light(commitment: Commitment, table: LightRuleTable, day: date) -> ShownLight:
    """Return the light of one commitment by a filled table."""
    return find_light(table, rules.reckon_measures(facts_of(commitment, day, table.measures), day))


def annotate_measures(
    rows: QuerySet[Commitment], table: LightRuleTable, day: date
) -> tuple[QuerySet[Record], dict[str, str]]:
    """Annotate the rows with each measure that the table uses; also return the field of each measure."""
    fields, made = {}, _made(day)
    for name in table.measures:
        if name in PLAIN:
            fields[name] = PLAIN[name]
        elif name in made:
            rows = rows.annotate(**{f"measure_{name}": made[name]})
            fields[name] = f"measure_{name}"
    return rows, fields


def _made(day: date) -> dict[str, object]:
    past, whole = rules.months_past(day), WHOLE
    over = Greatest(past - F("begins") + 1, Value(0))
    asked = Least(over * whole / (F("ends") - F("begins") + 1), Value(whole))
    unreported = date_standing_condition("report_due", day, LATE, in_period="report_due_in_period")
    told = Case(When(unreported, then=NOTHING), default=F("reached"), output_field=IntegerField())
    begun = Q(begins__isnull=False, ends__isnull=False)
    states = (*OPEN, STANDING)
    words = {
        name: Case(When(~Q(**{name: ""}), then=F(name)), output_field=CharField()) for name in ("outlook", "judged")
    }
    return {
        # LEAST and GREATEST ignore nulls on PostgreSQL but return null on SQLite: use them only if both months are
        # known.
        "behind": Case(When(begun, then=asked - told), output_field=IntegerField()),
        "share": Case(When(begun & Q(begins__lte=past), then=told * whole / asked), output_field=IntegerField()),
        "idle": Case(
            When(begun & Q(reached__gt=0), then=Value(0)), When(begun, then=over), output_field=IntegerField()
        ),
        "misses": Coalesce(
            Subquery(
                missed_occurrences(day)
                .filter(duty__record=OuterRef("pk"))
                .order_by()
                .values("duty__record")
                .annotate(n=Count("pk"))
                .values("n"),
                output_field=IntegerField(),
            ),
            0,
        ),
        "met": Case(
            When(done=None, state__in=states, then=Value("open")),
            When(MADE_LATE, then=Value("late")),
            When(done__isnull=False, then=Value("in_time")),
            output_field=CharField(),
        ),
        **words,
    }


def missed_occurrences(day: date) -> QuerySet[Occurrence]:
    """List due dates that passed unmet or were met late, including moved ones.

    Dropped ones count only if dropped after they passed.
    """
    owed = Occurrence.objects.annotate(bound=Coalesce("expired", "due"))
    over = date_standing_condition("bound", day, LATE, in_period="in_period")
    unmet = Q(settled=None) & over & (Q(dropped=None) | Q(dropped__gt=F("bound")))
    met_late = Q(settled_work__gt=F("bound")) | Q(in_period=True, settled__gt=F("bound"))
    return owed.filter(unmet | met_late & Q(dropped=None))

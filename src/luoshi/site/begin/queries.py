"""Count what an office has on a day, for the steps of getting started."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.duties.models import Duty, Parameter
from luoshi.kernel.parameters.queries.values import declared_parameters
from luoshi.kernel.switches.queries import are_lines_chosen
from luoshi.org.address.queries import known_address
from luoshi.org.people.queries.people import tenures_in_force
from luoshi.org.units.queries import standing_on
from luoshi.plans.base.models.plan import Plan
from luoshi.site.begin.rules import SetupCounts


def count_setup_progress(day: date) -> SetupCounts:
    """Return the counts. Eight queries, however large the office."""
    people = Count("person", distinct=True)
    rows = tenures_in_force(day).values_list("post__role").order_by("post__role")
    ready = rows.annotate(count=Count("person", distinct=True, filter=Q(person__user__is_active=True)))
    bare = tenures_in_force(day).filter(person__user=None).aggregate(count=people)["count"]
    known = declared_parameters()
    values = Parameter.objects.filter(name__in=known, unit=None, start__lte=day).values("name").distinct().count()
    return SetupCounts(
        address=known_address(),
        units=standing_on(day).count(),
        ready={Role(role): count for role, count in ready},
        bare=bare,
        declared=len(known),
        values=values,
        late=Duty.objects.exclude(unset="").filter(ended=None, record__isnull=False).count(),
        plans=Plan.objects.count(),
        chosen=are_lines_chosen(),
    )

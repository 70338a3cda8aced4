"""What is open for a person from outside, and which applications are theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.language.conditions import Need
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.parts.calls.models import Application, CallCondition
from luoshi.parts.calls.queries import COUNTED
from luoshi.parts.publicity.models import Posting

MOST = 200  # applications of one person that are read
OWN = ("author", "keeper")
COUNTED_BY = {"unit_most": "unit", "applicant_most": "applicant", "leader_most": "leader"}


def is_applicant(actor: Actor) -> bool:
    """Whether the actor is a person from outside, who has no unit to begin an application for them. No query."""
    return bool(actor.person) and actor.roles <= {Role.OUTSIDE}


def own_applications(actor: Actor, day: date) -> list[Application]:
    """List the applications that the actor leads or looks after from outside, the newest first. One query."""
    rights = get_kind("applications").rights
    asked = reduce(or_, (record_relation_condition(rights.by_name[name], actor, day) for name in OWN))
    rows = Application.objects.filter(asked, erased=None).order_by("-pk")
    return list(rows.select_related("call__unit", "call__award", "leader", "unit")[:MOST])


def needs_met(needs: Iterable[Need], applications: Collection[Application], day: date) -> dict[int, set[int]]:
    """Return, by the place of each need, the applications that certainly meet it on a day. One query for each need."""
    rows = Application.objects.filter(pk__in=[application.pk for application in applications]).order_by()
    return {
        place: set(rows.filter(definitely_true(need.condition, Application, day)).values_list("pk", flat=True))
        for place, need in enumerate(needs)
    }


def conditions_of_calls(calls: Collection[int]) -> dict[int, list[CallCondition]]:
    """Return the conditions of calls in their order. One query."""
    found: dict[int, list[CallCondition]] = {}
    for condition in CallCondition.objects.filter(record__in=calls).order_by("pk"):
        found.setdefault(condition.record_id, []).append(condition)
    return found


def count_sent_alike(applications: Collection[Application]) -> Counter[tuple[str, int, int]]:
    """Count what was sent for the calls of these by their units, applicants and leaders. At most three queries."""
    found: Counter[tuple[str, int, int]] = Counter()
    calls = {application.call_id for application in applications}
    for field in COUNTED_BY.values():
        keys = {getattr(application, f"{field}_id") for application in applications} - {None}
        if not keys:
            continue
        rows = Application.objects.filter(call__in=calls, state__in=COUNTED, erased=None, **{f"{field}__in": keys})
        for call, key, n in rows.order_by().values_list("call", field).annotate(n=Count("pk")):
            found[f"{field}_id", call, key] = n
    return found


def supplements_due(applications: Collection[int]) -> dict[int, date]:
    """Return by when applications that were sent back are to be completed. One query."""
    rows = Occurrence.objects.filter(duty__record__in=applications, duty__name="supplement", settled=None, dropped=None)
    return dict(rows.values_list("duty__record", "due"))


def postings_of(applications: Collection[int]) -> dict[int, Posting]:
    """Return the publicity in which applications stand now. One query."""
    rows = Posting.objects.filter(Q(record__in=applications), ended=None)
    return {posting.record_id: posting for posting in rows}

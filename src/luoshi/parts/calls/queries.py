"""What a call asks for, and how much of it is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, QuerySet

from luoshi.kernel.files.queries import attachments_of
from luoshi.parts.calls.models import Application, ApplicationMember, BudgetItem, Call, CallCondition, CallQuota
from luoshi.parts.calls.rules import Place, Quota

SENT = ("sent", "certified", "supplement", "checked", "assessed", "published", "approved", "awarded", "submitted")
COUNTED = (*SENT, "won", "lost", "unchosen")  # what counts against a limit: all that was sent and not withdrawn
CHOSEN = ("approved", "awarded")


def quotas_of_call(call: int | None) -> list[Quota]:
    """List the quotas of a call, in their order. One query."""
    rows = CallQuota.objects.filter(record=call).order_by("pk")
    return [Quota(row.cls, row.grade, row.n, row.exact) for row in rows]


def conditions_of_call(call: int) -> list[CallCondition]:
    """List the conditions of a call, in their order. One query."""
    return list(CallCondition.objects.filter(record=call).order_by("pk"))


def chosen_by_place(call: Call, besides: Collection[int] = ()) -> Counter[Place]:
    """Count those chosen in a call by class and grade. One query.

    One that was revoked keeps its place unless the call frees it.

    Args:
        besides: applications that are left out.
    """
    states = CHOSEN if call.frees == "yes" else (*CHOSEN, "revoked")
    rows = Application.objects.filter(call=call, state__in=states, erased=None).exclude(pk__in=besides)
    return Counter(rows.order_by().values_list("cls", "grade"))


def count_sent(call: int, besides: int, **alike: int) -> int:
    """Count what was sent for a call by the same unit, applicant or leader. One query."""
    rows = Application.objects.filter(call=call, state__in=COUNTED, erased=None, **alike)
    return rows.exclude(pk=besides).count()


def sent_after(call: int, moment: datetime) -> QuerySet[Application]:
    """Select what was sent for a call after a moment. No query yet."""
    return Application.objects.filter(call=call, sent_at__gt=moment, erased=None).exclude(state="withdrawn")


def calls_past(moment: datetime) -> list[Call]:
    """List the published calls whose window is over. One query."""
    return list(Call.objects.filter(state="published", to_at__lt=moment, erased=None).order_by("pk"))


def count_by_state(call: int) -> dict[str, int]:
    """Count the applications of a call by state. One query."""
    rows = Application.objects.filter(call=call, erased=None).order_by().values_list("state")
    return dict(rows.annotate(n=Count("pk")))


def call_before(call: Call) -> Call | None:
    """Return the call of the same sort and office in the year before, the last one if there were several. One query."""
    if call.year is None:  # erased
        return None
    rows = Call.objects.filter(sort=call.sort, unit=call.unit_id, year=call.year - 1, erased=None)
    return rows.exclude(state="cancelled").order_by("-pk").first()


def sent_content(application: Application) -> dict[str, object]:
    """Return what an application says, as text, with the hashes of its files. Three queries."""
    members = ApplicationMember.objects.filter(record=application.pk).order_by("place", "pk")
    budget = BudgetItem.objects.filter(record=application.pk).order_by("place", "pk")
    files = attachments_of(application).values_list("evidence__sha256", flat=True)
    names = ("number", "title", "call_id", "cls", "mode", "applicant_id", "leader_id", "branch", "summary")
    return {
        **{name: str(getattr(application, name)) for name in names},
        "members": [[str(row.person_id), row.part] for row in members],
        "budget": [[row.item, str(row.amount), str(row.own)] for row in budget],
        "files": sorted(files),
    }


def receipts_of_call(call: int | None) -> list[str]:
    """List the receipts of all that was sent for a call, also what was refused or withdrawn since. One query."""
    rows = Application.objects.filter(call=call, erased=None).exclude(receipt="")
    return sorted(rows.values_list("receipt", flat=True))

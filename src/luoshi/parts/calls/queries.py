"""What a call asks for, and how much of it is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When

from luoshi.base.database.kept_answers import keep_answer
from luoshi.kernel.files.queries import attachments_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.rights.queries.sealing import not_sealed
from luoshi.matching.copied_texts import TitledText
from luoshi.parts.calls.models import Application, ApplicationMember, BudgetItem, Call, CallCondition, CallQuota
from luoshi.parts.calls.rules import BudgetLine, Place, Quota
from luoshi.parts.registers.models import Person

SENT = ("sent", "certified", "supplement", "checked", "assessed", "published", "approved", "awarded", "submitted")
COUNTED = (*SENT, "won", "lost", "unchosen")  # what counts against a limit: all that was sent and not withdrawn
CHOSEN = ("approved", "awarded")
THROUGH_UNIT = "through_unit"  # the condition of a call for which nobody begins an application by themselves
MOST_COMPARED = 1000  # texts with which one is compared when its page is opened
NAMED = 10  # other applications of the same people that are listed


def quotas_of_call(call: int | None) -> list[Quota]:
    """List the quotas of a call, in their order. One query, once in a request that only reads."""
    rows = CallQuota.objects.filter(record=call).order_by("pk")
    found = keep_answer((quotas_of_call, call), lambda: list(rows))
    return [Quota(row.cls, row.grade, row.n, row.exact) for row in found]


def conditions_of_call(call: int) -> list[CallCondition]:
    """List the conditions of a call, in their order. One query."""
    return list(CallCondition.objects.filter(record=call).order_by("pk"))


def conditions_of_award(application: Application) -> list[CallCondition]:
    """List what the award of the call asks of those nominated: its age limit, where one is set. Two queries."""
    award = application.call.award if application.call is not None else None
    if award is None or award.age is None:
        return []
    return [CallCondition(sort="leader_age", most=award.age)]


def chosen_by_place(call: Call, besides: Collection[int] = ()) -> Counter[Place]:
    """Count those chosen in a call by class and grade. One query.

    One that was revoked keeps its place unless the call frees it, and one that was taken out after an objection unless
    the next in rank moves up.

    Args:
        besides: applications that are left out.
    """
    states = CHOSEN if call.frees == "yes" else (*CHOSEN, "revoked")
    placed = Q(state__in=states) if call.moves_up == "yes" else Q(state__in=states) | Q(struck__isnull=False)
    rows = Application.objects.filter(placed, call=call, erased=None).exclude(pk__in=besides)
    return Counter(rows.order_by().values_list("cls", "grade"))


def decided_rounds(call: int) -> QuerySet[Record]:
    """Select the rounds of review of a call whose ranking is confirmed. No query yet."""
    asked = {"call": call, "state__in": ("decided", "paid"), "erased": None}
    rounds = get_kind("rounds").record  # of a line above: named, not imported
    return rounds._default_manager.filter(**asked).order_by("pk")


def count_chosen_of_award(award: int, years: tuple[int, int], besides: int) -> int:
    """Count those chosen in all calls of an award in these years, without one application. One query.

    One that was revoked counts no more: the award's ceiling is one of honours that are held.
    """
    rows = Application.objects.filter(call__award=award, call__year__range=years, state__in=CHOSEN, erased=None)
    return rows.exclude(pk=besides).count()


def budgets_by_item(applications: Collection[int]) -> dict[int, list[BudgetLine]]:
    """Return what applications ask for by item of their budgets, and their own money beside it. One query."""
    found: dict[int, list[BudgetLine]] = {pk: [] for pk in applications}
    rows = BudgetItem.objects.filter(record__in=applications).order_by("place", "pk")
    for row in rows:
        found[row.record_id].append((row.item, row.amount, row.own or Decimal(0)))
    return found


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


def calls_unfixed(moment: datetime) -> list[Call]:
    """List the closed calls whose window was over by a moment and whose received list is not fixed. One query."""
    rows = Call.objects.filter(state="closed", received_head="", to_at__lt=moment, erased=None)
    return list(rows.order_by("pk"))


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
    """Return what an application says, as text, with the hashes of its files. Three queries.

    The answers to designed fields are part of it where the call has such fields.
    """
    members = ApplicationMember.objects.filter(record=application.pk).order_by("place", "pk")
    budget = BudgetItem.objects.filter(record=application.pk).order_by("place", "pk")
    files = attachments_of(application).values_list("evidence__sha256", flat=True)
    names = ("number", "title", "call_id", "cls", "mode", "applicant_id", "leader_id", "branch", "summary")
    designed = {"answers": application.answers, "form_version": application.form_version}
    return {
        **{name: str(getattr(application, name)) for name in names},
        **(designed if application.form_version else {}),
        "members": [[str(row.person_id), row.part] for row in members],
        "budget": [[row.item, str(row.amount), str(row.own)] for row in budget],
        "files": sorted(files),
    }


def texts_beside(application: Application, since: int, day: date) -> dict[int, TitledText]:
    """Return title and summary of what else was sent in for calls of this sort since a year. One query.

    At most ``MOST_COMPARED``, the latest: of the same call before others. What is sealed is not among them.
    """
    open_ = not_sealed(kind_of(application), day)
    rows = Application.objects.filter(open_, sort=application.sort, year__gte=since, erased=None).exclude(
        state__in=("drafted", "reserved", "withdrawn")
    )
    same = Case(When(call=application.call_id, then=0), default=1, output_field=IntegerField())
    found = rows.exclude(pk=application.pk).order_by(same, "-pk").values_list("pk", "title", "summary")
    return {pk: TitledText(title, summary) for pk, title, summary in found[:MOST_COMPARED]}


def applications_named(pks: Collection[int]) -> dict[int, Application]:
    """Return applications by their ids, with call and leader. One query."""
    rows = Application.objects.filter(pk__in=pks).select_related("call", "leader")
    return {row.pk: row for row in rows}


def same_people(application: Application, day: date) -> list[Application]:
    """List what else was sent for the call by the same leader or people, unless it is sealed. Three queries."""
    people = set(ApplicationMember.objects.filter(record=application.pk).values_list("person", flat=True))
    people |= {application.leader_id} if application.leader_id else set()
    if not people or application.call_id is None:
        return []
    member = ApplicationMember.objects.filter(person__in=people).values("record")
    rows = Application.objects.filter(Q(leader__in=people) | Q(pk__in=member), call=application.call_id, erased=None)
    rows = rows.filter(not_sealed(kind_of(application), day))
    rows = rows.exclude(state__in=("drafted", "reserved", "withdrawn")).exclude(pk=application.pk)
    return list(rows.select_related("leader").order_by("pk")[:NAMED])


def receipts_of_call(call: int | None) -> list[str]:
    """List the receipts of all that was sent for a call, also what was refused or withdrawn since. One query."""
    rows = Application.objects.filter(call=call, erased=None).exclude(receipt="")
    return sorted(rows.values_list("receipt", flat=True))


def own_entry(person: int) -> Person | None:
    """Return the entry in use as which a person signs in, with its organisation. One query."""
    if not person:
        return None
    rows = Person.objects.filter(as_person=person, state="active", erased=None)
    return rows.select_related("organisation__as_unit").first()


def calls_to_apply_for(at: datetime) -> QuerySet[Call]:
    """Select the published calls for which one can begin an application oneself at a moment. No query yet."""
    through = CallCondition.objects.filter(sort=THROUGH_UNIT).values("record")
    rows = Call.objects.filter(state="published", to_at__gte=at, erased=None).exclude(pk__in=through)
    return rows.select_related("unit").order_by("to_at", "pk")


def recommending_units(entry: Person, call: Call) -> dict[int, str]:
    """Return the units that may recommend: the office that calls, and the person's own organisation. No query."""
    found: dict[int, Any] = {call.unit_id: call.unit}
    unit = entry.organisation.as_unit if entry.organisation is not None else None
    if unit is not None:
        found[unit.pk] = unit
    return {pk: str(unit) for pk, unit in found.items()}

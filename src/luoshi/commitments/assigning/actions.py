"""Sends commitments out, and lets units accept, reassign and split them.

Follow-ups of steps of ``ledger.kinds.commitments``.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.commitments.lights.rules.attainment import WHOLE
from luoshi.commitments.progress.actions.derived_fields import progress_span_fields, update_binding, update_due
from luoshi.commitments.progress.actions.unit_notices import people_of, tell_posts
from luoshi.commitments.progress.queries import ACCEPT, DELIVER, RECUR, REPORT, ReportFigures
from luoshi.dates.workdays import previous_work
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.base.models.target import Target
from luoshi.figures.written_units import own_unit
from luoshi.kernel.duties.actions.duties import lay_anew, move_due, not_before, release_duty, start_duty
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import ISSUED, OWED
from luoshi.plans.values.actions import go_along

ALL = (ACCEPT, DELIVER, REPORT, RECUR)


def open_commitment_duties(took: Took[Commitment]) -> None:
    """Start the duties of a commitment that is sent out: accept, report and deliver by its dates."""
    commitment, day = took.record, took.day
    first_time, until = commitment.issued is None, commitment.until
    took.set_fields(issued=day, accepted=None, **progress_span_fields(commitment, until))
    begin_duties(commitment, day, accept=True)
    if first_time and until is not None and until < day:
        not_before(commitment, day)  # nothing is late before it was sent out: count from this day
    update_binding(took)


def set_first_due_date(took: Took[Commitment]) -> None:
    """Set another due date before it is sent out. No one was told the old date, so this is its first."""
    until = took.given["until"]
    took.set_fields(due=until, due_in_period=False, first_due=until, **progress_span_fields(took.record, until))


def was_done(took: Took[Commitment]) -> None:
    """Record work that was done before it was sent out. The commitment goes straight to its closer, not to a unit."""
    day = took.given["day"] or took.day
    took.set_fields(done=day, done_work=previous_work(day), reported=day, reached=WHOLE, binds=took.record.until)


def begin_duties(commitment: Commitment, day: date, *, accept: bool = False) -> None:
    """Start a commitment's duties from a day on. A purely recurring one has no due date of its own."""
    for name in ALL:
        release_duty(commitment, name, day)
    if accept:
        start_duty(commitment, ACCEPT, day)
    if commitment.until:
        start_duty(commitment, DELIVER, day)
    start_duty(commitment, REPORT, day)
    if commitment.every:
        start_duty(commitment, RECUR, day)


def end_duties(took: Took[Commitment]) -> None:
    """End all duties: it was withdrawn, stopped, merged or ended."""
    for name in ALL:
        release_duty(took.record, name, took.day)
    update_due(took)


def return_to_plan(took: Took[Commitment]) -> None:
    """Return the commitment to the plan as if it had never been sent out, with the plan's due date."""
    end_duties(took)
    took.set_fields(issued=None, accepted=None, due=took.record.until, due_in_period=False)


def name_doer_on_acceptance(took: Took[Commitment]) -> None:
    """Record the acceptance, and name the person who does it if known."""
    took.set_fields(accepted=took.day)
    update_due(took)
    if owner := took.given.get("owner"):
        took.write()
        take(took.record, "take_up", took.actor, {"owner": owner.pk}, at=took.at)
        # The caller of the first step expects the record after both steps.
        took.record.refresh_from_db(fields=[field.name for field in took.record._meta.concrete_fields])


def in_time_to_refuse(took: Took[Commitment]) -> None:
    """Send the commitment back on the lead unit's request. Nothing is owed until the desk has answered."""
    out_of_time(took)
    end_duties(took)


def out_of_time(took: Took[Commitment]) -> None:
    """Refuse a refusal after the limit for accepting. Source: 02 §2.2 退回异议.

    Raises:
        RecordError: ``guarded``.
    """
    limit = Occurrence.objects.filter(duty__record=took.record.pk, duty__name=ACCEPT).order_by("-pk").first()
    if limit and limit.due < took.day:
        raise RecordError(
            "guarded",
            _("The time for returning it ended on %(day)s.") % {"day": limit.due},
            where=str(took.record),
            remedy=_("Tell the supervising office: it can give it to another unit."),
        )


def handed_on(took: Took[Commitment]) -> None:
    """Restart the duties with another lead unit, and notify the former unit and the person who did the work."""
    record = took.record
    former = Duty.objects.filter(record=record.pk).order_by("-pk").values_list("unit", flat=True).first()
    posts = people_of(former, took.day) if former not in (None, record.unit_id) else set()
    tell_posts("commitments.handed_on", posts | ({record.owner_id} if record.owner_id else set()), took)
    took.set_fields(owner=None)
    go_along(record, took.entry)
    open_commitment_duties(took)


def amend_duty_dates(took: Took[Commitment]) -> None:
    """Apply an amendment of the plan. If it is already sent out, its dates follow the plan's."""
    commitment, day, given = took.record, took.day, took.given
    if {"due", "every", "unit"}.isdisjoint(given):
        return
    if "unit" in given:
        go_along(commitment, took.entry)
    until = commitment.until
    if "due" in given:
        until = given["due"]
        took.set_fields(planned=until)
    took.set_fields(**progress_span_fields(commitment, until))
    if commitment.state not in OWED:
        return
    running = Duty.objects.filter(record=commitment.pk, ended=None)
    if "unit" in given or "every" in given or until is None or not running.filter(name=DELIVER).exists():
        if "unit" in given:
            took.set_fields(owner=None)
        begin_duties(commitment, day, accept=commitment.state == ISSUED)
    else:
        move_due(commitment, DELIVER, max(until, day), day)
        lay_anew(commitment, REPORT, day)
    update_binding(took)


def issue_split_part(took: Took[Commitment]) -> None:
    """Create the part for a lower unit or person, with its share of the targets, and send it out."""
    whole_one, given, actor, at = took.record, took.given, took.actor, took.at
    owner, due = given.get("owner"), given["due"]
    plain = {name: getattr(whole_one, name) for name in _KEPT}
    values = {
        **plain,
        "title": given["words"][:200],
        "words": given["words"],
        "unit": given.get("unit") or whole_one.unit,
        "due": due,
        "until": due,
        "first_due": due,
        "desk": whole_one.unit,
        "split_from": whole_one,
        "supports": "",
    }
    (part,) = open_many(kind_of(whole_one), [values], actor, at=at, says=("unit", "due", "split_from"))
    Party.objects.create(record=part, name="desk", unit=whole_one.unit)
    Target.objects.bulk_create(_shares(part, whole_one, given["shares"]))  # type: ignore[arg-type]
    sent = take(part, "issue_part", actor, {}, at=at, within=True).record
    if owner:  # their unit has accepted it already
        take(sent, "accept", actor, {"owner": owner.pk}, at=at)


_KEPT = ("plan", "row", "quote", "span", "part", "place", "phrase", "every", "times", "rhythm", "edition", "urgency")


def _shares(part: Commitment, above: Commitment, given: ReportFigures) -> list[Target]:
    """Return the targets of a part.

    A unit's part has the whole's indicator: its figures, reported by that unit, add up to the whole's.

    A partial share of someone in the lead unit gets its own indicator, because it differs from what the unit reports
    for the whole. If they take all of it, it keeps the same indicator.
    """
    found = []
    for whole in given.targets:
        if whole.pk in given.values:
            share = given.values[whole.pk]
            indicator = whole.indicator_id
            if part.unit_id == above.unit_id and share != whole.value:
                own = Indicator(name=whole.words, unit=whole.unit, aspect=whole.aspect, scope=whole.scope)
                own.save()
                indicator = own.pk
            like = {field.attname: getattr(whole, field.attname) for field in Target._meta.concrete_fields}
            like |= {"id": None, "record_id": part.pk, "indicator_id": indicator, "value": share, "upper": None}
            found.append(Target(**like | {"quote": own_unit(whole.quote, whole.unit).figure(share)}))
    return found


def count_push(took: Took[Commitment]) -> None:
    """Count one more push notice to the unit."""
    took.set_fields(pushed=took.record.pushed + 1)

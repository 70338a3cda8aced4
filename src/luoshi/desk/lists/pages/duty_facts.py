"""The duties of a record for its page: each due date with its state, and the steps that meet it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base import lateness
from luoshi.base.forms.shapes import LabelledFact, Light
from luoshi.kernel.duties.queries.duties import DutyStanding
from luoshi.kernel.duties.rules.states import OccurrenceState
from luoshi.kernel.duties.tables import in_heads, made_up
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters.queries.owed_since import BACK

DutyButtons = Mapping[str, Sequence[dict[str, str]]]  # by the name of a duty: label and url


def answering_buttons(record: Record, open_now: Iterable[Step], duty: str) -> list[dict[str, str]]:
    """Return buttons for the open steps that meet a duty of the record; a step that ends a row needs to know which."""
    return [
        {"label": str(step.label), "url": reverse("records:step", args=[record.kind, record.pk, step.name])}
        for step in open_now
        if duty in step.own_duties and not step.ends
    ]


def duty_facts(owed: Iterable[DutyStanding], buttons: DutyButtons | None = None) -> list[LabelledFact]:
    """Return the due dates of a record, each with its state; a duty without a date names the missing parameter.

    Args:
        buttons: Those of the steps that meet a duty, by its name; they stand once, beside what is to be done next.
    """
    found: list[LabelledFact] = []
    every = list(owed)
    offered = dict(buttons or {})
    following = _next_to_do(every)
    dates: dict[str, list[OccurrenceState]] = {}
    for duty in every:  # a duty that was started again keeps its name
        dates.setdefault(duty.label, []).extend(duty.standings)
    for duty in every:
        if duty.unset:
            words = _("not computable: the value “%(name)s” is not set") % {"name": duty.unset}
            light = Light("none", _("no date"))
            found.append(LabelledFact(duty.label, words, light=light, steps=offered.pop(duty.name, ())))
        if len(together := dates.pop(duty.label, [])) > 1:
            found.append(LabelledFact(duty.label, _counted(together)))
        if duty.since is not None:
            found.append(LabelledFact(duty.label, _since(duty.since, duty.back)))
        for occurrence in duty.standings:
            notes = _late(occurrence)
            if occurrence.due.first and occurrence.state in (
                "partly",
                "missed",
            ):  # of a period: how often done, and how often needed
                notes.insert(0, _("%(n)d of %(of)d") % {"n": occurrence.count, "of": occurrence.needed_acts})
            if (who := duty.find_holder(occurrence)) is not None:
                notes.insert(0, who or _("nobody’s"))
            light, note = light_of_occurrence(occurrence), _(", ").join(notes)
            steps = offered.pop(duty.name, ()) if occurrence is following.get(duty.name) else ()
            found.append(LabelledFact(duty.label, occurrence.due.due.isoformat(), light=light, note=note, steps=steps))
        found += [
            LabelledFact(duty.label, day.isoformat(), note=_("additional: does not count for a period"))
            for day in duty.additional
        ]
    return found


def _next_to_do(owed: Iterable[DutyStanding]) -> dict[str, OccurrenceState]:
    """Return by duty what is to be done next: the first due date not met that is not missed, else the last missed."""
    found: dict[str, OccurrenceState] = {}
    for duty in owed:
        for occurrence in duty.standings:
            before = found.get(duty.name)
            if occurrence.met_on is None and (before is None or before.state == "missed"):
                found[duty.name] = occurrence
    return found


def _counted(together: Sequence[OccurrenceState]) -> str:
    """Return how many of a duty's due dates were met in time, missed, and made up after that."""
    met, late = (sum(occurrence.state == state for occurrence in together) for state in ("met", "met_late"))
    return in_heads(met, sum(occurrence.missed for occurrence in together), late, len(together))


def _since(day: date, back: str) -> str:
    """Return from which day on a duty applies if it hangs on something that began earlier."""
    if not back:
        return _("owed from %(day)s on, as the office set") % {"day": day.isoformat()}
    words = _("owed from its entry on %(day)s on: the value “%(name)s” is not set")
    return words % {"day": day.isoformat(), "name": BACK.label}


def _late(one: OccurrenceState) -> list[str]:
    """Return how late a due date is, or that it has passed without being late; for a period, when it was made up."""
    if one.missed and one.due.in_period and one.met_on:
        return [made_up(one.met_on)]
    if one.missed and not one.late_workdays:  # a period that ended before days off
        return [lateness.period_missed_message()]
    if one.missed:
        return [lateness.describe_due_distance(one.late_workdays, one.late_days)]
    return [lateness.describe_due_distance(0, 1)] if one.state == "passed" else []


def light_of_occurrence(standing: OccurrenceState) -> Light:
    """Return the light of one due date. Red is for what is late now: what was met late is done, and says so in grey."""
    said = {light: str(label) for light, label in lateness.LIGHT_WORDS.items()}
    words = {
        "not_yet": ("steady", said["steady"]),
        "partly": ("steady", _("begun")),
        "due_soon": ("soon", said["soon"]),
        "due_today": ("soon", _("due today")),
        "met": ("done", _("met")),
        "met_late": ("done", said["done"], _("met late")),
        "passed": ("soon", said["soon"]),
        "missed": ("late", said["late"]),
    }
    if standing.due.in_period and standing.state == "met_late":
        return Light("done", said["done"], _("missed, made up"))
    return Light(*words[standing.state])

"""Follow-ups of the line's steps: nobody signs up beyond the places, attends two things at once or too little."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters.queries.parameters import parameter_value, parameter_values
from luoshi.lines.learning import queries
from luoshi.lines.learning.models import VALUES, Enrolment, Learner, StudyProgramme
from luoshi.lines.learning.rules import count_hours, lacking_seats, share_attended

_ = words_now(__name__)


def refuse_beyond_seats(took: Took[StudyProgramme]) -> None:
    """Refuse who signs up beyond the places, and fewer places than are taken; the record is locked by its step.

    Raises:
        RecordError: ``guarded``; it says how many places there are, and how many would be taken.
    """
    _refuse_beyond(took.record)


def refuse_second_role(took: Took[StudyProgramme]) -> None:
    """Refuse that the provider, who runs the programme, manages or evaluates it too. Source: S000-51, 管办评分离.

    Raises:
        RecordError: ``guarded``: names the provider and both roles.
    """
    record = took.record
    other = queries.second_role(record, took.day)
    if other is None:
        return
    column = type(other)._meta.get_field("role")
    assert isinstance(column, Listed)
    named = {code: column.format_code(code, record.unit_id, took.day) for code in ("run", other.role)}
    words = _("“%(body)s” is its provider and runs it: it cannot hold “%(one)s” and “%(other)s” at a time.")
    said = {"body": other.body.title, "one": named["run"], "other": named[other.role]}
    raise RecordError("guarded", words % said, where=str(record), remedy=_("Name another body."))


def refuse_enrolment_beyond_seats(took: Took[Enrolment]) -> None:
    """Refuse to enrol beyond the places of a class, under its lock; a course without a number of places has no limit.

    Raises:
        RecordError: ``guarded``.
    """
    programme = took.record.programme
    Record.lock([programme.pk])
    programme.refresh_from_db()
    _refuse_beyond_limit(programme)


def check_programme(took: Took[StudyProgramme]) -> None:
    """Hold what is put right to the places that are taken and to the roles, as the steps are.

    Raises:
        RecordError: ``guarded``.
    """
    _refuse_beyond_limit(took.record)
    refuse_second_role(took)


def check_enrolment(took: Took[Enrolment]) -> None:
    """Hold what is put right of studies to the places of the class and to the learner's other attendance.

    Raises:
        RecordError: ``guarded``.
    """
    took.write()  # it is counted where it is now
    refuse_enrolment_beyond_seats(took)
    refuse_overlap(took)


def _refuse_beyond_limit(programme: StudyProgramme) -> None:
    if programme.sort == "class" or programme.seats is not None:
        _refuse_beyond(programme)


def _refuse_beyond(record: StudyProgramme) -> None:
    taken = queries.count_places_taken(record)
    if not lacking_seats(record.seats, taken):
        return
    words = _("There are %(seats)d places, and %(taken)d would be taken.")
    remedy = _("Set more places, or enter first who withdrew.")
    raise RecordError("guarded", words % {"seats": record.seats or 0, "taken": taken}, where=str(record), remedy=remedy)


def refuse_overlap(took: Took[Enrolment]) -> None:
    """Refuse attendance at a time at which the learner attended something else that day, under the learner's lock.

    Source: sheet 05 §5.5, example 6: a live course within the time of another counts nothing.

    Raises:
        RecordError: ``guarded``: names the other course or class.
    """
    Record.lock([took.record.learner.pk])
    other = queries.attended_elsewhere(took.record)
    if other is not None:
        words = _("On %(day)s it overlaps with “%(other)s”: nobody attends two things at once.")
        said = {"day": other.day, "other": queries.programme_title(other.record_id)}
        raise RecordError("guarded", words % said, where=str(took.record), remedy=_("Correct the times."))


def certify_hours(took: Took[Enrolment]) -> None:
    """Write the hours that count; of studies without attendance those of the programme, unless a class wants it.

    The rule is that of the day on which the studies were finished.

    Raises:
        RecordError: ``unset``: a value is not set. ``guarded``: too little was attended, or none was entered of a class
            with a timetable although the office has set how much is needed.
    """
    record, day = took.record, took.record.finished_on or took.day
    days = queries.attendance_of(record.pk)
    if not days:
        share = parameter_values(VALUES["enrolments.attendance"], [record.unit_id], day).get(record.unit_id)
        if share is not None and queries.has_timetable(record.programme):
            raise RecordError("guarded", _("Attendance missing: enter the days of the class."), where=str(record))
        took.set_fields(hours=record.programme.hours, certified_on=took.day)
        return
    needed = parameter_value(VALUES["enrolments.attendance"], record.unit_id, day)
    cap = parameter_value(VALUES["enrolments.day_cap"], record.unit_id, day)
    share = share_attended(days)
    if share is None or not needed.is_met(share):
        words = _("Too little attended: %(attended)d of %(held)d periods; %(needed)s %% are needed.")
        said = {
            "attended": sum(day.attended for day in days),
            "held": sum(day.held for day in days),
            "needed": needed,
        }
        raise RecordError("guarded", words % said, where=str(record))
    took.set_fields(hours=count_hours(days, cap, needed, passed=True), certified_on=took.day)


def note_place(took: Took[Learner]) -> None:
    """Let the learner be where the last move led."""
    took.set_fields(place=queries.last_place(took.record.pk))

"""Who takes the places of a class, and what learners attended."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from luoshi.kernel.base.examples import Around
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.learning.models import (
    CommunityReview,
    Enrolment,
    EnrolmentAttendance,
    LearnerMove,
    ProgrammeParticipant,
    ProgrammeRole,
    ProgrammeSession,
    StudyProgramme,
)
from luoshi.lines.learning.rules import Attendance, TimeAttended, do_overlap
from luoshi.parts.registers.models import Place


def count_places_taken(programme: StudyProgramme) -> int:
    """Count who signed up for a class and did not withdraw, and who is enrolled in it. Two queries."""
    signed_up = ProgrammeParticipant.objects.filter(record=programme.pk, to_day=None).count()
    return signed_up + Enrolment.objects.filter(programme=programme.pk).exclude(state="left").count()


def has_timetable(programme: StudyProgramme) -> bool:
    """Whether a programme is a class with sessions, at which somebody can be absent."""
    return programme.sort == "class" and ProgrammeSession.objects.filter(record=programme.pk).exists()


def second_role(programme: StudyProgramme, day: date) -> ProgrammeRole | None:
    """Return the role, other than to run it, that the provider of a programme holds on a day or later; None: none."""
    going = Q(to_day=None) | Q(to_day__gte=day)
    rows = ProgrammeRole.objects.filter(going, record=programme.pk, body=programme.provider_id).exclude(role="run")
    return rows.select_related("body").order_by("pk").first()


def attendance_of(enrolment: int) -> list[Attendance]:
    """Return the days of an enrolment with their periods."""
    rows = EnrolmentAttendance.objects.filter(record=enrolment).order_by("day", "pk")
    return [Attendance(row.held, row.attended) for row in rows]


def attended_elsewhere(enrolment: Enrolment) -> EnrolmentAttendance | None:
    """Return what the learner attended in another enrolment at a time of this one; None: nothing. Two queries."""
    timed = EnrolmentAttendance.objects.exclude(attended=0)
    own = [time for row in timed.filter(record=enrolment.pk) if (time := _time_of(row))]
    others = timed.filter(
        record__in=Enrolment.objects.filter(learner=enrolment.learner_id).exclude(pk=enrolment.pk).values("pk"),
    )
    for row in others.exclude(from_at=None).order_by("pk") if own else ():
        time = _time_of(row)
        if time and any(do_overlap(time, mine) for mine in own):
            return row
    return None


def _time_of(row: EnrolmentAttendance) -> TimeAttended | None:
    return TimeAttended(row.from_at, row.to_at) if row.from_at and row.to_at else None


def programme_title(enrolment: int) -> str:
    """Return the title of what somebody is enrolled in."""
    return StudyProgramme.objects.values_list("title", flat=True).get(
        pk__in=Enrolment.objects.filter(pk=enrolment).values("programme")
    )


def last_place(learner: int) -> Place | None:
    """Return the place to which a learner moved last; None: no move is known."""
    row = LearnerMove.objects.filter(record=learner).select_related("now_at").order_by("-day", "-pk").first()
    return row.now_at if row else None


def guided_place(record: object, around: Around) -> str:
    """Return the number of the last place about which a guideline is in force, for examples; "" if there is none."""
    places = Place.objects.filter(pk__in=_guided_places()).order_by("-pk")
    return places.values_list("number", flat=True).first() or ""


def free_year(record: object, around: Around) -> int:
    """Return a year in which no community was evaluated yet, for examples."""
    last = CommunityReview.objects.order_by("-year").values_list("year", flat=True).first()
    return (last or around.day.year) + 1


def _guided_places() -> QuerySet[Record, int]:
    found = {"state": "issued", "sort": "guideline"}
    return get_kind("norms").record._default_manager.filter(**found).values_list(*("about",), flat=True)

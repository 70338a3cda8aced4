"""Who takes the places of a class."""

from __future__ import annotations

from luoshi.lines.learning.models import ProgrammeParticipant, StudyProgramme


def count_participants(programme: StudyProgramme) -> int:
    """Count who signed up for a class and did not withdraw. One query."""
    return ProgrammeParticipant.objects.filter(record=programme.pk, to_day=None).count()

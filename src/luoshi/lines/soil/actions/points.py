"""What samples say of their points, after a sampling, a check, a void sample or a correction; what a point may say."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.acts import take_back_linked_acts
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.soil import queries
from luoshi.lines.soil.models import SoilPoint, SoilSample
from luoshi.lines.soil.rules import GRADED, grade_of

_ = words_now(__name__)

KNOWN = ("used", "given_up")  # states of points


def renew_points(took: Took[SoilSample]) -> None:
    """Say on a sample's point when it was last sampled and how it is graded; also on one that was given up since."""
    sample = took.record
    took.write()
    if sample.sort != "original" or sample.point_id is None:
        return
    SoilPoint.lock([sample.point_id])
    for point in SoilPoint.objects.filter(pk=sample.point_id, state__in=KNOWN):
        last = queries.last_original_sampling(point)
        if last != point.sampled:
            take(point, "resample", PROGRAM, {"sampled": last}, at=took.at, within=True)
        grade_anew(point, took)


def grade_anew(point: SoilPoint, took: Took[SoilSample]) -> None:
    """Grade a locked point by what its samples say now, if that differs from what it says."""
    graded = queries.grades_by_newest_sample(point)
    if any(getattr(point, name) != value for name, value in graded.items()):
        take(point, "grade", PROGRAM, graded, at=took.at, within=True)


def grade_to_last_day(took: Took[SoilPoint]) -> None:
    """Grade a point by the samples up to its last day, when that day is set or put right: later ones say nothing."""
    took.set_fields(**queries.grades_by_newest_sample(took.record))


def reopen_series(took: Took[SoilSample]) -> None:
    """Let the periods of a series that a void reading had met be gaps again, until they are read or explained."""
    point = took.record.point_id
    if point is None:
        return
    SoilPoint.lock([point])
    take_back_linked_acts(took, SoilPoint.fresh(point), queries.SERIES)


def set_grades(took: Took[SoilSample]) -> None:
    """Grade a checked sample by the office's list as it was when it was checked."""
    sample = took.record
    if sample.state != "checked":
        return
    day = sample.checked_on or took.on
    grades = {
        f"grade_{name}": grade_of(getattr(sample, name), queries.grade_borders(name, sample.unit_id, day))
        for name in GRADED
    }
    took.set_fields(**grades)


def begin_cycle(took: Took[SoilPoint]) -> None:
    """Keep the last sampling that was known when a point was entered: it counts again if a later one is void."""
    took.set_fields(before=took.record.sampled)


def correct_cycle(took: Took[SoilPoint]) -> None:
    """Keep a corrected last sampling likewise, as long as the point has no sample of its own.

    Raises:
        RecordError: ``guarded``: the day follows from samples.
    """
    if "sampled" not in took.was:
        return
    if queries.original_samples(took.record.pk).exists():
        what = _("When it was last sampled follows from its samples.")
        raise RecordError("guarded", what, where=str(took.record), remedy=_("Correct or void the sample."))
    begin_cycle(took)

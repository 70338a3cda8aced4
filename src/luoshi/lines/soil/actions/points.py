"""What samples say of their points, after a sampling, a check, a void sample or a correction; what a point may say."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.soil import queries
from luoshi.lines.soil.models import SoilPoint, SoilSample
from luoshi.lines.soil.rules import GRADED, grade_of

_ = words_now(__name__)


def renew_points(took: Took[SoilSample]) -> None:
    """Say on a sample's point when it was last sampled and how it is graded."""
    sample = took.record
    took.write()
    if sample.sort != "original" or sample.point_id is None:
        return
    SoilPoint.lock([sample.point_id])
    for point in SoilPoint.objects.filter(pk=sample.point_id, state="used"):
        last = queries.last_original_sampling(point)
        if last != point.sampled:
            take(point, "resample", PROGRAM, {"sampled": last}, at=took.at, within=True)
        graded = queries.grades_by_newest_sample(point.pk)
        if any(getattr(point, name) != value for name, value in graded.items()):
            take(point, "grade", PROGRAM, graded, at=took.at, within=True)


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

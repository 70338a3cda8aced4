"""What stands beside the form of a report: how its values went, who checks it, by when it is due."""

from __future__ import annotations

from luoshi.base.forms.shapes import FormSide, ValueCourse
from luoshi.commitments.progress.queries import ReportRequest
from luoshi.figures.plotting import SPARK, spark_points
from luoshi.plans.base.code_labels import format_target_value
from luoshi.plans.base.models.commitment import Commitment


def report_side(commitment: Commitment, asked: ReportRequest) -> FormSide:
    """Return what stands beside a report's form. No query, if ``asked`` is that of a form that is shown."""
    courses = []
    for target in asked.targets:
        months, last = asked.months.get(target.pk, []), asked.known.get(target.pk)
        if not months and last is None:
            continue
        text = format_target_value(target, last.value if last else months[-1])
        told = "、".join(format_target_value(target, value) for value in months)
        courses.append(ValueCourse(target.words or target.quote, text, spark_points(months, *SPARK), told))
    due = asked.dates[0].due if asked.dates else commitment.due
    return FormSide(courses, str(commitment.desk), asked.checkers, due)

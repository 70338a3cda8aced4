"""Consequences of steps: the day by which emergency content is to be released."""

from __future__ import annotations

from django.utils import timezone

from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.outreach.models import Content


def set_release_due(took: Took[Content]) -> None:
    """Let emergency content that is not out be due on the day of its latest moment; days off do not extend it."""
    latest = took.record.latest if took.record.released is None else None
    took.set_fields(due=timezone.localdate(latest) if latest else None, due_in_period=latest is not None)

"""Follow-ups of checks on site."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.projects.models import Project, SiteCheck


def note_visit(took: Took[SiteCheck]) -> None:
    """Note on the project that it was checked: from that day the next check is due. One that is over needs none."""
    project = took.record.project
    assert project is not None
    Project.lock([project.pk])
    now = Project.objects.get(pk=project.pk)
    if now.state in ("contracted", "running", "summary", "rectify"):
        take(now, "visited", PROGRAM, {}, at=took.at, within=True)

"""The section on a floor's page: the newest year by area."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.models import Record
from luoshi.lines.funding.floors import floor_presentation, queries
from luoshi.lines.funding.floors.models import Floor

_ = words_now(__name__)


def floor_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the section of the newest year. Five queries."""
    assert isinstance(record, Floor)
    one = record
    found = queries.check_area_floors(one, queries.areas_of(one, actor, day), day)
    year = queries.shown_year(found, day)
    of_year = [each for each in found if each.year == year]
    if not of_year:
        return []
    url = reverse("funding:floor_check", args=[record.pk])
    title = _("%(year)d: %(counts)s") % {
        "year": year or day.year,
        "counts": floor_presentation.format_floor_counts(of_year),
    }
    table = floor_presentation.build_floor_table(of_year, title, by_area=True, url=url, brief=True)
    more = {"label": _("All years"), "url": url}
    return [{"id": "floors", "title": title, "count": None, "table": table, "more": more}]

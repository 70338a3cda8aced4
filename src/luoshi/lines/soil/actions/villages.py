"""The terms over which a village is served as a whole: one that is over stays when another begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.terms.models import Term
from luoshi.lines.soil.models import SoilVillage

_ = words_now(__name__)


def term_reasons(record: SoilVillage, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the reason against a term that begins before the one before it was over."""
    first, last = given.get("whole_on"), record.lapsed_on
    if last is None or not isinstance(first, date) or first > last:
        return []
    return [_("It was served as a whole until %(day)s: a new term begins after that.") % {"day": last}]


def keep_term(took: Took[SoilVillage]) -> None:
    """Keep the term that was over before this one began, so that past days keep their number of villages."""
    first, last = (took.was.get(name, getattr(took.record, name)) for name in ("whole_on", "lapsed_on"))
    if first is not None and last is not None:
        Term.objects.create(record_id=took.record.pk, first=first, last=last, entry=took.entry)


def end_term(took: Took[SoilVillage]) -> None:
    """End the service as a whole with the village, where it was not over before."""
    if took.record.whole_on is not None and took.record.lapsed_on is None:
        took.set_fields(lapsed_on=took.record.to_day)

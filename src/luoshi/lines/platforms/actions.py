"""What a correction of the line's records must hold to."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.platforms.models import Tenant
from luoshi.lines.platforms.queries import sector_reasons

_ = words_now(__name__)


def refuse_barred_sector(took: Took[Tenant]) -> None:
    """Refuse to put the sector of a tenant right to one that the office admits nowhere.

    Raises:
        RecordError: ``guarded``; it names the sector.
    """
    record = took.record
    if took.was.get("sector", record.sector) == record.sector:
        return
    for words in sector_reasons(record, {}, took.at):
        raise RecordError(
            "guarded",
            words,
            where=str(record),
            remedy=_("Let the tenant leave, or choose another sector."),
            fields={"sector": [words]},
        )

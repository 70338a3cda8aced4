"""What a correction of the line's records must hold to, and tenants that the operator of a platform proposes."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.platforms.models import Platform, Tenant
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


def propose_tenant(took: Took[Platform]) -> None:
    """Enter a candidate by name: an entry in the register of the platform's unit, and the tenant.

    Who acts from outside cannot read the register, so a duplicate is left for the office to merge.
    """
    platform, given = took.record, took.given
    values = {"title": given["tenant"], "sort": "enterprise", "unit": platform.unit}
    (organisation,) = open_many(get_kind("organisations"), [values], took.actor, at=took.at, says=("title",))
    tenant = {"platform": platform, "organisation": organisation, "origin": given["origin"], "unit": platform.unit}
    open_many(get_kind("tenants"), [tenant], took.actor, at=took.at, step="propose")

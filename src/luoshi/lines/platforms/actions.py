"""What a correction of the line's records must hold to, and tenants that the operator of a platform proposes."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.platforms.models import Platform, Tenant
from luoshi.lines.platforms.queries import organisations_called, sector_reasons
from luoshi.lines.platforms.rules import part_reasons

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


def refuse_own_part(took: Took[Platform]) -> None:
    """Refuse to put a platform right to be part of itself.

    Raises:
        RecordError: ``guarded``.
    """
    for words in part_reasons(took.record, {"part_of": took.record.part_of}, took.at):
        raise RecordError("guarded", words, where=str(took.record), fields={"part_of": [words]})


def propose_tenant(took: Took[Platform]) -> None:
    """Enter a candidate by name: the one entry of the register that is called so, or a new one of the platform's unit.

    Who acts from outside cannot read the register: two entries of a name are left for the office to merge.
    """
    platform, given = took.record, took.given
    found: list[Record] = [*organisations_called(given["tenant"])]
    if len(found) != 1:
        values = {"title": given["tenant"], "sort": "enterprise", "unit": platform.unit}
        found = open_many(get_kind("organisations"), [values], took.actor, at=took.at, says=("title",))
    (organisation,) = found
    tenant = {"platform": platform, "organisation": organisation, "origin": given["origin"], "unit": platform.unit}
    open_many(get_kind("tenants"), [tenant], took.actor, at=took.at, step="propose")

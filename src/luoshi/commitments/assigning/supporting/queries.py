"""The units that support a commitment, their answers, and whether they reported their part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from luoshi.base.database.kept_answers import keep_answer
from luoshi.commitments.assigning.supporting.models import Support
from luoshi.commitments.progress.models import Progress
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.references.queries import Reference
from luoshi.kernel.rights.queries.rights import parties_of_record
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment


@dataclass(frozen=True)
class Supporter:
    """A unit named to support a commitment; ``said``: its newest statement; ``part``: the last report on its part."""

    unit: Unit
    said: Support | None
    part: Progress | None

    @property
    def owes(self) -> bool:
        """Whether the unit's part is still to be reported. A unit that refuses owes it until it is answered."""
        return self.part is None and not (self.said and self.said.state == Support.RELEASED)

    @property
    def refuses(self) -> bool:
        """Whether the unit refused and is still unanswered."""
        return self.said is not None and self.said.state == Support.REFUSED


def current_supporters(commitment: Commitment) -> list[Supporter]:
    """Return the units that support it now, and those released. At most three queries."""
    named, said = _named(commitment), _said(commitment)
    parts = Progress.objects.filter(commitment=commitment.pk, kind=Progress.PART, taken_back=None).order_by("pk")
    told = {part.unit_id: part for part in parts} if PARTS.may_exist(commitment) else {}
    units = {unit.pk: unit for unit in named}
    units |= {support.unit_id: support.unit for support in said.values() if support.state == Support.RELEASED}
    return [Supporter(unit, said.get((commitment.pk, pk)), told.get(pk)) for pk, unit in units.items()]


def supporters_without_report(commitment: Commitment) -> list[Supporter]:
    """List a commitment's supporting units that have not reported their part. Three queries; one if none is named."""
    return owing_of([commitment]).get(commitment.pk, [])


def owing_of(commitments: Collection[Commitment]) -> dict[int, list[Supporter]]:
    """Return the same for several commitments by id, omitting empty ones; for those never sent out, no part is owed."""
    sent = [commitment.pk for commitment in commitments if commitment.issued is not None]
    parties = Party.objects.filter(record__in=sent, name="support").select_related("unit").order_by("record", "pk")
    named = list(parties) if sent else []
    if not named:
        return {}
    parts = Progress.objects.filter(commitment__in=sent, kind=Progress.PART, taken_back=None)
    told, said = set(parts.values_list("commitment_id", "unit_id")), latest_support_words(commitment__in=sent)
    found: dict[int, list[Supporter]] = {}
    for party in named:
        if (key := (party.record_id, party.unit_id)) not in told:
            found.setdefault(party.record_id, []).append(Supporter(party.unit, said.get(key), None))
    return found


def _named(commitment: Commitment) -> list[Unit]:
    return keep_answer((_named, commitment.pk), lambda: _ask_named(commitment))


def _ask_named(commitment: Commitment) -> list[Unit]:
    if not any(name == "support" for _record, name, _unit in parties_of_record(commitment)):
        return []
    rows = Party.objects.filter(record=commitment.pk, name="support").select_related("unit").order_by("pk")
    return [row.unit for row in rows]


PARTS = Reference(Progress, "commitment", kind=Progress.PART)
SUPPORTS = Reference(Support, "commitment")


def _said(commitment: Commitment) -> dict[tuple[int, int], Support]:
    """Return ``latest_support_words`` of one commitment. At most one query, once in a request that only reads."""
    if not SUPPORTS.may_exist(commitment):
        return {}
    return keep_answer((_said, commitment.pk), lambda: latest_support_words(commitment=commitment.pk))


def _states(commitment: Commitment) -> list[tuple[Unit, str]]:
    """Return each supporting unit with the state of its newest statement; empty if there is none.

    At most two queries.
    """
    said = _said(commitment)
    found = [(unit, said.get((commitment.pk, unit.pk))) for unit in _named(commitment)]
    return [(unit, support.state if support else "") for unit, support in found]


def latest_support_words(**of: object) -> dict[tuple[int, int], Support]:
    """Return each unit's newest statement on each commitment matching the filter ``of``, by both ids. One query."""
    rows = Support.objects.filter(**of).select_related("unit", "instead").order_by("pk")
    return {(row.commitment_id, row.unit_id): row for row in rows}


def units_refusing_support(commitment: Commitment) -> list[Unit]:
    """List the units whose refusal waits for an answer. Two queries."""
    return [unit for unit, state in _states(commitment) if state == Support.REFUSED]


def may_settle(commitment: Commitment, day: date) -> bool:
    """Check whether a refusal waits for an answer. Two queries."""
    return bool(units_refusing_support(commitment))


def may_answer(commitment: Commitment, day: date) -> bool:
    """Check whether a supporting unit has not accepted yet. Two queries."""
    return any(state in ("", Support.INSISTED) for _unit, state in _states(commitment))

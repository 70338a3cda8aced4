"""Supporting units accept or refuse; the desk insists, releases them or names another. Source: 02 §2.2 签收, 退回异议.

Follow-ups of the steps of ``ledger.kinds.commitments``.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.commitments.assigning.actions import out_of_time
from luoshi.commitments.assigning.supporting.models import Support
from luoshi.commitments.assigning.supporting.queries import latest_support_words
from luoshi.commitments.progress.actions.unit_notices import people_of, tell_posts
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Party, Record
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment

SUPPORT = "support"


def taken_on(took: Took[Commitment]) -> None:
    """Record that a unit agrees to support the commitment.

    Raises:
        RecordError: ``guarded``: it has said so before, or was released.
    """
    _say(took, _own(took), Support.TAKEN)


def not_ours(took: Took[Commitment]) -> None:
    """Record that a unit refuses to support the commitment, with the reason, before the limit for accepting.

    Raises:
        RecordError: ``guarded``: too late, or it has said so before.
    """
    out_of_time(took)
    _say(took, _own(took), Support.REFUSED, took.given["reason"])


def settle_support(took: Took[Commitment]) -> None:
    """Record the desk's decision: insist, or release the unit, with or without a replacement."""
    record, given, day = took.record, took.given, took.day
    unit: Unit = given["supporter"]
    instead: Unit | None = given["instead"]
    insists = given["decision"] == "insist"
    _say(took, unit, Support.INSISTED if insists else Support.RELEASED, given["reason"], instead)
    code = "commitments.support_insisted" if insists else "commitments.support_released"
    tell_posts(code, people_of(unit.pk, day), took, unit)
    if not insists:
        Party.objects.filter(record=record.pk, name=SUPPORT, unit=unit).delete()
    if instead is not None:
        Party.objects.get_or_create(record=Record(pk=record.pk), name=SUPPORT, unit=instead)
        tell_posts("commitments.support", people_of(instead.pk, day), took, instead)
    named = Party.objects.filter(record=record.pk, name=SUPPORT).order_by("pk").values_list("unit__name", flat=True)
    took.set_fields(supports="、".join(named)[:1000])


def _own(took: Took[Commitment]) -> Unit:
    """Return the supporting unit for which the actor speaks."""
    record = took.record
    named = record.parties.filter(name=SUPPORT, unit__in=took.actor.units).select_related("unit").order_by("pk")
    said = latest_support_words(commitment=record.pk)
    open_ones = [party.unit for party in named if (record.pk, party.unit_id) not in said]
    return open_ones[0] if open_ones else named[0].unit


def _say(took: Took[Commitment], unit: Unit, state: str, words: str = "", instead: Unit | None = None) -> None:
    record = took.record
    before = latest_support_words(commitment=record.pk).get((record.pk, unit.pk))
    if before is not None and before.state == state:
        raise RecordError(
            "guarded",
            _("%(unit)s already answered so on %(day)s.") % {"unit": unit, "day": before.day},
            where=str(record),
        )
    said = {"state": state, "day": took.day, "words": words, "entry": took.entry, "instead": instead}
    Support.objects.create(commitment_id=record.pk, unit=unit, **said)

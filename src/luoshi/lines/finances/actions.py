"""What a claim on a risk pool is refused for."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.parameters.queries.parameters import parameter_value
from luoshi.lines.finances.models import VALUES, Financing
from luoshi.lines.finances.rules import exceeded_ceiling

_ = words_now(__name__)

SHARE = VALUES["finances.share"]


def refuse_above_share(took: Took[Financing]) -> None:
    """Refuse a claim above the pool's share of the loss, as the office's value of the day says.

    Raises:
        RecordError: ``unset``: nobody has set the share; ``guarded``: more is claimed. It says how much is given.
    """
    record = took.record
    share = parameter_value(SHARE, record.unit_id, took.on)
    ceiling = exceeded_ceiling(record.loss, share, record.compensated)
    if ceiling is None:
        return
    said = {"claimed": record.compensated, "share": share, "loss": record.loss, "ceiling": round_to_places(ceiling, 4)}
    words = _("%(claimed)s yuan are claimed; of a loss of %(loss)s yuan the pool gives %(share)d %%: %(ceiling)s yuan.")
    raise RecordError(
        "guarded",
        words % said,
        where=str(record),
        remedy=_("Claim no more than the pool's share of the loss."),
        fields={"compensated": [words % said]},
    )

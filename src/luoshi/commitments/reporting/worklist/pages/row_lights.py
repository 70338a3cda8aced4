"""The light of a commitment in the lists of the running year, defined in one place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import Light
from luoshi.desk.lists.pages.record_fragments import lights_of
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import BACK


def lights_in_list(commitments: Collection[Commitment], day: date) -> dict[int, Light]:
    """Return the light of each row by its id, in as many queries as for one."""
    found = lights_of(list(commitments), day)
    for commitment in commitments:
        if commitment.state in BACK:  # judged by the day of its report: the unit owes nothing
            found[commitment.pk] = Light("waiting", _("being checked"))
    return found

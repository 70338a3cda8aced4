"""The day from which a duty is owed if its subject began before it was entered."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.kernel.parameters.queries.parameters import DeclaredParameter


def parse_owed_since_day(text: str) -> date:
    """Parse an ISO date.

    Raises:
        ValueError: it is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(_("A day: 2025-01-01.")) from None


BACK = DeclaredParameter(
    "duties.back",
    _("Day from which periods are owed for matters entered after they began"),
    parse_owed_since_day,
    group=_("Late entry"),
    unset=_("Periods are owed from the day of entry on; each page says so."),
)

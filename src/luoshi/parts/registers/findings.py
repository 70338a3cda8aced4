"""What bars a person or an organisation: the condition on a finding of integrity, for every kind that asks for it."""

from __future__ import annotations

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is, Need, No, Valid

_ = words(__name__)

# In effect: told to the person before, not withdrawn, and the day lies in its term.
IN_EFFECT = Is(state="told appealed", weight="bar") & Valid("from_day", "to_day")
# Of a record that names a person: nobody is taken into a pool or honoured on a day on which that holds.
CLEAN = Need(
    No("person.integrity", via="person", where=IN_EFFECT), _("A finding in effect bars this person on this day.")
)
LEADER_CLEAN = Need(
    No("leader.integrity", via="person", where=IN_EFFECT), _("A finding in effect bars its leader on this day.")
)


def clean_body(link: str) -> Need:
    """Return the need that no finding in effect bars the organisation behind this link on the day."""
    return Need(
        No(f"{link}.integrity", via="organisation", where=IN_EFFECT),
        _("A finding in effect bars this organisation on this day."),
    )

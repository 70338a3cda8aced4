"""What bars a person or an organisation: findings of integrity in effect, and inspections that are owed."""

from __future__ import annotations

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is, Need, No, Owes, Valid

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


def inspected_body(link: str) -> Need:
    """Return the need that the association of the organisation behind this link owes no inspection. Source: S002-92."""
    return Need(
        No(f"{link}.societies", via="organisation", where=Owes("inspection")),
        _("Its association is late with the yearly inspection: it gets no benefit until that is made up."),
        kept=True,
        names="title",
    )

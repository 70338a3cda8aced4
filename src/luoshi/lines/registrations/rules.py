"""Whether people may still sign up for an activity. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

OfferState = Literal["open", "full", "over", "cancelled"]


@dataclass(frozen=True)
class SeatOffer:
    """The seats of an activity on a day.

    Attributes:
        taken: how many have signed up and not cancelled.
        until: the last day on which people may sign up; without one, the day of the activity.
        state: of the activity.
    """

    seats: int
    taken: int
    planned: date | None
    until: date | None
    state: str = "planned"

    @property
    def last_day(self) -> date | None:
        """The last day on which people may sign up: never after the activity; None: it has no day yet."""
        days = [day for day in (self.until, self.planned) if day is not None]
        return min(days, default=None)

    @property
    def seats_left(self) -> int:
        """The number of free seats."""
        return max(0, self.seats - self.taken)

    def state_on(self, day: date) -> OfferState:
        """Return whether it is open on a day; once it is over it is no longer full."""
        if self.state == "cancelled":
            return "cancelled"
        if self.state != "planned" or (self.last_day is not None and day > self.last_day):
            return "over"
        return "open" if self.seats_left else "full"

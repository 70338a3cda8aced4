"""A calendar as text for subscription by other programs (RFC 5545).

Only days, counts and a URL: the words of a task never leave the system this way (sheet 09).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day with due dates: one all-day event; ``uid`` stays the same when its words change."""

    uid: str
    day: date
    words: str
    url: str


def render_ical(name: str, days: Iterable[CalendarDay], at: datetime) -> str:
    """Render the whole calendar with CRLF line ends; ``at`` is the moment in UTC."""
    from icalendar import Calendar, Event, vText  # takes 0.1 s and more: only calendar programs ask for it

    calendar = Calendar(
        {"VERSION": "2.0", "PRODID": "-//Luoshi//Luoshi//ZH", "CALSCALE": "GREGORIAN", "METHOD": "PUBLISH"}
    )
    calendar.add("X-WR-CALNAME", vText(name))
    calendar.add("REFRESH-INTERVAL", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for day in days:
        event = Event({"UID": day.uid})
        event.add("DTSTAMP", at)
        event.add("DTSTART", day.day)
        event.add("DTEND", day.day + timedelta(days=1))
        event.add("SUMMARY", day.words)
        event.add("URL", day.url)
        event.add("TRANSP", "TRANSPARENT")
        calendar.add_component(event)
    text: str = calendar.to_ical(sorted=False).decode()
    return text

"""A calendar as text for subscription by other programs: the few lines of RFC 5545 that due dates need.

Only days, counts and a URL: the words of a task never leave the system this way (sheet 09).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

OCTETS = 75  # of a line, RFC 5545 §3.1


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day with due dates: one all-day event; ``uid`` stays the same when its words change."""

    uid: str
    day: date
    words: str
    url: str


def render_ical(name: str, days: Iterable[CalendarDay], at: datetime) -> str:
    """Render the whole calendar with CRLF line ends; ``at`` is the moment in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Luoshi//Luoshi//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{escape_ical_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT12H"]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.uid}",
            f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escape_ical_text(day.words)}",
            f"URL:{day.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(fold_ical_line(line) + "\r\n" for line in lines)


def escape_ical_text(words: str) -> str:
    """Escape backslash, semicolon, comma and line break in a text value (RFC 5545 §3.3.11)."""
    words = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return words.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def fold_ical_line(line: str) -> str:
    """Fold a line into pieces of at most 75 octets without splitting characters; continuations start with a blank."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + width
    return "\r\n".join([*pieces, piece])

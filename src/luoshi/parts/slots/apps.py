"""The slots Django app."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Slots(line_app.LineApp):
    """The slots of things that are booked."""

    name = "luoshi.parts.slots"

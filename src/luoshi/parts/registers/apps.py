"""The registers as a Django app, which declares their kinds when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app
from luoshi.records.kinds.prefills import FILLERS


class Registers(line_app.LineApp):
    """The app of the registers."""

    name = "luoshi.parts.registers"

    def ready(self) -> None:
        """Declare the kinds, and say to forms what the registers know."""
        super().ready()
        from luoshi.parts.registers import queries  # models are there only now

        FILLERS.could, FILLERS.known = queries.could_fill, queries.known_form_values

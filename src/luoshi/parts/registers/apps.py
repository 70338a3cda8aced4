"""The registers Django app; it declares its kinds at start-up."""

from __future__ import annotations

from luoshi.desk.declarations import line_app
from luoshi.kernel.kinds.forms.prefills import FILLERS


class Registers(line_app.LineApp):
    """Register entries and their former values."""

    name = "luoshi.parts.registers"

    def ready(self) -> None:
        """Declare the kinds, and register how forms are prefilled from the registers."""
        super().ready()
        from luoshi.parts.registers import queries  # models are loaded only now

        FILLERS.could, FILLERS.known = queries.could_fill, queries.known_form_values

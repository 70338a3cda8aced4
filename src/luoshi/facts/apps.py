"""The facts Django app; it declares its line of work at start-up."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class FactsApp(line_app.LineApp):
    """Indicators with their targets and facts."""

    name = "luoshi.facts"

    def ready(self) -> None:
        """Declare the line, and register which supply entries were superseded so that their facts can be withdrawn."""
        from luoshi.facts.fact_store.queries import WITHDRAWN
        from luoshi.facts.supplies.queries import superseded_supply_entries

        super().ready()
        WITHDRAWN.append(superseded_supply_entries)

"""The room as a Django app, which declares its line when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class FactsApp(line_app.LineApp):
    """Indicators, and the values promised and told of them."""

    name = "luoshi.facts"

    def ready(self) -> None:
        """Declare the line; what a source tells may be taken back."""
        from luoshi.facts.fact_store.queries import WITHDRAWN
        from luoshi.facts.supplies.queries import superseded_supply_entries

        super().ready()
        WITHDRAWN.append(superseded_supply_entries)

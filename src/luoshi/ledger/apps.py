"""The ledger as a Django app, which declares its line at startup."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Ledger(line_app.LineApp):
    """Plans and their commitments."""

    name = "luoshi.ledger"

    def ready(self) -> None:
        """Declare the line, and register its charts on the pages of units and its reports as sources of facts."""
        from luoshi.facts.fact_store.actions import FOLLOWS
        from luoshi.facts.fact_store.queries import WITHDRAWN
        from luoshi.ledger.pictures.pages import of_unit
        from luoshi.ledger.reporting.actions.recounting import figures_changed
        from luoshi.ledger.values.queries import withdrawn_report_entries
        from luoshi.org.base.ports import PORTS

        super().ready()
        PORTS.pictures = of_unit
        WITHDRAWN.append(withdrawn_report_entries)
        FOLLOWS.append(figures_changed)

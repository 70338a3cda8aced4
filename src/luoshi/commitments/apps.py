"""The ledger as a Django app, which declares its line at startup."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Ledger(line_app.LineApp):
    """Plans and their commitments."""

    name = "luoshi.commitments"

    def ready(self) -> None:
        """Declare the line; register its lights, its charts for units, its reports as facts and beside forms."""
        from luoshi.commitments.lights.derived_rows import CURRENT_LIGHTS
        from luoshi.commitments.reporting.actions.recounting import figures_changed
        from luoshi.commitments.reporting.worklist.pages.beside_forms import render_reports_beside_forms
        from luoshi.commitments.statistics.pictures.pages import of_unit
        from luoshi.evidence.append_only import DERIVED
        from luoshi.facts.fact_store.actions import FOLLOWS
        from luoshi.facts.fact_store.queries import WITHDRAWN
        from luoshi.facts.returns.pages import BESIDE
        from luoshi.org.base.ports import PORTS
        from luoshi.plans.values.queries import withdrawn_report_entries

        super().ready()
        DERIVED.append(CURRENT_LIGHTS)
        PORTS.pictures = of_unit
        WITHDRAWN.append(withdrawn_report_entries)
        FOLLOWS.append(figures_changed)
        BESIDE.append(render_reports_beside_forms)

"""The returns Django app; it declares its kinds at start-up."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Returns(line_app.LineApp):
    """Forms and returns."""

    name = "luoshi.facts.returns"

    def ready(self) -> None:
        """Declare the kinds; tell roll-ups which facts forms owe, and which were accepted."""
        from luoshi.facts.returns.queries.form_expectations import accepted_return_entries, values_owed_by_forms
        from luoshi.facts.rollup.queries.expected_facts import APPROVED, EXPECTED

        super().ready()
        EXPECTED.append(values_owed_by_forms)
        APPROVED.append(accepted_return_entries)

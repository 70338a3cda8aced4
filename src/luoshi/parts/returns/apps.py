"""The returns as a Django app, which declares their kinds when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Returns(line_app.LineApp):
    """The app of forms and returns."""

    name = "luoshi.parts.returns"

    def ready(self) -> None:
        """Declare the kinds; who adds up facts asks which are owed by forms, and which were accepted."""
        from luoshi.facts.rollup.queries.expected_facts import APPROVED, EXPECTED
        from luoshi.parts.returns.queries.form_expectations import accepted_return_entries, values_owed_by_forms

        super().ready()
        EXPECTED.append(values_owed_by_forms)
        APPROVED.append(accepted_return_entries)

"""The returns as a Django app, which declares their kinds when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Returns(line_app.LineApp):
    """The app of forms and returns."""

    name = "luoshi.parts.returns"

    def ready(self) -> None:
        """Declare the kinds; who adds up facts asks which are owed by forms, and which were accepted."""
        from luoshi.facts.rollup.queries.owed import APPROVED, EXPECTED
        from luoshi.parts.returns.queries.owes import accepted, owes

        super().ready()
        EXPECTED.append(owes)
        APPROVED.append(accepted)

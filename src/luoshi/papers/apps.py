"""The room as a Django app, which declares its line when it starts, and puts letters on paper when they are sent."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Papers(line_app.LineApp):
    """Templates of papers, and the papers made from them."""

    name = "luoshi.papers"

    def ready(self) -> None:
        super().ready()
        from luoshi.ledger.letters.actions.letters import WRITES
        from luoshi.papers.actions import write_letter_paper

        WRITES.append(write_letter_paper)

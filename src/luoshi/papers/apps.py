"""The papers Django app; it declares its line at start-up and registers the writing of letters."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Papers(line_app.LineApp):
    """Templates, and the papers made from them."""

    name = "luoshi.papers"

    def ready(self) -> None:
        super().ready()
        from luoshi.commitments.letters.actions.letters import WRITES
        from luoshi.papers.actions import write_letter_paper

        WRITES.append(write_letter_paper)

"""The room as a Django app, which declares its line when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Ledger(line_app.LineApp):
    """Plans and what they promise."""

    name = "luoshi.ledger"

"""The approvals Django app."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Approvals(line_app.LineApp):
    """Approval chains, rounds and approvals."""

    name = "luoshi.desk.approvals"

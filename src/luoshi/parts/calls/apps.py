"""The Django app of calls and applications."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class CallsApp(line_app.LineApp):
    """Calls, and what is sent in for them."""

    name = "luoshi.parts.calls"

"""The approvals as a Django app."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Approvals(line_app.LineApp):
    """The app of the approvals."""

    name = "luoshi.parts.approvals"

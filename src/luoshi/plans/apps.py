"""The room as a Django app; ``ledger`` is the label under which offices have its tables."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The app of the room."""

    name = "luoshi.plans"
    label = "ledger"

    def ready(self) -> None:
        from luoshi.org.base.ports import PORTS
        from luoshi.plans.rows.actions.name_resolution import fill_requested_unit

        PORTS.unit_requests["plans"] = fill_requested_unit

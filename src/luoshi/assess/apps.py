"""The room as a Django app: schemes and scores declare themselves."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Assess(AppConfig):
    """Schemes of assessment and their items."""

    name = "luoshi.assess"
    label = "assess"

    def ready(self) -> None:
        from luoshi.assess.declared import declare_assessment
        from luoshi.records.system_steps import KEYS

        declare_assessment()
        KEYS["commitments"] = _("commitments")

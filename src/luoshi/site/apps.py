"""The Django app of ``luoshi.site``."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class Site(AppConfig):
    """Base pages, sign-in, home."""

    name = "luoshi.site"
    label = "site"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from luoshi.desk.declarations.registration import check_declarations
        from luoshi.kernel.base.jobs import DAY, Job, register_job
        from luoshi.kernel.base.messages import DigestFigures
        from luoshi.org.base.ports import PORTS
        from luoshi.org.people.queries.people import waiting_proposals
        from luoshi.org.units.queries import count_requested_units
        from luoshi.site.backup.actions.backup_retention import run_nightly_backup
        from luoshi.site.signin import actions, events

        check_declarations()
        PORTS.remove_factor = actions.remove_factor
        events.connect_sign_in_signals()
        DigestFigures(
            lambda actor, day: {"changes": count} if (count := len(waiting_proposals(actor, day))) else {},
            {"changes": _("Changes of rights for you to confirm")},
            {"changes": ("org:proposals",)},
        ).register()
        DigestFigures(
            lambda actor, _day: {"units_wanted": count} if (count := count_requested_units(actor)) else {},
            {"units_wanted": _("Units that others ask you to enter")},
            {"units_wanted": ("org:unit_requests",)},
        ).register()
        register_job(
            Job("backup", _("The backup of the night"), DAY, run_nightly_backup, hour=settings.BACKUP_HOUR)
        )  # never at hour 24

"""The room as a Django app; ``records`` is the label under which offices have its tables."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """The app of the room; it tells rooms below what it has, and its forms who finds records."""

    name = "luoshi.kernel"
    label = "records"

    def ready(self) -> None:
        from luoshi.evidence.witness.queries.schema import UNMODELLED
        from luoshi.kernel.base.jobs import GIVEN_UP
        from luoshi.kernel.code_lists import cache
        from luoshi.kernel.history.queries.subjects import entries_about_subject
        from luoshi.kernel.kinds.registry import list_kinds
        from luoshi.kernel.messages.actions.messages import send_message
        from luoshi.kernel.search.actions import put_missing_initials
        from luoshi.kernel.search.grams_index import MAKE
        from luoshi.kernel.unique.actions import make_missing
        from luoshi.org.base.ports import PORTS
        from luoshi.org.unit_import.actions import staged as units

        PORTS.history, PORTS.tell = entries_about_subject, send_message
        PORTS.areas = lambda: {kind.name: kind.label for kind in list_kinds()}
        _find_records()
        UNMODELLED.append(MAKE)
        GIVEN_UP[units.write_later.module_path] = units.fail_unit_import
        request_started.connect(cache.start_list_cache, dispatch_uid="luoshi.lists")
        request_finished.connect(cache.end_list_cache, dispatch_uid="luoshi.lists")
        post_migrate.connect(put_missing_initials, sender=self, dispatch_uid="luoshi.initials")
        post_migrate.connect(make_missing, sender=self, dispatch_uid="luoshi.unique")


def _find_records() -> None:
    """Let the forms of kinds find records by topics above them."""
    from luoshi.kernel.conditions.queries.evaluation import definitely_true
    from luoshi.kernel.holders.sources import of_people
    from luoshi.kernel.kinds.forms.choosers import FINDERS
    from luoshi.kernel.search.links.queries import search_link_targets
    from luoshi.kernel.search.names.queries import records_by_name

    FINDERS.named, FINDERS.fitting = records_by_name, search_link_targets
    FINDERS.yes, FINDERS.holding = definitely_true, of_people

"""The room as a Django app: at the start it connects the journal and lays the triggers after every migrate."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    """The desk; it also connects evidence and kernel with the organisation, since it knows them all."""

    name = "luoshi.desk"

    def ready(self) -> None:
        from luoshi.base.database import backends
        from luoshi.desk.bulk.actions.staged import fail_import, write_later
        from luoshi.desk.declarations.own_jobs import OWN
        from luoshi.desk.lists.queries.pending import pending_for_posts, stranded_post_ids
        from luoshi.desk.org_ports.actions.holders import RecordHolder as Holder
        from luoshi.desk.org_ports.actions.people import tell_people
        from luoshi.desk.org_ports.queries.own_matters import posts_owning_opened
        from luoshi.desk.previews.actions import making
        from luoshi.desk.privacy.erasing.actions import FORGETS
        from luoshi.evidence import append_only
        from luoshi.evidence.witness.actions import write_witness
        from luoshi.evidence.witness.queries.rows import on_connection
        from luoshi.evidence.witness.queries.schema import UNMODELLED
        from luoshi.evidence.witness.triggers import forget_transaction
        from luoshi.kernel.base.jobs import GIVEN_UP, register_job
        from luoshi.kernel.code_lists import cache
        from luoshi.kernel.files.actions.files import let_go
        from luoshi.kernel.history.queries.subjects import entries_about_subject
        from luoshi.kernel.kinds.registry import list_kinds
        from luoshi.kernel.search.actions import put_missing_initials
        from luoshi.kernel.search.grams_index import MAKE
        from luoshi.kernel.unique.actions import make_missing
        from luoshi.org.base.ports import PORTS
        from luoshi.org.unit_import.actions import staged as units

        PORTS.history = entries_about_subject
        PORTS.pending, PORTS.stranded, PORTS.having = pending_for_posts, stranded_post_ids, posts_owning_opened
        PORTS.tell = tell_people
        PORTS.holders.append(Holder())
        _doors()
        FORGETS.append(let_go)
        UNMODELLED.append(MAKE)
        GIVEN_UP[write_later.module_path] = fail_import
        GIVEN_UP[making.make_later.module_path] = making.given_up
        GIVEN_UP[units.write_later.module_path] = units.fail_unit_import
        for job in OWN:
            register_job(job)
        PORTS.areas = lambda: {kind.name: kind.label for kind in list_kinds()}
        backends.BEFORE_COMMIT.append(write_witness)
        backends.AFTER_ROLLBACK.append(forget_transaction)
        connection_created.connect(on_connection, dispatch_uid="luoshi.witness")
        request_started.connect(cache.start_list_cache, dispatch_uid="luoshi.lists")
        request_finished.connect(cache.end_list_cache, dispatch_uid="luoshi.lists")
        post_migrate.connect(append_only.install_append_triggers, sender=self, dispatch_uid="luoshi.append_only")
        post_migrate.connect(put_missing_initials, sender=self, dispatch_uid="luoshi.initials")
        post_migrate.connect(make_missing, sender=self, dispatch_uid="luoshi.unique")


def _doors() -> None:
    """What rooms below ask of rooms above them: to find records, and to keep who opened them."""
    from luoshi.desk.privacy.unmasking.actions import keep_opened, keep_shut
    from luoshi.kernel.conditions.queries.evaluation import definitely_true
    from luoshi.kernel.holders.sources import of_people
    from luoshi.kernel.kinds.forms.choosers import FINDERS
    from luoshi.kernel.rights.access_watch import WATCH
    from luoshi.kernel.search.links.queries import search_link_targets
    from luoshi.kernel.search.names.queries import records_by_name

    FINDERS.named, FINDERS.fitting, FINDERS.yes, FINDERS.holding = (
        records_by_name,
        search_link_targets,
        definitely_true,
        of_people,
    )
    WATCH.opened, WATCH.shut = keep_opened, keep_shut

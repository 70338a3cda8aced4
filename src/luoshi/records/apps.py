"""The room as a Django app: at the start it connects the journal and lays the triggers after every migrate."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class Records(AppConfig):
    """Records, journal and what hangs on them."""

    name = "luoshi.records"
    label = "records"

    def ready(self) -> None:
        from luoshi.org import backends
        from luoshi.org.base.ports import PORTS
        from luoshi.org.unit_import.actions import staged as units
        from luoshi.records.base import append_only
        from luoshi.records.base.jobs import GIVEN_UP, register
        from luoshi.records.code_lists import kept
        from luoshi.records.declaring.own_jobs import OWN
        from luoshi.records.erasing.actions import FORGETS
        from luoshi.records.files.actions.files import let_go
        from luoshi.records.for_org.actions.holders import Records as Holder
        from luoshi.records.for_org.actions.people import look_through, tell_people
        from luoshi.records.for_org.queries.own import having
        from luoshi.records.journal.actions.journal import journal, journal_many
        from luoshi.records.journal.actions.uploads import refuse_marked
        from luoshi.records.journal.queries.subjects import history
        from luoshi.records.kinds.registry import kinds
        from luoshi.records.leaves.actions import making
        from luoshi.records.lists.queries.pending import pending, stranded
        from luoshi.records.many.actions.staged import failed, write_later
        from luoshi.records.received.rules.markings import in_typed
        from luoshi.records.search.actions import put_missing_initials
        from luoshi.records.unique.actions import make_missing
        from luoshi.records.witness.actions import witness
        from luoshi.records.witness.queries.rows import on_connection
        from luoshi.records.witness.triggers import forget

        PORTS.journal, PORTS.journal_many, PORTS.history = journal, journal_many, history
        PORTS.pending, PORTS.stranded, PORTS.having = pending, stranded, having
        PORTS.marked, PORTS.refuse_marked = in_typed, refuse_marked
        PORTS.look_through, PORTS.tell = look_through, tell_people
        PORTS.holders.append(Holder())
        _doors()
        FORGETS.append(let_go)
        GIVEN_UP[write_later.module_path] = failed
        GIVEN_UP[making.make_later.module_path] = making.given_up
        GIVEN_UP[units.write_later.module_path] = units.failed
        for job in OWN:
            register(job)
        PORTS.areas = lambda: {one.name: one.label for one in kinds()}
        backends.BEFORE_COMMIT.append(witness)
        backends.AFTER_ROLLBACK.append(forget)
        connection_created.connect(on_connection, dispatch_uid="luoshi.witness")
        request_started.connect(kept.begin, dispatch_uid="luoshi.lists")
        request_finished.connect(kept.end, dispatch_uid="luoshi.lists")
        post_migrate.connect(append_only.lay, sender=self, dispatch_uid="luoshi.append_only")
        post_migrate.connect(put_missing_initials, sender=self, dispatch_uid="luoshi.initials")
        post_migrate.connect(make_missing, sender=self, dispatch_uid="luoshi.unique")


def _doors() -> None:
    """What rooms below ask of rooms above them: to find records, and to keep who opened them."""
    from luoshi.records.conditions.queries.asked import yes
    from luoshi.records.held.there import of_people
    from luoshi.records.kinds.choosers import FINDERS
    from luoshi.records.links.queries import fitting, named
    from luoshi.records.looks.actions import keep_opened, keep_shut
    from luoshi.records.rights.watching import WATCH

    FINDERS.named, FINDERS.fitting, FINDERS.yes, FINDERS.holding = named, fitting, yes, of_people
    WATCH.opened, WATCH.shut = keep_opened, keep_shut

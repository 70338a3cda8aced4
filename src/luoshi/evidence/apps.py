"""The room as a Django app: it lays triggers after every migrate and writes the witness before every commit."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class EvidenceConfig(AppConfig):
    """The app of the room."""

    name = "luoshi.evidence"

    def ready(self) -> None:
        from luoshi.base.database import backends
        from luoshi.evidence import append_only
        from luoshi.evidence.witness.actions import write_witness
        from luoshi.evidence.witness.queries.rows import on_connection
        from luoshi.evidence.witness.triggers import forget_transaction

        backends.BEFORE_COMMIT.append(write_witness)
        backends.AFTER_ROLLBACK.append(forget_transaction)
        connection_created.connect(on_connection, dispatch_uid="luoshi.witness")
        pre_migrate.connect(append_only.drop_deriving_triggers, sender=self, dispatch_uid="luoshi.derived")
        post_migrate.connect(append_only.install_append_triggers, sender=self, dispatch_uid="luoshi.append_only")

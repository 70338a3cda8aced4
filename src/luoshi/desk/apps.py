"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk; it also hands rooms below what they ask of it: open work, who opened records, and jobs."""

    name = "luoshi.desk"

    def ready(self) -> None:
        from luoshi.desk.bulk.actions.new_units import remember_requested_unit
        from luoshi.desk.bulk.actions.staged import fail_import, write_later
        from luoshi.desk.declarations.own_jobs import OWN
        from luoshi.desk.drafts.actions import forget_drafts
        from luoshi.desk.lists.queries.pending import pending_for_posts, stranded_post_ids
        from luoshi.desk.org_ports.actions.holders import RecordHolder
        from luoshi.desk.org_ports.queries.own_matters import posts_owning_opened
        from luoshi.desk.previews.actions import making, recognising
        from luoshi.desk.privacy.erasing.actions import FORGETS
        from luoshi.desk.privacy.unmasking.actions import keep_opened, keep_shut
        from luoshi.kernel.base.jobs import GIVEN_UP, register_job
        from luoshi.kernel.files.actions.files import let_go
        from luoshi.kernel.rights.access_watch import WATCH
        from luoshi.org.base.ports import PORTS

        PORTS.pending, PORTS.stranded, PORTS.having = pending_for_posts, stranded_post_ids, posts_owning_opened
        PORTS.holders.append(RecordHolder())
        PORTS.unit_requests["imports"] = remember_requested_unit
        WATCH.opened, WATCH.shut = keep_opened, keep_shut
        FORGETS += [let_go, forget_drafts]
        GIVEN_UP[write_later.module_path] = fail_import
        GIVEN_UP[making.make_later.module_path] = making.given_up
        GIVEN_UP[recognising.recognise_later.module_path] = recognising.fail_recognition
        for job in OWN:
            register_job(job)

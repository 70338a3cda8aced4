"""The Django app of ``luoshi.org``."""

from __future__ import annotations

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Units, people, posts and accounts."""

    name = "luoshi.org"
    label = "org"

    def ready(self) -> None:
        from luoshi.base.texts.addresses import register_id_converter

        register_id_converter()

"""The demonstration: an invented county in a data folder of its own, entered in any role without a password."""

from __future__ import annotations

from luoshi.site.demo.folder import is_demo_folder


def is_on() -> bool:
    """Return True for a demonstration in a data folder made by one: only there users choose a role."""
    from django.conf import settings

    return bool(settings.DEMO) and is_demo_folder(settings.DATA)

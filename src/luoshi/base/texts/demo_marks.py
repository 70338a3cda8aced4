"""The mark 演示数据 in everything that leaves a demonstration: in file names (site.demo.middleware) and content."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _


def demo_mark() -> str:
    """Return the mark of a demonstration, in brackets; "" elsewhere."""
    return f"[{_('Demonstration data')}]" if settings.DEMO else ""


def add_demo_mark(title: str) -> str:
    """Return a title, in a demonstration followed by the mark."""
    return f"{title} {demo_mark()}".rstrip()

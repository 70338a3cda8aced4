"""What a demonstration writes into whatever leaves it: 演示数据, in the name (site.demo.middleware) and inside."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _


def demo_mark() -> str:
    """The mark of a demonstration, in brackets; empty elsewhere."""
    return f"[{_('Demonstration data')}]" if settings.DEMO else ""


def add_demo_mark(title: str) -> str:
    """A title, in a demonstration with the mark behind it."""
    return f"{title} {demo_mark()}".rstrip()

"""What the tests of the demonstration share: a folder that a demonstration made, its addresses, a small county."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.urls import clear_url_caches
from django.utils import timezone

from luoshi.site import urls
from luoshi.site.demo import county_builder, folder
from luoshi.site.demo.county import County, load_county

NAMED = "luoshi.site.demo.middleware.Named"


def small() -> County:
    """The whole county without its papers, and so without what lines say of plans: the rest takes seconds."""
    return replace(load_county(), papers=False)


@contextmanager
def running(settings: Any, data: Path, *, demo: bool = True, marked: bool = True) -> Iterator[None]:
    """The application as it is in a demonstration, or with only one of the two things that make one."""
    settings.DATA, settings.DEMO = data, demo
    settings.OFFICE = {**settings.OFFICE, "name": "云岭县（演示数据）"}
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, NAMED]
    if marked:
        assert folder.claim_demo_folder(data)
    _addresses()
    try:
        yield
    finally:
        settings.DEMO = False
        _addresses()


def _addresses() -> None:
    importlib.reload(urls)
    clear_url_caches()


def make(monkeypatch: Any, what: County | None = None) -> None:
    """Make the county, small unless said otherwise."""
    monkeypatch.setattr(county_builder, "load_county", lambda: what or small())
    assert county_builder.build_demo_county(timezone.localdate())

"""The addresses of lists, records and steps: a page has hundreds, and to look each up among all URLs takes 20 µs."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def list_address(kind: str) -> str:
    """Return the URL of a kind's list."""
    return _list_address(kind, get_script_prefix())


@lru_cache(maxsize=1000)
def _list_address(kind: str, _prefix: str) -> str:
    return reverse("records:list", args=[kind])


def record_address(kind: str, pk: int) -> str:
    """Return the URL of a record's page."""
    return f"{list_address(kind)}{pk}/"


def step_address(kind: str, pk: int, step: str) -> str:
    """Return the URL of a step's form on a record."""
    return f"{record_address(kind, pk)}{step}/"

"""Where a form is filled in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


def return_form_url(task: int, first: Any = None) -> str:
    """The page of all forms with one of them open, or that of one alone."""
    asked = {"task": str(task)} | ({"period": first.isoformat()} if first else {})
    return reverse("returns:fill") + "?" + urlencode(asked)


def of_task(record: Any) -> str:
    """Where a unit fills in what it owes."""
    return return_form_url(record.pk)


def of_return(record: Any) -> str:
    """Where a return is filled in."""
    return return_form_url(record.task_id, record.first)

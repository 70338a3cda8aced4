"""URLs for filling in forms."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from luoshi.facts.returns.models import Return
from luoshi.kernel.kinds.models import Record


def return_form_url(task: int | None, first: date | None = None) -> str:
    """Return the URL of the page of forms with one task and period open."""
    asked = {"task": str(task)} | ({"period": first.isoformat()} if first else {})
    return reverse("returns:fill") + "?" + urlencode(asked)


def of_task(record: Record) -> str:
    """Return the URL for filling in a task's form."""
    return return_form_url(record.pk)


def of_return(record: Return) -> str:
    """Return the URL for filling in a return."""
    return return_form_url(record.task_id, record.first)

"""What the reading operations of all kinds have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.desk.api.rows import foreign_key_names
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.access_watch import report_opening
from luoshi.kernel.rights.queries import rights
from luoshi.org.api.api_authentication import TokenAuth
from luoshi.org.api.operations import Model, Operation
from luoshi.org.tokens.rules import ScopeAct


def build_reading(
    kind: CompiledKind,
    path: str,
    name: str,
    summary: Any,
    call: Callable[..., Any],
    answer: Model,
    parameters: Model | None = None,
    **more: Any,
) -> Operation:
    """Return an operation of a kind that reads.

    Args:
        path: below the kind's name; ``{id}`` in it is a record, which may be missing.
        call: called with the kind besides what an operation calls it with.
    """
    return Operation(
        method="GET",
        path="/".join(filter(None, (kind.name, path))),
        name=name,
        tag=str(kind.label),
        summary=str(summary),
        token=TokenAuth(kind.name, ScopeAct.READ),
        call=partial(call, kind),
        answer=answer,
        parameters=parameters,
        problems=(404,) if "{id}" in path else (),
        **more,
    )


P = TypeVar("P")


def select_named(parts: Iterable[P], name: str) -> list[P]:
    """Return the parts of a kind with this name, or all of them if it is empty."""
    return [part for part in parts if name in ("", getattr(part, "name", ""))]


def get_readable_record(kind: CompiledKind, request: HttpRequest, pk: int) -> Record:
    """Return the record with this id, and note that it was opened where the kind asks for that.

    Raises:
        RecordError: ``missing``: there is none, or the requester may not see it.
    """
    seen = rights.readable_records(kind, request_actor(request), timezone.localdate())
    asked = seen.select_related("unit", *foreign_key_names(kind, kind.shows)).filter(pk=_sound(pk))
    found = report_opening(kind, pk, asked.first(), request_actor(request), at=timezone.now())
    if found is None:
        raise _missing()
    return found


def ensure_record_exists(kind: CompiledKind, pk: int) -> int:
    """Return the id if such a record exists at all; ``take`` checks under its lock whether it may be seen.

    Raises:
        RecordError: ``missing``.
    """
    if not kind.record._default_manager.filter(pk=_sound(pk)).exists():
        raise _missing()
    return pk


def _missing() -> RecordError:
    return RecordError("missing", _("There is no such matter, or you may not see it."))


def _sound(pk: int) -> int:
    """Return an id that a database accepts; SQLite fails on a larger number."""
    if pk >= 2**63:
        raise _missing()
    return pk

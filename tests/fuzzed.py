"""Whatever the description of the API allows, and what not, sent to every operation; and that answers hold to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from luoshi.site.api import openapi_description


@contextmanager
def one_connection() -> Iterator[None]:
    """As the test client does it: the end of a request would close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def described(there: Mapping[str, int]) -> dict[str, Any]:
    """The description, in which the id of a kind ("appeals": 5) is that of a record that is there, or of none."""
    found = deepcopy(openapi_description("en"))  # the program keeps its own for all who ask
    for path, methods in found["paths"].items():
        pk = there.get(path.removeprefix("/api").split("/")[1])
        for parameter in (method_described for method in methods.values() for method_described in method["parameters"]):
            if pk and parameter["name"] == "id":
                parameter["schema"] = {"type": "integer", "enum": [pk, pk + 1_000_000]}
    return found


def fuzz(said: Mapping[str, Any], secret: str, *, examples: int, breaking: bool = False) -> Counter[int]:
    """Send so many requests to every operation, with a token; how often each status came.

    The same requests each time.

    Args:
        breaking: requests that the description does not allow, else such that it allows.

    Raises:
        AssertionError: an answer is an error of the program, or not as the description says.
    """
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.specs.openapi import checks

    held = (
        schemathesis.checks.not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    )
    mode = schemathesis.GenerationMode.NEGATIVE if breaking else schemathesis.GenerationMode.POSITIVE
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en", "Accept-Encoding": "identity"}
    tried: Counter[int] = Counter()
    for found in schemathesis.openapi.from_dict(dict(said)).get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=examples,
            phases=[Phase.generate],
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: Any) -> None:
            answer = case.call(headers=headers, app=WSGIHandler())
            tried[answer.status_code] += 1
            case.validate_response(answer, checks=held)

        with one_connection():
            holds()
    return tried

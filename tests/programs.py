"""A program that asks the API for a person, for tests."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client, RequestFactory

from luoshi.base.rights.rules.rights import Actor
from luoshi.org.api.operations import Operation, model_to_serve
from luoshi.org.tokens.actions.tokens import create_token
from luoshi.site.api_requests import read_values
from office import NOW, Office


@dataclass
class Program:
    """Sends requests with a token; ``secret`` "" sends none."""

    secret: str = ""
    language: str = "en"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer of the API; ``.data`` is its JSON."""
        sent = {"Accept-Language": self.language, **headers}
        if self.secret:
            sent["Authorization"] = f"Bearer {self.secret}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        answer = client.generic(method, f"/api/{path}", data, content_type="application/json", headers=sent)
        answer.data = json.loads(answer.content) if answer.content else None
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, {} if body is None else body, **headers)


def program(
    office: Office, who: str, scopes: Collection[str] = ("read", "write", "look"), *, days: int = 90, at: datetime = NOW
) -> Program:
    """A program with a new token of one of the office's people."""
    name = f"{who} {len(scopes)} {days} {at.isoformat()} {'+'.join(scopes)}"[:60]
    return Program(create_token(name, scopes, days, office.actor(who), at=at)[1])


def carried_out(operation: Operation, actor: Actor, given: dict[str, str], **parts: Any) -> dict[str, Any]:
    """What an operation answers an actor, as its own model has it.

    Args:
        given: the query; ``parts``: of the path.
    """
    request: Any = RequestFactory().get("/", given)
    request.actor = actor
    answer = operation.call(request, **read_values(operation, request, parts))
    return model_to_serve(operation.answer).model_validate(answer).model_dump(mode="json")


def said(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal, or "" where it went well."""
    return answer.status_code, answer.data.get("code", "")

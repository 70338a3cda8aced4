"""Operations of the API as values: the views that serve them and the OpenAPI description both read these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from luoshi.org.api.api_authentication import TokenAuth


@dataclass(frozen=True)
class LateModel:
    """A model that is made from a declaration when it is first needed: most processes need few of a thousand.

    Attributes:
        name: its key among ``kept``.
        make: makes it, with its descriptions in the active language.
        kept: holds those that were made to serve requests, which need no descriptions.
    """

    name: str
    make: Callable[[], type[BaseModel]]
    kept: dict[str, type[BaseModel]]


Model = type[BaseModel] | LateModel


def model_to_serve(model: Model) -> type[BaseModel]:
    """Return the model, made once."""
    if not isinstance(model, LateModel):
        return model
    if model.name not in model.kept:
        model.kept[model.name] = model.make()
    return model.kept[model.name]


def model_to_describe(model: Model) -> type[BaseModel]:
    """Return the model with its descriptions in the active language, made for this caller only."""
    return model.make() if isinstance(model, LateModel) else model


class StatusReply(NamedTuple):
    """An answer with another status than 200."""

    status: int
    value: Any


@dataclass(frozen=True)
class Operation:
    """One operation of the API, with its words in the language that was active when it was built.

    Attributes:
        path: below ``/api/``, its parts in braces: ``units/{id}``. A part called ``id`` is a whole number.
        name: its name in the description (``operationId``), unique.
        token: who may call it, and how much may be sent.
        call: called with the request and, by name, the parts of the path, the fields of ``parameters``, and the body as
            ``asked``; returns what ``answer`` describes, or a StatusReply.
        parameters: fields of the query; those named in the path are of the path, those with an alias are headers.
        statuses: of answers; ``problems``: of refusals, besides those that every operation has.
        filters: describes further fields of the query, which ``call`` checks itself.
    """

    method: str
    path: str
    name: str
    tag: str
    summary: str
    token: TokenAuth
    call: Callable[..., Any]
    answer: Model
    parameters: Model | None = None
    body: Model | None = None
    description: str = ""
    statuses: tuple[int, ...] = (200,)
    problems: tuple[int, ...] = ()
    filters: Callable[[], list[dict[str, Any]]] = list

    @property
    def checks_query(self) -> bool:
        """Whether it has further fields of the query, so that it refuses unknown ones itself."""
        return self.filters is not list

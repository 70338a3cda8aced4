"""Mark the name of every file that leaves a demonstration."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from luoshi.base.texts.demo_marks import demo_mark

NAME = re.compile(r"""filename\*=utf-8''([^;]+)|filename="((?:[^"\\]|\\.)*)\"""", re.IGNORECASE)


class Named:
    """Put 演示数据 before the name of each downloaded file, so that no page can forget it."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        disposition = response.headers.get("Content-Disposition", "")
        if found := NAME.search(disposition):
            name = unquote(found[1]) if found[1] else re.sub(r"\\(.)", r"\1", found[2])
            attached = disposition.startswith("attachment")
            marked = f"{demo_mark()} {name}"
            response.headers["Content-Disposition"] = content_disposition_header(attached, marked) or disposition
        return response

"""Styles, scripts and pictures that browsers keep for a year, by the hash in their address.

Those of every page are one file each: joined once a process and compressed.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse

STYLES = ("tokens", "app", "parts", "table", "form", "home", "print")
SCRIPTS = (
    "luoshi/vendor/htmx-2.0.11.min.js",
    "luoshi/app.js",
    "luoshi/palette.js",
    "luoshi/rows.js",
    "luoshi/drafts.js",
    "luoshi/kept.js",
    "luoshi/chooser.js",
    "luoshi/files.js",
    "luoshi/weigh.js",
)
FILES = {
    "css": ("luoshi/vendor/pure-base-3.1.0.min.css", *(f"luoshi/{name}.css" for name in STYLES)),
    "js": SCRIPTS,
}
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
PREFIX = "/joined/"
LASTING = f"public, max-age={365 * 24 * 60 * 60}, immutable"


@dataclass(frozen=True)
class JoinedFile:
    """All styles or all scripts; ``name`` contains the hash of the content."""

    name: str
    body: bytes
    compressed: bytes


@cache
def join_files(sort: str) -> JoinedFile:
    """Return the files of a sort, "css" or "js", in their order; each script ends with a line and a semicolon."""
    parts = []
    for name in FILES[sort]:
        found = finders.find(name)
        if found is None:
            raise FileNotFoundError(name)
        parts.append(Path(found).read_bytes())
    body = (b"\n;\n" if sort == "js" else b"\n").join(parts)
    name = f"luoshi.{hashlib.sha256(body).hexdigest()[:12]}.{sort}"
    return JoinedFile(name, body, gzip.compress(body, mtime=0))


def joined_url(sort: str) -> str:
    """Return the address of the joined file of a sort, which changes with its content."""
    return f"{PREFIX}{join_files(sort).name}"


class JoinedFiles:
    """Answer requests for the joined files, before sessions: a cache keeps them whatever the cookies say.

    An older hash, which an open page may still ask for, gets today's file without a lasting cache.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = re.fullmatch(r"luoshi\.[0-9a-f]{12}\.(css|js)", request.path.removeprefix(PREFIX))
        if asked is None or request.method not in ("GET", "HEAD"):
            return self.answer(request)
        found = join_files(asked[1])
        compressed = "gzip" in request.headers.get("Accept-Encoding", "")
        body = found.compressed if compressed else found.body
        response = HttpResponse(body, content_type=TYPES[asked[1]], headers={"Vary": "Accept-Encoding"})
        if compressed:
            response["Content-Encoding"] = "gzip"
        response["Cache-Control"] = LASTING if asked[0] == found.name else "no-cache"
        return response


@cache
def hash_static_file(name: str) -> str:
    """Return the first twelve digits of the hash of a static file; "" if there is none of this name."""
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if found else ""


class HashedStorage(StaticFilesStorage):
    """Gives a file an address that changes with its content; the file stays where it is."""

    def url(self, name: str | None) -> str:
        digest = hash_static_file(name) if name else ""
        return super().url(name) + (f"?v={digest}" if digest else "")


class HashedFiles:
    """Let a browser keep a static file that it asked for by today's hash; with an older one, or none, it does not."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        digest = request.GET.get("v", "") if request.path_info.startswith(settings.STATIC_URL) else ""
        if digest and response.status_code in (200, 304):
            name = request.path_info.removeprefix(settings.STATIC_URL)
            if digest == hash_static_file(name):
                response["Cache-Control"] = LASTING
        return response

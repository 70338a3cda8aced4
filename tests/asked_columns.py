"""The page that asks what the columns of a sheet are, as its tests use it."""

from __future__ import annotations

import html
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def upload(client: Client, data: bytes, name: str = "登记表.xlsx", kind: str = "appeals") -> Any:
    return client.post(f"/{kind}/import/", {"file": SimpleUploadedFile(name, data)})


def chosen(page: Any) -> dict[str, str]:
    """What is chosen on the page that asks, by field of the form."""
    found = {}
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page.content.decode(), re.S):
        found[name] = "".join(re.findall(r'value="([^"]*)" selected', inside))
    return found


def told(page: Any) -> str:
    return html.unescape(page.content.decode().split("<main")[1])


def imported(client: Client, there: str) -> None:
    assert client.post(there, {"partly": "on"}).status_code == 302, told(client.get(there))

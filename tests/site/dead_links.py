"""Walk the pages of somebody who is signed in, and name the links that lead them nowhere."""

from __future__ import annotations

import re
from collections import Counter, deque
from urllib.parse import urldefrag

from django.test import Client
from lxml.html import document_fromstring

# What leads out of the session or sends a file.
LEFT_OUT = re.compile(r"/sign-out/|/static/|/language/|\.(xlsx|docx|pdf|zip|csv|ics)|/(export|download|print)")
ALIKE = 2  # pages of one shape, such as /appeals/N/, that are opened


def dead_links(client: Client, most: int) -> list[tuple[str, str]]:
    """Return the links to what is not found or refused, each with the page on which it stands.

    Args:
        most: how many pages are opened, the home page and the list of all pages first.
    """
    shapes, opened, dead = Counter[str](), set[str](), list[tuple[str, str]]()
    ahead = deque([("", "/"), ("/", "/all/")])
    while ahead and len(opened) < most:
        page, address = ahead.popleft()
        if address in opened:
            continue
        opened.add(address)
        answer = client.get(address)
        if answer.status_code in (403, 404):
            dead.append((page, address))
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html") or answer.streaming:
            continue
        for link in document_fromstring(answer.text).iterfind(".//a[@href]"):
            there = urldefrag(str(link.get("href"))).url
            shape = re.sub(r"\d+", "N", there)
            if there.startswith("/") and "?" not in there and not LEFT_OUT.search(there) and shapes[shape] < ALIKE:
                shapes[shape] += there not in opened
                ahead.append((address, there))
    return dead

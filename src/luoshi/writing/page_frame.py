"""The frame of every page: head with its policy, top bar, keys, language switch, foot.

A page loads nothing from outside and runs only its own script: its policy names style and script by their hashes, so no
text of a document can become either.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from luoshi.writing.markup import Tongues, escape_html
from luoshi.writing.terms import Say

PARTS = Path(__file__).parent / "page"
LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


def prepare_page_tongues(catalogues: Mapping[str, Mapping[str, str]], language: str) -> Tongues:
    """Return the catalogues prepared for a page that opens in ``language``."""
    return Tongues({tongue: _say(words) for tongue, words in catalogues.items()}, language)


def render_page_frame(title: str, body: Iterable[str], own: str, tongues: Tongues) -> str:
    """Return the whole page.

    Args:
        body: from the skip link to the end of the foot.
        own: the name of the page's own style and script in ``page/``; those of ``base`` come first.
    """
    language = tongues.first
    style, inside = (
        "".join((PARTS / f"{name}.{kind}").read_text(encoding="utf-8") for name in ("base", own))
        for kind in ("css", "js")
    )
    script = f'"use strict";\n(() => {{\n{inside}}})();\n'
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = (
        f'<!DOCTYPE html>\n<html lang="{LANGUAGE_TAGS.get(language, language)}" '
        f'data-lang="{escape_html(language)}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape_html(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )
    return "".join([head, *body, f"<script>{script}</script>\n</body>\n</html>\n"])


def render_top_bar(
    tongues: Tongues, *, tagline: str = "page.tagline", skip: str = "page.skip", chooser: str = ""
) -> str:
    """Return the bar at the top of a page, preceded by the link that skips to the list."""
    return (
        f'<a class="skip" href="#main-list">{tongues.span(skip)}</a>\n'
        f'<header class="{"top many" if chooser else "top"}">'
        f'<a class="brand" href="#"><span class="seal" aria-hidden="true">落</span>{tongues.span("page.brand", "name")}'
        f"{tongues.span(tagline, 'tagline')}</a>{chooser}"
        f'<div class="tools"><button type="button" id="keys-button">{tongues.span("page.keys")}</button>'
        f'<button type="button" id="print">{tongues.span("page.print")}</button>'
        f'<button type="button" id="language">{tongues.span("page.language")}</button></div></header>\n'
    )


def render_page_foot(tongues: Tongues, *, keys: str = "page.keys_list") -> str:
    """Return the foot of a page and the list of its keys."""
    words = f"{tongues.span('page.local')} {tongues.span('page.unclassified')}"
    return (
        f'<footer class="foot">{words}</footer>\n'
        f'<div class="keys" id="keys" role="dialog"{tongues.attribute("aria-label", "page.keys")} hidden>'
        f"<p>{tongues.span(keys)}</p></div>\n"
    )


def search_box(tongues: Tongues, name: str, words: str) -> str:
    """Return the search field with the number of matches and buttons to move between them."""
    return (
        f'<div class="find"><input type="search" class="search" id="{name}-search" autocomplete="off"'
        f"{tongues.attribute('placeholder', words)}{tongues.attribute('aria-label', words)}>"
        f'<kbd aria-hidden="true">/</kbd></div><span class="found" role="status" hidden>'
        f'<span class="found-words"{tongues.data("page.found", count="{n}")}></span>'
        f'<button type="button" class="hop" data-hop="-1"{tongues.attribute("aria-label", "page.previous")}>↑</button>'
        f'<button type="button" class="hop" data-hop="1"{tongues.attribute("aria-label", "page.next")}>↓</button>'
        "</span>"
    )


def _say(words: Mapping[str, str]) -> Say:
    def say(message: str, /, **values: object) -> str:
        template = words.get(message, message)
        return template.format_map(_Holes(values)) if values and "{" in template else template

    return say


class _Holes(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def _hash(words: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()

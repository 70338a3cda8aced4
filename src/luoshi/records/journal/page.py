"""The page that verifies an export without Luoshi: one file that needs nothing beside it and no network."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

PARTS = Path(__file__).parent
SCRIPTS = ("proof", "export", "words", "verify")


def page() -> str:
    """The whole page as HTML, to be kept with an export and opened from a file.

    Its policy names its style and its script by their hashes: nothing else runs, and nothing is asked for.
    """
    style = _part("verify.css")
    script = '"use strict";\n(() => {\n' + "".join(_part(f"{name}.js") for name in SCRIPTS) + "})();\n"
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {"{policy}": policy, "{style}": style, "{script}": script}
    made = _part("verify.html")
    for place, words in parts.items():
        made = made.replace(place, words, 1)
    return made


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _hash(words: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()

"""The page that verifies an export without Luoshi: one file that needs no other file and no network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

from django.utils import timezone, translation

from luoshi.kernel.history.queries.entries import SUBJECTS
from luoshi.kernel.history.system_steps import SENTENCES
from luoshi.kernel.kinds.registry import declared_kinds

PARTS = Path(__file__).parent
SCRIPTS = ("proof", "export", "words", "verify")


def render_verifier_page() -> str:
    """Return the whole page as HTML, to be kept with an export and opened as a local file.

    Its content security policy names style and script by their hashes: no other script runs, and nothing is loaded.
    """
    style = _part("verify.css")
    place = json.dumps(_place(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = (
        f'"use strict";\n(() => {{\n  const PLACE = {place};\n'
        + "".join(_part(f"{name}.js") for name in SCRIPTS)
        + "})();\n"
    )
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {"{policy}": policy, "{style}": style, "{script}": script}
    made = _part("verify.html")
    for mark, words in parts.items():
        made = made.replace(mark, words, 1)
    return made


def _place() -> dict[str, object]:
    """Return the time zone of this installation and the names of subjects and steps, for the page."""
    return {"zone": timezone.get_default_timezone_name(), "zh": _called("zh-hans"), "en": _called("en")}


def _called(language: str) -> dict[str, object]:
    with translation.override(language):
        subjects = {name: str(label) for name, label in SUBJECTS.items()}
        steps = {name: _bare(str(words)) for name, words in SENTENCES.items()}
        for kind in declared_kinds():
            subjects[kind.name] = str(kind.one)
            steps |= {f"{kind.name}:{name}": str(step.label) for name, step in kind.cycle.by_name.items()}
    return {"subjects": subjects, "steps": steps}


def _bare(words: str) -> str:
    """Return what a journal sentence says was done, without the actor and the subject."""
    said = re.sub(r"%\((who|what|given)\)s", "", words)
    return re.sub(r"%\(\w+\)s", "…", said).strip(" 。.,，")


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _hash(words: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()

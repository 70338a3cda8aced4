"""Put reworded English in the place of the old: in code, templates, catalogues and tests. Thrown away when it has run.

    python tools/reword.py          say how many of the messages that are used have a new wording
    python tools/reword.py --write  write them

``rewording.json`` has the old English and the new, from one editor's pass over all messages beside their Chinese, which
stays as it is. A message is replaced where it stands whole in quotation marks; in tests only if it is long enough to be
no other word.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog

import translations

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "tools" / "rewording.json"
LONG = 14  # characters from which on a literal of a test is this message and no other word
SUFFIXES = (".py", ".html", ".txt", ".toml")


def quoted(words: str) -> str:
    """Return the words as they stand in code between double quotation marks."""
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def reword_text(text: str, pairs: dict[str, str]) -> str:
    """Return the text with each whole literal that is an old message in its new wording."""
    for old, new in pairs.items():
        text = text.replace(f'"{quoted(old)}"', f'"{quoted(new)}"').replace(f"'{old}'", f"'{new}'")
    return text


def reword_template(text: str, pairs: dict[str, str]) -> str:
    """Return a template with the text of its blocks in the new wording, whatever white space stands between words."""
    for old, new in pairs.items():
        if len(old) >= LONG and old not in new:  # a literal has it already, and the old words with it
            plain = unescaped(new).replace("\\", r"\\")
            text = re.sub(shown(old).replace(r"\ ", r"\s+"), plain, text)
    return text


def shown(message: str) -> str:
    """Return the expression that finds a message as it stands in a block of a template: ``%(n)s`` is ``{{ n }}``."""
    return re.escape(unescaped(" ".join(message.split())))


def unescaped(message: str) -> str:
    """Return a message as a block of a template has it."""
    return re.sub(r"%\((\w+)\)s", r"{{ \1 }}", message).replace("%%", "%")


def reword_catalogue(room: Path, pairs: dict[str, str]) -> None:
    """Write a room's catalogue with the new English; its Chinese, contexts and plurals stay."""
    catalogue = Catalog(locale="zh_Hans", project="luoshi", charset="utf-8")
    for entry in translations.load(room):
        if entry.id:
            named = (entry.id,) if isinstance(entry.id, str) else entry.id
            renamed = tuple(pairs.get(words, words) for words in named)
            key = renamed[0] if isinstance(entry.id, str) else renamed
            catalogue.add(key, entry.string, context=entry.context, flags=entry.flags)
    translations.save(room, catalogue)


def main(arguments: list[str]) -> int:
    """Count, or write, what has a new wording."""
    pairs: dict[str, str] = json.loads(WORDS.read_text("utf-8"))
    used = {message for room in translations.rooms() for message, _context, _plural in translations.used(room)}
    found = {old: new for old, new in pairs.items() if old in used}
    print(f"{len(found)} messages of {len(used)} have a new wording")
    if arguments != ["--write"]:
        return 0
    long = {old: new for old, new in found.items() if len(old) >= LONG}
    for folder, chosen in (("src", found), ("tests", long)):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in SUFFIXES and "migrations" not in path.parts:
                text = path.read_text("utf-8")
                new = reword_text(text, chosen)
                if path.suffix == ".html":
                    new = reword_template(new, chosen)
                if new != text:
                    path.write_text(new, "utf-8")
    for room in translations.rooms():
        left = {message for message, _context, _plural in translations.used(room)}
        reword_catalogue(room, {old: new for old, new in found.items() if old not in left})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

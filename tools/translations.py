"""The Chinese and English of the application: what must be translated, what is missing, and the compiled catalogues.

    python tools/translations.py            compile every catalogue (.po to .mo)
    python tools/translations.py --missing  list what has no Chinese, and what is translated but used nowhere; 1 if any
    python tools/translations.py --add src/luoshi/kernel < lines   add "English<TAB>中文" lines to a room's catalogue;
                                                            "English<TAB>中文<TAB>context" where it has a context,
                                                            "English<TAB>中文<TAB>context<TAB>plural" where it counts

The words in the code are English; each room with a database has ``locale/zh_Hans/LC_MESSAGES/django.po``. Those of a
line of work are compiled under its name as context, for ``luoshi.kernel.base.words`` to find: two lines may put the
same English into different Chinese, and so may one line in two contexts: ``_p("state", "Open")`` stands in its
catalogue with the context ``state`` and is compiled with ``care:state``. Babel does what ``makemessages`` and
``compilemessages`` would need the gettext programs for.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WORDS = dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_", "_now", "N_", "lazily", "translate"))
WORDS |= {"ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}
WORDS |= {"_p": ((1, "c"), 2)}  # of a line: luoshi.kernel.base.words.words_in


def rooms() -> list[Path]:
    """The packages with pages: those that have an ``apps.py``."""
    return sorted(path.parent for path in (ROOT / "src/luoshi").rglob("apps.py"))


def catalogue_of(room: Path) -> Path:
    """Where a room's Chinese stands."""
    return room / "locale/zh_Hans/LC_MESSAGES/django.po"


def context_of(room: Path) -> str | None:
    """The context of the words of a line, or of another app within a room; None in the rooms of the program."""
    return room.name if room.parent != ROOT / "src/luoshi" else None


def load(room: Path) -> Catalog:
    """A room's catalogue, or a new one."""
    path = catalogue_of(room)
    if not path.exists():
        return Catalog(locale="zh_Hans", project="luoshi", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def save(room: Path, catalogue: Catalog) -> None:
    """Write a catalogue sorted by its English, so that two people's additions rarely meet."""
    path = catalogue_of(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, omit_header=False, width=120)


def used(room: Path) -> Iterator[tuple[str, str | None, str | None]]:
    """Every message in a room's code and templates, with context and plural; a room inside a room is its own."""
    inner = [other for other in rooms() if other != room and room in other.parents]
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        if any(other in path.parents for other in inner) or "migrations" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            from django.utils.translation.template import templatize

            source = re.sub(r"^[ \t]+", "", templatize(source), flags=re.MULTILINE)  # to Python indents mean something
        for _line, function, message, _comments in extract_python(
            io.BytesIO(source.encode()), {**WORDS, "_": None}, (), {"encoding": "utf-8"}
        ):
            if isinstance(message, tuple):
                in_context = function.lstrip("_").startswith("p")
                said = (message[1], message[0], None) if in_context else (message[0], None, message[1])
            else:
                said = (message, None, None)
            if said[0]:
                yield said


def compile_all() -> None:
    """Make a .mo beside every .po."""
    for room in rooms():
        path = catalogue_of(room)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, with_context(load(room), context_of(room)))


def with_context(catalogue: Catalog, context: str | None) -> Catalog:
    """The same catalogue, each message in this context of a line, and in its own within it if it has one."""
    if context is None:
        return catalogue
    found = Catalog(locale=catalogue.locale, project=catalogue.project, charset=catalogue.charset)
    for entry in catalogue:
        if entry.id:
            found.add(entry.id, entry.string, context=compiled_context(entry.context, context))
    return found


def compiled_context(own: str | None, line: str | None) -> str | None:
    """The context under which a line's message is found; templates write it out themselves, as ``care:state``."""
    if line is None or own is None or own.partition(":")[0] == line:
        return own or line
    return f"{line}:{own}"


def faults() -> list[str]:
    """What lacks Chinese, and what is translated though nothing uses it."""
    found = []
    for room in rooms():
        asked, catalogue = set(used(room)), load(room)
        for message, context, plural in sorted(asked, key=str):
            entry = catalogue.get(message, context)
            if entry is None or not all(entry.string if isinstance(entry.string, tuple) else [entry.string]):
                found.append(f"{room.name}: no Chinese: {message}")
            elif plural and not isinstance(entry.id, tuple):  # asked for with a number, Django does not find it
                found.append(f"{room.name}: no plural: {message} / {plural}")
        known = {(message, context) for message, context, _plural in asked}
        for entry in catalogue:
            name = entry.id[0] if isinstance(entry.id, tuple) else entry.id
            if name and (name, entry.context) not in known:
                found.append(f"{room.name}: used nowhere: {name}")
    return found


def conflicts() -> list[str]:
    """English that two rooms put into different Chinese: Django knows only one catalogue, so one of them would lose.

    Lines have contexts of their own, so theirs never do.
    """
    known: dict[tuple[object, object], dict[object, str]] = {}
    for room in rooms():
        for entry in load(room):
            if entry.id:
                known.setdefault((entry.id, compiled_context(entry.context, context_of(room))), {}).setdefault(
                    entry.string, room.name
                )
    return [
        f"{' and '.join(found.values())} differ: {name}: {' / '.join(map(str, found))}"
        for (name, _context), found in known.items()
        if len(found) > 1
    ]


def add(room: Path, lines: Iterator[str]) -> None:
    """Add "English<TAB>中文" lines, a context in a third column, a plural in a fourth; what is there is overwritten."""
    catalogue = load(room)
    for line in lines:
        english, chinese, context, plural, *_more = [*line.rstrip("\n").replace("\\n", "\n").split("\t"), "", "", ""]
        if english and chinese:
            catalogue.delete(english, context or None)
            one, said = ((english, plural), (chinese,)) if plural else (english, chinese)
            catalogue.add(one, said, context=context or None)
    save(room, catalogue)


def main(arguments: list[str]) -> int:
    """Do what the arguments ask."""
    if arguments == ["--missing"]:
        print("\n".join(found := [*faults(), *conflicts()]))
        return int(bool(found))
    if len(arguments) == 2 and arguments[0] == "--add":
        room = (ROOT / arguments[1]).resolve()
        if not room.is_relative_to(ROOT / "src"):
            sys.exit(f"{room} is no room with a catalogue: name it as in src/luoshi/kernel.")
        add(room, iter(sys.stdin))
    elif arguments:
        sys.exit(__doc__)
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

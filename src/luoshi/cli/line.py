"""``luoshi line``: create the skeleton of a new line, and report gaps in declarations."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import luoshi
from luoshi.cli import streams
from luoshi.cli.language import translate_message
from luoshi.writing.width import terminal_safe_text

if TYPE_CHECKING:
    from luoshi.kernel.kinds.lines import Line

NAME = re.compile(r"[a-z][a-z_]{2,29}")  # a package, a URL part and the kind's word in the journal
CHINESE = re.compile(r"[一-鿿][一-鿿（）、·0-9A-Za-z]{0,29}")
SKELETON = Path(__file__).parent / "skeleton"
# The destination of each skeleton file in the line's package.
FILES = {
    "__init__.py.txt": "__init__.py",
    "apps.py.txt": "apps.py",
    "models.py.txt": "models.py",
    "line.py.txt": "line.py",
    "office.toml.txt": "office.toml",
    "demo.toml.txt": "demo.toml",
    "django.po.txt": "locale/zh_Hans/LC_MESSAGES/django.po",
}
LINES = 90  # most lines of Python per kind: declaration, model and rules together


def scaffold_line(
    name: str, label: str, one: str, prefix: str, language: str, folder: Path | None = None, about: str = ""
) -> int:
    """Write the package of a new line, its first migration and its test; all of it, or nothing. Return the exit status.

    Args:
        name: of the package, the URL and the kind: an English plural.
        label: its Chinese name; ``one``: the name of one entry, "": the same.
        prefix: of its numbers; "": the first character of ``one``.
        folder: the source tree; None: the one this program runs from.
        about: the kinds of the records that an entry may be about, separated by blanks; "": it is about none.
    """
    root = folder or Path(luoshi.__file__).parents[2]
    lines, one = root / "src/luoshi/lines", one or label
    if not (lines.is_dir() and (root / "tests/lines").is_dir()):
        return _refused(language, "no_source", folder=root)
    for code, wrong in (
        ("name", not NAME.fullmatch(name) or name.endswith("_")),
        ("taken", (lines / name).exists()),
        ("label", not CHINESE.fullmatch(label) or not CHINESE.fullmatch(one)),
        ("prefix", len(prefix) > 4 or not (prefix + "诉").isalpha()),
        ("about", not all(NAME.fullmatch(kind) for kind in about.split())),
    ):
        if wrong:
            return _refused(
                language,
                code,
                name=terminal_safe_text(name),
                label=terminal_safe_text(label),
                prefix=terminal_safe_text(prefix),
                about=terminal_safe_text(about),
            )
    said = _values(name, label, one, prefix or one[0]) | _about_values(about.split())
    test = root / "tests/lines" / f"test_{name}.py"
    if test.exists():
        return _refused(language, "taken", name=terminal_safe_text(name))
    texts = {lines / name / place: _filled(file, said) for file, place in FILES.items()}
    texts |= {lines / name / "migrations/__init__.py": "", test: _filled("test.py.txt", said)}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        _run(root, [sys.executable, "tools/translations.py"])
        _run(root, [sys.executable, "-m", "django", "makemigrations", name, "--verbosity", "0"])
    except (OSError, subprocess.CalledProcessError) as error:
        _take_back(lines / name, test)
        why = error.stderr if isinstance(error, subprocess.CalledProcessError) else str(error)
        return _refused(language, "failed", why=terminal_safe_text((why.strip().splitlines() or ["?"])[-1]))
    for path in sorted([*texts, *(lines / name / "migrations").glob("0*.py")]):
        streams.print_line(f"  {path.relative_to(root)}")
    streams.print_line(translate_message(language, "line.made", name=name))
    return 0


def check_lines(name: str, data: str, language: str, *, demo: bool = False) -> int:
    """Report gaps in the declarations of one line, or of all. Return the exit status, 1 if there are any.

    Args:
        demo: play the demonstrations too, in a temporary folder; no office is touched.
    """
    from luoshi.cli.office import start_django
    from luoshi.kernel.kinds.language.places import DeclarationError, refused_with_place

    try:
        with (
            tempfile.TemporaryDirectory(prefix="luoshi-demo-", ignore_cleanup_errors=True) as folder,
            refused_with_place(f"luoshi.lines.{name}" if NAME.fullmatch(name) else "luoshi.lines"),
        ):
            started = start_django(folder if demo else data, language, demo=demo, begins=demo, empty=not demo)
            return _check_started(name, language, demo=demo) if started else 1
    except DeclarationError as error:  # whatever a declaration raises, with its place
        streams.print_error_line(translate_message(language, "line.not_started", why=terminal_safe_text(str(error))))
        return 1


def _check_started(name: str, language: str, *, demo: bool) -> int:
    from django.db import connections

    from luoshi.kernel.kinds.registry import declared_lines as declared
    from luoshi.site.demo.line_tables import line_table

    known = {line.name: line for line in declared() if _is_checked(_package(line))}
    if name and name not in known:
        return _refused(language, "unknown", name=terminal_safe_text(name), known=", ".join(known))
    worst, behind = 0, _apps_behind_their_models()
    checked = [known[name]] if name else [*known.values()]
    played = [package for line in checked if line_table(package := _package(line))]
    refused = _play(played, behind, language) if demo and played else None
    for line in checked:
        shown = _unshown(line, language) if refused is None else _unplayed(line, refused, language)
        found = [*_lacks(line), *_unwritten(line.name, behind, language), *shown]
        worst |= bool(found)
        streams.print_line(f"{'✗' if found else '✓'} {line.name}: " + _cost(line, language))
        for said in found:
            streams.print_line(f"    {said}")
    if refused is None and (demo or played):
        code = "not_played" if not demo else "play_waits" if played else "no_table"
        streams.print_line(translate_message(language, f"line.{code}"))
        worst |= code == "play_waits"
    connections.close_all()  # the file of a demonstration is in a folder that goes
    return worst


def _play(packages: Collection[str], behind: Collection[str], language: str) -> Mapping[str, list[str]] | None:
    """Play demonstrations; return by file what was refused. None if tables or demonstrations are not ready for it."""
    from django.utils import timezone

    from luoshi.evidence.witness.actions import migrate_witnessed
    from luoshi.site.demo.line_tables import list_line_tables, table_faults
    from luoshi.site.demo.playing import play_line_tables

    if behind or any(fault for table in list_line_tables() for fault in table_faults(table)):
        return None
    streams.print_error_line(translate_message(language, "line.playing"))
    migrate_witnessed(timezone.now())
    return play_line_tables(packages, timezone.localdate())


def _unplayed(line: Line, refused: Mapping[str, list[str]], language: str) -> Iterator[str]:
    """Yield what was refused of a line's demonstration, and the states in which no record is after it."""
    from luoshi.kernel.kinds.registry import kinds_of_line
    from luoshi.site.demo.line_tables import line_table
    from luoshi.site.demo.playing import unreached_states

    table = line_table(_package(line))
    if table is None:
        yield from _unshown(line, language)
        return
    yield from refused.get(table.file, ())
    for kind in kinds_of_line(line):
        if missing := unreached_states(kind):
            yield translate_message(language, "line.unshown", kind=kind.name, states=", ".join(missing))


def _lacks(line: Line) -> Iterator[str]:
    from luoshi.desk.declarations.gaps import declaration_gaps

    return declaration_gaps(line)


def _apps_behind_their_models() -> Collection[str]:
    """Return the apps whose migrations do not make their present tables; for all at once, as it takes a while."""
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils.translation import override

    loader = MigrationLoader(None)
    with override(None):  # migrations contain the texts as written in the code
        asked = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    return asked.keys()


def _unwritten(name: str, behind: Collection[str], language: str) -> Iterator[str]:
    """Yield what the line's folder lacks: a migration of its present models, a test of its own rules."""
    if name in behind:
        yield translate_message(language, "line.migration", name=name)
    tests = Path(luoshi.__file__).parents[2] / "tests"
    places = (f"lines/test_{name}*.py", f"lines/{name}/test_*.py", f"parts/{name}/test_*.py")
    if tests.is_dir() and not any([*tests.glob(place)] for place in places):
        yield translate_message(language, "line.test", name=name)


def _unshown(line: Line, language: str) -> Iterator[str]:
    """Yield what the line's demonstration cannot do, and the states in which it shows no record."""
    from luoshi.kernel.kinds.registry import kinds_of_line
    from luoshi.site.demo.line_tables import line_table, missing_states, table_faults

    table = line_table(_package(line))
    if table is None:
        yield translate_message(language, "line.no_demo", name=line.name)
        return
    yield from table_faults(table)
    for kind in kinds_of_line(line):
        if missing := missing_states(table, kind):
            yield translate_message(language, "line.unshown", kind=kind.name, states=", ".join(missing))


def _package(line: Line) -> str:
    from django.apps import apps

    return apps.get_app_config(line.name).name


def _is_checked(package: str) -> bool:
    """Whether it is a line of work: those in ``lines``, and parts that have a demonstration of their own."""
    from luoshi.site.demo.line_tables import line_table

    return package.startswith("luoshi.lines.") or (
        package.startswith("luoshi.parts.") and line_table(package) is not None
    )


def count_line_code(package: str) -> int:
    """Count the lines of Python in a line's package, without blank lines, comments and migrations."""
    folder = Path(luoshi.__file__).parents[1] / package.replace(".", "/")
    files = [path for path in folder.rglob("*.py") if "migrations" not in path.parts]
    rows = (row.strip() for file in files for row in file.read_text(encoding="utf-8").splitlines())
    return sum(1 for row in rows if row and not row.startswith("#"))


def _cost(line: Line, language: str) -> str:
    kinds = len(line.kinds)
    package = _package(line)
    each = count_line_code(package) // max(kinds, 1)
    dear = each > LINES and package.startswith("luoshi.lines.")  # a part holds what other lines say in a word
    return translate_message(language, "line.dear" if dear else "line.cost", kinds=kinds, each=each, most=LINES)


def _values(name: str, label: str, one: str, prefix: str) -> dict[str, str]:
    words = name.replace("_", " ")
    single = words.removesuffix("s") if words.endswith("s") else words
    return {
        "name": name,
        "constant": name.upper(),
        "model": "".join(part.capitalize() for part in single.split()),
        "label": words.capitalize(),
        "words": words,
        "one": f"One of the {words}" if single == words else single.capitalize(),
        "chinese": label,
        "chinese_one": one,
        "prefix": prefix,
    }


def _about_values(kinds: Collection[str]) -> dict[str, str]:
    """Return what stands in the files where an entry may be about a record of these kinds; nothing without any."""
    if not kinds:
        return dict.fromkeys(("about_import", "about_field", "about", "about_first", "about_words"), "")
    return {
        "about_import": "from luoshi.kernel.kinds.about import About\n",
        "about_field": f'    about = About(_("matter concerned"), kinds="{" ".join(kinds)}", blank=True)\n',
        "about": " about",
        "about_first": "about ",
        "about_words": 'msgid "matter concerned"\nmsgstr "所涉事项"\n\n',
    }


def _filled(file: str, values: Mapping[str, str]) -> str:
    return Template((SKELETON / file).read_text(encoding="utf-8")).substitute(values)


def _run(root: Path, command: list[str]) -> None:
    own = {"DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "PYTHONPATH": str(root / "src")}
    subprocess.run(command, cwd=root, env={**os.environ, **own}, check=True, capture_output=True, text=True)


def _take_back(package: Path, test: Path) -> None:
    import shutil

    shutil.rmtree(package, ignore_errors=True)
    test.unlink(missing_ok=True)


def reject_line_command(what: str, language: str) -> int:
    """Report that the command has no such action. Return the exit status."""
    return _refused(language, "what", value=terminal_safe_text(what))


def _refused(language: str, code: str, **values: object) -> int:
    streams.print_error_line(translate_message(language, f"line.{code}", **values))
    return 2 if code != "failed" else 1

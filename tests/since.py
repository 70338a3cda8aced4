"""Which tests can reach what was changed: ``--since REV`` runs those, and a core that always runs.

A pytest plugin (``-p since`` in pyproject.toml). A test reaches what its file imports, and so on through helpers and
through the program (``grimp`` reads who imports whom); besides what it speaks of in words, which no import shows: the
name of a module, an address or the name of one, a kind of records. A test of each kind is chosen for the kinds that can
reach the change. What this cannot see runs all: settings, templates, translations, migrations, other files of the
program that are no modules, what all tests share, a file that is gone, a revision that is not known.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Cheap, and between them of every room: sound steps, rights, journal, pages, words, and how the project is kept.
CORE = (
    "tests/commitments/detail/test_year_of_commitment.py",
    "tests/lines/test_declared.py",
    "tests/org/people/test_people.py",
    "tests/reading/test_reading.py",
    "tests/evidence/journal/test_append_only.py",
    "tests/desk/bulk/test_one_door.py",
    "tests/kernel/steps/test_steps.py",
    "tests/site/test_signin.py",
    "tests/test_house_rules.py",
    "tests/test_mutants.py",
    "tests/test_repository.py",
    "tests/test_running.py",
    "tests/test_since.py",
)
# What all tests share: these, settings, each conftest.py, and what says with which versions of what they run.
SHARED = re.compile(
    r"(tests/(cpu|differs|full|prepared|since|turns|worlds|settings_\w+)\.py|.*conftest\.py|pyproject\.toml)"
)
SHARED_TOO = re.compile(r"requirements(-[\w-]+)?\.(txt|in)|Makefile|\.ci/.*|src/.*/(migrations|settings)(/.*|\.py)")
ALONE = ("tests/budgets.toml", "tests/dear.txt", "tests/differs.txt")  # of which test_running.py alone speaks
ADDRESS = re.compile(r"(?:^|/)([a-z][a-z_-]*)(?=[/?]|$)")
DOTTED = re.compile(r"luoshi(?:\.\w+)+")


def changed(revision: str, root: Path = ROOT) -> set[str] | None:
    """The files that differ from a revision, new ones among them, by both names if moved; None where it is unknown."""
    asks = (
        ("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"),
        ("diff", "--name-only", "--no-renames", "-z", revision, "--"),
        ("ls-files", "--others", "--exclude-standard", "-z"),
    )
    answers = [
        subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False) for arguments in asks
    ]
    if any(answer.returncode for answer in answers):
        return None
    return {path for answer in answers[1:] for path in answer.stdout.split("\0") if path}


def why_all(paths: Iterable[str] | None, root: Path = ROOT) -> str:
    """Why all tests run whatever they reach; "" where they need not."""
    if paths is None:
        return "no such revision"
    for path in sorted(paths):
        if SHARED.fullmatch(path) or SHARED_TOO.fullmatch(path):
            return f"{path} is all tests'"
        if path.startswith("src/") and not path.endswith(".py"):
            return f"{path} is no module"
        if path.startswith(("src/", "tests/")) and not (root / path).exists():
            return f"{path} is gone"
    return ""


class Source:
    """What stands in a file of the tests: what it imports, and its words."""

    def __init__(self, tree: ast.AST) -> None:
        self.imports: set[str] = set()
        self.words: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.imports |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                self.imports |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.words.add(node.value)


def used_by(tree: ast.Module, name: str) -> ast.Module:
    """Of a module what one of its names is made of: a fixture of conftest.py does not use all that stands there."""
    named: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        names = [getattr(statement, "name", "")]
        names += [part.id for part in getattr(statement, "targets", ()) if isinstance(part, ast.Name)]
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = [part.asname or part.name for part in statement.names]
        for said in names:
            named.setdefault(said, []).append(statement)
    left, seen, found = [name], {name}, []
    while left:
        for leaf in named.get(left.pop(), ()):
            found.append(leaf)
            new = {part.id for part in ast.walk(leaf) if isinstance(part, ast.Name)} - seen
            left += new
            seen |= new
    return ast.Module(found, [])


class Reach:
    """What tests can reach, by file; asked of the sources as they stand."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self._sources: dict[tuple[Path, str], Source] = {}
        self._reached: dict[tuple[Path, frozenset[str]], tuple[set[str], set[Path], set[str]]] = {}

    @cached_property
    def graph(self) -> Any:
        import grimp

        return grimp.build_graph("luoshi", cache_dir=None)

    @cached_property
    def helpers(self) -> dict[str, Path]:
        """What tests import from beside them, by name."""
        said = tomllib.loads((self.root / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
        folders = [self.root / folder for folder in said["pythonpath"] if folder != "src"]
        return {path.stem: path for folder in reversed(folders) for path in folder.glob("*.py")} | {
            f"{folder.name}.{path.stem}": path
            for folder in (self.root / "tests").iterdir()
            if (folder / "__init__.py").exists()
            for path in folder.glob("*.py")
        }

    @cached_property
    def kinds(self) -> dict[str, set[str]]:
        """Of each kind the modules of its line or room."""
        from luoshi.kernel.kinds.registry import list_kinds

        found = {}
        for kind in list_kinds():
            parts = kind.record.__module__.split(".")
            package = ".".join(parts[: 3 if parts[1] in ("lines", "parts") else 2])
            found[kind.name] = {name for name in self.graph.modules if f"{name}.".startswith(f"{package}.")}
        return found

    @cached_property
    def addresses(self) -> dict[str, set[str]]:
        """The modules that answer at addresses, by each word in them that is fixed, and by their names."""
        from django.urls import URLPattern, get_resolver

        found: dict[str, set[str]] = {}

        def walk(patterns: Iterable[Any], above: str, within: str) -> None:
            for pattern in patterns:
                route = above + str(pattern.pattern)
                if not isinstance(pattern, URLPattern):
                    walk(pattern.url_patterns, route, f"{within}{pattern.namespace}:" if pattern.namespace else within)
                    continue
                view = getattr(pattern.callback, "__wrapped__", pattern.callback)
                first = next(iter(ADDRESS.findall(route)), "")
                for word in {first, within + pattern.name if pattern.name else ""} - {""}:
                    found.setdefault(word, set()).add(view.__module__)

        walk(get_resolver().url_patterns, "/", "")
        return found

    @cached_property
    def around(self) -> set[str]:
        """What each request goes through."""
        from django.conf import settings

        return {middleware.rpartition(".")[0] for middleware in settings.MIDDLEWARE if middleware.startswith("luoshi.")}

    def source(self, path: Path, name: str = "") -> Source:
        """A file's own, or of one name in it alone."""
        if (path, name) not in self._sources:
            tree = ast.parse(path.read_text("utf-8"))
            self._sources[path, name] = Source(used_by(tree, name) if name else tree)
        return self._sources[path, name]

    def program(self, modules: Iterable[str]) -> set[str]:
        """Modules of the program with all that they import, and the packages in which they stand."""
        found: set[str] = set()
        for name in {module for module in modules if module in self.graph.modules} - found:
            found |= {name} | self.graph.find_upstream_modules(name)
        return found | {above for module in found for above in _above(module)}

    def of(self, path: Path, fixtures: frozenset[str] = frozenset()) -> tuple[set[str], set[Path], set[str]]:
        """Which modules of the program and files of tests a file reaches with these fixtures, and all their words."""
        if (path, fixtures) not in self._reached:
            shared = self.root / "tests" / "conftest.py"
            left: list[tuple[Path, str]] = [(path, ""), *((shared, fixture) for fixture in fixtures if shared.exists())]
            files, imports, words = {path}, set[str](), set[str]()
            while left:
                one = self.source(*left.pop())
                imports |= one.imports
                words |= one.words
                new = {self.helpers[name] for name in one.imports if name in self.helpers} - files
                files |= new
                left += ((more, "") for more in new)
            self._reached[path, fixtures] = (self.program(self._named(imports, words)), files, words)
        return self._reached[path, fixtures]

    def _named(self, imports: set[str], words: set[str]) -> set[str]:
        """Modules that are imported, or that words speak of."""
        found = set(imports) | (self.around if any(module.startswith("django.test") for module in imports) else set())
        for word in words:
            for dotted in DOTTED.findall(word):
                found |= {dotted, *_above(dotted)}
            if not re.search(r"\s", word):
                for said in {word, *ADDRESS.findall(word)}:
                    found |= self.addresses.get(said, set()) | self.kinds.get(said, set())
        return found


def _above(module: str) -> Iterator[str]:
    parts = module.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts)))


class Choice:
    """Whether a test is one of those that run, after a change of these files."""

    def __init__(self, paths: set[str], reach: Reach) -> None:
        self.paths, self.reach = paths, reach
        self.modules = {_module(path) for path in paths if path.startswith("src/")}
        self.files = {reach.root / path for path in paths}
        # Neither modules nor helpers: whoever speaks of them, and of data beside tests all that stands there.
        self.others = {path for path in paths if not path.startswith("src/") and not _is_test_code(path)}

    def takes(self, item: pytest.Item) -> bool:
        """Whether the test is of the core, or can reach what was changed."""
        if item.nodeid.startswith(CORE):
            return True
        fixtures = frozenset(
            fixture_name for fixture_name in getattr(item, "fixturenames", ()) if not fixture_name.startswith("_")
        )
        modules, files, words = self.reach.of(item.path, fixtures)
        if {"client", "live_server", "rf"} & fixtures:
            modules = modules | self.reach.program(self.reach.around)
        if not self.modules.isdisjoint(modules) or not self.files.isdisjoint(files):
            return True
        return self._of_kinds(item) or any(self._speaks(item, words, path) for path in self.others)

    def _of_kinds(self, item: pytest.Item) -> bool:
        """Whether it is tried with a kind, or looks at all of them, and such a kind can reach what was changed."""
        looks = "luoshi.kernel.kinds.registry.list_kinds" in self.reach.source(item.path).imports
        if not looks and not item.get_closest_marker("of_kind"):
            return False
        params = getattr(item, "callspec", None)
        names = (
            {parameter for parameter in params.params.values() if isinstance(parameter, str)} if params else set[str]()
        )
        theirs = names & self.reach.kinds.keys() or self.reach.kinds.keys()
        return any(map(self.is_changed, theirs))

    def is_changed(self, kind: str) -> bool:
        """Whether what is declared of a kind, or works beneath it in its own line, was changed."""
        return not self.modules.isdisjoint(self.reach.kinds[kind])

    def _speaks(self, item: pytest.Item, words: set[str], path: str) -> bool:
        """Whether a test's words name a file that is no module, or the folder at the root that it stands in."""
        parts = path.split("/")
        beside = parts[0] == "tests" and path not in ALONE
        if beside and item.path.is_relative_to((self.reach.root / path).parent):
            return True
        named = {parts[-1], parts[-1].partition(".")[0]} if parts[0] == "tests" else {parts[0], parts[-1]}
        return any(not named.isdisjoint(re.split(r"[/\s]", word)) for word in words)


def _module(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _is_test_code(path: str) -> bool:
    return path.startswith("tests/") and path.endswith(".py")


CHOICE = pytest.StashKey["Choice | None"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    asked = os.environ.get("LUOSHI_SINCE", "")  # by make
    words = "only tests that can reach what differs from it, and a core"
    parser.addoption("--since", metavar="REV", default=asked, help=words)


def is_of_changed_kind(config: pytest.Config, item: pytest.Item) -> bool:
    """Whether a test that only ``--full`` runs is run for once, since the kind that it tries is what was changed."""
    if not item.get_closest_marker("of_kind") or not (choice := _choice(config)):
        return False
    return choice.is_changed(item.callspec.params["name"])  # type: ignore[attr-defined]


def is_changed_itself(config: pytest.Config, item: pytest.Item) -> bool:
    """Whether the file in which a test stands was changed."""
    choice = _choice(config)
    return choice is not None and item.path in choice.files


def _choice(config: pytest.Config) -> Choice | None:
    """None where all tests run."""
    if CHOICE not in config.stash:
        revision = config.getoption("--since")
        paths = changed(revision) if revision else None
        config.stash[CHOICE] = None if paths is None or why_all(paths) else Choice(paths, Reach())
    return config.stash[CHOICE]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not (choice := _choice(config)):
        return
    gone = {item for item in items if not choice.takes(item)}
    if gone:
        config.hook.pytest_deselected(items=list(gone))
        items[:] = [item for item in items if item not in gone]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not (revision := config.getoption("--since")):
        return
    paths = changed(revision)
    if why := why_all(paths):
        terminalreporter.line(f"all tests ran: {why}")
    else:
        terminalreporter.line(f"what can reach {len(paths or ())} files that differ from {revision}, and a core, ran")

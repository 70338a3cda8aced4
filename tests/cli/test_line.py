"""``luoshi line``: what it writes is sound as it stands, and what a declaration lacks is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import override

from declared_lines import changed
from linked.kinds import BODIES
from luoshi.cli import main
from luoshi.cli.line import scaffold_line
from luoshi.desk.declarations.gaps import declaration_gaps
from luoshi.desk.declarations.office import LOADED, parse_office_file
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.places import DeclarationError
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import declared_lines
from source_tree import said, tree

NOT_PLAYED = "The demonstrations were not played: --demo plays them, and reports what a form or a condition refuses.\n"


def test_a_new_line_is_written_whole_and_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tree(tmp_path)
    assert scaffold_line("fairs", "科普集市", "集市", "", "en", folder) == 0
    capsys.readouterr()
    package = folder / "src/luoshi/lines/fairs"
    check = ("-m", "luoshi.cli", "line", "check", "fairs")
    assert said(folder, *check) == (0, "✓ fairs: 1 kinds, 56 lines each on average\n" + NOT_PLAYED)
    models = package / "models.py"
    models.write_text(
        models.read_text("utf-8") + '    place = models.CharField(_("place"), max_length=60, blank=True)\n'
    )
    status, words = said(folder, *check)
    assert (status, [line.strip() for line in words.splitlines()[1:-1]]) == (1, [
        "without Chinese: place",
        "kind fairs: no step asks for place: nobody can fill it in",
        "kind fairs: place is shown nowhere: name it in shows",
        "the tables lag behind models.py: run python -m django makemigrations fairs",
    ])  # fmt: skip


def test_an_entry_may_be_about_records_of_kinds_that_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tree(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for kinds, status, why in (
        ("Clubs", 2, "“Clubs” names no kinds"),
        ("plans clubs", 1, "kind fairs, link about: there is no kind clubs"),
    ):
        assert scaffold_line("fairs", "科普集市", "集市", "", "en", folder, kinds) == status
        assert why in capsys.readouterr().err and sorted(tmp_path.rglob("*")) == before
    assert scaffold_line("fairs", "科普集市", "集市", "", "en", folder, "plans commitments") == 0
    check = ("-m", "luoshi.cli", "line", "check", "fairs")
    assert said(folder, *check) == (0, "✓ fairs: 1 kinds, 58 lines each on average\n" + NOT_PLAYED)


@pytest.mark.full  # a minute each; what is played and what is said of it is tried in tests/site/test_playing.py
def test_its_demonstration_is_played_where_that_is_asked_and_touches_no_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tree(tmp_path)
    assert scaffold_line("fairs", "科普集市", "集市", "", "en", folder) == 0
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")  # nothing there may be asked
    check = ("-m", "luoshi.cli", "line", "check", "fairs", "--demo")
    playing = "Playing the demonstrations in a temporary database, which takes about a minute …\n"
    status, words = said(folder, *check)
    assert (status, sorted(words.splitlines())) == (
        0, sorted([playing.strip(), "✓ fairs: 1 kinds, 56 lines each on average"])
    ), words  # fmt: skip
    demo = folder / "src/luoshi/lines/fairs/demo.toml"
    demo.write_text(demo.read_text("utf-8").replace('people = "52"', 'people = "many"'), "utf-8")
    status, words = said(folder, *check)
    assert status == 1 and "luoshi/lines/fairs/demo.toml, record 3, step do: " in words
    assert "people: 输入整数。" in words and "shows no record in closed" in words
    demo.write_text(demo.read_text("utf-8").replace('by = "zhou"', 'by = "nobody"'), "utf-8")
    status, words = said(folder, *check)
    assert status == 1 and "the county has no account nobody" in words
    assert "The demonstrations were not played: first mend the tables and demo.toml" in words
    assert not (folder / "data").exists()


@pytest.mark.full
def test_its_own_test_passes_and_its_kind_with_all_others_but_not_once_it_is_wrong(tmp_path: Path) -> None:
    folder = tree(tmp_path)
    assert scaffold_line("fairs", "科普集市", "集市", "", "en", folder) == 0
    tests = ("tests/lines/test_fairs.py", "tests/lines/test_every_kind.py")
    status, words = said(folder, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *tests, "-k", "fairs", "--full")
    assert (status, "2 passed" in words) == (0, True), words
    line = folder / "src/luoshi/lines/fairs/line.py"
    line.write_text(line.read_text("utf-8").replace('columns="sort done people"', 'columns="done peoples"'))
    assert said(folder, "-m", "luoshi.cli", "line", "check", "fairs") == (
        1,
        "The declaration is wrong and does not load: luoshi/lines/fairs/line.py: kind fairs: no field peoples\n",
    )


def test_what_cannot_be_written_is_said_and_nothing_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tree(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    refused = [("Fairs", "集市", ""), ("fairs", "", ""), ("appeals", "诉求", ""), ("fairs", "集市", "1")]
    assert [scaffold_line(name, label, label, prefix, "en", folder) for name, label, prefix in refused] == [2, 2, 2, 2]
    words = [line.partition(":")[0].partition(".")[0] for line in capsys.readouterr().err.splitlines()]
    assert words == [
        "“Fairs” cannot be a line's name",
        "Give its name in Chinese with --label, at most 30 characters, for instance --label 科普集市",
        "appeals exists already",
        "Numbers cannot begin with “1”",
    ]
    (folder / "tools/translations.py").write_text("raise SystemExit('no room left')\n")
    assert scaffold_line("fairs", "集市", "集市", "", "en", folder) == 1
    assert capsys.readouterr().err == "It could not be written, and what was written was removed: no room left\n"
    assert sorted(tmp_path.rglob("*")) == before
    assert main(["line", "foo", "--lang", "en"]) == 2


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (AttributeError("nothing is called Lines"), "luoshi/lines/fairs/line.py: AttributeError: nothing is called"),
        (DeclarationError("luoshi/lines/fairs/line.py: kind fairs: no field x"), "luoshi/lines/fairs/line.py: kind"),
        (RecursionError(), "luoshi/lines/fairs/line.py: RecursionError"),
    ],
)
def test_whatever_a_declaration_raises_is_one_sentence_with_its_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], raised: Exception, said: str
) -> None:
    def start(*_args: object, **_more: object) -> bool:
        raise raised

    monkeypatch.setattr("luoshi.cli.office.start_django", start)
    assert main(["line", "check", "fairs", "--lang", "en"]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"The declaration is wrong and does not load: {said}") and error.count("\n") == 1


def test_what_a_declaration_lacks_is_said_with_its_place() -> None:
    duty = Owed("look", "Look", every="P1Y")
    poor = changed(BODIES, prefix="", titled="", parts=(*BODIES.parts, duty), shows="sort", quiet="", columns="sort")
    with override("en"):
        found = list(declaration_gaps(Line("poor", "Poor", (poor.declaration,))))
    assert found[0].startswith("without Chinese: Active, Bodies, Body, Count, ")
    assert [gap.removeprefix("kind bodies: ") for gap in found[1:]] == [
        "size is shown nowhere: name it in shows",
        "no step asks for sound: nobody can fill it in",
        "sound is shown nowhere: name it in shows",
        "card is shown nowhere: name it in shows",
        "no step asks for worth: nobody can fill it in",
        "worth is shown nowhere: name it in shows",
        "from_day is shown nowhere: name it in shows",
        "to_day is shown nowhere: name it in shows",
        "no step asks for part_of: nobody can fill it in",
        "part_of is shown nowhere: name it in shows",
        "its records have no title: ask for it in the first step, or set titled=",
        "its records have no numbers: give it a prefix",
        "no step answers the duty look",
    ]


def test_what_the_office_could_set_in_vain_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    of = parse_office_file("linked/office.toml", '''group = "集市 | Fairs"
        [lists.fairs.sorts]
        label = "类别 | Sorts"
        items = "talk | 讲解 | Talk"
        [values.fairs.hours]
        label = "学时 | Hours"
        read = "count"
        unset = "无法计算。 | It is not computable."''')  # fmt: skip
    monkeypatch.setitem(LOADED, BODIES.record.__module__.rpartition(".")[0], of)
    with override("en"):
        found = [gap for gap in declaration_gaps(Line("poor", "Poor", (BODIES.declaration,))) if "fairs" in gap]
    assert found == [
        "no field uses the list fairs.sorts",
        "the value fairs.hours is not used: name it in a part, or in parameters=",
    ]


def test_a_field_that_no_erasure_could_empty_is_said_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _not_erased(BODIES)
    monkeypatch.setattr(BODIES.record._meta.get_field("from_day"), "null", False)
    assert _not_erased(BODIES) == ["kind bodies: from_day could not be erased: allow null (null=True)"]
    assert not _not_erased(changed(BODIES, erasable=False))


def _not_erased(kind: CompiledKind) -> list[str]:
    with override("en"):
        return [gap for gap in declaration_gaps(Line("bodies", "Bodies", (kind.declaration,))) if "erased" in gap]


def test_a_line_that_is_shipped_lacks_nothing() -> None:
    own = [
        line
        for line in declared_lines()
        if any(kind.record.__module__.startswith("luoshi.lines.") for kind in line.kinds)
    ]
    with override("en"):
        assert own and [gap for line in own for gap in declaration_gaps(line)] == []

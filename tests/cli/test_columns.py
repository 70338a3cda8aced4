"""The option ``--columns`` of ``read``, ``match`` and ``compare``: the column of tasks where no head says so."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from luoshi.cli import main
from luoshi.schema import reading_schema

DOCS = Path(__file__).parents[2] / "gold" / "docs"
SCHEMA_CHECK = jsonschema.Draft202012Validator(json.loads(reading_schema()))

pytestmark = pytest.mark.usefixtures("surroundings")
UNNAMED_TASKS = """松溪县2026年民生实事清单
序号 | 领域名目 | 名称细目 | 责任单位 | 完成时限
1 | 民生领域提升行动 | 铺设水管 | 县水利局 | 6月底前
2 | 产业领域提升行动 | 扩容冷库 | 县农业农村局 | 9月底前
"""
AREAS, NAMES_OF_TASKS = ["民生领域提升行动", "产业领域提升行动"], ["铺设水管", "扩容冷库"]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    shutil.copy(DOCS / "d01.txt", made)
    return made


@pytest.fixture
def unnamed(tmp_path):
    made = tmp_path / "清单.txt"
    made.write_text(UNNAMED_TASKS, encoding="utf-8")
    return made


def rows_by(capfdbinary, *arguments):
    status = main(["read", *map(str, arguments), "--format", "json"])
    out, err = capfdbinary.readouterr()
    return status, json.loads(out) if out else None, err.decode()


@pytest.mark.parametrize(
    ("columns", "tasks", "answered"),
    [
        ([], AREAS, False),
        (["名称细目"], NAMES_OF_TASKS, True),
        (["序号｜领域名目｜名称 细目｜责任单位｜完成时限=名称细目"], NAMES_OF_TASKS, True),
        (["none"], [], True),
        (["none", "名称细目"], NAMES_OF_TASKS, True),
        (["名称细目", "序号|领域名目|名称细目|责任单位|完成时限=无"], [], True),
    ],
)
def test_columns_says_which_column_holds_the_tasks(unnamed, capfdbinary, columns, tasks, answered):
    status, made, err = rows_by(capfdbinary, unnamed, *(word for value in columns for word in ("--columns", value)))
    assert (status, [row["quote"] for row in made["rows"]]) == (0, tasks)
    SCHEMA_CHECK.validate(made)
    assert [guess["answered"] for guess in made["guesses"]] == [answered]
    assert all(("column_guessed" in row["doubts"]) is not answered for row in made["rows"])
    assert ("没有写明任务，已按“领域名目”一列读" in err) is not answered


def test_a_guessed_column_is_said_in_every_format(unnamed, tmp_path):
    out = tmp_path / "out"
    assert main(["read", str(unnamed), "--format", "json,html,md,table", "--out", str(out)]) == 0
    assert "column_guessed" in (out / "清单.json").read_text(encoding="utf-8")
    for name in ("html", "md", "txt"):
        assert "表头没有写明" in (out / f"清单.{name}").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "status", "words"),
    [
        ("工程", 1, "没有一张表有这一列。表头有：序号 | 领域名目 | 名称细目 | 责任单位 | 完成时限。"),
        ("序号|工程=工程", 1, "没有一张表有这一列。表头有：序号 | 领域名目"),
        ("序号|工程=名称", 2, "等号后的“名称”不在前面的表头里：序号 | 工程。"),
        ("", 2, "选项 --columns 后面缺内容。"),
        ("序号|工程=", 2, "选项 --columns 后面缺内容。"),
    ],
)
def test_a_column_that_no_table_has_is_refused_with_the_heads_that_there_are(
    unnamed, capfdbinary, value, status, words
):
    assert main(["read", str(unnamed), "--columns", value, "--format", "json"]) == status
    out, err = capfdbinary.readouterr()
    assert words in err.decode() and not out


def test_of_several_documents_one_needs_to_have_the_column(unnamed, folder, capfdbinary):
    assert main(["read", str(unnamed), str(folder), "--columns", "名称细目", "--format", "md"]) == 0
    assert main(["read", str(unnamed), str(folder), "--columns", "工程", "--format", "md"]) == 1
    out, err = capfdbinary.readouterr()
    assert "铺设水管" in out.decode() and "没有一张表有这一列" in err.decode()


def test_a_document_without_tables_has_no_column(tmp_path, capfdbinary):
    made = tmp_path / "a.txt"
    made.write_text("县水利局6月底前铺设水管3公里。", encoding="utf-8")
    assert main(["read", str(made), "--columns", "工程", "--lang", "en"]) == 1
    assert "the document has no table with heads" in capfdbinary.readouterr()[1].decode()


@pytest.fixture
def pair_folder(tmp_path, monkeypatch):
    """A list without a head for its tasks and the report on it, in the current folder."""
    (tmp_path / "list.txt").write_text(UNNAMED_TASKS.replace("铺设水管", "铺设水管3公里"), encoding="utf-8")
    (tmp_path / "other.txt").write_text("松溪县2026年工作总结\n全县铺设水管4公里，扩容冷库。\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def pair_by(capfdbinary, command, *columns):
    status = main([command, "list.txt", "other.txt", *(word for value in columns for word in ("--columns", value))])
    out, err = capfdbinary.readouterr()
    return status, json.loads(out) if out else None, err.decode()


@pytest.mark.usefixtures("pair_folder")
@pytest.mark.parametrize(
    ("columns", "figures", "tasks", "asked"),
    [
        ([], [], AREAS, True),
        (["名称细目"], ["3公里"], NAMES_OF_TASKS[1:], False),
        (["none", "序号|领域名目|名称细目|责任单位|完成时限=名称细目"], ["3公里"], NAMES_OF_TASKS[1:], False),
        (["none"], ["3公里"], [], False),
    ],
)
def test_columns_says_what_match_and_compare_set_side_by_side(capfdbinary, columns, figures, tasks, asked):
    status, made, err = pair_by(capfdbinary, "match", *columns)
    assert (status, [target["plan"]["quote"] for target in made["targets"]]) == (0, figures)
    assert [task["plan"]["quote"] for task in made["tasks"]] == tasks
    assert ("list.txt：提示：表头“序号 | 领域名目" in err) is asked
    status, made, err = pair_by(capfdbinary, "compare", *columns)
    assert (status, len(made["commitments"])) == (0, len(figures + tasks))


@pytest.mark.usefixtures("pair_folder")
@pytest.mark.parametrize("command", ["match", "compare"])
@pytest.mark.parametrize(
    ("value", "status", "words"),
    [
        ("工程", 1, "--columns 工程：没有一张表有这一列。表头有：序号 | 领域名目"),
        ("序号|工程=名称", 2, "等号后的“名称”不在前面的表头里"),
        ("", 2, "选项 --columns 后面缺内容。"),
    ],
)
def test_a_pair_without_the_column_is_refused(capfdbinary, command, value, status, words):
    ended, made, err = pair_by(capfdbinary, command, value)
    assert (ended, made) == (status, None) and words in err


@pytest.mark.usefixtures("pair_folder")
def test_the_column_may_be_in_the_table_of_the_report(capfdbinary):
    Path("plan.txt").write_text("松溪县2026年工作要点\n铺设水管3公里。\n", encoding="utf-8")
    assert main(["match", "plan.txt", "list.txt", "--columns", "名称细目"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["targets"]

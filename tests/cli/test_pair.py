"""The commands ``luoshi match`` and ``luoshi compare``, from their arguments to files, streams and exit status."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from luoshi.cli import main, pair
from luoshi.cli.inputs import DocumentInput
from luoshi.cli.language import load_message_catalogue
from luoshi.cli.pair_inputs import distinguish_input_names
from luoshi.matching.reasons import REASONS
from luoshi.schema import schema_text

GOLD = Path(__file__).parents[2] / "gold"
MATCH, COMPARE = (jsonschema.Draft202012Validator(json.loads(schema_text(name))) for name in ("match", "compare"))
PLAN = "岚溪县科协2025年工作要点\n全年新建企业科协8家。举办科普培训班60期。修订科普经费管理办法。\n"
REPORT = "岚溪县科协2025年工作总结\n全年新建企业科协9家。举办科普培训班55期。接待来访群众28人次。\n"
OPTIONS = ("--format", "--out", "--year", "--kind", "--columns", "--words", "--fail-on", "--with-text")

pytestmark = pytest.mark.usefixtures("surroundings")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made = tmp_path / "in"
    made.mkdir()
    (made / "plan.txt").write_text(PLAN, encoding="utf-8")
    (made / "report.txt").write_text(REPORT, encoding="utf-8")
    monkeypatch.chdir(made)
    return made


def luoshi(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "luoshi.cli", *map(str, arguments)], capture_output=True, timeout=120, **options
    )


def pairs():
    return [*sorted((GOLD / "match").glob("*.json")), *sorted((GOLD / "own-match").glob("*.json"))]


def asked(path):
    """The command line for a labelled pair."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    if "plan" in gold:
        return ["match", *(str(path.parent / name) for name in [gold["plan"], *gold["reports"]])]
    return ["compare", str(path.parent / gold["upper"]), str(path.parent / gold["own"])]


@pytest.mark.parametrize("path", pairs(), ids=lambda path: path.stem)
def test_the_json_fits_its_schema_and_every_quote_its_text(path, capfdbinary):
    arguments = asked(path)
    assert main([*arguments, "--format", "json", "--with-text"]) == 0
    made = json.loads(capfdbinary.readouterr().out)
    (MATCH if arguments[0] == "match" else COMPARE).validate(made)
    texts = {source["source"]: source["text"] for source in made["sources"]}
    names = [Path(name).name for name in arguments[1:]]
    assert [source["source"] for source in made["sources"]] == names

    def fits(span, source):
        return texts[span.get("source", source)][span["start"] : span["end"]] == span["quote"]

    if arguments[0] == "compare":
        for commitment in made["commitments"]:
            assert fits(commitment["upper"], names[0]) and all(fits(span, names[1]) for span in commitment["own"])
            assert (commitment["own"] == []) == (commitment["status"] == "missing")
        assert [commitment["upper"]["start"] for commitment in made["commitments"]] == sorted(
            commitment["upper"]["start"] for commitment in made["commitments"]
        )
        return
    used = set()
    for target in made["targets"]:
        assert fits(target["plan"], names[0]) and all(fits(span, None) for span in target["actuals"])
        assert bool(target["actuals"]) == (target["status"] != "no_figure")
        used |= {(span["source"], span["start"]) for span in target["actuals"]}
    for task in made["tasks"]:
        assert fits(task["plan"], names[0]) and all(fits(span, None) for span in task["evidence"])
        assert bool(task["evidence"]) == (task["status"] == "reported")
    for span in made["unmatched"]:
        assert fits(span, None) and (span["source"], span["start"]) not in used


def test_a_plan_and_a_report_give_table_and_json(folder, capfdbinary):
    assert main(["match", "plan.txt", "report.txt"]) == 0
    made = json.loads(capfdbinary.readouterr().out)
    assert (made["plan"], made["reports"]) == ("plan.txt", ["report.txt"])
    assert [(target["plan"]["quote"], target["status"], target["reached"]) for target in made["targets"]] == [
        ("8家", "exceeded", 9), ("60期", "not_met", 55),
    ]  # fmt: skip
    assert [task["status"] for task in made["tasks"]] == ["not_mentioned"]
    assert [statement["quote"] for statement in made["unmatched"]] == ["28人次"] and "text" not in made["sources"][0]
    assert main(["match", "plan.txt", "report.txt", "--format", "table"]) == 0
    told = capfdbinary.readouterr().out.decode()
    assert "▲ 超过目标" in told and told.endswith("报告里另有 1 个数字没有对应的目标。\n")


def test_all_formats_go_into_a_folder_and_the_counts_are_told(folder, capsys):
    given = ["plan.txt", "report.txt", "--format", "json,xlsx,html,md,table", "--out", "out"]
    assert main(["match", *given]) == 0
    assert sorted(os.listdir("out")) == [f"plan-match.{ending}" for ending in ("html", "json", "md", "txt", "xlsx")]
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("2 项目标：达到 1 项") and told[1:] == [
        f"已写出 {Path('out') / 'plan-match'}.{ending}" for ending in ("json", "xlsx", "html", "md", "txt")
    ]
    assert main(["compare", *given]) == 0
    assert sum(name.startswith("report-compare.") for name in os.listdir("out")) == 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_json_is_the_same_in_every_language(language, folder, capfdbinary):
    assert main(["match", "plan.txt", "report.txt", "--format", "json", "--lang", language]) == 0
    one = json.loads(capfdbinary.readouterr().out)["targets"][0]
    assert one["why"].endswith("。") and one["why_en"].endswith(".")


@pytest.mark.parametrize(
    ("kinds", "status", "told"),
    [
        ([], 0, ""),
        (["uncertain"], 3, "有 2 项属于 --fail-on uncertain，返回值为 3。\n"),  # only the title says that it reports
        (["not-met"], 3, "有 1 项属于 --fail-on not-met，返回值为 3。\n"),
        (["no-figure"], 0, ""),
        (["no-figure", "not_met"], 3, "有 1 项属于 --fail-on not-met，返回值为 3。\n"),
    ],
)
def test_fail_on_gives_a_status_of_its_own_and_the_result_all_the_same(kinds, status, told, folder, capfd):
    options = [part for kind in kinds for part in ("--fail-on", kind)]
    assert main(["match", "plan.txt", "report.txt", "--format", "json", *options]) == status
    out, err = capfd.readouterr()
    assert err == told and MATCH.is_valid(json.loads(out))


def test_a_report_in_clear_words_leaves_nothing_uncertain(folder, capfd):
    clear = REPORT.replace("全年新建", "全年已新建").replace("举办", "已举办")
    (folder / "report.txt").write_text(clear, encoding="utf-8")
    assert main(["match", "plan.txt", "report.txt", "--format", "json", "--fail-on", "uncertain"]) == 0
    assert capfd.readouterr().err == ""


def test_compare_fails_on_what_is_missing_or_lower(folder, capfd):
    (folder / "own.txt").write_text("岚溪县科协2025年工作要点\n新建企业科协6家。\n", encoding="utf-8")
    assert main(["compare", "plan.txt", "own.txt", "--fail-on", "lower,missing", "--format", "md"]) == 3
    assert capfd.readouterr().err.splitlines() == [
        "有 2 项属于 --fail-on missing，返回值为 3。", "有 1 项属于 --fail-on lower，返回值为 3。",
    ]  # fmt: skip


def test_one_bad_file_is_one_line_and_nothing_is_written(folder, capsys):
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.pdf").write_bytes(b"%PDF-1.4 broken")
    assert main(["match", "plan.txt", "report.txt", "empty.txt", "noise.pdf", "none.docx", "--out", "out"]) == 1
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert [line.split("：")[0] for line in lines[:3]] == ["empty.txt", "noise.pdf", "none.docx"] and len(lines) == 4
    assert lines[3].startswith("有 3 个文件读不了，没有对照") and out == "" and os.listdir("out") == []
    assert main(["match", ".", "report.txt", "--format", "md"]) == 1
    assert capsys.readouterr().err.splitlines()[0].endswith("这是文件夹，不是文件。请写出里面的文件名。")


def test_reports_of_one_name_are_told_apart_by_their_folders(folder, capfdbinary):
    for place in ("q1", "q2"):
        (folder / place).mkdir()
        (folder / place / "report.txt").write_text(REPORT + place, encoding="utf-8")
    assert main(["match", "plan.txt", "q1/report.txt", "q2/report.txt", "report.txt", "--format", "json"]) == 0
    made = json.loads(capfdbinary.readouterr().out)
    assert made["reports"] == ["q1/report.txt", "q2/report.txt", "in/report.txt"]
    assert main(["match", "plan.txt", "q1", "q2", "--format", "json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["reports"] == ["q1/report.txt", "q2/report.txt"]


def test_names_are_told_apart_whatever_they_are():
    given = [
        DocumentInput("a/r.txt", "r.txt"),
        DocumentInput("b/r.txt", "r.txt"),
        DocumentInput("-", "-"),
        DocumentInput("b/s.txt", "s.txt"),
    ]
    assert [name.shown for name in distinguish_input_names(given)] == ["a/r.txt", "b/r.txt", "-", "s.txt"]
    same = [DocumentInput("a/r.txt", "r.txt"), DocumentInput("a/r.txt", "r.txt"), DocumentInput("c/r.txt", "r.txt (2)")]
    assert len({name.shown for name in distinguish_input_names(same)}) == 3


def test_the_same_file_twice_counts_once_and_is_told(folder, capfd):
    (folder / "copy.txt").write_text(REPORT, encoding="utf-8")
    assert main(["match", "plan.txt", "report.txt", "report.txt", "copy.txt", "--format", "json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["reports"] == ["report.txt"]
    assert err.splitlines() == [
        "report.txt：写了两次，只读一次。", "copy.txt：提示：与 report.txt 内容完全相同，不重复计。",
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["match", "compare"])
def test_a_plan_with_itself_is_answered_and_told(command, folder, capfd):
    assert main([command, "plan.txt", "plan.txt", "--format", "json"]) == 0
    out, err = capfd.readouterr()
    made = json.loads(out)
    assert [source["source"] for source in made["sources"]] == ["plan.txt", "plan.txt (2)"]
    assert made["sources"][1]["notes"] == [{"code": "pair.itself", "values": {}}]
    assert err.startswith("plan.txt (2)：提示：就是计划本身") and err.count("\n") == 1
    assert (MATCH if command == "match" else COMPARE).is_valid(made)
    if command == "compare":
        assert {commitment["status"] for commitment in made["commitments"]} <= {"equal", "taken"}


def test_a_folder_of_reports_may_hold_the_plan(folder, capfd):
    assert main(["match", "plan.txt", ".", "--format", "json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["reports"] == ["report.txt"] and "没有当作报告" in err
    (folder / "report.txt").unlink()
    assert main(["match", "plan.txt", "."]) == 1
    assert "里没有可读的文件" in capfd.readouterr().err


def test_a_plan_that_asks_nothing_and_a_report_that_says_nothing(folder, capfd):
    (folder / "none.txt").write_text("通知公告", encoding="utf-8")
    assert main(["match", "none.txt", "none.txt", "--format", "table"]) == 0
    assert "没有读到目标和任务" in capfd.readouterr().out
    assert main(["match", "plan.txt", "none.txt", "--format", "json"]) == 0
    assert {target["status"] for target in json.loads(capfd.readouterr().out)["targets"]} == {"no_figure"}


def test_hostile_documents_become_words_in_every_format(folder, capsys):
    evil = '=cmd()|\'</script><script>alert(1)</script>新建=HYPERLINK("x")站9个<b>。\n+1+1建站3个。\n@x 加强-领导；\n'
    (folder / "=evil<b>.txt").write_text("2025年工作要点\n" + evil, encoding="utf-8")
    (folder / "-1|`x`.txt").write_text("2025年工作总结\n" + evil.replace("建", "已建"), encoding="utf-8")
    given = ["=evil<b>.txt", "./-1|`x`.txt", "--format", "json,xlsx,html,md,table", "--out", "out"]
    for command in ("match", "compare"):
        assert main([command, *given]) == 0
    pages = [path.read_text(encoding="utf-8") for path in (folder / "out").glob("*.html")]
    assert len(pages) == 2 and all("<script>alert" not in words and words.count("<script>") == 1 for words in pages)
    assert len(os.listdir("out")) == 10


def test_thousands_of_figures_of_one_indicator_and_reports_that_contradict_each_other(folder, capfdbinary):
    (folder / "report.txt").write_text("2025年工作总结\n" + "新建企业科协9家。" * 3000, encoding="utf-8")
    (folder / "other.txt").write_text("2025年工作总结\n新建企业科协5家。\n", encoding="utf-8")
    assert main(["match", "plan.txt", "report.txt", "other.txt", "--format", "json"]) == 0
    made = json.loads(capfdbinary.readouterr().out)
    shown = {(span["source"], span["start"]) for target in made["targets"] for span in target["actuals"]}
    assert len(shown) + len(made["unmatched"]) == 3001


def test_standard_input_may_be_either_side(folder):
    done = luoshi("match", "-", "report.txt", "--format", "json", input=PLAN.encode())
    assert json.loads(done.stdout)["plan"] == "-" and done.returncode == 0
    done = luoshi("match", "plan.txt", "-", "--format", "json", input=REPORT.encode())
    assert json.loads(done.stdout)["reports"] == ["-"]


def test_the_year_given_rules_the_plan_and_reports_that_name_none(folder, capfdbinary):
    (folder / "report.txt").write_text("工作总结\n新建企业科协9家。\n", encoding="utf-8")
    assert main(["match", "plan.txt", "report.txt", "--year", "2031"]) == 0
    made = json.loads(capfdbinary.readouterr().out)
    assert [source["year"] for source in made["sources"]] == [2031, 2031]


@pytest.mark.parametrize(("command", "ruled"), [("match", 0), ("compare", 1)])
def test_the_kind_given_is_that_of_the_plan_in_question_alone(command, ruled, folder, capfdbinary):
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(f"{name[:3]}县科协的工作\n新建企业科协9家。\n", encoding="utf-8")
    assert main([command, "one.txt", "two.txt", "--kind", "plan"]) == 0
    made = json.loads(capfdbinary.readouterr().out)
    assert [source["kind"] for source in made["sources"]] == ["plan" if at == ruled else "article" for at in (0, 1)]


def test_an_offices_own_words_find_what_it_calls_otherwise(folder, capfdbinary):
    (folder / "report.txt").write_text("岚溪县科协2025年工作总结\n全年新设园区科技之家9家。\n", encoding="utf-8")
    (folder / "own.toml").write_text('same = ["企业科协 园区科技之家"]\n', encoding="utf-8")
    assert main(["match", "plan.txt", "report.txt", "--words", "own.toml"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["targets"][0]["status"] == "exceeded"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "找不到这个文件。"),
        (b"same = [", "不是 TOML 格式："),
        (b"\xff\xfe\x00", "不是 UTF-8 的文字文件。"),
        (b"same = 3\n", "词表里的“same”不合格式。"),
        (b'other = ["a b"]\n', "词表里的“other”不合格式。"),
        (b"[same]\nfirms = [3]\n", "词表里的“same.firms”不合格式。"),
    ],
)
def test_own_words_that_cannot_be_used_are_told_in_one_line(data, told, folder, capsys):
    if data is not None:
        (folder / "own.toml").write_bytes(data)
    assert main(["match", "plan.txt", "report.txt", "--words", "own.toml", "--out", "out"]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"own.toml：{told}") and err.count("\n") == 1 and not (folder / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["match"], "没有写计划和报告。"),
        (["match", "a"], "没有写用哪个报告来对。"),
        (["compare"], "没有写上级文件和本级计划。"),
        (["compare", "a"], "没有写本级计划。"),
        (["compare", "a", "b", "c"], "luoshi compare 后面多写了内容。"),
        (["match", "a", "b", "--fail-on", "bad"], "--fail-on 不认识“bad”。可用：not-met, no-figure, uncertain。"),
        (["compare", "a", "b", "--fail-on", "not-met"], "--fail-on 不认识“not-met”。可用：missing, lower, uncertain。"),
        (["match", "a", "b", "--format", "doc"], "不认识格式“doc”"),
        (["match", "a", "b", "--format", "html,xlsx"], "请加 --out"),
        (["match", "a", "b", "--out", ""], "--out 后面缺内容"),
        (["match", "a", "b", "--year", "1"], "--year 须在 1900 与 2100 之间"),
        (["compare", "a", "b", "--kind", "memo"], "--kind 不能是“memo”。可用：plan 计划要点、"),
        (["match", "a", "", "--format", "md"], "有一个文件名是空的"),
        (["match", "-", "-"], "标准输入（-）只能写一次"),
        (["match", "a", "b", "--lang", "fr"], "--lang 只能是 zh 或 en"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_sentence(arguments, words, capsys):
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert words in told and told.endswith(f"看用法：luoshi {arguments[0]} --help\n") and told.count("\n") == 2


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", ["match", "compare"])
def test_help_names_every_option_and_every_exit_status(command, language, capsys):
    assert main([command, "--help", "--lang", language]) == 0
    told = capsys.readouterr().out
    assert all(option in told for option in (*OPTIONS, "--lang", "--help"))
    assert all(f"{status} " in told for status in (0, 1, 2, 3)) and ("Usage" in told) is (language == "en")


def test_a_source_in_the_folder_written_to_stays_as_it_is(folder, capsys):
    (folder / "plan-match.html").write_text("<p>全年新建企业科协9家。</p>", encoding="utf-8")
    before = (folder / "plan-match.html").read_bytes()
    assert main(["match", "plan.txt", "plan-match.html", "--format", "html", "--out", "."]) == 0
    assert (folder / "plan-match.html").read_bytes() == before and (folder / "plan-match-2.html").exists()


def test_a_folder_that_takes_no_files_is_told_before_anything_is_read(folder, capsys):
    assert main(["match", "plan.txt", "report.txt", "--out", "plan.txt"]) == 1
    assert capsys.readouterr().err == "plan.txt 不能当作结果文件夹：有同名的文件。请用 --out 换一个名称。\n"


def test_a_bug_is_a_line_with_a_number(folder, monkeypatch, capsys):
    def broken(*given):
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(pair, "_set_side_by_side", broken)
    assert main(["match", "plan.txt", "report.txt", "--out", "out"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("程序出错，编号 L-") and told.count("\n") == 1 and os.listdir("out") == []


def test_nothing_heavy_is_imported(folder):
    script = (
        "import sys; from luoshi.cli import main; main(['match', *sys.argv[1:], '--format', 'json']); "
        "print([m for m in ('django', 'pandas', 'numpy', 'openpyxl', 'rich', 'docx', 'pypdfium2', 'pydantic', "
        "'multiprocessing') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, "plan.txt", "report.txt"], capture_output=True, timeout=60)
    assert done.stderr.decode().strip() == "[]"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_a_sentence_that_holds_only_its_own_values(language):
    words = load_message_catalogue(language)
    holes = {code: set(re.findall(r"\{(\w+)\}", words[f"because.{code}"])) for code in REASONS}
    assert {code: found for code, found in holes.items() if not found <= set(REASONS[code])} == {}
    spare = {key.removeprefix("because.") for key in words if key.startswith("because.")} - REASONS.keys()
    assert spare == {"between", "end"}


def test_each_schema_is_a_schema_and_refuses_unknown_names(folder, capfdbinary):
    for check in (MATCH, COMPARE):
        jsonschema.Draft202012Validator.check_schema(check.schema)
    for command, check, key in (("match", MATCH, "targets"), ("compare", COMPARE, "commitments")):
        assert main([command, "plan.txt", "report.txt", "--format", "json"]) == 0
        made = json.loads(capfdbinary.readouterr().out)
        assert check.is_valid(made) and made[key]
        made[key][0]["staus"] = "met"
        assert not check.is_valid(made)
        assert main(["schema", command]) == 0
        assert json.loads(capfdbinary.readouterr().out) == check.schema


@pytest.mark.parametrize("name", ["match.en.md", "match.zh-CN.md"])
def test_both_guides_name_every_option_condition_and_status(name):
    words = (GOLD.parent / "docs" / name).read_text(encoding="utf-8")
    named = [*OPTIONS, "luoshi schema match"]
    named += [f"`{kind}`" for kinds in pair.FAILING.values() for kind in kinds]
    assert [name_shown for name_shown in named if name_shown not in words] == []
    assert f"| {pair.FOUND} | " in words

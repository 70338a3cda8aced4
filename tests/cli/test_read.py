"""The command ``luoshi read``, from its arguments to files, streams and exit status."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from doubtful_papers import DESERVE, NOT
from gold_readings import NAMES, gold
from luoshi.cli import job, main
from luoshi.cli.compose import reading_as_json
from luoshi.cli.language import load_message_catalogue
from luoshi.reading.errors import ReadError
from luoshi.reading.model import LoadedDocument
from luoshi.schema import reading_schema
from luoshi.writing.exact_json import dump_exact_json

DOCS = Path(__file__).parents[2] / "gold" / "docs"
SCHEMA = json.loads(reading_schema())
SCHEMA_CHECK = jsonschema.Draft202012Validator(SCHEMA)

pytestmark = pytest.mark.usefixtures("surroundings")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    for name in ("d01", "d02", "d03"):
        shutil.copy(DOCS / f"{name}.txt", made)
    return made


def luoshi(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "luoshi.cli", *map(str, arguments)], capture_output=True, timeout=120, **options
    )


def test_json_is_the_form_of_the_guide():
    document, reading = gold("d01")
    made = json.loads(dump_exact_json(reading_as_json(document, reading)), parse_float=Decimal)
    labels = json.loads((DOCS / "d01.json").read_text(encoding="utf-8"), parse_float=Decimal)
    for key in ("headings", "statements", "quantities", "duties"):
        assert [
            {name: record[name] for name in label} for record, label in zip(made[key], labels[key], strict=True)
        ] == labels[key]
    assert {key: made[key] for key in ("source", "kind", "title", "issuer", "number", "year")} == {
        key: labels[key] for key in ("source", "kind", "title", "issuer", "number", "year")
    }


def test_the_schema_is_a_schema_and_refuses_unknown_names():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    made = json.loads(dump_exact_json(reading_as_json(*gold("d01"))))
    made["quantities"][0]["vlaue"] = 1
    assert not SCHEMA_CHECK.is_valid(made)


@pytest.mark.parametrize("name", NAMES)
def test_json_fits_its_schema_and_every_quote_its_text(name, capfdbinary):
    assert main(["read", str(DOCS / f"{name}.txt"), "--format", "json", "--with-text"]) == 0
    made = json.loads(capfdbinary.readouterr().out)
    SCHEMA_CHECK.validate(made)
    for key in ("headings", "statements", "quantities", "duties"):
        for record in made[key]:
            assert made["text"][record["start"] : record["end"]] == record["quote"]


def test_the_text_is_there_only_when_asked_for(capfdbinary):
    main(["read", str(DOCS / "d01.txt"), "--format", "json"])
    assert "text" not in json.loads(capfdbinary.readouterr().out)


def test_pages_stand_in_the_json_of_formats_that_have_them():
    document, reading = gold("d01")
    paged = LoadedDocument("a.pdf", "pdf", document.sha256, document.text, pages=(0, 112, 400))
    made = json.loads(dump_exact_json(reading_as_json(paged, reading)))
    SCHEMA_CHECK.validate(made)
    assert [heading["page"] for heading in made["headings"]][:2] == [2, 2]
    assert made["statements"][0]["page"] == 1 and made["headings"][-1]["page"] == 3


def test_a_pipe_gets_json_one_object_for_one_file_else_a_list(folder):
    one = luoshi("read", folder / "d01.txt")
    assert one.returncode == 0 and json.loads(one.stdout)["source"] == "d01.txt"
    many = luoshi("read", folder)
    assert [made["source"] for made in json.loads(many.stdout)] == ["d01.txt", "d02.txt", "d03.txt"]


def test_standard_input_is_a_file_called_dash(folder):
    done = luoshi("read", "-", "--format", "json", input=(folder / "d01.txt").read_bytes())
    assert json.loads(done.stdout)["source"] == "-" and json.loads(done.stdout)["year"] == 2017


def test_each_document_gets_its_files(folder, tmp_path):
    done = luoshi("read", folder, "--out", tmp_path / "out", "--format", "json,xlsx,html,md,table")
    assert done.returncode == 0 and done.stderr == b""
    assert sorted(os.listdir(tmp_path / "out")) == sorted(
        f"d0{n}.{ending}" for n in (1, 2, 3) for ending in ("json", "xlsx", "html", "md", "txt")
    )


def test_all_documents_together_are_one_page_and_one_workbook(folder, tmp_path, capsys):
    assert main(["read", str(folder), "--out", str(tmp_path / "out"), "--format", "html,xlsx,json", "--together"]) == 0
    assert sorted(os.listdir(tmp_path / "out")) == ["ledger.html", "ledger.json", "ledger.xlsx"]
    told = capsys.readouterr().out
    assert "d03.txt" in told and str(tmp_path / "out" / "ledger.html") in told and "合计" in told
    SCHEMA_CHECK.validate(json.loads((tmp_path / "out" / "ledger.json").read_text(encoding="utf-8")))


def test_a_source_in_the_folder_written_to_stays_as_it_is(folder):
    page = folder / "d01.html"
    page.write_text("<p>县科协要建站9个。</p>", encoding="utf-8")
    before = page.read_bytes()
    assert main(["read", str(page), "--out", str(folder), "--format", "html"]) == 0
    assert page.read_bytes() == before and (folder / "d01-2.html").exists()
    (folder / "ledger.html").write_text("<p>要办展2个。</p>", encoding="utf-8")
    assert main(["read", str(folder / "ledger.html"), "--out", str(folder), "--format", "html", "--together"]) == 0
    assert (folder / "ledger.html").read_text(encoding="utf-8") == "<p>要办展2个。</p>"


def test_a_second_run_over_the_folder_does_not_read_its_own_results(folder):
    for _ in range(2):
        assert main(["read", str(folder), "--out", str(folder / "out"), "--format", "html"]) == 0
    assert sorted(os.listdir(folder / "out")) == ["d01.html", "d02.html", "d03.html"]


def test_bad_files_get_a_line_each_and_the_others_are_read(folder):
    (folder / "a.txt").write_bytes(b"")
    (folder / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    done = luoshi("read", folder, folder / "missing.docx", folder / "c.png")
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1 and len(json.loads(done.stdout)) == 3
    named = [line.split("：")[0] for line in lines]
    assert named[1:] == ["a.txt", "b.pdf", "missing.docx", "c.png"] and "1 个文件不是公文格式（.png）" in lines[0]
    assert "Traceback" not in done.stderr.decode()


def test_year_and_issuer_reach_the_reader(tmp_path, capfdbinary):
    path = tmp_path / "a.txt"
    path.write_text("工作安排\n6月底前建站9个。", encoding="utf-8")
    assert main(["read", str(path), "--year", "2031", "--issuer", "芦川县科协"]) == 0
    made = json.loads(capfdbinary.readouterr().out)
    assert (made["year"], made["issuer"]) == (2031, "芦川县科协")
    assert [duty["due"] for duty in made["duties"]] == ["2031-06-30"]


UNNAMED = """县科协抓好以下工作。
新建科普示范基地3个，培训农民120人次。
举办科技活动周。
县科技局走访企业40家，青石镇走访农户300户。
开展流动科技馆巡展6场。
（一）组织科普大篷车下乡。
完善联系专家制度；健全志愿者队伍。
去年取得了成绩，已有志愿者26人。
"""


@pytest.mark.parametrize("given", ["plan", "Plan", "计划要点", "计划"])
def test_a_kind_reaches_the_reader_by_its_name_or_its_word(given, tmp_path, capfdbinary):
    path = tmp_path / "a.txt"
    path.write_text(UNNAMED, encoding="utf-8")
    assert main(["read", str(path), "--year", "2026"]) == 0
    guessed = json.loads(capfdbinary.readouterr().out)
    assert main(["read", str(path), "--year", "2026", "--kind", given]) == 0
    made = json.loads(capfdbinary.readouterr().out)
    assert [(reading["kind"], reading["kind_guessed"]) for reading in (guessed, made)] == [
        ("report", True),
        ("plan", False),
    ]
    visits = [found["statements"][3]["role"] for found in (guessed, made)]
    assert visits == ["fact", "task"] and made["statements"][3]["quote"].startswith("县科技局走访")


def test_a_page_and_a_workbook_say_where_the_kind_was_guessed(tmp_path, capfdbinary):
    (tmp_path / "a.txt").write_text(UNNAMED, encoding="utf-8")
    for given, said in ([], True), (["--kind", "report"], False):
        assert main(["read", str(tmp_path / "a.txt"), *given, "--out", str(tmp_path), "--format", "html,xlsx"]) == 0
        assert ("总结报告（推测）" in (tmp_path / "a.html").read_text(encoding="utf-8")) is said
        sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["文件"]
        assert ("总结报告（推测）" in [cell.value for row in sheet.iter_rows() for cell in row]) is said
    capfdbinary.readouterr()


def test_several_processes_give_the_same_in_the_same_order(folder):
    (folder / "d00.txt").write_bytes(b"")
    one, two = luoshi("read", folder, "--jobs", "1"), luoshi("read", folder, "--jobs", "3")
    assert (one.stdout, one.stderr, one.returncode) == (two.stdout, two.stderr, two.returncode)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read"], "没有写要读哪个文件"),
        (["read", "a", "--format", "doc"], "不认识格式“doc”"),
        (["read", "a", "--format", "html,xlsx"], "请加 --out"),
        (["read", "a", "--together"], "请加 --out"),
        (["read", "a", "--year", "20000"], "--year 须在 1900 与 2100 之间"),
        (["read", "a", "--year", "今年"], "--year 后面要写整数"),
        (["read", "a", "--kind", "memo"], "--kind 不能是“memo”。可用：plan 计划要点、"),
        (["read", "a", "--kind", ""], "--kind 后面缺内容"),
        (["read", "a", "--kind"], "--kind 后面缺内容"),
        (["read", "a", "--jobs", "0"], "--jobs 须是 1 以上的整数"),
        (["read", "a", "--jobs", "二"], "--jobs 后面要写整数，例：--jobs 4"),
        (["read", "a", "--yaer", "2025"], "没有 --yaer 这个选项。是不是 --year？"),
        (["schema", "read", "a"], "luoshi schema 后面多写了内容。"),
        (["schema", "a"], "没有“a”这种结果。可用：read, match, compare。"),
        (["read", "a", "--out"], "--out 后面缺内容"),
        (["read", "a", "--out", ""], "--out 后面缺内容"),
        (["read", "a", ""], "有一个文件名是空的"),
        (["read", "a", "--lang", "fr"], "--lang 只能是 zh 或 en"),
        (["raed", "a"], "没有“raed”这个命令"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_sentence(arguments, words, capsys):
    assert main(arguments) == 2
    told = capsys.readouterr().err
    command = "schema" if arguments[0] == "schema" else "read"
    assert words in told and told.endswith(f"看用法：luoshi {command} --help\n") and told.count("\n") == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_names_every_option_in_the_persons_language(language, capsys):
    assert main(["read", "--help", "--lang", language]) == 0
    told = capsys.readouterr().out
    for option in (
        "--format",
        "--out",
        "--together",
        "--year",
        "--issuer",
        "--kind",
        "--jobs",
        "--with-text",
        "--lang",
        "--help",
    ):
        assert option in told
    assert ("Usage" in told) is (language == "en") and ("用法" in told) is (language == "zh")


def test_the_version_and_the_bare_command(capsys):
    assert main(["--version"]) == 0 and capsys.readouterr().out.startswith("luoshi 0.")
    assert main([]) == 0 and "luoshi [选项] 命令" in capsys.readouterr().out


def test_the_schema_command_prints_the_schema(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


def test_a_bug_is_a_line_with_a_number_and_a_log(folder, monkeypatch, capsys, tmp_path):
    def broken(*given):
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(job, "parse_document", broken)
    assert main(["read", str(folder / "d01.txt"), str(folder / "d02.txt")]) == 1
    first, second = capsys.readouterr().err.splitlines()
    number = first.split("编号 ")[1].split("。")[0]
    assert first.startswith("d01.txt：程序出错") and second == f"d02.txt：程序出错，编号 {number}，同上。"
    log = (tmp_path / "state" / "luoshi" / "luoshi.log").read_text(encoding="utf-8")
    assert log.count(number) == 2 and "ZeroDivisionError" in log


@pytest.mark.parametrize(
    "error", [ReadError("load.of_tomorrow", what="x"), OSError(5, "Input/output error"), MemoryError()]
)
def test_whatever_goes_wrong_with_a_file_is_one_line(error, folder, monkeypatch, capsys):
    def opened(path):
        raise error

    monkeypatch.setattr(job, "open_input", opened)
    assert main(["read", str(folder / "d01.txt"), "--format", "md"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("d01.txt：") and err.count("\n") == 1


def test_a_folder_that_takes_no_files_is_told_before_anything_is_read(folder, tmp_path, capsys):
    (tmp_path / "out").write_text("a file")
    assert main(["read", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'out'} 不能当作结果文件夹：有同名的文件。请用 --out 换一个名称。\n"


def test_an_empty_folder_is_told(tmp_path, capsys):
    assert main(["read", str(tmp_path)]) == 1
    assert "没有可读的文件" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes on Windows")
def test_a_reader_that_leaves_early_is_no_error(folder):
    for jobs in (1, 2, 2):
        done = subprocess.run(
            f'"{sys.executable}" -m luoshi.cli read "{folder}" --format md --jobs {jobs} | head -c 20',
            shell=True, capture_output=True, timeout=60,
        )  # fmt: skip
        assert len(done.stdout) == 20 and done.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_cleanly_and_leaves_whole_files(tmp_path, jobs):
    (tmp_path / "in").mkdir()
    words = (DOCS / "d01.txt").read_text(encoding="utf-8") * 60
    for number in range(60):
        (tmp_path / "in" / f"{number:02}.txt").write_text(words, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, "-m", "luoshi.cli", "read", tmp_path / "in", "--out", tmp_path / "out", "--jobs", jobs],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )  # fmt: skip
    until = time.monotonic() + 30
    while time.monotonic() < until and not list((tmp_path / "out").glob("*.json")):
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 130 and told.decode() == "已停止。已写出的文件是完整的。\n"
    names = os.listdir(tmp_path / "out")
    assert 0 < len(names) < 60 and all(name.endswith(".json") and name[0] != "." for name in names)
    for name in names:
        json.loads((tmp_path / "out" / name).read_text(encoding="utf-8"))


def test_nothing_heavy_is_imported(folder):
    script = (
        "import sys; from luoshi.cli import main; main(['read', sys.argv[1], '--format', 'json']); "
        "print([m for m in ('django', 'pandas', 'numpy', 'ibis', 'duckdb', 'pyarrow', 'openpyxl', 'rich', 'docx', "
        "'pypdfium2') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(folder / "d01.txt")], capture_output=True, timeout=60)
    assert done.stderr.decode().strip() == "[]"


def _read_without_room(folder, place, *out):
    """Read into a workbook where no file may be longer than 4,000 bytes, as on a full disk."""
    resource = pytest.importorskip("resource")
    (place / "temporary").mkdir()
    return luoshi(
        "read", folder, "--format", "xlsx", *out, cwd=place, env={**os.environ, "TMPDIR": str(place / "temporary")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)),  # the kernel's "no more room"
    )  # fmt: skip


def test_a_workbook_needs_no_room_for_temporary_files(folder, tmp_path):
    done = _read_without_room(folder, tmp_path)
    assert (done.returncode, done.stderr) == (0, b"") and len(done.stdout) > 4000
    assert zipfile.ZipFile(io.BytesIO(done.stdout)).testzip() is None
    assert os.listdir(tmp_path / "temporary") == []


def test_no_room_for_a_workbook_is_told_once_and_leaves_no_part_of_it(folder, tmp_path):
    done = _read_without_room(folder, tmp_path, "--out", "out")
    told = done.stderr.decode()
    assert (done.returncode, done.stdout, told.count("\n")) == (1, b"", 1)
    assert told.startswith("写不出 out/d01.xlsx：磁盘已满。请腾出空间")
    assert os.listdir(tmp_path / "out") == os.listdir(tmp_path / "temporary") == []


def test_a_pattern_of_windows_that_stands_for_several_files_gives_a_list(folder, monkeypatch, capfdbinary):
    monkeypatch.setattr("luoshi.cli.inputs.sys.platform", "win32")
    assert main(["read", str(folder / "*.txt"), "--format", "json"]) == 0
    assert [made["source"] for made in json.loads(capfdbinary.readouterr().out)] == ["d01.txt", "d02.txt", "d03.txt"]


def test_memory_that_does_not_suffice_is_told(folder, monkeypatch, capsys):
    def none(*given):
        raise MemoryError

    monkeypatch.setattr("luoshi.cli.read.bytes_of", none)
    assert main(["read", str(folder), "--format", "html"]) == 1
    assert capsys.readouterr().err == "内存不够。请一次少读几份，或不用 --together。\n"


@pytest.mark.parametrize("code", DESERVE)
def test_doubts_about_a_document_are_codes_in_the_json_and_words_of_both_languages_on_the_page(code, tmp_path):
    page = {}
    for name, text in (("deserves", DESERVE[code]), ("not", NOT[code])):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        out = tmp_path / f"out-{name}"
        assert main(["read", str(tmp_path / f"{name}.txt"), "--format", "json,html", "--out", str(out)]) == 0
        made = {path.suffix: path.read_text(encoding="utf-8") for path in out.iterdir()}
        assert (code in json.loads(made[".json"])["doubts"]) is (name == "deserves")
        page[name] = made[".html"]
    for language in ("zh", "en"):
        words = load_message_catalogue(language)[f"paper.{code}"]
        assert words in page["deserves"] and words not in page["not"]

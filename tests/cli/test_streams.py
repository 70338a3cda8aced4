"""The command with its standard streams closed, full or left alone (luoshi.cli.streams)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "gold" / "docs" / "d01.txt"
FULL = "标准输出写不进：磁盘已满，结果没有写完。请腾出空间，或用 --out 把结果写到别的磁盘。\n"
CLOSED = "标准输出是关着的，结果没有地方写。请用 --out 把结果写到文件夹。\n"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes and redirects the streams")
needs_full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")


@pytest.fixture
def shell(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "LUOSHI_"))}
    own = {"PYTHONPATH": str(ROOT / "src"), "XDG_STATE_HOME": str(tmp_path / "state"), "PYTHONUTF8": "1"}

    def run(line):
        line = line.replace("luoshi", f'"{sys.executable}" -m luoshi.cli').replace("DOCUMENT", f'"{DOCUMENT}"')
        done = subprocess.run(["sh", "-c", line], env=kept | own, cwd=tmp_path, capture_output=True, timeout=120)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


@pytest.mark.parametrize(
    "command", ["read DOCUMENT", "read DOCUMENT --format html", "schema", "--help", "--version", ""]
)
@pytest.mark.parametrize(
    ("redirection", "words"), [pytest.param(">/dev/full", FULL, marks=needs_full), (">&-", CLOSED)]
)
def test_results_that_find_no_room_are_told_and_fail(command, redirection, words, shell):
    assert shell(f"luoshi {command} {redirection}") == (1, "", words)


@needs_full
def test_a_summary_that_cannot_be_shown_costs_no_file(shell, tmp_path):
    code, _, told = shell("luoshi read DOCUMENT --out out >/dev/full")
    assert (code, told) == (1, "结果文件已全部写好，只是摘要显示不出：标准输出写不进（磁盘已满）。\n")
    assert json.loads((tmp_path / "out" / "d01.json").read_text(encoding="utf-8"))["year"] == 2017


def test_who_closes_standard_output_gets_files_without_a_word(shell, tmp_path):
    assert shell("luoshi read DOCUMENT --out out >&-") == (0, "", "")
    assert os.listdir(tmp_path / "out") == ["d01.json"]


def test_a_closed_standard_input_is_told(shell):
    words = "-：标准输入是关着的，没有内容可读。请用管道送入，或直接写文件名。\n"
    assert shell("luoshi read - --format md <&-") == (1, "", words)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("redirection", ["2>&-", pytest.param("2>/dev/full", marks=needs_full), "<&- 2>&-"])
def test_errors_never_stand_among_the_results(redirection, jobs, shell):
    code, out, told = shell(f"luoshi read DOCUMENT missing.txt --jobs {jobs} {redirection}")
    assert (code, [load["source"] for load in json.loads(out)], told) == (1, ["d01.txt"], "")


def test_workers_stand_no_closed_stream(shell, tmp_path):
    assert shell("luoshi read DOCUMENT DOCUMENT missing.txt --jobs 2 --out out <&- >&- 2>&-") == (1, "", "")
    assert os.listdir(tmp_path / "out") == ["d01.json"]


@pytest.mark.parametrize("command", ["read DOCUMENT --format table", "--help", "schema"])
def test_a_reader_that_has_gone_is_no_error(command, shell):
    code, out, told = shell(f"{{ luoshi {command}; echo $? >code; }} | true; cat code")
    assert (code, told) == (0, "") and out.strip() in ("0", "141")

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.cli import main
from luoshi.cli.inputs import DocumentInput, assign_file_stems, collect_inputs


def test_a_folder_is_walked_in_order_without_hidden_and_lock_files(tmp_path):
    for name in ("乙.docx", "甲.txt", ".hidden.txt", "~$乙.docx", "b/2.pdf", "b/10.pdf", ".git/x.txt", "out/a.html",
                 "picture.png", "README"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    inputs, others = collect_inputs([str(tmp_path)], skip=tmp_path / "out")
    assert [field.shown for field in inputs] == ["README", "乙.docx", "甲.txt", "b/10.pdf", "b/2.pdf"]
    assert [Path(path).name for path in others] == ["picture.png"]


def test_what_is_named_itself_is_always_taken_and_once(tmp_path):
    for name in (".a.txt", "b.png"):
        (tmp_path / name).write_text("x")
    named = [str(tmp_path / ".a.txt"), "-", str(tmp_path / "b.png"), str(tmp_path / "." / ".a.txt"), "-", "no/such.txt"]
    inputs, others = collect_inputs(named)
    assert [field.shown for field in inputs] == [".a.txt", "-", "b.png", "such.txt"] and others == []


def test_on_windows_a_pattern_stands_for_its_files(tmp_path, monkeypatch):
    for name in ("b.txt", "a.txt", "c.pdf"):
        (tmp_path / name).write_text("x")
    pattern = str(tmp_path / "*.txt")
    assert [chosen_input.shown for chosen_input in collect_inputs([pattern])[0]] == ["*.txt"]
    monkeypatch.setattr("luoshi.cli.inputs.sys.platform", "win32")
    assert [chosen_input.shown for chosen_input in collect_inputs([pattern, str(tmp_path / "no*.txt")])[0]] == [
        "a.txt",
        "b.txt",
        "no*.txt",
    ]


def files(*names):
    return [DocumentInput(name, name) for name in names]


def test_two_of_a_name_do_not_meet():
    assert assign_file_stems(files("a/plan.docx", "plan.pdf", "b/Plan.txt", "plan-2.txt", "-")) == [
        "plan", "plan-3", "Plan-4", "plan-2", "stdin",
    ]  # fmt: skip


def test_names_that_differ_only_in_composition_do_not_meet():
    first, second = unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é")
    assert assign_file_stems(files(first + ".txt", second + ".pdf"))[1].endswith("-2")


def test_a_source_is_never_written_over():
    assert assign_file_stems(files("plan.html"), taken=["plan"]) == ["plan-2"]


@given(st.lists(st.sampled_from(["a", "A", "a-2", "a-3", "ß", "ss", "é", "e\u0301", "很" * 90]), max_size=12))
def test_stems_are_all_different_and_fit_any_file_system(names):
    found = assign_file_stems(files(*(f"{place}/{name}.txt" for place, name in enumerate(names))))
    folded = {unicodedata.normalize("NFC", name).casefold() for name in found}
    assert len(folded) == len(names)
    assert all(len(name.encode()) <= 200 for name in found)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
def test_a_named_pipe_in_a_folder_is_told_and_not_waited_for(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "plan.txt").write_text("县科协要建站9个。", encoding="utf-8")
    assert main(["read", str(tmp_path), "--format", "md", "--lang", "zh"]) == 1
    out, told = capsys.readouterr()
    assert told == "pipe.txt：不是普通文件（是管道或设备），没有读。要读就直接写它的名称。\n" and "建站9个" in out


def test_a_folder_that_cannot_be_opened_is_told_and_not_passed_over(tmp_path, monkeypatch, capsys):
    (tmp_path / "shut").mkdir()
    (tmp_path / "plan.txt").write_text("县科协要建站9个。", encoding="utf-8")
    real = os.scandir

    def scandir(path):
        if os.path.basename(path) == "shut":
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    words = "文件夹打不开（没有权限），里面的文件没有读。请取得权限再读。"
    assert main(["read", str(tmp_path), "--format", "md", "--lang", "zh"]) == 1
    out, told = capsys.readouterr()
    assert told == f"shut：{words}\n" and "建站9个" in out
    assert main(["read", str(tmp_path / "shut"), "--lang", "zh"]) == 1
    assert capsys.readouterr().err == f"shut：{words}\n"


def test_a_missing_folder_has_a_name():
    assert [chosen_input.shown for chosen_input in collect_inputs(["no/such/", "/no/"])[0]] == ["such", "no"]

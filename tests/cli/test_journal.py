"""``luoshi journal``: what it says of the database and of an export, and with which exit status it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from entries import answered, lift, run, sealed
from luoshi.cli import journal
from luoshi.cli.atomic_files import PlaceError
from luoshi.cli.language import load_message_catalogue
from luoshi.desk.privacy.erasing.actions import execute_erasure, propose_erasure
from luoshi.evidence.append_only import install_append_triggers
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.models import Entry, Seal
from luoshi.evidence.journal.rules.export import read_export, write_export
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness import triggers
from office import NOW, Office
from sealed_journals import CASES, DAMAGED

Said = pytest.CaptureFixture[str]
SEALS_ALONE = "已查看：条目与日志校验值。没有查看：日志以外的各表，以及留存的文件。"
OF_THE_DATABASE = (
    *("gone", "crossed", "smuggled", "forged", "peaks", "unguarded", "beyond_last", "other_state"),
    *("watching", "witness", "row_changed", "row_between", "row_put_in", "row_gone", "adopted", "evidence"),
)
NO_HEADS = "没有给出留存的日志校验值（--heads）：不能排除整本日志连同日志校验值被重写。"


@pytest.fixture
def noted(db: None) -> None:
    """On PostgreSQL the program makes a function that notes rows: a database without it is damaged."""
    if connection.vendor == "postgresql":
        made = f"CREATE OR REPLACE FUNCTION {triggers.FUNCTION}() RETURNS trigger LANGUAGE plpgsql {triggers.PATH}"
        connection.connection.execute(f"{made} AS $${triggers.BODY}$$")


def verify(
    capsys: Said, *, export: Path | None = None, heads: Path | None = None, language: str = "zh"
) -> tuple[int, list[str]]:
    status = journal.verify_journal_or_export(
        export=export and str(export), heads=heads and str(heads), language=language
    )
    out, err = capsys.readouterr()
    return status, (out + err).splitlines()


@pytest.mark.usefixtures("noted")
def test_a_whole_journal_is_said_to_be_whole(capsys: Said, tmp_path: Path) -> None:
    sealed(3)
    whole = "完整：3 条都与封存时相同（其中 0 条的内容已按规定删除）。"
    assert verify(capsys) == (0, [NO_HEADS, whole, SEALS_ALONE])
    assert journal.print_journal_head(language="zh") == 0
    out, err = capsys.readouterr()
    head = bytes(Seal.objects.get(number=3).head).hex()
    assert (out, err) == (f"3 {head}\n", "以上是第 3 号条目（2026-03-20）的编号和日志校验值。请留存在系统之外。\n")
    kept = tmp_path / "已印日志校验值.txt"
    kept.write_text(out, encoding="utf-8")
    assert verify(capsys, heads=kept) == (0, [whole, SEALS_ALONE])


@pytest.mark.usefixtures("noted")
def test_what_was_tampered_with_is_named_and_ends_in_3(capsys: Said) -> None:
    entries = sealed(5)
    lift()
    run("UPDATE records_payload SET data = '{}' WHERE entry_id = %s", entries[2].pk)
    install_append_triggers()
    assert verify(capsys, language="en") == (
        3,
        [
            "✗ The content of entry 3 was altered after it was sealed.",
            "No heads kept outside were given (--heads): it cannot be excluded that the whole journal was rewritten, "
            "heads and all.",
            "Not intact: problems found: 1. Keep what is said here, and compare it with backups and the heads on "
            "paper.",
            "Looked at: the entries and their seals. Not looked at: the tables beside the journal, and the kept files.",
        ],
    )


def test_an_erasure_is_told_and_is_no_damage(office: Office, noted: None, capsys: Said) -> None:
    record = answered(office)
    order = propose_erasure(record, "当事人申请", "个人信息保护法第四十七条", office.actor("supervisor"), at=NOW)
    entry = execute_erasure(order, record.number, office.actor("admin"), at=NOW)
    seal_all()
    by, count = Seal.objects.get(entry=entry).number, Entry.objects.count()
    told = [
        f"· 第 {number} 号条目的内容已于 2026-03-20 按规定删除，由第 {by} 号条目记录。条目本身完好。"
        for number in range(by - 4, by)
    ]
    whole = f"完整：{count} 条都与封存时相同（其中 4 条的内容已按规定删除）。"
    assert verify(capsys) == (0, [*told, NO_HEADS, whole, SEALS_ALONE])


@pytest.mark.django_db
def test_an_export_is_written_whole_with_its_page_and_is_verified(capsys: Said, tmp_path: Path) -> None:
    sealed(4)
    file = tmp_path / "日志.jsonl"
    file.write_text("older", encoding="utf-8")
    assert journal.export_journal_file(str(file), with_page=True, language="zh") == 0
    page = tmp_path / "日志.jsonl.verify.html"
    assert capsys.readouterr().out.splitlines() == [f"已导出 4 条：{file}", f"离线核验页面：{page}"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [file.name, page.name]
    assert "<script>" in page.read_text(encoding="utf-8")
    with file.open("rb") as lines:
        header, rows = read_export(lines)
        assert (header.size, len(list(rows))) == (4, 4)
    whole = "完整：4 条都与封存时相同（其中 0 条的内容已按规定删除）。"
    assert verify(capsys, export=file) == (0, [NO_HEADS, whole, SEALS_ALONE])
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_an_export_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    sealed(1)
    with pytest.raises(PlaceError) as caught:
        journal.export_journal_file(str(tmp_path / "no folder" / "a.jsonl"), with_page=False, language="zh")
    assert caught.value.code.startswith("out.") and list(tmp_path.iterdir()) == []
    assert not Entry.objects.filter(step="journal.export").exists()


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_finding_in_an_export_has_its_sentence(name: str, capsys: Said, tmp_path: Path) -> None:
    case = CASES[name]()
    file, heads = tmp_path / "a.jsonl", tmp_path / "heads.txt"
    file.write_bytes("".join(write_export(case.header, case.lines)).encode())
    heads.write_text("".join(f"{number} {head}\n" for number, head in case.heads.items()), encoding="utf-8")
    status, said = verify(capsys, export=file, heads=heads)
    broken = [finding for finding in case.findings if finding.is_broken]
    assert status == (3 if broken else 0)
    marks = [line[0] for line in said if line[:2] in ("✗ ", "· ")]
    assert marks == ["✗" if finding.is_broken else "·" for finding in case.findings]
    assert not any("…" in line or "found." in line for line in said)


@pytest.mark.parametrize("name", sorted(DAMAGED))
def test_a_file_that_is_no_journal_is_refused_by_name(name: str, capsys: Said, tmp_path: Path) -> None:
    data, (_code, values) = DAMAGED[name]
    file = tmp_path / "a.jsonl"
    file.write_bytes(data)
    status, said = verify(capsys, export=file)
    assert (status, len(said)) == (1, 1)
    assert said[0].startswith(f"{file}: ") and all(str(value) in said[0] for value in values.values())


def test_an_export_is_verified_without_the_application_and_its_keys(surroundings: None, tmp_path: Path) -> None:
    case = CASES["whole"]()
    (tmp_path / "a.jsonl").write_bytes("".join(write_export(case.header, case.lines)).encode())
    asks = "import sys; from luoshi.cli import main; s = main(['journal', 'verify', '--export', 'a.jsonl']); "
    asks += "sys.exit(s or 9 * ('django' in sys.modules))"
    ended = subprocess.run([sys.executable, "-c", asks], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_files_that_are_not_there_or_no_text_are_named(capsys: Said, tmp_path: Path) -> None:
    nowhere, picture = tmp_path / "nowhere", tmp_path / "picture"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    assert verify(capsys, export=nowhere)[0] == 1
    assert verify(capsys, heads=picture) == (1, [f"{picture}: 这不是文字文件。请给出每行一个编号和日志校验值的文件。"])


@pytest.mark.django_db
def test_a_journal_without_seals_has_no_head(capsys: Said) -> None:
    assert journal.print_journal_head(language="en") == 0
    assert capsys.readouterr() == ("", "Nothing is sealed in this journal yet.\n")


@pytest.mark.django_db
def test_a_database_without_tables_is_told_in_one_line(capsys: Said) -> None:
    for table in ("records_unsealed", "records_seal"):
        run(f"ALTER TABLE {table} RENAME TO {table}_away")
    try:
        status = journal.print_journal_head(language="zh")
    finally:
        if connection.vendor == "sqlite":
            for table in ("records_unsealed", "records_seal"):
                run(f"ALTER TABLE {table}_away RENAME TO {table}")
    said = capsys.readouterr().err
    assert (status, said.startswith("读不了数据库："), said.count("\n")) == (1, True, 1)


def test_a_journal_with_thousands_of_problems_is_told_in_a_page(capsys: Said) -> None:
    found = [IntegrityFinding("altered", number) for number in range(1, 5001)]
    assert journal._tell(found, 5000, {1: "a"}, "zh") == 3
    said = capsys.readouterr().out.splitlines()
    assert (len(said), said[-3]) == (203, "另有 4800 处未列出。")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_of_the_database_has_its_sentence(language: str) -> None:
    values = {
        "entry": "7",
        "trigger": "records_entry_no_delete",
        "record": "诉2026-0001",
        "found": "a",
        "expected": "b",
        "file": "0123456789abcdef",
        "table": "facts_target",
        "key": "12",
        "columns": "value",
        "on": "2026-03-20",
        "count": 3,
    }
    for code in OF_THE_DATABASE:
        said = journal.describe_journal_finding(IntegrityFinding(code, 7, values), language)
        assert f"found.{code}" in load_message_catalogue(language) and "…" not in said and said != f"found.{code}"

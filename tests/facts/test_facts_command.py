"""``luoshi facts``: what is added up, written and brought in, by the rights of an account; what is wrong by row."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from figures_told import counting, defined, told
from luoshi.cli import facts as command
from luoshi.cli import office as program
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.evidence.journal.models import Entry
from luoshi.facts.supplies.models import Supply
from office import Office

pytestmark = pytest.mark.django_db
MARCH = encode_period(period_of_months("month", 2026, 3))


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application runs already."""
    monkeypatch.setattr(program, "start_django", lambda *_args, **_more: True)


def run(what: str, file: str = "", language: str = "en", **given: str) -> int:
    asked = {"account": "supervisor", "unit": "", "period": "", "code": "", "source": "", "data": "", **given}
    return command.run_facts_command(what, file, language=language, **asked)


def test_figures_are_added_up_for_an_account(office: Office, capsys: Any) -> None:
    one = defined(office, "人数", code="people", measure="人")
    for unit, value in (("kexie", "1.5"), ("society", 2), ("bureau", 4)):
        told(office, one.indicator_id, unit, MARCH, value)
    assert run("rollup", period="2026-03", unit=office.units["kexie"].code) == 0
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert [(row["指标代码"], row["数值"], row["计量单位"], row["已报"]) for row in rows] == [
        ("people", "3.5", "人", "2")
    ]
    assert run("rollup", period="2026-03", unit=office.units["kexie"].code, account="stranger") == 2
    assert "not open to this account" in capsys.readouterr().err


def test_what_was_written_can_be_changed_and_brought_in_again(office: Office, capsys: Any, tmp_path: Path) -> None:
    one = defined(office, "人数", code="people", measure="人")
    for unit, value in (("kexie", 3), ("bureau", 4)):
        told(office, one.indicator_id, unit, MARCH, value)
    for name in ("数字.csv", "数字.xlsx"):
        file = tmp_path / name
        assert run("export", str(file), period="2026-03") == 0
        assert "2 figures written" in capsys.readouterr().out
        assert run("export", str(file), period="2026-03") == 2  # nothing is written over
        assert "choose another name" in capsys.readouterr().err
    sheet = tmp_path / "数字.csv"
    sheet.write_text(sheet.read_text("utf-8-sig").replace(",4,", ",6,"), "utf-8")
    assert run("import", str(sheet), source="统计年鉴") == 0
    assert "2 figures entered" in capsys.readouterr().out
    assert {key[1]: value for key, value in counting().items()} == {"云岭县科学技术协会": 3, "云岭县科学技术局": 6}
    assert [(made.title, made.unit_id) for made in Supply.objects.all()] == [("统计年鉴", office.units["desk"].pk)]
    assert run("import", str(tmp_path / "数字.xlsx"), source="统计年鉴2") == 0
    assert {key[1]: value for key, value in counting().items()}["云岭县科学技术局"] == 4
    assert Entry.objects.filter(step="export", subject="indicators").count() == 2


@pytest.mark.parametrize(
    ("what", "file", "given", "said"),
    [
        ("add", "", {}, "not a subcommand of luoshi facts"),
        ("rollup", "", {"account": ""}, "the account whose rights apply"),
        ("rollup", "", {"account": "nobody", "period": "2026"}, "no account “nobody”"),
        ("rollup", "", {"period": "2026-13"}, "“2026-13” is not a period"),
        ("rollup", "", {"period": "2026", "code": "none"}, "No indicator has the code “none”"),
        ("rollup", "", {"period": "2026", "unit": "none"}, "no such unit"),
        ("export", "figures.pdf", {}, "not an .xlsx or .csv file"),
        ("export", "/nowhere/figures.csv", {}, "was not written"),
        ("import", "none.csv", {}, "where the figures were read from"),
        ("import", "none.csv", {"source": "年鉴"}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(
    office: Office, capsys: Any, what: str, file: str, given: dict[str, str], said: str
) -> None:
    defined(office, "人数", code="people")
    assert run(what, file, **given) == 2
    assert said in capsys.readouterr().err


def test_a_bad_row_is_named_and_nothing_is_entered(office: Office, capsys: Any, tmp_path: Path) -> None:
    defined(office, "人数", code="people")
    file, code = tmp_path / "年鉴.csv", office.units["town"].code
    file.write_text(f"code,unit,period,value\npeople,{code},2026-03,1\npeople,{code},2026-04,x\n", "utf-8")
    assert run("import", str(file), source="年鉴") == 1
    assert "第 3 行：“x”不是数字" in capsys.readouterr().err or not Supply.objects.exists()
    assert not Supply.objects.exists() and not counting()

"""What an office may set about signing in, and what it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from luoshi.cli.language import load_message_catalogue
from luoshi.site.signin.bounds import SENTENCES, bounded_integer_setting, is_address, line_of_file, one_of


@pytest.mark.parametrize(("words", "value"), [("", 10), (" ", 10), ("8", 8), (" 64 ", 64)])
def test_a_number_within_its_bounds_holds(words: str, value: int) -> None:
    assert (
        bounded_integer_setting({"LUOSHI_X": words}, "LUOSHI_X", 10, 8, 64)
        == bounded_integer_setting({"LUOSHI_X": words}, "LUOSHI_X", 10, 8, 64)
        == value
    )
    assert bounded_integer_setting({}, "LUOSHI_X", 10, 8, 64) == 10


@pytest.mark.parametrize("words", ["7", "65", "-9", "9.5", "ten", "１０", "9999999999"])
def test_any_other_stops_the_start_and_says_what_is_needed(words: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        bounded_integer_setting({"LUOSHI_X": words}, "LUOSHI_X", 10, 8, 64)
    assert str(caught.value) == f"LUOSHI_X={words}: a whole number from 8 to 64 is needed here."


def test_a_word_is_one_of_those_there_are() -> None:
    assert [one_of({"X": word}, "X", "a", ("a", "b")) for word in ("", "b")] == ["a", "b"]
    with pytest.raises(ImproperlyConfigured, match="X=c: one of a, b is needed here"):
        one_of({"X": "c"}, "X", "a", ("a", "b"))


@pytest.mark.parametrize("data", [b"twelve signs", b"\xef\xbb\xbftwelve signs\r\n", b" twelve signs \n\n"])
def test_a_line_of_a_file_is_what_a_person_would_type(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(data)
    assert line_of_file({"X": str(tmp_path / "file")}, "X", 12, 20) == "twelve signs"
    assert line_of_file({}, "X", 12, 20) == line_of_file({"X": " "}, "X", 12, 20) == ""


@pytest.mark.parametrize("data", [b"", b"eleven sign", b"x" * 21, b"x" * 9999, b"two lines of\nsigns", b"\xff" * 12])
def test_a_file_with_anything_else_stops_the_start_and_does_not_show_it(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(ImproperlyConfigured) as caught:
        line_of_file({"X": str(tmp_path / "file")}, "X", 12, 20)
    assert str(caught.value) == f"X={tmp_path / 'file'}: one line of 12 to 20 characters is needed in this file."


FLOORS = {
    "LUOSHI_PASSWORD_LENGTH": "7",
    "LUOSHI_PASSWORD_CLASSES": "2",
    "LUOSHI_PASSWORDS_KEPT": "4",
    "LUOSHI_PASSWORD_DAYS": "181",
    "LUOSHI_LOCK_FAILURES": "6",
    "LUOSHI_LOCK_MINUTES": "4",
    "LUOSHI_IDLE_MINUTES": "61",
    "LUOSHI_IDLE_MINUTES_ADMINISTRATOR": "61",
    "LUOSHI_SESSION_HOURS": "13",
    "LUOSHI_RESET_MINUTES": "61",
    "LUOSHI_SECOND_FACTOR": "never",
    "LUOSHI_INSIDE": "10.0.0.0/33",
}


@pytest.mark.control("8.1.4.1 a", "no setting goes below the assessors' floor")
@pytest.mark.parametrize("name", FLOORS)
def test_no_setting_goes_below_its_floor(name: str) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LUOSHI_")}
    made = [sys.executable, "-c", "import luoshi.site.signin.settings"]
    ran = subprocess.run(made, env=environ | {name: FLOORS[name]}, capture_output=True, text=True)
    assert (ran.returncode, f"{name}={FLOORS[name]}: " in ran.stderr) == (1, True)


@pytest.mark.parametrize(("given", "must"), [({}, "admins"), ({"LUOSHI_DEMO": "1"}, "off")])
def test_administrators_need_a_second_factor_unless_it_is_a_demonstration(given: dict[str, str], must: str) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LUOSHI_")}
    made = [sys.executable, "-c", "from luoshi.site.signin.settings import *; print(SECOND_FACTOR)"]
    ran = subprocess.run(made, env=environ | given, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == must


OUT_OF_BOUNDS = {
    "LUOSHI_BACKUP_HOUR": ("25", "a whole number from 0 to 24 is needed here"),
    "LUOSHI_BACKUP_PASSPHRASE_FILE": ("none/there", "this file cannot be read"),
    "LUOSHI_DIGEST_HOUR": ("eight", "a whole number from 0 to 23 is needed here"),
    "LUOSHI_UPLOAD_MEGABYTES": ("-1", "a whole number from 1 to 100000 is needed here"),
    "LUOSHI_HTTPS": ("yes", "one of 0, 1 is needed here"),
    "LUOSHI_INSIDE": ("10.0.0.0/33", "a network such as 10.0.0.0/8 is needed here"),
    "LUOSHI_ADDRESS": ("luoshi", "an address such as http://luoshi.example:8000 is needed here"),
    "DATABASE_URL": ("mysql://root:hush@db/luoshi", "does not name a usable database"),
}


@pytest.mark.parametrize("name", OUT_OF_BOUNDS)
def test_a_start_with_a_setting_out_of_bounds_ends_with_its_sentence(name: str, tmp_path: Path) -> None:
    value, sentence = OUT_OF_BOUNDS[name]
    environ = {key: text for key, text in os.environ.items() if not key.startswith(("LUOSHI_", "DATABASE_URL"))}
    environ |= {"LUOSHI_DATA": str(tmp_path), "PYTHONUTF8": "1", name: value}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    asked = [sys.executable, "-m", "luoshi.cli", "serve", "--port", "0", "--lang", "en"]
    ended = subprocess.run(asked, env=environ, capture_output=True, encoding="utf-8", timeout=600)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(name) and sentence in ended.stderr and "Nothing was started." in ended.stderr
    assert "hush" not in ended.stderr and not (tmp_path / "luoshi.sqlite3").exists()


def test_every_sentence_stands_in_both_languages() -> None:
    for language in ("zh", "en"):
        stated = {
            key.removeprefix("setting.") for key in load_message_catalogue(language) if key.startswith("setting.")
        }
        assert stated == {*SENTENCES}


@pytest.mark.parametrize(
    "words", ["http://10.0.0.5", "https://luoshi.example:8443/", "http://[::1]:8000", "http://a/b"]
)
def test_an_address_has_a_scheme_and_a_host(words: str) -> None:
    assert is_address(words)


@pytest.mark.parametrize(
    "words",
    ["luoshi", "http://", "//luoshi", "ftp://luoshi", "http://a:port", "http://a?b", "http://u@a"],
)
def test_anything_else_is_no_address(words: str) -> None:
    assert not is_address(words)

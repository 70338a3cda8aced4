"""The keys of an installation: made by what begins one, once, whole or not at all; never by reading settings."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from luoshi.base.forms.fields import EncryptedText
from luoshi.cli import office
from luoshi.cli.language import load_message_catalogue
from luoshi.site import keys
from luoshi.site.demo.folder import OF_OFFICES
from luoshi.site.keys import FILES, SENTENCES, KeysError, create_missing_keys, read_keys, require_keys

SOURCE = Path(__file__).parents[2] / "src"
NAMES = sorted(file.name for file in FILES)
NONE = dict.fromkeys(NAMES, "")
posix = pytest.mark.skipif(sys.platform == "win32", reason="forks")


def run(code: str, data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A fresh process that knows nothing of this run's settings."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("LUOSHI_")}
    around |= {"LUOSHI_DATA": str(data), "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1"} | more
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        around.pop(name, None)
    asked = [sys.executable, *(["-c", code] if code else ["-m", "luoshi.cli"]), *arguments]
    return subprocess.run(asked, env=around, capture_output=True, encoding="utf-8", timeout=600)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


SETTINGS = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'luoshi.site.settings'\n"


def test_reading_the_settings_and_starting_django_writes_nothing(tmp_path: Path) -> None:
    code = SETTINGS + "import django; django.setup(); from django.conf import settings; print(settings.FIELD_KEYS)"
    for data in (tmp_path, tmp_path / "data"):
        ended = run(code, data)
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "[]\n", "")
    assert names(tmp_path) == []


def test_a_server_of_another_make_is_told_which_command_makes_the_keys(tmp_path: Path) -> None:
    ended = run("import luoshi.site.wsgi", tmp_path)
    assert ended.returncode == 1 and names(tmp_path) == []
    assert ended.stderr.splitlines()[-1].endswith("KeysError: " + SENTENCES["none"].format(folder=tmp_path))


@pytest.mark.parametrize("asked", [["doctor"], ["journal", "head"], ["reset-link", "admin"]])
def test_a_command_that_looks_at_an_office_begins_none(asked: list[str], tmp_path: Path) -> None:
    ended = run("", tmp_path, *asked, "--lang", "en")
    wanted = f"There is no database {tmp_path / 'luoshi.sqlite3'} yet: luoshi serve creates it."
    assert ended.returncode == 1 and ended.stderr.startswith(wanted) and ended.stderr.count("\n") == 1
    assert names(tmp_path) == []


def test_a_link_is_signed_only_with_a_key(tmp_path: Path) -> None:
    (tmp_path / "luoshi.sqlite3").touch()
    ended = run("", tmp_path, "reset-link", "admin", "--lang", "en")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"There are no keys in {tmp_path}: luoshi serve creates them.")


@pytest.mark.control("8.1.4.7-8", "keys lie outside of the database, for their owner alone")
def test_keys_are_made_for_their_owner_alone_and_stay(tmp_path: Path) -> None:
    data = tmp_path / "a" / "data"
    assert read_keys(data, {}) == NONE and not data.exists()
    create_missing_keys(data, {})
    made = read_keys(data, {})
    assert names(data) == NAMES and len(made["secret.key"]) >= 64 and Fernet(made["field.keys"])
    assert all((data / name).stat().st_mode & 0o777 == 0o600 for name in NAMES) or sys.platform == "win32"
    create_missing_keys(data, {})
    require_keys(data, {})
    assert read_keys(data, {}) == made


def test_a_demonstration_takes_no_folder_that_holds_a_key() -> None:
    assert set(NAMES) < set(OF_OFFICES)


def test_what_the_surroundings_name_is_not_made(tmp_path: Path) -> None:
    around = {file.variable: f"{file.new()} {file.new()}" for file in FILES}
    create_missing_keys(tmp_path, around)
    assert read_keys(tmp_path, around) == {file.name: around[file.variable] for file in FILES} and names(tmp_path) == []
    create_missing_keys(tmp_path, around | {"LUOSHI_FIELD_KEYS": " "})
    assert names(tmp_path) == ["field.keys"]


EIGHT = """
import os, sys, time
from pathlib import Path
from luoshi.site import keys
if sys.argv[2] == "without links":
    def link(*_): raise PermissionError(1, "no links on this file system")
    os.link = link
data, go, told = Path(sys.argv[1]), Path(sys.argv[1] + ".go"), []
ready, tell = os.pipe()
for number in range(8):
    out, into = os.pipe()
    if not os.fork():
        os.write(tell, b".")
        while not go.exists(): pass
        keys.create_missing_keys(data, {})
        os.write(into, repr(keys.read_keys(data, {})).encode())
        os._exit(0)
    told.append(out)
for number in range(8): os.read(ready, 1)
go.touch()
found = [os.read(out, 1000) for out in told]
for number in range(8): os.wait()
go.unlink()
print(len(found), len(set(found)), *sorted(os.listdir(data)))
"""


@posix
@pytest.mark.parametrize("way", ["with links", "without links"])
def test_eight_that_start_at_once_find_one_key(way: str, tmp_path: Path) -> None:
    for number in range(3):
        ended = run(EIGHT, tmp_path, str(tmp_path / str(number)), way)
        assert (ended.stdout, ended.stderr) == (f"8 1 {' '.join(NAMES)}\n", ""), number


KILLED = """
import os, sys
from pathlib import Path
from luoshi.site import keys
if sys.argv[2] == "without links":
    def link(*_): raise PermissionError(1, "no links on this file system")
    os.link = link
os.fsync = lambda _handle: None  # a kill takes nothing from what the system holds
def killed(at, data):
    left = at
    def trace(frame, event, _arg):
        nonlocal left
        if frame.f_code.co_filename != keys.__file__: return None
        frame.f_trace_opcodes = True  # so also between any two calls of the system
        if event == "opcode":
            left -= 1
            if not left: os._exit(9)
        return trace
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    sys.settrace(trace)
    keys.create_missing_keys(data, {})
    os._exit(0)
at, seen = 1, set()
while killed(at, data := Path(sys.argv[1]) / str(at)):
    before = keys.read_keys(data, {})  # an empty or half a key would raise
    seen.add(sum(map(bool, before.values())))
    keys.create_missing_keys(data, {})
    after = keys.read_keys(data, {})
    assert all(after.values()) and all(before[name] in ("", after[name]) for name in after), at
    assert sorted(os.listdir(data)) == sorted(after), (at, os.listdir(data))
    at += 1
print(at > 200, sorted(seen) == list(range(len(keys.FILES) + 1)))
"""


@posix
@pytest.mark.parametrize("way", ["with links", "without links"])
def test_a_start_that_is_killed_at_any_instruction_leaves_a_whole_key_or_none(way: str, tmp_path: Path) -> None:
    ended = run(KILLED, tmp_path, str(tmp_path), way)
    assert (ended.stdout, ended.stderr) == ("True True\n", "")


def test_a_start_that_is_broken_off_takes_away_what_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keys.os, "fsync", full)
    with pytest.raises(KeysError) as error:
        create_missing_keys(tmp_path, {})
    assert (error.value.code, error.value.values) == (
        "unwritten",
        {"path": str(tmp_path / FILES[0].name), "why": "ENOSPC"},
    )
    assert names(tmp_path) == []


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


UNFIT: dict[str, tuple[str, Callable[[Path], object]]] = {
    "empty": ("empty", lambda path: path.write_bytes(b"")),
    "blank": ("empty", lambda path: path.write_bytes(b" \n")),
    "a folder": ("unread", as_folder),
    "no text": ("damaged", lambda path: path.write_bytes(b"\xff\xfe\x00key")),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", UNFIT)
def test_a_key_file_that_cannot_be_used_is_named_and_never_replaced(what: str, name: str, tmp_path: Path) -> None:
    create_missing_keys(tmp_path, {})
    code, spoil = UNFIT[what]
    spoil(tmp_path / name)
    before = None if what == "a folder" else (tmp_path / name).read_bytes()
    create_missing_keys(tmp_path, {})
    for ask in (read_keys, require_keys):
        with pytest.raises(KeysError) as error:
            ask(tmp_path, {})
        assert error.value.code == code and error.value.values["path"] == str(tmp_path / name)
        assert str(tmp_path / name) in str(error.value)
    assert names(tmp_path) == NAMES and (before is None or (tmp_path / name).read_bytes() == before)


def test_what_is_no_key_for_fields_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    create_missing_keys(tmp_path, {})
    whole = (tmp_path / "field.keys").read_text()
    (tmp_path / "field.keys").write_text(whole[:-9])
    with pytest.raises(KeysError, match=r"field\.keys contains something other than keys"):
        read_keys(tmp_path, {})
    with pytest.raises(KeysError, match="LUOSHI_FIELD_KEYS contains something other than keys"):
        read_keys(tmp_path, {"LUOSHI_FIELD_KEYS": f"{whole} mine"})


@pytest.mark.parametrize(("language", "said"), [("zh", "密钥文件 {} 是空的。"), ("en", "The key file {} is empty.")])
def test_a_start_with_an_empty_key_ends_with_a_sentence(language: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "field.keys").touch()
    ended = run("", tmp_path, "serve", "--port", "0", "--lang", language)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(said.format(tmp_path / "field.keys"))
    assert (tmp_path / "field.keys").read_bytes() == b"" and not (tmp_path / "luoshi.sqlite3").exists()


def test_every_sentence_stands_in_both_languages() -> None:
    for language in ("zh", "en"):
        assert {key for key in load_message_catalogue(language) if key.startswith("keys.")} == {
            f"keys.{code}" for code in SENTENCES
        }


@pytest.mark.control("8.1.4.7-8", "without a key nothing is written in the clear instead")
def test_without_a_key_nothing_is_encrypted(settings: pytest.FixtureRequest) -> None:
    settings.FIELD_KEYS = []  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="luoshi serve makes them"):
        EncryptedText().get_prep_value("138 0000 0000")


def test_serve_and_work_begin_and_no_other_command(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(office, "start_django", lambda *_, begins=False, **_more: begun.append(begins))
    serve = {"demo": False, "look": False, "working": True, "language": "en"}
    assert office.run_serve_command("", 0, "", **serve) == office.run_work_command("", language="en") == 1
    assert begun == [True, True]
    begun.clear()
    assert (
        office.run_doctor_command("", language="en") == office.run_reset_link_command("admin", "", language="en") == 1
    )
    assert office.run_journal_command("head", "", "", "", with_page=False, data="", language="en") == 1
    assert begun == [False] * 3

"""A backup with a pass phrase is open to nobody without it, and one that somebody altered or signed anew is refused."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as of_tests

from full import FULL
from kept_backups import contents, refused, written
from kept_offices import KEPT, run, unpacked
from luoshi.cli import pass_phrases
from luoshi.site import keys, signing
from luoshi.site.backup import envelope
from luoshi.site.backup.actions import backup_restoration
from luoshi.site.backup.archive import BackupArchive, open_encrypted_writer
from luoshi.site.backup.errors import BackupError

PHRASE = "七个不相干的词连成一句口令"
OFFICE = KEPT / "0.1.0.postgresql.zip"
SQLITE = of_tests.DATABASES["default"]["ENGINE"].endswith("sqlite3")
sqlite = pytest.mark.database("sqlite")


# The file


@pytest.fixture
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pass phrase that is quick to try, and pieces of which a small backup has several."""
    monkeypatch.setattr(envelope, "WORK", 1)
    monkeypatch.setattr(envelope, "PIECE", 5000)


def locked(path: Path, data: bytes) -> Path:
    """A file with this content, encrypted."""
    with open(path, "wb") as file, open_encrypted_writer(file, PHRASE) as out:
        out.write(data)
    return path


@sqlite
def test_a_file_without_its_phrase_cut_off_or_changed_in_any_piece_is_refused(
    easy: None, empty: Path, tmp_path: Path, settings: Any
) -> None:
    place = locked(tmp_path / "b.zip.age", OFFICE.read_bytes())
    assert refused(place, empty).code == "locked"
    settings.BACKUP_PASSPHRASE = PHRASE + "!"
    assert refused(place, empty).code == "phrase"
    settings.BACKUP_PASSPHRASE = PHRASE
    data = place.read_bytes()
    first, length = envelope.read_envelope_head(io.BytesIO(data)).end() + envelope.NONCE, envelope.PIECE + envelope.TAG
    for end in (0, 9, first - 40, first, first + length, len(data) - length, len(data) - 1):
        place.write_bytes(data[:end])
        assert refused(place, empty).code == ("no_backup" if end < len(envelope.INTRO) else "cut"), end
    pieces = range(first, len(data), length)
    assert len(pieces) > 2
    for at in (*pieces, len(data) - 1):
        place.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert refused(place, empty).code in ("cut", "damaged"), at
    place.write_bytes(data)
    with BackupArchive(place, [PHRASE]) as archive:
        assert len(list(archive.check())) > 5 and archive.phrase == PHRASE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip.age"]  # nothing was laid beside it


@sqlite
def test_a_phrase_is_asked_for_only_where_it_is_needed_and_not_without_end(
    easy: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: Any
) -> None:
    asked: list[str] = []
    answers = iter(["wrong", "wrong again", PHRASE, "a", "b", "c", "d"])
    monkeypatch.setattr(pass_phrases, "_is_terminal", lambda: True)
    monkeypatch.setattr(pass_phrases.getpass, "getpass", lambda words: asked.append(words) or next(answers))
    asking = pass_phrases.decryption_phrases("en")
    with BackupArchive(OFFICE, asking(OFFICE)):
        assert asked == []
    place = locked(tmp_path / "b.zip.age", OFFICE.read_bytes())
    for _time in range(2):  # what opened it once is tried again
        with BackupArchive(place, asking(place)):
            assert asked == [f"Passphrase of {place}: "] * 3
    assert capsys.readouterr().err == f"That is not the passphrase of {place}.\n" * 2
    settings.BACKUP_PASSPHRASE = "of another year"
    with pytest.raises(BackupError, match="phrase"):
        BackupArchive(place, pass_phrases.decryption_phrases("en")(place))
    assert len(asked) == 6


@sqlite
def test_a_new_phrase_is_long_enough_and_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[str] = []
    monkeypatch.setattr(pass_phrases, "_is_terminal", lambda: True)
    monkeypatch.setattr(pass_phrases.getpass, "getpass", lambda _words: answers.pop(0))
    for said, code in (
        (["short"], "phrase_length"),
        ([PHRASE, PHRASE + "x"], "phrases_differ"),
        ([""], "phrase_length"),
    ):
        answers[:] = said
        with pytest.raises(BackupError, match=code):
            pass_phrases.choose_pass_phrase("en")
    answers[:] = [PHRASE, f" {PHRASE} "]
    assert pass_phrases.choose_pass_phrase("zh") == PHRASE


@sqlite
def test_a_line_of_standard_input_is_a_phrase_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{PHRASE}\r\nmore".encode())))
    assert pass_phrases.choose_pass_phrase("en") == PHRASE
    for nobody in (io.TextIOWrapper(io.BytesIO(b"\xff\n")), io.TextIOWrapper(io.BytesIO()), None):
        monkeypatch.setattr(sys, "stdin", nobody)
        assert list(pass_phrases.decryption_phrases("en")(OFFICE)) == []


# The signature


def signed(path: Path, key: str, *, signature: bool = True, **changes: Any) -> Path:
    """The kept backup, signed with a key; then its list is changed, or the signature taken out."""
    parts = contents(OFFICE)
    said = {**json.loads(parts["manifest.json"]), "signer": signing.print_of_key(key)}
    data = json.dumps(said).encode()
    more = {signing.NAME: signing.sign_manifest(key, data)} if signature else {}
    changed = json.dumps({**said, **changes}).encode() if changes else data
    return written(path, {**parts, "manifest.json": changed, **more})


@sqlite
@pytest.mark.control("8.1.4.9", "a backup is signed; one that was altered or signed with another key is refused")
def test_a_backup_that_was_altered_or_signed_by_another_is_refused(empty: Path, tmp_path: Path) -> None:
    place, own, other = tmp_path / "b.zip", "11" * 32, "22" * 32
    of_other = signing.print_of_key(other)
    for altered, code in (
        ({"office": "云岭县督查室"}, "signature"),
        ({"signer": of_other}, "signature"),
        ({"signer": ""}, "signature"),
        ({"signature": False}, "signature_gone"),
    ):
        assert refused(signed(place, own, **altered), empty).code == code, altered
    parts = contents(signed(place, own))
    for words in (b"", b"\xff", b"x y", b"00 " * 70, b"00" * 32 + b" " + b"00" * 64, parts[signing.NAME][:-3]):
        assert refused(written(place, {**parts, signing.NAME: words}), empty).code == "signature", words
    empty.mkdir()
    (empty / signing.KEY).write_text(own)
    found = refused(signed(place, other), empty)
    assert (found.code, found.values["print"]) == ("other_signer", of_other)


@sqlite
def test_whose_signature_it_is_is_known_where_a_key_is_there_or_came_along(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    with BackupArchive(signed(tmp_path / "b.zip", "11" * 32)) as archive:
        manifest = archive.manifest
    with BackupArchive(OFFICE) as archive:
        unsigned = archive.manifest
    assert not backup_restoration.refuse_other_signer(manifest)
    assert backup_restoration.refuse_other_signer(manifest, {signing.KEY: b"22" * 32 + b" " + b"11" * 32})
    (tmp_path / signing.KEY).write_text("11" * 32)
    assert backup_restoration.refuse_other_signer(manifest) and not backup_restoration.refuse_other_signer(unsigned)
    (tmp_path / signing.KEY).write_text("33" * 32 + "\n" + "11" * 32)  # a new one before it
    assert backup_restoration.refuse_other_signer(manifest)
    with pytest.raises(BackupError, match="other_keys"):
        backup_restoration.refuse_other_signer(manifest, {signing.KEY: b"no key"})


# The commands


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """An office that has a pass phrase, and its backup with a file of keys."""
    place = tmp_path_factory.mktemp("office")
    data = unpacked(place / "data")
    keys.create_missing_keys(data, {})
    (place / "phrase").write_text(PHRASE + "\n", encoding="utf-8")
    around = {"LUOSHI_BACKUP_PASSPHRASE_FILE": str(place / "phrase")}
    asked = ["backup", f"{place}/made/", "--keys", str(place / "keys.age"), "--data", str(data), "--lang", "en"]
    done = run("-m", "luoshi.cli", *asked, data=data, **around)
    assert done.returncode == 0, done.stderr
    (file,) = (place / "made").iterdir()
    return {"place": place, "data": data, "file": file, "around": around, "done": done}


def restored(office: dict[str, Any], name: str, phrase: str, **around: str) -> tuple[int, str, Path]:
    """A restore into a new folder, with the pass phrase as a line of standard input."""
    data: Path = office["place"] / name
    program = (
        "import sys, io; sys.stdin = io.TextIOWrapper(io.BytesIO(sys.argv.pop(1).encode()));"
        "from luoshi.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    asked = ["restore", str(office["file"]), "--keys", str(office["place"] / "keys.age"), "--data", str(data)]
    done = run("-c", program, phrase, *asked, "--lang", "en", data=data, **around)
    return done.returncode, done.stdout + done.stderr, data


@sqlite
@pytest.mark.control("8.1.4.9", "with a pass phrase nothing of a backup can be read without it")
def test_a_backup_with_a_phrase_shows_nothing_and_says_so(office: dict[str, Any]) -> None:
    file: Path = office["file"]
    assert file.name.startswith("luoshi-") and file.name.endswith(".zip.age")
    for path in (file, office["place"] / "keys.age"):
        raw = path.read_bytes()
        assert raw.startswith(envelope.INTRO) and not zipfile.is_zipfile(path)
        assert not any(words in raw for words in (b"PK\x03\x04", b"manifest", b"tables/", b"keys/", PHRASE.encode()))
        assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
    told = office["done"].stdout
    key = (office["data"] / signing.KEY).read_text()
    assert "It is encrypted" in told and f"Signed with this office's key {signing.print_of_key(key)}" in told
    with BackupArchive(file, [PHRASE]) as archive:
        assert len(list(archive.check())) > 5 and archive.manifest.signer == signing.print_of_key(key)
    kept = b"".join(path.read_bytes() for path in office["data"].rglob("*") if path.is_file())
    assert PHRASE not in told + office["done"].stderr and PHRASE.encode() not in kept


@sqlite
def test_a_restore_without_the_phrase_leaves_nothing(office: dict[str, Any]) -> None:
    for phrase, words in (("", "is encrypted, and no passphrase was given"), (PHRASE[:-1], "does not open")):
        status, told, data = restored(office, "refused", phrase)
        assert status == 1 and words in told and "Traceback" not in told
        assert not data.exists() or not any(data.iterdir())


@pytest.mark.database
@pytest.mark.skipif(SQLITE and not FULL, reason="to make every table takes ten seconds")
def test_a_restore_with_the_phrase_brings_all_back(office: dict[str, Any]) -> None:
    if SQLITE:
        status, told, data = restored(office, "restored", PHRASE)
    else:
        import psycopg

        name = f"luoshi_encrypted_{os.getpid()}"
        with psycopg.connect(of_tests.URL, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            url = urlsplit(of_tests.URL)._replace(path=f"/{name}").geturl()
            status, told, data = restored(office, "restored", PHRASE, DATABASE_URL=url)
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert status == 0, told
    assert "The journal is intact." in told and "Signed with this office's key" in told and PHRASE not in told
    assert {path.name for path in data.iterdir()} >= {file.name for file in keys.FILES}
    assert not any(zipfile.is_zipfile(path) for path in data.rglob("*") if path.suffix in (".zip", ".age", ".tmp"))


@sqlite
@pytest.mark.full
def test_a_drill_and_an_upgrade_with_its_way_back_need_no_question(office: dict[str, Any]) -> None:
    here = ["--data", str(office["data"]), "--lang", "en"]
    done = run("-m", "luoshi.cli", "drill", str(office["file"]), *here, data=office["data"], **office["around"])
    assert done.returncode == 0, done.stdout + done.stderr
    done = run("-m", "luoshi.cli", "upgrade", *here, data=office["data"], **office["around"])
    assert done.returncode == 0, done.stdout + done.stderr
    (kept,) = (office["data"] / "backups").iterdir()
    assert kept.name.startswith("luoshi-before-upgrade-") and kept.read_bytes().startswith(envelope.INTRO)
    done = run("-m", "luoshi.cli", "upgrade", "--back", *here, data=office["data"], **office["around"])
    assert done.returncode == 0, done.stdout + done.stderr


KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from luoshi.site.backup.actions.backup_creation import create_backup
for at in (1, 30, 60, 90):
    child = os.fork()
    if not child:
        for number, _done in enumerate(create_backup(Path(sys.argv[1]), at=timezone.localtime(), told=False)):
            if number == at:
                os.kill(os.getpid(), signal.SIGKILL)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL, at
"""


@sqlite
@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows knows neither fork nor SIGKILL")
def test_what_a_killed_backup_leaves_is_encrypted(office: dict[str, Any]) -> None:
    place = office["place"] / "killed"
    done = run("-c", KILLED, str(place / "office.zip.age"), data=office["data"], **office["around"])
    assert done.returncode == 0, done.stderr
    left = list(place.iterdir())
    assert len(left) == 4 and all(path.name.endswith(".tmp") for path in left)
    for raw in (path.read_bytes() for path in left):
        assert (raw == b"" or raw.startswith(envelope.INTRO)) and b"PK\x03\x04" not in raw and b"tables/" not in raw

"""No key is made for a database that knows another, and nothing starts with keys that are not those of the database."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings

from appeal_factory import filed
from luoshi.base.errors import OrgError
from luoshi.base.forms.fields import decrypt_text
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from luoshi.org.actors.models import Person, User
from luoshi.org.people.actions import people
from luoshi.site.key_checks import startup_checks
from luoshi.site.key_checks.actions import keep_checks
from luoshi.site.key_checks.startup_checks import refuse_others
from luoshi.site.keys import FILES, KeysError, create_missing_keys, print_of, read_keys
from luoshi.site.models import KeyCheck
from luoshi.site.signin import actions, factors
from office import NOW, Office
from programs import program
from signing import PASSWORD
from test_keys import NAMES, names, run

NEEDED = [file.name for file in FILES if file.needed]
LASTING = [file.name for file in FILES if file.lasting]


def ask(data: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "luoshi.sqlite3")) as asked, asked:
        return asked.execute(query, values).fetchall()


@pytest.fixture
def data(tmp_path: Path, migrated: Path) -> Path:
    """A data folder with keys, in whose database a person stands, and which knows its keys."""
    data = tmp_path / "data"
    shutil.copytree(migrated, data)
    create_missing_keys(data, {})
    words = Fernet(read_keys(data, {})["field.keys"]).encrypt(b"13900000000").decode()
    ask(data, "INSERT INTO org_person (name, initials, phone, email) VALUES ('李新', 'lx', ?, '')", words)
    for key_file in (file for file in FILES if file.needed):
        mark = print_of(key_file.name, read_keys(data, {})[key_file.name]) if key_file.lasting else ""
        ask(data, "INSERT OR IGNORE INTO site_keycheck (file, print) VALUES (?, ?)", key_file.name, mark)
    return data


def refused(data: Path, **more: str) -> tuple[str, str]:
    """Code and key file of the refusal; ("", "") where the keys are right."""
    try:
        refuse_others(data, {"LUOSHI_DATA": str(data)} | more)
    except KeysError as error:
        return error.code, error.values["path"].removeprefix(f"{data}{os.sep}")
    return "", ""


def test_the_keys_of_the_database_are_let_through(data: Path) -> None:
    assert refused(data) == ("", "")
    around = {file.variable: (data / file.name).read_text() for file in FILES}
    for name in NAMES:
        (data / name).unlink()
    assert refused(data, **around) == ("", "")


@pytest.mark.parametrize("name", NEEDED)
def test_a_lost_key_is_named_and_none_is_made(data: Path, name: str) -> None:
    (data / name).unlink()
    assert refused(data) == ("lost", name)


@pytest.mark.parametrize("name", LASTING)
def test_another_key_in_its_place_is_refused_and_one_in_front_of_it_is_not(data: Path, name: str) -> None:
    (file,) = (key_file for key_file in FILES if key_file.name == name)
    before, other = (data / name).read_text(), file.new()
    (data / name).write_text(other)
    assert refused(data) == ("wrong", name)
    assert refused(data, **{file.variable: other}) == ("wrong", file.variable)
    (data / name).write_text(f"{other} {before}")
    assert refused(data) == ("", "")


def test_a_key_that_signs_backups_may_be_lost_and_is_made_anew(data: Path) -> None:
    (data / "signing.key").unlink()
    assert refused(data) == refused(data, DATABASE_URL="postgres://nobody@127.0.0.1:1/never") == ("", "")
    create_missing_keys(data, {})
    assert len(bytes.fromhex((data / "signing.key").read_text())) == 32 and refused(data) == ("", "")


def test_another_secret_for_signatures_only_ends_what_was_signed(data: Path) -> None:
    (data / "secret.key").write_text("another " * 9)
    assert refused(data) == ("", "")


@pytest.mark.parametrize("empty", [False, True])
def test_a_database_from_before_the_checks_needs_the_keys_that_there_were(data: Path, empty: bool) -> None:
    ask(data, "DELETE FROM site_keycheck" if empty else "DROP TABLE site_keycheck")
    assert refused(data) == ("", "")
    for name in ("field.keys", "secret.key"):
        words = (data / name).read_text()
        (data / name).unlink()
        assert refused(data) == ("lost", name)
        (data / name).write_text(words)


def test_where_nothing_is_kept_yet_keys_may_be_made(tmp_path: Path, migrated: Path) -> None:
    assert refused(tmp_path) == refused(tmp_path / "new") == refused(migrated) == ("", "")
    (tmp_path / "luoshi.sqlite3").touch()
    assert refused(tmp_path) == ("", "") and names(tmp_path) == ["luoshi.sqlite3"]


@pytest.mark.parametrize("url", ["postgres://nobody@127.0.0.1:1/never", ""])
def test_where_the_database_cannot_be_asked_no_key_is_made(data: Path, url: str) -> None:
    around = {"DATABASE_URL": url} if url else {}
    if not url:
        (data / "luoshi.sqlite3").write_bytes(b"no database" * 99)
    assert refused(data, **around) == ("", "")  # whoever starts it says so
    (data / "field.keys").unlink()
    assert refused(data, **around) == ("unasked", "field.keys")


@pytest.mark.parametrize("command", ["serve", "work", "doctor", "reset-link"])
def test_every_start_says_in_words_what_is_to_be_put_back(data: Path, command: str) -> None:
    (data / "field.keys").unlink()
    ended = run("", data, command, *(["admin"] if command == "reset-link" else []), "--lang", "en")
    wanted = f"The key file {data / 'field.keys'} is missing, but the database was written under it"
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(wanted) and "Put\nit back from a backup" in ended.stderr
    assert "Traceback" not in ended.stderr and not (data / "field.keys").exists()


def test_a_server_of_another_make_refuses_them_too(data: Path) -> None:
    (data / "field.keys").write_text(Fernet.generate_key().decode())
    ended = run("import luoshi.site.wsgi", data)
    assert ended.returncode == 1 and "lacks the key under which the database was written" in ended.stderr


# What the database learns of its keys, on both databases


@pytest.fixture
def found(office: Office, settings: Settings) -> dict[str, str]:
    people.enter_person("李新", PROGRAM, at=NOW, phone="13900000001")
    return {file.name: file.new() for file in FILES} | {"field.keys": " ".join(settings.FIELD_KEYS)}


def kept() -> set[tuple[str, str]]:
    return set(KeyCheck.objects.values_list("file", "print"))


def test_the_database_learns_each_key_once_and_a_new_one_beside_it(found: dict[str, str]) -> None:
    assert keep_checks(found) == keep_checks(found) == []
    lasting = {(name, print_of(name, found[name])) for name in LASTING}
    assert kept() == lasting | {("secret.key", "")}
    new = Fernet.generate_key().decode()
    assert keep_checks(found | {"field.keys": f"{new} {found['field.keys']}"}) == []
    assert kept() == lasting | {("field.keys", print_of("field.keys", new)), ("secret.key", "")}
    assert not any(found["field.keys"] in print for _file, print in kept())


def test_an_older_database_that_these_keys_do_not_read_learns_none(found: dict[str, str], settings: Settings) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert "org_person.phone" in keep_checks(found | {"field.keys": settings.FIELD_KEYS[0]})
    assert kept() == set()


def test_its_driver_reads_what_the_database_learned(real_office: Office, settings: Settings) -> None:
    found = {file.name: file.new() for file in FILES} | {"field.keys": " ".join(settings.FIELD_KEYS)}
    keep_checks(found)
    told = connection.settings_dict
    user = f"{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}" if told["USER"] else ""
    url = f"postgres://{user}/{told['NAME']}" if user else f"sqlite:///{told['NAME']}"
    assert sorted(startup_checks.stored_key_checks(url)) == sorted(kept())
    KeyCheck.objects.all().delete()
    assert startup_checks.stored_key_checks(url) == [(name, "") for name in startup_checks.BEFORE_CHECKS]


# What cannot be decrypted


@pytest.fixture
def lost(office: Office, settings: Settings) -> Iterator[Callable[[], Person]]:
    """Takes the key away under which a person's number stands, and asks for the person."""
    made = people.enter_person("李新", PROGRAM, at=NOW, phone="13900000001")
    before = list(settings.FIELD_KEYS)

    def person() -> Person:
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
        return Person.objects.get(pk=made.pk)

    yield person
    settings.FIELD_KEYS = before
    assert Person.objects.get(pk=made.pk).phone == "13900000001"


@pytest.fixture
def shown(office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with an appeal whose speaker stands under a key that is gone."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    filed(office, 1)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    return office


GONE = "（无法解密：缺少密钥）"


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(person=office.people[who]), "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_page_says_so_and_lives(shown: Office) -> None:
    (pk,) = Appeal.objects.values_list("pk", flat=True)
    desk, admin = signed_in(shown, "supervisor"), signed_in(shown, "admin")
    person = f"/people/{shown.people['clerk'].pk}/"
    for client, page in ((desk, f"/appeals/{pk}/"), (admin, person), (admin, "/people/")):
        answer = client.get(page)
        assert (answer.status_code, GONE in answer.text) == (200, True)
    look = desk.post(f"/appeals/{pk}/look/", {"reason": "回访"})
    assert (look.status_code, GONE in look.text) == (200, True)
    assert admin.post(f"{person}look/", {"reason": "回访"}).text.count(GONE) == 1


def test_the_api_and_a_sheet_say_so(shown: Office) -> None:
    (pk,) = Appeal.objects.values_list("pk", flat=True)
    answer = program(shown, "supervisor").get(f"appeals/{pk}")
    said = "(cannot be decrypted: its key is missing)"
    assert answer.data["protected"] == {"speaker": said, "contact": said}
    looked = program(shown, "supervisor", at=NOW + timedelta(1)).post(f"appeals/{pk}/look", {"reason": "回访"})
    assert looked.data["protected"] == answer.data["protected"]
    sheet = b"".join(signed_in(shown, "supervisor").post("/appeals/export/").streaming_content)
    cells = [cell.value for row in load_workbook(BytesIO(sheet)).worksheets[0].iter_rows() for cell in row]
    assert cells.count(GONE) == 2


def test_a_step_goes_on_and_what_needs_the_words_is_refused(shown: Office) -> None:
    with pytest.raises(OrgError) as error:
        decrypt_text(Appeal.objects.get().speaker)
    assert error.value.code == "undecrypted" and "field.keys" in error.value.remedy
    given = {"grade": "urgent", "unit": shown.units["kexie"].pk}
    take(Appeal.objects.get(), "assign", shown.actor("supervisor"), given, at=NOW)
    found = Appeal.objects.get()
    assert (found.state, found.speaker) == ("assigned", GONE)


def test_a_second_factor_that_cannot_be_checked_says_what_to_do(office: Office, settings: Settings) -> None:
    user = User.objects.get(username="clerk")
    actions.add_factor(user, "JBSWY3DPEHPK3PXP", 0, PROGRAM, at=NOW)
    assert factors.codes_left(user) == 10
    settings.FIELD_KEYS, client = [Fernet.generate_key().decode()], Client()
    page = client.post("/sign-in/", {"username": "clerk", "password": PASSWORD}, follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"code": "123456"})
    assert (answer.status_code, factors.codes_left(user)) == (422, None)
    assert "这里需要的内容无法解密。" in answer.text


def test_saving_what_cannot_be_decrypted_keeps_it(lost: Callable[[], Person], office: Office) -> None:
    person = lost()
    assert person.phone == "（无法解密：缺少密钥）"
    person.name = "李新新"
    person.save()
    people.correct_person(Person.objects.get(pk=person.pk), "李新", person.phone, "", office.actor("admin"), at=NOW)

"""What must not lie open does not: in the tables, on the disk, in logs; and keys can be changed."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client

from hostile import Address, contents, signed_in
from luoshi.base.forms.fields import Undecrypted
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.models import Payload
from luoshi.org.accounts.actions import accounts
from luoshi.org.actors.models import Person
from luoshi.org.people.actions import people
from office import NOW, Office
from programs import program
from signing import PASSWORD, Clock, sign_in

TELEPHONE = "13987654321"
IDENTITY = "110101199003074477"  # of nobody: a number that only has the right shape
SPEAKER = "欧阳秘言"


@pytest.fixture(autouse=True)
def _at_that_moment(clock: Clock) -> None:
    clock.now = NOW


def told_secrets(office: Office) -> list[str]:
    """What somebody told the office in confidence, and what opens doors; each is in use when this returns."""
    people.enter_person("司空明", PROGRAM, at=NOW, phone=TELEPHONE)
    given = {"title": "路灯不亮", "words": "请修", "channel": "web", "unit": office.units["desk"].pk}
    asks = program(office, "supervisor")
    answer = asks.post("appeals", {"given": {**given, "speaker": SPEAKER, "contact": IDENTITY}})
    assert answer.status_code == 201, answer.data
    link = accounts.create_reset_link("clerk", NOW)
    assert link is not None
    return [TELEPHONE, SPEAKER, IDENTITY, asks.secret, link.rstrip("/").rpartition("/")[2], PASSWORD]


@pytest.mark.control("8.1.4.7-8", "no number, name, token, link or password lies open in any table or database file")
def test_no_table_holds_what_was_told_in_confidence(furnished_office: tuple[Office, list[Address]]) -> None:
    office, _every = furnished_office
    secrets = told_secrets(office)
    assert Person.objects.get(name="司空明").phone == TELEPHONE  # it is there for who may look
    held = {table: "\n".join(rows) for table, rows in contents(without=()).items()}
    assert [(table, secret) for table, rows in held.items() for secret in secrets if secret in rows] == []
    if connection.vendor == "sqlite":
        place = Path(str(connection.settings_dict["NAME"]))
        files = [path.read_bytes() for path in place.parent.glob(place.name + "*")]
        assert [secret for secret in secrets for data in files if secret.encode() in data] == []


@pytest.mark.control("8.1.4.1 c", "no password, token, link, telephone or identity number is logged, at any level")
def test_no_log_holds_them(furnished_office: tuple[Office, list[Address]], caplog: pytest.LogCaptureFixture) -> None:
    for name in ("django", "luoshi", "axes", "allauth", "django_tasks"):
        logging.getLogger(name).propagate = True
    caplog.set_level(logging.DEBUG)
    office, _every = furnished_office
    secrets = told_secrets(office)
    asks, client = program(office, "clerk"), Client()
    sign_in(client, "clerk", "Wrong-2026-x")
    sign_in(client, "clerk")
    link = accounts.create_reset_link("clerk", NOW)
    assert link is not None
    Client().get(link[link.index("/reset/") :], follow=True)
    for path in ("appeals", "nothing", "appeals/999999", f"people?q={'x' * 300}"):
        asks.get(path)
    asks.ask("POST", "appeals", b"{")
    supervisor = signed_in(office, "supervisor")
    made = Person.objects.get(name="司空明")
    supervisor.post(f"/people/{made.pk}/look/", {"reason": "核实联系方式"})
    bad = {"title": "", "speaker": SPEAKER, "contact": IDENTITY}
    assert supervisor.post("/appeals/new/", bad).status_code == 422
    said = "\n".join([caplog.text, *(str(record.__dict__) for record in caplog.records)])
    secrets += [asks.secret, link.rstrip("/").rpartition("/")[2], "Wrong-2026-x"]
    assert len(caplog.records) > 5 and [secret for secret in secrets if secret in said] == []


@pytest.mark.control("8.1.4.7-8", "a new key writes, the old one still reads, and without it nothing is readable")
def test_keys_are_changed_and_old_data_are_read(office: Office, settings: Any) -> None:
    old, new = list(settings.FIELD_KEYS), Fernet.generate_key().decode()
    before = people.enter_person("司空明", PROGRAM, at=NOW, phone=TELEPHONE)
    settings.FIELD_KEYS = [new, *old]
    after = people.enter_person("公孙月", PROGRAM, at=NOW, phone=TELEPHONE)
    assert [Person.objects.get(pk=person.pk).phone for person in (before, after)] == [TELEPHONE, TELEPHONE]
    settings.FIELD_KEYS = [new]
    assert Person.objects.get(pk=after.pk).phone == TELEPHONE
    lost = Person.objects.get(pk=before.pk).phone
    assert isinstance(lost, Undecrypted) and not set(TELEPHONE) & set(lost)
    settings.FIELD_KEYS = [new, *old]  # the old key is put back: nothing was lost
    assert Person.objects.get(pk=before.pk).phone == TELEPHONE


@pytest.mark.control("8.1.4.7-8", "a journal payload holds no protected word in the clear")
def test_no_entry_tells_what_is_protected(office: Office) -> None:
    secrets = told_secrets(office)
    kept = "\n".join(Payload.objects.values_list("data", flat=True))
    assert [secret for secret in secrets if secret in kept] == []

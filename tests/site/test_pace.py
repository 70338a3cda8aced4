"""Who asks too much within a minute is told to wait, by program and by page, whichever process answers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.org.tokens.actions import pace
from luoshi.org.tokens.actions.pace import TooOften, forget_paces, keep_pace
from luoshi.org.tokens.models import Pace, Token
from luoshi.site.api import openapi_description
from office import NOW, Office
from programs import program, said

AT = datetime(2026, 3, 20, 2, 0, 10, tzinfo=UTC)
ASKER = """
import sys, time
import django
django.setup()
from datetime import datetime, UTC
from luoshi.org.tokens.actions.pace import TooOften, keep_pace
print("ready", flush=True)
sys.stdin.readline()
done = 0
for _ in range(300):
    try:
        keep_pace("token:shared", 100, at=datetime(2026, 3, 20, 2, 0, 10, tzinfo=UTC))
        done += 1
    except TooOften:
        pass
print(done, flush=True)
"""


@pytest.fixture(autouse=True)
def _nothing_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    pace._counts.clear()
    yield
    pace._counts.clear()


def taken(key: str, most: int, times: int, at: datetime = AT) -> int:
    """How many of so many requests were let through."""
    done = 0
    for _ in range(times):
        try:
            keep_pace(key, most, at=at)
        except TooOften:
            continue
        done += 1
    return done


@pytest.mark.parametrize("most", [1, 7, 10, 99, 100])
def test_exactly_as_many_as_may_be_are_let_through_in_each_minute(db: None, most: int) -> None:
    assert taken("token:1", most, 2 * most) == most
    assert taken("token:2", most, most) == most  # another's pace is its own
    assert taken("token:1", most, 5, AT + timedelta(seconds=49)) == 0
    assert taken("token:1", most, 2 * most, AT + timedelta(seconds=50)) == most


def test_who_is_refused_is_told_when_to_come_again(db: None) -> None:
    assert taken("token:1", 5, 5) == 5
    with pytest.raises(TooOften) as caught:
        keep_pace("token:1", 5, at=AT + timedelta(seconds=3))
    assert caught.value.seconds == 47
    assert taken("token:1", 5, 1, AT + timedelta(seconds=3 + 47)) == 1


def test_zero_is_no_limit_and_who_asks_seldom_costs_no_query(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert taken("token:1", 0, 1000) == 1000
        assert taken("token:2", 100, 9) == 9


def test_refusing_costs_no_query_either(db: None, django_assert_num_queries: Any) -> None:
    taken("token:1", 20, 20)
    with django_assert_num_queries(0):
        assert taken("token:1", 20, 500) == 0


def test_several_processes_count_together(transactional_db: None, tmp_path: Path) -> None:
    known = connection.settings_dict
    url = f"sqlite:///{known['NAME']}"
    if connection.vendor != "sqlite":
        password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
        url = f"postgres://{known['USER']}{password}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    around = os.environ | {
        "DJANGO_SETTINGS_MODULE": "luoshi.site.settings",
        "LUOSHI_DATA": str(tmp_path),
        "LUOSHI_SECRET_KEY": settings.SECRET_KEY,
        "LUOSHI_FIELD_KEYS": " ".join(settings.FIELD_KEYS),
        "DATABASE_URL": url,
    }
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASKER], env=around, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    try:
        assert [process.stdout.readline() for process in asking if process.stdout] == ["ready\n"] * 3
        for process in asking:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        let = [int(process.communicate(timeout=60)[0]) for process in asking]
    finally:
        for process in asking:
            process.kill()
    assert 100 <= sum(let) <= 100 + 2 * 10, let  # a tenth more at most for each further process
    assert all(number <= 100 for number in let)


@pytest.mark.control("8.1.4.4", "a program that asks too much is told to wait")
def test_a_program_that_asks_too_much_gets_429_and_when_to_ask_again(office: Office, settings: Any) -> None:
    settings.API_PER_MINUTE = 5
    busy, other = program(office, "clerk"), program(office, "head")
    answers = [busy.get("me") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert (said(answers[-1]), answers[-1]["Retry-After"]) == ((429, "too_many"), str(60 - NOW.second))
    assert "5 per minute" in answers[-1].data["what"] and "Retry-After" not in answers[0]
    assert other.get("me").status_code == 200
    assert program(office, "clerk", ["read"]).get("me").status_code == 200  # a limit is a token's, not its person's


def test_what_is_refused_does_nothing(office: Office, settings: Any) -> None:
    settings.API_PER_MINUTE = 1
    asks = program(office, "clerk")
    assert asks.get("me").status_code == 200
    entries = Entry.objects.count()
    given = {"title": "路灯", "words": "不亮", "channel": "web", "unit": office.units["kexie"].pk}
    assert said(asks.post("appeals", {"given": given})) == (429, "too_many")
    assert (Record.objects.count(), Entry.objects.count()) == (0, entries)


def test_in_chinese_it_is_said_in_chinese(office: Office, settings: Any) -> None:
    settings.API_PER_MINUTE = 1
    asks = program(office, "clerk")
    asks.get("me")
    asks.language = "zh-hans"
    assert asks.get("me").data["what"] == "请求过于频繁：每分钟最多1次。"


def test_a_token_of_no_one_is_told_so_and_not_counted(office: Office, settings: Any) -> None:
    settings.API_PER_MINUTE = 1
    asks = program(office, "clerk")
    asks.secret += "x"
    assert [said(asks.get("me")) for _ in range(3)] == [(401, "token.unknown")] * 3
    assert Token.objects.count() == 1


@pytest.mark.control("8.1.4.4", "forms sent faster than any hand are refused")
def test_forms_sent_faster_than_any_hand_are_refused_by_page(office: Office, settings: Any) -> None:
    settings.POSTS_PER_MINUTE = 3
    here, other = Client(), Client()
    here.force_login(office.people["clerk"].user)
    other.force_login(office.people["head"].user)
    answers = [here.post(f"/people/{office.people['head'].pk}/look/", {"reason": "开会"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    assert answers[-1]["Retry-After"] and "每分钟最多3次" in answers[-1].text
    assert [here.get("/people/").status_code for _ in range(9)] == [200] * 9
    assert other.post(f"/people/{office.people['clerk'].pk}/look/", {"reason": "开会"}).status_code == 200
    assert Entry.objects.filter(step="person.look").count() == 4


def test_counts_of_past_minutes_go(db: None) -> None:
    taken("token:1", 10, 5)
    forget_paces(AT + timedelta(minutes=30))
    assert Pace.objects.count() == 1
    forget_paces(AT + timedelta(hours=2))
    assert Pace.objects.count() == 0


def test_every_operation_says_that_it_may_be_refused_so(db: None) -> None:
    operations = [operation for path in openapi_description("en")["paths"].values() for operation in path.values()]
    assert operations and all("429" in map(str, operation["responses"]) for operation in operations)

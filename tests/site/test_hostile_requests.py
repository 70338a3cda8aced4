"""Requests that no browser sends by itself: other hosts, other sites, huge or bent bodies, stolen sessions."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeal_factory import filed
from hostile import changed, contents, harmless, signed_in
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from office import Office
from programs import program
from signing import sign_in

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "///evil.example",
    "javascript:alert(7)",
    "data:text/html,x",
    "/%0d%0aSet-Cookie:x=1",
    "\thttps://evil.example",
    "http://localhost@evil.example/",
]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.mark.control("8.1.4.4", "nobody is led to another site")
@pytest.mark.parametrize("there", ELSEWHERE)
def test_nobody_is_led_to_another_site(office: Office, there: str) -> None:
    own = re.compile(r"/(?![/\\])[^\r\n]*$|$")
    browser = Client()
    browser.get("/sign-in/", {"next": there})
    led = sign_in(browser, "clerk", query=f"?next={there}")
    answers = [
        led,
        Client().post("/sign-in/", {"username": "clerk", "password": "Yunling-2026", "next": there}),
        signed_in(office, "clerk").post("/language/setlang/", {"language": "en", "next": there}),
        signed_in(office, "clerk").post("/language/setlang/", {"language": "en"}, headers={"Referer": there}),
        signed_in(office, "clerk").post("/sign-out/", {"next": there}),
        signed_in(office, "clerk").get("/sign-in/", {"next": there}),
        signed_in(office, "clerk").post("/account/again/", {"password": "Yunling-2026", "next": there}),
        Client().get("/appeals/", headers={"HX-Request": "true", "HX-Current-URL": there}),
        Client().post("/appeals/new/", headers={"Referer": there}),
    ]
    for at, answer in enumerate(answers):
        assert answer.status_code < 500
        if at >= len(answers) - 2:  # where one came from is handed on: only as a place of our own
            assert "evil" not in "".join(answer.headers.get(name, "") for name in ("Location", "HX-Redirect"))
        for name in ("Location", "HX-Redirect"):
            assert own.match(answer.headers.get(name, "")), (at, there, answer.headers[name])
            assert "evil" not in answer.headers.get(name, "").split("?")[0], (at, answer.headers[name])
        assert "x" not in answer.cookies


@pytest.mark.control("8.1.4.4", "a foreign host is refused and not repeated")
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:80@evil.example", "localhost.evil.example", "a" * 300, "[::1", ""]
)
def test_another_host_is_refused_and_not_repeated(office: Office, host: str) -> None:
    client = signed_in(office, "clerk")
    for path in ("/", "/sign-in/", "/api/me", "/static/luoshi/x.css", "/no-such/"):
        answer = client.get(path, headers={"Host": host})
        text = answer.content.decode() if not answer.streaming else ""
        assert answer.status_code in (400, 404) and "evil" not in text + str(answer.headers), (path, host)
    forwarded = client.get("/", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
    assert forwarded.status_code == 200 and "evil" not in harmless(forwarded)


@pytest.mark.control("8.1.4.1 c", "a session that someone else chose is not taken")
def test_a_session_that_someone_else_chose_is_not_taken_and_its_key_changes(office: Office) -> None:
    name = django_settings.SESSION_COOKIE_NAME
    browser = Client()
    browser.cookies[name] = "attackers0chosen0key0attackers00"
    assert sign_in(browser, "clerk").status_code == 302
    first = browser.cookies[name].value
    assert first != "attackers0chosen0key0attackers00" and browser.get("/").status_code == 200
    stolen = Client()
    stolen.cookies[name] = first
    assert stolen.get("/").status_code == 200
    again = Client()
    again.cookies[name] = first
    assert again.post("/sign-out/").status_code == 302
    assert [client.get("/").status_code for client in (browser, stolen)] == [302, 302]
    assert sign_in(browser, "clerk").status_code == 302 and browser.cookies[name].value != first


@pytest.mark.control("8.1.4.1 c", "cookies are for this site alone")
def test_cookies_are_for_this_site_and_with_tls_for_tls_alone() -> None:
    code = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps({n: getattr(s, n) for n in dir(s) if 'COOKIE_' in n or n.startswith('SECURE_')}))"
    )
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "LUOSHI_HTTPS": "1"}
    source = str(Path(__file__).parents[2] / "src")
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=surroundings | {"PYTHONPATH": source, "LUOSHI_SECRET_KEY": "x" * 50},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(told.stdout)
    assert {
        name: found[name] for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY")
    } == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
    }
    assert (found["SESSION_COOKIE_SAMESITE"], found["CSRF_COOKIE_SAMESITE"]) == ("Lax", "Lax")
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000 and found["SECURE_SSL_REDIRECT"] is True
    assert found["LANGUAGE_COOKIE_SECURE"] is True


@pytest.mark.control("8.1.4.1 c", "the session's cookie is out of reach of scripts")
def test_the_sessions_cookie_is_out_of_reach_of_scripts(office: Office) -> None:
    cookie = sign_in(Client(), "clerk").cookies[django_settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


@pytest.mark.control("8.1.4.4", "a file's name stays in its place in the headers")
@pytest.mark.parametrize(
    "name",
    [
        "a\r\nSet-Cookie: x=1.txt",
        'a"; filename="b.txt',
        "a\nb.txt",
        "a\x00.txt",
        "../../etc/passwd.txt",
        "a" * 300 + ".txt",
        "；.txt",
    ],
)
def test_a_files_name_stays_in_its_place_in_the_headers(office: Office, name: str) -> None:
    (record,) = filed(office, 1)
    at = record.opened
    take(record, "assign", office.actor("supervisor"), {"grade": "ordinary", "unit": office.units["kexie"].pk}, at=at)
    sent = SimpleUploadedFile("x.txt", "活动室".encode())
    sent._name = name
    take(record, "answer", office.actor("clerk"), {"answer": "好"}, at=at, files={"files": [sent]})
    answer = signed_in(office, "clerk").get(f"/appeals/{record.pk}/files/{Attachment.objects.get().pk}/")
    harmless(answer)
    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment") and not set(header) & {"\r", "\n", "\x00"}
    assert re.sub('"[^"]*"', "", header).count("filename") == 1 and "/" not in header and not answer.cookies.get("x")
    Attachment.objects.update(name=name.replace("\x00", "")[:120])  # as if it had been let in
    answer = signed_in(office, "clerk").get(f"/appeals/{record.pk}/files/{Attachment.objects.get().pk}/")
    assert not set(answer.headers["Content-Disposition"]) & {"\r", "\n"}


@pytest.mark.control("8.1.4.4", "too many or too long values are refused in words")
@pytest.mark.parametrize(
    ("given", "statuses"),
    [
        ({f"field{at}": "x" for at in range(1001)}, {400}),
        ({"title": "题" * 7_000_000}, {400, 413}),
        ({"title": "题" * 100_000, "words": "词" * 1_000_000}, {422}),
    ],
    ids=["many fields", "20 MB of words", "a million characters"],
)
def test_what_is_too_much_is_refused_in_words(office: Office, given: dict[str, str], statuses: set[int]) -> None:
    client, before = signed_in(office, "supervisor"), contents()
    answer = client.post("/appeals/new/", given)
    harmless(answer)
    assert answer.status_code in statuses and changed(before, contents()) == {}


DEEP = 100_000
BODIES = {
    "deep lists": b'{"given": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"given":' * DEEP + b"1" + b"}" * DEEP,
    "unclosed": b"[" * 500_000,
    "a long number": b'{"seen": ' + b"9" * 100_000 + b"}",
    "a large exponent": b'{"seen": 1e100000, "given": {}}',
    "a NUL": b'{"given": {"title": "\\u0000", "unit": "\\u0000", "words": "\\u0000"}}',
    "half a pair": b'{"given": {"title": "\\ud800"}}',
    "many keys": b'{"given": {' + b",".join(b'"k%d": 1' % at for at in range(50_000)) + b"}}",
    "keys twice": b'{"given": {"title": "a", "title": "b"}, "given": {}}',
    "more than a megabyte": b'{"given": {"title": "' + b"a" * 1_100_000 + b'"}}',
    "no UTF-8": b'{"given": "\xff\xfe"}',
    "a prototype": b'{"__proto__": {"admin": true}, "given": {"__class__": "x", "kind": "y", "state": "closed"}}',
}


@pytest.mark.control("8.1.4.4", "bent JSON gets an answer and nothing else")
@pytest.mark.parametrize("body", BODIES)
def test_bent_json_gets_an_answer_and_nothing_else(office: Office, body: str) -> None:
    (record,) = filed(office, 1)
    programs = {who: program(office, who, at=_now()) for who in ("supervisor", "clerk")}
    before = contents(without=("django_session", "org_token", "org_tokenuse"))
    last = Entry.objects.latest("pk").pk
    for path in ("appeals", f"appeals/{record.pk}/steps/assign", f"appeals/{record.pk}/look"):
        for asks in programs.values():
            answer = asks.ask("POST", path, BODIES[body])
            assert answer.status_code in (400, 403, 404, 409, 413, 422), (path, answer.status_code, answer.data)
            harmless(answer, (path, body))
            assert len(answer.content) < 100_000
    after = contents(without=("django_session", "org_token", "org_tokenuse"))
    assert set(changed(before, after)) <= {"records_entry", "records_payload", "records_unsealed"}
    steps = set(Entry.objects.filter(pk__gt=last).values_list("step", flat=True))
    assert steps <= {"token.use", Entry.REFUSED, "look.refused"} and Appeal.objects.get().state == "received"


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


@pytest.mark.control("8.1.4.4", "paths lead to no file")
@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/..%2f..%2fsettings.py",
        "/static/%2e%2e/%2e%2e/secret_key",
        "/static//etc/passwd",
        "/static/luoshi/../../../settings.py",
        "/static/..\\..\\settings.py",
        "/static/%00",
        "/static/luoshi/%00.css",
        "/help/../../etc/passwd/",
        "/help/..%2f..%2fsettings/",
        "/help/%2e%2e/",
        "/values/../",
        "/values/..%2f/",
        "/appeals/1/files/../../../",
        "/appeals/%2e%2e/",
        "/files/ab/" + "0" * 64,
        "/data/luoshi.sqlite3",
        "/.git/config",
        "/units/import/..%2f..%2fx/",
        "/first/..%2f/",
        "//evil.example/..",
        "/" + "a/" * 2000,
        "/" + "%F0%9F%92%A3" * 300 + "/",
        "/%ff%fe/",
    ],
)
def test_paths_lead_to_no_file_and_to_no_error(office: Office, path: str) -> None:
    for who in ("admin", None):
        answer = signed_in(office, who).get(path)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code in (301, 302, 400, 404, 410), (path, answer.status_code)
        assert not re.search(rb"INSTALLED_APPS|root:x:|SQLite format|\[core\]", text)
        assert not answer.headers.get("Location", "").startswith(("//", "http"))


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "head"])
def test_other_methods_change_nothing(office: Office, method: str) -> None:
    (record,) = filed(office, 1)
    client, before = signed_in(office, "supervisor"), contents()
    for path in (
        "/",
        "/appeals/",
        f"/appeals/{record.pk}/",
        f"/appeals/{record.pk}/assign/",
        "/units/",
        "/people/",
        "/journal/",
    ):
        answer = getattr(client, method)(path)
        harmless(answer, (method, path))
        assert answer.status_code in (200, 403, 404, 405), (method, path)
        tricked = client.get(path, headers={"X-HTTP-Method-Override": method.upper()})
        assert tricked.status_code in (200, 404)
    assert changed(before, contents()) == {}

"""``luoshi serve --demo`` as a person starts it: quickly there, kept on the next start, never in another's folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from luoshi.cli import office
from luoshi.site.demo import folder

SOON = 20  # s, on a machine that does nothing else
SLACK = 12  # times that, for machines that do
pytestmark = pytest.mark.database("sqlite")  # a demonstration is always a file in its folder


def command(data: Path, *more: str) -> subprocess.Popen[str]:
    asked = [sys.executable, "-m", "luoshi.cli", "serve", "--port", "0", "--lang", "en", "--data", str(data), *more]
    around = {name: value for name, value in os.environ.items() if not name.startswith("LUOSHI_")}
    around |= {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/never"}
    around.pop("PYTHONUNBUFFERED", None)  # the link stands in a pipe at once, too
    around.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=around)


@contextmanager
def served(data: Path, *more: str) -> Iterator[tuple[str, list[str]]]:
    """The address and what was said, once it answers."""
    process = command(data, *more)
    said: list[str] = []
    there = threading.Event()

    def read() -> None:
        for line in process.stdout or ():
            said.append(line.strip())
            if re.search(r"http://localhost:\d+/$", line.strip()):
                there.set()
        there.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        assert there.wait(SOON * SLACK), said
        found = [match[0] for line in said if (match := re.search(r"http://localhost:\d+/", line))]
        assert found, said
        yield found[0], said
    finally:
        process.terminate()
        process.wait(20)
        reader.join(20)


def browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def read(opened: OpenerDirector, url: str, **sent: str) -> str:
    page: str = opened.open(url, urlencode(sent).encode() if sent else None, timeout=30).read().decode()
    return page


@pytest.mark.full  # a minute; the making is tried by test_demo.py, a start and its end by test_stopping.py
def test_the_first_start_makes_the_county_and_the_next_keeps_it(tmp_path: Path) -> None:
    data, began = tmp_path / "data-demo", time.monotonic()
    with served(data, "--demo") as (url, said):
        took = time.monotonic() - began
        one = browser()
        page = read(one, url + "demo/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token and "杜明川" in page and took < SOON * SLACK
        home = read(one, url + "demo/enter/", account="du", csrfmiddlewaretoken=token[1])
        assert "杜明川" in home and "[演示数据]" in home
        assert any("make office" in line for line in said) and any("% created" in line for line in said)
        assert any("invented county" in line for line in said) and not any("administrator" in line for line in said)
        assert "诉" in read(one, url + "appeals/")
    with served(data) as (url, said):  # also without --demo: the folder says what it is
        assert not any("invented county" in line for line in said)
        assert "杜明川" in read(browser(), url + "demo/")


def test_an_offices_folder_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / folder.DATABASE).write_bytes(b"an office's")
    process = command(tmp_path, "--demo")
    said, _none = process.communicate(timeout=SOON * SLACK)
    assert process.returncode == 1 and "no demonstration created" in said
    assert (tmp_path / folder.DATABASE).read_bytes() == b"an office's" and not folder.is_demo_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [folder.DATABASE]


@pytest.mark.parametrize(
    ("around", "there", "demonstration"),
    [
        ({}, "", True),
        ({}, "field.keys", False),
        ({}, folder.MARKER, True),
        ({"DATABASE_URL": "postgres://office"}, "", False),
        ({"LUOSHI_DATA": "elsewhere"}, "", False),
    ],
)
def test_make_run_opens_the_demonstration_only_where_no_office_has_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, around: dict[str, str], there: str, demonstration: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "LUOSHI_DATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in around.items():
        monkeypatch.setenv(name, value)
    if there:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / there).write_text("")
    begun: list[bool] = []
    monkeypatch.setattr(office, "start_django", lambda _data, _language, *, demo, begins: begun.append(demo and begins))
    asked = {"demo": False, "look": True, "working": False, "processes": 0}
    assert office.run_serve_command("", 0, "", **asked, language="en") == 1
    assert begun == [demonstration]


def test_the_surroundings_name_the_folder_too_and_keys_alone_make_it_an_offices(tmp_path: Path) -> None:
    (tmp_path / "field.keys").write_text("an office on PostgreSQL")
    asked = [sys.executable, "-m", "luoshi.cli", "serve", "--port", "0", "--lang", "en", "--demo"]
    around = os.environ | {"LUOSHI_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    around.pop("DJANGO_SETTINGS_MODULE", None)
    ended = subprocess.run(asked, capture_output=True, text=True, env=around, cwd=tmp_path, timeout=SOON * SLACK)
    assert ended.returncode == 1 and str(tmp_path) in ended.stdout + ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["field.keys"]


def test_a_demonstration_names_an_invented_office_and_asks_no_identity_service(tmp_path: Path) -> None:
    asked = "import luoshi.site.settings as s; print(s.OFFICE['name'], all(s.OFFICE.values()), repr(s.OIDC_URL))"
    around = os.environ | {
        "LUOSHI_DATA": str(tmp_path),
        "LUOSHI_DEMO": "1",
        "LUOSHI_OIDC_URL": "https://id.example",
        "PYTHONIOENCODING": "utf-8",
    }
    for name in ("LUOSHI_OFFICE", "LUOSHI_HELPLINE", "LUOSHI_COMPLAINTS", "LUOSHI_HOURS"):
        around.pop(name, None)
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, encoding="utf-8", env=around, timeout=60)
    assert said.stdout.strip() == "云岭县督查室（演示数据） True ''"

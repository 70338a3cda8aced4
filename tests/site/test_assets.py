"""Styles and scripts as one file each, and pages compressed for browsers that take it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from luoshi.site.assets import FILES, LASTING, join_files, joined_url
from office import Office


@pytest.mark.parametrize("sort", ["css", "js"])
def test_every_file_is_in_the_joined_one_which_lasts_a_year(sort: str) -> None:
    answer = Client().get(joined_url(sort), headers={"Accept-Encoding": "gzip"})
    body = gzip.decompress(answer.content)
    assert answer.status_code == 200 and "immutable" in answer["Cache-Control"] and answer["Vary"] == "Accept-Encoding"
    for name in FILES[sort]:
        path = finders.find(name)
        assert path and Path(path).read_bytes() in body
    assert Client().get(joined_url(sort)).content == body


def test_the_joined_file_depends_on_no_cookie(office: Office) -> None:
    client = Client()
    client.force_login(office.people["supervisor"].user)
    answer = client.get(joined_url("css"))
    assert answer["Vary"] == "Accept-Encoding" and not answer.cookies


def test_an_older_address_answers_with_todays_file_and_does_not_last() -> None:
    answer = Client().get("/joined/luoshi.000000000000.css")
    assert (answer.content, answer["Cache-Control"]) == (join_files("css").body, "no-cache")


@pytest.mark.parametrize("name", ["luoshi.css", "luoshi.000000000000.txt", "app.css", "luoshi.00000000000g.js"])
def test_no_other_name_is_answered(name: str) -> None:
    assert Client().get(f"/joined/{name}").status_code == 404


def test_a_page_asks_for_one_file_of_styles_and_one_script_and_is_compressed(office: Office) -> None:
    client = Client()
    client.force_login(office.people["supervisor"].user)
    plain = client.get("/")
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip" and not plain.has_header("Content-Encoding")
    assert len(page.content) * 3 < len(plain.content)
    scripted = re.sub(r"<noscript>.*?</noscript>", "", plain.text)
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', scripted) == [joined_url("css")]
    assert re.findall(r'<script src="([^"]+)"', scripted) == [joined_url("js")]


@pytest.mark.parametrize(("cookie", "large"), [("1", True), ("0", False), ("", False)])
def test_large_type_is_in_the_page_before_a_script_runs(office: Office, cookie: str, large: bool) -> None:
    client = Client()
    client.force_login(office.people["supervisor"].user)
    client.cookies["luoshi-large"] = cookie
    found = re.search(r'<html[^>]*class="([^"]*)"', client.get("/").text)
    assert found and ("large" in found[1].split()) is large


def test_without_scripts_what_only_a_script_unfolds_is_there_from_the_start(office: Office) -> None:
    client = Client()
    client.force_login(office.people["supervisor"].user)
    found = re.search(r'<noscript><link rel="stylesheet" href="([^"]+)"></noscript>', client.get("/").text)
    assert found and found[1] == static("luoshi/noscript.css") and client.get(found[1]).status_code == 200


@pytest.mark.parametrize("name", ["luoshi/icon.svg", "ledger/plan.css", "boards/boards.js"])
def test_each_other_file_lasts_a_year_by_its_hash_and_no_longer_by_an_older_one(name: str) -> None:
    path = finders.find(name)
    assert path
    answer = Client().get(static(name))
    assert (answer.getvalue(), answer["Cache-Control"]) == (Path(path).read_bytes(), LASTING)
    for address in (f"/static/{name}?v=000000000000", f"/static/{name}"):
        other = Client().get(address)
        assert other.status_code == 200 and "immutable" not in other["Cache-Control"]


@pytest.mark.parametrize("name", ["luoshi/none.css", "../settings.py", "%00"])
def test_no_file_is_found_by_a_hash_that_is_not_there_without(name: str) -> None:
    assert Client().get(f"/static/{name}?v=000000000000").status_code in (400, 404)


def test_a_file_that_is_taken_away_is_not_compressed_again(office: Office) -> None:
    client = Client()
    client.force_login(office.people["supervisor"].user)
    sheet = client.get("/units/export.xlsx", headers={"Accept-Encoding": "gzip"})
    assert sheet.status_code == 200 and not sheet.has_header("Content-Encoding")

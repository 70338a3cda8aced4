"""The link that ``luoshi reset-link`` prints leads to the server that runs."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from pytest_django import Settings

from luoshi.site import server_address, serving
from office import Office


class Told(list[tuple[str, dict[str, object]]]):
    def __call__(self, message: str, /, **values: object) -> None:
        self.append((message, values))


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA, settings.ADDRESS = tmp_path, ""
    return tmp_path


def reset_link() -> tuple[str, str]:
    told = Told()
    assert serving.print_reset_link("clerk", tell=told) == 0
    ((message, values),) = told
    ((_name, said),) = values.items()
    return message, str(said).partition("/reset/")[0]


def test_it_begins_with_the_port_that_serves(office: Office, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server_address.write_server_address(data, f"http://localhost:{port}", "0.0.0.0", port)
        assert reset_link() == ("office.reset_link", f"http://localhost:{port}")
    assert reset_link() == ("office.reset_path", "")  # killed: it could not take its word away


def test_the_address_that_the_office_named_comes_first(office: Office, data: Path, settings: Settings) -> None:
    settings.ADDRESS = "https://luoshi.example"
    assert reset_link() == ("office.reset_link", "https://luoshi.example")


@pytest.mark.parametrize("words", [None, "", "[]", "{}", '{"address": "x", "host": 1, "port": "y"}', "\x00"])
def test_where_nothing_is_told_the_path_alone_is_printed(office: Office, data: Path, words: str | None) -> None:
    if words is not None:
        (data / server_address.FILE).write_text(words)
    assert reset_link() == ("office.reset_path", "")


def test_a_folder_that_takes_no_file_does_not_keep_it_from_serving(tmp_path: Path) -> None:
    server_address.write_server_address(tmp_path / "gone", "http://localhost:1", "127.0.0.1", 1)
    server_address.take_away(tmp_path / "gone")

"""Kinds that are declared anew in a running process: what begins from then on has them, what began before does not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override

from appeal_factory import appeal
from luoshi.desk.lists.queries.listing import filters_of
from luoshi.kernel.base.jobs import JOBS, Job
from luoshi.kernel.kinds.compiled.compiling import compile_kind
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields, step_form
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.registry import (
    Snapshot,
    compile_snapshot,
    current_snapshot,
    get_kind,
    install_snapshot,
    keep_snapshot,
    kind_of,
    line_of,
    list_lines,
    per_snapshot,
)
from luoshi.kernel.worker.worker import _Shift
from luoshi.site.middleware import KeptKinds
from office import Office


def declared_anew() -> Snapshot:
    """Appeals with another label, one more step, another column, and a field less in the form that enters them."""
    now = get_kind("appeals").declaration
    file, *others = now.cycle.all_steps
    steps = (
        replace(file, asks="title words contact unit"),
        *others,
        Step("shelve", "Lay aside", "received > closed", "desk", own={"reason": True}),
    )
    cycle = now.cycle.with_steps(steps)
    return current_snapshot().with_kind(replace(now, label="Voices", columns="channel mark", cycle=cycle))


@pytest.fixture
def renewed() -> Iterator[Snapshot]:
    """The changed snapshot, not installed yet; the program's own afterwards."""
    before = current_snapshot()
    yield declared_anew()
    install_snapshot(before)


def differs(kind: CompiledKind) -> list[object]:
    """What the change concerns."""
    asked = form_fields(kind, kind.cycle.first)
    with override("en"):
        return [str(kind.label), kind.columns, "shelve" in kind.cycle.by_name, "channel" in asked]


OLD = ["Appeals", ("channel", "grade"), False, True]
NEW = ["Voices", ("channel", "mark"), True, False]


@pytest.mark.parametrize("kind", list(current_snapshot().kinds.values()), ids=lambda kind: kind.name)
def test_compiling_changes_no_declaration_and_gives_the_same_again(kind: CompiledKind) -> None:
    declaration = kind.declaration
    before = {field.name: getattr(declaration, field.name) for field in fields(Kind)}
    again = compile_kind(declaration)
    assert all(getattr(declaration, name) is value for name, value in before.items())
    assert [step.name for step in again.cycle.all_steps] == [step.name for step in kind.cycle.all_steps]
    for step in kind.cycle.all_steps:
        assert again.cycle.by_name[step.name].sets == step.sets
        assert [*form_fields(again, step)] == [*form_fields(kind, step)]
    with pytest.raises(TypeError, match="compiled"):
        compile_kind(kind)


def test_all_lines_compile_to_the_same_kinds_in_the_same_order() -> None:
    made = compile_snapshot(list_lines())
    assert [*made.kinds] == [*current_snapshot().kinds] and [*made.lines] == [*current_snapshot().lines]
    assert {name: kind.parts for name, kind in made.kinds.items()} == {
        name: kind.parts for name, kind in current_snapshot().kinds.items()
    }


def test_a_snapshot_is_made_from_another_and_leaves_it_as_it_was(renewed: Snapshot) -> None:
    assert (differs(get_kind("appeals")), differs(renewed.kinds["appeals"])) == (OLD, NEW)
    assert [*renewed.kinds] == [*current_snapshot().kinds]
    others = [name for name, kind in renewed.kinds.items() if kind is not get_kind(name)]
    assert others == [declaration.name for declaration in line_of(get_kind("appeals")).kinds]  # type: ignore[union-attr]


def test_what_began_before_keeps_its_kinds_in_each_thread(renewed: Snapshot) -> None:
    seen: dict[str, list[object]] = {}
    begun, changed = threading.Event(), threading.Event()

    def long_request() -> None:
        with keep_snapshot():
            begun.set()
            changed.wait(10)
            seen["long"] = differs(get_kind("appeals"))
        seen["after"] = differs(get_kind("appeals"))

    thread = threading.Thread(target=long_request)
    thread.start()
    begun.wait(10)
    install_snapshot(renewed)
    seen["new"] = differs(get_kind("appeals"))
    changed.set()
    thread.join()
    assert seen == {"long": OLD, "after": NEW, "new": NEW}


def test_what_is_worked_out_of_kinds_is_kept_with_their_snapshot(renewed: Snapshot) -> None:
    made: list[str] = []

    @per_snapshot(2)
    def label(name: str) -> str:
        made.append(name)
        with override("en"):
            return str(get_kind(name).label)

    assert [label("appeals"), label("appeals"), label("funds")] == ["Appeals", "Appeals", "Funds"]
    with keep_snapshot(), override("en"):
        filters = filters_of("appeals", "en")
        install_snapshot(renewed)
        assert label("appeals") == "Appeals" and filters_of("appeals", "en") is filters
    with override("en"):
        assert label("appeals") == "Voices" and filters_of("appeals", "en") is not filters
    assert made == ["appeals", "funds", "appeals"]
    kind, again = get_kind("appeals"), compile_kind(get_kind("appeals").declaration)
    assert step_form(kind, kind.cycle.first) is step_form(kind, kind.cycle.first)
    assert step_form(kind, kind.cycle.first) is not step_form(again, again.cycle.first)


def test_a_request_keeps_the_kinds_with_which_it_began_and_the_next_has_the_new_ones(
    office: Office, renewed: Snapshot
) -> None:
    record = appeal(office)
    client = Client()
    client.force_login(office.people["supervisor"].user)
    client.cookies["django_language"] = "en"
    pages: dict[str, str] = {}

    def look(of: str) -> None:
        pages[of] = client.get("/appeals/").text + client.get(record.get_absolute_url()).text

    def answer(request: HttpRequest) -> HttpResponse:
        install_snapshot(renewed)
        look("new")
        return HttpResponse(f"{differs(kind_of(record))}")

    look("old")
    asked = KeptKinds(answer)(RequestFactory().get("/appeals/"))
    assert asked.text == f"{OLD}"
    assert ("Voices" in pages["old"], "Lay aside" in pages["old"]) == (False, False)
    assert ("Voices" in pages["new"], "Lay aside" in pages["new"]) == (True, True)
    sent = {"title": "多一处", "words": "周末没有去处", "unit": str(office.units["desk"].pk)}
    assert client.post("/appeals/new/", sent).status_code == 302  # the old form demands a channel
    assert client.post(f"{record.get_absolute_url()}shelve/", {"reason": "已经另办"}).status_code == 302
    record.refresh_from_db()
    assert record.state == "closed"


def test_a_job_of_the_worker_keeps_the_kinds_with_which_it_began(
    transactional_db: None, renewed: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def run(at: object) -> Iterator[None]:
        install_snapshot(renewed)
        yield None
        seen.append(differs(get_kind("appeals")))

    for name in [*JOBS]:
        monkeypatch.delitem(JOBS, name)
    monkeypatch.setitem(JOBS, "renew", Job("renew", "Renew", timedelta(days=1), run))
    _Shift("tests", threading.Event(), 30.0)._once()
    assert (seen, differs(get_kind("appeals"))) == ([OLD], NEW)

"""Whatever a declaration raises is said with its file, its line or kind, and a sentence, and never as a traceback."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.db import models

from declared_lines import changed
from linked.kinds import BODIES
from luoshi.desk.declarations.line_app import LineApp
from luoshi.kernel.kinds.language.places import DeclarationError, kind_file
from luoshi.kernel.kinds.language.steps import Cycle
from luoshi.kernel.kinds.models import KindRecord, Record, Row
from luoshi.kernel.kinds.registry import get_kind, make_kind


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("LINE = Line()", "line.py:2: NameError: name 'Line' is not defined"),
        ("from luoshi.lines import nosuch", "line.py:2: ImportError: cannot import name 'nosuch'"),
        ("import luoshi.nosuch", "line.py:2: ModuleNotFoundError: No module named 'luoshi.nosuch'"),
        ("LINE = (", "line.py:2: SyntaxError: '(' was never closed"),
        ("LINE = {}['fairs']", "line.py:2: KeyError: 'fairs'"),
        ("raise ValueError('step do: no arrow')", "line.py:2: step do: no arrow"),
        ("LINES = ()", "strangers/line.py: it declares no LINE = Line(…)"),
        ("LINE = 3", "strangers/line.py: AttributeError: 'int' object has no attribute"),
    ],
)
def test_an_app_of_a_line_says_where_its_declaration_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    package = tmp_path / "strangers"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "line.py").write_text(f'"""A line of strangers."""\n{line}\n')
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("strangers", "strangers.line"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    module = __import__("strangers")
    with pytest.raises(DeclarationError) as refused:
        LineApp("strangers", module).ready()
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("name", ["subject", "state", "get_locked", "reference", "due", "check", "delete", "duties"])
def test_a_field_named_as_what_each_record_has_is_refused_when_its_class_is_made(name: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        _made(KindRecord, **{name: models.TextField(null=True)})
    file = "strangers/models.py"
    assert str(refused.value) == (
        f"{file}: Stranger.{name}: each record has something of this name already: call it otherwise"
    )


@pytest.mark.parametrize("name", ["place", "record", "list_rows"])
def test_a_column_named_as_what_each_row_has_is_refused_when_its_class_is_made(name: str) -> None:
    with pytest.raises(DeclarationError, match=rf"strangers/models\.py: Stranger\.{name}: each row has something"):
        _made(Row, **{name: models.TextField(null=True)})


def test_what_a_model_may_say_anew_is_not_refused() -> None:
    made = _made(KindRecord, CALLED={"sort": {"a": "A"}}, colour=models.TextField(null=True), __str__=lambda one: "x")
    assert {"colour"} < {field.name for field in made._meta.get_fields()}


def _made(base: type, **names: object) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "linked", "abstract": True})
    return type("Stranger", (base,), {"__module__": "strangers.models", "Meta": meta, **names})  # type: ignore[return-value]


def test_a_field_named_as_what_leads_from_each_record_elsewhere_is_refused_with_its_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert {related.get_accessor_name() for related in Record._meta.related_objects} > {"entries", "duties"}
    monkeypatch.setattr(BODIES.record._meta.get_field("sound"), "name", "entries")
    with pytest.raises(
        ValueError, match=r"kind bodies: .*its field entries has the name by which each record leads to"
    ):
        changed(BODIES)


def test_what_a_check_trips_over_is_said_with_file_and_kind() -> None:
    steps = get_kind("appeals").declaration.cycle.all_steps
    with pytest.raises(DeclarationError, match=r"^luoshi/lines/appeals/line\.py: kind appeals: AttributeError: "):
        changed(get_kind("appeals"), cycle=steps)
    assert isinstance(get_kind("appeals").declaration.cycle, Cycle)


def test_a_kind_is_declared_in_the_module_that_names_it() -> None:
    assert kind_file(get_kind("appeals").declaration) == "luoshi/lines/appeals/line.py"
    assert kind_file(get_kind("commitments").declaration) == "luoshi/commitments/kinds/commitments.py"
    assert make_kind(get_kind("appeals").declaration).name == "appeals"

"""Links in the API, its description, and sheets: numbers, never rows' ids; and what a declaration may not say."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook

from declared_lines import changed, declared
from linked.models import Body, Check, Hours, Project, Seat, Visit
from linked_kinds import BODIES, PROJECTS, linked_kinds, made
from luoshi.base.record_errors import RecordError
from luoshi.desk.api.form_schemas import schema_of
from luoshi.desk.api.rows import detail_of, serialize_records
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.bulk.import_sheets import by_columns, write_template
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.links import Linked, links_into, links_to
from luoshi.lines.awards.models import ExampleCase
from luoshi.lines.experts.models import Advice
from luoshi.lines.instructions.models import Instruction
from luoshi.lines.supervision.models import SupervisoryCheck
from luoshi.parts.norms.models import Norm
from luoshi.plans.base.models.commitment import Commitment
from office import NOW, TODAY, Office

TEA, BEES = "云岭县茶叶学会", "云岭县养蜂协会"


@pytest.fixture
def _declared() -> Iterator[None]:
    with linked_kinds():
        yield


@pytest.fixture
def bodies(_declared: None, office: Office) -> dict[str, Body]:
    """One of 县科协, one of 县科技局."""
    return {
        "tea": made(BODIES, 1, office.units["kexie"], TEA),
        "bees": made(BODIES, 2, office.units["bureau"], BEES),
    }


def test_programs_are_told_number_title_and_address_as_far_as_the_person_may_know(office, bodies):
    every = [
        made(PROJECTS, 1, office.units["kexie"], body=bodies["tea"]),
        made(PROJECTS, 2, office.units["kexie"], body=bodies["bees"]),
        made(PROJECTS, 3, office.units["kexie"]),
    ]
    found = [record["fields"]["body"] for record in serialize_records(every, ["body"], office.actor("clerk"), TODAY)]
    assert found == [
        {"number": "体2026-0001", "title": TEA, "url": f"/bodies/{bodies['tea'].pk}/"},
        {"number": "体2026-0002", "title": "", "url": ""},
        None,
    ]


def test_the_description_says_number_title_and_address_and_asks_for_text(_declared):
    shape = detail_of(PROJECTS).model_json_schema()
    link = shape["$defs"]["LinkOut"]
    assert list(link["properties"]) == ["number", "title", "url"] and "id" not in link["properties"]
    asked = schema_of(form_fields(PROJECTS, PROJECTS.cycle.first))["properties"]["body"]
    assert asked["type"] == "string" and asked["maxLength"] == 200


def test_a_sheet_names_a_record_by_its_number(office, bodies):
    file = BytesIO()
    write_template(file, PROJECTS, ["云岭县"])
    book = load_workbook(file)
    heads = [cell.value for cell in book.worksheets[0][3]]
    told = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    assert [row for row in told if row[0] == "Body"] == [
        ["Body", "是", "编号、代码、全称或简称，见“Bodies”的列表", "体2026-0001"]
    ]
    lines = [
        (1, [str(head).rstrip("*") for head in heads]),
        (2, ["甲", "体2026-0001"]),
        (3, ["乙", f"体2026-0001 {TEA}"]),
    ]
    sent = [values for _number, values in by_columns(PROJECTS, lines)]
    opened = begin_many(PROJECTS, office.actor("clerk"), sent, at=NOW)
    assert [(record.body, record.unit) for record in opened] == [(bodies["tea"], office.units["kexie"])] * 2


@pytest.mark.parametrize("words", ["体2026-0002", "体2026-0003", "茶叶", "1"])
def test_a_sheet_with_a_number_that_one_may_not_see_writes_nothing(words, office, bodies):
    sent = [{"title": "甲", "body": "体2026-0001"}, {"title": "乙", "body": words}]
    with pytest.raises(RecordError) as refused:
        begin_many(PROJECTS, office.actor("clerk"), sent, at=NOW)
    assert f"没有找到“{words}”，或者它不能选在这里。" in str(refused.value.sentence) + str(refused.value.fields)
    assert not Project.objects.exists()


def test_a_merger_is_told_every_column_by_which_rows_lead_to_a_record(bodies):
    kinds = (Advice, Commitment, ExampleCase, Instruction, Norm, SupervisoryCheck, Visit)
    of_several_kinds = {(model, "about") for model in kinds}
    assert set(links_to(bodies["tea"])) == of_several_kinds | {
        (Body, "part_of"),
        (Project, "body"),
        (Hours, "person"),
        (Seat, "body"),
    }
    assert {link.address_name for link in links_into(Check)} == {
        "awards.examplecase.about",
        "experts.advice.about",
        "instructions.instruction.about",
        "ledger.commitment.about",
        "norms.norm.about",
        "supervision.supervisorycheck.about",
    }


def test_migrations_see_a_plain_foreign_key():
    field = Project._meta.get_field("body")
    name, path, _args, kwargs = field.deconstruct()
    assert (name, path) == ("body", "django.db.models.ForeignKey")
    assert not {"where", "gives", "back"} & kwargs.keys()
    copied = field.clone()
    assert isinstance(copied, Linked) and copied.null and copied.remote_field.related_name == "+"


def _refused(*kinds: CompiledKind) -> str:
    line = Line("wrong", "Wrong", tuple(kind.declaration for kind in kinds))
    with pytest.raises(ValueError) as refused, declared(line):
        pass
    return str(refused.value)


def test_what_a_link_cannot_mean_is_refused_at_the_start(monkeypatch):
    second = changed(BODIES, name="clubs", prefix="乙")
    assert _refused(BODIES, second, PROJECTS).endswith(
        "kind trials: body links to Body, which is the model of the kinds bodies and clubs: "
        "give each of them a model of its own"
    )
    assert _refused(changed(BODIES, prefix=""), PROJECTS).endswith(
        "body links to Body, whose kind bodies has no prefix: without numbers no sheet could name its records"
    )
    monkeypatch.setattr(Project._meta.get_field("body"), "gives", ("level",))
    assert _refused(BODIES, PROJECTS).endswith("body gives level, which is no field of Body")
    assert "sort is a code, and not among its words" in _refused(changed(BODIES, codes=("sort",)))


def test_a_link_to_what_no_kind_has_says_so_where_it_is_asked_for():
    with pytest.raises(LookupError, match=r"linked.check.project links to Project, of which no kind is declared"):
        assert Check._meta.get_field("project").kind

"""Each model of the API's description has a name of its own."""

from __future__ import annotations

from luoshi.kernel.kinds.registry import list_kinds
from luoshi.site.api import openapi_description


def test_each_list_is_described_as_it_answers_also_where_a_step_is_called_list(db: None) -> None:
    described = openapi_description("en")
    listed = [kind.name for kind in list_kinds() if "list" in kind.cycle.by_name]
    assert listed
    for kind in list_kinds():
        answers = described["paths"][f"/api/{kind.name}"]["get"]["responses"][200]["content"]["application/json"]
        model = described["components"]["schemas"][answers["schema"]["$ref"].rsplit("/", 1)[1]]
        assert model["properties"].keys() == {"total", "limit", "offset", "rows"}, kind.name

"""The bill of materials names what an installation brings, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import bill


def test_every_pinned_package_is_in_the_bill_with_its_version_and_hashes(tmp_path: Path) -> None:
    path = tmp_path / "bill.json"
    assert bill.main([str(path)]) == 0
    written = json.loads(path.read_text("utf-8"))
    assert (written["bomFormat"], written["metadata"]["component"]["name"]) == ("CycloneDX", "luoshi")
    lines = "".join((bill.ROOT / file).read_text("utf-8") for file in bill.PINNED)
    pinned = set(re.findall(r"^([\w.-]+)(?:\[.*\])?==([^ ;]+)", lines, re.MULTILINE))
    assert {(component["name"], component["version"]) for component in written["components"]} == pinned and len(
        pinned
    ) > 50
    assert all(component["hashes"] and component["purl"].startswith("pkg:pypi/") for component in written["components"])


def test_what_reads_scans_is_in_the_bill_as_optional(tmp_path: Path) -> None:
    path = tmp_path / "bill.json"
    bill.main([str(path)])
    components = json.loads(path.read_text("utf-8"))["components"]
    optional = {component["name"] for component in components if component["scope"] == "optional"}
    own = {"flatbuffers", "onnxruntime", "protobuf", "rapidocr", "reportlab"}
    assert optional == own  # numpy and pillow the office has as well

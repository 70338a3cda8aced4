"""What the first page of a run does not wait for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from luoshi.cli import main
status = main(sys.argv[1:])
print("loaded", *sorted({"pydantic", "multiprocessing", "rich"} & set(sys.modules)), file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.parametrize("options", [[], ["--format", "json", "--year", "2025", "--jobs", "1", "--issuer", "某县科协"]])
def test_one_plain_text_is_read_without_what_only_other_runs_need(tmp_path: Path, options: list[str]) -> None:
    page = tmp_path / "页.txt"
    page.write_text("关于做好科普工作的通知\n一、县科协牵头，年底前新增科普基地3个。\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, "read", str(page), *options], capture_output=True, check=True, timeout=60
    )
    assert run.stderr.decode().splitlines()[-1] == "loaded"

"""What a process that serves pages does without until somebody asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LATE = (
    "altair", "apprise", "docx", "docxtpl", "jinja2", "lxml", "markdown", "openpyxl", "PIL", "pypdfium2", "pypinyin",
    "qrcode", "vl_convert", "luoshi.reading.read", "luoshi.reading.load.pdf", "luoshi.matching.compare",
)  # fmt: skip


def test_what_only_some_requests_need_is_not_imported_at_the_start(tmp_path: Path) -> None:
    asked = "import django; django.setup(); from django.urls import resolve; resolve('/api/appeals/7'); import sys; "
    asked += f"print([name for name in {LATE!r} if name in sys.modules])"
    known = {"DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "LUOSHI_DATA": str(tmp_path)}
    known |= {"LUOSHI_SECRET_KEY": "k" * 50}
    done = subprocess.run([sys.executable, "-c", asked], env=os.environ | known, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr

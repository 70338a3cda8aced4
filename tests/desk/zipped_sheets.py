"""What the tests of zips beside sheets share: sheets of instructions, what waits, and what was attached."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.desk.lists.views.models import ImportRun
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.lines.instructions.models import Instruction
from making import docx, p
from many_appeals import workbook
from office import TODAY

PAPER, OTHER = docx(p("领导批示原件")), docx(p("批示附件"))
FIELDS = ["Whose instruction", "Words of the instruction", "Written on", "Answer by", "Answering unit"]
FIELDS += ["The paper with the instruction"]


def row(words: str, *names: str) -> list[Any]:
    days = [TODAY.isoformat(), (TODAY + timedelta(10)).isoformat()]
    return ["顾长川", words, *days, "kexie", "；".join(names)]


def sheet(*rows: Sequence[Any]) -> bytes:
    return workbook([FIELDS, *rows])


def upload(client: Client, *rows: Sequence[Any], pack: bytes | None = None, name: str = "材料.zip") -> Any:
    given = {"file": SimpleUploadedFile("批示.xlsx", sheet(*rows))}
    if pack is not None:
        given["zip"] = SimpleUploadedFile(name, pack)
    return client.post("/instructions/import/", given)


def told(answer: Any) -> str:
    words = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]))
    return " ".join(words.split())


def page(client: Client, answer: Any) -> str:
    assert answer.status_code == 302, told(answer)
    return told(client.get(answer["Location"]))


def waiting() -> list[Path]:
    return sorted((Path(settings.DATA) / "trials").glob("*"))


def attached() -> list[tuple[str, str, str]]:
    """The files of instructions: the words of each, the file's name, and its hash."""
    words = {instruction.pk: instruction.words for instruction in Instruction._base_manager.all()}
    rows = Attachment.objects.order_by("record", "pk").select_related("evidence")
    return [(words[file.record_id], file.name, file.evidence.sha256) for file in rows]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def nothing_written() -> bool:
    return not (Instruction.objects.exists() or Evidence.objects.exists() or ImportRun.objects.exists() or waiting())

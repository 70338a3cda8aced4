"""The pages of publicity: a household whose file stands there, and an objection against it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.care.cycles import VALUES
from luoshi.parts.publicity.models import Objection, Posting
from office import Office
from pictures import png


def furnish(office: Office) -> None:
    """A file in publicity, an objection, and the days of both."""
    at = timezone.now()
    day = timezone.localdate(at)
    known = {value.name: value for value in (VALUES["hardships.publicity"], *get_kind("objections").parameters)}
    for parameter in known.values():
        set_value(parameter, None, "5个工作日", day, "云科协发〔2026〕3号", office.actor("admin", day), at=at)
    clerk, figures = office.actor("clerk", day), {"household": "3", "income": "1800", "cause": "illness"}
    proof = SimpleUploadedFile("证明（示例）.png", png())
    given = {"name": "幻有恒", **figures, "unit": str(office.units["kexie"].pk)}
    made = begin(get_kind("hardships"), clerk, given, at=at, files={"proof": [proof]}).record
    made = take(made, "survey", clerk, {**figures, "visited": day.isoformat()}, at=at).record
    take(made, "publish", clerk, {}, at=at)
    begin(get_kind("objections"), clerk, {"about": made.number, "facts": "请核实家庭人数。"}, at=at)


def pages() -> list[tuple[Any, ...]]:
    """What stands in publicity, the file as it is shown there, the objections, and where people sign up."""
    posting, objection = Posting.objects.get(), Objection.objects.get()
    return [
        ("postings", "clerk", "/publicity/"),
        ("posting", "clerk", f"/publicity/{posting.pk}/"),
        ("list", "supervisor", "/objections/"),
        ("new", "clerk", f"/objections/new/?about={objection.title}"),
        ("detail", "supervisor", f"/objections/{objection.pk}/"),
        ("step", "supervisor", f"/objections/{objection.pk}/answer/"),
        ("open_sign_up", None, "/open/sign-up/unknown/", 404),  # signed: tests/browser/test_sign_up.py
        ("open_sign_up_notice", None, "/open/sign-up/unknown/notice/", 404),
        ("open_own_sign_up", None, "/open/my-sign-up/unknown/", 404),
        ("check_in", "clerk", "/check-in/999999/", 404),
    ]

"""What the page of a waiting sheet says about the files beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from luoshi.desk.bulk.attachments.queries import find_files
from luoshi.desk.bulk.attachments.zipped_files import list_file_fields, list_named_files
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.lists.views.models import ImportRun
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step


def describe_files(
    run: ImportRun, kind: CompiledKind, step: Step, lines: Sequence[KeptLine]
) -> Mapping[str, object] | None:
    """Return what a waiting sheet does with the files of its zip; None if none came with it, or it is decided.

    Returns:
        ``gone``: they are no longer kept; otherwise ``count``: how many, ``unused``: the names of those that no row
        names, ``skipped``: what was not taken from the zip, each with why.
    """
    if not run.files or run.entry_id:
        return None
    zipped = find_files(run.files)
    if zipped is None:
        return {"gone": True}
    unused = zipped.list_unused(list_named_files(list_file_fields(kind, step), (line.values for line in lines)))
    why = {"link": _("%(name)s (a link)"), "path": _("%(name)s (its path leads out of the zip)")}
    return {
        "gone": False,
        "count": len(zipped.files),
        "unused": _(", ").join(unused),
        "skipped": _(", ").join(why[code] % {"name": name} for name, code in zipped.skipped),
    }

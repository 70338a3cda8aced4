"""The kinds of evidence that an office declares, and those that a commitment has."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.base.record_errors import RecordError
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.proofs import rules as proofs
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested, parameter_value
from luoshi.plans.base.models.commitment import Commitment

PROOFS = DeclaredParameter(
    "ledger.evidence_kinds",
    _("Kinds of evidence, separated by 、; after = the permitted file types, for example 照片=jpg/png"),
    proofs.parse_proofs,
    group=_("Assignment and reporting"),
    unset=_("No kinds of evidence can be required when something is sent out; units may attach any file to a report."),
    suggested=(
        Suggested(
            "情况报告、现场照片=jpg/png、完成情况表=xlsx/csv、签字盖章件=pdf",
            _("Luoshi's suggestion"),
            _("Four usual kinds"),
        ),
    ),
)


def declared_proofs(desk: int, day: date) -> tuple[proofs.Proof, ...] | None:
    """Return the kinds of evidence that an office declares; None if it declared none. Two queries."""
    try:
        found: tuple[proofs.Proof, ...] = parameter_value(PROOFS, desk, day)
    except RecordError:
        return None
    return found


def reported_proofs(commitment: int) -> set[str]:
    """Return the kinds of evidence supplied by its reports, except those taken back. One query."""
    rows = Progress.objects.filter(commitment=commitment, taken_back=None).exclude(proofs="")
    return {name for line in rows.values_list("proofs", flat=True) for name in proofs.split_proof_names(line)}


def lacking_proofs(commitment: Commitment) -> list[str]:
    """Return the required kinds of evidence that no report supplied, in order. At most one query."""
    asked = proofs.split_proof_names(commitment.proofs)
    return proofs.missing_proof_names(asked, reported_proofs(commitment.pk)) if asked else []

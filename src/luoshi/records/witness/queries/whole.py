"""Whether all is whole: the journal, the rows that its steps write, and the kept files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luoshi.records.files.queries import damaged
from luoshi.records.journal.queries import verification
from luoshi.records.journal.queries.seals import snapshot
from luoshi.records.journal.rules.proof import Finding
from luoshi.records.witness.queries.differences import differences


def findings(heads: Mapping[int, str] | None = None, *, files: bool = True) -> Iterator[Finding]:
    """What `verification.findings` says of the journal, `differences` of the rows, and of each kept file:

    ``evidence``: the ``file`` is not there, or not what its hash says.

    Args:
        files: also read every kept file, which may take long; a daily job reads them besides.
    """
    yield from verification.findings(heads)
    with snapshot():
        yield from differences()
    if files:
        yield from (Finding("evidence", 0, {"file": sha256[:16]}) for sha256 in damaged())
